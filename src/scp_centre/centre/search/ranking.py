"""Which documents answer a question, in which order, and what narrows them."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.search.facets import Mask
from scp_centre.centre.search.index_in_memory import Shelf
from scp_centre.methods.retrieval import best_of, blend, match
from scp_centre.methods.retrieval.index import MEANING

NEAR = 0.4  # nearness of meaning that is a result without any word in common
FAR, FEW = 0.3, 5  # what is shown where nothing else is found: the few nearest, no farther off
Scores = NDArray[np.float32]
Scored = tuple[Scores, Scores, Scores | None]  # score, share covered, nearness of meaning
Groups = Sequence[Mapping[int, float]]  # for each word, its terms with weights
Filters = Mapping[str, set[str]]


class Turns:
    """One question after the other, in the order in which they came.

    Threads that compute at once only take the interpreter from each other, and each waits for all.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        mine = threading.Event()
        with self._guard:
            self._waiting.append(mine)
            if len(self._waiting) == 1:
                mine.set()
        mine.wait()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._waiting.popleft()
            if self._waiting:
                self._waiting[0].set()


TURN = Turns()


def score(
    shelves: Sequence[Shelf],
    groups: Groups,
    rare: Sequence[float],
    vector: Scores | None = None,
    share: float = 0.0,
) -> list[Scored]:
    """Return what the documents of each shelf score; nothing without words.

    rare : for each word, how much it tells    vector : the question for the sentence model, of
    which `share` counts
    """
    if not groups:
        return []
    found: list[Scored] = []
    for shelf in shelves:
        matched = match(shelf.index, groups, rare)
        scores, covered, near = matched.scores, matched.covered, None
        if vector is not None and shelf.vectors is not None:
            near = (shelf.vectors @ vector.T).max(axis=1)
            scores = blend(scores, near, share)
            if share == MEANING:
                covered = np.where(near >= NEAR, np.float32(1), covered)
        found.append((scores, covered, near))
    return found


def nearest(scored: list[Scored], shelves: Sequence[Shelf], filters: Filters) -> list[Mask] | None:
    """Return which few documents are nearest in meaning; None where meaning says nothing."""
    near = [n for _, _, n in scored if n is not None]
    allowed = [s.allowed(filters) for s in shelves]
    if not near or len(near) < len(scored):
        return None
    best = np.sort(np.concatenate([n[a] for n, a in zip(near, allowed, strict=True)]))
    if not len(best) or best[-1] < FAR:
        return None
    return [n >= max(FAR, best[-FEW:][0]) for n in near]


def in_order(
    scored: list[Scored], shelves: Sequence[Shelf], mine: list[Mask], count: int
) -> list[int]:
    """Return the documents of the first ranks, of all shelves; without words the newest first."""
    found: list[tuple[float, int]] = []
    for n, (shelf, mask) in enumerate(zip(shelves, mine, strict=True)):
        scores: NDArray[Any] = scored[n][0] if scored else (shelf.published + 1).astype(np.float64)
        kept = scores * mask
        best = best_of(kept, count)
        found += [(-float(kept[place]), -int(shelf.documents[place])) for place in best]
    return [-pk for _, pk in sorted(found)[:count]]


def count_facets(
    names: Iterable[str],
    shelves: Sequence[Shelf],
    fit: list[Mask],
    mine: list[Mask],
    filters: Filters,
) -> dict[str, Counter[str]]:
    """Return facet -> code -> count; the counts of a facet are as if it had no filter.

    fit : which documents answer the question    mine : those of them that pass all filters
    """
    counted: dict[str, Counter[str]] = {name: Counter() for name in names}
    for shelf, all_fit, mask in zip(shelves, fit, mine, strict=True):
        counts = shelf.facets.counts(mask)
        for name in filters:
            others = all_fit & shelf.allowed(filters, but=name)
            counts[name] = shelf.facets.counts(others, only=name).get(name, {})
        for name, codes in counts.items():
            if name in counted:  # not what an older version kept
                counted[name].update(codes)
    return counted
