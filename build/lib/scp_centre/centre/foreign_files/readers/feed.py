"""An Atom or RSS feed: its language and entries."""

from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.plain_text import LONGEST
from scp_centre.centre.foreign_files.refusals import FileRefusal

FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
TEXTS = ("id", "link", "title", "summary", "author")


def read(content: bytes, *, most: int) -> Iterator[dict[str, Any]]:
    """Yield {"language": …, "entries": [{…, "year": …}]}.

    Raises FileRefusal: forbidden for entities of one's own, unreadable for what is no feed.
    """
    import feedparser

    if any(mark in content[:20_000].upper() for mark in FORBIDDEN):
        raise FileRefusal("forbidden")
    feed = feedparser.parse(content)
    if not feed.version or (feed.bozo and not feed.entries):
        raise FileRefusal("unreadable", "neither Atom nor RSS")
    yield {
        "language": str(feed.feed.get("language", ""))[:40],
        "entries": [_entry(entry) for entry in feed.entries[:most]],
    }


def _entry(entry: Any) -> dict[str, Any]:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    found: dict[str, Any] = {name: str(entry.get(name) or "")[:LONGEST] for name in TEXTS}
    return found | {"year": when[0] if when else None}
