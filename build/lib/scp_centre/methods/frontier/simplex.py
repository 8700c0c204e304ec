"""The simplex method for many small programs at once: one basis a unit, one product prices all.

All units share the columns A; unit o has its own right side b and its own direction g:

    max beta    A lambda + g beta = b,   lambda >= 0

Each keeps the inverse of its (row, row) basis. The free variable beta stands at place 0 of every
basis and never leaves, so row 0 of the inverse is the vector of dual values, and one product of
these with A prices every column for every unit. Right sides are relaxed by a tiny amount, each row
by another, so that no vertex is degenerate and no unit cycles; the values reported are those of the
final basis at the true right side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

BETA = -1  # the id of beta in a basis
NONE = -1  # no column is barred
PRICE_TOLERANCE = 1e-9  # a reduced cost this near to 0 is 0, on columns scaled to about 1
PIVOT_TOLERANCE = 1e-9
RELAXATION = 1e-8
REFACTOR = 12
BLOCK = 1 << 17  # reduced costs computed at once: they stay in the cache
OPTIMAL, UNBOUNDED, UNFINISHED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Bases:
    """The bases of many units.

    columns : (unit, row)        ids of the basic columns, BETA at place 0
    inverse : (unit, row, row)   inverse of the basis
    values  : (unit, row)        of the basic columns, at the relaxed right side
    status  : (unit,)            OPTIMAL, UNBOUNDED or UNFINISHED
    """

    columns: Ints
    inverse: Array
    values: Array
    status: Ints

    def of(self, units: NDArray[np.intp]) -> "Bases":
        """Return the bases of some units."""
        return Bases(
            self.columns[units], self.inverse[units], self.values[units], self.status[units]
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """What a run of the simplex does.

    expel       lower what stands at this place until it leaves; None to raise beta
    weights     (id,) or None: instead, raise the weighted sum of these columns and hold beta
    until       stop a unit once its beta has passed this, as its question is answered
    """

    expel: int | None = None
    weights: Array | None = None
    until: float | None = None

    def prices(self, inverse: Array) -> Array:
        """Return the (unit, row) dual values that price the columns."""
        return inverse[:, 0, :] if self.expel is None else -inverse[:, self.expel, :]


@dataclass(frozen=True, slots=True)
class Sides:
    """What each unit asks: its direction, its right side, and columns it may not use.

    g, b : (unit, row)   b relaxed      barred : (unit,) id of a column that must leave and stay
    out, or NONE
    """

    g: Array
    b: Array
    barred: Ints

    def of(self, units: NDArray[np.intp]) -> "Sides":
        """Return the sides of some units."""
        return Sides(self.g[units], self.b[units], self.barred[units])


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, those that may enter, and those that must stay at 0.

    every : (row, id)   usable : (column,) ids that may enter   fixed : (id,) ids held at 0
    """

    every: Array
    usable: Ints
    fixed: NDArray[np.bool_]


class _Running:
    """The units that still pivot; the finished ones are written back and dropped."""

    def __init__(self, bases: Bases, sides: Sides) -> None:
        self.kept = Bases(
            bases.columns.copy(),
            bases.inverse.copy(),
            bases.values.copy(),
            np.full(len(bases.columns), UNFINISHED),
        )
        self.at = np.arange(len(bases.columns))
        self.now, self.sides = self.kept, sides

    def end(self, which: NDArray[np.bool_], status: int) -> NDArray[np.bool_]:
        """Write back the units that are through, and return the mask of those that remain."""
        stay = ~which
        if which.any():
            self._write(self.at[which], self.now.of(which), status)  # type: ignore[arg-type]
            self.at = self.at[stay]
            self.now = self.now.of(stay)  # type: ignore[arg-type]
            self.sides = self.sides.of(stay)  # type: ignore[arg-type]
        return stay

    def finish(self) -> Bases:
        """Return all bases."""
        if len(self.at):
            self._write(self.at, self.now, UNFINISHED)
        return self.kept

    def _write(self, at: NDArray[np.intp], part: Bases, status: int) -> None:
        self.kept.columns[at] = part.columns
        self.kept.inverse[at] = part.inverse
        self.kept.values[at] = part.values
        self.kept.status[at] = status


def run_simplex(
    columns: Columns, bases: Bases, sides: Sides, stage: Stage, *, most: int = 400
) -> Bases:
    """Return the bases after pivoting each unit to its optimum over the usable columns."""
    A = np.ascontiguousarray(columns.every[:, columns.usable])
    place_of = np.full(columns.every.shape[1] + 1, -1)  # the last one answers NONE
    place_of[columns.usable] = np.arange(len(columns.usable))
    running = _Running(bases, sides)
    first = bases.columns[:, stage.expel] if stage.expel is not None else None
    for turn in range(most):
        if turn and turn % REFACTOR == 0:
            running.now = refactor(columns, running.now, running.sides)
        now = running.now
        barred = place_of[running.sides.barred]
        entering, cost = _choose(A, columns.usable, now, stage, barred)
        over = cost >= -PRICE_TOLERANCE * (1 + np.abs(stage.prices(now.inverse)).max(axis=1))
        if stage.until is not None:
            over |= now.values[:, 0] > stage.until
        if first is not None:
            over |= now.columns[:, stage.expel] != first[running.at]
        entering = entering[running.end(over, OPTIMAL)]
        if len(entering) == 0:
            break
        now = running.now
        alpha = np.matmul(now.inverse, A[:, entering].T[:, :, None])[:, :, 0]
        held = columns.fixed[now.columns]
        if stage.expel is None:
            held |= now.columns == running.sides.barred[:, None]
        row, step = _leaving(alpha, now.values, held)
        bounded = running.end(row < 0, UNBOUNDED)
        _exchange(
            running.now,
            alpha[bounded],
            row[bounded],
            step[bounded],
            columns.usable[entering[bounded]],
        )
    return running.finish()


