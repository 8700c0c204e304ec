"""Search all that a reader may open: by kind, the best first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.search.facets import Mask
from scp_centre.centre.search.library import LIBRARY
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.questions import Group, Question, read_question
from scp_centre.centre.search.ranking import TURN, Scored, count_facets, in_order, score
from scp_centre.centre.search.readers import Reader, reader_of
from scp_centre.centre.search.shelves import Shelf
from scp_centre.centre.search.sources import search_sources
from scp_centre.methods.retrieval import match
from scp_centre.methods.retrieval.index import idf

PAGE = 20
OF_A_KIND = 5  # of each, where all kinds are shown together
SUGGESTIONS = 8
ALL_WORDS = 0.99  # share of a question that its results cover …
STEPS = (ALL_WORDS, 0.6, 0.0)  # … and less where nothing covers all


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found, as it is shown."""

    kind: str
    title: str
    about: str
    texts: tuple[str, ...]
    address: str
    organisation: str


@dataclass(frozen=True, slots=True)
class FoundKind:
    """What was found of one kind. key, title : of its source    count : how many there are"""

    key: str
    title: str
    count: int
    rows: tuple[Found, ...] = ()

    @property
    def others(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was found. kinds : the best first; rows : of one kind, where one was chosen"""

    question: Question
    total: int = 0
    kinds: tuple[FoundKind, ...] = field(default_factory=tuple)
    rows: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scored:
    """The documents that answer, on the reader's shelves."""

    shelves: list[Shelf]
    scored: list[Scored]
    fit: list[Mask]

    def best(self, count: int, kind: str = "") -> list[int]:
        masks = self.fit
        if kind:
            pairs = zip(self.fit, self.shelves, strict=True)
            masks = [fit & shelf.facets.having("kind", {kind}) for fit, shelf in pairs]
        return in_order(self.scored, self.shelves, masks, count)

    def counts(self) -> Counter[str]:
        return count_facets(["kind"], self.shelves, self.fit, self.fit, {})["kind"]


def search_everything(
    text: str, person: Any, *, language: str, kind: str = "", start: int = 0
) -> FoundPage:
    """Return what a person, or a visitor, finds; of one kind where one is chosen."""
    reader = reader_of(person)
    shelves = LIBRARY.shelves_for(reader)
    with TURN:
        question = read_question(text, language, shelves)
        answer = _answer(question, shelves)
        counts = answer.counts()
        chosen = answer.best(start + PAGE, kind)[start:] if kind else []
        best = {} if kind else {key: answer.best(OF_A_KIND, key) for key in counts}
        first = {key: n for n, key in enumerate(_kinds_in_order(answer, counts))}
    shown = _shown({*chosen, *(pk for pks in best.values() for pk in pks)}, reader)
    kinds = [
        FoundKind(key, search_sources()[key].title, counts[key], _rows(best.get(key, []), shown))
        for key in sorted(first, key=first.__getitem__)
        if key in search_sources()
    ]
    total = sum(one.count for one in kinds)
    return FoundPage(question, total, tuple(kinds), _rows(chosen, shown))


def suggest(text: str, person: Any, *, language: str) -> list[FoundKind]:
    """Return the best few things for words that are still being typed, by kind."""
    reader = reader_of(person)
    shelves = LIBRARY.shelves_for(reader)
    with TURN:
        answer = _answer(read_question(text, language, shelves, begun=True), shelves)
        best = answer.best(SUGGESTIONS)
    rows = _rows(best, _shown(best, reader))
    by_kind: dict[str, list[Found]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return [
        FoundKind(key, search_sources()[key].title, len(some), tuple(some))
        for key, some in by_kind.items()
    ]


def _answer(question: Question, shelves: list[Shelf]) -> _Scored:
    groups = [*question.groups, *question.phrases]
    if not groups:
        return _Scored([], [], [])
    rare = _rarities(shelves, groups)
    scored = score(shelves, groups, rare)
    return _Scored(shelves, scored, _fit(question, shelves, scored))


def _rarities(shelves: Sequence[Shelf], groups: Iterable[Group]) -> list[float]:
    """Return how much each word tells, among the documents that are valid today."""
    size = sum(int(np.count_nonzero(shelf.alive)) for shelf in shelves)
    times = [
        max((sum(s.frequency(k) for s in shelves) for k in group), default=0) for group in groups
    ]
    return [idf(size, n) if n else 0.0 for n in times]


def _fit(question: Question, shelves: list[Shelf], scored: list[Scored]) -> list[Mask]:
    """Return which documents are results: they have all quoted words, and most of the others."""
    needed = [_has_phrases(shelf, question.phrases) for shelf in shelves]
    fit = [mask & False for mask in needed]
    for share in STEPS:
        fit = [
            mask & (covered > share) for mask, (_, covered, _) in zip(needed, scored, strict=True)
        ]
        if any(np.any(mask) for mask in fit):
            break
    return fit


def _has_phrases(shelf: Shelf, phrases: Sequence[Group]) -> Mask:
    mask = shelf.alive
    for phrase in phrases:
        mask = mask & (match(shelf.index, [phrase], [1.0]).covered > 0)
    return mask


def _kinds_in_order(answer: _Scored, counts: Counter[str]) -> list[str]:
    """Return the kinds by their best document."""
    highest = dict.fromkeys(counts, 0.0)
    for shelf, (scores, _, _), fit in zip(answer.shelves, answer.scored, answer.fit, strict=True):
        for key in counts:
            mine = scores[fit & shelf.facets.having("kind", {key})]
            highest[key] = max(highest[key], float(mine.max(initial=0)))
    return sorted(highest, key=lambda key: (-highest[key], key))


def _shown(pks: Iterable[int], reader: Reader) -> dict[int, Found]:
    """Return what is shown of entries, once more only of those that the reader may open."""
    entries = SearchEntry.objects.filter(reader.condition, pk__in=list(pks), gone=False)
    rows = list(entries.order_by())
    owners = {row.scope for row in rows if row.scope > 0}
    names = dict(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))
    return {
        row.pk: Found(
            row.source,
            row.title,
            row.about,
            tuple(row.texts),
            row.address,
            names.get(row.scope, ""),
        )
        for row in rows
    }


def _rows(pks: Iterable[int], shown: dict[int, Found]) -> tuple[Found, ...]:
    return tuple(shown[pk] for pk in pks if pk in shown)
