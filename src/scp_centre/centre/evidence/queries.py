"""Read the ledger, as far as a person may see it."""

from django.db.models import QuerySet

from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.registry.acts import visible_organisations
from scp_centre.centre.registry.models import Person


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
