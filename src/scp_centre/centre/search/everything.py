"""Search all that a reader may open: by kind, the best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.search.facets import Mask
from scp_centre.centre.search.index_by_permission import READER_SHELVES
from scp_centre.centre.search.index_in_memory import Shelf
from scp_centre.centre.search.question_parser import Group, Question, read_question
from scp_centre.centre.search.ranking import TURN, Scored, Scores, score
from scp_centre.centre.search.search_rights import Reader, reader_of
from scp_centre.centre.search.sources import search_sources
from scp_centre.methods.retrieval import best_of, match
from scp_centre.methods.retrieval.index import idf

PAGE = 20
OF_A_KIND = 5  # of each, where all kinds are shown together
SUGGESTIONS = 8
ALL_WORDS = 0.99  # share of a question that its results cover …
OF_THE_BEST = 0.75  # … and where nothing covers all, this share of the most that anything covers
# Of texts that are read, the share that they cover, less where too few are found; the clearinghouse
# asks alike. Never nothing: a word such as "company" would find them all.
OF_TEXTS, OF_TEXTS_IN_FEW_WORDS = (0.6, 0.4, 0.25), (ALL_WORDS, 0.4, 0.25)
FEW_WORDS = 2


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
    """What was found. kinds : the best first    rows : of one kind, where one was chosen"""

    question: Question
    kind: str = ""
    total: int = 0
    kinds: tuple[FoundKind, ...] = field(default_factory=tuple)
    rows: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Matches:
    """The documents that answer, of all shelves of the reader.

    documents, scores, kinds : (matches,); kinds are numbers of `keys`
    """

    keys: list[str]
    documents: NDArray[np.int64]
    scores: NDArray[np.float32]
    kinds: NDArray[np.int64]

    def best(self, count: int, key: str = "") -> list[int]:
        """Return the best documents, of one kind where it is named."""
        chosen = slice(None) if not key else np.flatnonzero(self.kinds == self._number(key))
        places = best_of(self.scores[chosen], count)
        return [int(pk) for pk in self.documents[chosen][places]]

    def counts(self) -> dict[str, int]:
        """Return kind -> how many answer, the kind of the best document first."""
        highest = np.zeros(len(self.keys), np.float32)
        np.maximum.at(highest, self.kinds, self.scores)
        counted = np.bincount(self.kinds, minlength=len(self.keys))
        order = sorted(np.flatnonzero(counted), key=lambda n: (-highest[n], self.keys[n]))
        return {self.keys[n]: int(counted[n]) for n in order}

    def _number(self, key: str) -> int:
        return self.keys.index(key) if key in self.keys else -1


def search_everything(
    text: str, person: Any, *, language: str, kind: str = "", start: int = 0
) -> FoundPage:
    """Return what a person, or a visitor, finds; of one kind where one is chosen."""
    reader = reader_of(person)
    shelves = READER_SHELVES.shelves_for(reader)
    with TURN:
        question = read_question(text, language, shelves)
        matches = _matches(question, shelves)
        counts = matches.counts()
        kind = kind if kind in counts else ""
        start = min(start, (counts.get(kind, 1) - 1) // PAGE * PAGE)
        chosen = matches.best(start + PAGE, kind)[start:] if kind else []
        best = {} if kind else {key: matches.best(OF_A_KIND, key) for key in counts}
    shown = _shown({*chosen, *(pk for pks in best.values() for pk in pks)}, reader)
    kinds = [
        FoundKind(key, search_sources()[key].title, count, _rows(best.get(key, []), shown))
        for key, count in counts.items()
        if key in search_sources()
    ]
    total = sum(one.count for one in kinds)
    return FoundPage(question, kind, total, tuple(kinds), _rows(chosen, shown))


def suggest(text: str, person: Any, *, language: str) -> list[FoundKind]:
    """Return the best few things for words that are still being typed, by kind."""
    reader = reader_of(person)
    shelves = READER_SHELVES.shelves_for(reader)
    with TURN:
        matches = _matches(read_question(text, language, shelves, begun=True), shelves)
        best = matches.best(SUGGESTIONS)
    rows = _rows(best, _shown(best, reader))
    by_kind: dict[str, list[Found]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return [
        FoundKind(key, search_sources()[key].title, len(some), tuple(some))
        for key, some in by_kind.items()
    ]


def _matches(question: Question, shelves: list[Shelf]) -> _Matches:
    keys = list(search_sources())
    documents, scores, kinds = [], [], []
    groups = [*question.groups, *question.phrases]
    scored = score(shelves, groups, _rarities(shelves, groups)) if groups else []
    fit = _fit(question, shelves, scored) if scored else []
    for shelf, (mine, _, _), mask in zip(shelves, scored, fit, strict=False):
        codes, numbers = shelf.facets.numbers("kind")
        known = np.array([keys.index(code) if code in keys else -1 for code in codes], np.int64)
        places = np.flatnonzero(mask & (known[numbers] >= 0))  # not of a role that was taken out
        documents.append(shelf.documents[places])
        scores.append(mine[places])
        kinds.append(known[numbers[places]])
    return _Matches(
        keys,
        np.concatenate([*documents, np.zeros(0, np.int64)]),
        np.concatenate([*scores, np.zeros(0, np.float32)]),
        np.concatenate([*kinds, np.zeros(0, np.int64)]),
    )


def _rarities(shelves: Sequence[Shelf], groups: Iterable[Group]) -> list[float]:
    """Return how much each word tells, among the documents that are valid today."""
    size = sum(int(np.count_nonzero(shelf.alive)) for shelf in shelves)
    times = [
        max((sum(s.frequency(k) for s in shelves) for k in group), default=0) for group in groups
    ]
    return [idf(size, n) if n else 0.0 for n in times]


def _fit(question: Question, shelves: list[Shelf], scored: list[Scored]) -> list[Mask]:
    """Return which documents are results: they have all quoted words, and most of the others.

    Texts that are read need not have as many of them as what has a name.
    """
    needed = [_has_phrases(shelf, question.phrases) for shelf in shelves]
    covers = [
        np.where(mask, covered, np.float32(0))
        for mask, (_, covered, _) in zip(needed, scored, strict=True)
    ]
    most = max(float(covered.max(initial=0)) for covered in covers)
    share = ALL_WORDS if most > ALL_WORDS else OF_THE_BEST * most
    shares = [np.full(len(covered), share, np.float32) for covered in covers]
    for key in (key for key, source in search_sources().items() if source.is_read):
        texts = [shelf.facets.having("kind", {key}) for shelf in shelves]
        of_texts = min(share, _share_of_texts(question, covers, texts))
        for mine, mask in zip(shares, texts, strict=True):
            mine[mask] = of_texts
    return [
        mask & (covered > mine) for mask, covered, mine in zip(needed, covers, shares, strict=True)
    ]


def _share_of_texts(question: Question, covers: list[Scores], texts: list[Mask]) -> float:
    """Return which share of a question texts must cover, so that enough of them are found."""
    few = len(question.groups) <= FEW_WORDS
    steps = OF_TEXTS_IN_FEW_WORDS if few else OF_TEXTS
    for share in steps:
        pairs = zip(covers, texts, strict=True)
        if sum(np.count_nonzero(covered[mask] > share) for covered, mask in pairs) >= OF_A_KIND:
            return share
    return steps[-1]


def _has_phrases(shelf: Shelf, phrases: Sequence[Group]) -> Mask:
    mask = shelf.alive
    for phrase in phrases:
        mask = mask & (match(shelf.index, [phrase], [1.0]).covered > 0)
    return mask


def _shown(pks: Iterable[int], reader: Reader) -> dict[int, Found]:
    """Return what is shown of entries, once more only of those that the reader may open."""
    rows = list(reader.opened(list(pks)).order_by())
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
