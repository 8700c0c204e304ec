"""Citations: BibTeX, RIS, CSL-JSON, PubMed and EndNote read; the first three written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.foreign_files import JOB, PAGE, Allowance, FileRefusal, read
from scp_centre.centre.foreign_files.latex import as_latex
from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import web_address
from scp_centre.roles.clearinghouse.item_readers.draft import Draft, draft
from scp_centre.roles.clearinghouse.models import Item


@dataclass(frozen=True, slots=True)
class Way:
    """In which way a text comes: how long somebody waits for it, and whether they are known."""

    allowance: Allowance = PAGE
    stranger: bool = False


BY_PAGE, BY_JOB = Way(), Way(JOB)
CITATION_KINDS = {  # as a reader calls it -> its name, what to do
    "bibtex": (_("BibTeX"), _("Copy the whole entry, from @ to its last brace.")),
    "ris": (_("RIS"), _("Each line begins with a code such as `TY  - `.")),
    "csl": (_("JSON"), _("Copy the whole reference.")),
    "medline": (_("PubMed"), _("Each line begins with a code such as `PMID- `.")),
    "endnote": (_("EndNote"), _("Each line begins with a code such as `%T `.")),
}
CSL = {  # type -> of CSL, of BibTeX, of RIS
    "case_study": ("report", "techreport", "RPRT"),
    "method": ("report", "techreport", "RPRT"),
    "policy": ("legislation", "misc", "LEGAL"),
    "data_set": ("dataset", "misc", "DATA"),
    "training": ("document", "misc", "GEN"),
}
OTHER = ("webpage", "misc", "ELEC")
TYPES = {"dataset": "data_set", "data": "data_set", "legislation": "policy", "bill": "policy"}


def read_bibtex(
    text: str, faults: list[ClearinghouseError] | None = None, way: Way = BY_PAGE
) -> list[Draft]:
    """Return the references of a BibTeX text; two with one key are two.

    faults : takes an error with its line for each entry that cannot be read; without it the first
        is raised, as ClearinghouseError
    """
    found = _read("bibtex", text, way)
    for line in found["faults"]:
        fault = ClearinghouseError(
            _("Line {line} is not valid BibTeX.", line=line),
            where=str(line),
            cure=_("Look for a missing brace or comma in the entry that begins on that line."),
        )
        if faults is None:
            raise fault
        faults.append(fault)
    return [_of_bibtex(entry) for entry in found["references"]]


def _read(kind: str, text: str, way: Way) -> dict[str, Any]:
    try:
        found: dict[str, Any] = read(
            "citations",
            text.encode("utf-8", "replace"),
            way.allowance,
            stranger=way.stranger,
            kind=kind,
        )
    except FileRefusal as refusal:
        name, cure = CITATION_KINDS[kind]
        raise ClearinghouseError(
            _("The text is not in the {name} format: {why}.", name=name, why=refusal.why),
            where="file",
            cure=cure,
        ) from None
    return found


def _of_bibtex(entry: Mapping[str, Any]) -> Draft:
    of = entry["fields"]
    made = draft(
        title=of.get("title", ""),
        summary=of.get("abstract", ""),
        kind=TYPES.get(entry["type"].lower(), ""),
        language=of.get("language", of.get("langid", "")),
        year=of.get("year") or of.get("date"),
        authors=_names(entry["authors"]),
        doi=of.get("doi", ""),
        address=_address(of.get("url", "")),
        publisher=of.get("publisher") or of.get("institution") or of.get("journal", ""),
        origin=entry["key"],
    )
    if entry["lost"]:
        made.lost.append(said_of_lost(", ".join(entry["lost"])))
    return made


def said_of_lost(words: str) -> str:
    """Return that words of an entry were lost."""
    return _("These words could not be read: {words}.", words=words)


def read_ris(text: str, way: Way = BY_PAGE) -> list[Draft]:
    """Return the references of a RIS text."""
    return [_of_ris(row) for row in _read("ris", text, way)["references"]]


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


def read_csl(text: str, way: Way = BY_PAGE) -> list[Draft]:
    """Return the references of CSL-JSON, one or a list."""
    return [_of_csl(row) for row in _read("csl", text, way)["references"]]


def _of_csl(row: Mapping[str, Any]) -> Draft:
    issued = row.get("issued") or row.get("published") or {}
    title = row.get("title", "")
    authors = row.get("author")
    return draft(
        title=title[0] if isinstance(title, list) and title else title,
        summary=row.get("abstract", ""),
        kind=TYPES.get(str(row.get("type", "")).lower(), ""),
        language=str(row.get("language", "")),
        year=_first_year(issued) or row.get("year") or _raw(issued),
        authors=_names(_named(a) for a in _list_of(authors) if isinstance(a, dict)),
        doi=str(row.get("DOI", "")),
        address=_address(str(row.get("URL", ""))),
        publisher=str(row.get("publisher") or row.get("container-title") or ""),
        origin=str(row.get("id", "")),
    )


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _first_year(issued: Any) -> Any:
    """Return the year of `date-parts`, whatever else stands there."""
    parts = _list_of(issued.get("date-parts")) if isinstance(issued, dict) else []
    first = _list_of(parts[0]) if parts else []
    return first[0] if first else None


def _raw(issued: Any) -> str:
    return str(issued.get("raw") or issued.get("literal") or "") if isinstance(issued, dict) else ""


def _named(one: Mapping[str, Any]) -> str:
    if one.get("literal"):
        return str(one["literal"])
    return ", ".join(str(one[k]) for k in ("family", "given") if one.get(k))


def read_medline(text: str, way: Way = BY_PAGE) -> list[Draft]:
    """Return the references of PubMed's own format, as its page gives them to be copied."""
    return [_of_medline(fields) for fields in _read("medline", text, way)["references"]]


