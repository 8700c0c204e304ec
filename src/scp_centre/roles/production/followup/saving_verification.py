"""From readings to a verified saving: periods lined up, baseline fitted, saving valued."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.verification import (
    LINE,
    Baseline,
    ModelChoice,
    Periods,
    VerifiedSaving,
    are_even,
    choose_model,
    columns_of,
    shifts_of,
    verify_saving,
    weather_names,
)
from scp_centre.roles.production.errors import FollowUpError

SHORTEST_YEAR, LONGEST_YEAR = 360, 371  # days of what counts as a year: 52 or 53 weeks, 12 months
Span = tuple[date, date]
Readings = Mapping[Span, float]
Temperatures = Mapping[date, float]  # °C, mean of the day
DEGREE_DAYS, HOURS = "K d", "h"  # units of drivers that are no production


@dataclass(frozen=True, slots=True)
class Metered:
    """A meter or a driver with its readings: period -> value in its unit."""

    name: str
    unit: str
    readings: Readings


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit of the meter is worth: MJ, kg or m3 of its flow, money and CO2e of that."""

    in_base: float
    balance: str
    value: float
    co2e_kg: float


@dataclass(frozen=True, slots=True)
class Verification:
    """A verified saving with all that went into it.

    days : length of the reporting periods that count
    carried : what the data carry of the measured saving in a year: all of it up to a year, a
    year's part of what was measured over more than a year. Never more than was measured.
    projected : the same if it went on like that for a whole year; a projection, no measurement
    money, co2e_t : of what is carried; None where the flow has no value
    missing_days : days of baseline and reporting span that no reading covers
    choice : the baseline model with what else was tried
    """

    use: Metered
    drivers: tuple[Metered, ...]
    baseline_spans: tuple[Span, ...]
    spans: tuple[Span, ...]
    baseline: Baseline
    saving: VerifiedSaving
    days: int
    worth: Worth | None
    missing_days: tuple[int, int]
    choice: ModelChoice

    @property
    def carried(self) -> float:
        return 1.0 if self.days <= LONGEST_YEAR else 365 / self.days

    @property
    def projection(self) -> float | None:
        """What turns the measured saving into a year's; None when it is of a year, or of more."""
        return 365 / self.days if 0 < self.days < SHORTEST_YEAR else None

    @property
    def avoided_a_year(self) -> float:
        return self.saving.total * self.carried

    @property
    def money(self) -> float | None:
        return None if self.worth is None else self.avoided_a_year * self._base * self.worth.value

    @property
    def co2e_t(self) -> float | None:
        if self.worth is None:
            return None
        return self.avoided_a_year * self._base * self.worth.co2e_kg / 1000

    @property
    def projected(self) -> tuple[float, float | None, float | None] | None:
        """The saving, money and CO2e of a whole year like the days measured."""
        factor = self.projection
        if factor is None:
            return None
        money = None if self.money is None else self.money * factor
        co2e_t = None if self.co2e_t is None else self.co2e_t * factor
        return self.saving.total * factor, money, co2e_t

    @property
    def set_aside(self) -> tuple[Span, ...]:
        return tuple(self.spans[i] for i in self.saving.set_aside)

    @property
    def outliers(self) -> tuple[Span, ...]:
        return tuple(self.baseline_spans[i] for i in self.baseline.outliers)

    @property
    def _base(self) -> float:
        return self.worth.in_base if self.worth else 0.0

    @property
    def uncertainty(self) -> float | None:
        """Relative standard uncertainty of the saving."""
        total = abs(self.saving.total)
        return self.saving.standard_error / total if total else None


