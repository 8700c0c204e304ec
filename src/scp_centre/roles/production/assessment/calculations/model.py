"""What a calculation is: the readings that it takes, within bounds, and what it yields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.quantity import SYMBOLS, convert

YEAR = 8784.0  # hours of the longest year
ABSOLUTE_ZERO = -273.15  # °C


@dataclass(frozen=True, slots=True)
class Parameter:
    """One reading: its key, unit ("" for a pure number), help, and default where one is fair.

    high : the most it may be, in its unit; a share is 1 at most, hours are those of a year
    difference : of two temperatures, so that a kelvin is a degree Celsius
    exact : counted, not measured, so that it carries no uncertainty
    """

    key: str
    unit: str
    help: str
    default: float | None = None
    high: float | None = None
    difference: bool = False
    exact: bool = False

    @property
    def bounds(self) -> tuple[float, float | None]:
        """The least and the most that a reading may be, in its unit."""
        if self.unit == "°C":
            return ABSOLUTE_ZERO, self.high
        known = {"1": 1.0, "h": YEAR, "%": 100.0}
        return 0.0, self.high if self.high is not None else known.get(self.unit)


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
    run: Callable[..., float] = field(repr=False)
    of_what_is_left: bool = False
    worked: str = ""

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
                    "The calculation {calculation} has no {key}: {help}",
                    calculation=calculation,
                    key=parameter.key,
                    help=parameter.help,
                ),
                where=calculation,
                cure=_(
                    "Add a row in the sheet Measurements, in {value1}.",
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
                "The parameter {key} is in {unit}; the calculation needs {value3}.",
                key=parameter.key,
                unit=unit,
                value3=parameter.unit or _("a pure number"),
            ),
            where=calculation,
            cure=_("Enter it in {value1}.", value1=parameter.unit or _("no unit")),
        )
    return convert(value, unit, parameter.unit)


def _require_within(parameter: Parameter, value: float) -> None:
    """Raise InvalidValueError when nothing of the kind can be measured."""
    low, high = parameter.bounds
    if value < low or (high is not None and value > high):
        number = Number(value, ",.6g")
        raise InvalidValueError(
            _("This reading is {value}.", value=number)
            if parameter.unit in ("", "1")
            else _("This reading is {value} {unit}.", value=number, unit=parameter.unit),
            where=parameter.key,
            cure=_("Enter {low} or more.", low=Number(low, ",g"))
            if high is None
            else _(
                "Enter a value from {low} to {high}.",
                low=Number(low, ",g"),
                high=Number(high, ",g"),
            ),
        )