def _of_medline(of: Mapping[str, list[str]]) -> Draft:
    pmid = _first_of(of, "PMID")
    identifiers = [*of.get("LID", []), *of.get("AID", [])]
    return draft(
        title=_first_of(of, "TI", "BTI").removesuffix("."),
        summary=_first_of(of, "AB"),
        language=_first_of(of, "LA"),
        year=_first_of(of, "DP", "DEP"),
        authors=_names(of.get("FAU") or of.get("AU") or of.get("CN") or []),
        doi=next((i for i in identifiers if i.lower().endswith("[doi]")), ""),
        address=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isdigit() else "",
        publisher=_first_of(of, "PB", "JT", "TA"),
        origin=f"PMID {pmid}" if pmid else "",
    )


def read_endnote(text: str, way: Way = BY_PAGE) -> list[Draft]:
    """Return the references of EndNote's tagged format (.enw)."""
    return [_of_endnote(fields) for fields in _read("endnote", text, way)["references"]]


def _of_endnote(of: Mapping[str, list[str]]) -> Draft:
    return draft(
        title=_first_of(of, "T"),
        summary=_first_of(of, "X"),
        kind=TYPES.get(_first_of(of, "0").lower(), ""),
        language=_first_of(of, "G"),
        year=_first_of(of, "D", "8"),
        authors=_names(of.get("A", [])),
        doi=_first_of(of, "R"),
        address=_address(_first_of(of, "U")),
        publisher=_first_of(of, "I", "J", "B"),
        origin=_first_of(of, "M", "F"),
    )


def _first_of(of: Mapping[str, list[str]], *tags: str) -> str:
    return next((of[tag][0] for tag in tags if of.get(tag) and of[tag][0]), "")


def _names(names: Iterable[str]) -> list[str]:
    return [name for name in map(plain, names) if name]


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
    family, _unused, given = name.partition(", ")
    if family and given and name == f"{family}, {given}":
        return {"family": family, "given": given}
    return {"literal": name}


def as_bibtex(item: Item, address: str) -> str:
    """Return an item as a BibTeX entry; its key is the item's own, the same in every centre."""
    said = item.original
    fields = {
        "title": f"{{{as_latex(_line(item.title))}}}",
        "author": " and ".join(_bibtex_name(a) for a in item.authors),
        "year": str(item.year or ""),
        "publisher": as_latex(_line(item.publisher)),
        "doi": _bare(item.doi),
        "url": _bare(item.address or address),
        "language": item.language,
        "abstract": as_latex(_line(said.summary)) if said else "",
    }
    kept = [f"  {k} = {{{v}}}" for k, v in fields.items() if v]
    kind = CSL.get(item.type, OTHER)[1]
    return f"@{kind}{{scp{item.key.hex},\n" + ",\n".join(kept) + "\n}\n"


def _bibtex_name(name: str) -> str:
    """Return a name; braces keep one together that has no comma, or a word that parts names."""
    text = as_latex(_line(name))
    whole = "," not in text or " and " in f" {text.lower()} "
    return f"{{{text}}}" if whole else text


def _bare(address: str) -> str:
    """Return an address as BibTeX may hold it: its braces and signs coded, as browsers do."""
    coded = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
    return "".join(coded.get(sign, sign) for sign in address.strip())


def _line(text: str) -> str:
    return " ".join(text.split())


def as_ris(item: Item, address: str) -> str:
    """Return an item as RIS."""
    said = item.original
    rows = [
        ("TY", CSL.get(item.type, OTHER)[2]),
        ("ID", str(item.key)),
        ("TI", item.title),
        *(("AU", a) for a in item.authors),
        ("PY", str(item.year or "")),
        ("PB", item.publisher),
        ("DO", item.doi),
        ("UR", item.address or address),
        ("LA", item.language),
        ("AB", said.summary if said else ""),
    ]
    return "".join(f"{k}  - {_line(v)}\r\n" for k, v in rows if v) + "ER  - \r\n"
