"""Pinch targets: the least heating and cooling that a set of streams needs, by the problem table.

Sources: Linnhoff and Flower (1978); Kemp, Pinch Analysis and Process Integration, chapter 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream to be cooled (supply above target) or heated.

    supply, target : °C    heat_capacity_flow : kW/K
    """

    name: str
    supply: float
    target: float
    heat_capacity_flow: float

    @property
    def is_hot(self) -> bool:
        return self.supply > self.target


@dataclass(frozen=True, slots=True)
class PinchTargets:
    """Targets.   heating, cooling, recovered : kW   pinch : shifted °C, None without a pinch

    cascade : (shifted temperature °C, heat that passes down, kW), from the hottest
    """

    heating: float
    cooling: float
    recovered: float
    pinch: float | None
    difference: float
    cascade: tuple[tuple[float, float], ...]

    @property
    def hot_pinch(self) -> float | None:
        """Temperature of the hot streams at the pinch, °C."""
        return None if self.pinch is None else self.pinch + self.difference / 2

    @property
    def cold_pinch(self) -> float | None:
        """Temperature of the cold streams at the pinch, °C."""
        return None if self.pinch is None else self.pinch - self.difference / 2


def target_utilities(streams: Sequence[Stream], difference: float) -> PinchTargets:
    """Return the least hot and cold utility at a smallest temperature difference, K.

    Hot streams are shifted down and cold ones up by half the difference; the heat of each
    interval, (sum CP hot - sum CP cold) dT, is cascaded; the deepest deficit is the heating.

    >>> streams = (Stream("1", 20, 135, 2), Stream("2", 170, 60, 3), Stream("3", 80, 140, 4))
    >>> targets = target_utilities((*streams, Stream("4", 150, 30, 1.5)), 10)
    >>> targets.heating, targets.cooling, targets.pinch
    (20.0, 60.0, 85.0)
    """
    _check(streams, difference)
    shifted = [_shifted(stream, difference) for stream in streams]
    levels = sorted({t for low, high, _unused in shifted for t in (low, high)}, reverse=True)
    heat, passing = 0.0, [0.0]
    for high, low in zip(levels, levels[1:], strict=False):
        net = sum(flow for bottom, top, flow in shifted if bottom <= low and top >= high)
        heat += net * (high - low)
        passing.append(heat)
    heating = max(0.0, -min(passing))
    cascade = tuple((t, h + heating) for t, h in zip(levels, passing, strict=True))
    cooling = cascade[-1][1]
    given = sum(s.heat_capacity_flow * (s.supply - s.target) for s in streams if s.is_hot)
    return PinchTargets(
        heating, cooling, given - cooling, _pinch(cascade, heating), difference, cascade
    )


def composite_curve(
    streams: Sequence[Stream], *, is_hot: bool, start: float = 0.0
) -> tuple[tuple[float, float], ...]:
    """Return the composite curve of the hot or of the cold streams, from its coldest end.

    dH = sum of CP of the streams within an interval x dT
    → (heat kW, temperature °C) at each temperature where a stream begins or ends; start : kW

    >>> streams = (Stream("2", 170, 60, 3), Stream("4", 150, 30, 1.5))
    >>> composite_curve(streams, is_hot=True)
    ((0.0, 30), (45.0, 60), (450.0, 150), (510.0, 170))
    """
    chosen = [s for s in streams if s.is_hot == is_hot]
    levels = sorted({t for s in chosen for t in (s.supply, s.target)})
    heat, points = float(start), [(float(start), levels[0])]
    for low, high in zip(levels, levels[1:], strict=False):
        flows = (
            s.heat_capacity_flow
            for s in chosen
            if min(s.supply, s.target) <= low and max(s.supply, s.target) >= high
        )
        heat += sum(flows) * (high - low)
        points.append((heat, high))
    return tuple(points)


def _pinch(cascade: Sequence[tuple[float, float]], heating: float) -> float | None:
    """Return where no heat passes; None for a threshold problem, which needs one utility only."""
    scale = max((abs(heat) for _unused, heat in cascade), default=0.0)
    inner = cascade[1:-1]
    if heating == 0:
        return None
    return next((t for t, heat in inner if abs(heat) <= 1e-9 * scale), None)


def _shifted(stream: Stream, difference: float) -> tuple[float, float, float]:
    """Return (low, high, CP) at shifted temperatures; CP is negative for a cold stream."""
    sign = 1 if stream.is_hot else -1
    ends = sorted((stream.supply, stream.target))
    shift = sign * difference / 2
    return ends[0] - shift, ends[1] - shift, sign * stream.heat_capacity_flow


def _check(streams: Sequence[Stream], difference: float) -> None:
    if not any(s.is_hot for s in streams) or all(s.is_hot for s in streams):
        raise InvalidValueError(
            _("Pinch analysis needs at least one hot stream and one cold stream."),
            where="streams",
            cure=_("Add the missing stream."),
        )
    for stream in streams:
        if stream.supply == stream.target or stream.heat_capacity_flow <= 0:
            raise InvalidValueError(
                _(
                    "The stream “{name}” exchanges no heat because its temperature goes from "
                    "{supply} to {target} °C.",
                    name=stream.name,
                    supply=Number(stream.supply, "g"),
                    target=Number(stream.target, "g"),
                ),
                where=stream.name,
                cure=_("Enter two different temperatures and a heat capacity flow rate above 0."),
            )
    if difference < 0:
        raise InvalidValueError(
            _("The minimum temperature difference is {value} K.", value=Number(difference, "g")),
            where="difference",
            cure=_("Enter 0 or more."),
        )
