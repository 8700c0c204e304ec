"""Impact methods as data: categories with factors for flows, matched to those of a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import UnitError
from scp_centre.methods.lifecycle.background import Flow
from scp_centre.methods.lifecycle.flow_mapping import FlowMapping, map_flows
from scp_centre.methods.lifecycle.greenhouse_flows import RESOURCE, medium_of
from scp_centre.methods.quantity import convert

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a method.   unit : of its result, such as mol H+ eq"""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class ImpactMethod:
    """A method as its file states it.

    flows : that it has factors for, as far as the file describes them
    factors : category -> flow -> (factor, unit of the flow)    general factors only
    regional : factors that hold at one location; they are not used
    unreadable : factors that are no numbers
    contradictory : factors left out because the file gave the flow another one before
    """

    categories: tuple[Category, ...]
    flows: tuple[Flow, ...]
    factors: Mapping[str, Mapping[str, tuple[float, str]]]
    regional: int
    unreadable: int
    contradictory: int


@dataclass(frozen=True, slots=True)
class Characterised:
    """What each flow of a database counts in each category.

    C : (category, flow)    mapping : how each flow found its factor, and which found none
    no_unit : flows whose unit cannot be converted into that of their factor
    """

    C: Array
    mapping: FlowMapping
    no_unit: tuple[str, ...]


def collect_method(records: Iterable[dict[str, Any]]) -> ImpactMethod:
    """Return the method that the records of a file describe.

    Where a file gives a flow two general factors in one category, the first one holds.
    """
    categories: dict[str, Category] = {}
    flows: dict[str, Flow] = {}
    factors: dict[str, dict[str, tuple[float, str]]] = {}
    regional = unreadable = contradictory = 0
    for record in records:
        if "category" in record:
            categories[record["category"]["id"]] = Category(**record["category"])
        elif "flow" in record:
            one = record["flow"]
            flows[one["id"]] = Flow(**one | {"compartment": tuple(one["compartment"])})
        elif "factor" in record:
            one = record["factor"]
            regional += bool(one["location"])
            if not one["location"]:
                of_category = factors.setdefault(one["category"], {})
                stated = one["value"], one["unit"]
                contradictory += of_category.setdefault(one["flow"], stated) != stated
        else:
            unreadable += len(record["findings"])
    for of_category in factors.values():
        for key, (_factor, unit) in of_category.items():
            flows.setdefault(key, Flow(key, "", "elementary", unit=unit))
    return ImpactMethod(
        tuple(categories.values()),
        tuple(flows.values()),
        factors,
        regional,
        unreadable,
        contradictory,
    )


def characterise(
    method: ImpactMethod, flows: Sequence[Flow], kept: Mapping[str, str] | None = None
) -> Characterised:
    """Return the factors of a method for the flows of a database, per unit of the database.

    C[c, f] = ± factor of c for the flow that f found, per unit of f

    An inventory counts what is taken from nature below 0, and methods give resources factors above
    0 for what is taken: the sign of a resource is turned.

    flows : row of the inventory    kept : flow -> flow of the method, as a person decided before

    A flow finds its factors by identifier, then the kept list, then name and compartment, then CAS
    number and compartment (`map_flows`).
    """
    mapping = map_flows(flows, method.flows, kept or {})
    C = np.zeros((len(method.categories), len(flows)))
    no_unit = []
    for place, flow in enumerate(flows):
        found = mapping.mapped.get(flow.id)
        if found is None:
            continue
        sign = -1.0 if medium_of(flow) == RESOURCE else 1.0
        for at, category in enumerate(method.categories):
            factor = method.factors.get(category.id, {}).get(found.target)
            if factor is None:
                continue
            scale = _scale(flow.unit, factor[1])
            if scale is None:
                no_unit.append(flow.id)
                break
            C[at, place] = sign * factor[0] * scale
    return Characterised(C, mapping, tuple(no_unit))


def _scale(unit: str, of_factor: str) -> float | None:
    """Return how many units of a factor one unit of a flow is; None where they do not fit."""
    if not of_factor or unit == of_factor:
        return 1.0
    try:
        return convert(1.0, unit, of_factor)
    except UnitError:
        return None
