"""Citations: BibTeX, RIS and CSL-JSON, read and written."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import bibtexparser
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import web_address
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.reading.draft import Draft, draft, plain

MOST = 20_000  # references of a file
LAST = re.compile(r"^ER  -.*\Z", re.MULTILINE)
CSL = {  # type -> of CSL, of BibTeX, of RIS
    "case_study": ("report", "techreport", "RPRT"),
    "method": ("report", "techreport", "RPRT"),
    "policy": ("legislation", "misc", "LEGAL"),
    "data_set": ("dataset", "misc", "DATA"),
    "training": ("document", "misc", "GEN"),
}
OTHER = ("webpage", "misc", "ELEC")
TYPES = {"dataset": "data_set", "data": "data_set", "legislation": "policy", "bill": "policy"}


def read_bibtex(text: str, faults: list[ClearinghouseError] | None = None) -> list[Draft]:
    """Return the references of a BibTeX text; two with one key are two.

    faults : takes an error with its line for each entry that cannot be read; without it the first
        is raised, as ClearinghouseError
    """
    found = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    made, twice = [], 0
    for block in found.blocks:
        if isinstance(block, DuplicateBlockKeyBlock):
            block, twice = block.ignore_error_block, twice + 1
            block.key = f"{block.key}-{twice}"
        if isinstance(block, ParsingFailedBlock):
            line = (block.start_line or 0) + 1
            fault = ClearinghouseError(
                f"Line {line} is not BibTeX.",
                where=str(line),
                cure="Look for a missing brace or comma in the entry that begins there.",
            )
            if faults is None:
                raise fault
            faults.append(fault)
        elif isinstance(block, Entry):
            made.append(_of_bibtex(block))
    return made[:MOST]


def _of_bibtex(entry: Any) -> Draft:
    of = {
        f.key.lower(): plain(str(f.value).replace("{", "").replace("}", "")) for f in entry.fields
    }
    return draft(
        title=of.get("title", ""),
        summary=of.get("abstract", ""),
        kind=TYPES.get(entry.entry_type.lower(), ""),
        language=of.get("language", of.get("langid", "")),
        year=of.get("year") or of.get("date"),
        authors=_names(of.get("author", "").split(" and ")),
        doi=of.get("doi", ""),
        address=_address(of.get("url", "")),
        publisher=of.get("publisher") or of.get("institution") or of.get("journal", ""),
        origin=entry.key,
    )


def read_ris(text: str) -> list[Draft]:
    """Return the references of a RIS text."""
    text = text.lstrip("\ufeff").rstrip()
    if text and not LAST.search(text):
        text += "\nER  - "  # the end of the last one was cut off
    try:
        rows = rispy.loads(text)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ClearinghouseError(
            f"This is not RIS: {error}.", where="file", cure="Each line begins like `TY  - `."
        ) from None
    return [_of_ris(row) for row in rows[:MOST]]


def _of_ris(row: Mapping[str, Any]) -> Draft:
    urls = row.get("urls") or [row.get("url", "")]
    return draft(
        title=row.get("title") or row.get("primary_title", ""),
        summary=row.get("abstract") or row.get("notes_abstract", ""),
        kind=TYPES.get(str(row.get("type_of_reference", "")).lower(), ""),
        language=row.get("language", ""),
        year=row.get("year") or row.get("publication_year") or row.get("date"),
        authors=_names(row.get("authors") or row.get("first_authors") or []),
        doi=row.get("doi", ""),
        address=_address(str(urls[0] or "")),
        publisher=row.get("publisher") or row.get("journal_name") or row.get("secondary_title", ""),
        origin=str(row.get("id", "") or row.get("accession_number", "")),
    )


def read_csl(text: str) -> list[Draft]:
    """Return the references of CSL-JSON, one or a list."""
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ClearinghouseError(
            f"This is not JSON: {error}.", where="file", cure="Copy the whole reference."
        ) from None
    if isinstance(given, dict) and isinstance(given.get("items"), list):
        given = given["items"]  # as Zotero exports a collection
    rows = given if isinstance(given, list) else [given]
    return [_of_csl(row) for row in rows[:MOST] if isinstance(row, dict)]


def _of_csl(row: Mapping[str, Any]) -> Draft:
    issued = row.get("issued") or row.get("published") or {}
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    title = row.get("title", "")
    return draft(
        title=title[0] if isinstance(title, list) and title else title,
        summary=row.get("abstract", ""),
        kind=TYPES.get(str(row.get("type", "")).lower(), ""),
        language=str(row.get("language", "")),
        year=parts[0][0] if parts and parts[0] else row.get("year") or _raw(issued),
        authors=_names(_named(a) for a in row.get("author", []) if isinstance(a, dict)),
        doi=str(row.get("DOI", "")),
        address=_address(str(row.get("URL", ""))),
        publisher=str(row.get("publisher") or row.get("container-title") or ""),
        origin=str(row.get("id", "")),
    )


def _raw(issued: Any) -> str:
    return str(issued.get("raw") or issued.get("literal") or "") if isinstance(issued, dict) else ""


def _named(one: Mapping[str, Any]) -> str:
    if one.get("literal"):
        return str(one["literal"])
    return ", ".join(str(one[k]) for k in ("family", "given") if one.get(k))


def _names(names: Iterable[str]) -> list[str]:
    return [name for name in (plain(n) for n in names) if name]


def _address(text: str) -> str:
    try:
        return web_address(text)
    except ClearinghouseError:
        return ""


def as_csl(item: Item, address: str) -> dict[str, Any]:
    """Return an item as CSL-JSON; `address` is that of its page."""
    said = item.original
    made: dict[str, Any] = {
        "id": str(item.key),
        "type": CSL.get(item.type, OTHER)[0],
        "title": item.title,
        "abstract": said.summary if said else "",
        "author": [_csl_name(a) for a in item.authors],
        "publisher": item.publisher,
        "DOI": item.doi,
        "URL": item.address or address,
        "language": item.language,
    }
    if item.year:
        made["issued"] = {"date-parts": [[item.year]]}
    return {k: v for k, v in made.items() if v}


def _csl_name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name}


def as_bibtex(item: Item, address: str) -> str:
    """Return an item as a BibTeX entry."""
    said = item.original
    fields = {
        "title": f"{{{item.title}}}",
        "author": " and ".join(a if "," in a else f"{{{a}}}" for a in item.authors),
        "year": str(item.year or ""),
        "publisher": item.publisher,
        "doi": item.doi,
        "url": item.address or address,
        "language": item.language,
        "abstract": said.summary if said else "",
    }
    kept = [f"  {k} = {{{_braced(v)}}}" for k, v in fields.items() if v]
    kind = CSL.get(item.type, OTHER)[1]
    return f"@{kind}{{scp{item.pk},\n" + ",\n".join(kept) + "\n}\n"


def _braced(text: str) -> str:
    """Return a value whose braces are balanced, whatever somebody typed."""
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    return text if depth == 0 else text.replace("{", "(").replace("}", ")")


def as_ris(item: Item, address: str) -> str:
    """Return an item as RIS."""
    said = item.original
    rows: Iterator[tuple[str, str]] = iter(
        [
            ("TY", CSL.get(item.type, OTHER)[2]),
            ("ID", str(item.key)),
            ("TI", item.title),
            *(("AU", a) for a in item.authors),
            ("PY", str(item.year or "")),
            ("PB", item.publisher),
            ("DO", item.doi),
            ("UR", item.address or address),
            ("LA", item.language),
            ("AB", " ".join(said.summary.split()) if said else ""),
        ]
    )
    return "".join(f"{k}  - {v}\r\n" for k, v in rows if v) + "ER  - \r\n"
