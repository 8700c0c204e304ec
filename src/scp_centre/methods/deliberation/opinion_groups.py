"""Groups of opinion as classes of people: a mixture of categorical distributions.

A person of class k agrees with statement j, passes or disagrees with probabilities theta_kj. Votes
that were not given are left out. EM maximises

sum over people of log sum over k of pi_k x product over own votes of theta_kj(vote)

with a prior of weight 2 at each statement's overall shares. How many classes there are is decided
by votes that were held back: as few as predict them as well as any number does, one where nothing
is gained by more. Everybody has a probability of each class; who has none above 0.95 is between.

Source: docs/methods/deliberation.md; the model: Goodman (1974), Biometrika 61, 215, recalled.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array, hstack

from scp_centre.methods.deliberation.polis import by_size
from scp_centre.methods.deliberation.votes import (
    AGREE,
    DISAGREE,
    MISSING,
    PASS,
    Array,
    Cells,
    Places,
    require_votes,
)

KINDS = (AGREE, PASS, DISAGREE)
PRIOR = 2.0  # votes that each class is given at the overall shares
MOST_CLASSES = 8
SURE = 0.95
HELD_BACK, SPLITS = 0.1, 4  # share of votes held back; how many times
STARTS, ROUNDS = 6, 60  # of EM on all votes
TRIAL_STARTS, TRIAL_ROUNDS = 4, 30  # while the number of classes is sought
SETTLED = 1e-6  # of the log likelihood, by which one more round changes it
LEAST_GAIN = 0.002  # log loss a vote, below which one more class is not worth its name


@dataclass(frozen=True, slots=True)
class Classes:
    """share : (class,)    theta : (class, 3, statement)    probability : (person, class)"""

    share: Array
    theta: Array
    probability: Array
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Groups:
    """classes : the largest first    loss : k -> mean log loss of a held-out vote

    group : (person,) the most probable class; -1 for whoever is not counted
    """

    classes: Classes
    group: Places
    loss: dict[int, float]

    @property
    def between(self) -> NDArray[np.bool_]:
        """Return (person,): who stands between the groups."""
        unsure: NDArray[np.bool_] = (self.group >= 0) & (
            self.classes.probability.max(axis=1) < SURE
        )
        return unsure


def find_groups(
    cells: Cells, counted: NDArray[np.bool_], rng: np.random.Generator, groups: int | None = None
) -> Groups:
    """Return the groups of opinion.

    cells : (person, statement)    counted : (person,)
    groups : how many; None: by held-out votes. Fewer are returned where one of so many would be
        nobody's: no person's most probable group.
    Raises InvalidValueError where nobody who is counted has voted on a statement that is left.
    """
    own = cells[counted]
    require_votes(own)
    most = min(MOST_CLASSES, max(1, len(own) // 2))
    loss = held_out_loss(own, range(1, most + 1), rng) if groups is None else {}
    k = groups or _fewest(loss)
    table = _table(own)
    classes = _ordered(_fit(table, k, rng, STARTS, ROUNDS), own)
    fewest = 2 if groups is None else 1
    classes = _without_lonely(classes, table, own, rng, fewest)
    if groups is not None:
        loss = held_out_loss(own, (len(classes.share),), rng)
    probability = np.zeros((len(cells), len(classes.share)))
    probability[counted] = classes.probability
    group = np.full(len(cells), -1)
    group[counted] = classes.probability.argmax(axis=1)
    mean = {k: float(v.mean()) for k, v in loss.items()}
    return Groups(
        Classes(classes.share, classes.theta, probability, classes.log_likelihood), group, mean
    )


def _table(cells: Cells) -> csr_array:
    """Return (person, 3 x statement): 1 where a vote was given, as EM multiplies it."""
    return csr_array(hstack([csr_array(cells == kind, dtype=np.float32) for kind in KINDS]))


def _overall(table: csr_array) -> Array:
    """Return (3, statement): the shares of all votes, each with one vote added."""
    counts = np.asarray(table.sum(axis=0)).reshape(3, -1) + 1.0
    shares: Array = counts / counts.sum(axis=0)
    return shares


def _fit(table: csr_array, k: int, rng: np.random.Generator, starts: int, rounds: int) -> Classes:
    """Return the best of several starts of EM."""
    overall = _overall(table)
    if k == 1:
        return _em(table, overall, np.ones((table.shape[0], 1)), 1)
    found = [
        _em(table, overall, start, rounds) for start in _starts(table, overall, k, rng, starts)
    ]
    return max(found, key=lambda one: one.log_likelihood)


def _starts(
    table: csr_array, overall: Array, k: int, rng: np.random.Generator, starts: int
) -> Iterator[Array]:
    """Yield (person, class): people by the nearest of k who vote unlike each other."""
    centred = overall.ravel()
    people = table.shape[0]
    for _start in range(starts):
        chosen = [int(rng.integers(people))]
        for _more in range(k - 1):
            near = _alike(table, centred, chosen).max(axis=1)
            far = np.maximum(1 - near, 0.0) ** 2
            chosen.append(int(rng.choice(people, p=far / far.sum() if far.sum() else None)))
        alike = _alike(table, centred, chosen)
        weights = np.exp(8 * (alike - alike.max(axis=1, keepdims=True)))
        yield weights / weights.sum(axis=1, keepdims=True)


def _alike(table: csr_array, centred: Array, chosen: list[int]) -> Array:
    """Return (person, chosen): the share of common statements on which two vote alike."""
    own = table[chosen, :].T
    width = table.shape[1] // 3
    seen = csr_array(
        (table.data, table.indices % width, table.indptr), shape=(table.shape[0], width)
    )
    both = (seen @ seen[chosen, :].T).toarray()
    return np.asarray(((table @ own).toarray() + 0.5) / (both + 1.0))


def _em(table: csr_array, overall: Array, weights: Array, rounds: int) -> Classes:
    """Return what EM comes to from weights (person, class)."""
    before, theta, share = -np.inf, np.zeros(0), np.zeros(0)
    likelihood = before
    for _round in range(max(rounds, 1)):
        share = (weights.sum(axis=0) + 1.0) / (len(weights) + weights.shape[1])
        counts = (table.T @ weights.astype(np.float32)).T.reshape(weights.shape[1], 3, -1)
        theta = (counts + PRIOR * overall) / (counts.sum(axis=1, keepdims=True) + PRIOR)
        weights, likelihood = _expected(table, share, theta)
        if abs(likelihood - before) <= SETTLED * abs(likelihood):
            break
        before = likelihood
    return Classes(share, theta, weights, likelihood)


def _expected(table: csr_array, share: Array, theta: Array) -> tuple[Array, float]:
    """Return (person, class) the probability of each class, and the log likelihood."""
    logs = np.log(theta.reshape(len(share), -1)).astype(np.float32)
    joint = (table @ logs.T).astype(float) + np.log(share)
    top = joint.max(axis=1, keepdims=True)
    weights = np.exp(joint - top)
    sums = weights.sum(axis=1, keepdims=True)
    return weights / sums, float((top + np.log(sums)).sum())


def held_out_loss(
    cells: Cells, ks: range | tuple[int, ...], rng: np.random.Generator
) -> dict[int, Array]:
    """Return k -> (split,): the mean log loss of a vote that was held back.

    The same votes are held back for every k.
    """
    loss: dict[int, list[float]] = {k: [] for k in ks}
    for out in votes_held_back(cells, rng):
        seen = cells.copy()
        seen[out[:, 0], out[:, 1]] = MISSING
        table = _table(seen)
        kind = 1 - cells[out[:, 0], out[:, 1]].astype(np.int64)  # place of the vote in KINDS
        for k in ks:
            fitted = _fit(table, k, rng, TRIAL_STARTS, TRIAL_ROUNDS)
            theta = fitted.theta[:, kind, out[:, 1]]  # (class, vote)
            told = (fitted.probability[out[:, 0]].T * theta).sum(axis=0)
            loss[k].append(float(-np.log(told).mean()))
    return {k: np.array(values) for k, values in loss.items()}


def votes_held_back(cells: Cells, rng: np.random.Generator) -> list[Places]:
    """Return for each split the (person, statement) of the votes that are held back."""
    given = np.argwhere(cells != MISSING)
    number = max(1, round(HELD_BACK * len(given)))
    return [given[rng.permutation(len(given))[:number]] for _split in range(SPLITS)]


def _fewest(loss: dict[int, Array]) -> int:
    """Return the fewest classes that predict held-out votes as well as the best number does.

    As well: the mean difference over splits is within its standard error, or below LEAST_GAIN.
    """
    best = min(loss, key=lambda k: float(loss[k].mean()))
    for k in sorted(loss):
        worse = loss[k] - loss[best]
        if worse.mean() <= max(worse.std(ddof=1) / np.sqrt(len(worse)), LEAST_GAIN):
            return k
    return best


def _ordered(classes: Classes, cells: Cells) -> Classes:
    """Return the classes, the largest first."""
    group = by_size(classes.probability.argmax(axis=1))
    own = classes.probability.argmax(axis=1)
    rank = {int(c): int(group[own == c][0]) for c in np.unique(own)}
    unused = (c for c in range(len(classes.share)) if c not in rank)
    place = {**rank, **{c: len(rank) + n for n, c in enumerate(unused)}}
    order = sorted(place, key=lambda c: place[c])
    return Classes(
        classes.share[order],
        classes.theta[order],
        classes.probability[:, order],
        classes.log_likelihood,
    )


def _without_lonely(
    classes: Classes, table: csr_array, cells: Cells, rng: np.random.Generator, fewest: int
) -> Classes:
    """Return fewer classes where one of them would be of fewer people than `fewest`."""
    while len(classes.share) > 1:
        size = np.bincount(classes.probability.argmax(axis=1), minlength=len(classes.share))
        if size.min() >= fewest:
            break
        classes = _ordered(_fit(table, len(classes.share) - 1, rng, STARTS, ROUNDS), cells)
    return classes


def names_as_before(group: Places, before: Places) -> Places:
    """Return groups numbered as on the map before, where most of their people were.

    group, before : (person,) -1 for none, in the same order of people
    """
    both = (group >= 0) & (before >= 0)
    k, old = int(group.max()) + 1, int(before.max()) + 1
    shared = np.zeros((k, max(old, k)))
    np.add.at(shared, (group[both], before[both]), 1)
    rows, columns = linear_sum_assignment(-shared)
    name = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    kept = {g: name[g] for g in range(k) if shared[g, name[g]] > 0}
    free = (n for n in range(max(old, k) + k) if n not in kept.values())
    for g in range(k):
        kept.setdefault(g, next(free))
    return np.array([kept[g] if g >= 0 else -1 for g in group.tolist()], np.int64)
