"""Solve the programs of all units, against few columns first, and certify each by its dual."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import linprog

from scp_centre.methods.frontier.program import Program
from scp_centre.methods.frontier.simplex import (
    BETA,
    BLOCK,
    NONE,
    OPTIMAL,
    Array,
    Bases,
    Columns,
    Ints,
    Sides,
    Stage,
    first_bases,
    refactor,
    run_simplex,
)

Run = Callable[..., Iterable[Any]]  # map, or a wider one lent by compute.py
PART = 4096  # units in one piece of work
DIRECTIONS = 200
INSIDE = 1e-6  # a unit this far from the frontier cannot be part of it
CERTIFIED = 1e-8  # largest violation of the dual that still certifies a score
SMALL = 600  # below this many references all of them are priced from the start


@dataclass(frozen=True, slots=True)
class Solution:
    """The optimum of each unit.

    beta      : (unit,)       nan where the program has no solution
    prices    : (unit, row)   dual values, on the scaled rows; prices . b = beta
    columns, weights : (unit, row)   the basic columns and their values (0 for beta's)
    violation : (unit,)       largest violation of the dual over all references
    feasible  : (unit,)       False where no combination of the references reaches the unit
    by_highs  : number of units that HiGHS solved again
    """

    beta: Array
    prices: Array
    columns: Ints
    weights: Array
    violation: Array
    feasible: np.typing.NDArray[np.bool_]
    by_highs: int
    bases: Bases


def solve(
    program: Program,
    b: Array,
    g: Array,
    *,
    own: bool = True,
    start: Ints | None = None,
    expel: bool = False,
    likely: Ints | None = None,
    run: Run = map,
) -> Solution:
    """Return the largest beta of each unit, certified.

    b, g : (unit, row) scaled
    own     the units are the reference units, in their order
    start   (unit,) a reference column that is feasible for each; needed when not `own`
    expel   the unit itself may not be a reference (super-efficiency)
    likely  reference columns to price first, when they are known
    """
    k = len(b)
    start = np.arange(k) if start is None else start
    barred = start if expel else np.full(k, NONE)
    sides = Sides(g, program.relaxed(b), np.asarray(barred, np.int64))
    bases = first_bases(
        program.columns.every,
        start,
        g,
        sides.b,
        program.slack,
        convexity=program.convexity,
    )
    feasible = np.ones(k, bool)
    work = _first_references(program, likely)
    if expel:
        bases, feasible = _expel(program, bases, sides, run)
    elif own and not program.equal[:-1].any() and likely is None and len(work) < program.units:
        bases, work = _find_frontier(program, bases, sides, work, run)
    bases = _grow(program, bases, sides, work, run)
    return _report(program, bases, Sides(g, b, sides.barred), feasible, run)


def _first_references(program: Program, likely: Ints | None) -> Ints:
    """Return the references that are the best for some of many random price vectors."""
    if likely is not None:
        return likely
    if program.references <= SMALL or program.references != program.units:
        return np.arange(program.references)
    prices = np.random.default_rng(20_24).exponential(size=(DIRECTIONS, program.rows - 1))
    cost = prices @ program.columns.every[:-1, : program.references]
    return np.unique(cost.argmin(axis=1))


def _priced(program: Program, references: Ints) -> Columns:
    """Return the columns with these references only, and all slacks."""
    rest = program.columns.usable[program.columns.usable >= program.references]
    return Columns(program.columns.every, np.concatenate([references, rest]), program.columns.fixed)


def _find_frontier(
    program: Program, bases: Bases, sides: Sides, work: Ints, run: Run
) -> tuple[Bases, Ints]:
    """Return bases moved on, and the references on the frontier.

    A unit that lies inside the hull of the first references lies inside the true one and is
    never a peer, so it is left as soon as that is seen; the others are solved among themselves.
    """
    every = np.arange(program.units)
    bases = _pivot(_priced(program, work), bases, sides, every, Stage(until=INSIDE), run)
    candidates = np.flatnonzero(bases.values[:, 0] <= INSIDE)
    bases = _pivot(_priced(program, candidates), bases, sides, candidates, Stage(), run)
    return bases, candidates[bases.values[candidates, 0] <= INSIDE]


def _grow(program: Program, bases: Bases, sides: Sides, work: Ints, run: Run) -> Bases:
    """Solve all units, then price all references, and add those that are still better."""
    units = np.arange(len(bases.columns))
    for _ in range(30):
        bases = _pivot(_priced(program, work), bases, sides, units, Stage(), run)
        if len(work) == program.references:
            break
        worst, which = _price_all(program, bases.inverse[units, 0], sides.barred[units], run)
        open_ = worst < -CERTIFIED
        if not open_.any():
            break
        units = units[open_]
        work = np.union1d(work, which[open_])
    return bases


def _pivot(
    columns: Columns, bases: Bases, sides: Sides, units: Ints, stage: Stage, run: Run
) -> Bases:
    """Return the bases with those of some units pivoted, in pieces that `run` may spread."""
    pieces = [units[i : i + PART] for i in range(0, len(units), PART)]
    done = run(
        partial(_pivot_piece, columns, stage=stage),
        [bases.of(piece) for piece in pieces],
        [sides.of(piece) for piece in pieces],
    )
    for piece, part in zip(pieces, done, strict=True):
        bases.columns[piece], bases.inverse[piece] = part.columns, part.inverse
        bases.values[piece], bases.status[piece] = part.values, part.status
    return bases


def _pivot_piece(columns: Columns, bases: Bases, sides: Sides, *, stage: Stage) -> Bases:
    return run_simplex(columns, bases, sides, stage)


def _price_all(program: Program, prices: Array, barred: Ints, run: Run) -> tuple[Array, Ints]:
    """Return the lowest reduced cost of each unit over all references, and whose it is.

    Relative to the size of the unit's prices, so that units do not matter.
    """
    references = program.columns.every[:, : program.references]
    size = 1 + np.abs(prices).max(axis=1)
    pieces = [slice(i, i + PART) for i in range(0, len(prices), PART)]
    done = list(
        run(
            partial(_price_piece, references),
            [prices[p] / size[p, None] for p in pieces],
            [barred[p] for p in pieces],
        )
    )
    return np.concatenate([d[0] for d in done]), np.concatenate([d[1] for d in done])


def _price_piece(references: Array, prices: Array, barred: Ints) -> tuple[Array, Ints]:
    worst, which = np.empty(len(prices)), np.empty(len(prices), np.int64)
    size = max(8, BLOCK // references.shape[1])
    for i in range(0, len(prices), size):
        d = prices[i : i + size] @ references
        out = np.flatnonzero(barred[i : i + size] != NONE)
        d[out, barred[i : i + size][out]] = np.inf
        best = d.argmin(axis=1)
        which[i : i + size] = best
        worst[i : i + size] = d[np.arange(len(best)), best]
    return worst, which


def _expel(
    program: Program, bases: Bases, sides: Sides, run: Run
) -> tuple[Bases, np.typing.NDArray[np.bool_]]:
    """Drive the unit's own column out of its basis; where that fails nothing else reaches it."""
    place = program.convexity
    units = np.arange(len(bases.columns))
    bases = _pivot(program.columns, bases, sides, units, Stage(expel=place), run)
    stuck = (bases.columns[:, place] == sides.barred) & (bases.values[:, place] > 1e-6)
    return bases, ~stuck


def raise_slacks(
    program: Program, solution: Solution, b: Array, g: Array, weights: Array, *, run: Run = map
) -> Bases:
    """Return bases at which the weighted slacks are greatest while beta keeps its value.

    weights : (row,)   worth of one scaled unit of slack of each row
    """
    worth = np.zeros(program.columns.every.shape[1])
    worth[program.slack] = np.where(program.equal, 0.0, weights)
    barred = np.full(len(b), NONE)
    sides = Sides(g, program.relaxed(b), barred)
    fresh = refactor(program.columns, solution.bases, sides)
    near = _binding(program, solution)
    units = np.flatnonzero(solution.feasible)
    moved = _pivot(_priced(program, near), fresh, sides, units, Stage(weights=worth), run)
    return refactor(program.columns, moved, Sides(g, b, barred))


def _binding(program: Program, solution: Solution) -> Ints:
    """Return the references that may lie on an optimal face: those on the frontier, and peers."""
    if len(solution.beta) != program.references:
        return np.arange(program.references)
    used = solution.columns[(solution.columns != BETA) & (solution.columns < program.references)]
    return np.union1d(used, np.flatnonzero(np.abs(solution.beta) <= INSIDE))


def _report(
    program: Program,
    bases: Bases,
    sides: Sides,
    feasible: np.typing.NDArray[np.bool_],
    run: Run,
) -> Solution:
    """Compute the optimum afresh at the true right side, certify it, and mend what is not."""
    true = refactor(program.columns, bases, sides)
    prices = true.inverse[:, 0, :].copy()
    beta = true.values[:, 0].copy()
    weights = true.values.copy()
    weights[:, 0] = 0.0
    low, _ = _price_all(program, prices, sides.barred, run)
    size = 1 + np.abs(prices).max(axis=1)
    slack = program.columns.usable[program.columns.usable >= program.references]
    low = np.minimum(low, (prices @ program.columns.every[:, slack] / size[:, None]).min(axis=1))
    violation = np.maximum(-low, 0.0)
    short = np.maximum(-weights.min(axis=1), 0.0)
    held = program.columns.fixed[true.columns] | (true.columns == sides.barred[:, None])
    held[:, 0] = False
    short = np.maximum(short, np.abs(np.where(held, weights, 0.0)).max(axis=1))
    doubtful = feasible & (
        (bases.status != OPTIMAL) | (violation > CERTIFIED) | (short > CERTIFIED)
    )
    columns = true.columns.copy()
    for o in np.flatnonzero(doubtful):
        beta[o], prices[o], columns[o], weights[o], violation[o], feasible[o] = _by_highs(
            program, sides.b[o], sides.g[o], int(sides.barred[o])
        )
    beta[~feasible] = np.nan
    weights[~feasible] = 0.0
    np.maximum(weights, 0.0, out=weights)
    return Solution(beta, prices, columns, weights, violation, feasible, int(doubtful.sum()), true)


def _by_highs(
    program: Program, b: Array, g: Array, barred: int
) -> tuple[float, Array, Ints, Array, float, bool]:
    """Solve one unit by HiGHS: beta, prices, columns, weights, violation, feasible."""
    usable = program.columns.usable
    usable = usable[usable != barred]
    A = program.columns.every[:, usable]
    m = len(b)
    cost = np.zeros(len(usable) + 1)
    cost[-1] = -1.0
    found = linprog(
        cost,
        A_eq=np.column_stack([A, g]),
        b_eq=b,
        bounds=[(0, None)] * len(usable) + [(None, None)],
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    columns, weights = np.full(m, BETA), np.zeros(m)
    if found.status != 0:
        return np.nan, np.zeros(m), columns, weights, 0.0, False
    prices = -np.asarray(found.eqlin.marginals)
    largest = np.argsort(-found.x[:-1], kind="stable")[:m]
    columns[: len(largest)], weights[: len(largest)] = usable[largest], found.x[largest]
    low = float((prices @ A).min() / (1 + np.abs(prices).max()))
    return float(found.x[-1]), prices, columns, weights, max(-low, 0.0), True
