"""Read the ledger, as far as a person may see it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Observation, Remark, Status
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import (
    sees_all_organisations,
    visible_organisations,
)

SUBJECT_ROWS = ("site__organisation", "product__organisation", "organisation")


def figures_for(person: Person) -> QuerySet[Observation]:
    """Return the figures that a person may see.

    Those of the organisations that the person may see; those of sectors and nations once they are
    published, before that for the staff that sees all organisations.
    """
    of = visible_organisations(person)
    own = Q(site__organisation__in=of) | Q(product__organisation__in=of) | Q(organisation__in=of)
    shared = ~Q(sector="") | ~Q(nation="")
    if not sees_all_organisations(person):
        shared &= Q(status=Status.PUBLISHED)
    return Observation.objects.filter(own | shared).select_related(*SUBJECT_ROWS)


def current_figures(person: Person, origin: str) -> QuerySet[Observation]:
    """Return the current figures of one origin, for instance one assessment."""
    return (
        figures_for(person).filter(origin=origin, is_latest=True).exclude(status=Status.WITHDRAWN)
    )


def reviewed_figures(indicator: str, origin: str) -> QuerySet[Observation]:
    """Return the current figures of an indicator that a reviewer has approved.

    For the role that recorded them, of its own things: what another role reads, it reads as shared.

    origin : how the names of their origins begin
    """
    return Observation.objects.filter(
        origin__startswith=origin,
        indicator=indicator,
        is_latest=True,
        status__in=(Status.REVIEWED, Status.PUBLISHED),
    )


def shared_figures(use: str) -> QuerySet[Observation]:
    """Return the figures that other roles may work on for one use.

    Only current figures that were reviewed, of companies whose latest word on this use is yes.
    """
    of = consenting(use)
    own = Q(site__organisation__in=of) | Q(product__organisation__in=of) | Q(organisation__in=of)
    return Observation.objects.filter(
        own, is_latest=True, status__in=(Status.REVIEWED, Status.PUBLISHED)
    ).select_related(*SUBJECT_ROWS)


def published_figures() -> QuerySet[Observation]:
    """Return the current figures of sectors and nations that are public."""
    return Observation.objects.filter(
        ~Q(sector="") | ~Q(nation=""), is_latest=True, status=Status.PUBLISHED
    )


def draft_figures(origin: str) -> QuerySet[Observation]:
    """Return the figures that wait for a reviewer, of origins that begin so.

    For lists of what is to be done: they show what the figures are of, not the values.
    """
    drafts = Observation.objects.filter(status=Status.DRAFT, is_latest=True)
    return drafts.filter(origin__startswith=origin)


def open_remarks(person: Person, origin: str) -> QuerySet[Remark]:
    """Return the remarks on current figures of one origin that nobody has settled."""
    return Remark.objects.filter(
        figure__in=current_figures(person, origin), settled_on__isnull=True
    ).select_related("figure", "author")


def remarks_for(person: Person) -> QuerySet[Remark]:
    """Return the remarks on figures that a person may see."""
    return Remark.objects.filter(figure__in=figures_for(person)).select_related(
        "figure__site__organisation",
        "figure__product__organisation",
        "figure__organisation",
    )


def first_reviews(origin: str, before: datetime) -> dict[str, datetime]:
    """Return origins that begin so and were reviewed before a moment, with the first review.

    For reports that count reviews: they say that there was one, not what the figures are.
    """
    rows = Observation.objects.filter(origin__startswith=origin, reviewed_on__lt=before)
    return dict(rows.order_by().values_list("origin").annotate(first=Min("reviewed_on")))


def approved_figures(
    origin: str, indicators: Iterable[str], first: date, last: date
) -> QuerySet[Observation]:
    """Return figures that a reviewer approved, of periods that end in some days.

    For the centre's own sums. What leaves the centre of them goes through disclosure control.
    """
    return Observation.objects.filter(
        origin__startswith=origin,
        indicator__in=tuple(indicators),
        period_end__range=(first, last),
        is_latest=True,
        reviewed_on__isnull=False,
    ).exclude(status=Status.DRAFT)
