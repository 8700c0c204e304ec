"""Questions answered: the best items, how many there are, what narrows them."""

import threading
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from scp_centre.methods.retrieval import best_of, blend, match, rarities
from scp_centre.methods.retrieval.index import MEANING
from scp_centre.roles.clearinghouse.search.index_writer import meaning_on
from scp_centre.roles.clearinghouse.search.memory_index import Shelf, State, current
from scp_centre.roles.clearinghouse.search.query_parser import Asked, ask
from scp_centre.roles.clearinghouse.search.question_vectors import QUESTION_VECTORS
from scp_centre.roles.clearinghouse.vocabulary import FACETS

PAGE = 20
STRICT, LOOSE = (0.99, 0.0), (0.6, 0.4, 0.0)  # share of the question that a result must cover
OF_TYPE = 0.4  # … where it is of the type that the question names
FEW_WORDS = 2  # of a question of which a result should cover all
ENOUGH = 3  # results, before less is asked for
NEAR = 0.4  # nearness of meaning that is a result without any word in common
SHARES = {"en": MEANING, "fr": 0.2, "es": 0.2}  # of meaning; the model was made for English
FAR, FEW = 0.3, 5  # what is shown where nothing else is found: the few nearest, no farther off
Scores = NDArray[np.float32]
Scored = tuple[Scores, Scores, Scores | None]  # score, share covered, nearness of meaning


class _Turns:
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


_turn = _Turns()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    items : pk of the items of this page, the best first    total : how many there are
    facets : facet -> (code, count), the most frequent first
    nearest : nothing has the words of the question, and these are nearest in meaning
    """

    asked: Asked
    items: tuple[int, ...]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    nearest: bool = False


def search(
    text: str,
    filters: dict[str, set[str]] | None = None,
    *,
    language: str = "en",
    start: int = 0,
    count: int = PAGE,
    facets: bool = True,
    nearest: bool = False,
    meaning: bool = True,
    patient: bool = False,
    state: State | None = None,
) -> Answer:
    """Return the answer to a question; without words, the newest items that pass the filters.

    A filter of one facet takes any of its codes; counts of a facet are as if it had no filter.
    nearest : to answer with the few that are nearest in meaning where nothing else is found
    meaning : to ask the sentence model, too, where there is one
    patient : to wait for it as long as it takes, not only for as long as a page may
    state : to search in another one than the present
    """
    state = state or current()
    chosen = {name: codes for name, codes in (filters or {}).items() if codes}
    with _turn:
        asked = ask(text, language, state)
    # Not within one's turn: others are answered while the model is at work.
    patience = None if patient else settings.SEARCH_PATIENCE
    vector = _vector_of(asked, state, patience) if meaning else None
    with _turn:
        return _answer(asked, vector, state, chosen, Wanted(start, count, facets, nearest))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of an answer is wanted; see `search`."""

    start: int
    count: int
    facets: bool
    nearest: bool


def _answer(
    asked: Asked,
    vector: Scores | None,
    state: State,
    filters: dict[str, set[str]],
    wanted: Wanted,
) -> Answer:
    shelves = state.shelves
    scored = _scores(asked, vector, state)
    fit = _fit(scored, shelves, filters, asked) if scored else [s.alive for s in shelves]
    mine = [f & s.allowed(filters) for f, s in zip(fit, shelves, strict=True)]
    nothing = not any(map(np.any, mine))
    far = _nearest(scored, shelves, filters) if wanted.nearest and nothing else None
    if far is not None:
        fit, mine = far, [f & s.allowed(filters) for f, s in zip(far, shelves, strict=True)]
    order = _order(scored, shelves, mine, wanted.start + wanted.count)
    return Answer(
        asked,
        tuple(order[wanted.start :]),
        int(sum(map(np.count_nonzero, mine))),
        _facets(shelves, fit, mine, filters) if wanted.facets else {},
        nearest=far is not None,
    )


