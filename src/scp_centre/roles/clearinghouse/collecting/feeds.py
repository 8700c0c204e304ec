"""Harvest an Atom or RSS feed: what is new in it waits for the editor."""

import feedparser

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.collecting.keeping import Collected
from scp_centre.roles.clearinghouse.fetching import fetch
from scp_centre.roles.clearinghouse.fields import web_address
from scp_centre.roles.clearinghouse.reading.draft import draft

MOST_BYTES = 5 * 1024**2
MOST = 500
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


def entries(address: str) -> list[Collected]:
    """Return the entries of a feed; raises ClearinghouseError for what is none."""
    found = fetch(address, most=MOST_BYTES, accept="application/atom+xml, application/rss+xml")
    if found.status >= 400:
        raise ClearinghouseError(
            f"{address} answers {found.status}.", where=address, cure="Look at the address."
        )
    return read_feed(found.content, address)


def read_feed(content: bytes, address: str) -> list[Collected]:
    """Return the entries of a feed's text; entities of one's own are refused."""
    if any(mark in content[:20_000].upper() for mark in FORBIDDEN):
        raise ClearinghouseError(
            f"{address} declares entities, which no feed needs.",
            where=address,
            cure="Ask whoever keeps it for a plain Atom or RSS feed.",
        )
    feed = feedparser.parse(content)
    if not feed.version or (feed.bozo and not feed.entries):
        raise ClearinghouseError(
            f"{address} is neither Atom nor RSS.", where=address, cure="Look at the address."
        )
    language = str(feed.feed.get("language", ""))
    return [c for e in feed.entries[:MOST] if (c := _collected(e, language))]


def _collected(entry: feedparser.FeedParserDict, language: str) -> Collected | None:
    try:
        address = web_address(str(entry.get("link", "")))
    except ClearinghouseError:
        return None
    title = str(entry.get("title", ""))
    if not title.strip():
        return None
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    author = str(entry.get("author", ""))
    made = draft(
        title=title,
        summary=str(entry.get("summary", "")),
        language=language,
        year=when[0] if when else None,
        authors=[author] if author else [],
        address=address,
    )
    return Collected(str(entry.get("id") or address), made, page=address)
