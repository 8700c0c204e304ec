"""Solve a changed table from what is known of the old one, without solving it from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.price import require_positive
from scp_centre.methods.inputoutput.solvers import Array, Flows, System
from scp_centre.methods.messages import _

HELD = 5000  # sectors up to which the inverse is kept: 200 MB


class Base:
    """A solved economy to which changes are made.

    A : (sector, sector)  1    S : (stressor, sector)    y : (sector,)  money
    x : (sector,)  money, L y    M : (stressor, sector), S L

    Many scenarios, years and draws start from one base: here, and only here, the inverse is worth
    its price, since each row of it is then read and not solved for.
    """

    def __init__(self, A: ArrayLike, S: ArrayLike, y: ArrayLike) -> None:
        self.A = np.asarray(A, float)
        self.S, self.y = np.atleast_2d(np.asarray(S, float)), np.asarray(y, float)
        self.n = len(self.y)
        self.system = System(Flows(self.A, np.ones(self.n)))
        self.L: Array | None = None
        if self.n <= HELD:
            self.L = self.system.solve(np.eye(self.n))
            self.x: Array = self.L @ self.y
            self.M: Array = self.S @ self.L
        else:
            self.x = self.system.solve(self.y)
            self.M = self.system.solve(self.S.T, transposed=True).T

    def rows(self, places: NDArray[np.intp]) -> Array:
        """Return these rows of L."""
        if self.L is not None:
            return self.L[places]
        unit = np.zeros((self.n, len(places)))
        unit[places, np.arange(len(places))] = 1.0
        return self.system.solve(unit, transposed=True).T

    def times_left(self, v: Array) -> Array:
        """Return v L."""
        if self.L is None:
            return self.system.solve(v, transposed=True)
        found: Array = v @ self.L
        return found

    def times(self, v: Array) -> Array:
        """Return L v."""
        if self.L is None:
            return self.system.solve(v)
        some = np.flatnonzero(v)
        if len(some) < self.n // 4:
            found: Array = self.L[:, some] @ v[some]
            return found
        return self.L @ v


@dataclass(frozen=True, slots=True, eq=False)
class Updated:
    """A changed economy: x (sector,) money, M (stressor, sector), S (stressor, sector)."""

    x: Array
    M: Array
    S: Array


def update(
    base: Base,
    columns: Sequence[int],
    D: ArrayLike,
    *,
    y: ArrayLike | None = None,
    S: ArrayLike | None = None,
) -> Updated:
    """Return the economy with some columns of A changed, and other demand and intensities.

    A' = A + D E^T    L' = L + L D (I - R D)^-1 R,   R = E^T L
    x' = L' y'        M' = S' L'

    columns : places of the m changed columns    D : (sector, m)  1, what is added to them
    y : (sector,)  money, new final demand    S : (stressor, sector), new intensities

    Only a system of m by m is solved. Raises InvalidValueError where no output can meet the
    demand, LabelMismatchError where D does not fit.
    Source: the identity of Sherman, Morrison and Woodbury; docs/methods/inputoutput.md.
    """
    places, added = np.asarray(columns, dtype=np.intp), np.asarray(D, float)
    if added.shape != (base.n, len(places)):
        raise LabelMismatchError(
            _(
                "The shape of the changes ({shape}) does not match the numbers of sectors ({n}) "
                "and changed columns ({len}).",
                shape=added.shape,
                n=base.n,
                len=len(places),
            ),
            where="D",
            cure=_("Provide one column of changes for each changed sector."),
        )
    demand = base.y if y is None else np.asarray(y, float)
    intensity = base.S if S is None else np.atleast_2d(np.asarray(S, float))
    more = demand - base.y
    M = base.M if S is None else base.M + _times_rows(intensity - base.S, base)
    if not len(places):
        return Updated(base.x + base.times(more), M, intensity)
    R = base.rows(places)
    both = _solve_small(R @ added, np.column_stack([R @ demand, R]))
    x = base.x + base.times(more + added @ both[:, 0])
    return Updated(x, M + (M @ added) @ both[:, 1:], intensity)


def update_output(base: Base, columns: Sequence[int], D: ArrayLike, y: ArrayLike) -> Array:
    """Return x of `update` alone, (sector,) money: for demand that is looked for step by step."""
    places, added, demand = np.asarray(columns, dtype=np.intp), np.asarray(D, float), np.asarray(y)
    more = demand - base.y
    if len(places):
        R = base.rows(places)
        more = more + added @ _solve_small(R @ added, R @ demand)
    found: Array = base.x + base.times(more)
    return found


def update_prices(
    base: Base,
    columns: Sequence[int],
    D: ArrayLike,
    cost: ArrayLike,
    names: Sequence[str] | None = None,
) -> Array:
    """Return the prices of an economy with some columns of A changed.

    p = p A' + cost,  p = cost L'

    columns, D : as for `update`    cost : (sector,)  1, what a unit costs beside inputs made here
    → : (sector,)  1

    Raises InvalidValueError where no prices cover these costs, or one would not be positive.
    """
    prices = price_changes(base, columns, D, cost)
    require_positive(prices, names)
    return prices


def price_changes(base: Base, columns: Sequence[int], D: ArrayLike, cost: ArrayLike) -> Array:
    """Return cost L', (sector,) 1: what a cost a unit of output adds to each price, of any sign."""
    places, added = np.asarray(columns, dtype=np.intp), np.asarray(D, float)
    prices = base.times_left(np.asarray(cost, float))
    if len(places):
        R = base.rows(places)
        prices = prices + _solve_small((R @ added).T, added.T @ prices) @ R
    return prices


def _solve_small(RD: Array, right: Array) -> Array:
    """Return (I - R D)^-1 times the right side."""
    try:
        found: Array = np.asarray(np.linalg.solve(np.eye(len(RD)) - RD, right), float)
    except np.linalg.LinAlgError as error:
        raise InvalidValueError(
            _("No level of sector output can meet this demand."),
            where="columns",
            cure=_("Reduce the change. Otherwise, a sector would consume as much as it produces."),
        ) from error
    return found


def _times_rows(dS: Array, base: Base) -> Array:
    """Return dS L, reading only the rows of L that a changed intensity meets."""
    some = np.flatnonzero((dS != 0).any(axis=0))
    if not len(some):
        return np.zeros_like(base.M)
    found: Array = dS[:, some] @ base.rows(some)
    return found
