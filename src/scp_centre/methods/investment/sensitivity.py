"""What an appraisal depends on: one input at a time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scp_centre.methods.investment.appraisal import Appraisal, appraise
from scp_centre.methods.investment.terms import Terms

SENSITIVE = ("investment", "annual_saving", "operating_cost", "discount_rate", "years")


def sensitivities(
    terms: Terms, *, change: float = 0.2, names: Sequence[str] = SENSITIVE
) -> tuple[tuple[str, float, float], ...]:
    """Return (input, NPV when it falls by `change`, NPV when it rises by it), one input at a time.

    Years are rounded to whole ones. Inputs that are 0 are left out: a share of 0 changes nothing.
    """
    rows = []
    for name in names:
        value = getattr(terms, name)
        if value:
            low, high = (_with(terms, name, value * f).npv for f in (1 - change, 1 + change))
            rows.append((name, low, high))
    return tuple(sorted(rows, key=lambda row: -abs(row[2] - row[1])))


def _with(terms: Terms, name: str, value: float) -> Appraisal:
    if name == "years":
        years = max(1, round(value))
        outlays = tuple(o for o in terms.outlays if o.year < years)  # later ones are not made
        return appraise(replace(terms, years=years, outlays=outlays))
    if name == "investment" and terms.subsidy > value:
        terms = replace(terms, subsidy=value)
    if name == "investment" and terms.replaced > value - terms.subsidy:
        terms = replace(terms, replaced=value - terms.subsidy)
    if name == "investment" and terms.loan and terms.loan.amount > value - terms.subsidy:
        return appraise(replace(terms, investment=value, loan=None))
    changed: dict[str, Any] = {name: value}
    if name == "annual_saving":
        factor = value / terms.annual_saving
        changed["tariffs"] = tuple(replace(p, amount=p.amount * factor) for p in terms.tariffs)
    return appraise(replace(terms, **changed))


def scaled(terms: Terms, name: str, factor: float) -> Appraisal:
    """Return the appraisal with one input multiplied; an input of 0 stays 0."""
    value = getattr(terms, name)
    return _with(terms, name, value * factor) if value else appraise(terms)


def switching_value(terms: Terms, name: str) -> float | None:
    """Return the value of an input at which the net present value is 0; None when there is none.

    v* = v - NPV (v' - v) / (NPV' - NPV),  exact where NPV is linear in the input

    name : investment, annual_saving or operating_cost

    >>> round(switching_value(Terms(12_000, 5_000, years=5, discount_rate=0.10), "annual_saving"))
    3166
    """
    value = getattr(terms, name)
    if not value:
        return None
    npv = appraise(terms).npv
    slope = (_with(terms, name, value * 1.01).npv - npv) / (value * 0.01)
    found = value - npv / slope if slope else None
    return float(found) if found is not None and found >= 0 else None
