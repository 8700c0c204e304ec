"""Every read of the policy role."""

from django.db.models import Min, Q, QuerySet

from scp_centre.centre.jobs.models import Job, State
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

RANGE_JOB = "policy_range"


def tables() -> QuerySet[Table]:
    """Return the national tables, the newest of each country first."""
    return Table.objects.all()


def siblings(table: Table) -> list[Table]:
    """Return the tables of the same country, the oldest first."""
    return list(Table.objects.filter(country=table.country).order_by("year"))


def scenarios_of(table: Table) -> QuerySet[Scenario]:
    """Return the latest version of each scenario on a table."""
    return Scenario.objects.filter(table=table, is_latest=True)


def range_job(scenario: Scenario) -> Job | None:
    """Return the job that computes the range of a scenario now, whoever asked for it."""
    going = Job.objects.filter(kind=RANGE_JOB, state__in=(State.WAITING, State.RUNNING))
    return next((job for job in going if job.payload.get("scenario") == scenario.pk), None)


def scenarios_in(brief: Brief) -> list[Scenario]:
    """Return the scenarios of a brief in the order in which its figures count them.

    By the first version of each, so that a newer version keeps the number of the older one.
    """
    held = list(brief.scenarios.select_related("table"))
    families = Scenario.objects.filter(family__in=[s.family for s in held])
    first = dict(families.order_by().values_list("family").annotate(Min("pk")))
    return sorted(held, key=lambda s: (first[s.family], s.pk))


def outdated_in(brief: Brief) -> list[tuple[Scenario, Scenario]]:
    """Return the scenarios of an open brief that were corrected since, with the newest version."""
    if brief.standing == Standing.PUBLISHED:
        return []
    old = [s for s in scenarios_in(brief) if not s.is_latest]
    newest = Scenario.objects.filter(family__in=[s.family for s in old], is_latest=True)
    by_family = {s.family: s for s in newest}
    return [(s, by_family[s.family]) for s in old if s.family in by_family]


def outdated_briefs() -> QuerySet[Brief]:
    """Return the open briefs that hold an older version of a scenario."""
    open_ones = Brief.objects.exclude(standing=Standing.PUBLISHED)
    return open_ones.filter(scenarios__is_latest=False).distinct().order_by("title")


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
