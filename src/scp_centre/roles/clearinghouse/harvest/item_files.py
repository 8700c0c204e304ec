"""Files of items: citations, tables, and a ZIP of PDFs as a folder of them."""

import re
from collections.abc import Callable, Iterator

from scp_centre.centre.errors import ForeignFileError
from scp_centre.centre.foreign_files import JOB, FileRefusal, stream
from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.messages import Number, _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected
from scp_centre.roles.clearinghouse.item_readers.citations import (
    BY_JOB,
    read_bibtex,
    read_csl,
    read_endnote,
    read_medline,
    read_ris,
)
from scp_centre.roles.clearinghouse.item_readers.draft import Draft
from scp_centre.roles.clearinghouse.item_readers.pdfs import read_pdf
from scp_centre.roles.clearinghouse.item_readers.text_encoding import as_text

MOST_PDFS = 1_000
LARGEST_PDF = 50 * 1024**2
LARGEST_ZIP = 200 * 1024**2  # unpacked
CITATIONS: dict[str, Callable[..., list[Draft]]] = {
    ".bib": read_bibtex,
    ".ris": read_ris,
    ".json": read_csl,
    ".nbib": read_medline,
    ".txt": read_medline,  # as PubMed calls its file
    ".enw": read_endnote,
}
MEDLINE = re.compile(rb"\s*PMID *- ")
LOOKED_AT = 64 * 1024  # bytes at the beginning of a file that tell what it is
BEGINS = {  # ending -> what such a file holds near its beginning, in any encoding
    ".zip": re.compile(rb"\APK"),
    ".pdf": re.compile(rb"%PDF-"),
    ".bib": re.compile(rb"@"),
    ".ris": re.compile(rb"T\0?Y\0? "),
    ".json": re.compile(rb"[\[{]"),
    ".nbib": re.compile(rb"P\0?M\0?I\0?D"),
    ".enw": re.compile(rb"%"),
}
FAULTS = {
    "too_large": _("The file is too large when unpacked."),
    "locked": _("The file is password-protected."),
    "unreadable": _("The file in the ZIP archive is damaged."),
}


def ending(name: str) -> str:
    """Return the ending of a name, small.

    >>> ending("Refs.BIB")
    '.bib'
    """
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


def is_table(name: str, content: bytes) -> bool:
    """Return whether a file is a table whose headings must be mapped."""
    return ending(name) in (".csv", ".xlsx", ".tsv") or (
        ending(name) == ".txt" and not MEDLINE.match(content[:200])
    )


def require_readable(name: str, content: bytes) -> None:
    """Raise ClearinghouseError for a file that is none of those that can be imported.

    That is told by its ending and its first bytes, before a job is queued that could only fail.
    """
    kind = ending(name)
    if kind in BEGINS and not BEGINS[kind].search(content[:LOOKED_AT]):
        raise ClearinghouseError(
            _(
                "The file extension of {name} is {kind}, but the content is of a different type.",
                name=name,
                kind=kind,
            ),
            where="file",
            cure=_("Check the file, and export or save it again."),
        )
    if kind not in BEGINS and not is_table(name, content):
        raise _unknown(name)


def _unknown(name: str) -> ClearinghouseError:
    return ClearinghouseError(
        _("Files such as {name} cannot be imported.", name=name),
        where="file",
        cure=_("Upload .xlsx, .csv, .bib, .ris, .nbib, .enw, .json, .pdf, or a .zip of PDFs."),
    )


def read_references(
    content: bytes, name: str, findings: list[Finding] | None = None
) -> list[Collected]:
    """Return the items of a file of citations or of a ZIP of PDFs.

    findings : takes what cannot be read, by its line in a BibTeX file, by the PDF of a ZIP;
        without it the first is raised
    Raises ClearinghouseError for any other, and for what cannot be read in it.
    """
    kind = ending(name)
    faults: list[Finding] = []
    if kind == ".zip":
        found = list(_pdfs(content, faults))
    elif kind == ".pdf":
        found = [_collected(read_pdf(content, name, JOB), name)]
    elif kind in CITATIONS:
        drafts = _citations(content, name, kind, faults)
        found = [_collected(one, str(place)) for place, one in enumerate(drafts, 1)]
    else:
        raise _unknown(name)
    if findings is None and faults:
        raise ClearinghouseError(faults[0].message, where=faults[0].place, cure=faults[0].cure)
    if findings is not None:
        findings += faults
    if not found and not faults:
        raise ClearinghouseError(
            _("{name} contains no references.", name=name), where="file", cure=_("Check the file.")
        )
    return found


def _citations(content: bytes, name: str, kind: str, faults: list[Finding]) -> list[Draft]:
    text = as_text(content)
    if kind != ".bib":
        return CITATIONS[kind](text, way=BY_JOB)
    wrong: list[ClearinghouseError] = []
    found = read_bibtex(text, wrong, BY_JOB)
    faults += [Finding("", int(f.where), "", f.message, f.cure, name) for f in wrong]
    return found


def _collected(one: Draft, place: str) -> Collected:
    values = one.values
    if one.origin:
        return Collected(one.origin, one, known_by="identifier")
    for name in ("doi", "address"):
        if values.get(name):
            return Collected(str(values[name]), one, known_by=name)
    return Collected(one.title or place, one, known_by="title")


def _pdfs(content: bytes, faults: list[Finding]) -> Iterator[Collected]:
    """Yield the PDFs of a ZIP; those that cannot be read are added to the faults by name."""
    for path, fault, part in _unpacked(content):
        name = path.rsplit("/", 1)[-1]
        try:
            if fault:
                raise ClearinghouseError(
                    FAULTS[fault], cure=_("Remove this PDF from the ZIP archive, or replace it.")
                )
            made = read_pdf(part, name, JOB)
        except (ClearinghouseError, ForeignFileError) as error:
            faults.append(Finding("", 0, "", error.message, error.cure, path))
            continue
        doi = str(made.values.get("doi", ""))
        yield Collected(doi or path, made, known_by="doi" if doi else "")


def _unpacked(content: bytes) -> list[tuple[str, str, bytes]]:
    """Return path, fault and content of each PDF of a ZIP."""
    found: list[tuple[str, str, bytes]] = []
    try:
        parts = stream(
            "archive",
            content,
            JOB,
            endings=[".pdf"],
            most=MOST_PDFS,
            largest=LARGEST_PDF,
            whole=LARGEST_ZIP,
        )
        for part in parts:
            if isinstance(part, bytes):
                found[-1] = (*found[-1][:2], part)
            else:
                found.append((part["name"], part["fault"], b""))
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    return found


def _refused(refusal: FileRefusal) -> ClearinghouseError:
    if refusal.kind == "too_many":
        parts = refusal.about["count"]
        return ClearinghouseError(
            _(
                "The ZIP archive contains {parts} PDFs. It must contain 1 to {_PDFS}.",
                parts=parts,
                _PDFS=Number(MOST_PDFS, ","),
            ),
            where="file",
            cure=_("Split the archive."),
        )
    if refusal.kind == "too_large":
        return ClearinghouseError(
            _(
                "When unpacked, the ZIP archive is larger than {_ZIP} MB.",
                _ZIP=LARGEST_ZIP // 1024**2,
            ),
            where="file",
            cure=_("Split the archive."),
        )
    return ClearinghouseError(
        _("This file is not a ZIP archive."),
        where="file",
        cure=_("Put the PDFs into a ZIP archive."),
    )
