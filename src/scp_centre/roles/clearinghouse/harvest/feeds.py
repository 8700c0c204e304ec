"""Harvest an Atom or RSS feed: what is new in it waits for the editor."""

from typing import Any

from scp_centre.centre.foreign_files import JOB, FileRefusal, read
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import web_address
from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected
from scp_centre.roles.clearinghouse.item_readers.draft import draft
from scp_centre.roles.clearinghouse.remote_fetch import fetch

MOST_BYTES = 5 * 1024**2
MOST = 500


def entries(address: str) -> list[Collected]:
    """Return the entries of a feed; raises ClearinghouseError for what is none."""
    found = fetch(address, most=MOST_BYTES, accept="application/atom+xml, application/rss+xml")
    if found.status >= 400:
        raise ClearinghouseError(
            _("{address} returned status {status}.", address=address, status=found.status),
            where=address,
            cure=_("Check the address."),
        )
    return read_feed(found.content, address)


def read_feed(content: bytes, address: str) -> list[Collected]:
    """Return the entries of a feed's text; entities of one's own are refused."""
    try:
        feed = read("feed", content, JOB, most=MOST)
    except FileRefusal as refusal:
        raise _refused(refusal, address) from None
    return [c for e in feed["entries"] if (c := _collected(e, feed["language"]))]


def _refused(refusal: FileRefusal, address: str) -> ClearinghouseError:
    if refusal.kind == "forbidden":
        return ClearinghouseError(
            _("{address} contains XML entities, which are not accepted.", address=address),
            where=address,
            cure=_("Ask the owner of the feed for a plain Atom or RSS version."),
        )
    return ClearinghouseError(
        _("{address} is neither Atom nor RSS.", address=address),
        where=address,
        cure=_("Check the address."),
    )


def _collected(entry: dict[str, Any], language: str) -> Collected | None:
    try:
        address = web_address(entry["link"])
    except ClearinghouseError:
        return None
    if not entry["title"].strip():
        return None
    made = draft(
        title=entry["title"],
        summary=entry["summary"],
        language=language,
        year=entry["year"],
        authors=[entry["author"]] if entry["author"] else [],
        address=address,
    )
    return Collected(entry["id"] or address, made, page=address)
