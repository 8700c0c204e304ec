"""From a text to the terms that are searched: words, without case and accents, stemmed."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Set
from functools import lru_cache

import Stemmer

from scp_centre.methods.retrieval.stopwords import STOPWORDS

SNOWBALL = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
MOST_KNOWN = 500_000  # words that an analyzer remembers
LONGEST = 60  # characters of a word; what is longer is no word


class Analyzer:
    """The words of one language, turned into terms.

    >>> Analyzer("en").terms("Reducing water in textile dyeing")
    ['reduc', 'water', 'textil', 'dye']
    >>> Analyzer("fr").terms("Réduire l’eau des teintures")
    ['reduir', 'eau', 'teintur']
    >>> Analyzer("zh").terms("清洁生产")
    ['清洁', '洁生', '生产']
    """

    def __init__(self, language: str):
        self.language = language
        self.stops = STOPWORDS.get(language, frozenset())
        self._stem = Stemmer.Stemmer(SNOWBALL[language]) if language in SNOWBALL else None
        self._known: dict[str, str] = {}
        self.fresh: set[str] = set()  # words met for the first time, until somebody takes them

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text in their order, words without meaning left out."""
        found = []
        for word in words_of(text):
            term = self._known.get(word)
            if term is None:
                term = self._learn(word)
            if term:
                found.append(term)
        if IDEOGRAPH.search(text):
            return [part for term in found for part in _pairs(term)]
        return found

    def means(self, word: str, terms: Set[str]) -> bool:
        """Return whether a word, alone, is one of some terms.

        >>> Analyzer("en").means("Dyeing", {"dye"})
        True
        """
        small = word.lower()
        term = self._known.get(small)
        if term is None or not small.isascii():
            return not terms.isdisjoint(self.terms(word))
        return term in terms

    def refresh(self) -> None:
        """Take every word that is known as met for the first time."""
        self.fresh = {word for word, term in self._known.items() if term}

    def counts(self, text: str) -> Counter[str]:
        """Return how often each term stands in a text."""
        return Counter(self.terms(text))

    def _term_of(self, bare: str) -> str:
        if not bare or len(bare) > LONGEST or bare in self.stops:
            return ""
        return plain(self._stem.stemWord(bare) if self._stem else bare)

    def _learn(self, word: str) -> str:
        bare = ELISION.sub("", word) if self.language == "fr" else word.split("'")[0].split("’")[0]
        term = self._term_of(bare)
        if len(self._known) < MOST_KNOWN:
            self._known[word] = term
        if term and len(self.fresh) < MOST_KNOWN:
            self.fresh.add(word)
        return term


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def plain(word: str) -> str:
    """Return a word without accents.

    >>> plain("économie")
    'economie'
    """
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _pairs(term: str) -> list[str]:
    """Return a word of ideographs, which is not spaced, as its overlapping pairs."""
    if not IDEOGRAPH.search(term) or len(term) < 3:
        return [term]
    return [term[i : i + 2] for i in range(len(term) - 1)]


@lru_cache(maxsize=16)
def analyzer(language: str) -> Analyzer:
    """Return the analyzer of a language; of one without a stemmer, words as they are."""
    return Analyzer(language.split("-")[0].lower())


def key_of(term: str) -> int:
    """Return the number of a term: eight bytes of its digest, the same in every process.

    >>> key_of("water") == key_of("water") != key_of("waste")
    True
    """
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=400_000)
def kept_key(term: str) -> int:
    """Return `key_of` a term, remembered."""
    return key_of(term)
