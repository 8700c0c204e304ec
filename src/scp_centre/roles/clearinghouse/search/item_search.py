"""Questions answered: the best items, how many there are, what narrows them."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from scp_centre.centre.search.index_in_memory import Shelf, State
from scp_centre.centre.search.question_vectors import QUESTION_VECTORS
from scp_centre.centre.search.ranking import (
    TURN,
    Scored,
    Scores,
    count_facets,
    in_order,
    nearest,
    score,
)
from scp_centre.methods.retrieval import rarities
from scp_centre.methods.retrieval.index import MEANING
from scp_centre.roles.clearinghouse.search.index_writer import meaning_on
from scp_centre.roles.clearinghouse.search.memory_index import current
from scp_centre.roles.clearinghouse.search.query_parser import Asked, ask
from scp_centre.roles.clearinghouse.vocabulary import FACETS

PAGE = 20
STRICT, LOOSE = (0.99, 0.0), (0.6, 0.4, 0.0)  # share of the question that a result must cover
OF_TYPE = 0.4  # … where it is of the type that the question names
FEW_WORDS = 2  # of a question of which a result should cover all
ENOUGH = 3  # results, before less is asked for
SHARES = {"en": MEANING, "fr": 0.2, "es": 0.2}  # of meaning; the model was made for English


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
    with TURN:
        asked = ask(text, language, state)
    # Not within one's turn: others are answered while the model is at work.
    patience = None if patient else settings.SEARCH_PATIENCE
    vector = _vector_of(asked, state, patience) if meaning else None
    with TURN:
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
    far = nearest(scored, shelves, filters) if wanted.nearest and nothing else None
    if far is not None:
        fit, mine = far, [f & s.allowed(filters) for f, s in zip(far, shelves, strict=True)]
    order = in_order(scored, shelves, mine, wanted.start + wanted.count)
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
    shelves = state.shelves
    rare = rarities([s.index for s in shelves], asked.groups)
    return score(shelves, asked.groups, rare, vector, SHARES.get(asked.language, 0.0))


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


def _facets(
    shelves: list[Shelf],
    fit: list[NDArray[np.bool_]],
    mine: list[NDArray[np.bool_]],
    filters: dict[str, set[str]],
) -> dict[str, list[tuple[str, int]]]:
    counted = count_facets(FACETS, shelves, fit, mine, filters)
    return {
        name: sorted(codes.items(), reverse=True)
        if name == "year"
        else sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
        for name, codes in counted.items()
    }
