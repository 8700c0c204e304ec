"""The marginal abatement cost curve."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AbatementStep:
    """One option on the curve: it abates from `start` to `end` (t/year) at `cost` (currency/t)."""

    option: str
    start: float
    end: float
    cost: float

    @property
    def abated(self) -> float:
        return self.end - self.start


def abatement_curve(options: Iterable[tuple[str, float, float]]) -> tuple[AbatementStep, ...]:
    """Return the options in order of rising cost per tonne, laid end to end.

    options : (name, t CO2e/year, net annualised cost in currency/year)
    Options that abate nothing have no place on the curve.
    """
    priced = sorted(((cost / t, name, t) for name, t, cost in options if t > 0))
    steps, start = [], 0.0
    for cost, name, abated in priced:
        steps.append(AbatementStep(name, start, start + abated, cost))
        start += abated
    return tuple(steps)
