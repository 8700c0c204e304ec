"""Units as people write them, read as the house's own symbols; what can mean two is asked back.

    m³, m3, cbm, m^3 → m3      tonnes, to, T → t      MMBTU → MMBtu      tep → toe
    ton → asked: short ton, long ton or t      gal → asked: US gal or imp gal

The spellings are of English, French, Spanish and German. `symbol_of` returns what a text means,
or nothing; `unit_named` says why it means nothing.
"""

import re
import unicodedata
from difflib import get_close_matches

from scp_centre.methods.errors import UnclearEntryError, UnitError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.quantity import SYMBOLS

MULTIPLES = {  # symbol -> unit of the house, how many of them
    "kt": ("t", 1e3),
    "Mt": ("t", 1e6),
    "TWh": ("GWh", 1e3),
    "PJ": ("TJ", 1e3),
    "ktoe": ("toe", 1e3),
    "Mtoe": ("toe", 1e6),
    "Tcal": ("Gcal", 1e3),
}
SPELLINGS = {
    "tonne": "t", "tonnes": "t", "metric ton": "t", "metric tons": "t", "metric tonnes": "t",
    "tonelada": "t", "toneladas": "t", "tonelada métrica": "t", "toneladas métricas": "t",
    "tonnen": "t", "to": "t", "tm": "t", "tonne métrique": "t",
    "tonnes métriques": "t",
    "kilotonne": "kt", "kilotonnes": "kt",
    "kilogram": "kg", "kilograms": "kg", "kilogramme": "kg", "kilogrammes": "kg", "kgs": "kg",
    "kilo": "kg", "kilos": "kg", "kilogramo": "kg", "kilogramos": "kg",
    "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "gramo": "g", "gramos": "g",
    "lbs": "lb", "pound": "lb", "pounds": "lb", "libra": "lb", "libras": "lb",
    "short tons": "short ton", "us ton": "short ton", "us tons": "short ton",
    "tonne courte": "short ton", "tonelada corta": "short ton", "toneladas cortas": "short ton",
    "long tons": "long ton", "uk ton": "long ton", "imperial ton": "long ton",
    "litre": "l", "litres": "l", "liter": "l", "liters": "l", "litro": "l", "litros": "l",
    "ltr": "l", "ltrs": "l", "lts": "l",
    "hectolitre": "hl", "hectolitres": "hl", "hectolitro": "hl", "hectolitros": "hl",
    "us gallon": "US gal", "us gallons": "US gal", "usg": "US gal", "gal us": "US gal",
    "gal (us)": "US gal", "us gal.": "US gal",
    "imperial gallon": "imp gal", "imperial gallons": "imp gal", "uk gal": "imp gal",
    "uk gallon": "imp gal", "uk gallons": "imp gal", "gal (uk)": "imp gal", "gal (imp)": "imp gal",
    "cubic metre": "m3", "cubic metres": "m3", "cubic meter": "m3", "cubic meters": "m3",
    "mètre cube": "m3", "mètres cubes": "m3", "metro cúbico": "m3", "metros cúbicos": "m3",
    "cbm": "m3", "cu m": "m3", "cu.m": "m3", "m^3": "m3", "m**3": "m3",
    "normal cubic metre": "Nm3", "nm^3": "Nm3", "m3n": "Nm3", "m3(n)": "Nm3", "ncm": "Nm3",
    "sm^3": "Sm3", "scm": "Sm3",
    "cubic feet": "ft3", "cubic foot": "ft3", "cu ft": "ft3", "cu.ft": "ft3", "cft": "ft3",
    "ft^3": "ft3", "cf": "ft3", "pieds cubes": "ft3", "pies cúbicos": "ft3",
    "kwhr": "kWh", "kwhrs": "kWh", "kw.h": "kWh", "kw-h": "kWh", "kw·h": "kWh", "kw h": "kWh",
    "kilowatt hour": "kWh", "kilowatt hours": "kWh", "kilowatt-hours": "kWh",
    "kilowattheure": "kWh", "kilowattheures": "kWh", "kilovatio hora": "kWh",
    "kilovatios hora": "kWh",
    "mw.h": "MWh", "mw·h": "MWh", "mw h": "MWh", "mwhr": "MWh",
    "megajoule": "MJ", "megajoules": "MJ", "mégajoules": "MJ", "megajulios": "MJ",
    "gigajoule": "GJ", "gigajoules": "GJ", "gigajulios": "GJ",
    "therms": "therm", "thm": "therm",
    "mm btu": "MMBtu", "million btu": "MMBtu", "btus": "Btu",
    "tep": "toe", "ktep": "ktoe", "mtep": "Mtoe", "tonnes of oil equivalent": "toe",
    "kilocalorie": "kcal", "kilocalories": "kcal", "kilocalorías": "kcal",
    "piece": "pieces", "pcs": "pieces", "pièces": "pieces", "piezas": "pieces", "stück": "pieces",
    "units": "pieces", "unités": "pieces", "unidades": "pieces",
    "bars": "bar", "degc": "°C", "deg c": "°C", "hr": "h", "hrs": "h", "hours": "h",
    "heures": "h", "horas": "h", "days": "d", "jours": "d", "días": "d",
    "m^2": "m2", "sqm": "m2", "sq m": "m2",
    "l/mn": "l/min", "lpm": "l/min", "cfm": "ft3/min", "gpm (us)": "US gal/min", "cmh": "m3/h",
    "percent": "%", "per cent": "%", "pct": "%",
}  # fmt: skip
# In small letters these mean one unit alone; "mt" (metric ton or million) and "mw" do not.
SAFE_IN_ANY_CASE = (
    *("MJ", "GJ", "TJ", "PJ", "kWh", "MWh", "GWh", "TWh", "kcal", "Mcal", "Gcal", "Tcal"),
    *("Btu", "MMBtu", "therm", "toe", "ktoe", "Mtoe", "kg", "t", "kt", "l", "hl", "m3", "Nm3"),
    *("Sm3", "pieces", "lb", "bar", "psi", "ft3", "kPa", "US gal", "imp gal", "short ton"),
    *("long ton", "m3/h", "kg/h", "t/h", "l/min"),
)
IN_ANY_CASE = {symbol.lower(): symbol for symbol in SAFE_IN_ANY_CASE}
AMBIGUOUS = {  # in small letters -> the units that it can mean
    **dict.fromkeys(("ton", "tons"), ("t", "short ton", "long ton")),
    **dict.fromkeys(
        ("gal", "gal.", "gals", "gallon", "gallons", "galón", "galones"), ("US gal", "imp gal")
    ),
    "mt": ("t", "Mt"),
    "mbtu": ("Btu", "MMBtu"),  # a thousand of them, or a million
    "gpm": ("US gal/min", "imp gal/min"),
    "tn": ("t", "short ton"),
    "lt": ("l", "long ton"),
}
PERIODS = re.compile(
    r"(?P<unit>.+?)\s*(?:/|\b(?:per|par|por|al|pro|je)\b)\s*"
    r"(?P<period>year|yr|y|a|annum|an|année|año|jahr|quarter|trimestre|quartal|month|mo|mth|mois"
    r"|mes|monat|week|semaine|semana|woche|day|d|jour|día|tag)\.?",
    re.IGNORECASE,
)
NEAR = 0.6  # as difflib compares


