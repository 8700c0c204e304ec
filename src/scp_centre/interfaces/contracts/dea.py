"""Contract of `dea`: data envelopment analysis."""

from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.dea_models import rows_of_model
from scp_centre.interfaces.contracts.registry import (
    Contract,
    Matrix,
    Names,
    Row,
    Seed,
    Strict,
    Whole,
)
from scp_centre.methods.frontier import (
    bootstrap_efficiency,
    classify_scale,
    measure_cost_efficiency,
    measure_distance,
    measure_efficiency,
    measure_super_efficiency,
)


class Bootstrap(Strict):
    replications: Whole = Field(
        default=2000, ge=1, le=100_000, description="of the smoothed bootstrap"
    )
    confidence: float = Field(default=0.95, description="1, of the interval")
    seed: Seed = Field(default=1, description="of the random numbers, so that it can be repeated")


class Input(Strict):
    units: Names = Field(description="names of the units, each once")
    inputs: Matrix = Field(description="one row a unit, any unit for each column")
    outputs: Matrix = Field(description="one row a unit, any unit for each column")
    model: Literal["radial", "slack-based", "additive", "directional", "order-m", "malmquist"] = (
        Field(default="radial", description="how far a unit is from the frontier is measured")
    )
    orientation: Literal["input", "output", "none"] = Field(
        default="input", description="none: both at once, slack-based only"
    )
    rts: Literal["crs", "vrs", "nirs", "ndrs"] = Field(
        default="vrs", description="returns to scale"
    )
    slack_weights: Literal["sum", "range"] = Field(
        default="sum", description="slacks added in the units given, or each divided by its mean"
    )
    super_efficiency: bool = Field(default=False, description="score against the others only")
    scale: bool = Field(default=False, description="scale efficiency and returns to scale")
    prices: Row | None = Field(
        default=None, description="money per unit of each input, for cost efficiency"
    )
    undesirable: Matrix | None = Field(
        default=None, description="undesirable outputs, for the directional distance"
    )
    disposability: Literal["weak", "strong"] = Field(
        default="weak", description="of undesirable outputs: weak, they fall with the product only"
    )
    m: Whole = Field(default=25, ge=1, le=100_000, description="units drawn, of order-m")
    seed: Seed = Field(default=1, description="of the interval of order-m")
    inputs_later: Matrix | None = Field(
        default=None, description="inputs in the second survey, for malmquist"
    )
    outputs_later: Matrix | None = Field(
        default=None, description="outputs in the second survey, for malmquist"
    )
    bootstrap: Bootstrap | None = Field(default=None, description="intervals of the scores")


class Unit(BaseModel):
    unit: str
    efficiency: float | None = Field(
        default=None, description="in (0, 1]; output orientation: 1 / phi; not of malmquist"
    )
    status: str | None = Field(
        default=None, description="efficient, weakly efficient or inefficient"
    )
    peers: dict[str, float] | None = Field(
        default=None, description="reference unit -> lambda; of order-m its share in the score"
    )
    input_slacks: list[float] | None = None
    output_slacks: list[float] | None = None
    input_targets: list[float] | None = None
    output_targets: list[float] | None = None
    undesirable_targets: list[float] | None = None
    violation: float | None = Field(
        default=None, description="of the dual that certifies the score; 0: proved"
    )
    order_m_score: float | None = Field(
        default=None, description="above 1 for a unit better than m others would let expect"
    )
    malmquist: float | None = Field(
        default=None, description="change of productivity: efficiency x technical; above 1 better"
    )
    efficiency_change: float | None = None
    technical_change: float | None = None
    super_efficiency: float | None = Field(
        default=None, description="null where the others cannot reach the unit"
    )
    super_efficiency_feasible: bool | None = None
    scale_efficiency: float | None = None
    returns_to_scale: str | None = None
    cost_efficiency: float | None = None
    allocative_efficiency: float | None = None
    distance: float | None = Field(
        default=None, description="share by which outputs rise and undesirable ones fall"
    )
    corrected: float | None = Field(
        default=None, description="in (0, 1]; the score as measured where a correction adds noise"
    )
    bias_corrected: bool | None = Field(
        default=None, description="whether the bootstrap says that correcting helps"
    )
    low: float | None = None
    high: float | None = None


