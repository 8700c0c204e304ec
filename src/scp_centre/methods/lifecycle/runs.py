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
from scp_centre.methods.lifecycle.spread import Sampler
from scp_centre.methods.lifecycle.system import singular_error, split
from scp_centre.methods.lifecycle.triangular import UnitLower
from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel, score_scale

Array = NDArray[np.float64]
Places = NDArray[np.intp]

MOST_SWEEPS = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run draws anew: processes, and places among the uncertain links and flows."""

    processes: Places
    links: Places
    flows: Places


class Runs:
    """Solves one drawn system after another; deviations come in the order of `Kept`."""

    def __init__(
        self, uncertain: UncertainModel, links: Links, bases: tuple[Inventory, ...], kept: Kept
    ) -> None:
        system = uncertain.model.system
        self._bases = bases
        inner = system.links[:, kept.processes][kept.processes, :]
        order = order_processes(sp.csc_matrix(inner)).processes
        self._processes = kept.processes[order]
        self._n = len(order)
        place = np.full(system.n, -1, np.intp)
        place[self._processes] = np.arange(self._n)
        self._build(sp.csc_matrix(inner), order, links, kept, place)
        self._costs(uncertain, links, kept, place)
        self.sampler = Samplers.of(uncertain, links, kept)
        self._factorises = False

    def _build(
        self, inner: sp.csc_matrix, order: Places, links: Links, kept: Kept, place: Places
    ) -> None:
        """Lay out the links of K, and note where the deviation of each uncertain one goes."""
        row, col = place[links.supplier[kept.links]], place[links.consumer[kept.links]]
        is_inner = row >= 0
        # Drawn places are stored even where the base value is 0, so that there is room for them.
        drawn = sp.csc_matrix(
            (np.ones(int(is_inner.sum())), (order[row[is_inner]], order[col[is_inner]])),
            (self._n, self._n),
        )
        below, above = split(_with_room(inner, drawn), order)
        self._lower = UnitLower.of(-below)
        self._lower_base = self._lower.data.copy()
        self._upper = sp.csr_matrix(above)
        self._upper_base = self._upper.data.copy()
        self._upper_columns = self._upper.indices
        self._lower_columns = np.repeat(np.arange(self._n), np.diff(self._lower.indptr))
        below_place, above_place = row > col, is_inner & (row < col)
        self._to_lower = _Targets.of(
            np.flatnonzero(is_inner & below_place),
            _positions(self._lower.indptr, self._lower.indices, col, row, is_inner & below_place),
        )
        self._to_upper = _Targets.of(
            np.flatnonzero(above_place),
            _positions(self._upper.indptr, self._upper.indices, row, col, above_place),
        )
        outputs = np.flatnonzero(is_inner & (row == col))
        self._to_output = _Targets.of(outputs, col[outputs])
        self._bought = np.flatnonzero(~is_inner)
        self._bought_by = col[self._bought]

    def _costs(self, uncertain: UncertainModel, links: Links, kept: Kept, place: Places) -> None:
        """Compute e at base, the price of each drawn purchase and flow, and x0 of each demand."""
        system = uncertain.model.system
        made = system.made[self._processes]
        self._x0 = [base.supply[self._processes] * made for base in self._bases]
        prices = self._bases[0].prices[:, system.product_of]
        self._lambda = prices[:, self._processes]
        inner = self._matrix()
        self._e = np.asarray((inner.T @ self._lambda.T).T)
        supplier = links.supplier[kept.links][self._bought]
        self._flow_of = place[links.process[kept.flows]]
        of_flows = uncertain.model.C[:, links.flow[kept.flows]]
        self._price = np.concatenate([prices[:, supplier], of_flows], axis=1)
        self._priced_by = np.concatenate([self._bought_by, self._flow_of])
        self._right = [inner @ x for x in self._x0]
        self._constant = [
            base.impacts - self._e @ x for base, x in zip(self._bases, self._x0, strict=True)
        ]
        self._scale = np.array(
            [
                [score_scale(base, category) for category in range(len(prices))]
                for base in self._bases
            ]
        )

    def _matrix(self) -> sp.csc_matrix:
        """Return 1 - links_KK as it is laid out now."""
        lower = self._lower
        below = sp.csc_matrix((lower.data, lower.indices, lower.indptr), (self._n, self._n))
        return sp.csc_matrix(below - self._upper)

    def draw(self, generator: np.random.Generator, runs: int) -> tuple[Array, Array]:
        """Return deviations of links (run, link) and of flows (run, flow)."""
        return self.sampler.draw(generator, runs)

    def score(self, of_links: Array, of_flows: Array, tolerance: float) -> Array:
        """Return the impacts of one run: (demand, category).

        tolerance : relative change of the score by the last sweep

        Raises InvalidValueError for a draw whose system is singular.
        """
        output = self._enter(of_links)
        priced = np.concatenate([of_links[self._bought], of_flows])
        found = np.empty((len(self._bases), len(self._e)))
        for demand, x0 in enumerate(self._x0):
            y, left = self._solve(demand, x0, output, tolerance)
            x = y / output if output is not None else y
            extra = self._price @ (priced * x[self._priced_by])
            found[demand] = self._constant[demand] + self._e @ x + extra + self._lambda @ left
        return found

    def _enter(self, deviations: Array) -> Array | None:
        """Put the drawn links into the layout; return the outputs of a run, None if all are 1."""
        self._lower.data[:] = self._lower_base
        self._to_lower.add(self._lower.data, -deviations)
        self._upper.data[:] = self._upper_base
        self._to_upper.add(self._upper.data, deviations)
        if not len(self._to_output.source):
            return None
        output = np.ones(self._n)
        self._to_output.add(output, deviations)
        # Columns per unit of product again: y = output x.
        diagonal = self._lower.indptr[:-1]
        self._lower.data /= output[self._lower_columns]
        self._lower.data[diagonal] = 1.0
        self._upper.data /= output[self._upper_columns]
        return output

    def _solve(
        self, demand: int, x0: Array, output: Array | None, tolerance: float
    ) -> tuple[Array, Array]:
        """Return y and the residual of its equations."""
        right = self._right[demand]
        if self._factorises:
            return self._by_factors(right), np.zeros(self._n)
        y = x0 if output is None else x0 * output
        above = self._upper @ y
        last = np.full(len(self._e), np.inf)
        for _turn in range(MOST_SWEEPS):
            y = self._lower.solve(right + above)
            before, above = above, self._upper @ y
            left = above - before
            score = self._e @ (y if output is None else y / output) + self._lambda @ left
            if np.all(np.abs(score - last) <= tolerance * self._scale[demand]):
                return y, left
            last = score
        # These draws do not settle; factors always do.
        self._factorises = True
        return self._by_factors(right), np.zeros(self._n)

    def _by_factors(self, right: Array) -> Array:
        try:
            factors: Any = splu(self._matrix())
        except RuntimeError:
            raise singular_error() from None
        y: Array = factors.solve(right)
        return y

    def prices(self, of_links: Array, of_flows: Array, category: int, tolerance: float) -> Array:
        """Return the price of every product of K for one run, in the order of `processes`."""
        output = self._enter(of_links)
        e = self._e[category].copy()
        priced = np.concatenate([of_links[self._bought], of_flows])
        e += np.bincount(self._priced_by, self._price[category] * priced, self._n)
        if output is not None:
            e /= output
        return self._sweep_prices(e, self._lambda[category], tolerance)

    def _sweep_prices(self, e: Array, start: Array, tolerance: float) -> Array:
        transposed = self._upper.T.tocsr()
        price = start
        for _turn in range(MOST_SWEEPS):
            before = price
            price = self._lower.solve(e + transposed @ price, transposed=True)
            if np.all(np.abs(price - before) <= tolerance * np.abs(price)):
                return price
        factors: Any = splu(self._matrix())
        solved: Array = factors.solve(e, trans="T")
        return solved

    @property
    def processes(self) -> Places:
        """Return the processes of K in the order of solution."""
        return self._processes


@dataclass(frozen=True, slots=True)
class Samplers:
    """Draws of the links and of the flows that a run keeps."""

    links: Sampler
    flows: Sampler

    @classmethod
    def of(cls, uncertain: UncertainModel, links: Links, kept: Kept) -> "Samplers":
        base_links = links.base_technosphere(uncertain)[kept.links]
        base_flows = links.base_biosphere(uncertain)[kept.flows]
        return cls(
            Sampler(links.technosphere.take(kept.links), base_links),
            Sampler(links.biosphere.take(kept.flows), base_flows),
        )

    def draw(self, generator: np.random.Generator, runs: int) -> tuple[Array, Array]:
        return self.links.draw(generator, runs), self.flows.draw(generator, runs)


@dataclass(frozen=True, slots=True)
class _Targets:
    """Where drawn deviations are added; `aggregates` if several meet at one place."""

    source: Places
    target: Places
    aggregates: bool

    @classmethod
    def of(cls, source: Places, target: Places) -> "_Targets":
        order = np.argsort(target, kind="stable")
        sorted_target = target[order]
        meets = bool((sorted_target[1:] == sorted_target[:-1]).any())
        return cls(source[order], sorted_target, meets)

    def add(self, data: Array, deviations: Array) -> None:
        if self.aggregates:
            np.add.at(data, self.target, deviations[self.source])
        else:
            data[self.target] += deviations[self.source]


def _with_room(inner: sp.csc_matrix, drawn: sp.csc_matrix) -> sp.csc_matrix:
    """Return the links with a stored entry, if 0, wherever one is drawn."""
    a, b = inner.tocoo(), drawn.tocoo()
    off = b.row != b.col
    data = np.concatenate([a.data, np.zeros(int(off.sum()))])
    row = np.concatenate([a.row, b.row[off]])
    col = np.concatenate([a.col, b.col[off]])
    return sp.csc_matrix((data, (row, col)), inner.shape)  # adds duplicates, keeps zeros


def _positions(
    indptr: NDArray[Any], indices: NDArray[Any], major: Places, minor: Places, chosen: NDArray[Any]
) -> Places:
    """Return where the chosen (major, minor) places stand in the data of a compressed matrix."""
    n = len(indptr) - 1
    keys = np.repeat(np.arange(n), np.diff(indptr)).astype(np.int64) * n + indices
    wanted = major[chosen].astype(np.int64) * n + minor[chosen]
    order = np.argsort(keys, kind="stable")
    places: Places = order[np.searchsorted(keys, wanted, sorter=order)].astype(np.intp)
    return places