def plain_spelling(text: str) -> str:
    """Return a unit without raised signs and needless blanks: m³ is m3.

    >>> plain_spelling(" m³  "), plain_spelling("MMBTU.")
    ('m3', 'MMBTU')
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).strip(" .")


def symbol_of(text: str) -> str:
    """Return the symbol that a text means, of the house or a multiple; nothing where it means none.

    >>> symbol_of("cbm"), symbol_of("toneladas"), symbol_of("MMBTU"), symbol_of("ktoe")
    ('m3', 't', 'MMBtu', 'ktoe')
    >>> symbol_of("ton"), symbol_of("gal")
    ('', '')
    """
    plain = plain_spelling(text)
    if plain in SYMBOLS or plain in MULTIPLES:
        return plain
    return SPELLINGS.get(plain.casefold(), "") or IN_ANY_CASE.get(plain.lower(), "")


def unit_named(text: str) -> str:
    """Return the unit of the house that a text means.

    >>> unit_named("Nm³"), unit_named("pounds")
    ('Nm3', 'lb')
    >>> unit_named("ton")
    Traceback (most recent call last):
    scp_centre.methods.errors.UnclearEntryError: The unit 'ton' can mean t, short ton or long ton.

    Raises UnclearEntryError with the readings for what can mean several, UnitError for multiples,
    amounts of a period, and what is not known, with what is near.
    """
    plain = plain_spelling(text)
    symbol = symbol_of(plain)
    if symbol in SYMBOLS:
        return symbol
    if symbol:
        unit, many = MULTIPLES[symbol]
        raise UnitError(
            _("Amounts cannot be entered in {unit} here.", unit=symbol),
            where="unit",
            cure=_(
                "Multiply the amount by {many} and enter it in {unit}.",
                many=Number(many, ",.0f"),
                unit=unit,
            ),
        )
    if readings := AMBIGUOUS.get(plain.casefold()):
        raise _unclear(plain, readings)
    found = PERIODS.fullmatch(plain)
    if found and (inner := symbol_of(found["unit"])):
        raise UnitError(
            _("The unit '{unit}' is an amount of a period.", unit=plain[:40]),
            where="unit",
            cure=_("Enter the amount of the whole period in {unit}.", unit=inner),
        )
    raise _unknown(plain)


def _unclear(text: str, readings: tuple[str, ...]) -> UnclearEntryError:
    *first, last = readings
    entered = [unit for unit in readings if unit in SYMBOLS]
    return UnclearEntryError(
        _("The unit '{text}' can mean {first} or {last}.", text=text, first=first, last=last),
        where="unit",
        readings=readings,
        cure=_("Enter the amount in one of these units: {units}.", units=entered),
    )


def _unknown(text: str) -> UnitError:
    known = {**{s.lower(): s for s in (*SYMBOLS, *MULTIPLES)}, **SPELLINGS}
    near = get_close_matches(text.casefold(), known, n=6, cutoff=NEAR)
    symbols = list(dict.fromkeys(known[name] for name in near))[:3]
    said = _("The unit '{unit}' is not recognised.", unit=text[:40])
    if symbols:
        cure = _("The nearest known units are: {units}.", units=symbols)
        return UnitError(said, where="unit", cure=cure)
    return UnitError(said, where="unit", cure=_("Use one of these: {join}.", join=list(SYMBOLS)))
