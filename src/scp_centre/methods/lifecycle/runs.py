"""Runs of a simulation: draw the uncertain entries, solve from the base solution, read the score.

A run keeps a set K of processes; all others stay at their base supply s0, and their products are
bought at their base price lambda. Then

    (1 - links_KK) x = (1 - links_KK at base) x0
    score = constant + e x + lambda_K (residual of K)

where e is the impact of each process in K with what it buys outside of K. Since the processes
outside have base inputs only, the error is of second order; with all processes in K it is that of
the sweeps alone, which the last term makes of second order, too.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from scp_centre.methods.lifecycle.inventory import Inventory
from scp_centre.methods.lifecycle.ordering import order_processes
from scp_centre.methods.lifecycle.spread import TABLE_FROM, Sampler
from scp_centre.methods.lifecycle.system import singular_error, split
from scp_centre.methods.lifecycle.triangular import StrictlyUpper, UnitLower
from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel, score_scale

Array = NDArray[np.float64]
Places = NDArray[np.intp]

MOST_SWEEPS = 60
SECOND_ORDER = 4.0  # sweeps end at so many times the tolerance: the correction sees to the rest


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run draws anew: processes, and places among the uncertain links and flows."""

    processes: Places
    links: Places
    flows: Places


@dataclass(frozen=True, slots=True)
class Drawn:
    """Runs that are laid out for solution.

    lower, upper : (run, stored entry)    costs : (category, run, process)  e
    output : (run, process)  what a process makes, as a multiple of its base output; None if all 1
    """

    lower: Array
    upper: Array
    costs: Array
    output: Array | None


