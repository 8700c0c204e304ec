"""Costs, parts at end of life and modules as plain values; absent where none were entered."""

from typing import Any

from scp_centre.methods.footprints import CostResult, CostSpread, CycleResult
from scp_centre.methods.lifecycle.simulation import Distribution
from scp_centre.roles.products.footprint_computation import Computed


def distribution(one: Distribution) -> dict[str, Any]:
    return {
        "mean": one.mean,
        "median": one.median,
        "sd": one.sd,
        "percentiles": {str(at): value for at, value in one.percentiles},
    }


def plain_costs(computed: Computed) -> dict[str, Any]:
    """Return costs in money of their basis, and parts by three ways in kg CO2e."""
    found: dict[str, Any] = {}
    if computed.costs is not None:
        found["costs"] = _costs(computed.costs)
    if computed.cycles:
        found["end_of_life"] = [_cycle(one) for one in computed.cycles]
        modules = computed.modules
        found["modules"] = {**modules.declared, "A-C": modules.total, "D": modules.beyond}
    return found


def _costs(costs: CostSpread) -> dict[str, Any]:
    basis = costs.base.basis
    return {
        "currency": basis.currency,
        "price_year": basis.year,
        "discount_rate": basis.rate,
        "base": _result(costs.base)
        | ({} if costs.distribution is None else distribution(costs.distribution)),
        "alternatives": [
            {
                "name": one.name,
                **_result(one.result),
                "difference": one.difference,
                "difference_runs": None if one.runs is None else distribution(one.runs),
                "probability_cheaper": one.probability_cheaper,
            }
            for one in costs.compared
        ],
    }


def _result(one: CostResult) -> dict[str, Any]:
    return {
        "total": one.total,
        "undiscounted": one.undiscounted,
        "years": one.years,
        "stages": {str(stage): value for stage, value in one.stages.items()},
        "costs": [
            {
                "key": row.cost.key,
                "name": row.cost.name,
                "stage": str(row.stage),
                "amount": row.amount,
                "unit": row.cost.unit,
                "price": row.cost.price,
                "value": row.value,
                "source": row.cost.source,
            }
            for row in one.rows
        ],
    }


def _cycle(one: CycleResult) -> dict[str, Any]:
    return {
        "part": one.line.line.part,
        "mass_kg": one.mass,
        "ways": {
            way.way: {
                "material": way.material,
                "energy": way.energy,
                "disposal": way.disposal,
                "total": way.total,
            }
            for way in one.ways
        },
        "module_d": one.beyond,
        "source": one.cycle.source,
    }
