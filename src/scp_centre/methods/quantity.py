"""Quantities: units are read once, at the door, and inside there is one unit per kind.

Inside: energy MJ, mass kg, volume m3, power kW, time h, money in a currency of a stated year.
Conversion is left to Pint; only the unit symbols listed here are accepted, so that a word with
two meanings ("ton", "gallon") is never guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from scp_centre.methods.errors import CurrencyError, InvalidValueError, UnitError
from scp_centre.methods.messages import _

if TYPE_CHECKING:
    from pint import UnitRegistry

BASE_UNITS = {
    "mass": "kg",
    "volume": "m3",
    "gas volume": "Nm3",
    "energy": "MJ",
    "power": "kW",
    "time": "h",
    "length": "m",
    "area": "m2",
    "temperature": "K",
    "pressure": "kPa",
    "volume flow": "m3/h",
    "mass flow": "kg/h",
    "share": "1",
    "count": "pieces",
}

# symbol shown to users -> (kind, Pint's name). Pint holds the factors.
SYMBOLS: dict[str, tuple[str, str]] = {
    "kg": ("mass", "kilogram"),
    "t": ("mass", "metric_ton"),
    "g": ("mass", "gram"),
    "lb": ("mass", "pound"),
    "short ton": ("mass", "short_ton"),
    "long ton": ("mass", "long_ton"),
    "m3": ("volume", "meter ** 3"),
    "l": ("volume", "liter"),
    "hl": ("volume", "hectoliter"),
    "US gal": ("volume", "US_liquid_gallon"),
    "imp gal": ("volume", "imperial_gallon"),
    "ft3": ("volume", "foot ** 3"),
    "Nm3": ("gas volume", "normal_cubic_meter"),
    "Sm3": ("gas volume", "standard_cubic_meter"),
    "MJ": ("energy", "megajoule"),
    "GJ": ("energy", "gigajoule"),
    "TJ": ("energy", "terajoule"),
    "kWh": ("energy", "kilowatt_hour"),
    "MWh": ("energy", "megawatt_hour"),
    "GWh": ("energy", "gigawatt_hour"),
    "kcal": ("energy", "kilocalorie"),
    "Mcal": ("energy", "megacalorie"),
    "Gcal": ("energy", "gigacalorie"),
    "Btu": ("energy", "british_thermal_unit"),
    "MMBtu": ("energy", "megabritish_thermal_unit"),
    "therm": ("energy", "therm"),
    "toe": ("energy", "tonne_of_oil_equivalent"),
    "kW": ("power", "kilowatt"),
    "W": ("power", "watt"),
    "MW": ("power", "megawatt"),
    "hp": ("power", "horsepower"),
    "h": ("time", "hour"),
    "min": ("time", "minute"),
    "s": ("time", "second"),
    "d": ("time", "day"),
    "m": ("length", "meter"),
    "mm": ("length", "millimeter"),
    "m2": ("area", "meter ** 2"),
    "K": ("temperature", "kelvin"),
    "°C": ("temperature", "degree_Celsius"),
    "kPa": ("pressure", "kilopascal"),
    "bar": ("pressure", "bar"),
    "psi": ("pressure", "pound_force_per_square_inch"),
    "m3/h": ("volume flow", "meter ** 3 / hour"),
    "l/min": ("volume flow", "liter / minute"),
    "US gal/min": ("volume flow", "US_liquid_gallon / minute"),
    "ft3/min": ("volume flow", "foot ** 3 / minute"),
    "kg/h": ("mass flow", "kilogram / hour"),
    "t/h": ("mass flow", "metric_ton / hour"),
    "1": ("share", "dimensionless"),
    "%": ("share", "percent"),
    "pieces": ("count", "count"),
}
KINDS = {  # what units measure -> in words
    "area": _("area"),
    "count": _("a number of pieces"),
    "energy": _("energy"),
    "gas volume": _("gas volume at normal conditions"),
    "length": _("length"),
    "mass": _("mass"),
    "mass flow": _("mass flow"),
    "power": _("power"),
    "pressure": _("pressure"),
    "share": _("a share"),
    "temperature": _("temperature"),
    "time": _("time"),
    "volume": _("volume"),
    "volume flow": _("volume flow"),
}


def kind_of(unit: str) -> str:
    """Return what a unit measures: mass, volume, energy …; raise UnitError when it is unknown."""
    if unit not in SYMBOLS:
        raise UnitError(
            _("The unit '{unit}' is not recognised.", unit=unit),
            where="unit",
            cure=_("Use one of these: {join}.", join=list(SYMBOLS)),
        )
    return SYMBOLS[unit][0]


def units_of(*kinds: str) -> list[str]:
    """Return the symbols that measure any of `kinds`, in the order of the list."""
    return [symbol for symbol, (kind, _unused) in SYMBOLS.items() if kind in kinds]


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry  # loaded on first use: it takes a third of a second

    registry: UnitRegistry[Any] = UnitRegistry()
    registry.define("megabritish_thermal_unit = 1e6 * british_thermal_unit")
    # A gas at 0 °C (normal) and at 15 °C (standard, ISO 13443), both at 101.325 kPa. An operating
    # m3 has neither, so it is a kind of its own: what is not known is not converted.
    registry.define("normal_cubic_meter = [gas_volume]")
    registry.define("standard_cubic_meter = 273.15 / 288.15 * normal_cubic_meter")
    return registry


@cache
def _line(unit: str, to: str) -> tuple[float, float]:
    """Return (offset, slope) of the conversion, so that value_to = offset + slope x value."""
    registry = _registry()
    source, target = SYMBOLS[unit][1], SYMBOLS[to][1]
    zero = registry.Quantity(0.0, source).to(target).magnitude
    one = registry.Quantity(1.0, source).to(target).magnitude
    return float(zero), float(one - zero)


def convert(value: float, unit: str, to: str) -> float:
    """Return `value` in another unit of the same kind.

    >>> convert(1, "MWh", "MJ")
    3600.0

    Raises UnitError when the two units do not measure the same kind.
    """
    if unit == to:
        return value
    if kind_of(unit) != kind_of(to):
        raise UnitError(
            _(
                "{unit} measures {kind_of}, but {to} measures {kind_of4}.",
                unit=unit,
                kind_of=KINDS[kind_of(unit)],
                to=to,
                kind_of4=KINDS[kind_of(to)],
            ),
            where="unit",
            cure=_("Use one of these: {join}.", join=list(units_of(kind_of(to)))),
        )
    offset, slope = _line(unit, to)
    return offset + slope * value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. Arithmetic happens on base units, after `.base`."""

    value: float
    unit: str

    def __post_init__(self) -> None:
        kind_of(self.unit)
        if not isfinite(self.value):
            raise InvalidValueError(
                _("{value} {unit} is not a finite number.", value=self.value, unit=self.unit),
                cure=_("Enter a plain number."),
            )

    @property
    def kind(self) -> str:
        return kind_of(self.unit)

    @property
    def base(self) -> float:
        """The value in the one unit that computations use for this kind."""
        return convert(self.value, self.unit, BASE_UNITS[self.kind])

    def to(self, unit: str) -> Quantity:
        return Quantity(convert(self.value, self.unit, unit), unit)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency of a stated year; two kinds of money are never added in silence."""

    amount: float
    currency: str
    year: int

    def __add__(self, other: Money) -> Money:
        if (self.currency, self.year) != (other.currency, other.year):
            raise CurrencyError(
                _(
                    "Amounts in {currency} of {year} and {currency3} of {year4} cannot be added.",
                    currency=self.currency,
                    year=self.year,
                    currency3=other.currency,
                    year4=other.year,
                ),
                cure=_("Convert one of the amounts first, and specify the rate used."),
            )
        return Money(self.amount + other.amount, self.currency, self.year)
