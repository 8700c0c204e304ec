"""The models of `dea` beside the radial one: slacks, directions, partial frontiers, time."""

from collections.abc import Callable
from typing import Any

import numpy as np

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.frontier import (
    SlackModel,
    measure_additive,
    measure_distance,
    measure_malmquist,
    measure_order_m,
    measure_slack_based,
)

MOST = 3_000  # units of a model that solves one program for each
Rows = list[dict[str, Any]]


def rows_of_model(given: Any) -> Rows:
    """Return one row a unit of the model that was asked for."""
    if given.model != "directional" and len(given.units) > MOST:
        raise InvalidValueError(
            f"The model {given.model} takes {MOST} units, not {len(given.units)}.",
            where="units",
            cure="Use the model radial or directional, or fewer units.",
        )
    return MODELS[given.model](given)


def _slack_based(given: Any) -> Rows:
    data = (given.units, given.inputs, given.outputs)
    found = measure_slack_based(*data, orientation=given.orientation, rts=given.rts)
    return _of_slacks(found, given)


def _additive(given: Any) -> Rows:
    found = measure_additive(given.units, given.inputs, given.outputs, rts=given.rts)
    return _of_slacks(found, given)


def _of_slacks(found: SlackModel, given: Any) -> Rows:
    X, Y = np.asarray(given.inputs, float), np.asarray(given.outputs, float)
    rows = []
    for i, unit in enumerate(found.units):
        rows.append(
            {
                "unit": unit,
                "efficiency": float(found.efficiency[i]),
                "status": "efficient" if found.efficiency[i] >= 1 - 1e-9 else "inefficient",
                "peers": found.weights[i],
                "input_slacks": found.input_slacks[i].tolist(),
                "output_slacks": found.output_slacks[i].tolist(),
                "input_targets": np.maximum(X[i] - found.input_slacks[i], 0.0).tolist(),
                "output_targets": (Y[i] + found.output_slacks[i]).tolist(),
            }
        )
    return rows


def _directional(given: Any) -> Rows:
    data = (given.units, given.inputs, given.outputs, given.undesirable)
    weak = given.disposability == "weak"
    found = measure_distance(*data, rts=given.rts, weak=weak)
    rows = []
    for i, unit in enumerate(given.units):
        beta = float(found.beta[i])
        rows.append(
            {
                "unit": unit,
                "efficiency": 1 / (1 + max(0.0, beta)),
                "distance": beta,
                "status": "efficient" if beta <= 1e-9 else "inefficient",
                "peers": found.peers[i],
                "input_targets": found.inputs[i].tolist(),
                "output_targets": found.outputs[i].tolist(),
                "undesirable_targets": np.maximum(found.undesirable[i], 0.0).tolist(),
                "violation": float(found.violation[i]),
            }
        )
    return rows


def _order_m(given: Any) -> Rows:
    data = (given.units, given.inputs, given.outputs)
    rng = np.random.default_rng(given.seed)
    found = measure_order_m(*data, m=given.m, rng=rng, orientation=_side(given))
    rows = []
    for i, unit in enumerate(found.units):
        score = float(found.score[i])
        rows.append(
            {
                "unit": unit,
                "efficiency": min(score, 1.0),
                "order_m_score": score,
                "status": "efficient" if score >= 1 - 1e-9 else "inefficient",
                "peers": found.weights[i],
                "low": min(float(found.low[i]), 1.0),
                "high": min(float(found.high[i]), 1.0),
            }
        )
    return rows


def _malmquist(given: Any) -> Rows:
    if given.inputs_later is None or given.outputs_later is None:
        raise MissingValueError(
            "The Malmquist index compares two surveys, and one is given.",
            where="inputs_later",
            cure="Give inputs_later and outputs_later of the same units, in the same order.",
        )
    first = (given.inputs, given.outputs)
    second = (given.inputs_later, given.outputs_later)
    found = measure_malmquist(given.units, first, second, orientation=_side(given))
    return [
        {
            "unit": unit,
            "malmquist": float(found.change[i]),
            "efficiency_change": float(found.efficiency_change[i]),
            "technical_change": float(found.technical_change[i]),
        }
        for i, unit in enumerate(found.units)
    ]


def _side(given: Any) -> str:
    return "input" if given.orientation == "none" else str(given.orientation)


MODELS: dict[str, Callable[[Any], Rows]] = {
    "slack-based": _slack_based,
    "additive": _additive,
    "directional": _directional,
    "order-m": _order_m,
    "malmquist": _malmquist,
}
