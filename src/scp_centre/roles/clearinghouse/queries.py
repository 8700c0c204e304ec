"""Every read of the clearinghouse."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.roles.clearinghouse.models import Asked, Item, Standing, Tag, Text

LISTED = (  # as in Listed
    *("pk", "key", "type", "language", "year", "cost", "address", "is_sample", "source__title"),
    *("topics", "technologies", "sectors", "option_kinds", "countries"),
)
BROKEN = 2  # times in a row that a link failed, before somebody must look


def public_items() -> QuerySet[Item]:
    """Return what everybody may read."""
    return Item.objects.filter(standing=Standing.PUBLISHED).prefetch_related("texts")


def known_items() -> QuerySet[Item]:
    """Return what has ever been public: those taken back keep an address that says so."""
    return Item.objects.filter(
        Q(standing=Standing.PUBLISHED) | Q(standing=Standing.RETIRED, published__isnull=False)
    ).prefetch_related("texts")


def last_change() -> datetime | None:
    """Return when an item that is or was public last changed; one that is withdrawn changes too."""
    found: datetime | None = known_items().aggregate(last=Max("stamp"))["last"]
    return found


def in_order(pks: list[int] | tuple[int, ...]) -> list[Item]:
    """Return items in the order of their keys."""
    found = {i.pk: i for i in Item.objects.filter(pk__in=pks).prefetch_related("texts")}
    return [found[pk] for pk in pks if pk in found]


@dataclass(frozen=True, slots=True)
class Said:
    """What a listed item says in one language."""

    language: str
    title: str
    summary: str
    body: str
    saving: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as lists of results show it, read without making an Item of it.

    texts : language -> what it says    source : the title of where it comes from, or nothing
    """

    pk: int
    key: UUID
    type: str
    language: str
    year: int | None
    cost: str
    address: str
    is_sample: bool
    source: str | None
    topics: list[str]
    technologies: list[str]
    sectors: list[str]
    option_kinds: list[str]
    countries: list[str]
    texts: dict[str, Said]

    def said(self, language: str) -> Said:
        """Return what it says in a language, else in its own."""
        own = self.texts.get(language) or self.texts.get(self.language)
        return own or next(
            iter(self.texts.values()), Said(self.language, str(self.key), "", "", "")
        )


def listed(pks: tuple[int, ...]) -> list[Listed]:
    """Return items in the order of their keys, with no more than lists of results show."""
    if not pks:
        return []
    texts: dict[int, dict[str, Said]] = {}
    rows = Text.objects.filter(item__in=pks).order_by("pk")
    for pk, *said in rows.values_list("item_id", *(f.name for f in fields(Said))):
        texts.setdefault(pk, {})[said[0]] = Said(*said)
    items: Iterable[Any] = Item.objects.filter(pk__in=pks).order_by().values_list(*LISTED)
    found = {row[0]: Listed(*(*row, texts.get(row[0], {}))) for row in items}
    return [found[pk] for pk in pks if pk in found]


def figures_of(item: Item) -> list[tuple[Observation, Observation | None]]:
    """Return the figures of a case study that may be shown: (after, before where there is one).

    Only what is reviewed and current, of a company whose consent holds today.
    """
    if not item.evidence:
        return []
    found = shared_figures(Use.CASE_STUDY).filter(pk__in=item.evidence).order_by("period", "pk")
    by_name: dict[tuple[str, str], list[Observation]] = {}
    for figure in found:
        by_name.setdefault((figure.indicator, figure.subject), []).append(figure)
    return [(rows[-1], rows[0] if len(rows) > 1 else None) for rows in by_name.values()]


def waiting(standing: str) -> QuerySet[Item]:
    """Return the items of the queue in one standing, the oldest first."""
    return (
        Item.objects.filter(standing=standing)
        .select_related("source", "owner", "company")
        .prefetch_related("texts")
        .annotate(asked=Count("questions"), answers=Count("questions__answered"))
        .order_by("created", "pk")
    )


def due() -> QuerySet[Item]:
    """Return public items whose day to be looked at again has come."""
    return public_items().filter(review_due__lte=timezone.localdate()).order_by("review_due")


def broken() -> QuerySet[Item]:
    """Return public items whose link failed more than once."""
    return public_items().filter(link_failures__gte=BROKEN).order_by("link_checked")


def unsettled() -> QuerySet[Item]:
    """Return items of which their source says otherwise than an editor here."""
    found = Item.objects.exclude(unsettled={}).exclude(standing=Standing.RETIRED)
    return found.select_related("source").prefetch_related("texts").order_by("stamp")


def queue_counts() -> dict[str, int]:
    """Return how many items wait for an editor, by what for."""
    counted = dict(
        Item.objects.filter(standing__in=("suggested", "harvested", "draft"))
        .order_by()
        .values_list("standing")
        .annotate(Count("pk"))
    )
    return {
        "suggested": counted.get("suggested", 0),
        "harvested": counted.get("harvested", 0),
        "draft": counted.get("draft", 0),
        "unsettled": unsettled().count(),
        "due": due().count(),
        "broken": broken().count(),
    }


def questions(days: int = 90) -> tuple[list[Any], list[Any]]:
    """Return what was searched most and what was searched without result, of some days.

    Each is a row with text, language, times and most (items found).
    """
    since = timezone.localdate() - timedelta(days=days)
    rows = (
        Asked.objects.filter(day__gte=since)
        .order_by()
        .values("text", "language")
        .annotate(times=Sum("times"), most=Max("found"))
        .order_by("-times", "text")
    )
    return list(rows[:50]), list(rows.filter(most=0)[:50])


def holdings() -> dict[tuple[str, str], int]:
    """Return (topic, type) -> how many public items are of both."""
    rows = (
        Tag.objects.filter(scheme="topic", item__standing=Standing.PUBLISHED)
        .order_by()
        .values_list("code", "item__type")
        .annotate(Count("pk"))
    )
    return {(topic, kind): count for topic, kind, count in rows}
