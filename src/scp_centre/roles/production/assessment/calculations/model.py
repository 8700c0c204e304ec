"""What a calculation is: the readings that it takes, within bounds, and what it yields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.quantity import SYMBOLS, convert

YEAR = 8784.0  # hours of the longest year
ABSOLUTE_ZERO = -273.15  # °C
MOST_SAVED = 1e15  # kWh, MJ, m3 or kg a year: more than the world uses of energy or water
# Least and most of a reading by its unit, wide of the largest plant and the smallest part.
BOUNDS: dict[str, tuple[float, float]] = {
    "": (0.0, 1e6),  # a count
    "%": (0.0, 100.0),
    "1": (0.0, 1.0),
    "1/min": (0.0, 1e6),
    "A": (0.0, 1e6),
    "K": (100.0, 5_000.0),
    "K d": (0.0, 2e4),
    "K h": (0.0, 5e5),
    "V": (0.0, 1e6),
    "W": (0.0, 1e6),
    "W/(m K)": (0.001, 1_000.0),
    "m/s": (0.0, 100.0),
    "W/(m2 K)": (0.0, 1_000.0),
    "h": (0.0, YEAR),
    "kJ/(kg K)": (0.0, 100.0),
    "kJ/kg": (0.0, 1e5),
    "kPa": (0.0, 1e6),
    "kW": (0.0, 1e7),
    "kW per m3/h": (0.0, 100.0),
    "kWh": (0.0, 1e12),
    "kWh/m2": (0.0, 1_000.0),
    "MJ": (0.0, 1e12),
    "kg": (0.0, 1e10),
    "kg/h": (0.0, 1e9),
    "kg/m3": (0.0, 25_000.0),
    "m": (0.0, 1e5),
    "m2": (0.0, 1e8),
    "m3": (0.0, 1e6),
    "m3/h": (0.0, 1e8),
    "mg/l": (0.0, 1e6),
    "°C": (ABSOLUTE_ZERO, 5_000.0),
}
LEAST_SHARE = 0.01  # what a share is at least where it is not said to be tiny: less is asked about
EFFICIENCY = 0.01  # the least of what a saving is divided by; whatever works has more


@dataclass(frozen=True, slots=True)
class Parameter:
    """One reading: its key, unit ("" for a pure number), help, and default where one is fair.

    low, high : the least and the most it may be, in its unit; None as BOUNDS says of the unit.
    What the calculation divides by has a least above 0
    difference : of two temperatures, so that a kelvin is a degree Celsius
    exact : counted, not measured, so that it carries no uncertainty
    tiny : a share that may well lie below 1 %, such as the drift of a cooling tower
    """

    key: str
    unit: str
    help: str
    default: float | None = None
    low: float | None = None
    high: float | None = None
    difference: bool = False
    exact: bool = False
    tiny: bool = False

    def is_doubtful(self, value: float, unit: str | None) -> bool:
        """Return whether a percentage may be a share: 0.7 % of an efficiency is 70 %, or a slip."""
        if self.unit != "1" or self.tiny or unit != "%":
            return False
        return 0 < convert(value, "%", "1") <= LEAST_SHARE

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that a reading may be, in its unit."""
        least, most = BOUNDS[self.unit]
        if self.difference:
            least = 0.0
        return (
            least if self.low is None else self.low,
            most if self.high is None else self.high,
        )


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation: what it takes, what it yields, in which unit, and its source.

    worked : the formula with the keys of its readings in braces, to be filled with numbers; empty
    where the result is read from tables or found step by step
    of_what_is_left : it changes the efficiency of the whole flow, so that its saving shrinks with
    what other options save before it; the others are of one machine, and are added
    """

    key: str
    title: str
    result: str
    unit: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...]
    compute: Callable[..., float] = field(repr=False)
    of_what_is_left: bool = False
    worked: str = ""

    def run(self, **readings: float) -> float:
        """Return the yearly saving of readings in the calculation's own units.

        Stored readings may lie outside any bounds: what then divides by 0, leaves the numbers or
        takes the root of a number below 0 is refused in words, whichever calculation it is.

        Raises InvalidValueError, naming the calculation.
        """
        try:
            value = self.compute(**readings)
        except (ArithmeticError, TypeError, ValueError):  # TypeError: complex numbers compared
            raise self.no_number() from None
        if isinstance(value, complex) or not isfinite(value) or abs(value) > MOST_SAVED:
            raise self.no_number()
        return float(value)

    def no_number(self) -> InvalidValueError:
        """Return the error for readings that give no saving."""
        return InvalidValueError(
            _("The calculation “{title}” gives no result with these readings.", title=self.title),
            where=self.key,
            cure=_("Check each reading and its unit. For example, an efficiency cannot be 0."),
        )

    def readings_of(self, given: Mapping[str, tuple[float, str | None]]) -> dict[str, float]:
        """Return each reading in the calculation's own unit; defaults stand in where declared."""
        return {p.key: _value(self.key, p, given) for p in self.parameters}

    def check_readings(self, given: Mapping[str, tuple[float, str | None]]) -> dict[str, float]:
        """Return the readings; raise InvalidValueError for one outside its bounds.

        New readings are checked so; stored ones are computed as they stand, so that an
        assessment that was made before stays open.
        """
        return {p.key: self.check_reading(p, given) for p in self.parameters}

    def check_reading(
        self, parameter: Parameter, given: Mapping[str, tuple[float, str | None]]
    ) -> float:
        """Return one reading in its own unit; raise InvalidValueError outside its bounds."""
        value = _value(self.key, parameter, given)
        _require_within(parameter, value)
        return value


def _value(
    calculation: str, parameter: Parameter, readings: Mapping[str, tuple[float, str | None]]
) -> float:
    if parameter.key not in readings:
        if parameter.default is None:
            raise MissingValueError(
                _(
                    "{key} is missing from the calculation {calculation}: {help}",
                    calculation=calculation,
                    key=parameter.key,
                    help=parameter.help,
                ),
                where=calculation,
                cure=_(
                    "Add a row to the Measurements sheet, in {value1}.",
                    value1=parameter.unit or _("a number"),
                ),
            )
        return parameter.default
    return _in_unit(calculation, parameter, *readings[parameter.key])


def _in_unit(calculation: str, parameter: Parameter, value: float, unit: str | None) -> float:
    is_degree = parameter.difference and unit in ("K", "°C")
    if not unit or unit == parameter.unit or is_degree:
        return value
    if parameter.unit not in SYMBOLS or unit not in SYMBOLS:
        raise UnitError(
            _(
                "The parameter {key} is in {unit}, but the calculation needs {value3}.",
                key=parameter.key,
                unit=unit,
                value3=parameter.unit or _("a number without a unit"),
            ),
            where=calculation,
            cure=_(
                "Use this unit for the parameter: {value1}.", value1=parameter.unit or _("no unit")
            ),
        )
    return convert(value, unit, parameter.unit)


def _require_within(parameter: Parameter, value: float) -> None:
    """Raise InvalidValueError when nothing of the kind can be measured."""
    low, high = parameter.bounds
    if not low <= value <= high:
        number = Number(value, ",.6g")
        raise InvalidValueError(
            _("This reading is {value}.", value=number)
            if parameter.unit in ("", "1")
            else _("This reading is {value} {unit}.", value=number, unit=parameter.unit),
            where=parameter.key,
            cure=_(
                "Enter a value from {low} to {high}.",
                low=Number(low, ",.10g"),
                high=Number(high, ",.10g"),
            ),
        )
