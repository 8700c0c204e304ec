"""The footprint of a design, by the life-cycle engine: total, stages, parts, rows, substances."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.footprints.entries import (
    Alternative,
    Design,
    Factor,
    ProductModel,
    ResolvedLine,
    resolve,
)
from scp_centre.methods.footprints.impacts import (
    CATEGORIES,
    characterisation,
    gwp_sets_of,
    kind_of_substance,
    substances_of,
    warming_of,
)
from scp_centre.methods.footprints.stages import TO_GATE, Stage
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle.inventory import Array, solve_inventory
from scp_centre.methods.lifecycle.matrices import Entries, read_entries
from scp_centre.methods.messages import _

Node = tuple[str, ...]
PRODUCT: Node = ("product",)


@dataclass(frozen=True, slots=True)
class ProductSystem:
    """A design as a square system.

    nodes : the product, its stages, parts and lines, and the background rows; one process each
    technosphere : outputs positive, inputs negative    biosphere : (substance, node)  kg
    factors : (category, substance)  kg CO2e / kg
    """

    nodes: tuple[Node, ...]
    substances: tuple[str, ...]
    technosphere: Entries
    biosphere: Entries
    factors: Array

    def demand(self) -> Array:
        """Return one functional unit of the product."""
        f = np.zeros(len(self.nodes))
        f[0] = 1.0
        return f


@dataclass(frozen=True, slots=True)
class RowResult:
    """What one line contributes. amount : per functional unit    value : kg CO2e"""

    line: ResolvedLine
    amount: float
    value: float


@dataclass(frozen=True, slots=True)
class SubstanceResult:
    """kg : emitted for one functional unit    value : kg CO2e"""

    substance: str
    kg: float
    value: float


@dataclass(frozen=True, slots=True)
class FootprintResult:
    """The footprint of one functional unit, kg CO2e.

    kinds : category -> impact; its total has neither biogenic carbon dioxide nor offsets
    to_gate : the same of materials, production and packaging
    parts : (stage, part) -> impact    rows : largest first
    primary_share : of the total, in lines taken from reviewed figures of the company
    """

    design: Design
    kinds: Mapping[str, float]
    to_gate: Mapping[str, float]
    stages: Mapping[Stage, float]
    parts: Mapping[tuple[Stage, str], float]
    rows: tuple[RowResult, ...]
    substances: tuple[SubstanceResult, ...]
    gwp_sets: tuple[str, ...]
    primary_share: float

    @property
    def total(self) -> float:
        return self.kinds[CATEGORIES[0]]

    @property
    def in_losses(self) -> float | None:
        """Return what losses carry of the total by material flow cost accounting, kg CO2e.

        sum over the lines for which it was asked of impact × share of losses; None where it was
        asked for none. The total counts it in.
        """
        found = [
            row.value * row.line.line.evidence.losses
            for row in self.rows
            if row.line.line.evidence is not None and row.line.line.evidence.losses is not None
        ]
        return sum(found) if found else None

    def share(self, value: float) -> float:
        """Return a value as a share of the total; 0 where the total is 0."""
        return value / self.total if self.total else 0.0


def compute_footprint(
    model: ProductModel,
    factors: Mapping[str, Factor],
    gwp: GwpSet,
    alternative: Alternative | None = None,
) -> FootprintResult:
    """Return the footprint of one functional unit of a model, or of an alternative.

    A s = f    g = B s    h = C g

    Raises MissingValueError for a model without lines, InvalidValueError as `resolve` does.
    """
    design = resolve(model, factors, alternative)
    if not design.lines:
        raise MissingValueError(
            _("The model has no lines yet."),
            where="lines",
            cure=_("Add the materials, energy and services of the product."),
        )
    system = build_system(design, gwp)
    inventory = solve_inventory(
        system.technosphere.matrix(),
        system.biosphere.matrix(),
        system.factors,
        system.demand(),
    )
    upstream = inventory.upstream()
    at = {node: place for place, node in enumerate(system.nodes)}
    total = upstream[0]
    stages = {Stage(node[1]): float(total[at[node]]) for node in at if node[0] == "stage"}
    parts = {(Stage(node[1]), node[2]): float(total[at[node]]) for node in at if node[0] == "part"}
    rows = tuple(
        RowResult(line, design.per_functional_unit(line), float(total[at["line", line.line.key]]))
        for line in design.lines
    )
    gate = sum(upstream[:, at["stage", stage]] for stage in TO_GATE if ("stage", stage) in at)
    primary = sum(row.value for row in rows if row.line.line.evidence is not None)
    score = float(inventory.impacts[0])
    return FootprintResult(
        design,
        dict(zip(CATEGORIES, map(float, inventory.impacts), strict=True)),
        dict(zip(CATEGORIES, map(float, np.broadcast_to(gate, len(CATEGORIES))), strict=True)),
        stages,
        parts,
        tuple(sorted(rows, key=lambda row: -abs(row.value))),
        _substances(system, inventory.flows, gwp),
        gwp_sets_of((factor for line in design.lines for factor, _share in line.mix()), gwp),
        primary / score if score else 0.0,
    )


def build_system(design: Design, gwp: GwpSet) -> ProductSystem:
    """Return a design as matrices: product <- stages <- parts <- lines <- background rows."""
    used = {factor.key: factor for line in design.lines for factor, _share in line.mix()}
    nodes: dict[Node, int] = {PRODUCT: 0}
    links: dict[tuple[int, int], float] = {}

    def place(*node: str) -> int:
        return nodes.setdefault(node, len(nodes))

    for line in design.lines:
        stage, part = line.line.stage, line.line.part
        of_stage, of_part = place("stage", stage), place("part", stage, part)
        of_line = place("line", line.line.key)
        links[of_stage, 0] = 1.0 if stage is Stage.USE else 1.0 / design.uses
        links[of_part, of_stage] = 1.0
        # Within a stage of one item, what every functional unit needs is needed for all of them.
        per_use = line.line.per_use and stage is not Stage.USE
        links[of_line, of_part] = design.uses if per_use else 1.0
        for factor, share in line.mix():
            links[place("factor", factor.key), of_line] = share * line.amount
    substances = substances_of(used.values())
    flows = [
        (substances.index(substance), nodes["factor", key], amount)
        for key, factor in used.items()
        for substance, amount in factor.emissions.items()
    ]
    n = len(nodes)
    rows = [*range(n), *(supplier for supplier, _consumer in links)]
    columns = [*range(n), *(consumer for _supplier, consumer in links)]
    values = [1.0] * n + [-amount for amount in links.values()]
    shape = (len(substances), n)
    of_flows = np.array(flows, float).reshape(-1, 3).T
    return ProductSystem(
        tuple(nodes),
        substances,
        read_entries((n, n), rows, columns, values, name="technosphere"),
        read_entries(
            shape, of_flows[0].astype(int), of_flows[1].astype(int), of_flows[2], name="biosphere"
        ),
        characterisation(substances, gwp),
    )


def _substances(system: ProductSystem, flows: Array, gwp: GwpSet) -> tuple[SubstanceResult, ...]:
    found = []
    for substance, kg in zip(system.substances, map(float, flows), strict=True):
        counts = kind_of_substance(substance) != CATEGORIES[-1]
        value = kg * warming_of(substance, gwp) if counts else 0.0
        found.append(SubstanceResult(substance, kg, value))
    return tuple(sorted(found, key=lambda one: -abs(one.value)))
