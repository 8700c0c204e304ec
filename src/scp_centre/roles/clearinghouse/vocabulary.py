"""The controlled vocabularies of items: codes with labels in the languages of the centre."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from scp_centre.centre.translation.sorting import name_order
from scp_centre.methods.messages import _
from scp_centre.reference import load_table

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")  # that an item can be written in
LABELLED = ("en", "fr", "es", "ar")  # that the labels of the table are in
LABEL, ALSO = 1.0, 0.3  # what a word of a label counts in a search, and of another word for it
# Whoever looks for a kind of thing, or for a place, rarely says its official name: money, Europe.
SAID_OTHERWISE = {"type", "country"}
ISIC = re.compile(r"(?:ISIC(?:\s*Rev\.?\s*4)?[\s:.]*)?([A-U])?[\s.]?(\d\d)?(?:\.?\d{1,2})?", re.I)
YEAR = re.compile(r"(19|20)\d\d")  # in a free text a year, not a class of ISIC
LISTS = {  # field of an item -> scheme, of the fields that hold several codes
    "topics": "topic",
    "technologies": "technology",
    "sectors": "sector",
    "option_kinds": "option_kind",
    "roles": "role",
    "countries": "country",
}
FACETS = {  # facet -> title, in the order of the page
    "type": _("Type"),
    "topic": _("Topic"),
    "sector": _("Sector"),
    "technology": _("Technology"),
    "cost": _("Cost"),
    "option_kind": _("Option type"),
    "country": _("Country"),
    "role": _("Role"),
    "language": _("Language"),
    "year": _("Year"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a vocabulary.

    labels : language -> label    also : language -> other words for it, for the search
    """

    scheme: str
    code: str
    parent: str
    labels: dict[str, str]
    also: dict[str, tuple[str, ...]]

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["en"]


@cache
def words() -> dict[str, dict[str, Word]]:
    """Return scheme -> code -> word."""
    found: dict[str, dict[str, Word]] = {}
    for row in load_table("vocabulary").rows:
        labels = {language: row[language] for language in LABELLED}
        names = {"en": "also", **{n: f"also_{n}" for n in LABELLED if n != "en"}}
        also = {language: tuple(row[name] or ()) for language, name in names.items()}
        word = Word(row["scheme"], row["code"], row["parent"] or "", labels, also)
        found.setdefault(word.scheme, {})[word.code] = word
    return found


@lru_cache(maxsize=50_000)
def label(scheme: str, code: str, language: str = "en") -> str:
    """Return the label of a code; the code itself where it is not known."""
    if scheme == "country":
        return _territories(language).get(code, code)
    if scheme == "language":
        return _languages(language).get(code, code)
    word = words().get(scheme, {}).get(code)
    return word.label(language) if word else code


@lru_cache(maxsize=2_000)
def said_of_code(scheme: str, code: str) -> tuple[tuple[str, str, float], ...]:
    """Return all that a code is called: (language, text, what a word of it counts in a search)."""
    said = [(language, label(scheme, code, language), LABEL) for language in LABELLED]
    word = words().get(scheme, {}).get(code)
    weight = LABEL if scheme in SAID_OTHERWISE else ALSO
    for language, others in (word.also if word else {}).items():
        said += [(language, other, weight) for other in others]
    return tuple(said)


def choices(scheme: str, language: str = "en") -> list[tuple[str, str]]:
    """Return the codes of a scheme with their labels, countries and languages by label."""
    if scheme == "country":
        named = [(c, n) for c, n in _territories(language).items() if len(c) == 2 and c.isalpha()]
        return sorted(named, key=lambda pair: name_order(pair[1], language))
    if scheme == "language":
        return [(code, label("language", code, language)) for code in LANGUAGES]
    return [(code, word.label(language)) for code, word in words()[scheme].items()]


def known(scheme: str, codes: Iterable[str]) -> list[str]:
    """Return the codes that the scheme has, once each, in the order given.

    >>> known("sector", ["10", "1313", "Atlantis"])
    ['10', '13']
    """
    allowed = {code for code, _unused in choices(scheme)}
    found = (code if code in allowed else _part(scheme, code) for code in codes)
    return [code for code in dict.fromkeys(found) if code]


def _part(scheme: str, text: str) -> str:
    return isic_division(text) if scheme == "sector" else ""


def isic_division(text: str) -> str:
    """Return the division that a group or class of ISIC is in, as others write it; else nothing.

    >>> isic_division("ISIC Rev. 4: 10.50"), isic_division("C1313")
    ('10', '13')
    """
    found = ISIC.fullmatch(text.strip())
    code = (found[2] or found[1]) if found else ""
    return code if code in words()["sector"] else ""


def with_parents(scheme: str, codes: Iterable[str]) -> list[str]:
    """Return codes and what they are part of: a division counts in its section."""
    found: list[str] = []
    for code in codes:
        word = words().get(scheme, {}).get(code)
        found += [code, word.parent] if word and word.parent else [code]
    return list(dict.fromkeys(found))


def code_named(scheme: str, text: str) -> str:
    """Return the code that a label in any language, or the code itself, names; else nothing.

    >>> code_named("topic", "Wastewater"), code_named("topic", "eaux usées")
    ('wastewater', 'wastewater')
    """
    named = _by_name(scheme).get(text.strip().casefold(), "")
    return named or ("" if YEAR.fullmatch(text.strip()) else _part(scheme, text))


@cache
def _by_name(scheme: str) -> dict[str, str]:
    found = {code.casefold(): code for code, _unused in choices(scheme)}
    for language in LABELLED:
        for code, name in choices(scheme, language):
            found.setdefault(name.casefold(), code)
    for word in words().get(scheme, {}).values():
        for name in (name for names in word.also.values() for name in names):
            found.setdefault(name.casefold(), word.code)
    return found


@cache
def _territories(language: str) -> dict[str, str]:
    return {str(k): str(v) for k, v in Locale.parse(language).territories.items()}


@cache
def _languages(language: str) -> dict[str, str]:
    return {str(k): str(v) for k, v in Locale.parse(language).languages.items()}
