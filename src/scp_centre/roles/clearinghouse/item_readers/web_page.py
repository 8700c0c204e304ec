"""A web page: its title, description and what it says of itself for machines."""

from typing import Any
from urllib.parse import urljoin

from scp_centre.centre.foreign_files import FileRefusal, read
from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.item_readers.draft import Draft, draft

KINDS = {
    "event": "event",
    "dataset": "data_set",
    "course": "training",
    "learningresource": "training",
    "organization": "organisation",
    "legislation": "policy",
    "grant": "funding",
    "howto": "method",
}
TITLE_NAMES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
SUMMARY_NAMES = (
    "citation_abstract",
    "dc.description",
    "dcterms.abstract",
    "description",
    "og:description",
    "twitter:description",
)
YEARS = (
    "citation_publication_date",
    "citation_date",
    "dc.date",
    "dcterms.issued",
    "article:published_time",
    "date",
)
AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author")
PUBLISHERS = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")


def read_page(html: str, address: str = "", *, stranger: bool = False) -> Draft:
    """Return what a page says of itself; what it does not say is left to whoever suggests it."""
    try:
        head = read("page", html.encode("utf-8", "replace"), stranger=stranger)
    except FileRefusal:
        raise ClearinghouseError(
            _("The page cannot be read."), where="pasted", cure=_("Fill in the form by hand.")
        ) from None
    meta = head["meta"]
    thing = _thing(head["things"])

    def of(names: tuple[str, ...]) -> str:
        return next((meta[n][0] for n in names if n in meta), "")

    canonical = urljoin(address, head["canonical"]) if head["canonical"] else address
    values: dict[str, Any] = {}
    if thing.get("startDate"):
        values["details"] = {
            "starts": str(thing["startDate"])[:10],
            "ends": str(thing.get("endDate") or thing["startDate"])[:10],
            "place": _name(thing.get("location")),
        }
    return draft(
        title=str(thing.get("name") or thing.get("headline") or of(TITLE_NAMES) or head["heading"])
        or head["title"],
        summary=str(thing.get("description") or of(SUMMARY_NAMES) or head["paragraph"]),
        kind=KINDS.get(_kind(thing), ""),
        language=str(
            thing.get("inLanguage") or of(("dc.language", "og:locale")) or head["language"]
        ),
        year=thing.get("datePublished") or thing.get("dateCreated") or of(YEARS),
        authors=_authors(thing.get("author")) or _all(meta, AUTHORS),
        publisher=_name(thing.get("publisher")) or of(PUBLISHERS),
        doi=of(("citation_doi", "dc.identifier")),
        licence=plain(thing.get("license") if isinstance(thing.get("license"), str) else ""),
        address=canonical if canonical.startswith(("http://", "https://")) else address,
        **values,
    )


def _thing(things: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the thing that the JSON-LD of a page describes, not its menu or its owner."""
    dull = ("website", "breadcrumblist", "organization", "imageobject", "webpage", "person")
    first = [t for t in things if _kind(t) not in dull]
    return (first or [t for t in things if _kind(t) == "webpage"] or [{}])[0]


def _kind(thing: dict[str, Any]) -> str:
    kind = thing.get("@type", "")
    return str(kind[0] if isinstance(kind, list) and kind else kind).lower()


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(value.get("name", "") if isinstance(value, dict) else value)


def _authors(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [name for name in map(_name, many) if name]


def _all(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return next((meta[n] for n in names if n in meta), [])
