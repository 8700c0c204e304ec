"""From what a row says, and from what somebody asks, to the terms that are compared.

A row may be written in any language, so each of its words stands by itself, without case and
accents, and by its stem in each language; two words that follow each other stand together, too,
for quoted phrases. Stems of another language match by chance now and then: they count less.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from scp_centre.centre.search.sources import SearchRow
from scp_centre.centre.translation import LANGUAGES, speaker
from scp_centre.methods.messages import Message
from scp_centre.methods.retrieval import TITLE, Weighed, analyzer, key_of
from scp_centre.methods.retrieval.analysis import LONGEST, plain, words_of

STEMMED = ("en", "fr", "es", "ar", "ru")
TEXT, ABOUT, OWNER = 1.0, 0.6, 0.5  # what a word counts there; in the title, 2
CODE = 2.0
MOST_CHARACTERS = 6_000  # of one text
NOT_OF_CODES = re.compile(r"[\W_]+")


@lru_cache(maxsize=200_000)
def keys_of_word(word: str) -> tuple[int, ...]:
    """Return the keys of a word: as it is, and its stems."""
    stems = [term for language in STEMMED for term in analyzer(language).terms(word)]
    return tuple(key_of(term) for term in dict.fromkeys([plain(word), *stems]))


@lru_cache(maxsize=400_000)
def key_of_pair(first: str, second: str) -> int:
    """Return the key of two words, one after the other."""
    return key_of(f"{plain(first)} {plain(second)}")


def key_of_code(code: str) -> int:
    """Return the key of a code, whatever stands between its signs.

    >>> key_of_code("0406.10") == key_of_code("040610")
    True
    """
    return key_of("=" + bare_code(code))


def bare_code(code: str) -> str:
    """Return the letters and digits of a code."""
    return NOT_OF_CODES.sub("", code).lower()


def readings(said: str) -> Iterator[str]:
    """Yield what a text says: a message in all languages, people's own words as they stand."""
    if not isinstance(said, Message):
        yield said[:MOST_CHARACTERS]
        return
    yield from dict.fromkeys(speaker(language)(said) for language in LANGUAGES)


class Terms:
    """The weighted terms of one row, and its words."""

    def __init__(self, boost: float) -> None:
        self._boost = boost
        self._counts: dict[int, float] = {}
        self._length = 0.0
        self.words: dict[str, None] = {}

    def add(self, said: str, weight: float) -> None:
        """Add a text; of a message in several languages each term counts once."""
        best: dict[int, float] = {}
        lengths = [0]
        for text in readings(said):
            counts: dict[int, float] = {}
            words = [word for word in words_of(text) if len(word) <= LONGEST]
            for key in _keys_of(words):
                counts[key] = counts.get(key, 0.0) + weight * self._boost
            for key, count in counts.items():
                best[key] = max(best.get(key, 0.0), count)
            lengths.append(len(words))
            self.words |= dict.fromkeys(words)
        for key, count in best.items():
            self._counts[key] = self._counts.get(key, 0.0) + count
        self._length += weight * max(lengths)

    def add_code(self, code: str) -> None:
        if bare_code(code):
            self._counts[key_of_code(code)] = CODE * self._boost

    def add_labels(self, labels: Mapping[str, float]) -> None:
        """Add texts that do not make the row longer; a word of several counts once."""
        best: dict[int, float] = {}
        for text, weight in labels.items():
            words = [word for word in words_of(text) if len(word) <= LONGEST]
            for key in _keys_of(words):
                best[key] = max(best.get(key, 0.0), weight * self._boost)
        for key, count in best.items():
            self._counts[key] = self._counts.get(key, 0.0) + count

    def weighed(self) -> Weighed:
        keys = np.fromiter(self._counts, np.uint64, len(self._counts))
        counts = np.fromiter(self._counts.values(), np.float32, len(self._counts))
        return Weighed(keys, counts, self._length)


def _keys_of(words: list[str]) -> Iterator[int]:
    for word in words:
        yield from keys_of_word(word)
    for first, second in zip(words, words[1:], strict=False):
        yield key_of_pair(first, second)


def terms_of(row: SearchRow, owner: str, boost: float) -> Terms:
    """Return the terms of a row. owner : name of the organisation whose it is, or nothing"""
    terms = Terms(boost)
    terms.add(row.title, TITLE)
    terms.add(row.about, ABOUT)
    terms.add(owner, OWNER)
    for text in row.texts:
        terms.add(text, TEXT)
    for code in row.codes:
        terms.add_code(code)
    terms.add_labels(row.labels)
    return terms


def distinct_words(terms: Terms) -> Iterable[str]:
    """Return the words of a row that somebody may misspell: of letters only."""
    return sorted(word for word in terms.words if word.isalpha())
