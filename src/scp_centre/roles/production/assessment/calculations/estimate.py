"""The result of a calculation with its numbers filled in, and how far readings may move it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, isfinite

from scp_centre.methods.errors import MethodError
from scp_centre.roles.production.assessment.calculations.model import (
    ABSOLUTE_ZERO,
    Calculation,
    Parameter,
)

DEFAULT_UNCERTAINTY = 5.0  # % of a reading, where the person gives none; said on the page
STEP = 1e-3  # of a reading, for the slope of the result
HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A yearly saving.   value, low, high : in `calculation.unit`   readings : own units"""

    calculation: Calculation
    readings: Mapping[str, float]
    value: float
    spread: float

    @property
    def low(self) -> float:
        return self.value - self.spread

    @property
    def high(self) -> float:
        return self.value + self.spread


def estimate_saving(
    calculation: Calculation, given: Mapping[str, tuple[float, str | None]], uncertainty: float
) -> Estimate:
    """Return the result and its range to first order.

    spread² = sum over readings of (slope x uncertainty x reading)²; readings are independent,
    counts are exact, a temperature's uncertainty is a share of its value in °C.
    uncertainty : % of each reading

    Raises MissingValueError, UnitError or InvalidValueError for a reading that does not fit.
    """
    readings = calculation.check_readings(given)
    value = calculation.run(**readings)
    uncertainties = dict.fromkeys(readings, uncertainty)
    return Estimate(
        calculation, readings, value, spread_of(calculation, readings, value, uncertainties)
    )


def spread_of(
    calculation: Calculation,
    readings: Mapping[str, float],
    value: float,
    uncertainty: Mapping[str, float],
) -> float:
    """Return half of the range of a result, as `estimate_saving` says.

    readings, uncertainty : by parameter, in the calculation's units and in %
    Raises InvalidValueError when it is no number.
    """
    terms = [
        _slope(calculation, readings, p, value)
        * uncertainty[p.key]
        / 100
        * _scale(p, readings[p.key])
        for p in calculation.parameters
        if not p.exact
    ]
    spread = hypot(*terms)
    if not isfinite(spread):
        raise calculation.no_number()
    return spread


def fill_formula(calculation: Calculation, readings: Mapping[str, str]) -> str:
    """Return the worked formula with each reading, already written, in its place."""
    return HOLE.sub(lambda hole: readings[hole[1]], calculation.worked)


def _scale(parameter: Parameter, reading: float) -> float:
    """Return what the uncertainty is a share of."""
    if parameter.unit == "K" and not parameter.difference:
        return abs(reading + ABSOLUTE_ZERO)
    return abs(reading)


def _slope(
    calculation: Calculation, readings: Mapping[str, float], parameter: Parameter, value: float
) -> float:
    """Return the change of the result with a reading; 0 where neither side can be computed.

    A share of 1 or a saving of 0 cannot be exceeded: then the slope is taken downwards.
    """
    step = STEP * _scale(parameter, readings[parameter.key])
    if step == 0:
        return 0.0
    for change in (step, -step):
        try:
            moved = calculation.check_readings(
                {
                    p.key: (readings[p.key] + (change if p is parameter else 0.0), None)
                    for p in calculation.parameters
                }
            )
            return (calculation.run(**moved) - value) / change
        except MethodError:
            continue
    return 0.0
