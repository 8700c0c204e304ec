"""Impacts of processes of imported databases by imported methods, with what found no factor."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.footprints import (
    Factor,
    IndicatorCategory,
    RowImpacts,
    UsedMethod,
)
from scp_centre.methods.lifecycle import (
    Flow,
    ImpactMethod,
    Model,
    build_model,
    characterise,
    list_unfactored,
    solve_model,
)
from scp_centre.methods.lifecycle.flow_mapping import Unfactored
from scp_centre.roles.products.databases.method_file import read_method
from scp_centre.roles.products.databases.system_file import KeptSystem, read_system
from scp_centre.roles.products.models import (
    DatabaseProcess,
    KeptImpactMethod,
    LifeCycleDatabase,
)

Array = NDArray[np.float64]
MOST_LEFT_OUT = 5  # flows without a factor that a row of a model names


@dataclass(frozen=True, slots=True)
class MatchedMethod:
    """A method on the flows of a database.

    C : (category, flow)  per unit of the flow    counted : flow -> rule by which it was found
    unclear : flows that fit several flows of the method equally
    no_unit : flows whose unit cannot be converted    missing : flows without a factor
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    flows: tuple[Flow, ...]
    C: Array
    counted: Mapping[str, str]
    unclear: tuple[Flow, ...]
    no_unit: tuple[Flow, ...]
    missing: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class ProcessImpacts:
    """What a unit of a product causes by a method, from cradle to gate.

    values : (category,)    flows : of its inventory    counted : of them, with a factor
    left_out : flows without a factor, by substance and unit, largest first
    """

    matched: MatchedMethod
    values: Array
    flows: int
    counted: int
    left_out: tuple[Unfactored, ...]

    @property
    def rows(self) -> list[tuple[str, str, float]]:
        """Return name, unit and impact of each category."""
        return list(zip(self.matched.names, self.matched.units, self.values.tolist(), strict=True))


def match_method(method: KeptImpactMethod, database: LifeCycleDatabase) -> MatchedMethod:
    """Return which flows of a database have a factor of a method, and how they were found."""
    return _matched(method.pk, method.content_hash, database.pk, database.content_hash)


@lru_cache(maxsize=4)
def _matched(method: int, _hash: str, database: int, _of_file: str) -> MatchedMethod:
    """Return the same; a file never changes under its hash."""
    kept = _system_of(LifeCycleDatabase.objects.get(pk=database))
    flows = tuple(kept.flows[key] for key in kept.linked.flows)
    return _match(method_of(KeptImpactMethod.objects.get(pk=method)), flows)


def _match(method: ImpactMethod, flows: tuple[Flow, ...]) -> MatchedMethod:
    found = characterise(method, flows)
    by_id = {flow.id: flow for flow in flows}
    counted = {
        flow.id: found.mapping.mapped[flow.id].rule
        for place, flow in enumerate(flows)
        if flow.id in found.mapping.mapped and found.C[:, place].any()
    }
    apart = {*found.mapping.unclear, *found.no_unit}
    return MatchedMethod(
        tuple(one.name for one in method.categories),
        tuple(one.unit for one in method.categories),
        flows,
        found.C,
        counted,
        tuple(by_id[key] for key in found.mapping.unclear),
        tuple(by_id[key] for key in found.no_unit),
        tuple(flow for flow in flows if flow.id not in counted and flow.id not in apart),
    )


def method_of(method: KeptImpactMethod) -> ImpactMethod:
    """Return a kept method as values."""
    with method.content.open("rb") as file:
        return read_method(file.read())


def impacts_of_processes(
    database: LifeCycleDatabase, places: Sequence[int], methods: Sequence[KeptImpactMethod]
) -> Iterator[list[ProcessImpacts]]:
    """Yield for each process of a database its impacts by each method.

    places : of the processes in the database

    Raises InvalidValueError as `solve_model` does.
    """
    if not methods:
        yield from ([] for _place in places)
        return
    kept = _system_of(database)
    matched = [match_method(one, database) for one in methods]
    model = _model_of(kept)
    for place in places:
        amounts = solve_model(model, kept.linked.demand_at(place)).flows
        yield [_impacts(one, amounts) for one in matched]


def _impacts(matched: MatchedMethod, amounts: Array) -> ProcessImpacts:
    taken = [flow.id for flow, kg in zip(matched.flows, amounts.tolist(), strict=True) if kg]
    return ProcessImpacts(
        matched,
        matched.C @ amounts,
        len(taken),
        sum(key in matched.counted for key in taken),
        list_unfactored(matched.flows, amounts, matched.counted),
    )


def _system_of(database: LifeCycleDatabase) -> KeptSystem:
    with database.system.open("rb") as file:
        return read_system(file.read())


def _model_of(kept: KeptSystem) -> Model:
    linked = kept.linked
    return build_model(
        linked.technosphere.matrix(), linked.biosphere.matrix(), np.zeros(len(linked.flows))
    )


def used_method(method: KeptImpactMethod, normalisation: str = "") -> UsedMethod:
    """Return a method as a model names it, with the set of references that was asked for."""
    whole = method_of(method)
    names = {one.id: one.name for one in whole.categories}
    chosen = next((one for one in whole.normalisations if one.name == normalisation), None)
    return UsedMethod(
        method.content_hash,
        method.name,
        method.version,
        method.source,
        method.licence,
        tuple(IndicatorCategory(one.name, one.unit) for one in whole.categories),
        chosen.name if chosen else "",
        {names[k]: v for k, v in chosen.references.items() if k in names} if chosen else {},
        {names[k]: v for k, v in chosen.weights.items() if k in names} if chosen else {},
        chosen.unit if chosen else "",
    )


def row_impacts(
    rows: Iterable[Factor], methods: Sequence[KeptImpactMethod]
) -> dict[str, tuple[RowImpacts, ...]]:
    """Return the impacts of the rows that come from imported databases: key of the row -> impacts.

    A process without a solution, and one that its database no longer has, gets none.
    """
    by_database: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.origin is not None:
            by_database.setdefault(row.origin.database, {})[row.origin.process] = row.key
    found: dict[str, tuple[RowImpacts, ...]] = {}
    for pk, keys in by_database.items():
        processes = list(DatabaseProcess.objects.filter(database=pk, key__in=keys, has_score=True))
        if not processes:
            continue
        database = LifeCycleDatabase.objects.get(pk=pk)
        computed = impacts_of_processes(database, [one.place for one in processes], methods)
        for process, impacts in zip(processes, computed, strict=True):
            found[keys[process.key]] = tuple(
                _row_impacts(method, one) for method, one in zip(methods, impacts, strict=True)
            )
    return found


def _row_impacts(method: KeptImpactMethod, found: ProcessImpacts) -> RowImpacts:
    return RowImpacts(
        method.content_hash,
        {name: value for name, _unit, value in found.rows},
        found.flows,
        found.counted,
        tuple(
            f"{one.name[:100]}, {one.size:.3g} {one.unit}" for one in found.left_out[:MOST_LEFT_OUT]
        ),
    )
