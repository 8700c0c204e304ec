"""Whether something is here already: the same DOI or address, nearly the same title or text."""

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.fields import address_key
from scp_centre.roles.clearinghouse.models import Item, Standing, Text
from scp_centre.roles.clearinghouse.search.item_search import search

REASONS = {
    "doi": _("the same DOI"),
    "address": _("the same address"),
    "title": _("nearly the same title"),
    "text": _("nearly the same text"),
}
TITLE, TEXT = 90, 88  # of 100, likeness of titles, of texts
CANDIDATES = 30
WAITING = (Standing.SUGGESTED, Standing.HARVESTED, Standing.DRAFT)


@dataclass(frozen=True, slots=True)
class Alike:
    """An item that may be the same, and why."""

    item: Item
    why: str


def alike(
    title: str, text: str = "", address: str = "", doi: str = "", but: int | None = None
) -> list[Alike]:
    """Return the items that may be the same, the surest first."""
    found: dict[int, Alike] = {}

    def add(items: list[Item], why: str) -> None:
        for item in items:
            if item.pk != but:
                found.setdefault(item.pk, Alike(item, why))

    here = Item.objects.exclude(standing=Standing.RETIRED).prefetch_related("texts")
    if doi:
        add(list(here.filter(doi=doi)[:5]), REASONS["doi"])
    if address:
        add(list(here.filter(address_key=address_key(address))[:5]), REASONS["address"])
    if title.strip():
        near = search(f"{title} {text[:200]}", count=CANDIDATES, facets=False).items
        waiting = Text.objects.filter(item__standing__in=WAITING).values_list("item_id", "title")
        close = [pk for pk, other in waiting[:20_000] if _like(title, other) >= TITLE]
        for item in here.filter(pk__in=[*near, *close]):
            add([item] if _same_title(item, title) else [], REASONS["title"])
            add([item] if text and _same_text(item, text) else [], REASONS["text"])
    return list(found.values())[:5]


def _like(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one, other, processor=default_process)


def _same_title(item: Item, title: str) -> bool:
    return any(_like(title, t.title) >= TITLE for t in item.texts.all())


def _same_text(item: Item, text: str) -> bool:
    others = [f"{t.summary} {t.body}".strip()[:2_000] for t in item.texts.all()]
    return any(
        len(other) > 60 and fuzz.ratio(text[:2_000], other, processor=default_process) >= TEXT
        for other in others
    )
