"""From readings to a verified saving: periods lined up, baseline fitted, saving valued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scp_centre.methods.errors import MethodError
from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import N_, Number, _
from scp_centre.methods.options import FlowValue
from scp_centre.methods.quantity import BASE_UNITS, SYMBOLS, convert, kind_of
from scp_centre.methods.verification import Baseline, VerifiedSaving, fit_baseline, verify_saving
from scp_centre.roles.production.errors import FollowUpError

VERIFIED_NAMES = {
    "verified_saving": N_("Verified saving, {option}"),
    "verified_money": N_("Verified saving of money, {option}"),
    "verified_co2e": N_("Verified emissions avoided, {option}"),
}
Span = tuple[date, date]
Readings = Mapping[Span, float]


@dataclass(frozen=True, slots=True)
class Metered:
    """A meter or a driver with its readings: period -> value in its unit."""

    name: str
    unit: str
    readings: Readings


@dataclass(frozen=True, slots=True)
class Verification:
    """A verified saving with all that went into it; money and CO2e per year of the saving.

    avoided, low, high : unit of the meter, total of the reporting periods
    per_year : what turns the reporting periods into a year
    money, co2e_t : per year; None where the flow has no value
    """

    use: Metered
    drivers: tuple[Metered, ...]
    baseline_spans: tuple[Span, ...]
    spans: tuple[Span, ...]
    baseline: Baseline
    saving: VerifiedSaving
    per_year: float
    money: float | None
    co2e_t: float | None

    @property
    def avoided_a_year(self) -> float:
        return self.saving.total * self.per_year

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
    value: FlowValue | None,
    confidence: float = 0.9,
) -> Verification:
    """Return the verified saving of one meter.

    Readings count when they lie wholly in the baseline or the reporting span; every driver must
    have a reading of just the same period.
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
    try:
        fitted = fit_baseline([use.readings[s] for s in before], X0)
        saving = verify_saving(
            fitted, [use.readings[s] for s in after], X1, confidence=confidence, seen=X0
        )
    except MethodError as error:
        raise FollowUpError(error.message, where=error.where, cure=error.cure) from None
    days = sum((end - start).days + 1 for start, end in after)
    per_year = 1.0 if 360 <= days <= 371 else 365 / days
    base = _to_base(use.unit)
    worth = None if value is None or base is None else saving.total * per_year * base
    return Verification(
        use=use,
        drivers=tuple(drivers),
        baseline_spans=tuple(before),
        spans=tuple(after),
        baseline=fitted,
        saving=saving,
        per_year=per_year,
        money=None if worth is None or value is None else worth * value.value,
        co2e_t=None if worth is None or value is None else worth * value.co2e_kg / 1000,
    )


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


def _to_base(unit: str) -> float | None:
    """Return base units in one unit of the meter; None for a unit that no flow is in."""
    if unit not in SYMBOLS or kind_of(unit) not in ("mass", "volume", "energy"):
        return None
    return convert(1.0, unit, BASE_UNITS[kind_of(unit)])


def figures_of(
    verified: Verification, option: str, period: str, currency: str, kind: str = ""
) -> list[Figure]:
    """Return what the verification yields for the ledger: saving, money and CO2e a year.

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
        _("baseline at the drivers of the reporting period − measured use, per year"),
        (*coefficients, *readings),
        (f"Readings of {verified.use.name}", "IPMVP (idea); docs/methods/verification.md"),
    )
    rows = [
        ("verified_saving", verified.avoided_a_year, f"{verified.use.unit}/year"),
        ("verified_money", verified.money, f"{currency}/year"),
        ("verified_co2e", verified.co2e_t, "t CO2e/year"),
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
