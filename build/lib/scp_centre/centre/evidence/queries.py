"""Read the ledger, as far as a person may see it."""

from django.db.models import OuterRef, QuerySet, Subquery

from scp_centre.centre.evidence.models import Consent, Observation, Remark, Status, Use
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import visible_organisations


def figures_for(person: Person) -> QuerySet[Observation]:
    """Return the figures of the organisations that a person may see."""
    return Observation.objects.filter(
        site__organisation__in=visible_organisations(person)
    ).select_related("site__organisation")


def current_figures(person: Person, origin: str) -> QuerySet[Observation]:
    """Return the current figures of one origin, for instance one assessment."""
    return (
        figures_for(person)
        .filter(origin=origin, succeeded_by__isnull=True)
        .exclude(status=Status.WITHDRAWN)
    )


def shared_figures(use: str) -> QuerySet[Observation]:
    """Return the figures that other roles may work on for one use.

    Only current figures that were reviewed, of companies whose latest word on this use is yes.
    """
    return Observation.objects.filter(
        succeeded_by__isnull=True,
        status__in=(Status.REVIEWED, Status.PUBLISHED),
        site__organisation__in=consenting(use),
    ).select_related("site__organisation")


def consenting(use: str) -> QuerySet[Organisation]:
    """Return the companies whose latest word on one use is yes."""
    last = Consent.objects.filter(organisation=OuterRef("pk"), use=use)
    return Organisation.objects.annotate(consent=Subquery(last.values("given")[:1])).filter(
        consent=True
    )


def consents_of(organisation: Organisation) -> list[tuple[str, Consent | None]]:
    """Return each use with the latest word of the company on it."""
    latest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(organisation=organisation).select_related("person"):
        latest.setdefault(consent.use, consent)
    return [(use, latest.get(use)) for use in Use.values]


def open_remarks(person: Person, origin: str) -> QuerySet[Remark]:
    """Return the remarks on current figures of one origin that nobody has settled."""
    return Remark.objects.filter(
        figure__in=current_figures(person, origin), settled_on__isnull=True
    ).select_related("figure", "author")


def remarks_for(person: Person) -> QuerySet[Remark]:
    """Return the remarks on figures that a person may see."""
    return Remark.objects.filter(figure__in=figures_for(person)).select_related(
        "figure__site__organisation"
    )
