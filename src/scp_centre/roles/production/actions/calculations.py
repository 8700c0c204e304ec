"""The readings of a calculation are saved as rows of Measurements of an option."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction

from scp_centre.centre.audit.actions import record as log
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _
from scp_centre.roles.production.actions.assessment import take_over
from scp_centre.roles.production.actions.records import check
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.assessment.entries import Measurement
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.models import Assessment


def are_stored(
    stored: Iterable[Measurement],
    calculation: str,
    readings: Mapping[str, tuple[float, str | None]],
    uncertainty: float | None = None,
) -> bool:
    """Return whether the rows of an option hold just these readings of this calculation."""
    rows = {(m.calculation, m.parameter, m.value, m.unit, m.uncertainty) for m in stored}
    return rows == {
        (calculation, key, value, unit, uncertainty) for key, (value, unit) in readings.items()
    }


@transaction.atomic
def keep_readings(
    assessment: Assessment,
    option: str,
    calculation: str,
    readings: Mapping[str, tuple[float, str | None]],
    *,
    acting_user: Person,
    uncertainty: float | None = None,
    may_replace: bool = False,
) -> Assessment:
    """Save the readings of a calculation for an option; everything is computed anew with them.

    readings : parameter -> (value, unit)    uncertainty : % of each reading, None where unknown
    may_replace : the person agreed to replace older ones
    The same readings once more, as when a button is clicked twice, change nothing.

    Raises ConflictError when the option has readings that were not to be replaced, MethodError
    when the calculation or the assessment does not work with these.
    """
    require(acting_user, "change_record", assessment.site.organisation)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    file = load_file(assessment)
    require_known(option, [o.key for o in file.options], what="option", where="Options")
    require_known(calculation, CALCULATIONS, what="calculation", where="Measurements")
    chosen = CALCULATIONS[calculation]
    chosen.run(**chosen.check_readings(readings))
    old = [m for m in file.measurements if m.option == option]
    if are_stored(old, calculation, readings, uncertainty):
        return assessment
    if old and not may_replace:
        title = CALCULATIONS[old[0].calculation].title
        raise ConflictError(
            _("This option already has readings for the calculation “{title}”.", title=title),
            cure=_("Tick the box to replace the existing readings."),
        )
    rows = tuple(
        Measurement(
            option=option,
            calculation=calculation,
            parameter=key,
            value=value,
            unit=unit,
            uncertainty=uncertainty,
        )
        for key, (value, unit) in readings.items()
    )
    others = tuple(m for m in file.measurements if m.option != option)
    made = replace(file, measurements=(*others, *rows))
    check(made)
    take_over(assessment, made, assess(made), acting_user=acting_user)
    log(
        "change_record",
        f"{assessment}: measurements",
        acting_user=acting_user,
        organisation=assessment.site.organisation,
        before={m.parameter: m.value for m in old},
        after={"option": option, "calculation": calculation} | {m.parameter: m.value for m in rows},
    )
    return assessment
