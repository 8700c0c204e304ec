"""How a language writes numbers, dates and money, given as values; and the signs made plain."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ORDERS = ("dmy", "mdy")  # a year that comes first is always followed by the month


@dataclass(frozen=True, slots=True)
class Notation:
    """How one language or file writes.

    decimal : sign before the tenths    group : sign between thousands; empty where it is a space
    orders : in which day, month and year may follow each other; two where usage is divided
    months : name in small letters -> 1 to 12
    currencies : sign or code -> codes that it stands for
    """

    name: str
    decimal: str = "."
    group: str = ""
    orders: tuple[str, ...] = ("dmy",)
    months: Mapping[str, int] = field(default_factory=dict, repr=False)
    currencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


MACHINE = Notation("machine", orders=ORDERS)  # addresses, JSON: a point, no thousands
POINT = Notation("point", ".", ",", ("dmy",))
POINT_MONTH_FIRST = Notation("point-month", ".", ",", ("mdy",))
COMMA = Notation("comma", ",", ".", ("dmy",))
FILE_NOTATIONS = (POINT, POINT_MONTH_FIRST, COMMA)  # that a table of unknown origin may be in

_MINUS = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u02bc\u2032\uff07"
_DIRECTION = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _MINUS), "-"),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _DIRECTION)),
    ord("\uff0b"): "+",
    ord("\uff0c"): ",",
    ord("\u060c"): ",",  # the Arabic comma
    ord("\uff0e"): ".",
    ord("\u066a"): "%",
    ord("\uff05"): "%",
    ord("\t"): " ",
}


@lru_cache(maxsize=4_096)
def plain_signs(text: str) -> str:
    """Return a text with ASCII digits, spaces, minus and apostrophes, whatever script it is in.

    >>> plain_signs("\u2212\u0661\u0662\u202f\u0663\u0664\u0665")
    '-12 345'
    """
    if text.isascii():
        return text.replace("\t", " ").strip()
    return "".join(_plain_sign(sign) for sign in text.translate(_PLAIN)).strip()


def _plain_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":  # digits of any script; ² is none of them
        return str(unicodedata.decimal(sign))
    return " " if kind == "Zs" else sign
