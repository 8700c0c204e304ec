"""Shares of agreement, how sure they are, and which statements speak for a group.

share = (A + 1) / (n + 2), n with passes
z of one share   2 sqrt(n + 1) ((s + 1) / (n + 1) - 1/2)
z of two shares  (p - q) / sqrt(r (1 - r) (1 / (n + 1) + 1 / (m + 1))), one added to each count and
                 each n, r pooled; 0 where r is 1

Source: compdemocracy/polis, math/src/polismath/math/{repness,stats}.clj
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.deliberation.votes import AGREE, DISAGREE, MISSING, Array, Cells, Places

SURE = 1.2816  # z of a one-sided 90 %
MOST = 5  # statements that speak for a group


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """(group, statement) each: who agrees, disagrees, and votes at all."""

    agree: Places
    disagree: Places
    seen: Places

    @property
    def shares(self) -> Array:
        """Return (group, statement): (A + 1) / (n + 2)."""
        found: Array = (self.agree + 1.0) / (self.seen + 2.0)
        return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement that speaks for a group: by how many it is agreed with, or disagreed with."""

    statement: int
    agrees: bool
    share: float
    z: float
    ratio: float
    z_of_ratio: float

    @property
    def weight(self) -> float:
        return self.ratio * self.z_of_ratio * self.share * self.z


def counts_of(cells: Cells, group: Places, groups: int) -> GroupCounts:
    """Return the votes of each group.   group : (person,) -1 for none"""
    belongs = np.zeros((groups, len(group)), np.float32)
    belongs[group[group >= 0], np.flatnonzero(group >= 0)] = 1.0

    def sums(of: NDArray[np.bool_]) -> Places:
        return np.rint(belongs @ of.astype(np.float32)).astype(np.int64)

    return GroupCounts(sums(cells == AGREE), sums(cells == DISAGREE), sums(cells != MISSING))


def z_of_share(said: Array | Places, seen: Array | Places) -> Array:
    """Return how far a share lies above one half.

    >>> round(float(z_of_share(np.array(8), np.array(10))), 6)
    2.110579
    """
    found: Array = 2 * np.sqrt(seen + 1.0) * ((said + 1.0) / (seen + 1.0) - 0.5)
    return found


def z_of_two(
    said: Array | Places, seen: Array | Places, other: Array | Places, other_seen: Array | Places
) -> Array:
    """Return how far one share lies above another.

    >>> round(float(z_of_two(*map(np.array, (8, 10, 3, 4)))), 6)
    0.086367
    """
    s, n, t, m = said + 1.0, seen + 1.0, other + 1.0, other_seen + 1.0
    pooled = (s + t) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0.0) * (1 / n + 1 / m))
    found: Array = np.where(pooled == 1, 0.0, (s / n - t / m) / np.where(spread > 0, spread, 1.0))
    return found


def consensus_of_groups(counts: GroupCounts) -> Array:
    """Return (statement,): the product over groups of their shares of agreement.

    >>> two = GroupCounts(np.array([[8], [3]]), np.zeros((2, 1), int), np.array([[10], [4]]))
    >>> round(float(consensus_of_groups(two)[0]), 4)
    0.5
    """
    product: Array = counts.shares.prod(axis=0)
    return product


def representative(
    counts: GroupCounts, kept: NDArray[np.bool_], most: int = MOST
) -> list[list[Spoken]]:
    """Return for each group the statements that speak for it, the best agreement first.

    Both the share and its distance from the others must be sure; where none is, the statement that
    tells the group apart best stands alone.
    """
    totals = counts.agree.sum(axis=0), counts.disagree.sum(axis=0), counts.seen.sum(axis=0)
    found = []
    for g in range(len(counts.agree)):
        seen, rest_seen = counts.seen[g], totals[2] - counts.seen[g]
        sides = []
        for agrees, said, total in (
            (True, counts.agree[g], totals[0]),
            (False, counts.disagree[g], totals[1]),
        ):
            rest = total - said
            share = (said + 1.0) / (seen + 2.0)
            ratio = share / ((rest + 1.0) / (rest_seen + 2.0))
            z, z_two = z_of_share(said, seen), z_of_two(said, seen, rest, rest_seen)
            sides.append((agrees, share, z, ratio, z_two))
        found.append(_chosen(sides, seen, kept, most))
    return found


