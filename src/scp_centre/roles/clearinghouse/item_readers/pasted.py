"""Whatever somebody pastes or uploads: told apart by what it is, not by what it is called."""

import re

from django.conf import settings

from scp_centre.centre.errors import ForeignFileError
from scp_centre.methods.messages import _, n_, sentences
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import doi_in, web_address
from scp_centre.roles.clearinghouse.item_readers.citations import (
    Way,
    read_bibtex,
    read_csl,
    read_endnote,
    read_medline,
    read_ris,
)
from scp_centre.roles.clearinghouse.item_readers.draft import Draft, draft
from scp_centre.roles.clearinghouse.item_readers.pdfs import read_pdf
from scp_centre.roles.clearinghouse.item_readers.text_encoding import as_text
from scp_centre.roles.clearinghouse.item_readers.web_page import read_page
from scp_centre.roles.clearinghouse.remote_fetch import FetchError, fetch

SECONDS = 8.0  # that somebody waits for the page behind a link
LINK = re.compile(r"(?i)(https?://|www\.)\S")
CITATIONS = (  # how a text begins, and who reads it
    (re.compile(r"[{\[]"), read_csl),
    (re.compile(r"@"), read_bibtex),
    (re.compile(r"TY  ?- "), read_ris),
    (re.compile(r"PMID *- "), read_medline),
    (re.compile(r"%[0AT] "), read_endnote),
)


def read_pasted(text: str, *, stranger: bool = False) -> tuple[Draft, str]:
    """Return a draft of a link, a DOI, a citation or a page, and what to say.

    stranger : it comes from somebody without an account
    """
    text = text.strip().lstrip("\ufeff")
    way = Way(stranger=stranger)
    if LINK.match(text) and len(text.split()) == 1:
        return _of_link(text, way)
    for begins, read_citations in CITATIONS:
        if begins.match(text):
            return _first(read_citations(text, way=way))
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<head")):
        return read_page(text, stranger=stranger), ""
    if doi := doi_in(text):
        said = text.replace(doi, "").strip()
        made = draft(
            title="" if len(said) < 20 else said, doi=doi, address=f"https://doi.org/{doi}"
        )
        return (
            made,
            _(
                "Only the DOI could be read. Paste the reference as BibTeX, RIS or CSL-JSON to "
                "fill in more fields."
            ),
        )
    made = draft(title=text.splitlines()[0] if text else "", summary=text)
    return made, sentences(*made.lost)


def _of_link(address: str, way: Way) -> tuple[Draft, str]:
    address = web_address(address)
    doi = doi_in(address) if "doi.org/" in address.lower() else ""
    try:
        found = fetch(
            address, most=settings.LARGEST_UPLOAD, seconds=SECONDS, accept="text/html,*/*"
        )
        if found.status >= 400:
            raise FetchError(
                _("{address} returned status {status}.", address=address, status=found.status),
                where=address,
            )
        made, said = _of_content(found.content, found.address, found.kind, way=way)
    except (ClearinghouseError, ForeignFileError) as error:
        made = draft(address=address, doi=doi)
        return made, sentences(error.message, _("Fill in the rest by hand."))
    made.values.setdefault("address", address)
    if doi:
        made.values["doi"] = doi
    return made, said


def read_file(content: bytes, name: str, *, stranger: bool = False) -> tuple[Draft, str]:
    """Return a draft of an uploaded file (PDF, page, or citation), and what to say."""
    return _of_content(content, "", "", name, way=Way(stranger=stranger))


def _of_content(
    content: bytes, address: str, kind: str, name: str = "", *, way: Way
) -> tuple[Draft, str]:
    if content[:1024].lstrip().startswith(b"%PDF"):
        made = read_pdf(content, name or address, stranger=way.stranger)
        if address:
            made.values["address"] = address
        return made, sentences(*made.lost)
    if b"\x00" in content[:4096]:
        raise ClearinghouseError(
            _("{address} is not a PDF, a web page or a citation.", address=name or address),
            where="file",
            cure=_("Enter a PDF, a web page or a citation, or fill in the form by hand."),
        )
    text = as_text(content).strip()
    if address or kind == "text/html" or text[:2000].lower().find("<html") >= 0:
        return read_page(text, address, stranger=way.stranger), ""
    if LINK.match(text):
        return draft(address=web_address(text.split()[0])), ""
    return read_pasted(text, stranger=way.stranger)


def _first(found: list[Draft]) -> tuple[Draft, str]:
    """Return the first of references, and what of the text is not in it."""
    if not found:
        raise ClearinghouseError(
            _("The text contains no references."),
            where="pasted",
            cure=_("Copy the whole reference."),
        )
    said = list(found[0].lost)
    if len(found) > 1:
        said.append(said_of_others(len(found)))
    return found[0], " ".join(said)


def said_of_others(count: int) -> str:
    """Return that further references were not read."""
    return n_(
        "Only the first reference was read.",
        "Only the first of {count} references was read.",
        count,
    )
