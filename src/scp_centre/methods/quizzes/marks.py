"""Mark one answer: between 0, wrong, and 1, right."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

NUMBER = re.compile(r"^([-+]?[\d.,\s'’]*\d[\d.,\s'’]*(?:[eE][-+]?\d+)?)\s*(.*)$")
SIGNS = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " "})


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


def read_number(text: str) -> tuple[float, str]:
    """Return a number as people of many countries type it, and the unit behind it.

    Of comma and point the last parts the decimals, the other the thousands. One that stands
    alone parts the decimals (1,250 is 1.25: say to people how it was read); one that stands more
    than once parts the thousands.

    >>> read_number("1 250,5 kWh"), read_number("1,250.5 kWh"), read_number("0,25")
    ((1250.5, 'kWh'), (1250.5, 'kWh'), (0.25, ''))

    Raises InvalidValueError for what begins with no number.
    """
    found = NUMBER.match(text.translate(SIGNS).strip())
    if not found:
        raise InvalidValueError(
            _("'{strip}' begins with no number.", strip=text.strip()[:30]),
            where="answer",
            cure=_("Write the number first, then its unit."),
        )
    digits = re.sub(r"[\s'’]", "", found[1])
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if point > comma else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif digits.count(",") > 1 or digits.count(".") > 1:
        digits = digits.replace(",", "").replace(".", "")
    else:
        digits = digits.replace(",", ".")
    return float(digits), found[2].strip()


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