class Runs:
    """Solves one drawn system after another; deviations come in the order of `Kept`."""

    def __init__(
        self, uncertain: UncertainModel, links: Links, bases: tuple[Inventory, ...], kept: Kept
    ) -> None:
        system = uncertain.model.system
        inner = sp.csc_matrix(system.links[:, kept.processes][kept.processes, :])
        order = order_processes(inner).processes
        self.processes = kept.processes[order]
        self._n = len(order)
        place = np.full(system.n, -1, np.intp)
        place[self.processes] = np.arange(self._n)
        row, col = place[links.supplier[kept.links]], place[links.consumer[kept.links]]
        self._lay_out(inner, order, row, col)
        prices = bases[0].prices[:, system.product_of]
        self._price = prices[:, self.processes]
        self._size = np.abs(self._price)
        self._costs(uncertain, links, kept, prices, place)
        self._start(bases)
        self._samplers = Samplers.of(uncertain, links, kept)
        self._factorises = False

    def _lay_out(self, inner: sp.csc_matrix, order: Places, row: Places, col: Places) -> None:
        """Lay out the links of K, and note where the deviation of each drawn one goes."""
        is_inner = row >= 0
        room = _with_room(inner, order[row[is_inner]], order[col[is_inner]])
        below, above = split(room, order)
        self._lower, self._upper = UnitLower.of(-below), StrictlyUpper.of(above)
        self._lower_base, self._upper_base = self._lower.data, self._upper.data
        self._lower_columns = np.repeat(np.arange(self._n), np.diff(self._lower.indptr))
        is_below, is_above = is_inner & (row > col), is_inner & (row < col)
        lower = _positions(self._lower.indptr, self._lower.indices, col, row, is_below)
        upper = _positions(self._upper.indptr, self._upper.indices, row, col, is_above)
        outputs = np.flatnonzero(row == col)
        zeros, stored = len(row), (len(self._lower.data), len(self._upper.data))
        self._to_lower = _Targets.of(np.flatnonzero(is_below), lower, stored[0], zeros)
        self._to_upper = _Targets.of(np.flatnonzero(is_above), upper, stored[1], zeros)
        self._to_output = _Targets.of(outputs, col[outputs], self._n, zeros)
        self._bought = np.flatnonzero(~is_inner)
        self._buyers = col[self._bought]

    def _costs(
        self,
        uncertain: UncertainModel,
        links: Links,
        kept: Kept,
        prices: Array,
        place: Places,
    ) -> None:
        """Compute e at base, and what a unit of each drawn purchase and flow adds to it."""
        base = self._matrix()
        self._e = np.asarray((base.T @ self._price.T).T)
        purchases = prices[:, links.supplier[kept.links][self._bought]]
        flows = uncertain.model.C[:, links.flow[kept.flows]]
        processes = np.concatenate([self._buyers, place[links.process[kept.flows]]])
        entries = np.arange(len(processes))
        self._adds = [
            sp.csr_matrix((cost, (processes, entries)), (self._n, len(entries)))
            for cost in np.concatenate([purchases, flows], axis=1)
        ]

    def _start(self, bases: tuple[Inventory, ...]) -> None:
        """Compute the base solution x0 of each demand and what is constant in its score."""
        base = self._matrix()
        made = bases[0].model.system.made[self.processes]
        self._x0 = [one.supply[self.processes] * made for one in bases]
        self._right = [base @ x for x in self._x0]
        self._constant = [one.impacts - self._e @ x for one, x in zip(bases, self._x0, strict=True)]
        categories = range(len(self._e))
        self._scale = [np.array([score_scale(one, c) for c in categories]) for one in bases]

    def _matrix(self) -> sp.csc_matrix:
        """Return 1 - links_KK as it is laid out now."""
        lower = self._lower
        below = sp.csc_matrix((lower.data, lower.indices, lower.indptr), (self._n, self._n))
        return sp.csc_matrix(below - self._upper.matrix())

    def draw(self, generator: np.random.Generator, runs: int) -> tuple[Array, Array]:
        """Return deviations of links (run, link) and of flows (run, flow)."""
        return self._samplers.draw(generator, runs)

    def enter(self, of_links: Array, of_flows: Array) -> Drawn:
        """Return runs laid out for solution; deviations are (run, link) and (run, flow)."""
        drawn = np.concatenate([of_links, np.zeros((len(of_links), 1))], axis=1)
        lower = self._lower_base - self._to_lower.deviations(drawn)
        upper = self._upper_base + self._to_upper.deviations(drawn)
        adds = np.concatenate([of_links[:, self._bought], of_flows], axis=1).T
        costs = np.array([e + (add @ adds).T for e, add in zip(self._e, self._adds, strict=True)])
        if self._to_output.is_empty:
            return Drawn(lower, upper, costs, None)
        output = 1.0 + self._to_output.deviations(drawn)
        # Columns per unit of product again: what is solved is y = output x.
        lower /= output[:, self._lower_columns]
        lower[:, self._lower.indptr[:-1]] = 1.0
        upper /= output[:, self._upper.indices]
        costs /= output
        return Drawn(lower, upper, costs, output)

    def score(self, drawn: Drawn, run: int, tolerance: float) -> Array:
        """Return the impacts of one run: (demand, category).

        tolerance : of the score, as a share

        Raises InvalidValueError for a draw whose system is singular.
        """
        self._lower.data, self._upper.data = drawn.lower[run], drawn.upper[run]
        found = np.empty((len(self._x0), len(self._e)))
        for demand, x0 in enumerate(self._x0):
            start = x0 if drawn.output is None else x0 * drawn.output[run]
            found[demand] = self._constant[demand]
            found[demand] += self._solve(demand, start, drawn.costs[:, run], tolerance)
        return found

    def _solve(self, demand: int, y: Array, costs: Array, tolerance: float) -> Array:
        """Return e y + price (residual), swept from a start until the residual costs little."""
        right = self._right[demand]
        if self._factorises:
            return self._by_factors(right, costs)
        allowed = SECOND_ORDER * tolerance * self._scale[demand]
        above = self._upper.multiply(y)
        for _turn in range(MOST_SWEEPS):
            y = self._lower.solve(right + above)
            before, above = above, self._upper.multiply(y)
            left = above - before
            if (self._size @ np.abs(left) <= allowed).all():
                score: Array = costs @ y + self._price @ left
                return score
        # These draws do not settle; factors always do.
        self._factorises = True
        return self._by_factors(right, costs)

    def _by_factors(self, right: Array, costs: Array) -> Array:
        score: Array = costs @ self._factors().solve(right)
        return score

    def _factors(self) -> Any:
        try:
            return splu(self._matrix())
        except RuntimeError:
            raise singular_error() from None

    def prices(self, drawn: Drawn, run: int, category: int, tolerance: float) -> Array:
        """Return the price of every product of K in one run, in the order of `processes`.

        tolerance : relative change of every price by the last sweep
        """
        self._lower.data, self._upper.data = drawn.lower[run], drawn.upper[run]
        costs, price = drawn.costs[category, run], self._price[category]
        for _turn in range(MOST_SWEEPS):
            before = price
            right = costs + self._upper.multiply(price, transposed=True)
            price = self._lower.solve(right, transposed=True)
            if (np.abs(price - before) <= tolerance * np.abs(price)).all():
                return price
        solved: Array = self._factors().solve(costs, trans="T")
        return solved


