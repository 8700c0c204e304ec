"""One saving over one or several meters, and the figures of it that enter the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import hypot

from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import N_, Number, _
from scp_centre.methods.quantity import SYMBOLS, convert, kind_of
from scp_centre.methods.unit_signs import write_unit
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.saving_verification import (
    SHORTEST_YEAR,
    Verification,
)

VERIFIED_NAMES = {
    "verified_saving": N_("Verified saving, {option}"),
    "verified_money": N_("Verified cost saving, {option}"),
    "verified_co2e": N_("Verified emissions avoided, {option}"),
}
# what a meter counts -> (unit of a saving over several meters, base unit of its flow)
SUMMED = {"energy": ("MWh", "MJ"), "water": ("m3", "m3"), "material": ("t", "kg")}
BALANCES = {"energy": "energy", "volume": "water", "mass": "material"}
MOST_INPUTS = 60  # readings that an explanation lists one by one; more are listed by month
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class JointSaving:
    """The saving that one or several meters show together.

    parts : the verification of each meter, each with its own baseline
    unit : of the saving; that of the meter where there is one, MWh, m3 or t of several
    factors : what a unit of each meter is in `unit`

    The baselines are independent of each other: half widths of the intervals add in squares.
    """

    parts: tuple[Verification, ...]
    unit: str
    factors: tuple[float, ...]

    def _sum(self, values: Iterable[float]) -> float:
        return sum(v * f for v, f in zip(values, self.factors, strict=True))

    @property
    def total(self) -> float:
        return self._sum(p.saving.total for p in self.parts)

    @property
    def half_width(self) -> float:
        halves = (p.saving.high - p.saving.total for p in self.parts)
        return hypot(*(h * f for h, f in zip(halves, self.factors, strict=True)))

    @property
    def low(self) -> float:
        return self.total - self.half_width

    @property
    def high(self) -> float:
        return self.total + self.half_width

    @property
    def share(self) -> float | None:
        expected = self._sum(
            p.saving.total / p.saving.share if p.saving.share else float(p.saving.expected.sum())
            for p in self.parts
        )
        return self.total / expected if expected else None

    @property
    def verdict(self) -> str:
        """proved, not proved or lost, as of one meter.

        Of several, what lies outside the range of its baseline adds nothing to the proof, but
        what it lost counts.
        """
        if len(self.parts) == 1:
            return self.parts[0].saving.verdict
        size = self._sum(float(abs(p.saving.expected.sum())) for p in self.parts)
        if abs(self.total) <= ROUNDING * size:
            return _("not proved")
        if self.high < 0:
            return _("lost")
        inside = self._sum(
            min(p.saving.low, 0.0) if p.saving.inside_low is None else p.saving.total
            for p in self.parts
        )
        return _("proved") if self.low > 0 and inside - self.half_width > 0 else _("not proved")

    @property
    def days(self) -> int:
        return min(p.days for p in self.parts)

    @property
    def avoided_a_year(self) -> float:
        """What the data carry: what was measured, at most a year of it."""
        return self._sum(p.avoided_a_year for p in self.parts)

    @property
    def carried(self) -> float:
        return self.parts[0].carried if len(self.parts) == 1 else self._ratio()

    def _ratio(self) -> float:
        return self.avoided_a_year / self.total if self.total else 1.0

    @property
    def money(self) -> float | None:
        values = [p.money for p in self.parts]
        return None if None in values else sum(v for v in values if v is not None)

    @property
    def co2e_t(self) -> float | None:
        values = [p.co2e_t for p in self.parts]
        return None if None in values else sum(v for v in values if v is not None)

    @property
    def projected(self) -> tuple[float, float | None, float | None] | None:
        """The saving, money and CO2e of a whole year like the days measured."""
        if not 0 < self.days < SHORTEST_YEAR:
            return None
        factors = [p.projection or 1.0 for p in self.parts]
        total = self._sum(p.avoided_a_year * f for p, f in zip(self.parts, factors, strict=True))
        if self.money is None or self.co2e_t is None:
            return total, None, None
        pairs = list(zip(self.parts, factors, strict=True))
        money = sum((p.money or 0.0) * f for p, f in pairs)
        return total, money, sum((p.co2e_t or 0.0) * f for p, f in pairs)

    @property
    def uncertainty(self) -> float | None:
        """Relative standard uncertainty of the saving."""
        errors = (
            p.saving.standard_error * f for p, f in zip(self.parts, self.factors, strict=True)
        )
        total = abs(self.total)
        return hypot(*errors) / total if total else None

    @property
    def physical(self) -> dict[str, float]:
        """What is saved as mwh, m3 or t, for sums over a portfolio; nothing for other units."""
        found: dict[str, float] = {}
        for part in self.parts:
            balance, base = _balance_of(part)
            if balance is None:
                continue
            unit = SUMMED[balance][0]
            key = unit.lower()
            found[key] = found.get(key, 0.0) + convert(part.avoided_a_year * base, *_way(balance))
        return found


def join(parts: Iterable[Verification]) -> JointSaving:
    """Return the saving of some meters together.

    Raises FollowUpError where they count different things: kWh and m3 of water do not add up.
    """
    parts = tuple(parts)
    if len(parts) == 1:
        return JointSaving(parts, parts[0].use.unit, (1.0,))
    kinds = {balance for balance, _base in map(_balance_of, parts)}
    if len(kinds) > 1 or None in kinds:
        raise FollowUpError(
            _(
                "These meters measure different things: {meters}.",
                meters=[f"{p.use.name} ({write_unit(p.use.unit)})" for p in parts],
            ),
            where="meters",
            cure=_("Choose meters for only one of these: energy, water or materials."),
        )
    (balance,) = kinds
    assert balance is not None
    factors = tuple(convert(base, *_way(balance)) for _unused, base in map(_balance_of, parts))
    return JointSaving(parts, SUMMED[balance][0], factors)


def _way(balance: str) -> tuple[str, str]:
    unit, base = SUMMED[balance]
    return base, unit


def _balance_of(part: Verification) -> tuple[str | None, float]:
    """Return what a meter counts, and a unit of it in MJ, m3 or kg.

    A cubic metre of gas is energy, not water: the flow says which.
    """
    if part.worth:
        return part.worth.balance, part.worth.in_base
    unit = part.use.unit
    if unit not in SYMBOLS or kind_of(unit) not in BALANCES:
        return None, 0.0
    balance = BALANCES[kind_of(unit)]
    return balance, convert(1.0, unit, SUMMED[balance][1])


def figures_of(
    joint: JointSaving, option: str, period: str, currency: str, kind: str = ""
) -> list[Figure]:
    """Return what the verification yields for the ledger: saving, money and CO2e that it carries.

    Fuel that its meter counts by volume or mass is a saving of energy, in MWh. They are what was
    measured in the period, of one year at most: no unit says "a year" of what was not one.

    kind : of the option; the subject of the figures, by which others may add them up
    """
    explanation = Explanation(
        _("baseline adjusted to reporting-period conditions − measured use, for one year at most"),
        tuple(given for part in joint.parts for given in _inputs(part)),
        (
            *(f"Readings of {part.use.name}" for part in joint.parts),
            "IPMVP (idea); docs/methods/verification.md",
        ),
    )
    rows = [
        ("verified_saving", *_saved(joint)),
        ("verified_money", joint.money, currency),
        ("verified_co2e", joint.co2e_t, "t CO2e"),
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
            uncertainty=joint.uncertainty,
        )
        for key, value, unit in rows
        if value is not None
    ]


def _inputs(part: Verification) -> Iterable[Given]:
    """Yield coefficients and readings of a meter, by month where there are many."""
    names = ("intercept", *part.baseline.drivers)
    for name, c in zip(names, part.baseline.coefficients, strict=True):
        yield Given(_("coefficient of {n}", n=name), float(c), f"{part.use.unit} per unit")
    rows = zip(part.spans, part.saving.measured, part.saving.expected, strict=True)
    by_period: dict[tuple[date, date], tuple[float, float]] = {}
    for (first, last), m, e in rows:
        key = (first, last)
        if len(part.spans) > MOST_INPUTS:
            key = (first.replace(day=1), first.replace(day=1))
        measured, expected = by_period.get(key, (0.0, 0.0))
        by_period[key] = (measured + float(m), expected + float(e))
    for (a, b), (m, e) in by_period.items():
        yield Given(
            _("month starting {a}", a=a)
            if len(part.spans) > MOST_INPUTS
            else _("{a} to {b}", a=a, b=b),
            m,
            part.use.unit,
            _("expected use (baseline): {e}", e=Number(e, ".6g")),
        )


def _saved(joint: JointSaving) -> tuple[float, str]:
    """Return the saving and its unit: energy in MWh where the meter counts fuel in m3 or kg."""
    worth, unit = joint.parts[0].worth, joint.unit
    if worth and worth.balance == "energy" and (unit not in SYMBOLS or kind_of(unit) != "energy"):
        return convert(joint.avoided_a_year * worth.in_base, "MJ", "MWh"), "MWh"
    return joint.avoided_a_year, unit
