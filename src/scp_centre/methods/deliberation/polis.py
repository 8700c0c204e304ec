"""The opinion map of Polis, without its history: people in a plane, groups, what speaks for each.

1. Statements that are moderated out count as 0 for everybody.
2. What is missing is the mean of its column; two principal components; a person stands at the sum
   over own votes of (vote - mean) x loading, times sqrt(statements / votes seen).
3. k-means over people; its k by the mean silhouette over 100 base clusters.

What depends on history in Polis (base clusters and groups that go on from the last ones, how often
a k has won) is decided here by the best of several fixed starts over all people, so that the same
votes give the same map.
Source: compdemocracy/polis, math/src/polismath/math/{pca,clusters,conversation}.clj
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from scp_centre.methods.deliberation.votes import (
    MISSING,
    Array,
    Cells,
    Places,
    Votes,
    counted_people,
    require_votes,
)

BASE = 100  # clusters to which people are joined before groups are sought
MOST_GROUPS = 5
STARTS, FEW_STARTS, MANY = 30, 8, 10_000  # of k-means; of more points than many
ROUNDS = 50  # of one k-means
BLOCK = 4_096  # people at a time, so that memory stays small


@dataclass(frozen=True, slots=True)
class Plane:
    """mean, loadings : (statement,), (2, statement)   points : (person, 2)

    extremity : (statement,) how far somebody stands who agrees with it alone
    """

    mean: Array
    loadings: Array
    points: Array
    extremity: Array


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """group : (person,) -1 who is not counted    silhouette : of the groups that were drawn"""

    plane: Plane
    group: Places
    groups: int
    silhouette: float


def project(cells: Cells, kept: NDArray[np.bool_]) -> Plane:
    """Return people in the plane of two principal components.

    cells : (person, statement)    kept : (statement,) False where everybody counts as 0
    """
    seen = cells != MISSING
    sums = np.where(kept, np.where(seen, cells, 0).sum(axis=0, dtype=np.int64), 0)
    counts = seen.sum(axis=0)
    mean = np.where(kept & (counts > 0), sums / np.maximum(counts, 1), 0.0)
    spread = np.zeros((len(mean), len(mean)))
    for start in range(0, len(cells), BLOCK):
        centred = _centred(cells[start : start + BLOCK], mean, kept)
        spread += centred.T @ centred
    _values, vectors = np.linalg.eigh(spread)
    loadings = vectors[:, ::-1][:, :2].T.copy()
    if len(loadings) < 2:
        loadings = np.vstack([loadings, np.zeros(len(mean))])
    for one in loadings:  # a component has no sign of its own: its largest loading is positive
        one *= -1.0 if one[np.argmax(np.abs(one))] < 0 else 1.0
    points = np.zeros((len(cells), 2))
    for start in range(0, len(cells), BLOCK):
        part = cells[start : start + BLOCK]
        # A statement that counts as 0 for everybody is seen by everybody.
        voted = np.where(kept, part != MISSING, True).sum(axis=1)
        stretch = np.sqrt(len(mean) / np.maximum(voted, 1))
        points[start : start + BLOCK] = _centred(part, mean, kept) @ loadings.T * stretch[:, None]
    length = np.hypot(*loadings)
    return Plane(mean, loadings, points, np.sqrt(len(mean)) * (1 - mean) * length)


def _centred(cells: Cells, mean: Array, kept: NDArray[np.bool_]) -> Array:
    centred: Array = np.where((cells != MISSING) & kept, cells - mean, 0.0)
    return centred


def draw_map(votes: Votes, kept: NDArray[np.bool_], groups: int | None = None) -> OpinionMap:
    """Return the map of all who are counted.

    groups : how many; None: by silhouette, 2 to 5. Fewer are drawn where people stand at fewer
        places, or where one of so many would be one person's.
    Raises InvalidValueError where nobody who is counted has voted on a statement that is left.
    """
    people = np.flatnonzero(counted_people(votes))
    require_votes(votes.cells[people][:, kept])
    plane = project(votes.cells, kept)
    points = plane.points[people]
    base = _base_clusters(points)
    most = min(MOST_GROUPS, 2 + len(base) // 12)
    best: tuple[float, Places] | None = None
    for k in (min(groups, len(base)),) if groups else range(2, most + 1):
        if k > len(base):
            break
        centres, nearest = k_means(points, k)
        score = mean_silhouette(base, cdist(base, centres, "sqeuclidean").argmin(axis=1))
        if best is None or score > best[0] + 1e-12:
            best = score, _without_lonely(nearest, points)
    group = np.full(len(votes.people), -1)
    if best is None:
        group[people] = 0
        return OpinionMap(plane, group, 1, 0.0)
    group[people] = by_size(best[1])
    return OpinionMap(plane, group, int(group.max()) + 1, best[0])


def _base_clusters(points: Array) -> Array:
    """Return the centres to which people are joined before groups are compared."""
    distinct = np.unique(points, axis=0)
    if len(distinct) <= BASE:
        return distinct
    centres = distinct[np.linspace(0, len(distinct) - 1, BASE).astype(int)]
    centres, nearest = _settled(points, centres)
    return centres[np.unique(nearest)]


def _settled(points: Array, centres: Array) -> tuple[Array, Places]:
    """Return where centres come to rest, and the nearest one of each point."""
    nearest = np.zeros(len(points), np.int64)
    for _round in range(ROUNDS):
        nearest = cdist(points, centres, "sqeuclidean").argmin(axis=1)
        mass = np.bincount(nearest, minlength=len(centres))
        sums = [np.bincount(nearest, points[:, d], minlength=len(centres)) for d in (0, 1)]
        moved = np.where(
            mass[:, None] > 0, np.stack(sums, 1) / np.maximum(mass, 1)[:, None], centres
        )
        if np.allclose(moved, centres, atol=1e-9):
            break
        centres = moved
    return centres, nearest


def k_means(points: Array, k: int) -> tuple[Array, Places]:
    """Return the centres and groups of the best of several starts, each of which is fixed."""
    rng = np.random.default_rng(0)
    found = []
    for _start in range(STARTS if len(points) <= MANY else FEW_STARTS):
        centres, nearest = _settled(points, _spread_out(points, k, rng))
        found.append((float(((points - centres[nearest]) ** 2).sum()), centres, nearest))
    _inertia, centres, nearest = min(found, key=lambda one: one[0])
    return centres, nearest


def _spread_out(points: Array, k: int, rng: np.random.Generator) -> Array:
    """Return k points that lie far from each other, as k-means++ draws them."""
    chosen = [int(rng.integers(len(points)))]
    while len(chosen) < k:
        far = cdist(points, points[chosen], "sqeuclidean").min(axis=1)
        weights = far / far.sum() if far.sum() > 0 else None
        chosen.append(int(rng.choice(len(points), p=weights)))
    return points[chosen]


def mean_silhouette(points: Array, group: Places) -> float:
    """Return the mean over points of (b - a) / max(a, b); a point that is alone counts 0.

    a : mean distance to the others of its group    b : to the nearest other group
    """
    k = int(group.max()) + 1
    if k < 2:
        return 0.0
    size = np.bincount(group, minlength=k)
    to_group = np.stack([cdist(points, points[group == g]).sum(axis=1) for g in range(k)], axis=1)
    own = size[group]
    rows = np.arange(len(points))
    a = to_group[rows, group] / np.maximum(own - 1, 1)
    others = to_group / np.maximum(size, 1)
    others[rows, group] = np.inf
    others[:, size == 0] = np.inf
    b = others.min(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where((own > 1) & (np.maximum(a, b) > 0), (b - a) / np.maximum(a, b), 0.0)
    return float(value.mean())


def _without_lonely(group: Places, points: Array) -> Places:
    """Return the groups with whoever would be alone in the nearest of the others."""
    size = np.bincount(group)
    lonely = np.flatnonzero(size[group] == 1)
    rest = np.flatnonzero(size > 1)
    if not len(lonely) or not len(rest):
        return group
    centres = np.stack([points[group == g].mean(axis=0) for g in rest])
    joined = group.copy()
    joined[lonely] = rest[cdist(points[lonely], centres).argmin(axis=1)]
    return joined


def by_size(group: Places) -> Places:
    """Return the same groups, the largest first, then the one whose first person is first."""
    names, first, size = np.unique(group, return_index=True, return_counts=True)
    order = np.lexsort((first, -size))
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return rank[np.searchsorted(names, group)]
