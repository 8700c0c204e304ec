"""Rules, wordings and word patterns of claims, as the sealed reference tables hold them.

A pattern is a regular expression over folded text (no accents, capitals or hyphens); `<name>` in
it stands for all patterns of the class of that name. Rows of the language `any` hold in each.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from scp_centre.reference.loader import load_table

LANGUAGES = ("en", "fr", "es")
ANY = "any"
NAMED = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that somebody read at its source. text : what it says, in our words"""

    key: str
    citation: str
    text: str
    address: str


@cache
def rule_of(kind: str, language: str) -> Rule:
    """Return the rule behind a kind of finding; what is only recalled is never shown as law."""
    row = next(
        row
        for row in load_table("claim_rules").rows
        if row["kind"] == kind and row["language"] == language and row["checked"] == "read"
    )
    return Rule(row["rule"], row["citation"], row["text"], row["address"])


@cache
def wording_of(wording: str, language: str) -> str:
    """Return a pattern of what to write instead, in the language of the claim."""
    row = next(
        row
        for row in load_table("claim_wordings").rows
        if row["wording"] == wording and row["language"] == language
    )
    return str(row["text"])


@cache
def _patterns(language: str) -> dict[str, list[str]]:
    found = defaultdict(list)
    for row in load_table("claim_words").rows:
        if row["language"] in (language, ANY):
            found[row["class"]].append(row["pattern"])
    return found


@cache
def pattern_of(name: str, language: str) -> re.Pattern[str]:
    """Return what finds the words of a class in folded text."""
    return re.compile(rf"(?<![a-z0-9])(?:{_joined(name, language)})(?![a-z0-9])")


@cache
def _joined(name: str, language: str) -> str:
    def named(found: re.Match[str]) -> str:
        return f"(?:{_joined(found[1], language)})"

    return "|".join(NAMED.sub(named, row) for row in _patterns(language)[name])