def _vector_of(asked: Asked, state: State, patience: float | None) -> Scores | None:
    """Return what the sentence model makes of a question, (readings, 384); None without it."""
    wanted = asked.groups and SHARES.get(asked.language, 0.0) and meaning_on()
    if not wanted or any(shelf.vectors is None for shelf in state.shelves):
        return None
    readings = [asked.text, asked.corrected] if asked.corrected else [asked.text]
    return QUESTION_VECTORS.of(readings, patience)


def _scores(asked: Asked, vector: Scores | None, state: State) -> list[Scored]:
    """Return what the documents of each shelf score; nothing without words."""
    if not asked.groups:
        return []
    shelves = state.shelves
    rare = rarities([s.index for s in shelves], asked.groups)
    found: list[Scored] = []
    share = SHARES.get(asked.language, 0.0)
    for shelf in shelves:
        matched = match(shelf.index, asked.groups, rare)
        scores, covered, near = matched.scores, matched.covered, None
        if vector is not None and shelf.vectors is not None:
            near = (shelf.vectors @ vector.T).max(axis=1)
            scores = blend(scores, near, share)
            if share == MEANING:
                covered = np.where(near >= NEAR, np.float32(1), covered)
        found.append((scores, covered, near))
    return found


def _fit(
    scored: list[Scored],
    shelves: list[Shelf],
    filters: dict[str, set[str]],
    asked: Asked,
) -> list[NDArray[np.bool_]]:
    """Return which documents are results: they cover enough of the question.

    Of those that are what the question asks for (money is funding), less is enough.
    """
    allowed = [s.allowed(filters) for s in shelves]
    types = {code for scheme, code in asked.understood if scheme == "type"}
    of_type = [s.facets.having("type", types) for s in shelves]
    steps = STRICT if len(asked.groups) <= FEW_WORDS else LOOSE
    fit: list[NDArray[np.bool_]] = []
    for share in steps:
        of_type_share = min(share, OF_TYPE)
        fit = [
            (covered > share) | (typed & (covered > of_type_share))
            for (_, covered, _), typed in zip(scored, of_type, strict=True)
        ]
        if sum(np.count_nonzero(f & a) for f, a in zip(fit, allowed, strict=True)) >= ENOUGH:
            return fit
    return fit


def _nearest(
    scored: list[Scored], shelves: list[Shelf], filters: dict[str, set[str]]
) -> list[NDArray[np.bool_]] | None:
    """Return which few documents are nearest in meaning; None where meaning says nothing."""
    near = [n for _, _, n in scored if n is not None]
    allowed = [s.allowed(filters) for s in shelves]
    if not near or len(near) < len(scored):
        return None
    best = np.sort(np.concatenate([n[a] for n, a in zip(near, allowed, strict=True)]))
    if not len(best) or best[-1] < FAR:
        return None
    return [n >= max(FAR, best[-FEW:][0]) for n in near]


def _order(
    scored: list[Scored],
    shelves: list[Shelf],
    mine: list[NDArray[np.bool_]],
    count: int,
) -> list[int]:
    """Return the items of the first ranks, of all shelves."""
    found: list[tuple[float, int]] = []
    for n, (shelf, mask) in enumerate(zip(shelves, mine, strict=True)):
        scores: NDArray[Any] = scored[n][0] if scored else (shelf.published + 1).astype(np.float64)
        kept = scores * mask
        best = best_of(kept, count)
        found += [(-float(kept[place]), -int(shelf.items[place])) for place in best]
    return [-pk for _, pk in sorted(found)[:count]]


def _facets(
    shelves: list[Shelf],
    fit: list[NDArray[np.bool_]],
    mine: list[NDArray[np.bool_]],
    filters: dict[str, set[str]],
) -> dict[str, list[tuple[str, int]]]:
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for shelf, all_fit, mask in zip(shelves, fit, mine, strict=True):
        counts = shelf.facets.counts(mask)
        for name in filters:
            others = all_fit & shelf.allowed(filters, but=name)
            counts[name] = shelf.facets.counts(others, only=name).get(name, {})
        for name, codes in counts.items():
            if name in counted:  # not what an older version kept
                counted[name].update(codes)
    return {
        name: sorted(codes.items(), reverse=True)
        if name == "year"
        else sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
        for name, codes in counted.items()
    }
