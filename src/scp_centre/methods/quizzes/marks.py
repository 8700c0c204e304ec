"""Mark one answer: between 0, wrong, and 1, right."""

import unicodedata
from collections.abc import Collection, Mapping


def mark_choices(right: Collection[int], chosen: Collection[int]) -> float:
    """Return the mark of a choice: the share of right ones found, less one for each wrong one.

    max(0, (hits - wrong) / right); of one right answer it is 1 or 0

    >>> mark_choices({0, 2}, {0, 1})
    0.0
    >>> mark_choices({0, 2}, {0})
    0.5
    """
    found = set(chosen)
    hits = len(found & set(right))
    return max(0.0, (hits - len(found - set(right))) / len(set(right)))


def mark_number(value: float, right: float, tolerance: float) -> float:
    """Return 1 where a number is right within an absolute tolerance, in the same unit, else 0."""
    return 1.0 if abs(value - right) <= tolerance * (1 + 1e-12) else 0.0


def mark_matching(right: Mapping[str, str], given: Mapping[str, str]) -> float:
    """Return the share of pairs that were matched rightly."""
    return sum(given.get(a) == b for a, b in right.items()) / len(right)


def mark_words(given: str, accepted: Collection[str]) -> float:
    """Return 1 for a text that says one of the accepted words, whatever case, accents, stops."""
    return 1.0 if plain_words(given) in {plain_words(a) for a in accepted} else 0.0


def plain_words(text: str) -> str:
    """Return a text in small letters, without accents, stops and double blanks.

    >>> plain_words("  Éco-Conception! ")
    'eco conception'
    """
    flat = unicodedata.normalize("NFKD", text.casefold())
    letters = (c if c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    return " ".join("".join(letters).split())
