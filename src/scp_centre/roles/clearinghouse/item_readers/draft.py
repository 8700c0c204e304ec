"""A draft of an item: what could be read, and the words of the vocabularies that stand in it."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.methods.messages import _
from scp_centre.methods.retrieval import analyzer
from scp_centre.roles.clearinghouse.fields import doi_in
from scp_centre.roles.clearinghouse.search.query_parser import names_of
from scp_centre.roles.clearinghouse.vocabulary import LISTS

YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
LONGEST_TITLE, LONGEST_SUMMARY, MOST_AUTHORS = 300, 5_000, 50
CUTS = {
    "title": _("The title was shortened to 300 characters."),
    "summary": _("The summary was shortened to 5,000 characters."),
    "authors": _("Only the first 50 authors were imported."),
}
MOST_CODES = 4
GUESSED = {"topic": "topics", "sector": "sectors", "technology": "technologies"}


@dataclass(slots=True)
class Draft:
    """What was read of an item.

    values : as `fields.ITEM`    said : title, summary, body    origin : its identifier there
    lost : sentences on what stood there and could not be taken over
    """

    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    lost: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.said.get("title", "")


def draft(
    *,
    title: str = "",
    summary: str = "",
    kind: str = "",
    language: str = "",
    year: object = None,
    authors: list[str] | None = None,
    origin: str = "",
    **values: Any,
) -> Draft:
    """Return a draft with its vocabulary guessed from title and summary."""
    title, summary = plain(title), plain(summary)
    lost = _too_long(title, summary, authors or [])
    title, summary = title[:LONGEST_TITLE], summary[:LONGEST_SUMMARY]
    made = {k: v for k, v in values.items() if v}
    made["type"] = kind or "method"
    made["language"] = language_code(language)
    if found := YEAR.search(str(year or "")):
        made["year"] = int(found.group())
    if authors:
        made["authors"] = [plain(a)[:200] for a in authors if plain(a)][:MOST_AUTHORS]
    if made.get("doi"):
        made["doi"] = doi_in(str(made["doi"]))
    for name, codes in guess(f"{title}. {summary}", made["language"]).items():
        made.setdefault(name, codes)
    return Draft(made, {"title": title, "summary": summary}, origin, lost)


def _too_long(title: str, summary: str, authors: list[str]) -> list[str]:
    """Return which parts of a draft are cut, in sentences."""
    cut = {
        "title": len(title) > LONGEST_TITLE,
        "summary": len(summary) > LONGEST_SUMMARY,
        "authors": len(authors) > MOST_AUTHORS,
    }
    return [CUTS[part] for part, is_cut in cut.items() if is_cut]


def language_code(text: str) -> str:
    """Return the code of a language as an item has it; English where it is not one of them."""
    from scp_centre.roles.clearinghouse.vocabulary import LANGUAGES, code_named

    bare = text.strip().lower().replace("_", "-").split("-")[0]
    three = {"eng": "en", "fre": "fr", "fra": "fr", "spa": "es", "ara": "ar", "rus": "ru"}
    three |= {"zho": "zh", "chi": "zh"}
    bare = three.get(bare, bare)
    return bare if bare in LANGUAGES else code_named("language", text) or _by_plain_name(bare)


def _by_plain_name(name: str) -> str:
    """Return the code of a language whose name stands there without its accents, else English."""
    from scp_centre.roles.clearinghouse.vocabulary import LABELLED, choices

    named = {
        _without_accents(label): code
        for language in LABELLED
        for code, label in choices("language", language)
    }
    return named.get(_without_accents(name), "en")


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def guess(text: str, language: str) -> dict[str, list[str]]:
    """Return codes whose label, or another word for it, stands in a text, the most often first."""
    counted: dict[str, dict[str, int]] = {}
    for one in dict.fromkeys((language, "en")):
        line = analyzer(one).terms(text)
        names = names_of(one)
        for size in (3, 2, 1):
            for at in range(len(line) - size + 1):
                for scheme, code in names.get(tuple(line[at : at + size]), ()):
                    if scheme in GUESSED:
                        codes = counted.setdefault(GUESSED[scheme], {})
                        codes[code] = codes.get(code, 0) + size
    return {
        name: sorted(codes, key=lambda c: -codes[c])[:MOST_CODES]
        for name, codes in counted.items()
        if name in LISTS
    }
