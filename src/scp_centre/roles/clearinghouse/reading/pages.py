"""A web page: its title, description and what it says of itself for machines."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from scp_centre.roles.clearinghouse.reading.draft import Draft, draft, plain

MOST = 5 * 1024**2  # characters of a page
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
SUMMARY_NAMES = ("citation_abstract", "dc.description", "dcterms.abstract", "description")
SUMMARY_NAMES += ("og:description", "twitter:description")
YEARS = ("citation_publication_date", "citation_date", "dc.date", "dcterms.issued")
YEARS += ("article:published_time", "date")
AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author")
PUBLISHERS = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")


class _Head(HTMLParser):
    """Gathers meta elements, the title, JSON-LD and the canonical address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, list[str]] = {}
        self.title, self.heading, self.language, self.canonical = "", "", "", ""
        self.data: list[str] = []
        self.paragraphs: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {k: v or "" for k, v in attrs}
        if tag == "meta":
            name = (of.get("name") or of.get("property") or "").lower()
            if name and of.get("content"):
                self.meta.setdefault(name, []).append(of["content"])
        elif tag == "html":
            self.language = of.get("lang", "")
        elif tag == "link" and "canonical" in of.get("rel", "").lower().split():
            self.canonical = of.get("href", "")
        elif tag == "script":
            self._in = "data" if of.get("type", "").lower() == "application/ld+json" else "code"
            if self._in == "data":
                self.data.append("")
        elif tag == "style":
            self._in = "code"
        elif tag in ("title", "h1", "p"):
            self._in = tag
            if tag == "p":
                self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "h1", "p", "script", "style"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data
        elif self._in == "h1" and len(self.heading) < 300:
            self.heading += data
        elif self._in == "data":
            self.data[-1] += data
        elif self._in == "p" and self.paragraphs:
            self.paragraphs[-1] += data


def read_page(html: str, address: str = "") -> Draft:
    """Return what a page says of itself; what it does not say is left to whoever suggests it."""
    head = _Head()
    head.feed(html[:MOST])
    thing = _thing(head.data)

    def of(names: tuple[str, ...]) -> str:
        return next((head.meta[n][0] for n in names if n in head.meta), "")

    long = (plain(p) for p in head.paragraphs)
    first = next((p for p in long if len(p) > 120), "")
    canonical = urljoin(address, head.canonical) if head.canonical else address
    values: dict[str, Any] = {}
    if thing.get("startDate"):
        values["details"] = {
            "starts": str(thing["startDate"])[:10],
            "ends": str(thing.get("endDate") or thing["startDate"])[:10],
            "place": _name(thing.get("location")),
        }
    return draft(
        title=str(thing.get("name") or thing.get("headline") or of(TITLE_NAMES) or head.heading)
        or head.title,
        summary=str(thing.get("description") or of(SUMMARY_NAMES) or first),
        kind=KINDS.get(_kind(thing), ""),
        language=str(thing.get("inLanguage") or of(("dc.language", "og:locale")) or head.language),
        year=thing.get("datePublished") or thing.get("dateCreated") or of(YEARS),
        authors=_authors(thing.get("author")) or _all(head.meta, AUTHORS),
        publisher=_name(thing.get("publisher")) or of(PUBLISHERS),
        doi=of(("citation_doi", "dc.identifier")),
        licence=plain(thing.get("license") if isinstance(thing.get("license"), str) else ""),
        address=canonical if canonical.startswith(("http://", "https://")) else address,
        **values,
    )


def _thing(blocks: list[str]) -> dict[str, Any]:
    """Return the thing that the JSON-LD of a page describes, not its menu or its owner."""
    found = [one for block in blocks for one in _things(block)]
    dull = ("website", "breadcrumblist", "organization", "imageobject", "webpage", "person")
    first = [t for t in found if _kind(t) not in dull]
    return (first or [t for t in found if _kind(t) == "webpage"] or [{}])[0]


def _things(block: str) -> Iterator[dict[str, Any]]:
    try:
        given = json.loads(block)
    except (json.JSONDecodeError, RecursionError):
        return
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, dict):
            graph = one.get("@graph")
            yield from (t for t in (graph if isinstance(graph, list) else [one]) if _is_dict(t))


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _kind(thing: dict[str, Any]) -> str:
    kind = thing.get("@type", "")
    return str(kind[0] if isinstance(kind, list) and kind else kind).lower()


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(value.get("name", "") if isinstance(value, dict) else value)


def _authors(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [name for name in (_name(one) for one in many) if name]


def _all(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return next((meta[n] for n in names if n in meta), [])
