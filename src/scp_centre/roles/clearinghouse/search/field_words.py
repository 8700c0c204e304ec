"""The field's words in English for those of another language: most of what is read is in English.

A reader who asks "calorifuger des tuyaux" finds what says "insulate" and "pipes". The words are a
table of the reference; a sentence model of many languages would do more, and is not shipped.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from scp_centre.methods.retrieval import analyzer
from scp_centre.reference import load_table

Phrase = tuple[str, ...]
SOURCE = "en"  # what texts are found in that the reader's own words do not stand in
LONGEST = 4  # terms of a phrase


@cache
def english_of(language: str) -> dict[Phrase, tuple[Phrase, ...]]:
    """Return the terms of each of the field's words in a language -> those of the English ones."""
    table = load_table("field_words")
    if language == SOURCE or language not in table.rows[0]:
        return {}
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for row in table.rows:
        english = tuple(filter(None, (_terms(said, SOURCE) for said in row[SOURCE])))
        for said in row[language]:
            terms = _terms(said, language)
            if terms:
                found[terms] = tuple(dict.fromkeys((*found.get(terms, ()), *english)))
    return found


@cache
def known_terms(language: str) -> frozenset[str]:
    """Return every term of the field's words in a language: none of them is a slip."""
    return frozenset(term for phrase in english_of(language) for term in phrase)


def find_field_words(line: Sequence[str], language: str) -> Iterator[tuple[int, int, Phrase]]:
    """Yield place and length of each of the field's words in a question, with its English terms.

    line : one term of each word of the question, by its own language
    """
    known = english_of(language)
    for size in range(LONGEST, 0, -1):
        for at in range(len(line) - size + 1):
            for english in known.get(tuple(line[at : at + size]), ()):
                yield at, size, english


def _terms(said: str, language: str) -> Phrase:
    return tuple(analyzer(language).terms(said))