def verify(
    use: Metered,
    drivers: Sequence[Metered],
    baseline: Span,
    reporting: Span,
    *,
    worth: Worth | None,
    confidence: float = 0.9,
    model: str = LINE,
    temperatures: Temperatures | None = None,
) -> Verification:
    """Return the verified saving of one meter.

    Readings count when they lie wholly in the baseline or the reporting span; every driver must
    have a reading of just the same period. Where the readings differ in length by more than
    months do, the baseline is one of daily use.

    model : name of a baseline model, or "choose" for the best    temperatures : of the site
    """
    if reporting[0] <= baseline[1]:
        raise FollowUpError(
            _(
                "The reporting period begins on {reporting}, within the baseline period.",
                reporting=reporting[0],
            ),
            where="reporting",
            cure=_("Start the reporting period after {baseline}.", baseline=baseline[1]),
        )
    before, after = (
        _periods(use, drivers, span, temperatures or {}) for span in (baseline, reporting)
    )
    days = before[1].days, after[1].days
    even = are_even([*days[0], *days[1]])
    try:
        choice = choose_model(before[1], model, even=even)
        saving = _saving(choice, before[1], after[1], drivers, even=even, confidence=confidence)
    except MethodError as error:
        raise FollowUpError(error.message, where=error.where, cure=error.cure) from None
    counted = sum(int(d) for i, d in enumerate(days[1]) if i not in saving.set_aside)
    assert choice.chosen.baseline is not None
    return Verification(
        use=use,
        drivers=tuple(drivers),
        baseline_spans=before[0],
        spans=after[0],
        baseline=choice.chosen.baseline,
        saving=saving,
        days=counted,
        worth=worth,
        missing_days=(
            _days(baseline) - int(sum(days[0])),
            _days(reporting) - int(sum(days[1])),
        ),
        choice=choice,
    )


def _saving(
    choice: ModelChoice,
    before: Periods,
    after: Periods,
    drivers: Sequence[Metered],
    *,
    even: bool,
    confidence: float,
) -> VerifiedSaving:
    """Return the saving by the chosen model; its range is that of drivers and weather."""
    chosen = choice.chosen
    assert chosen.baseline is not None
    in_range = {*before.drivers, *weather_names(chosen)}
    columns = columns_of(chosen, before)
    seen = {name: values for name, values in columns.items() if name in in_range}
    return verify_saving(
        chosen.baseline,
        after.use,
        columns_of(chosen, after) | shifts_of(chosen, after),
        confidence=confidence,
        seen=seen if even else _of_one_day(seen, before.days),
        seen_use=before.use,
        days=after.days,
        running={d.name for d in drivers if d.unit != DEGREE_DAYS},
    )


def _periods(
    use: Metered, drivers: Sequence[Metered], span: Span, temperatures: Temperatures
) -> tuple[tuple[Span, ...], Periods]:
    """Return the readings of a span lined up with drivers and weather."""
    spans = tuple(_within(use, span))
    lined_up = {d.name: _aligned(d, spans) for d in drivers}
    known = all(day in temperatures for a, b in spans for day in _each_day(a, b))
    return spans, Periods(
        use=[use.readings[s] for s in spans],
        drivers=lined_up,
        spans=[(a.toordinal(), b.toordinal()) for a, b in spans],
        temperatures=[[temperatures[day] for day in _each_day(a, b)] for a, b in spans]
        if known
        else None,
        addable=_of_one_unit(drivers),
    )


def _each_day(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


def _of_one_unit(drivers: Sequence[Metered]) -> tuple[str, ...]:
    """Return the drivers that may be added up: production in one unit, the most of them."""
    by_unit: dict[str, list[str]] = {}
    for driver in drivers:
        if driver.unit not in (DEGREE_DAYS, HOURS):
            by_unit.setdefault(driver.unit, []).append(driver.name)
    most: list[str] = max(by_unit.values(), key=lambda names: len(names), default=[])
    return tuple(most)


def _days(span: Span) -> int:
    return (span[1] - span[0]).days + 1


def _of_one_day(
    drivers: Mapping[str, Sequence[float]], days: Sequence[float]
) -> dict[str, list[float]]:
    return {
        name: [v / d for v, d in zip(values, days, strict=True)] for name, values in drivers.items()
    }


def _within(metered: Metered, span: Span) -> list[Span]:
    found = sorted(s for s in metered.readings if span[0] <= s[0] and s[1] <= span[1])
    if not found:
        raise FollowUpError(
            _(
                "{name} has no reading between {span} and {span3}.",
                name=metered.name,
                span=span[0],
                span3=span[1],
            ),
            where=metered.name,
            cure=_("Enter the missing readings, or choose another period."),
        )
    return found


def _aligned(driver: Metered, spans: Sequence[Span]) -> list[float]:
    missing = [s for s in spans if s not in driver.readings]
    if missing:
        shown = [_("{low} to {high}", low=first, high=last) for first, last in missing[:4]]
        raise FollowUpError(
            _("{name} has no reading for {shown}.", name=driver.name, shown=shown),
            where=driver.name,
            cure=_(
                "Enter readings of the driver for the same periods as the meter, or leave out "
                "the driver."
            ),
        )
    return [driver.readings[s] for s in spans]
