"""From what somebody typed to the terms that are looked up on their shelves."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scp_centre.centre.search.index_in_memory import Shelf
from scp_centre.centre.search.spelling import words_alike
from scp_centre.centre.search.terms import (
    STEMMED,
    bare_code,
    key_of_code,
    key_of_pair,
    keys_of_word,
)
from scp_centre.methods.retrieval import analyzer, key_of
from scp_centre.methods.retrieval.analysis import LONGEST, plain, words_of

MOST_SIGNS = 200
MOST_WORDS = 20
EXACT, STEM, OTHER_STEM, BEGINNING = 1.0, 0.9, 0.7, 0.6  # what a match counts
SHORTEST = 4  # letters of a word that may be misspelt
SHORTEST_BEGINNING = 2
MOST_BEGUN = 300  # words with one beginning that are looked up
PHRASE = re.compile(r'["“”«„]([^"“”«»„]*)["“”»]')
Group = dict[int, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is looked up.

    groups : for each word, its terms with weights    phrases : of quoted words, all needed
    words : that the question has, to mark them in texts
    corrected : the question with words as they are probably meant, where they differ
    """

    text: str
    groups: tuple[Group, ...] = ()
    phrases: tuple[Group, ...] = ()
    words: tuple[str, ...] = ()
    corrected: str = ""


def read_question(
    text: str, language: str, shelves: Sequence[Shelf], *, begun: bool = False
) -> Question:
    """Return a question ready to be looked up.

    begun : whether the last word is still being typed
    """
    text = " ".join(text[:MOST_SIGNS].split())
    phrases, quoted = _phrases(text)
    tokens = PHRASE.sub(" ", text).split()[:MOST_WORDS]
    reading = _Reading(language, shelves)
    for n, token in enumerate(tokens):
        reading.add(token, last=n == len(tokens) - 1 and not text.endswith('"'), begun=begun)
    groups = reading.groups or (reading.of_no_meaning if not phrases else [])
    words = (*reading.words, *quoted)
    corrected = " ".join(reading.meant) if reading.meant != tokens else ""
    return Question(text, tuple(groups), tuple(phrases), words, corrected)


def _phrases(text: str) -> tuple[list[Group], list[str]]:
    """Return the terms of quoted words, and the words."""
    groups: list[Group] = []
    quoted: list[str] = []
    for found in PHRASE.finditer(text):
        words = words_of(found[1])[:MOST_WORDS]
        quoted += words
        if len(words) == 1:
            groups.append({key_of(plain(words[0])): EXACT})
        groups += [{key_of_pair(*pair): EXACT} for pair in zip(words, words[1:], strict=False)]
    return groups, quoted


class _Reading:
    """The words of a question, read one after the other."""

    def __init__(self, language: str, shelves: Sequence[Shelf]) -> None:
        self._language = language
        self._shelves = shelves
        self.groups: list[Group] = []
        self.of_no_meaning: list[Group] = []  # articles and the like, where there is nothing else
        self.words: list[str] = []
        self.meant: list[str] = []

    def add(self, token: str, *, last: bool, begun: bool) -> None:
        """Add what stands between two spaces: a word, a code, or words with signs between."""
        words = [word for word in words_of(token) if len(word) <= LONGEST]
        if any(sign.isdigit() for sign in token):
            self.meant.append(token)
            self._add_code(token, words)
            return
        meant = [
            self._add_word(word, last and n == len(words) - 1, begun)
            for n, word in enumerate(words)
        ]
        self.meant += [token] if meant == words else meant

    def _add_code(self, token: str, words: list[str]) -> None:
        """Add a number or code: exactly as it is, with or without the signs between."""
        if not words:
            return
        group = {key_of_code(token): EXACT, key_of(plain(bare_code(token))): EXACT}
        if len(words) == 1:
            group[key_of(plain(words[0]))] = EXACT
        pairs = [key_of_pair(*pair) for pair in zip(words, words[1:], strict=False)]
        if len(pairs) == 1:
            group[pairs[0]] = STEM
        self.groups.append(group)
        self.words += [token.lower(), *words]

    def _add_word(self, word: str, last: bool, begun: bool) -> str:
        """Add a word; return it, or the word that it is probably meant to be."""
        group = self._terms(word)
        if self._is_known(group):
            if last and begun:
                group = self._begun(word) | group
            self._keep(word, group)
            return word
        beginning = self._begun(word) if last else {}
        if beginning:
            self._keep(word, beginning)
            return word
        corrected = self._corrected(word)
        self._keep(corrected or word, self._terms(corrected) if corrected else group)
        return corrected or word

    def _keep(self, word: str, group: Group) -> None:
        if analyzer(self._language).terms(word) or not word.isalpha():
            self.groups.append(group)
            self.words.append(word)
        else:
            self.of_no_meaning.append(group)

    def _terms(self, word: str) -> Group:
        group = dict.fromkeys(keys_of_word(word), OTHER_STEM)
        group |= {key_of(term): STEM for term in analyzer(self._language).terms(word)}
        return group | {key_of(plain(word)): EXACT}

    def _is_known(self, group: Group) -> bool:
        return any(self._frequency(key) for key in group)

    def _frequency(self, key: int) -> int:
        """Return in how many documents of the reader's shelves a term stands today."""
        return sum(shelf.frequency(key) for shelf in self._shelves)

    def _begun(self, word: str) -> Group:
        """Return the words of the shelves that begin so."""
        if len(word) < SHORTEST_BEGINNING:
            return {}
        keys = [key_of(one) for one in _words_that_begin(plain(word), self._shelves)]
        return {key: BEGINNING for key in keys if self._frequency(key)}

    def _corrected(self, word: str) -> str:
        """Return the word of the reader's own shelves that is written most alike, or nothing."""
        if len(word) < SHORTEST or not word.isalpha():
            return ""
        if not any(analyzer(language).terms(word) for language in STEMMED):
            return ""
        near = {one for shelf in self._shelves for one in words_alike(word, shelf.spelt)}
        there = {one: self._frequency(key_of(plain(one))) for one in near}
        alike = words_alike(word, _by_length(one for one, times in there.items() if times))
        return max(alike, key=lambda one: (one[0] == word[0], there[one], one), default="")


def _words_that_begin(beginning: str, shelves: Sequence[Shelf]) -> Iterator[str]:
    for shelf in shelves:
        at = bisect_left(shelf.words, beginning)
        for word in shelf.words[at : at + MOST_BEGUN]:
            if not word.startswith(beginning):
                break
            yield word


def _by_length(words: Iterator[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found
