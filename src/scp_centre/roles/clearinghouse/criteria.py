"""A search as an address writes it: question and filters, and the same in words."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from scp_centre.centre.query_string import read_word, read_words, unknown_filter
from scp_centre.roles.clearinghouse.models import Item, Text
from scp_centre.roles.clearinghouse.vocabulary import FACETS, label

LONGEST_QUESTION = 500
# The name of a facet in an address; ?language=fr asks for a page in French, whatever it lists.
NAMES = {name: name for name in FACETS} | {"language": "written_in"}
LETTER = "newsletter"  # the criteria of who follows the newsletter itself


def _is_code(text: str) -> bool:
    return 0 < len(text) < 60


def filters_of(given: QueryDict | Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the filters of an address: facet -> codes.

    Raises FilterError for what cannot be a code: without it, an address would list everything.
    """
    found = {name: set(filter(_is_code, _codes(given, name))) for name in FACETS}
    return {name: codes for name, codes in found.items() if codes}


def _codes(given: QueryDict | Mapping[str, Any], name: str) -> list[str]:
    """Return the codes of a facet. A saved search may write it by the facet's own name."""
    if isinstance(given, QueryDict):
        codes = [code for code in read_words(given, NAMES[name]) if code]
        for code in codes:
            if not _is_code(code):
                raise unknown_filter(NAMES[name], code)
        return codes
    return [*given.get(NAMES[name], ()), *(given.get(name, ()) if NAMES[name] != name else ())]


def question_of(given: QueryDict) -> str:
    return read_word(given, "q")[:LONGEST_QUESTION]


def criteria_of(question: str, filters: Mapping[str, set[str]]) -> str:
    """Return a search as the address of its page writes it, always in the same order."""
    pairs = [("q", question)] if question else []
    pairs += [(NAMES[name], code) for name in FACETS for code in sorted(filters.get(name, ()))]
    return urlencode(pairs)


def title_of(question: str, filters: Mapping[str, set[str]], language: str) -> str:
    """Return a search in words, for feeds and letters."""
    said = [f"“{question}”"] if question else []
    said += [label(name, c, language) for name in FACETS for c in sorted(filters.get(name, ()))]
    return ", ".join(said)


def text_for(item: Item, language: str) -> Text:
    """Return what an item says in a language, else in its own."""
    texts = {t.language: t for t in item.texts.all()}
    own = texts.get(language) or texts.get(item.language) or next(iter(texts.values()), None)
    return own or Text(item=item, language=item.language, title=str(item.key))
