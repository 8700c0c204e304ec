"""The options of the assessment of a site that are to be done and are not carried out yet."""

from collections.abc import Iterator

from scp_centre.centre.planned_options import PlannedOption
from scp_centre.centre.registry.models import Person, Site
from scp_centre.roles.production.models import Measure, Progress
from scp_centre.roles.production.portfolio import PLANNED_AS_APPROVED
from scp_centre.roles.production.queries import assessments_for
from scp_centre.roles.production.year_figures.plans import with_plans

OPEN = (Progress.PLANNED, Progress.UNDER_WAY)
COLUMNS = {  # resource -> what the plan promises of it, its unit
    "energy": ("planned_mwh", "MWh"),
    "water": ("planned_m3", "m3"),
    "materials": ("planned_t", "t"),
    "carbon": ("planned_co2e_t", "t"),
}


def planned_options(site: Site, person: Person) -> Iterator[PlannedOption]:
    """Yield each with what it saves, as the reviewer approved it, else as the plan says."""
    mine = assessments_for(person).filter(site=site)
    planned = Measure.objects.filter(PLANNED_AS_APPROVED, assessment__in=mine, progress__in=OPEN)
    for measure in with_plans(planned):
        savings = {
            resource: (value, unit)
            for resource, (column, unit) in COLUMNS.items()
            if (value := getattr(measure, column))
        }
        yield PlannedOption(measure.name or measure.option, savings)
