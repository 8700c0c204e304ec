"""Files of items: citations, tables, and a ZIP of PDFs as a folder of them."""

import io
import zipfile
from collections.abc import Iterator

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.sheets.findings import Finding
from scp_centre.roles.clearinghouse.collecting.keeping import Collected
from scp_centre.roles.clearinghouse.reading.citations import read_bibtex, read_csl, read_ris
from scp_centre.roles.clearinghouse.reading.decoding import as_text
from scp_centre.roles.clearinghouse.reading.draft import Draft
from scp_centre.roles.clearinghouse.reading.pdfs import read_pdf

MOST_PDFS = 1_000
LARGEST_PDF = 50 * 1024**2
LARGEST_RATIO = 200
CITATIONS = {".bib": read_bibtex, ".ris": read_ris, ".json": read_csl}


def ending(name: str) -> str:
    """Return the ending of a name, small.

    >>> ending("Refs.BIB")
    '.bib'
    """
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


def is_table(name: str, content: bytes) -> bool:
    """Return whether a file is a table whose headings must be mapped."""
    return ending(name) in (".csv", ".xlsx", ".tsv", ".txt")


def read_references(
    content: bytes, name: str, findings: list[Finding] | None = None
) -> list[Collected]:
    """Return the items of a file of citations or of a ZIP of PDFs.

    findings : takes what cannot be read of a BibTeX file, by its line
    Raises ClearinghouseError for any other, and for what cannot be read in it.
    """
    kind = ending(name)
    if kind == ".zip":
        return list(_pdfs(content))
    if kind == ".pdf":
        return [_collected(read_pdf(content, name), name)]
    if kind not in CITATIONS:
        raise ClearinghouseError(
            f"{name} is none of the files that can be imported.",
            where="file",
            cure="Give .xlsx, .csv, .bib, .ris, .json, .pdf, or a .zip of PDFs.",
        )
    text = as_text(content)
    faults: list[ClearinghouseError] = []
    found = read_bibtex(text, faults) if kind == ".bib" else CITATIONS[kind](text)
    if findings is None and faults:
        raise faults[0]
    if findings is not None:
        findings += [Finding(name, int(f.where), "", f.message, f.cure) for f in faults]
    if not found and not faults:
        raise ClearinghouseError(
            f"{name} holds no reference.", where="file", cure="Look into the file."
        )
    return [_collected(one, str(place)) for place, one in enumerate(found, 1)]


def _collected(one: Draft, place: str) -> Collected:
    values = one.values
    origin = one.origin or str(values.get("doi") or values.get("address") or one.title or place)
    return Collected(origin, one)


def _pdfs(content: bytes) -> Iterator[Collected]:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise ClearinghouseError(
            "The file is no ZIP.", where="file", cure="Put the PDFs into a ZIP."
        ) from None
    with package:
        parts = [p for p in package.infolist() if ending(p.filename) == ".pdf"]
        if not parts or len(parts) > MOST_PDFS:
            raise ClearinghouseError(
                f"The ZIP holds {len(parts)} PDFs; between 1 and {MOST_PDFS:,} are read.",
                where="file",
                cure="Split it.",
            )
        for part in parts:
            packed = max(part.compress_size, 1)
            if part.file_size > LARGEST_PDF or part.file_size / packed > LARGEST_RATIO:
                raise ClearinghouseError(
                    f"{part.filename} unpacks to {part.file_size // 1024**2} MB.",
                    where=part.filename,
                    cure=f"Up to {LARGEST_PDF // 1024**2} MB are read; leave it out.",
                )
            name = part.filename.rsplit("/", 1)[-1]
            yield _collected(read_pdf(package.read(part), name), name)
