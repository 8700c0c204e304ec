"""Scores from slacks, and the change of productivity between two surveys."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.frontier.program import RETURNS
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.frontier.units import Observed, read_observed, require_choice
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _

Rows = Sequence[Sequence[float]] | Array
SIDES = ("input", "output", "none")
NIL = 1e-9  # a slack or weight this small is none


@dataclass(frozen=True, slots=True)
class SlackModel:
    """efficiency : (unit,) in (0, 1], 1 without any slack    weights : unit -> peer -> lambda

    input_slacks, output_slacks : (unit, kind), in the units given
    """

    units: tuple[str, ...]
    efficiency: Array
    input_slacks: Array
    output_slacks: Array
    weights: tuple[dict[str, float], ...]


def measure_slack_based(
    units: Sequence[str], X: Rows, Y: Rows, *, orientation: str = "none", rts: str = "vrs"
) -> SlackModel:
    """Return the slack-based measure of each unit, which no slack escapes.

    rho = min (1 - 1/m sum s-/x_o) / (1 + 1/s sum s+/y_o)   X lambda + s- = x_o, Y lambda - s+ = y_o
    input: the numerator alone; output: 1 / max of the denominator. An input or output of 0 does not
    count in the mean. The fraction is solved as one linear program (t the inverse denominator).

    Source: Tone (2001), European Journal of Operational Research 130 (recalled).

    >>> found = measure_slack_based("AB", [[2.0], [4.0]], [[1.0], [1.0]], orientation="input")
    >>> found.efficiency.round(4).tolist()
    [1.0, 0.5]
    """
    require_known(orientation, SIDES, what="orientation", where="orientation")
    require_known(rts, RETURNS, what="returns to scale", where="rts")
    observed = read_observed(units, X, Y)
    return _each(observed, lambda o: _slack_based(observed, o, orientation, rts))


def measure_additive(units: Sequence[str], X: Rows, Y: Rows, *, rts: str = "vrs") -> SlackModel:
    """Return the range-adjusted additive measure: the greatest sum of slacks over their ranges.

    efficiency = 1 - 1/(m + s) max sum (s-/R- + s+/R+), R the range of each input and output

    Source: Charnes and others (1985); ranges after Cooper, Park, Pastor (1999) (both recalled).
    """
    require_known(rts, RETURNS, what="returns to scale", where="rts")
    observed = read_observed(units, X, Y)
    ranges = np.hstack([np.ptp(observed.X, axis=0), np.ptp(observed.Y, axis=0)])
    worth = np.divide(1.0, ranges, out=np.zeros_like(ranges), where=ranges > 0)
    return _each(observed, lambda o: _additive(observed, o, worth / len(ranges), rts))


def _each(observed: Observed, ask: object) -> SlackModel:
    n, inputs = len(observed.units), observed.X.shape[1]
    score, slacks = np.empty(n), np.empty((n, inputs + observed.Y.shape[1]))
    weights = []
    for o in range(n):
        value, weight, slack = ask(o)  # type: ignore[operator]
        score[o], slacks[o] = value, np.where(slack > NIL * _size(observed), slack, 0.0)
        named = {observed.units[j]: float(weight[j]) for j in np.flatnonzero(weight > 1e-7)}
        weights.append(named)
    score = np.clip(np.where(np.abs(score - 1) < 1e-9, 1.0, score), 1e-12, 1.0)
    return SlackModel(observed.units, score, slacks[:, :inputs], slacks[:, inputs:], tuple(weights))


def _size(observed: Observed) -> Array:
    size: Array = np.hstack([observed.X.mean(axis=0), observed.Y.mean(axis=0)])
    return size


def _rows(observed: Observed, o: int, rts: str) -> tuple[Array, Array, Array, Array]:
    """Return equalities over lambda, slacks, t: X lambda + s- = t x, and the sum of lambda."""
    X, Y = observed.X, observed.Y
    n, m, s = len(X), X.shape[1], Y.shape[1]
    A = np.zeros((m + s, n + m + s + 1))
    A[:m, :n], A[:m, n : n + m], A[:m, -1] = X.T, np.eye(m), -X[o]
    A[m:, :n], A[m:, n + m : n + m + s], A[m:, -1] = Y.T, -np.eye(s), -Y[o]
    A /= _size(observed)[:, None] + (_size(observed) == 0)[:, None]
    total = np.concatenate([np.ones(n), np.zeros(m + s), [-1.0]])[None, :]
    none = np.zeros((0, A.shape[1]))
    if rts == "vrs":
        return np.vstack([A, total]), np.zeros(m + s + 1), none, np.zeros(0)
    bound = {"crs": none, "nirs": total, "ndrs": -total}[rts]
    return A, np.zeros(m + s), bound, np.zeros(len(bound))


def _slack_based(
    observed: Observed, o: int, orientation: str, rts: str
) -> tuple[float, Array, Array]:
    X, Y = observed.X, observed.Y
    n, m, s = len(X), X.shape[1], Y.shape[1]
    falls = np.divide(1.0, X[o], out=np.zeros(m), where=X[o] > 0) / max(1, int((X[o] > 0).sum()))
    rises = np.divide(1.0, Y[o], out=np.zeros(s), where=Y[o] > 0) / max(1, int((Y[o] > 0).sum()))
    A, b, bound, ends = _rows(observed, o, rts)
    cost, fixed = np.zeros(n + m + s + 1), np.zeros(n + m + s + 1)
    fixed[-1] = 1.0
    if orientation == "output":
        cost[n + m : n + m + s] = -rises
    else:
        cost[n : n + m], cost[-1] = -falls, 1.0
        if orientation == "none":
            fixed[n + m : n + m + s] = rises
    x = _solve(cost, np.vstack([A, fixed]), np.append(b, 1.0), bound, ends, observed.units[o])
    value = float(cost @ x)
    x = x / x[-1]
    slack = x[n : n + m + s]
    return (1 / (1 - value) if orientation == "output" else value), x[:n], slack


def _additive(observed: Observed, o: int, worth: Array, rts: str) -> tuple[float, Array, Array]:
    n = len(observed.X)
    A, b, bound, ends = _rows(observed, o, rts)
    cost = np.concatenate([np.zeros(n), -worth, [0.0]])
    fixed = np.zeros(len(cost))
    fixed[-1] = 1.0
    x = _solve(cost, np.vstack([A, fixed]), np.append(b, 1.0), bound, ends, observed.units[o])
    return 1 + float(cost @ x), x[:n], x[n:-1]


def _solve(cost: Array, A: Array, b: Array, bound: Array, ends: Array, unit: str) -> Array:
    answer = linprog(
        cost, A_eq=A, b_eq=b, A_ub=bound if len(bound) else None,
        b_ub=ends if len(bound) else None, method="highs",
    )  # fmt: skip
    if answer.status != 0:
        raise InvalidValueError(
            _("No score could be calculated for {unit}.", unit=unit),
            where=unit,
            cure=_(
                "Check the figures of this unit for values that are far larger or smaller than "
                "the others."
            ),
        )
    found: Array = np.asarray(answer.x)
    return found


@dataclass(frozen=True, slots=True)
class Malmquist:
    """Change of productivity of each unit from the first survey to the second; above 1 is better.

    change = efficiency_change x technical_change; all (unit,)
    """

    units: tuple[str, ...]
    change: Array
    efficiency_change: Array
    technical_change: Array


def measure_malmquist(
    units: Sequence[str],
    first: tuple[Rows, Rows],
    second: tuple[Rows, Rows],
    *,
    orientation: str = "input",
) -> Malmquist:
    """Return the Malmquist index between two surveys of the same units, constant returns.

    M = sqrt(E1(2) E2(2) / (E1(1) E2(1))),  efficiency change E2(2) / E1(1),  technical change the
    rest; Es(t) is the Farrell efficiency of the unit of survey t against the frontier of survey s.

    first, second : (X, Y) of the units in the same order
    Source: Färe, Grosskopf, Norris, Zhang (1994), American Economic Review 84 (recalled).
    """
    require_choice(orientation, "crs")
    one, two = read_observed(units, *first), read_observed(units, *second)
    if one.X.shape != two.X.shape or one.Y.shape != two.Y.shape:
        raise LabelMismatchError(
            _("The two surveys do not have the same inputs and outputs."),
            where="inputs_later",
            cure=_("Use the same inputs and outputs in both surveys."),
        )
    E = {
        (s, t): np.array([_farrell(frontier, of, o, orientation) for o in range(len(of.units))])
        for s, frontier in ((1, one), (2, two))
        for t, of in ((1, one), (2, two))
    }
    caught_up = E[2, 2] / E[1, 1]
    shifted = np.sqrt(E[1, 2] / E[2, 2] * E[1, 1] / E[2, 1])
    return Malmquist(one.units, caught_up * shifted, caught_up, shifted)


def _farrell(frontier: Observed, of: Observed, o: int, orientation: str) -> float:
    """Return the efficiency of a unit against another frontier, above 1 where it is beyond it.

    Constant returns: theta = 1 / phi, so that one program serves both orientations.
    """
    X, Y = frontier.X, frontier.Y
    size = _size(frontier) + (_size(frontier) == 0)
    m = X.shape[1]
    A = np.vstack([
        np.hstack([-of.X[o][:, None], X.T]),
        np.hstack([np.zeros((Y.shape[1], 1)), -Y.T]),
    ]) / size[:, None]  # fmt: skip
    b = np.concatenate([np.zeros(m), -of.Y[o]]) / size
    answer = linprog(np.eye(len(X) + 1)[0], A_ub=A, b_ub=b, method="highs")
    if answer.status != 0 or answer.fun <= 0:
        raise InvalidValueError(
            _("No plant in the other survey makes everything that {unit} makes.", unit=of.units[o]),
            where=of.units[o],
            cure=_("Exclude the plant, or the output that only this plant makes."),
        )
    return float(answer.fun)
