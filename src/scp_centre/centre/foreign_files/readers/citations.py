"""References of other programs as plain fields: BibTeX, RIS, CSL-JSON, PubMed and EndNote."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from scp_centre.centre.foreign_files.latex import from_latex, lost_words
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.entries.json_text import read_json

MOST = 20_000  # references of a file
LAST = re.compile(r"^ER  -.*\Z", re.MULTILINE)
MEDLINE_LINE = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- (.*)$")
ENDNOTE_LINE = re.compile(r"^%(\S) ?(.*)$")
VERBATIM = ("url", "doi", "file", "eprint")
TOLD = ("title", "abstract", "author")  # fields whose lost words are told
ESCAPED_ADDRESS = re.compile(r"\\([%&_#$~])")
Fields = dict[str, list[str]]


def read(content: bytes, *, kind: str) -> Iterator[dict[str, Any]]:
    """Yield {"references": […], "faults": […]} of a text in UTF-8.

    kind : bibtex, ris, csl, medline or endnote
    references : of BibTeX {"type", "key", "fields", "authors", "lost"}; of RIS and CSL what these
        give; of the other two tag -> values
    faults : numbers of the lines at which something cannot be read, of BibTeX only

    Raises FileRefusal for a text that is none of the kind.
    """
    text = content.decode("utf-8", "replace")
    references, faults = KINDS[kind](text)
    yield {"references": references[:MOST], "faults": faults[:MOST]}


def _bibtex(text: str) -> tuple[list[Any], list[int]]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        Entry,
        ParsingFailedBlock,
    )

    library = parse_string(text)
    references: list[Any] = []
    faults: list[int] = []
    twice = 0
    for read in library.blocks:
        block: Any = read
        if isinstance(block, DuplicateBlockKeyBlock):
            block, twice = block.ignore_error_block, twice + 1
            block.key = f"{block.key}-{twice}"
        elif isinstance(block, DuplicateFieldKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, ParsingFailedBlock):
            faults.append((block.start_line or 0) + 1)
        elif isinstance(block, Entry):
            references.append(_bibtex_entry(block))
    return references, faults


def _bibtex_entry(block: Any) -> dict[str, Any]:
    """Return an entry as text; addresses are no LaTeX, and authors are parted first.

    lost : words that stand in a field and could not be read
    """
    fields: dict[str, str] = {}
    lost: list[str] = []
    authors: list[str] = []
    for field in block.fields:
        name, value = field.key.lower(), str(field.value)
        if name in fields:
            lost.append(f"{name}: {value}"[:200])
        elif name in VERBATIM:
            fields[name] = ESCAPED_ADDRESS.sub(r"\1", value.strip("{}"))
        elif name == "author":
            written = _names(value)
            authors = [from_latex(author) for author in written]
            value, fields[name] = " ".join(written), " ".join(authors)
        else:
            fields[name] = from_latex(value)
        lost += lost_words(value, fields[name]) if name in TOLD else []
    return {
        "type": block.entry_type,
        "key": block.key,
        "fields": fields,
        "authors": authors,
        "lost": lost[:20],
    }


def _names(value: str) -> list[str]:
    """Return the names of an author field: "and" within braces is part of a name."""
    names, depth, begin = [], 0, 0
    for found in re.finditer(r"[{}]|\sand\s", value):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif not depth:
            names.append(value[begin : found.start()])
            begin = found.end()
    return [*names, value[begin:]]


def _ris(text: str) -> tuple[list[Any], list[int]]:
    import rispy

    text = text.lstrip("\ufeff").rstrip()
    if text and not LAST.search(text):
        text += "\nER  - "  # the end of the last one was cut off
    try:
        return [dict(row) for row in rispy.loads(text)], []
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise FileRefusal("unreadable", str(error)) from None


def _csl(text: str) -> tuple[list[Any], list[int]]:
    try:
        said = read_json(text)
    except ValueError as error:
        raise FileRefusal("unreadable", str(error)) from None
    if isinstance(said, dict) and isinstance(said.get("items"), list):
        said = said["items"]  # as Zotero exports a collection
    rows = said if isinstance(said, list) else [said]
    return [row for row in rows if isinstance(row, dict)], []


def _medline(text: str) -> tuple[list[Any], list[int]]:
    """Read the format of PubMed: tags of up to four letters, long values on several lines."""
    return _tagged(text, MEDLINE_LINE, first=("PMID", "PMC")), []


def _endnote(text: str) -> tuple[list[Any], list[int]]:
    """Read the tagged format of EndNote (.enw): %0 begins a reference."""
    return _tagged(text, ENDNOTE_LINE, first=("0",)), []


def _tagged(text: str, line_of: re.Pattern[str], first: tuple[str, ...]) -> list[Fields]:
    references: list[Fields] = []
    fields: Fields = {}
    tag = ""
    for line in text.lstrip("\ufeff").splitlines():
        found = line_of.match(line)
        if found:
            tag = found[1]
            if tag == first[0] and tag in fields:
                references.append(fields)
                fields = {}
            fields.setdefault(tag, []).append(found[2].strip())
        elif not line.strip():
            tag = ""
        elif tag and line[0] in " \t" or tag and first == ("0",):
            fields[tag][-1] += f" {line.strip()}"
    return [*references, fields] if fields else references


KINDS: dict[str, Callable[[str], tuple[list[Any], list[int]]]] = {
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
    "medline": _medline,
    "endnote": _endnote,
}