@dataclass(frozen=True, slots=True)
class Samplers:
    """Draws of the links and of the flows that a run keeps."""

    links: Sampler
    flows: Sampler

    @classmethod
    def of(cls, uncertain: UncertainModel, links: Links, kept: Kept) -> "Samplers":
        base_links = links.base_technosphere(uncertain)[kept.links]
        base_flows = links.base_biosphere(uncertain)[kept.flows]
        is_large = len(links.supplier) + len(links.flow) >= TABLE_FROM
        return cls(
            Sampler(links.technosphere.take(kept.links), base_links, from_table=is_large),
            Sampler(links.biosphere.take(kept.flows), base_flows, from_table=is_large),
        )

    def draw(self, generator: np.random.Generator, runs: int) -> tuple[Array, Array]:
        return self.links.draw(generator, runs), self.flows.draw(generator, runs)


@dataclass(frozen=True, slots=True)
class _Targets:
    """Which drawn entry each stored one moves with; `several` if some move with more than one.

    source : (stored entry,)  a drawn entry, or the column of zeros that follows them
    """

    source: Places
    several: tuple[Places, Places] | None
    is_empty: bool

    @classmethod
    def of(cls, drawn: Places, stored: Places, size: int, zeros: int) -> "_Targets":
        """drawn, stored : places that belong together; size : of what is stored"""
        source = np.full(size, zeros, np.intp)
        source[stored] = drawn
        meets = np.bincount(stored, minlength=size).max(initial=0) > 1
        return cls(source, (drawn, stored) if meets else None, not len(drawn))

    def deviations(self, drawn: Array) -> Array:
        """Return (run, stored entry) deviations; the last column of what is drawn is 0."""
        if self.several is None:
            return np.take(drawn, self.source, axis=1)
        sources, targets = self.several
        found = np.zeros((len(drawn), len(self.source)))
        np.add.at(found, (np.arange(len(drawn))[:, None], targets), drawn[:, sources])
        return found


def _with_room(inner: sp.csc_matrix, drawn_row: Places, drawn_col: Places) -> sp.csc_matrix:
    """Return the links with a stored entry, if 0, wherever one is drawn."""
    stored = inner.tocoo()
    off = drawn_row != drawn_col
    data = np.concatenate([stored.data, np.zeros(int(off.sum()))])
    row = np.concatenate([stored.row, drawn_row[off]])
    col = np.concatenate([stored.col, drawn_col[off]])
    return sp.csc_matrix((data, (row, col)), inner.shape)  # adds duplicates, keeps zeros


def _positions(
    indptr: NDArray[Any], indices: NDArray[Any], major: Places, minor: Places, chosen: NDArray[Any]
) -> Places:
    """Return where the chosen (major, minor) places stand in the data of a compressed matrix."""
    n = len(indptr) - 1
    keys = np.repeat(np.arange(n), np.diff(indptr)).astype(np.int64) * n + indices
    wanted = major[chosen].astype(np.int64) * n + minor[chosen]
    places: Places = np.searchsorted(keys, wanted)  # both kinds keep their places sorted
    return places
