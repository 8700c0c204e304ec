"""Scores that a company saves of its own plants; nobody else sees them."""

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import OwnScore, Release
from scp_centre.roles.benchmarks.scores.outside_plants import YearScore


@transaction.atomic
def save_score(
    organisation: Organisation,
    release: Release,
    name: str,
    scored: YearScore,
    *,
    acting_user: Person,
) -> OwnScore:
    """Save the score of a year of an own plant; what was saved of that year is replaced.

    Raises BenchmarkError without a name or a year, or where the score is not to be relied on. The
    log says that it was saved, not the figures.
    """
    require(acting_user, "save_own_score", organisation)
    name = name.strip()
    longest = OwnScore._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        raise BenchmarkError(
            _("A saved score must include the name of the plant."),
            where="plant",
            cure=_("Enter a name of {_LONGEST} characters or fewer.", _LONGEST=longest),
        )
    if scored.plant.year is None:
        raise BenchmarkError(
            _("A saved score must include a year."), where="year", cure=_("Enter the year.")
        )
    if not scored.is_reliable:
        raise BenchmarkError(
            _("The figures differ greatly from those in the survey, so the score was not saved."),
            where="save",
            cure=_("Check the figures and their units."),
        )
    shown = scored.model or scored.curve
    saved, _new = OwnScore.objects.update_or_create(
        organisation=organisation,
        release=release,
        name=name,
        year=scored.plant.year,
        defaults={
            "use": scored.plant.use,
            "made": scored.plant.made,
            "values": dict(scored.plant.values),
            "score": shown.score if shown else 0.0,
            "low": shown.low if shown else 0.0,
            "high": shown.high if shown else 100.0,
            "created_by": acting_user,
        },
    )
    record("save_own_score", f"{release}: {saved}", acting_user=acting_user,
           organisation=organisation)  # fmt: skip
    return saved


@transaction.atomic
def remove_score(saved: OwnScore, *, acting_user: Person) -> None:
    """Remove a score that the company saved."""
    require(acting_user, "save_own_score", saved.organisation)
    subject, organisation = f"{saved.release}: {saved}", saved.organisation
    saved.delete()
    record("remove_own_score", subject, acting_user=acting_user, organisation=organisation)
