"""The engineering calculations behind options, by field, with their parameters as data."""

from collections.abc import Mapping

from scp_centre.methods.labels import require_known
from scp_centre.roles.production.assessment.calculations import (
    compressed_air,
    cooling_and_buildings,
    drives,
    electrical,
    furnace_losses,
    heat_losses,
    steam,
    water_and_waste,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation, Parameter

__all__ = ["CALCULATIONS", "FIELDS", "Calculation", "Parameter", "run_calculation"]

# title of the field -> its calculations
FIELDS: dict[str, tuple[Calculation, ...]] = {
    module.FIELD: module.CALCULATIONS
    for module in (
        compressed_air,
        steam,
        furnace_losses,
        heat_losses,
        drives,
        electrical,
        cooling_and_buildings,
        water_and_waste,
    )
}
CALCULATIONS: dict[str, Calculation] = {
    calculation.key: calculation for group in FIELDS.values() for calculation in group
}


def run_calculation(key: str, readings: Mapping[str, tuple[float, str | None]]) -> float:
    """Return the yearly saving of a calculation, in its own unit.

    readings : parameter -> (value, unit); units are converted, defaults stand in where declared.

    Raises MissingValueError, UnitError or InvalidValueError for a reading that does not fit.
    """
    require_known(key, CALCULATIONS, what="calculation", where="Measurements")
    calculation = CALCULATIONS[key]
    for name in readings:
        require_known(name, [p.key for p in calculation.parameters], what="parameter", where=key)
    return calculation.run(**calculation.readings_of(readings))
