"""Items like another: by what is kept of both in the index, so that no page waits for the model."""

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.search.index_in_memory import Shelf, State
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.search.memory_index import current

NEAREST = 0.4  # cosine of two items that are alike
MOST_KEPT = 2_000  # items whose neighbours are kept in memory, until the index changes


def find_similar(pk: int, title: str, language: str, count: int) -> tuple[int, ...]:
    """Return the items most like one, the nearest first.

    By the vectors of the index where all have one, else by the words of the title.
    """
    state = current()
    vector = _vector_of(pk, state)
    if vector is None:
        answer = search(title, language=language, count=count + 1, facets=False, meaning=False)
        return tuple(other for other in answer.items if other != pk)[:count]
    found = _kept.of(state)
    if (pk, count) not in found:
        found[pk, count] = _nearest(vector, pk, count, state)
    return found[pk, count]


class _Kept:
    """Neighbours that were found already, as of one state of the index."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._found: dict[tuple[int, int], tuple[int, ...]] = {}

    def of(self, state: State) -> dict[tuple[int, int], tuple[int, ...]]:
        """Return what is kept of a state; another state, or too much, begins anew."""
        found = self._found
        if self._state is not state or len(found) >= MOST_KEPT:
            found = {}
            self._state, self._found = state, found
        return found  # not what another thread has begun meanwhile, for another state


_kept = _Kept()


def _vector_of(pk: int, state: State) -> NDArray[np.float32] | None:
    """Return the vector of an item; None where the index holds none, or not of all."""
    if any(shelf.vectors is None for shelf in state.shelves):
        return None
    for shelf in reversed(state.shelves):  # what came later counts
        place = shelf.place.get(pk)
        if place is not None and shelf.alive[place] and shelf.vectors is not None:
            vector = shelf.vectors[place]
            return vector if vector.any() else None
    return None


def _nearest(vector: NDArray[np.float32], pk: int, count: int, state: State) -> tuple[int, ...]:
    found: list[tuple[float, int]] = []
    for shelf in state.shelves:
        found += _nearest_on(shelf, vector, pk, count)
    return tuple(-item for _, item in sorted(found)[:count])


def _nearest_on(
    shelf: Shelf, vector: NDArray[np.float32], pk: int, count: int
) -> list[tuple[float, int]]:
    """Return (minus nearness, minus item) of the nearest on a shelf, so that they sort."""
    if shelf.vectors is None:
        return []
    near = np.where(shelf.alive, shelf.vectors @ vector, np.float32(-1))
    if pk in shelf.place:
        near[shelf.place[pk]] = -1
    best = np.argpartition(-near, min(count, len(near)) - 1)[:count]
    return [(-float(near[n]), -int(shelf.documents[n])) for n in best if near[n] >= NEAREST]
