"""How each language writes numbers, dates and currencies, taken from CLDR (through Babel)."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from scp_centre.methods.entries import ORDERS, Notation, plain_signs

SPACING = (" ", "'")  # that may stand between thousands in every language
DIVIDED = ("en",)  # in Europe, Africa and India the day comes first, in America the month
# Signs that people of several countries use for their own money; CLDR gives each to one.
SHARED_SIGNS = {
    "$": ("ARS", "AUD", "CAD", "CLP", "COP", "DOP", "MXN", "NAD", "NZD", "SGD", "USD", "UYU"),
    "£": ("EGP", "GBP", "LBP", "SDG", "SSP", "SYP"),
    "¥": ("CNY", "JPY"),
    "Rs": ("INR", "LKR", "MUR", "NPR", "PKR", "SCR"),
    "₨": ("INR", "LKR", "MUR", "NPR", "PKR", "SCR"),
}


@cache
def notation_of(language: str) -> Notation:
    """Return the notation of a language or locale: en, fr, es-MX."""
    locale = Locale.parse(language, sep="-" if "-" in language else "_")
    symbols = locale.number_symbols["latn"]
    group = plain_signs(symbols["group"]) or " "
    return Notation(
        name=language,
        decimal=symbols["decimal"],
        group="" if group in SPACING else group,
        orders=ORDERS if language in DIVIDED else (_order(locale),),
        months=_months(locale),
        currencies=_currencies(locale),
    )


def _order(locale: Locale) -> str:
    """Return in which order a date in figures is written where the year comes last."""
    pattern = locale.date_formats["short"].pattern
    return "mdy" if pattern.index("M") < pattern.index("d") and pattern[0] != "y" else "dmy"


def _months(locale: Locale) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                plain = " ".join(name.casefold().replace(".", " ").split())
                found[plain] = found[_without_accents(plain)] = number
    return found


def _without_accents(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in flat if not unicodedata.combining(sign))


def _currencies(locale: Locale) -> Mapping[str, tuple[str, ...]]:
    """Return the signs and codes of money in a language -> the codes that each stands for."""
    found: dict[str, set[str]] = defaultdict(set)
    for code in _codes_in_use():
        for sign in (code, plain_signs(locale.currency_symbols.get(code, code))):
            found[sign].add(code)
    for sign, codes in SHARED_SIGNS.items():
        found[sign].update(codes)
    return {sign: tuple(sorted(codes)) for sign, codes in found.items()}


def _codes_in_use() -> list[str]:
    """Return the codes that are legal money somewhere now."""
    return sorted(
        {
            code
            for uses in get_global("territory_currencies").values()
            for code, _, end, tender in uses
            if end is None and tender
        }
    )
