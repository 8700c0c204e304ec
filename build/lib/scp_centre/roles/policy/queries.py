"""Every read of the policy role."""

from django.db.models import Q, QuerySet

from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.roles.policy.models import (
    Brief,
    Comment,
    Consultation,
    Instrument,
    Scenario,
    Standing,
    Table,
)


def tables() -> QuerySet[Table]:
    """Return the national tables, the newest of each country first."""
    return Table.objects.all()


def siblings(table: Table) -> list[Table]:
    """Return the tables of the same country, the oldest first."""
    return list(Table.objects.filter(country=table.country).order_by("year"))


def scenarios_of(table: Table) -> QuerySet[Scenario]:
    """Return the latest version of each scenario on a table."""
    return Scenario.objects.filter(table=table, is_latest=True)


def briefs_for(person: Person) -> QuerySet[Brief]:
    """Return the briefs that somebody may see: drafts only for those who write or publish them."""
    if allowed(person, "write_brief") or allowed(person, "publish_brief"):
        return Brief.objects.all()
    return Brief.objects.filter(shown())


def shown() -> Q:
    """Return what makes a brief public."""
    return Q(standing__in=(Standing.CONSULTATION, Standing.PUBLISHED))


def public_briefs() -> QuerySet[Brief]:
    """Return the briefs that everybody may read."""
    return Brief.objects.filter(shown())


def running(brief: Brief) -> Consultation | None:
    """Return the consultation of a brief that has not been ended."""
    return brief.consultations.filter(ended__isnull=True).first()


def comments_shown(consultation: Consultation) -> QuerySet[Comment]:
    """Return the comments that are not hidden."""
    return consultation.comments.filter(hidden="")


def register() -> QuerySet[Instrument]:
    """Return the register of instruments with their steps and goals."""
    return Instrument.objects.prefetch_related("steps", "goals")
