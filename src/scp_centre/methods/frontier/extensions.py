"""Beyond the score: scale, super-efficiency, directional distance, cost efficiency."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.frontier.efficiency import ask_frontier, measure_efficiency, score_units
from scp_centre.methods.frontier.program import (
    RETURNS,
    build_program,
    directions,
    right_sides,
)
from scp_centre.methods.frontier.program_solver import Run, solve
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.frontier.units import (
    Observed,
    as_table,
    read_observed,
    require_choice,
)
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _

Rows = Sequence[Sequence[float]] | Array
SAME = 1e-6  # two scores this near are one


@dataclass(frozen=True, slots=True)
class Scale:
    """Scale of each unit: constant, variable : (unit,) scores; efficiency = constant / variable.

    classes : "constant" (most productive size), "increasing" (too small), "decreasing" (too big)
    """

    constant: Array
    variable: Array
    efficiency: Array
    classes: tuple[str, ...]


def classify_scale(
    units: Sequence[str], X: Rows, Y: Rows, *, orientation: str = "input", run: Run = map
) -> Scale:
    """Return the scale efficiency of each unit and the returns to scale at its projection.

    Where the two scores differ, the sum of lambda at any constant-returns optimum lies on one side
    of 1 (were 1 reached, the scores would be equal): below it returns increase, above it they
    decrease.
    """
    require_choice(orientation, "crs")
    observed = read_observed(units, X, Y)
    variable, _unused = score_units(observed, orientation=orientation, rts="vrs", run=run)
    return scale_against(observed, variable, orientation, run=run)


def scale_against(
    observed: Observed, variable: Array, orientation: str, *, run: Run = map
) -> Scale:
    """Return the scale of units whose scores under variable returns are known."""
    constant, solution = score_units(observed, orientation=orientation, rts="crs", run=run)
    peers = (solution.columns >= 0) & (solution.columns < len(observed.units))
    total = np.where(peers, solution.weights, 0.0).sum(axis=1)
    same = np.abs(constant - variable) <= SAME
    classes = np.where(same, "constant", np.where(total < 1, "increasing", "decreasing"))
    return Scale(constant, variable, constant / variable, tuple(classes.tolist()))


@dataclass(frozen=True, slots=True)
class SuperEfficiency:
    """Scores of units that may not be their own reference; above 1 for those on the frontier.

    score : (unit,)   nan where `feasible` is False: no combination of the others reaches the unit,
    which happens under variable returns and says so, not that it is best
    """

    score: Array
    feasible: np.typing.NDArray[np.bool_]


def measure_super_efficiency(
    units: Sequence[str],
    X: Rows,
    Y: Rows,
    *,
    orientation: str = "input",
    rts: str = "crs",
    run: Run = map,
) -> SuperEfficiency:
    """Return the score of each unit against the others only.

    Source: Andersen and Petersen (1993), Management Science 39 (recalled).

    >>> found = measure_super_efficiency("ABC", [[2], [3], [4]], [[1], [3], [3]])
    >>> [round(float(s), 4) for s in found.score]
    [0.5, 1.3333, 0.75]
    """
    require_choice(orientation, rts)
    observed = read_observed(units, X, Y)
    program, b, g = ask_frontier(observed, orientation, rts)
    solution = solve(program, b, g, expel=True, run=run)
    beta = solution.beta
    feasible = solution.feasible
    if orientation == "output":
        feasible = feasible & (beta > -1 + SAME)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = 1 - beta if orientation == "input" else 1 / (1 + beta)
    return SuperEfficiency(np.where(feasible, score, np.nan), feasible)


@dataclass(frozen=True, slots=True)
class Distance:
    """Directional distance beta of each unit, 0 on the frontier.

    inputs, outputs, undesirable : (unit, kind) the point reached, each in its own unit
    peers : one mapping a unit; violation as in Efficiency
    """

    beta: Array
    inputs: Array
    outputs: Array
    undesirable: Array
    peers: tuple[dict[str, float], ...]
    violation: Array


def measure_distance(
    units: Sequence[str],
    X: Rows,
    Y: Rows,
    undesirable: Rows | None = None,
    *,
    input_direction: Rows | None = None,
    output_direction: Rows | None = None,
    undesirable_direction: Rows | None = None,
    rts: str = "vrs",
    weak: bool = True,
    run: Run = map,
) -> Distance:
    """Return how far each unit can move at once: fewer inputs, more outputs, less undesirable.

    max beta   X lambda <= x - beta g_x,  Y lambda >= y + beta g_y,  B lambda = b - beta g_b
    Without directions: g_x = 0, g_y = y, g_b = b (so that beta = 0.2 reads: 20 % more product with
    20 % less emission). `weak` disposability: undesirable output falls only together with the
    product (=); strong: it is a kind of input (<=).

    Source: Chung, Färe, Grosskopf (1997), Journal of Environmental Management 51 (recalled).
    """
    require_known(rts, RETURNS, what="returns to scale", where="rts")
    observed = read_observed(units, X, Y)
    B = None if undesirable is None else as_table(undesirable, observed.units, "undesirable")
    gx = _direction(input_direction, observed.X, observed, "input_direction", np.zeros_like)
    gy = _direction(output_direction, observed.Y, observed, "output_direction", np.copy)
    gb = (
        None
        if B is None
        else _direction(undesirable_direction, B, observed, "undesirable_direction", np.copy)
    )
    still = gx.sum(axis=1) + gy.sum(axis=1) + (0 if gb is None else gb.sum(axis=1)) == 0
    for i in np.flatnonzero(still)[:1]:
        raise InvalidValueError(
            _("The direction vector of {units} contains only zeros.", units=observed.units[i]),
            where="direction",
            cure=_("Specify which inputs should fall or which outputs should rise."),
        )
    program = build_program(observed.X, observed.Y, rts=rts, bad=B, weak=weak)
    b = right_sides(program, observed.X, observed.Y, B)
    solution = solve(program, b, directions(program, gx, gy, gb), run=run)
    beta = np.where(np.abs(solution.beta) < 1e-10, 0.0, solution.beta)
    step = beta[:, None]
    return Distance(
        beta,
        observed.X - step * gx,
        observed.Y + step * gy,
        np.zeros((len(beta), 0)) if B is None or gb is None else B - step * gb,
        tuple(
            _named(observed, solution.columns[i], solution.weights[i], program.references)
            for i in range(len(beta))
        ),
        solution.violation,
    )


def _direction(
    given: Rows | None, like: Array, observed: Observed, where: str, default: object
) -> Array:
    if given is None:
        chosen: Array = default(like)  # type: ignore[operator]
        return chosen
    table = as_table(given, observed.units, where)
    if table.shape != like.shape:
        raise LabelMismatchError(
            _(
                "{where} has the wrong number of columns: {shape} instead of {shape3}.",
                where=where,
                shape=table.shape[1],
                shape3=like.shape[1],
            ),
            where=where,
            cure=_("Provide one value for each input or output."),
        )
    return table


def _named(
    observed: Observed, columns: np.typing.NDArray[np.int64], weights: Array, references: int
) -> dict[str, float]:
    found: dict[str, float] = {}
    for column, weight in zip(columns, weights, strict=True):
        if 0 <= column < references and weight > 1e-7:
            name = observed.units[column % len(observed.units)]
            found[name] = found.get(name, 0.0) + float(weight)
    return found


@dataclass(frozen=True, slots=True)
class CostEfficiency:
    """cost = technical x allocative, each (unit,) in (0, 1]; least : (unit,) least cost."""

    technical: Array
    allocative: Array
    cost: Array
    least: Array


def measure_cost_efficiency(
    units: Sequence[str],
    X: Rows,
    Y: Rows,
    prices: Sequence[float] | Rows,
    *,
    rts: str = "crs",
    run: Run = map,
) -> CostEfficiency:
    """Return what each unit's output would cost at the frontier, as a share of what it costs.

    cost = min p . X lambda / p . x   subject to Y lambda >= y: a frontier with one input, the cost
    of the reference units at this unit's prices.

    prices : (input,) for all units, or (unit, input); money per unit of input
    Source: Coelli (1998), in the test.
    """
    require_choice("input", rts)
    observed = read_observed(units, X, Y)
    P = _prices(prices, observed)
    technical = measure_efficiency(units, X, Y, rts=rts, run=run).efficiency
    cost = np.empty(len(observed.units))
    rows, group = np.unique(P, axis=0, return_inverse=True)
    for k, row in enumerate(rows):
        mine = np.flatnonzero(group.ravel() == k)
        spent = (observed.X @ row)[:, None]
        program = build_program(spent, observed.Y, rts=rts)
        b = right_sides(program, spent[mine], observed.Y[mine])
        g = directions(program, spent[mine], np.zeros_like(observed.Y[mine]))
        cost[mine] = 1 - solve(program, b, g, own=False, start=mine, run=run).beta
    cost = np.where(np.abs(cost - 1) < 1e-10, 1.0, cost)
    return CostEfficiency(technical, cost / technical, cost, cost * (observed.X * P).sum(axis=1))


def _prices(prices: Sequence[float] | Rows, observed: Observed) -> Array:
    P = np.asarray(prices, float)
    if P.ndim == 1:
        P = np.tile(P, (len(observed.units), 1))
    if P.shape != observed.X.shape:
        raise LabelMismatchError(
            _(
                "The number of inputs ({shape}) does not match the number of prices ({shape2}).",
                shape=observed.X.shape[1],
                shape2=P.shape[-1],
            ),
            where="prices",
            cure=_("Enter one price for each input."),
        )
    if not (np.isfinite(P).all() and (P > 0).all()):
        raise InvalidValueError(
            _("A price is missing, zero or negative."),
            where="prices",
            cure=_("Enter positive prices."),
        )
    return P
