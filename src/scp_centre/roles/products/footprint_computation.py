"""What follows from a model: its footprint, its spread, its alternatives."""

import json
from dataclasses import dataclass
from functools import lru_cache

from scp_centre.methods.footprints import (
    Alternative,
    CostSpread,
    CycleResult,
    FootprintResult,
    MethodResult,
    SpreadResult,
    compute_cycles,
    compute_footprint,
    compute_indicators,
    modules_of,
    simulate_costs,
    simulate_footprint,
)
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle import ModuleResults
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.products.content import Content, read_content, rows_of, write_content

RUNS, SEED = 1000, 1  # the same on page, in the report and from the command line


@dataclass(frozen=True, slots=True)
class Computed:
    """The base product, its alternatives in their order, and the spread of all.

    costs : None where the model has no costs    cycles : parts by three ways of counting
    indicators : by each impact method of the model
    """

    content: Content
    base: FootprintResult
    alternatives: tuple[FootprintResult, ...]
    spread: SpreadResult
    costs: CostSpread | None
    cycles: tuple[CycleResult, ...]
    indicators: tuple[MethodResult, ...]

    @property
    def modules(self) -> ModuleResults:
        """Return the footprint by module of EN 15804."""
        return modules_of(self.base, self.cycles)

    @property
    def gwp(self) -> GwpSet:
        return gwp_set(self.content.model.gwp_set)


def compute(content: Content, *, runs: int = RUNS, seed: int = SEED) -> Computed:
    """Return everything that follows from a model; raise the errors of the method."""
    text = json.dumps(write_content(content), sort_keys=True)
    return _compute(text, runs, seed)


@lru_cache(maxsize=64)
def _compute(text: str, runs: int, seed: int) -> Computed:
    content = read_content(json.loads(text))
    rows, gwp = rows_of(content), gwp_set(content.model.gwp_set)
    base = compute_footprint(content.model, rows, gwp)
    alternatives = tuple(
        compute_footprint(content.model, rows, gwp, one) for one in content.model.alternatives
    )
    return Computed(
        content,
        base,
        alternatives,
        simulate_footprint(content.model, rows, gwp, runs=runs, seed=seed),
        simulate_costs(content.model, rows, runs=runs, seed=seed),
        compute_cycles(content.model.cycles, base.design, rows, gwp),
        compute_indicators(content.model.methods, base, alternatives, runs=runs, seed=seed),
    )


def compute_alternative(content: Content, alternative: Alternative) -> FootprintResult:
    """Return the footprint of a change that is only tried."""
    gwp = gwp_set(content.model.gwp_set)
    return compute_footprint(content.model, rows_of(content), gwp, alternative)
