"""A PDF: its metadata, and its first pages where that says nothing."""

import re

from scp_centre.centre.foreign_files import PAGE, Allowance, FileRefusal, read
from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import doi_in
from scp_centre.roles.clearinghouse.item_readers.draft import Draft, draft

FIRST_PAGES = 3
NO_TITLE = re.compile(r"(?i)^(untitled|microsoft word|document\d*|.*\.(docx?|pdf|indd|qxd))\b")


def read_pdf(
    content: bytes, name: str = "", allowance: Allowance = PAGE, *, stranger: bool = False
) -> Draft:
    """Return what a PDF says; raises ClearinghouseError for what is none, or is locked."""
    try:
        about = read("pdf", content, allowance, stranger=stranger, pages=FIRST_PAGES)
    except FileRefusal as refusal:
        raise _refused(refusal, name) from None
    title, text = about["title"], about["text"]
    lines = [line.strip() for line in text.splitlines() if len(line.strip()) > 8]
    if len(title) < 6 or NO_TITLE.match(title):
        title = lines[0] if lines else name.rsplit(".", 1)[0].replace("_", " ")
    subject = about["subject"]
    return draft(
        title=title,
        summary=subject if len(subject) > 40 else _abstract(text),
        authors=[about["author"]] if about["author"] else [],
        year=re.sub(r"^D:(\d{4}).*", r"\1", about["date"]),
        doi=doi_in(text),
    )


def _refused(refusal: FileRefusal, name: str) -> ClearinghouseError:
    if refusal.kind == "locked":
        return ClearinghouseError(
            _("{he} is password-protected.", he=name or _("The PDF")),
            where="file",
            cure=_("Upload a copy without a password, or fill in the form by hand."),
        )
    return ClearinghouseError(
        _("{value1} is damaged or is not a PDF.", value1=name or _("The file")),
        where="file",
        cure=_("Open the file in a PDF reader and save it again, or fill in the form by hand."),
    )


def _abstract(text: str) -> str:
    """Return what follows the word abstract or summary, else the first long paragraph."""
    found = re.search(
        r"(?is)\b(?:abstract|summary|résumé|resumen)\b[:.\s]*(.{80,1200}?)(?:\n\s*\n|$)", text
    )
    if found:
        return plain(found.group(1))
    blocks = (plain(b) for b in re.split(r"\n\s*\n", text))
    return next((b[:800] for b in blocks if len(b) > 150), "")
