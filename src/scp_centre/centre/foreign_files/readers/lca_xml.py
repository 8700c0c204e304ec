"""XML of life-cycle formats: read data set by data set, without document type and entities."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scp_centre.centre.foreign_files.refusals import FileRefusal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEEPEST = 100


def root_of(content: bytes) -> str:
    """Return the name of the outermost element with its namespace: {namespace}name."""
    for element in _events(content):
        return element[1].tag
    raise FileRefusal("unreadable", "empty")


def data_sets(content: bytes, names: frozenset[str]) -> Iterator["Element"]:
    """Yield the elements of these names, each whole; what was yielded is forgotten."""
    depth, inside, root = 0, 0, None
    for event, element in _events(content):
        if event == "start":
            root = element if root is None else root
            depth += 1
            inside += local(element.tag) in names
            if depth > DEEPEST:
                raise FileRefusal("unreadable", "too deep")
            continue
        depth -= 1
        if local(element.tag) in names:
            inside -= 1
            if not inside:
                yield element
                element.clear()
        if depth == 1 and not inside and root is not None:
            root.clear()


def _events(content: bytes) -> Iterator[tuple[str, "Element"]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FileRefusal("unreadable", type(error).__name__) from None


def local(tag: object) -> str:
    """Return the name of an element without its namespace."""
    return str(tag).rsplit("}", 1)[-1]


def children(element: "Element | None", *path: str) -> list["Element"]:
    """Return the elements at a path of names below an element."""
    found = [] if element is None else [element]
    for name in path:
        found = [child for one in found for child in one if local(child.tag) == name]
    return found


def child(element: "Element | None", *path: str) -> "Element | None":
    """Return the first element at a path of names, or none."""
    found = children(element, *path)
    return found[0] if found else None


def text(element: "Element | None", *path: str) -> str:
    """Return the text at a path of names, in English where the file has it, on one line."""
    found = children(element, *path)
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    found.sort(key=lambda one: one.get(language, "en") != "en")
    return " ".join((found[0].text or "").split()) if found else ""


def attribute(element: "Element | None", name: str) -> str:
    """Return an attribute, empty where the element or the attribute is not there."""
    return "" if element is None else element.get(name, "").strip()
