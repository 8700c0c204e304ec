"""How uncertain a life-cycle cost is, and how likely an alternative is cheaper: common draws."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.footprints.cost_entries import Cost
from scp_centre.methods.footprints.costs import CostResult, compute_costs
from scp_centre.methods.footprints.entries import Factor, ProductModel
from scp_centre.methods.footprints.spread import OF_PRICE, draw_amounts, generator_of
from scp_centre.methods.lifecycle.simulation import Distribution, summarise

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ComparedCost:
    """An alternative beside the base product, in money per functional unit.

    difference : alternative less base    runs : of that difference, None where no cost has a range
    probability_cheaper : share of the runs; None where no cost has a range
    """

    name: str
    result: CostResult
    difference: float
    runs: Distribution | None
    probability_cheaper: float | None


@dataclass(frozen=True, slots=True)
class CostSpread:
    """The costs of a model. distribution : of the base product; None where no cost has a range"""

    base: CostResult
    distribution: Distribution | None
    compared: tuple[ComparedCost, ...]


def simulate_costs(
    model: ProductModel, factors: Mapping[str, Factor], *, runs: int, seed: int
) -> CostSpread | None:
    """Return the costs of the base product and of each alternative; None without costs.

    k = Σ_c w_c p_c m_l(c)

    p : price, triangular between its lowest and highest value with the stated price as its mode
    m : of the amount of its line, lognormal around 1, the same draws as in the footprint
    w : money per unit of the price, discounted

    All designs share the draws: a price that an alternative changes has the same rank in its range
    in each run.
    """
    base = compute_costs(model, factors)
    if base is None:
        return None
    results = [base]
    for one in model.alternatives:
        result = compute_costs(model, factors, one)
        assert result is not None
        results.append(result)
    designs = [one.design for one in results]
    lines, m = draw_amounts(designs, seed, runs)
    keys = list(dict.fromkeys(cost.key for cost in model.costs))
    rank = np.column_stack([generator_of(seed, OF_PRICE, key).random(runs) for key in keys])
    draws = [_draw(one, keys, rank, lines, m) for one in results]
    is_certain = not any(_has_range(one) for one in results)
    compared = tuple(
        ComparedCost(
            result.design.name,
            result,
            result.total - base.total,
            None if is_certain else summarise(draw - draws[0]),
            None if is_certain else float((draw < draws[0]).mean()),
        )
        for result, draw in zip(results[1:], draws[1:], strict=True)
    )
    return CostSpread(base, None if is_certain else summarise(draws[0]), compared)


def _has_range(result: CostResult) -> bool:
    spreads = {line.line.key: line.line.spread for line in result.design.lines}
    return any(row.cost.is_range or spreads.get(row.cost.line, 0.0) > 0 for row in result.rows)


def _draw(
    result: CostResult, keys: list[str], rank: Array, lines: Mapping[str, int], m: Array
) -> Array:
    """Return the cost in each run: (run,)."""
    k = np.zeros(len(rank))
    for row in result.rows:
        price = _prices(row.cost, rank[:, keys.index(row.cost.key)])
        k += row.weight * price * (m[:, lines[row.cost.line]] if row.cost.line else 1.0)
    return k


def _prices(cost: Cost, rank: Array) -> Array:
    """Return prices by their rank: the inverse of a triangular distribution."""
    if not cost.is_range:
        return np.full(len(rank), cost.price)
    assert cost.low is not None and cost.high is not None
    low, mode, high = cost.low, cost.price, cost.high
    below = low + np.sqrt(rank * (high - low) * (mode - low))
    above = high - np.sqrt((1.0 - rank) * (high - low) * (high - mode))
    return np.where(rank * (high - low) < mode - low, below, above)
