"""From what somebody typed to the terms that are looked up: synonyms, spelling, what is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from scp_centre.centre.search.index_in_memory import State
from scp_centre.centre.search.spelling import ALIKE, words_alike
from scp_centre.methods.retrieval import analyzer, kept_key
from scp_centre.methods.retrieval.analysis import words_of
from scp_centre.roles.clearinghouse.models import Spelling
from scp_centre.roles.clearinghouse.search.field_words import find_field_words, known_terms
from scp_centre.roles.clearinghouse.vocabulary import LABELLED, choices, words

MOST_WORDS = 40
SYNONYM, PHRASE = 0.8, 0.5  # what a synonym of one word counts, of several words each
RECOGNISED = ("sector", "topic", "technology", "cost", "type", "option_kind", "country")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is looked up.

    groups : for each word, its terms with weights    stems : all terms, to mark them in texts
    corrected : the question with words as they are probably meant, where they differ
    understood : (facet, code) of labels that stand in the question
    """

    text: str
    language: str
    groups: tuple[dict[int, float], ...] = ()
    stems: frozenset[str] = frozenset()
    corrected: str = ""
    understood: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def ask(text: str, language: str, state: State) -> Asked:
    """Return a question ready to be looked up in the shelves."""
    typed = words_of(text)[:MOST_WORDS]
    groups: list[dict[int, float]] = []
    stems: set[str] = set()
    meant: list[str] = []
    line: list[str] = []  # the stems in order, for phrases
    own: list[str] = []  # the same in the language of the question
    for word in typed:
        meant += _meant(word, language, state)
    for word in meant:
        found = _terms(word, language, state)
        if found:
            groups.append({kept_key(term): 1.0 for term in found})
            stems |= set(found)
            line.append(found[0])
            own.append(analyzer(language).terms(word)[0])
    _add_field_words(own, language, groups, stems)
    _add_synonyms(line, groups, stems, _synonyms(state, language))
    corrected = " ".join(meant) if meant != typed else ""
    understood = _understood(corrected or text, language)
    return Asked(text, language, tuple(groups), frozenset(stems), corrected, understood)


def _meant(word: str, language: str, state: State) -> list[str]:
    """Return a word, or what it is probably meant to be where it stands nowhere."""
    known = any(_frequency(t, state) for t in _terms(word, language, state))
    known = known or not known_terms(language).isdisjoint(analyzer(language).terms(word))
    if known or len(word) < 4 or not analyzer(language).terms(word):
        return [word]
    return _corrected(word, state).split() or [word]


def _terms(word: str, language: str, state: State) -> list[str]:
    """Return the terms of a word: by its language, or another one in which it stands somewhere."""
    own = analyzer(language).terms(word)
    if not own:
        return []
    for one in (language, *(other for other in LABELLED if other != language)):
        found = analyzer(one).terms(word)
        if found and any(_frequency(t, state) for t in found):
            return found
    return own


def _frequency(term: str, state: State) -> int:
    return sum(shelf.index.frequency(kept_key(term)) for shelf in state.shelves)


def _corrected(word: str, state: State) -> str:
    """Return the word of the collection that is written most alike, or nothing."""
    equals = words_alike(word, _spellings(state.value, str(state.token)))
    if not equals:
        return _parted(word)
    return max(
        equals,
        key=lambda w: (w[0] == word[0], sum(_frequency(t, state) for t in analyzer("en").terms(w))),
    )


def _parted(word: str) -> str:
    """Return the label of two words that somebody wrote as one, as heatpump, or nothing."""
    found = process.extractOne(
        word, list(_joined()), scorer=OSA.normalized_similarity, score_cutoff=ALIKE
    )
    return _joined()[found[0]] if found else ""


@cache
def _joined() -> dict[str, str]:
    """Return labels of several words, written as one -> the label."""
    found = {}
    for scheme in ("topic", "technology"):
        for word in words()[scheme].values():
            for said in (*word.labels.values(), *chain(*word.also.values())):
                parts = words_of(said)
                if len(parts) == 2:
                    found["".join(parts)] = " ".join(parts)
    return found


@lru_cache(maxsize=2)
def _spellings(value: int, token: str) -> dict[int, list[str]]:
    """Return the words of the collection by their length, as of a state of the search."""
    found: dict[int, list[str]] = {}
    for word in Spelling.objects.values_list("word", flat=True):
        found.setdefault(len(word), []).append(word)
    return found


def _add_field_words(
    line: Sequence[str], language: str, groups: list[dict[int, float]], stems: set[str]
) -> None:
    """Let the English words of the field stand for those of another language."""
    for at, size, english in find_field_words(line, language):
        weight = SYNONYM if len(english) == 1 else PHRASE
        for group in groups[at : at + size]:
            for term in english:
                group.setdefault(kept_key(term), weight)
        stems |= set(english)


def _add_synonyms(
    line: Sequence[str],
    groups: list[dict[int, float]],
    stems: set[str],
    synonyms: list[list[tuple[str, ...]]],
) -> None:
    """Let words that mean the same stand for those of the question."""
    for phrases in synonyms:
        for phrase in phrases:
            at = _place(phrase, line)
            if at < 0:
                continue
            for other in phrases:
                if other != phrase:
                    weight = SYNONYM if len(other) == 1 else PHRASE
                    for group in groups[at : at + len(phrase)]:
                        for term in other:
                            group.setdefault(kept_key(term), weight)
                    stems |= set(other)


def _synonyms(state: State, language: str) -> list[list[tuple[str, ...]]]:
    return [_phrases(one, kept) for one, kept in state.synonyms if one in (language, "en")]


@lru_cache(maxsize=2_000)
def _phrases(language: str, kept: str) -> list[tuple[str, ...]]:
    found = [tuple(analyzer(language).terms(part)) for part in kept.split(",")]
    return [phrase for phrase in found if phrase]


def _place(phrase: Sequence[str], line: Sequence[str]) -> int:
    size = len(phrase)
    for at in range(len(line) - size + 1):
        if tuple(line[at : at + size]) == tuple(phrase):
            return at
    return -1


def _understood(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the codes whose label, or another word for it, stands in the question."""
    found: dict[tuple[str, str], None] = {}
    for one in dict.fromkeys((language, "en")):
        line = analyzer(one).terms(text)
        names = names_of(one)
        for size in (4, 3, 2, 1):
            for at in range(len(line) - size + 1):
                for pair in names.get(tuple(line[at : at + size]), ()):
                    found.setdefault(pair)
    return tuple(found)[:5]


@cache
def names_of(language: str) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the terms of each label, and other words for it -> what they name (scheme, code)."""
    found: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    shown = language if language in LABELLED else "en"
    for scheme in RECOGNISED:
        for code, name in choices(scheme, shown):
            word = words().get(scheme, {}).get(code)
            also = word.also.get(language, ()) if word else ()
            for said in (name, *also):
                terms = tuple(analyzer(language).terms(said))
                if terms and len(terms) == len(words_of(said)):  # of "no cost", "cost" says nothing
                    found[terms] = (*found.get(terms, ()), (scheme, code))
    return found
