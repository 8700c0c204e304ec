"""Figures that can make up for each other, in a part of the ledger too large for every pair.

Where the same facts count several figures alike, one can be higher and others lower by as much, and
no fact tells. Figures of one company that ratios tie together, as the energy and the carbon of a
plant, form a bundle and move together: others of the same facts are scaled by one share, so that
their own ratios stay, and the bundle takes what they give.

With x and y two figures of a bundle, q = y / x, between L and H as everybody knows, R the ratio of
those that give, and x moving by a share u, no bound tells while

    L <= (q + u R) / (1 + u) <= H     and     L <= (q - u R) / (1 - u) <= H

So only those whose own ratio R lies between the ends that follow may give; so does any mixture of
them. Any two other holders may be insiders, who know that their own figures stay: the two who could
give most are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from scp_centre.methods.disclosure.coalitions import Figures
from scp_centre.methods.disclosure.ledger import Array, Rows

Bools = NDArray[np.bool_]
Places = NDArray[np.int64]
CHOSEN = 4  # holders of a class who may move beside those who share what they know
SHAPE = 9  # significant digits to which weights that are alike agree, however small they are
EXACT = 1e-7  # of a ratio: less than a linear program sees (ledger.SOLVED)
NEAR = 1.5  # times, by which the ratios of those that give may differ from those of a bundle

Shape = tuple[tuple[int, ...], tuple[float, ...]]  # of an unknown: facts, weights beside the first
Links = tuple[tuple[int, int], ...]  # of the figures of a bundle, by their places in it
Ties = dict[tuple[int, int], tuple[float, float]]  # (x, y) -> between what y / x lies


@dataclass(frozen=True, slots=True)
class Bundles:
    """Unknowns that ratios tie together, of companies whose facts are alike.

    members : (bundle, figure) places of the unknowns    holder : (bundle,) whose
    counted : (bundle, figure) as the facts weigh them
    ties : (x, y) of figures whose ratio y / x is bounded    least, most : (bundle, tie) its ends
    room : (bundle,) the share by which all can fall    rises : (bundle,) all without end
    """

    members: Places
    holder: Places
    counted: Array
    ties: Links
    least: Array
    most: Array
    room: Array
    rises: Bools


class Interchange:
    """Classes of unknowns, and of bundles of them, that the same public facts count alike.

    depth : insiders who may share what they know    share : p, by which a figure has to move
    told : (unknown,) of which somebody alone was told something: it makes up for nothing, and
        linear programs are asked whether others make up for it
    """

    def __init__(
        self, figures: Figures, public: Rows, depth: int, share: float, told: Bools
    ) -> None:
        self.figures, self.depth, self.share = figures, depth, share
        counted = csr_array(public.A[~public.is_least, :].T)
        counted.sort_indices()
        self._shapes = [_shape_of(counted, i) for i in range(len(figures.true))]
        self._ties, tangled = _ties(public)
        self.bundle = _components(self._ties, len(figures.true))
        bound = np.zeros(len(figures.true), bool)
        bound[public.A[public.is_least, :].indices] = True
        # What other bounds tie as well is no bundle: linear programs alone are asked.
        apart = self.bundle[[*sorted(tangled), *np.flatnonzero(told).tolist()]]
        is_tangled = np.isin(self.bundle, apart)
        self.tangled = np.flatnonzero(is_tangled)
        self.singles = list(self._singles(np.flatnonzero(~is_tangled & ~bound)))
        self.bundles = list(self._bundles(np.flatnonzero(~is_tangled & bound)))

    def _singles(self, free: Places) -> Iterator[tuple[Places, Array]]:
        """Yield classes of unknowns that no ratio binds: their places and weights."""
        groups: dict[Shape, list[int]] = {}
        for i in free.tolist():
            groups.setdefault(self._shapes[i][0], []).append(i)
        for group in groups.values():
            yield np.array(group), np.array([self._shapes[i][1] for i in group])

    def _bundles(self, tied: Places) -> Iterator[Bundles]:
        every: dict[int, list[int]] = {}
        for i in sorted(tied.tolist(), key=lambda k: (self._shapes[k][0], k)):
            every.setdefault(int(self.bundle[i]), []).append(i)
        groups: dict[tuple[tuple[Shape, ...], Links], list[list[int]]] = {}
        for members in every.values():
            ties = tuple(
                (a, b)
                for a, x in enumerate(members)
                for b, y in enumerate(members)
                if a < b and (x, y) in self._ties
            )
            shapes = tuple(self._shapes[i][0] for i in members)
            groups.setdefault((shapes, ties), []).append(members)
        for (_shapes, ties), alike in groups.items():
            yield self._bundles_of(np.array(alike, np.int64), ties)

    def _bundles_of(self, members: Places, ties: Links) -> Bundles:
        known = self.figures
        weight = np.array([[self._shapes[i][1] for i in one] for one in members.tolist()])
        ends = np.array([[self._ties[one[a], one[b]] for a, b in ties] for one in members.tolist()])
        factor = np.array([weight[:, b] / weight[:, a] for a, b in ties]).T
        with np.errstate(divide="ignore", invalid="ignore"):
            room = (known.down[members] / np.abs(known.true[members])).min(axis=1)
        return Bundles(
            members,
            known.holder[members[:, 0]],
            weight * known.true[members],
            ties,
            ends[:, :, 0] * factor,
            ends[:, :, 1] * factor,
            np.minimum(room, 1.0),
            np.asarray(np.isinf(known.up[members]).all(axis=1)),
        )

    def certain(self) -> Bools:
        """Return (unknown,): for which others of its class can always make up, before any two."""
        found = np.zeros(len(self.figures.true), bool)
        for group, weight in self.singles:
            found[group] = self._single_certain(group, weight)
        for bundles in self.bundles:
            found[bundles.members] = bundles_certain(bundles, self.depth, self.share)[:, None]
        return found

    def _single_certain(self, group: Places, weight: Array) -> Bools:
        known, certain = self.figures, np.zeros(len(group), bool)
        y = weight * known.down[group]
        by_holder = np.bincount(known.holder[group], y, minlength=int(known.holder.max()) + 1)
        if len(np.unique(known.holder[group])) < self.depth + 2:
            return certain
        largest = np.sort(by_holder)[::-1]
        takes = np.isinf(known.up[group]).all()
        for k, i in enumerate(group):
            mine = by_holder[known.holder[i]]
            top = largest[: self.depth + 1].tolist()
            if mine in top:
                top.remove(mine)
            rest = by_holder.sum() - mine - sum(top[: self.depth])
            wanted = self.share * weight[k] * abs(known.true[i])
            certain[k] = rest >= wanted and y[k] >= wanted and takes
        return certain

    def movable(self) -> Places:
        """Return the largest figures of a few holders of each class: enough to find worlds with.

        Of bundles those of the highest and of the lowest ratios, too: all others lie between them.
        """
        most = self.depth + CHOSEN
        chosen: list[int] = self.tangled.tolist()
        for group, _weight in self.singles:
            largest = np.argsort(-np.abs(self.figures.true[group]), kind="stable")
            chosen += group[_first_of_each(self.figures.holder[group], largest, most)].tolist()
        for bundles in self.bundles:
            orders = [-np.abs(bundles.counted[:, 0])]
            for a, b in bundles.ties:
                ratio = bundles.counted[:, b] / bundles.counted[:, a]
                orders += [ratio, -ratio]
            for order in orders:
                some = _first_of_each(bundles.holder, np.argsort(order, kind="stable"), most)
                chosen += bundles.members[some].ravel().tolist()
        return np.unique(np.array(chosen, np.int64))

    def with_tied(self, members: Places) -> Places:
        """Return unknowns with those that ratios tie to them: none moves far alone."""
        return np.flatnonzero(np.isin(self.bundle, self.bundle[members]))


def _first_of_each(holder: Places, order: Places, most: int) -> Places:
    """Return places in an order, one of each holder, `most` at most."""
    _unused, first = np.unique(holder[order], return_index=True)
    return order[np.sort(first)[:most]]


def _shape_of(counted: csr_array, i: int) -> tuple[Shape, float]:
    """Return the facts that count an unknown with their weights beside the first, and that one."""
    start, end = counted.indptr[i], counted.indptr[i + 1]
    if start == end:
        return ((), ()), 1.0
    weights = counted.data[start:end]
    first = float(abs(weights[0]))
    beside = tuple(float(f"{one:.{SHAPE - 1}e}") for one in (weights / first).tolist())
    return (tuple(counted.indices[start:end].tolist()), beside), first


def _ties(public: Rows) -> tuple[Ties, set[int]]:
    """Return the bounds of the ratio of two unknowns, in both orders; whom other bounds tie."""
    ends: Ties = {}
    tangled: set[int] = set()
    for row in np.flatnonzero(public.is_least).tolist():
        start, end = public.A.indptr[row], public.A.indptr[row + 1]
        places, weights = public.A.indices[start:end].tolist(), public.A.data[start:end].tolist()
        if len(places) != 2 or weights[0] * weights[1] >= 0:
            tangled.update(places)
            continue
        above, below = (0, 1) if weights[0] > 0 else (1, 0)
        x, y, least = places[below], places[above], -weights[below] / weights[above]
        low, high = ends.get((x, y), (0.0, np.inf))
        ends[x, y] = max(low, least), high
        low, high = ends.get((y, x), (0.0, np.inf))
        ends[y, x] = low, min(high, 1 / least)
    return ends, tangled


def _components(ties: Ties, unknowns: int) -> Places:
    """Return (unknown,): a number that those have in common whom ties lead from one to another."""
    x, y = np.array(sorted(ties)).T if ties else (np.zeros(0, int), np.zeros(0, int))
    graph = coo_array((np.ones(len(x)), (x, y)), shape=(unknowns, unknowns))
    label: Places = connected_components(csr_array(graph), directed=False)[1].astype(np.int64)
    return label


def bundles_certain(bundles: Bundles, depth: int, share: float) -> Bools:
    """Return (bundle,): whether others make up for a share of each figure, higher and lower."""
    counted = bundles.counted
    certain = np.zeros(len(counted), bool)
    moved = (
        NEAR * share
    )  # of the first figure, so that each of the others moves by `share` at least
    if not 0 < moved * NEAR < 1 or not (bundles.rises.all() and (counted > 0).all()):
        return certain
    beside = counted / counted[:, :1]
    give = counted[:, 0] * bundles.room
    for i in range(len(counted)):
        near = (beside >= beside[i] / NEAR) & (beside <= beside[i] * NEAR)
        able = near.all(axis=1) & (bundles.holder != bundles.holder[i])
        for tie, (a, b) in enumerate(bundles.ties):
            ratios = counted[:, b] / counted[:, a]
            low, high = _ratios_that_give(
                float(ratios[i]),
                (float(bundles.least[i, tie]), float(bundles.most[i, tie])),
                moved if a == 0 else moved * NEAR,
            )
            able &= (ratios >= low * (1 - EXACT)) & (ratios <= high * (1 + EXACT))
        left = _left(bundles.holder[able], give[able], depth)
        falls = moved * NEAR <= bundles.room[i]  # no figure of it by more than that
        certain[i] = bool(falls) and left >= moved * counted[i, 0]
    return certain


def _ratios_that_give(
    ratio: float, bounds: tuple[float, float], moved: float
) -> tuple[float, float]:
    """Return between what the ratios of those must lie that give to a ratio and take from it.

    moved : the share by which the lower figure of the ratio moves
    """
    low, high = bounds
    least = max(((1 + moved) * low - ratio) / moved, (ratio - (1 - moved) * high) / moved)
    most = min(((1 + moved) * high - ratio) / moved, (ratio - (1 - moved) * low) / moved)
    return least, most


def _left(holder: Places, give: Array, depth: int) -> float:
    """Return what some can give, less what the `depth` holders would that can give most."""
    by_holder = np.sort(np.bincount(holder, give)) if len(holder) else np.zeros(0)
    return float(by_holder[: len(by_holder) - depth].sum())
