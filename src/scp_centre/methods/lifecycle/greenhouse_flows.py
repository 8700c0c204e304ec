"""Greenhouse gases of an inventory: which flow counts as which gas, with the trace of each answer.

A gas warms alike from a chimney in town and from a field, so only the medium of a compartment
counts, and whether it lies in the stratosphere: that is where aircraft emit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle.background import Background, Flow, plain_name
from scp_centre.methods.lifecycle.flow_mapping import (
    EMPTY_WORDS,
    FlowMapping,
    Mapped,
    map_flows,
)
from scp_centre.methods.lifecycle.inventory import build_model
from scp_centre.methods.lifecycle.loops import hungry_processes

Array = NDArray[np.float64]
Places = NDArray[np.intp]
AIR, RESOURCE, WATER, SOIL, UNKNOWN = "air", "resource", "water", "soil", ""
BIOGENIC_CO2, AIRCRAFT_KIND = "biogenic CO2", "aircraft"
AIRCRAFT = "@aircraft"  # ends the key of what is emitted in the stratosphere
NOT_COUNTED = "none"  # what a person decides of a flow that is no greenhouse gas
MASS = "kg"
# Words of compartments -> medium; the first word that says one decides.
MEDIA = {
    AIR: re.compile(r"\b(air|atmosphere|stratosphere|troposphere)\b"),
    WATER: re.compile(r"\b(water|freshwater|ocean|sea|river|lake)\b"),
    SOIL: re.compile(r"\b(soil|ground|industrial soil|agricultural)\b"),
}
RESOURCES = re.compile(r"\b(resources?|raw|natural resource|in air|biotic)\b")
# Words in names of greenhouse gases; what has one and no factor is shown first.
SUSPECT = re.compile(
    r"carbon dioxide|\bco2\b|\bmethane\b|\bch4\b|dinitrogen|nitrous|\bn2o\b|fluoro|\bhalon|"
    r"\b(hfc|hcfc|pfc|cfc)s?\b|sulph?ur hexafluoride|nitrogen (tri)?fluoride"
)
NOT_METHANE = re.compile(r"non-methane|other than methane")


@dataclass(frozen=True, slots=True)
class GreenhouseGas:
    """What a flow can count as.   gas : as GwpSet names it   kind : of the footprint's kinds"""

    key: str
    gas: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProductGases:
    """Greenhouse gases of one unit of each product, from cradle to gate.

    keys : of gases, those of aircraft ending with AIRCRAFT    amounts : (gas, process)  kg / unit
    without_score : processes that depend on a loop which consumes more than it makes
    """

    keys: tuple[str, ...]
    amounts: Array
    without_score: Places


def medium_of(flow: Flow) -> str:
    """Return the medium of a flow's compartment; UNKNOWN where it names none.

    >>> medium_of(Flow("", "", "elementary", ("Elementary flows", "Emission to air", "urban")))
    'air'
    """
    words = [plain_name(part) for part in flow.compartment]
    for word in words:
        if word in EMPTY_WORDS:
            continue
        if RESOURCES.search(word):
            return RESOURCE
        for medium, pattern in MEDIA.items():
            if pattern.search(word):
                return medium
    return UNKNOWN


def is_suspect(flow: Flow) -> bool:
    """Return whether a flow that has no factor may be a greenhouse gas, by its name."""
    name = plain_name(flow.name)
    if flow.kind != "elementary" or medium_of(flow) in (RESOURCE, WATER):
        return False
    return SUSPECT.search(name) is not None and NOT_METHANE.search(name) is None


