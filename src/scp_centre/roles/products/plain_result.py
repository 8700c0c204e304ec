"""A result as plain values for programs, and the input that `compute lca` takes."""

from typing import Any

from scp_centre.methods.footprints import FootprintResult, RowResult, build_system
from scp_centre.methods.lifecycle.matrices import Entries
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.footprint_figures import UNIT
from scp_centre.roles.products.plain_costs import distribution, plain_costs


def plain_result(computed: Computed) -> dict[str, Any]:
    """Return base product, spread and alternatives, kg CO2e per functional unit."""
    spread, content = computed.spread, computed.content
    return {
        "functional_unit": content.model.functional_unit,
        "unit": UNIT,
        "base": _result(computed.base),
        "spread": {
            "runs": spread.runs,
            "seed": spread.seed,
            **distribution(spread.distribution),
            "drivers": [
                {
                    "line": d.line,
                    "row": d.factor,
                    "share_of_variance": d.share,
                    "with_interactions": d.total,
                }
                for d in spread.drivers
            ],
        },
        "alternatives": [
            {
                "name": one.name,
                **_result(result),
                "difference": distribution(one.difference),
                "probability_lower": one.probability_lower,
            }
            for one, result in zip(spread.compared, computed.alternatives, strict=True)
        ],
        **({"other_indicators": plain_indicators(computed)} if computed.indicators else {}),
        **plain_costs(computed),
    }


def plain_indicators(computed: Computed) -> list[dict[str, Any]]:
    """Return the impacts by each method, per functional unit, and what it does not count."""
    return [
        {
            "method": {
                "name": found.method.name,
                "version": found.method.version,
                "source": found.method.source,
                "licence": found.method.licence,
                "sha256": found.method.key,
                "normalisation": found.method.normalisation or None,
            },
            "lines_without_data": list(found.without),
            "share_of_the_footprint_covered": found.covered,
            "rows": [
                {
                    "row": row.key,
                    "flows": one.flows,
                    "flows_with_a_factor": one.counted,
                    "largest_without": list(one.left_out),
                }
                for row in found.rows
                for one in row.impacts
                if one.method == found.method.key
            ],
            "categories": [
                {
                    "name": one.name,
                    "unit": one.unit,
                    "impact": one.value,
                    "normalised": one.normalised,
                    "weighted": one.weighted,
                    "stages": {str(stage): value for stage, value in one.stages.items()},
                    "alternatives": [
                        {
                            "name": other.name,
                            "impact": other.value,
                            "probability_lower": other.probability_lower,
                        }
                        for other in one.compared
                    ],
                }
                for one in found.categories
            ],
        }
        for found in computed.indicators
    ]


def _result(one: FootprintResult) -> dict[str, Any]:
    return {
        "total": one.total,
        "kinds": dict(one.kinds),
        "to_gate": dict(one.to_gate),
        "stages": {str(stage): value for stage, value in one.stages.items()},
        "lines": [
            {
                "key": row.line.line.key,
                "stage": str(row.line.line.stage),
                "part": row.line.line.part,
                "row": row.line.factor.key,
                "amount": row.amount,
                "unit": row.line.factor.unit,
                "value": row.value,
                "source": row.line.line.source,
                "allocation": _allocation(row),
                "row_source": row.line.factor.source,
            }
            for row in one.rows
        ],
        "substances": [
            {"substance": s.substance, "kg": s.kg, "value": s.value} for s in one.substances
        ],
        "gwp_sets": list(one.gwp_sets),
        "primary_share": one.primary_share,
        "in_losses": one.in_losses,
    }


def _allocation(row: RowResult) -> dict[str, Any] | None:
    """Return by which rule a reviewed flow was shared out, and what of it losses carry."""
    found = row.line.line.evidence
    if found is None:
        return None
    rule = {"rule": found.rule, "share": found.share}
    return rule if found.losses is None else rule | {"losses_by_iso_14051": found.losses}


def lca_input(computed: Computed) -> dict[str, Any]:
    """Return the base product as the input of `scp-centre compute lca`: total first."""
    system = build_system(computed.base.design, computed.gwp)
    return {
        "technosphere": {"n": len(system.nodes), **_entries(system.technosphere)},
        "biosphere": {"m": len(system.substances), **_entries(system.biosphere)},
        "characterisation": system.factors[0].tolist(),
        "demand": {"0": 1.0},
    }


def _entries(entries: Entries) -> dict[str, Any]:
    return {
        "row": entries.row.tolist(),
        "col": entries.col.tolist(),
        "value": entries.value.tolist(),
    }
