"""Units as people write them in the headings of their tables, and what they are in another one.

Whatever the house's own reader of quantities knows is converted by it. Here are only the ways to
write such a unit, multiples of it, and the period that an amount is of.
"""

import re
import unicodedata
from dataclasses import dataclass

from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import Message, _
from scp_centre.methods.quantity import SYMBOLS, Quantity, units_of

MULTIPLES = {  # symbol -> unit of the house, how many of them
    "kt": ("t", 1e3),
    "Mt": ("t", 1e6),
    "TWh": ("GWh", 1e3),
    "PJ": ("TJ", 1e3),
    "ktoe": ("toe", 1e3),
    "Mtoe": ("toe", 1e6),
    "Tcal": ("Gcal", 1e3),
}
# English, French, Spanish, German. "Ton" alone is none of them: it has three meanings.
SPELLINGS = {
    "tonne": "t", "tonnes": "t", "metric ton": "t", "metric tons": "t", "metric tonnes": "t",
    "tonelada": "t", "toneladas": "t", "tonnen": "t",
    "kilotonne": "kt", "kilotonnes": "kt",
    "kilogram": "kg", "kilograms": "kg", "kilogramme": "kg", "kilogrammes": "kg", "kgs": "kg",
    "litre": "l", "litres": "l", "liter": "l", "liters": "l", "litro": "l", "litros": "l",
    "tep": "toe", "ktep": "ktoe", "mtep": "Mtoe",
    "cubic metre": "m3", "cubic metres": "m3", "cubic meter": "m3", "cubic meters": "m3",
    "cbm": "m3",
    "piece": "pieces", "pcs": "pieces", "pièces": "pieces", "piezas": "pieces", "stück": "pieces",
}  # fmt: skip
# In small letters these mean one unit alone; "mt" (metric ton or million) and "mw" do not.
SAFE_IN_ANY_CASE = (
    *("MJ", "GJ", "TJ", "PJ", "kWh", "MWh", "GWh", "TWh", "kcal", "Mcal", "Gcal", "Tcal"),
    *("Btu", "MMBtu", "therm", "toe", "ktoe", "Mtoe", "kg", "t", "kt", "l", "hl", "m3", "Nm3"),
    *("Sm3", "pieces"),
)
IN_ANY_CASE = {symbol.lower(): symbol for symbol in SAFE_IN_ANY_CASE}
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
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).strip(" .")
    symbol = _symbol(plain, own)
    if symbol:
        return SurveyUnit(symbol)
    match = PER.match(plain)
    period = PERIODS.get(match["period"].lower()) if match else None
    if match is None or period is None:
        return None
    symbol = _symbol(match["unit"].strip(), own)
    return SurveyUnit(symbol, period) if symbol else None


def _symbol(text: str, own: str) -> str:
    if own and text.casefold() == unicodedata.normalize("NFKC", own).casefold():
        return own
    if text in SYMBOLS or text in MULTIPLES:
        return text
    return SPELLINGS.get(text.casefold(), "") or IN_ANY_CASE.get(text.lower(), "")


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
    symbol, multiple = MULTIPLES.get(read.symbol, (read.symbol, 1.0))
    goal, goal_multiple = MULTIPLES.get(wanted, (wanted, 1.0))
    try:
        return many * multiple * Quantity(1.0, symbol).to(goal).value / goal_multiple
    except MethodError:
        return None


def list_units(wanted: str, *, yearly: bool = True) -> list[tuple[str, str | Message]]:
    """Return the units that a column may be in, as value and label: the wanted one first.

    yearly : whether it is an amount of a year, which may also be given of a month or a quarter
    """
    goal, _multiple = MULTIPLES.get(wanted, (wanted, 1.0))
    kind = SYMBOLS[goal][0] if goal in SYMBOLS else ""
    same = [*units_of(kind), *(s for s, (unit, _) in MULTIPLES.items() if SYMBOLS[unit][0] == kind)]
    symbols = [wanted, *(symbol for symbol in same if symbol != wanted)] if kind else [wanted]
    units: list[tuple[str, str | Message]] = [(symbol, symbol) for symbol in symbols]
    if not yearly or (kind and kind not in EXTENSIVE):
        return units
    units += [(f"{symbol}/{MONTH}", _("{unit} per month", unit=symbol)) for symbol in symbols]
    return units + [(f"{s}/{QUARTER}", _("{unit} per quarter", unit=s)) for s in symbols]