def refactor(columns: Columns, bases: Bases, sides: Sides) -> Bases:
    """Return the bases with inverse and values computed afresh from their columns."""
    inverse: Array = np.linalg.inv(basis_matrices(bases.columns, columns.every, sides.g))  # type: ignore[assignment]
    values = np.matmul(inverse, sides.b[:, :, None])[:, :, 0]
    return Bases(bases.columns, inverse, values, bases.status)


def _choose(
    A: Array, ids: Ints, now: Bases, stage: Stage, barred: Ints
) -> tuple[NDArray[np.intp], Array]:
    """Return the column that enters each basis and its reduced cost (negative improves)."""
    C, V = now.columns, now.inverse
    prices = stage.prices(V)
    k, n = len(C), A.shape[1]
    some_barred = bool((barred >= 0).any())
    entering, cost = np.empty(k, np.intp), np.empty(k)
    size = max(8, BLOCK // n)
    worth = None
    if stage.weights is not None:
        basic = np.where(C == BETA, 0.0, stage.weights[C])
        worth = np.matmul(basic[:, None, :], V)[:, 0, :]
    for start in range(0, k, size):
        part = slice(start, start + size)
        d = prices[part] @ A
        if worth is not None and stage.weights is not None:
            held = d > 10 * PRICE_TOLERANCE * (1 + np.abs(prices[part]).max(axis=1))[:, None]
            d = worth[part] @ A - stage.weights[ids]
            d[held] = 0.0
        if some_barred:
            out = np.flatnonzero(barred[part] >= 0)
            d[out, barred[part][out]] = np.inf
        best = d.argmin(axis=1)
        entering[part] = best
        cost[part] = d[np.arange(len(best)), best]
    return entering, cost


def _leaving(alpha: Array, X: Array, fixed: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Array]:
    """Return the place that leaves (-1: none bounds the step) and the length of the step.

    Two passes: the longest step that keeps all values above a hair below 0, then among the
    places that bind within it the largest pivot.
    """
    bound = alpha > PIVOT_TOLERANCE
    bound[:, 0] = False
    still = fixed & (np.abs(alpha) > PIVOT_TOLERANCE)
    still[:, 0] = False
    size = np.where(bound, alpha, 1.0)
    level = np.maximum(X, 0.0)
    ratio = np.where(bound, level / size, np.inf)
    ratio[still] = 0.0
    loose = np.where(bound, (level + 1e-12) / size, np.inf)
    loose[still] = 0.0
    most = loose.min(axis=1, keepdims=True)
    pivot = np.where(ratio <= most, np.abs(alpha), -1.0)
    pivot[~(bound | still)] = -1.0
    row = pivot.argmax(axis=1)
    every = np.arange(len(row))
    none = pivot[every, row] < 0
    step = np.where(none, 0.0, ratio[every, row])
    return np.where(none, -1, row), step


def _exchange(now: Bases, alpha: Array, row: NDArray[np.intp], step: Array, ids: Ints) -> None:
    """Put the entering columns in the place of the leaving ones, in place."""
    C, V, X = now.columns, now.inverse, now.values
    every = np.arange(len(row))
    pivot = alpha[every, row]
    line = V[every, row, :] / pivot[:, None]
    alpha[every, row] = 0.0
    V -= alpha[:, :, None] * line[:, None, :]
    V[every, row, :] = line
    X -= alpha * step[:, None]
    X[every, row] = step
    C[every, row] = ids


def basis_matrices(columns: Ints, all_columns: Array, g: Array) -> Array:
    """Return B (unit, row, row): the basic columns of each unit, its direction for beta."""
    B = all_columns.T[columns].transpose(0, 2, 1).copy()
    B[:, :, 0] = g
    return B


def first_bases(A: Array, start: Ints, g: Array, b: Array, slack: Ints, *, convexity: int) -> Bases:
    """Return a basis a unit in which one reference column, beta and slacks stand.

    A : (row, id)    start : (unit,) a column that is feasible for the unit at some beta
    slack : (row,)   id of the slack of each row (that of the convexity row is not used)

    beta = min over rows with g > 0 of (b - a) / g; that row gives its slack up to beta, the
    convexity row holds the column.
    """
    k, m = b.shape
    every = np.arange(k)
    rest = b - A.T[start] * b[:, convexity, None]
    room = np.where(g > 0, rest / np.where(g > 0, g, 1.0), np.inf)
    room[:, convexity] = np.inf
    tight = room.argmin(axis=1)
    columns = np.tile(slack, (k, 1))
    columns[:, convexity] = start
    columns[every, tight] = columns[:, 0]
    columns[:, 0] = BETA
    inverse: Array = np.linalg.inv(basis_matrices(columns, A, g))  # type: ignore[assignment]
    values = np.einsum("kij,kj->ki", inverse, b)
    return Bases(columns, inverse, values, np.full(k, UNFINISHED))
