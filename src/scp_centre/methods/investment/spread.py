"""How sure a payback is: savings and investment drawn at random, within what they may differ by."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.investment.appraisal import appraise
from scp_centre.methods.investment.payback import simple_paybacks
from scp_centre.methods.investment.terms import Terms
from scp_centre.methods.messages import Number, _

Array = NDArray[np.float64]
RUNS = 4_000
NINE_IN_TEN = 1.6448536269514722  # standard deviations of half the interval that holds 90 %
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """Where payback and net present value lie in nine of ten cases.

    payback : years   5, 50 and 95 of 100 cases; None where savings do not pay back
    npv : currency    the same    gains : 1   share of cases with a net present value above 0
    """

    payback: tuple[float | None, float | None, float | None]
    npv: tuple[float, float, float]
    gains: float
    runs: int


def spread(
    terms: Terms,
    *,
    saving_range: float,
    investment_range: float,
    random: Generator,
    runs: int = RUNS,
) -> Spread:
    """Return the spread of payback and net present value by Monte Carlo.

    saving = f s,  investment = g I,  f and g normal around 1 and independent of each other
    NPV(f, g) = NPV + (f - 1) dNPV/df + (g - 1) dNPV/dg,   exact: it is linear in both
    payback = (g I - subsidy - replaced - sale + later investments) / (f s - operating cost)

    saving_range, investment_range : 1   half of the interval that holds nine of ten cases
    Raises InvalidValueError for a range below 0 or of 1 and more.
    """
    for name, value in (("saving_range", saving_range), ("investment_range", investment_range)):
        if not 0 <= value < 1:
            raise InvalidValueError(
                _("A range of ± {value} cannot be used.", value=Number(value, ".0%")),
                where=name,
                cure=_("Enter at least 0 % and less than 100 %."),
            )
    f = _factors(saving_range, random, runs)
    g = _factors(investment_range, random, runs)
    base = replace(terms, loan=None)
    npv = appraise(base).npv
    by_saving = appraise(_with_saving(base, 2.0)).npv - npv
    by_investment = appraise(replace(base, investment=2 * terms.investment)).npv - npv
    values = npv + (f - 1) * by_saving + (g - 1) * by_investment
    low, middle, high = np.quantile(values, QUANTILES)
    return Spread(
        payback=_paybacks(terms, f, g),
        npv=(float(low), float(middle), float(high)),
        gains=float(np.mean(values > 0)),
        runs=runs,
    )


def _factors(half: float, random: Generator, runs: int) -> Array:
    """Return factors around 1; what costs or saves something never turns its sign."""
    return np.maximum(random.normal(1.0, half / NINE_IN_TEN, runs), 0.0)


def _with_saving(terms: Terms, factor: float) -> Terms:
    tariffs = tuple(replace(t, amount=t.amount * factor) for t in terms.tariffs)
    return replace(terms, annual_saving=terms.annual_saving * factor, tariffs=tariffs)


def _paybacks(terms: Terms, f: Array, g: Array) -> tuple[float | None, float | None, float | None]:
    first = np.maximum(g * terms.investment - terms.subsidy - terms.replaced, 0.0)
    paid = first - terms.sale + terms.later_investment
    years = simple_paybacks(paid, f * terms.annual_saving - terms.operating_cost)
    found = np.quantile(years, QUANTILES, method="nearest")
    low, middle, high = (float(v) if np.isfinite(v) else None for v in found)
    return low, middle, high
