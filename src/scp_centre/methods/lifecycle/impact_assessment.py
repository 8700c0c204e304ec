"""Regional characterisation factors; normalisation and weighting, both on request only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.matrices import Entries
from scp_centre.methods.messages import _

Array = NDArray[np.float64]

# (flow, location or None) -> factor
RegionalFactors = Mapping[tuple[int, str | None], float]


@dataclass(frozen=True, slots=True)
class RegionalFlows:
    """A biosphere whose rows are flows at locations.

    flows : (row,)  flow and the location whose factor it has, None for the general factor
    C : (category, row)    without_factor : flows that no factor of any category names
    """

    B: Entries
    flows: tuple[tuple[int, str | None], ...]
    C: Array
    without_factor: tuple[int, ...]


def regionalise(
    B: Entries,
    exchange_locations: Sequence[str | None],
    process_locations: Sequence[str | None],
    factors: Sequence[RegionalFactors],
) -> RegionalFlows:
    """Return the biosphere by flow and location, with the factor that applies to each.

    An exchange has the factor of its own location, else that of its process's location, else the
    factor without a location. What one category knows by location another may know in general.

    exchange_locations : (entry of B,)    process_locations : (process,)
    factors : one mapping for each category
    """
    row_of: dict[tuple[int, str | None, str | None], int] = {}
    rows = np.empty(len(B.row), np.intp)
    for entry, (flow, process) in enumerate(zip(B.row.tolist(), B.col.tolist(), strict=True)):
        place = (flow, exchange_locations[entry], process_locations[process])
        rows[entry] = row_of.setdefault(place, len(row_of))
    C = np.zeros((len(factors), len(row_of)))
    named = {flow for one in factors for flow, _place in one}
    flows: list[tuple[int, str | None]] = []
    for (flow, own, of_process), row in row_of.items():
        applied: str | None = None
        for category, one in enumerate(factors):
            known = (place for place in (own, of_process) if place and (flow, place) in one)
            location = next(known, None)
            C[category, row] = one.get((flow, location), 0.0)
            applied = applied or location
        flows.append((flow, applied))
    return RegionalFlows(
        Entries((len(row_of), B.shape[1]), rows, B.col, B.value),
        tuple(flows),
        C,
        tuple(sorted(set(B.row.tolist()) - named)),
    )


def normalise(impacts: ArrayLike, references: ArrayLike) -> Array:
    """Return each impact as a share of a reference, such as what a person causes in a year.

    impact / reference

    Raises InvalidValueError for a reference that is zero or not a number.
    """
    amounts, divisors = np.asarray(impacts, float), np.asarray(references, float)
    wrong = np.flatnonzero(~np.isfinite(divisors) | (divisors == 0))
    if wrong.size:
        raise InvalidValueError(
            _("Category {place} has no normalisation reference.", place=int(wrong[0]) + 1),
            where=f"references.{wrong[0]}",
            cure=_("Enter a reference for each category, or turn off normalisation."),
        )
    normalised: Array = amounts / divisors
    return normalised


def weigh(impacts: ArrayLike, weights: ArrayLike) -> Array:
    """Return impacts, or normalised impacts, times the weight of each category.

    Weights are value choices: the result says whose they are wherever it is shown.
    """
    weighed: Array = np.asarray(impacts, float) * np.asarray(weights, float)
    return weighed
