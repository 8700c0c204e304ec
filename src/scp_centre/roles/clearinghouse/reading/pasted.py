"""Whatever somebody pastes or uploads: told apart by what it is, not by what it is called."""

from django.conf import settings

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fetching import FetchError, fetch
from scp_centre.roles.clearinghouse.fields import doi_in, web_address
from scp_centre.roles.clearinghouse.reading.citations import read_bibtex, read_csl, read_ris
from scp_centre.roles.clearinghouse.reading.decoding import as_text
from scp_centre.roles.clearinghouse.reading.draft import Draft, draft
from scp_centre.roles.clearinghouse.reading.pages import read_page
from scp_centre.roles.clearinghouse.reading.pdfs import read_pdf

SECONDS = 8.0  # that somebody waits for the page behind a link


def read_pasted(text: str) -> tuple[Draft, str]:
    """Return a draft of a link, a DOI, a citation or a page, and what to say."""
    text = text.strip()
    if text.startswith(("http://", "https://")) and len(text.split()) == 1:
        return _of_link(text)
    if text.startswith(("{", "[")):
        return _first(read_csl(text)), ""
    if text.startswith("@"):
        return _first(read_bibtex(text)), ""
    if text.startswith("TY  -"):
        return _first(read_ris(text)), ""
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<head")):
        return read_page(text), ""
    if doi := doi_in(text):
        said = text.replace(doi, "").strip()
        made = draft(
            title="" if len(said) < 20 else said, doi=doi, address=f"https://doi.org/{doi}"
        )
        return (
            made,
            "Only the DOI could be read. Paste its BibTeX, RIS or CSL-JSON to fill in more.",
        )
    return draft(title=text.splitlines()[0] if text else "", summary=text), ""


def _of_link(address: str) -> tuple[Draft, str]:
    address = web_address(address)
    doi = doi_in(address) if "doi.org/" in address else ""
    try:
        found = fetch(
            address, most=settings.LARGEST_UPLOAD, seconds=SECONDS, accept="text/html,*/*"
        )
        if found.status >= 400:
            raise FetchError(f"{address} answers {found.status}.", where=address)
        made = _of_content(found.content, found.address, found.kind)
    except ClearinghouseError as error:
        made = draft(address=address, doi=doi)
        return made, f"{error.message} Fill in the rest by hand."
    made.values.setdefault("address", address)
    if doi:
        made.values["doi"] = doi
    return made, ""


def read_file(content: bytes, name: str) -> tuple[Draft, str]:
    """Return a draft of an uploaded file: PDF, page, or citation."""
    return _of_content(content, "", "", name), ""


def _of_content(content: bytes, address: str, kind: str, name: str = "") -> Draft:
    if content[:1024].lstrip().startswith(b"%PDF"):
        made = read_pdf(content, name or address)
        if address:
            made.values["address"] = address
        return made
    if b"\x00" in content[:4096]:
        raise ClearinghouseError(
            f"{name or address} is none of PDF, web page and citation.",
            where="file",
            cure="Give one of these, or fill the form in by hand.",
        )
    text = as_text(content).strip()
    if address or kind == "text/html" or text[:2000].lower().find("<html") >= 0:
        return read_page(text, address)
    return read_pasted(text)[0] if not text.startswith("http") else draft(address=text.split()[0])


def _first(found: list[Draft]) -> Draft:
    if not found:
        raise ClearinghouseError(
            "There is no reference in it.", where="pasted", cure="Copy the whole reference."
        )
    return found[0]
