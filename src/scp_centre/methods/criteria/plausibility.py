"""What a number of a unit can be: beyond one range it is a slip, beyond the other it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.criteria.scheme import Measure
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ends of a range, both included, in the unit of the measure."""

    least: float
    most: float

    def hold(self, value: float) -> bool:
        """Return whether a value lies within."""
        return self.least <= value <= self.most


ABSOLUTE_ZERO = -273.15  # °C
# Of an amount, a count or a ratio in any other unit.
USUAL, POSSIBLE = Bounds(0.0, 1e9), Bounds(-1e12, 1e12)
# unit -> (what is usual, what is possible at all). A share of a whole lies between 0 and 100 %, but
# a change against a base year does not; the scale of pH is open at both ends.
BY_UNIT: Mapping[str, tuple[Bounds, Bounds]] = {
    "%": (Bounds(0.0, 100.0), Bounds(-10_000.0, 10_000.0)),
    "pH": (Bounds(0.0, 14.0), Bounds(-2.0, 16.0)),
    "°C": (Bounds(-60.0, 1_500.0), Bounds(ABSOLUTE_ZERO, 10_000.0)),
    "K": (Bounds(200.0, 1_800.0), Bounds(0.0, 10_000.0)),
}


def usual_bounds(measure: Measure) -> Bounds:
    """Return between which numbers evidence of a measure usually lies; what does not is asked back.

    >>> usual_bounds(Measure("recycled", "Recycled content", unit="%"))
    Bounds(least=0.0, most=100.0)
    """
    return BY_UNIT.get(measure.unit, (USUAL, POSSIBLE))[0]


def possible_bounds(measure: Measure) -> Bounds:
    """Return between which numbers evidence of a measure lies at all.

    >>> possible_bounds(Measure("ph", "pH of the water", unit="pH")).hold(140)
    False
    """
    return BY_UNIT.get(measure.unit, (USUAL, POSSIBLE))[1]


def require_possible(measure: Measure, value: float) -> None:
    """Refuse a number that no evidence of a measure can be, whoever proves it.

    Raises InvalidValueError.
    """
    bounds = possible_bounds(measure)
    if bounds.hold(value):
        return
    raise InvalidValueError(
        _("“{label}” cannot be {value}.", label=label_of(measure), value=_said(value)),
        where=measure.name,
        cure=_(
            "Enter a number between {least} and {most}. Check the decimal separator and the unit.",
            least=_said(bounds.least),
            most=_said(bounds.most),
        ),
    )


def require_usual(measure: Measure, value: float) -> None:
    """Ask whether a number is right that evidence of a measure seldom is.

    Raises UnclearEntryError, whose one reading is the number.
    """
    bounds = usual_bounds(measure)
    if bounds.hold(value):
        return
    raise UnclearEntryError(
        _(
            "“{label}” is usually between {least} and {most}, but you entered {value}.",
            label=label_of(measure),
            value=_said(value),
            least=_said(bounds.least),
            most=_said(bounds.most),
        ),
        where=measure.name,
        readings=(value,),
        cure=_("Correct the number, or choose it below if it is right."),
    )


def label_of(measure: Measure) -> str:
    """Return what a measure is called with its unit, as forms and errors say it."""
    if not measure.unit:
        return measure.title
    return _("{title}, {unit}", title=measure.title, unit=measure.unit)


def _said(value: float) -> Number:
    return Number(value, ",.6g" if abs(value) < 1e6 else ",.0f")  # noqa: PLR2004 -- digits shown
