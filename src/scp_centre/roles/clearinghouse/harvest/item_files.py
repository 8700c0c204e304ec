"""Files of items: citations, tables, and a ZIP of PDFs as a folder of them."""

import re
from collections.abc import Iterator

from scp_centre.centre.errors import ClearinghouseError, ForeignFileError
from scp_centre.centre.foreign_files import JOB, FileRefusal, stream
from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.messages import Number, _
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
CITATIONS = {
    ".bib": read_bibtex,
    ".ris": read_ris,
    ".json": read_csl,
    ".nbib": read_medline,
    ".txt": read_medline,  # as PubMed calls its file
    ".enw": read_endnote,
}
MEDLINE = re.compile(rb"\s*PMID *- ")
FAULTS = {
    "too_large": _("The file unpacks to more than can be read."),
    "locked": _("The file is locked by a password."),
    "unreadable": _("The file in the ZIP is damaged."),
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
        raise ClearinghouseError(
            _("{name} is none of the files that can be imported.", name=name),
            where="file",
            cure=_("Give .xlsx, .csv, .bib, .ris, .nbib, .enw, .json, .pdf, or a .zip of PDFs."),
        )
    if findings is None and faults:
        raise ClearinghouseError(faults[0].message, where=faults[0].place, cure=faults[0].cure)
    if findings is not None:
        findings += faults
    if not found and not faults:
        raise ClearinghouseError(
            _("{name} holds no reference.", name=name), where="file", cure=_("Look into the file.")
        )
    return found


def _citations(content: bytes, name: str, kind: str, faults: list[Finding]) -> list[Draft]:
    text = as_text(content)
    if kind != ".bib":
        return CITATIONS[kind](text, way=BY_JOB)
    wrong: list[ClearinghouseError] = []
    found = read_bibtex(text, wrong, BY_JOB)
    faults += [Finding(name, int(f.where), "", f.message, f.cure) for f in wrong]
    return found


def _collected(one: Draft, place: str) -> Collected:
    values = one.values
    origin = one.origin or str(values.get("doi") or values.get("address") or one.title or place)
    return Collected(origin, one)


def _pdfs(content: bytes, faults: list[Finding]) -> Iterator[Collected]:
    """Yield the PDFs of a ZIP; those that cannot be read are added to the faults by name."""
    for path, fault, part in _unpacked(content):
        name = path.rsplit("/", 1)[-1]
        try:
            if fault:
                raise ClearinghouseError(FAULTS[fault], cure=_("Leave it out, or pack it again."))
            made = read_pdf(part, name, JOB)
        except (ClearinghouseError, ForeignFileError) as error:
            faults.append(Finding(path, 0, "", error.message, error.cure))
            continue
        yield Collected(str(made.values.get("doi") or path), made)


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
                "The ZIP holds {parts} PDFs; between 1 and {_PDFS} are read.",
                parts=parts,
                _PDFS=Number(MOST_PDFS, ","),
            ),
            where="file",
            cure=_("Split it."),
        )
    if refusal.kind == "too_large":
        return ClearinghouseError(
            _("The ZIP unpacks to more than {_ZIP} MB.", _ZIP=LARGEST_ZIP // 1024**2),
            where="file",
            cure=_("Split it."),
        )
    return ClearinghouseError(
        _("The file is no ZIP."), where="file", cure=_("Put the PDFs into a ZIP.")
    )
