"""From readings to a verified saving: periods lined up, baseline fitted, saving valued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scp_centre.methods.errors import MethodError
from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import N_, Number, _
from scp_centre.methods.quantity import SYMBOLS, convert, kind_of
from scp_centre.methods.verification import (
    Baseline,
    VerifiedSaving,
    are_even,
    fit_baseline,
    verify_saving,
)
from scp_centre.roles.production.errors import FollowUpError

VERIFIED_NAMES = {
    "verified_saving": N_("Verified saving, {option}"),
    "verified_money": N_("Verified saving of money, {option}"),
    "verified_co2e": N_("Verified emissions avoided, {option}"),
}
SHORTEST_YEAR, LONGEST_YEAR = 360, 371  # days of what counts as a year: 52 or 53 weeks, 12 months
Span = tuple[date, date]
Readings = Mapping[Span, float]


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
) -> Verification:
    """Return the verified saving of one meter.

    Readings count when they lie wholly in the baseline or the reporting span; every driver must
    have a reading of just the same period. Where the readings differ in length by more than
    months do, the baseline is one of daily use.
    """
    if reporting[0] <= baseline[1]:
        raise FollowUpError(
            _(
                "The reporting period begins on {reporting}, within the baseline.",
                reporting=reporting[0],
            ),
            where="reporting",
            cure=_("Let it begin after {baseline}.", baseline=baseline[1]),
        )
    before, after = _within(use, baseline), _within(use, reporting)
    X0 = {d.name: _aligned(d, before) for d in drivers}
    X1 = {d.name: _aligned(d, after) for d in drivers}
    lengths = [_days(s) for s in before], [_days(s) for s in after]
    even = are_even([*lengths[0], *lengths[1]])
    y0, y1 = [use.readings[s] for s in before], [use.readings[s] for s in after]
    try:
        fitted = fit_baseline(y0, X0, None if even else lengths[0])
        saving = verify_saving(
            fitted,
            y1,
            X1,
            confidence=confidence,
            seen=X0 if even else _of_one_day(X0, lengths[0]),
            seen_use=y0,
            days=lengths[1],
        )
    except MethodError as error:
        raise FollowUpError(error.message, where=error.where, cure=error.cure) from None
    counted = sum(d for i, d in enumerate(lengths[1]) if i not in saving.set_aside)
    return Verification(
        use=use,
        drivers=tuple(drivers),
        baseline_spans=tuple(before),
        spans=tuple(after),
        baseline=fitted,
        saving=saving,
        days=counted,
        worth=worth,
        missing_days=(_days(baseline) - sum(lengths[0]), _days(reporting) - sum(lengths[1])),
    )


def _days(span: Span) -> int:
    return (span[1] - span[0]).days + 1


def _of_one_day(
    drivers: Mapping[str, Sequence[float]], days: Sequence[int]
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
            cure=_("Enter its readings, or choose another period."),
        )
    return found


def _aligned(driver: Metered, spans: Sequence[Span]) -> list[float]:
    missing = [s for s in spans if s not in driver.readings]
    if missing:
        shown = ", ".join(f"{a} to {b}" for a, b in missing[:4]) + (" …" if missing[4:] else "")
        raise FollowUpError(
            _("{name} has no reading of {shown}.", name=driver.name, shown=shown),
            where=driver.name,
            cure=_("Enter it for the same periods as the meter, or leave this driver out."),
        )
    return [driver.readings[s] for s in spans]


def figures_of(
    verified: Verification, option: str, period: str, currency: str, kind: str = ""
) -> list[Figure]:
    """Return what the verification yields for the ledger: saving, money and CO2e that it carries.

    Fuel that its meter counts by volume or mass is a saving of energy, in MWh. They are what was
    measured in the period, of one year at most: no unit says "a year" of what was not one.

    kind : of the option; the subject of the figures, by which others may add them up
    """
    names = ("intercept", *verified.baseline.drivers)
    coefficients = tuple(
        Given(_("coefficient of {n}", n=n), float(c), f"{verified.use.unit} per unit")
        for n, c in zip(names, verified.baseline.coefficients, strict=True)
    )
    readings = tuple(
        Given(
            _("{a} to {b}", a=a, b=b),
            float(m),
            verified.use.unit,
            _("expected use (baseline): {e}", e=Number(e, ".6g")),
        )
        for (a, b), m, e in zip(
            verified.spans, verified.saving.measured, verified.saving.expected, strict=True
        )
    )
    explanation = Explanation(
        _("baseline at the drivers of the reporting period − measured use, at most one year of it"),
        (*coefficients, *readings),
        (f"Readings of {verified.use.name}", "IPMVP (idea); docs/methods/verification.md"),
    )
    rows = [
        ("verified_saving", *_saved(verified)),
        ("verified_money", verified.money, currency),
        ("verified_co2e", verified.co2e_t, "t CO2e"),
    ]
    return [
        Figure(
            key,
            _(VERIFIED_NAMES[key], option=option),
            value,
            unit,
            period,
            kind,
            explanation=explanation,
            uncertainty=verified.uncertainty,
        )
        for key, value, unit in rows
        if value is not None
    ]


def _saved(verified: Verification) -> tuple[float, str]:
    """Return the saving and its unit: energy in MWh where the meter counts fuel in m3 or kg."""
    worth, unit = verified.worth, verified.use.unit
    if worth and worth.balance == "energy" and (unit not in SYMBOLS or kind_of(unit) != "energy"):
        return convert(verified.avoided_a_year * worth.in_base, "MJ", "MWh"), "MWh"
    return verified.avoided_a_year, unit
