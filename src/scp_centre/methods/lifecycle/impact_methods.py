"""Impact methods as data: categories with factors for flows, matched to those of a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import UnitError
from scp_centre.methods.lifecycle.background import Flow
from scp_centre.methods.lifecycle.flow_mapping import (
    FlowMapping,
    Mapped,
    map_flows,
    plain_compartment,
)
from scp_centre.methods.lifecycle.greenhouse_flows import RESOURCE, medium_of
from scp_centre.methods.quantity import convert

Array = NDArray[np.float64]
MEDIUM_ONLY, SAME_FACTORS = "name and medium", "several with the same factors"  # rules


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a method.   unit : of its result, such as mol H+ eq"""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class NormalisationSet:
    """Normalisation references and weights of a method, by identifier of the category.

    references : what an impact is divided by    weights : of a normalised impact
    unit : of weighted results
    """

    name: str
    unit: str
    references: Mapping[str, float]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ImpactMethod:
    """A method as its file states it.

    flows : that it has factors for, as far as the file describes them
    factors : category -> flow -> (factor, unit of the flow)    general factors only
    regional : factors that hold at one location; they are not used
    unreadable : factors that are no numbers
    contradictory : factors left out because the file gave the flow another one before
    name, version : as a package states them; "" where it does not
    normalisations : sets of references and weights that the file holds
    """

    categories: tuple[Category, ...]
    flows: tuple[Flow, ...]
    factors: Mapping[str, Mapping[str, tuple[float, str]]]
    regional: int
    unreadable: int
    contradictory: int
    name: str = ""
    version: str = ""
    normalisations: tuple[NormalisationSet, ...] = ()


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
    stated = {"name": "", "version": ""}
    normalisations: list[NormalisationSet] = []
    regional = unreadable = contradictory = 0
    for record in records:
        if "category" in record:
            categories[record["category"]["id"]] = Category(**record["category"])
        elif "flow" in record:
            one = record["flow"]
            flows[one["id"]] = Flow(**one | {"compartment": tuple(one["compartment"])})
        elif "factors" in record:
            for one in record["factors"]:
                regional += bool(one["location"])
                if not one["location"]:
                    of_category = factors.setdefault(one["category"], {})
                    value = one["value"], one["unit"]
                    contradictory += of_category.setdefault(one["flow"], value) != value
        elif "method" in record:
            stated = stated if stated["name"] else record["method"]
        elif "normalisation" in record:
            normalisations.append(NormalisationSet(**record["normalisation"]))
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
        stated["name"],
        stated["version"],
        tuple(normalisations),
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
    number and compartment (`map_flows`), then by name and medium where the method has a factor
    for the medium as a whole. Flows of the method that fit equally and have the same factors are
    one.
    """
    mapping = _settled(method, flows, map_flows(flows, method.flows, kept or {}))
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


def _settled(method: ImpactMethod, flows: Sequence[Flow], found: FlowMapping) -> FlowMapping:
    """Return a mapping with flows that several targets fit alike, and those of a whole medium."""
    whole = [
        replace(target, compartment=(medium_of(target),))
        for target in method.flows
        if target.name and medium_of(target) and len(plain_compartment(target)) == 1
    ]
    missing = set(found.missing)
    asked = [
        replace(flow, compartment=(medium_of(flow),))
        for flow in flows
        if flow.id in missing and medium_of(flow)
    ]
    by_medium = map_flows(asked, whole, {})
    unclear = {**found.unclear, **by_medium.unclear}
    mapped = dict(found.mapped)
    for key, one in by_medium.mapped.items():
        mapped[key] = Mapped(key, one.target, MEDIUM_ONLY)
    for key, targets in list(unclear.items()):
        if len({_factors_of(method, target) for target in targets}) == 1:
            rule = MEDIUM_ONLY if key in by_medium.unclear else SAME_FACTORS
            mapped[key] = Mapped(key, min(targets), rule)
            del unclear[key]
    left = tuple(key for key in found.missing if key not in mapped and key not in unclear)
    return FlowMapping(mapped, unclear, left)


def _factors_of(method: ImpactMethod, flow: str) -> tuple[tuple[float, str] | None, ...]:
    return tuple(method.factors.get(one.id, {}).get(flow) for one in method.categories)


def _scale(unit: str, of_factor: str) -> float | None:
    """Return how many units of a factor one unit of a flow is; None where they do not fit."""
    if not of_factor or unit == of_factor:
        return 1.0
    try:
        return convert(1.0, unit, of_factor)
    except UnitError:
        return None
