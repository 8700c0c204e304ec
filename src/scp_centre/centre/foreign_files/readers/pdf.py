"""A PDF: its metadata and the text of its first pages."""

import io
from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.centre.foreign_files.refusals import FileRefusal

MOST_CHARACTERS = 6_000


def read(content: bytes, *, pages: int) -> Iterator[dict[str, Any]]:
    """Yield title, author, subject, date and text; raise FileRefusal for a locked or a huge one."""
    from pypdf.errors import LimitReachedError

    try:
        yield _about(content, pages)
    except LimitReachedError as error:  # what it unpacks to is larger than pypdf reads
        raise FileRefusal("too_large", type(error).__name__) from error


def _about(content: bytes, pages: int) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileRefusal("locked")
    about = reader.metadata
    texts: list[str] = []
    for page in reader.pages[:pages]:
        texts.append(page.extract_text()[:MOST_CHARACTERS])
        if sum(map(len, texts)) >= MOST_CHARACTERS:
            break
    return {
        "title": plain(about.title if about else ""),
        "author": plain(about.author if about else ""),
        "subject": plain(about.subject if about else ""),
        "date": str((about.creation_date_raw if about else "") or "")[:40],
        "text": "\n".join(texts)[:MOST_CHARACTERS],
    }
