"""How alike two descriptions are: cosine of tf-idf, as written and with synonyms folded."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from scp_centre.methods.symbiosis.exchanges import Array, Places

WORD = re.compile(r"[^\W\d_]{3,}")
COMMON, FEW = 0.01, 50  # a word in more needs than this share of them, and than so many, finds none


def words_of(text: str) -> list[str]:
    """Return the words of a text without accents and capitals, from three letters on.

    >>> words_of("Fly ash, cendres légères")
    ['fly', 'ash', 'cendres', 'legeres']
    """
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return WORD.findall(plain)


class WordIndex:
    """The words of offers and of needs, weighed by how rare they are.

    weight = log((1 + texts) / (1 + texts with the word)) + 1; each text has length 1
    Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, section 6.
    """

    def __init__(
        self, offers: Sequence[str], needs: Sequence[str], synonyms: Sequence[Sequence[str]]
    ) -> None:
        texts = [words_of(text) for text in (*offers, *needs)]
        self.written = _weigh(texts, len(offers))
        self.folded = self.written
        folds = fold_synonyms(synonyms)
        if folds:
            self.folded = _weigh([_fold(text, folds) for text in texts], len(offers))
        of_offers, of_needs = self.folded
        held = np.diff(of_needs.tocsc().indptr)
        rare = held <= max(FEW, COMMON * len(needs))
        self.finders = of_offers @ csr_array(
            (np.ones(rare.sum()), (np.flatnonzero(rare),) * 2), shape=(len(held),) * 2
        )
        self.needs_by_word = of_needs.T.tocsr()
        self._counts = (self.finders != 0).astype(np.int64) @ np.where(rare, held, 0)

    def pairs_of(self, offer: int) -> int:
        """Return how many pairs the rare words of an offer find, at most."""
        return int(self._counts[offer])

    def pairs(self, start: int, end: int) -> tuple[Places, Places]:
        """Return offer and need of all pairs that share a rare word, of some offers."""
        shared = (self.finders[start:end] @ self.needs_by_word).tocoo()
        return start + shared.row.astype(np.int64), shared.col.astype(np.int64)

    def likeness(self, offer: Places, need: Places) -> tuple[Array, Array]:
        """Return (pair,) how alike the two texts are, as written and with synonyms folded."""
        as_written = _cosine(*self.written, offer, need)
        if self.folded is self.written:
            return as_written, as_written
        return as_written, _cosine(*self.folded, offer, need)


def fold_synonyms(groups: Sequence[Sequence[str]]) -> dict[tuple[str, ...], str]:
    """Return words -> the one that stands for them, the longest first.

    >>> fold_synonyms([["fly ash", "PFA"]])
    {('fly', 'ash'): 'pfa', ('pfa',): 'pfa'}
    """
    folds: dict[tuple[str, ...], str] = {}
    for group in groups:
        named = [words for name in group if (words := tuple(words_of(name)))]
        stands = min((" ".join(words) for words in named), key=lambda w: (len(w), w), default="")
        folds |= dict.fromkeys(named, stands)
    return dict(sorted(folds.items(), key=lambda item: (-len(item[0]), item[0])))


def _fold(text: list[str], folds: dict[tuple[str, ...], str]) -> list[str]:
    """Return a text in which each synonym is the word that stands for it."""
    longest = max(map(len, folds))
    folded, place = [], 0
    while place < len(text):
        for length in range(min(longest, len(text) - place), 0, -1):
            stands = folds.get(tuple(text[place : place + length]))
            if stands is not None:
                folded.append(stands)
                place += length
                break
        else:
            folded.append(text[place])
            place += 1
    return folded


def _weigh(texts: Sequence[list[str]], offers: int) -> tuple[csr_array, csr_array]:
    """Return (offer, word) and (need, word) weights."""
    words = sorted({word for text in texts for word in text})
    number = {word: place for place, word in enumerate(words)}
    counts = [Counter(text) for text in texts]
    lengths = np.array([len(count) for count in counts], np.int64)
    starts = np.r_[0, np.cumsum(lengths)]
    columns = np.array([number[word] for count in counts for word in sorted(count)], np.int64)
    times = np.array([count[word] for count in counts for word in sorted(count)], float)
    texts_with = np.bincount(columns, minlength=len(words))
    rarity = np.log((1 + len(texts)) / (1 + texts_with)) + 1
    weights = times * rarity[columns]
    row = np.repeat(np.arange(len(texts)), lengths)
    length = np.sqrt(np.bincount(row, weights**2, len(texts)))
    weights = weights / length[row]
    table = csr_array((weights, columns, starts), shape=(len(texts), len(words)))
    return table[:offers], table[offers:]


def _cosine(of_offers: csr_array, of_needs: csr_array, offer: Places, need: Places) -> Array:
    """Return (pair,) the cosine of the angle between two texts, some pairs at a time."""
    likeness = np.zeros(len(offer))
    for start in range(0, len(offer), 200_000):
        some = slice(start, start + 200_000)
        product = of_offers[offer[some]].multiply(of_needs[need[some]])
        likeness[some] = np.asarray(product.sum(axis=1)).ravel()
    return np.clip(likeness, 0, 1)