def _chosen(
    sides: list[tuple[bool, Array, Array, Array, Array]],
    seen: Places,
    kept: NDArray[np.bool_],
    most: int,
) -> list[Spoken]:
    candidates = []
    for j in np.flatnonzero(kept & (seen > 0)).tolist():
        by_z = max(sides, key=lambda side: side[4][j])
        agrees, share, z, ratio, z_two = by_z
        candidates.append(
            Spoken(j, agrees, float(share[j]), float(z[j]), float(ratio[j]), float(z_two[j]))
        )
    sure = [one for one in candidates if one.z > SURE and one.z_of_ratio > SURE]
    if not sure:
        return sorted(candidates, key=lambda one: (-one.z_of_ratio, one.statement))[:1]
    ordered = sorted(sure, key=lambda one: (-one.weight, one.statement))
    agreed = [one for one in ordered if one.agrees]
    first = agreed[:1]
    return [*first, *(one for one in ordered if one not in first)][:most]


def agreed_by_all(cells: Cells, kept: NDArray[np.bool_], most: int = MOST) -> list[Spoken]:
    """Return what all people together agree or disagree with: share above one half, and sure."""
    agree, disagree = (cells == AGREE).sum(axis=0), (cells == DISAGREE).sum(axis=0)
    seen = (cells != MISSING).sum(axis=0)
    found = []
    for agrees, said in ((True, agree), (False, disagree)):
        share, z = (said + 1.0) / (seen + 2.0), z_of_share(said, seen)
        some = np.flatnonzero(kept & (share > 0.5) & (z > SURE)).tolist()
        spoken = [Spoken(j, agrees, float(share[j]), float(z[j]), 1.0, 1.0) for j in some]
        found += sorted(spoken, key=lambda one: (-one.weight, one.statement))[:most]
    return found


def priority(agree: Array, passed: Array, seen: Array, extremity: Array) -> Array:
    """Return the weight with which a statement is drawn as the next one to vote on.

    ((1 - (P + 1) / (n + 2)) (E + 1) (A + 1) / (n + 2) (1 + 8 x 2^(-n / 5)))^2

    >>> one = (np.array(v, float) for v in (20, 3, 20, 0))
    >>> round(float(priority(*one)), 6)
    1.372383
    """
    known = seen + 2.0
    base = (1 - (passed + 1.0) / known) * (extremity + 1.0) * (agree + 1.0) / known
    found: Array = (base * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return found


def consensus_of_halves(
    cells: Cells, points: Array, kept: NDArray[np.bool_], directions: int = 16
) -> Array:
    """Return (statement,): how far both halves agree, however people are divided in two.

    People are divided at the median of their places along each of several directions of the map;
    the value is the least product of the two halves' shares of agreement, (A + 1) / (n + 2) each.
    It needs no groups, so it does not hang on how many are drawn.

    points : (person, 2) of those who count; NaN for the others    kept : as for the map
    """
    own = np.isfinite(points).all(axis=1)
    agree, seen = cells[own] == AGREE, cells[own] != MISSING
    least = np.full(cells.shape[1], np.inf)
    for angle in np.pi * np.arange(directions) / directions:
        along = points[own] @ np.array([np.cos(angle), np.sin(angle)])
        above = along > np.median(along)
        if not above.any():
            continue
        shares = [
            ((agree[half].sum(axis=0) + 1.0) / (seen[half].sum(axis=0) + 2.0))
            for half in (above, ~above)
        ]
        least = np.minimum(least, shares[0] * shares[1])
    whole = (agree.sum(axis=0) + 1.0) / (seen.sum(axis=0) + 2.0)
    found: Array = np.where(np.isfinite(least), least, whole**2)
    return np.where(kept, found, 0.0)
