"""An XML text as a flat list of elements, without document type and entities."""

from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.refusals import FileRefusal

CONTROLS = bytes(n for n in range(32) if n not in (9, 10, 13))  # that no XML may hold, and some do
MOST_ELEMENTS = 500_000
DEEPEST = 200


def read(content: bytes) -> Iterator[list[list[Any]]]:
    """Yield [[depth, tag, attributes, text, tail], …] in the order of the text."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content.translate(None, CONTROLS), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefusal("unreadable", type(error).__name__) from None
    found: list[list[Any]] = []
    waiting = [(0, root)]
    while waiting:
        depth, element = waiting.pop()
        if depth > DEEPEST or len(found) >= MOST_ELEMENTS:
            raise FileRefusal("unreadable", "more elements than any list has")
        text, tail = element.text or "", element.tail or ""
        found.append([depth, element.tag, dict(element.attrib), text, tail])
        waiting.extend((depth + 1, child) for child in reversed(element))
    yield found
