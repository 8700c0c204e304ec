"""Units as people write them in the headings of their tables, and what they are in another one.

Whatever the house's own reader of units knows is read and converted by it. Here are only ratios
and the period that an amount is of.
"""

import re
import unicodedata
from dataclasses import dataclass

from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import Message, _
from scp_centre.methods.quantity import SYMBOLS, Quantity, units_of
from scp_centre.methods.unit_spellings import MULTIPLES, plain_spelling, symbol_of

YEAR, QUARTER, MONTH = "", "quarter", "month"
PER_YEAR = {YEAR: 1.0, QUARTER: 4.0, MONTH: 12.0}
PERIODS = {
    **dict.fromkeys(("year", "yr", "y", "a", "annum", "an", "année", "año", "jahr"), YEAR),
    **dict.fromkeys(("quarter", "trimestre", "quartal"), QUARTER),
    **dict.fromkeys(("month", "mo", "mth", "mois", "mes", "monat"), MONTH),
}
PER = re.compile(r"^(?P<unit>.+?)\s*(?:/|\b(?:per|par|por|al|pro|je)\b)\s*(?P<period>\w+)\.?$")
# Kinds whose amounts add up over a year.
EXTENSIVE = ("mass", "volume", "gas volume", "energy", "count")
RATIO = re.compile(r"^(?P<part>.+?)\s*(?:/|\b(?:per|par|por|pro)\b)\s*(?P<whole>.+)$")
NAMES: dict[str, Message] = {"1": _("share (1 = 100 %)")}  # of units without a symbol
# Ratios of like amounts, in which a share may be written.
LIKE_RATIOS = ("%", "1", "kg/t", "g/kg", "l/m3")
COMMON_WHOLES = {"mass": ("t", "kg"), "volume": ("m3", "l")}  # below the stroke, beside the wanted


@dataclass(frozen=True, slots=True)
class SurveyUnit:
    """A unit of a column.   symbol : of the house, or a multiple    period : of the amount"""

    symbol: str
    period: str = YEAR

    def __str__(self) -> str:
        return f"{self.symbol}/{self.period}" if self.period else self.symbol


def read_unit(text: str, *, own: str = "") -> SurveyUnit | None:
    """Return the unit that a text means; None where it means none, or may mean several.

    own : unit of the benchmark, which need not be one of the house

    >>> read_unit("MWh per month"), read_unit("kt"), read_unit("m³/an"), read_unit("ton")
    (SurveyUnit(symbol='MWh', period='month'), SurveyUnit(symbol='kt', period=''), \
SurveyUnit(symbol='m3', period=''), None)
    """
    plain = plain_spelling(text)
    symbol = _symbol(plain, own)
    if symbol:
        return SurveyUnit(symbol)
    match = PER.match(plain)
    period = PERIODS.get(match["period"].lower()) if match else None
    if match is None or period is None:
        ratio = _ratio(plain)
        return SurveyUnit("/".join(ratio)) if ratio else None
    symbol = _symbol(match["unit"].strip(), own)
    return SurveyUnit(symbol, period) if symbol else None


def _ratio(text: str) -> tuple[str, str] | None:
    """Return what is above and below the stroke of a ratio of amounts: kg per t."""
    match = RATIO.match(text)
    if match is None:
        return None
    part, whole = (_symbol(match[name].strip(), "") for name in ("part", "whole"))
    if not part or not whole or _kind(part) not in EXTENSIVE or _kind(whole) not in EXTENSIVE:
        return None
    return part, whole


def _kind(symbol: str) -> str:
    """Return what a unit measures; nothing where it is none of the house."""
    symbol, _multiple = MULTIPLES.get(symbol, (symbol, 1.0))
    return SYMBOLS[symbol][0] if symbol in SYMBOLS else ""


def _symbol(text: str, own: str) -> str:
    if own and text.casefold() == unicodedata.normalize("NFKC", own).casefold():
        return own
    return symbol_of(text)


def factor_between(unit: str, wanted: str) -> float | None:
    """Return what one of a unit is in the wanted one, per year; None where that cannot be told.

    unit : as `str` of a SurveyUnit, or as somebody wrote it    wanted : of a benchmark, of a year

    >>> factor_between("MWh/month", "GJ"), factor_between("kt", "t"), factor_between("kt", "GJ")
    (43.2, 1000.0, None)
    """
    if unit == wanted:
        return 1.0
    read = read_unit(unit, own=wanted)
    if read is None:
        return None
    many = PER_YEAR[read.period]
    if read.symbol == wanted:
        return many
    found = _of_ratios(read.symbol, wanted) if _is_ratio(read.symbol, wanted) else None
    if found is None:
        found = _of_amounts(read.symbol, wanted)
    return None if found is None else many * found


def _is_ratio(*units: str) -> bool:
    return any(_ratio(unit) for unit in units)


def _of_amounts(unit: str, wanted: str) -> float | None:
    symbol, multiple = MULTIPLES.get(unit, (unit, 1.0))
    goal, goal_multiple = MULTIPLES.get(wanted, (wanted, 1.0))
    try:
        return multiple * Quantity(1.0, symbol).to(goal).value / goal_multiple
    except MethodError:
        return None


def _of_ratios(unit: str, wanted: str) -> float | None:
    """Return what one of a ratio is in the wanted one: kg/t in t/t or %, MWh/t in GJ/t."""
    one, other = _share(unit), _share(wanted)
    if one is not None and other is not None:
        return one / other
    above_and_below, goal = _ratio(unit), _ratio(wanted)
    if above_and_below is None or goal is None:
        return None
    above, below = (_of_amounts(a, b) for a, b in zip(above_and_below, goal, strict=True))
    return above / below if above is not None and below else None


def _share(unit: str) -> float | None:
    """Return what one of a ratio of like amounts is as a pure number; None of any other unit."""
    ratio = _ratio(unit)
    if ratio is not None:
        return _of_amounts(*ratio)
    return _of_amounts(unit, "1") if _kind(unit) == "share" else None


def list_units(wanted: str, *, yearly: bool = True) -> list[tuple[str, str | Message]]:
    """Return the units that a column may be in, as value and label: the wanted one first.

    yearly : whether it is an amount of a year, which may also be given of a month or a quarter
    """
    symbols = [wanted, *(symbol for symbol in _like(wanted) if symbol != wanted)]
    units: list[tuple[str, str | Message]] = [(s, NAMES.get(s, s)) for s in symbols]
    kind = _kind(wanted)
    if not yearly or _ratio(wanted) or (kind and kind not in EXTENSIVE):
        return units
    units += [(f"{symbol}/{MONTH}", _("{unit} per month", unit=symbol)) for symbol in symbols]
    return units + [(f"{s}/{QUARTER}", _("{unit} per quarter", unit=s)) for s in symbols]


def _like(wanted: str) -> list[str]:
    """Return the units that can be converted into the wanted one, as far as they are listed."""
    if _share(wanted) is not None:
        return list(LIKE_RATIOS)
    if ratio := _ratio(wanted):
        wholes = dict.fromkeys((ratio[1], *COMMON_WHOLES.get(_kind(ratio[1]), ())))
        return [f"{part}/{whole}" for whole in wholes for part in _like(ratio[0])]
    kind = _kind(wanted)
    if not kind:
        return []
    multiples = [s for s, (unit, _many) in MULTIPLES.items() if SYMBOLS[unit][0] == kind]
    return [*units_of(kind), *multiples]
