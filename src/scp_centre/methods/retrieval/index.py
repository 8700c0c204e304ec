"""An inverted index in memory and its ranking: BM25 on weighted fields.

A document comes as terms with weighted counts (see `Weighed`); the index turns documents into
postings, of which a query adds up a few.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.retrieval.analysis import Analyzer, analyzer, kept_key

K1 = 1.6  # these three as measured in docs/methods/retrieval.md
B = 0.75
TITLE = 2.0  # what a word of a title counts, of the text 1
MEANING = 0.6  # share of nearness of meaning in a hybrid score
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document as an index takes it.

    keys : (terms,) of `key_of`    counts : (terms,) weighted    length : weighted words
    """

    keys: NDArray[np.uint64]
    counts: Array
    length: float


Field = tuple[str, str, float]


def weigh(
    fields: Iterable[Field],
    labels: Iterable[Mapping[str, float]] = (),
    read: Callable[[str], Analyzer] = analyzer,
) -> Weighed:
    """Return a document of fields (language, text, weight): counts times weight, added up.

    labels : terms with weights that do not make the document longer, as those of a catalogue
    read : language -> what turns a text into terms

    >>> weigh([("en", "Water saving", 2), ("en", "Saving water in dyeing", 1)]).counts.tolist()
    [3.0, 3.0, 1.0]
    """
    total: dict[str, float] = {}
    length = 0.0
    for language, text, weight in fields:
        terms = read(language).terms(text)
        length += weight * len(terms)
        for term in terms:
            total[term] = total.get(term, 0.0) + weight
    for label in labels:
        for term, weight in label.items():
            total[term] = total.get(term, 0.0) + weight
    keys = np.array(list(map(kept_key, total)), np.uint64)
    return Weighed(keys, np.array(list(total.values()), np.float32), length)


class Index:
    """Postings of many documents, ordered by term; immutable once made.

    terms : (vocabulary,) keys, ascending    starts : (vocabulary + 1,) where postings begin
    documents : (postings,) places of documents    weights : (postings,) share of BM25 without idf
    """

    def __init__(
        self,
        documents: Sequence[Weighed],
        *,
        k1: float = K1,
        b: float = B,
        mean_length: float | None = None,
    ):
        self.size = len(documents)
        lengths = np.fromiter((d.length for d in documents), np.float32, self.size)
        self.mean_length = mean_length or (float(lengths.mean()) if self.size else 1.0)
        sizes = np.fromiter((len(d.keys) for d in documents), np.int64, self.size)
        keys = _joined([d.keys for d in documents], np.uint64)
        counts = _joined([d.counts for d in documents], np.float32)
        places = np.repeat(np.arange(self.size, dtype=np.int32), sizes)
        order = np.argsort(keys, kind="stable")
        self.terms, starts = np.unique(keys[order], return_index=True)
        self.starts = np.append(starts, len(keys)).astype(np.int64)
        self.documents = places[order]
        norm = k1 * (1 - b + b * lengths / max(self.mean_length, 1e-9))
        counts = counts[order]
        self.weights = (counts * (k1 + 1) / (counts + norm[self.documents])).astype(np.float32)

    def postings(self, key: int) -> tuple[NDArray[np.int32], Array]:
        """Return where a term stands and with which weight; nothing where it is not known."""
        at = int(np.searchsorted(self.terms, np.uint64(key)))
        if at == len(self.terms) or int(self.terms[at]) != key:
            return self.documents[:0], self.weights[:0]
        part = slice(self.starts[at], self.starts[at + 1])
        return self.documents[part], self.weights[part]

    def frequency(self, key: int) -> int:
        """Return in how many documents a term stands."""
        return len(self.postings(key)[0])


@dataclass(frozen=True, slots=True)
class Match:
    """What a query finds in an index.

    scores : (documents,) BM25, 0 where nothing matches
    covered : (documents,) share of the query's idf that stands in a document, 0 to 1
    """

    scores: Array
    covered: Array


def idf(documents: int, frequency: int) -> float:
    """Return ln(1 + (N - n + 0.5) / (n + 0.5)), how much a term of n of N documents tells.

    Source: Robertson and Zaragoza (2009), with 1 added against negative values.
    """
    return float(np.log1p((documents - frequency + 0.5) / (frequency + 0.5)))


def rarities(indexes: Sequence[Index], terms: Sequence[Mapping[int, float]]) -> list[float]:
    """Return the idf of each word of a query over several indexes together; 0 where none has it.

    The idf of a word is that of the most frequent term that stands for it.
    """
    size = sum(i.size for i in indexes)

    def documents_with(key: int) -> int:
        return sum(one.frequency(key) for one in indexes)

    frequencies = [max(map(documents_with, group), default=0) for group in terms]
    return [idf(size, n) if n else 0.0 for n in frequencies]


def match(
    index: Index, terms: Sequence[Mapping[int, float]], rare: Sequence[float] | None = None
) -> Match:
    """Return the scores of a query.

    terms : for each word of the query, the terms that stand for it (itself, its synonyms, what was
        probably meant) with their weights; of a word's terms the best counts in each document
    rare : of `rarities`, where this is one of several indexes
    """
    rare = rarities([index], terms) if rare is None else rare
    total = np.zeros(index.size, np.complex64)  # score and share in one, to go through once
    for group, rarity in zip(terms, rare, strict=True):
        if rarity:
            places, weights = _of_word(index, group)
            found = np.empty(len(places), np.complex64)
            np.multiply(weights, np.float32(rarity), out=found.real)
            found.imag = rarity / sum(rare)
            total[places] += found  # a word has each document once
    return Match(total.real.copy(), total.imag.copy())


def _of_word(index: Index, group: Mapping[int, float]) -> tuple[NDArray[np.int32], Array]:
    """Return where a word stands and with which weight: of its terms the best in each document."""
    found = [(*index.postings(key), np.float32(weight)) for key, weight in group.items()]
    found = [one for one in found if len(one[0])]
    if not found:
        return index.documents[:0], index.weights[:0]
    if len(found) == 1:
        places, weights, weight = found[0]
        return places, weights * weight
    best = np.zeros(index.size, np.float32)
    for places, weights, weight in found:
        best[places] = np.maximum(best[places], weights * weight)
    anywhere = np.flatnonzero(best).astype(np.int32)
    return anywhere, best[anywhere]


def best_of(scores: Array, count: int) -> NDArray[np.int64]:
    """Return the places of the highest scores above 0, the highest and earliest first.

    >>> best_of(np.array([0, 2, 1, 2], np.float32), 2).tolist()
    [1, 3]
    """
    found = np.flatnonzero(scores > 0)
    if len(found) > count:
        values = scores[found]
        edge = np.partition(values, len(values) - count)[len(values) - count]
        found = found[values >= edge]
    order = np.argsort(-scores[found], kind="stable")[:count]
    return found[order]


def blend(lexical: Array, nearness: Array, share: float = MEANING) -> Array:
    """Return hybrid scores: both by their highest of this query, weighted.

    lexical : (documents,) BM25    nearness : (documents,) cosines    share : of nearness

    >>> blend(np.array([4, 0, 2], np.float32), np.array([0, 1, 0.5], np.float32))
    array([0.4, 0.6, 0.5], dtype=float32)
    """
    near = np.maximum(nearness, 0)
    highest, nearest = (
        max(float(lexical.max(initial=0)), 1e-9),
        max(float(near.max(initial=0)), 1e-9),
    )
    return ((1 - share) * lexical / highest + share * near / nearest).astype(np.float32)


def _joined(parts: Sequence[NDArray], kind: type) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