def map_greenhouse_flows(
    flows: Iterable[Flow],
    targets: Sequence[Flow],
    identifiers: Mapping[str, str],
    kept: Mapping[tuple[str, str], str],
) -> FlowMapping:
    """Return what each flow counts as, as `map_flows` does, and flows decided to count as nothing.

    targets : names of gases, each with its medium as compartment; one gas may have several
    identifiers : flow -> gas    kept : (plain name, medium) -> gas or NOT_COUNTED

    A flow that is not counted in kg has no gas.
    """
    media = {flow.id: medium_of(flow) for flow in flows}
    known = {target.id for target in targets} | {NOT_COUNTED}
    mapped: dict[str, Mapped] = {}
    asked = []
    heavy = [flow for flow in flows if flow.kind == "elementary" and flow.unit == MASS]
    for flow in heavy:
        decided = kept.get((plain_name(flow.name), media[flow.id]))
        if decided in known:
            mapped[flow.id] = Mapped(flow.id, decided or "", "kept list")
        elif flow.id in identifiers:
            mapped[flow.id] = Mapped(flow.id, identifiers[flow.id], "identifier")
        elif media[flow.id]:
            asked.append(replace(flow, compartment=(media[flow.id],)))
    found = map_flows(asked, targets, {})
    left = {flow.id for flow in flows if flow.kind == "elementary"}
    left -= mapped.keys() | found.mapped.keys() | found.unclear.keys()
    return FlowMapping({**mapped, **found.mapped}, found.unclear, tuple(sorted(left)))


def gases_of_products(
    linked: Background, flows: Mapping[str, Flow], mapping: FlowMapping
) -> ProductGases:
    """Return the greenhouse gases of one unit of each product, all of them by one solution a gas.

    A^T lambda = B^T c, with c = 1 for the flows that count as a gas

    Raises InvalidValueError for a system without a single solution.
    """
    counted: dict[str, list[int]] = {}
    for row, key in enumerate(linked.flows):
        found = mapping.mapped.get(key)
        if found is not None and found.target != NOT_COUNTED:
            counted.setdefault(gas_key(found.target, flows[key]), []).append(row)
    keys = tuple(sorted(counted))
    C = np.zeros((max(len(keys), 1), len(linked.flows)))
    for place, key in enumerate(keys):
        C[place, counted[key]] = 1.0
    model = build_model(linked.technosphere.matrix(), linked.biosphere.matrix(), C)
    amounts = [model.system.prices(w) for w in model.intensities[: len(keys)]]
    return ProductGases(
        keys,
        np.array(amounts, float).reshape(len(keys), model.system.n) * linked.signs,
        hungry_processes(model.system),
    )


def gas_key(target: str, flow: Flow) -> str:
    """Return the key of a flow's gas; what is emitted in the stratosphere counts as aircraft."""
    high = any("stratosphere" in plain_name(part) for part in flow.compartment)
    return f"{target}{AIRCRAFT}" if high else target


def weigh_gases(
    amounts: Mapping[str, float], gases: Mapping[str, GreenhouseGas], gwp: GwpSet
) -> dict[str, float]:
    """Return kg CO2e by kind of greenhouse gas; biogenic carbon dioxide stands apart, in kg.

    amounts : key of `ProductGases` -> kg

    >>> gwp = GwpSet("AR6", {"CO2": 1.0, "CH4 fossil": 29.8}, {})
    >>> gases = {"ch4": GreenhouseGas("ch4", "CH4 fossil", "fossil")}
    >>> weigh_gases({"ch4": 2.0}, gases, gwp)
    {'fossil': 59.6}
    """
    kinds: dict[str, float] = {}
    for key, kg in amounts.items():
        gas = gases[key.removesuffix(AIRCRAFT)]
        kind = gas.kind
        if key.endswith(AIRCRAFT) and kind != BIOGENIC_CO2:
            kind = AIRCRAFT_KIND
        kinds[kind] = kinds.get(kind, 0.0) + kg * gwp.of(gas.gas)
    return kinds


def total_of(kinds: Mapping[str, float]) -> float:
    """Return kg CO2e in all; biogenic carbon dioxide is in no total."""
    return sum(value for kind, value in kinds.items() if kind != BIOGENIC_CO2)