class Output(BaseModel):
    units: list[Unit]
    model: str
    mean_efficiency: float | None = Field(default=None, description="of malmquist: null")
    efficient: int | None = Field(default=None, description="units with score 1 and no slack")
    largest_violation: float | None = None
    geometric_mean: float | None = Field(default=None, description="of malmquist")


def compute(given: Input) -> dict[str, Any]:
    if given.model == "radial":
        return _radial(given)
    rows = rows_of_model(given)
    if given.model == "malmquist":
        change = [row["malmquist"] for row in rows]
        return {
            "model": given.model,
            "units": rows,
            "geometric_mean": float(np.exp(np.mean(np.log(change)))),
        }
    scores = [row["efficiency"] for row in rows]
    return {
        "model": given.model,
        "units": rows,
        "mean_efficiency": float(np.mean(scores)),
        "efficient": sum(row["status"] == "efficient" for row in rows),
    }


def _radial(given: Input) -> dict[str, Any]:
    units, X, Y = given.units, given.inputs, given.outputs
    side = "input" if given.orientation == "none" else given.orientation
    ways: dict[str, Any] = {"orientation": side, "rts": given.rts}
    found = measure_efficiency(units, X, Y, slack_weights=given.slack_weights, **ways)
    classes = found.classes
    rows: list[dict[str, Any]] = [
        {
            "unit": name,
            "efficiency": float(found.efficiency[i]),
            "status": classes[i],
            "peers": found.peers_of(i),
            "input_slacks": found.input_slacks[i].tolist(),
            "output_slacks": found.output_slacks[i].tolist(),
            "input_targets": found.input_targets[i].tolist(),
            "output_targets": found.output_targets[i].tolist(),
            "violation": float(found.violation[i]),
        }
        for i, name in enumerate(found.observed.units)
    ]
    for column in _extras(given, ways):
        for row, more in zip(rows, column, strict=True):
            row.update(more)
    return {
        "model": given.model,
        "units": rows,
        "mean_efficiency": float(found.efficiency.mean()),
        "efficient": classes.count("efficient"),
        "largest_violation": float(found.violation.max()),
    }


def _extras(given: Input, ways: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return what was asked beyond the scores, one list of fields a unit for each."""
    data = (given.units, given.inputs, given.outputs)
    found: list[list[dict[str, Any]]] = []
    if given.super_efficiency:
        best = measure_super_efficiency(*data, **ways)
        found.append(
            [
                {
                    "super_efficiency": float(s) if np.isfinite(s) else None,
                    "super_efficiency_feasible": bool(f),
                }
                for s, f in zip(best.score, best.feasible, strict=True)
            ]
        )
    if given.scale:
        scale = classify_scale(*data, orientation=ways["orientation"])
        pairs = zip(scale.efficiency.tolist(), scale.classes, strict=True)
        found.append([{"scale_efficiency": e, "returns_to_scale": c} for e, c in pairs])
    if given.prices is not None:
        cost = measure_cost_efficiency(*data, given.prices, rts=given.rts)
        both = zip(cost.cost.tolist(), cost.allocative.tolist(), strict=True)
        found.append([{"cost_efficiency": c, "allocative_efficiency": a} for c, a in both])
    if given.undesirable is not None:
        distance = measure_distance(*data, given.undesirable, rts=given.rts)
        found.append([{"distance": b} for b in distance.beta.tolist()])
    if given.bootstrap is not None:
        again = bootstrap_efficiency(
            *data,
            rng=np.random.default_rng(given.bootstrap.seed),
            replications=given.bootstrap.replications,
            confidence=given.bootstrap.confidence,
            **ways,
        )
        ends = zip(again.corrected, again.low, again.high, again.helps, strict=True)
        found.append(
            [
                {
                    "corrected": float(c),
                    "low": float(a),
                    "high": float(b),
                    "bias_corrected": bool(h),
                }
                for c, a, b, h in ends
            ]
        )
    return found


CONTRACT = Contract(
    name="dea",
    version="1.0",
    summary="Data envelopment analysis: scores, slacks, peers, targets, each certified.",
    formula="min theta: X lambda <= theta x, Y lambda >= y (input); max phi (output); slacks after",
    sources=(
        "Charnes, Cooper, Rhodes (1978); Banker, Charnes, Cooper (1984); docs/methods/frontier.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
