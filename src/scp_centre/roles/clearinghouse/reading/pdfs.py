"""A PDF: its metadata, and its first pages where that says nothing."""

import io
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import doi_in
from scp_centre.roles.clearinghouse.reading.draft import Draft, draft, plain

FIRST_PAGES = 3
MOST_CHARACTERS = 6_000
NO_TITLE = re.compile(r"(?i)^(untitled|microsoft word|document\d*|.*\.(docx?|pdf|indd|qxd))\b")


def read_pdf(content: bytes, name: str = "") -> Draft:
    """Return what a PDF says; raises ClearinghouseError for what is none, or is locked."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ClearinghouseError(
                f"{name or 'The PDF'} is locked by a password.",
                where="file",
                cure="Give one without, or fill the form in by hand.",
            )
        about = reader.metadata
        pages = [p.extract_text()[:MOST_CHARACTERS] for p in reader.pages[:FIRST_PAGES]]
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError, AttributeError) as error:
        raise ClearinghouseError(
            f"{name or 'The file'} cannot be read as a PDF: {plain(error)[:100]}.",
            where="file",
            cure="Open it and save it anew, or fill the form in by hand.",
        ) from None
    text = "\n".join(pages)[:MOST_CHARACTERS]
    title = plain(about.title if about else "")
    lines = [line.strip() for line in text.splitlines() if len(line.strip()) > 8]
    if len(title) < 6 or NO_TITLE.match(title):
        title = lines[0] if lines else name.rsplit(".", 1)[0].replace("_", " ")
    subject = plain(about.subject if about else "")
    made = about.creation_date_raw if about else ""
    return draft(
        title=title,
        summary=subject if len(subject) > 40 else _abstract(text),
        authors=[plain(about.author)] if about and about.author else [],
        year=re.sub(r"^D:(\d{4}).*", r"\1", str(made or "")),
        doi=doi_in(text),
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
