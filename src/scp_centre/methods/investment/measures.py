"""The measures of investment appraisal on a row of yearly cash flows."""

from collections.abc import Sequence
from math import expm1, log1p

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _

REAL_ROOT = 1e-9


def net_present_value(cash_flow: Sequence[float], rate: float) -> float:
    """Return the sum of C_t / (1 + r)^t, with t = 0 the first entry.

    >>> round(net_present_value([-12_000, 5_000, 5_000, 5_000, 5_000, 5_000], 0.10), 2)
    6953.93
    """
    if rate <= -1:
        raise InvalidValueError(
            _("A discount rate of {rate} a year cannot be used.", rate=Number(rate, ".0%")),
            where="discount_rate",
            cure=_("Enter a rate above -1, for example 0.10 for 10 %."),
        )
    years = np.arange(len(cash_flow))
    return float(np.sum(np.asarray(cash_flow, float) / (1 + rate) ** years))


def internal_rate_of_return(cash_flow: Sequence[float]) -> float | None:
    """Return the rate at which the net present value is 0; None when there is none, or several.

    The polynomial's real roots are all looked at: a flow that changes sign more than once can
    have several rates, and then no single one is a yardstick.
    """
    flow = np.asarray(cash_flow, float)
    used = np.flatnonzero(flow)
    if len(used) == 0 or not (flow.min() < 0 < flow.max()):
        return None
    flow = flow[: used[-1] + 1] / np.abs(flow).max()
    roots = np.roots(flow)  # descending powers of (1 + r)
    real = roots[np.abs(roots.imag) < REAL_ROOT * np.maximum(1, np.abs(roots.real))].real
    rates = sorted({round(float(x) - 1, 10) for x in real if x > REAL_ROOT})
    return rates[0] if len(rates) == 1 else None


def annuity_factor(rate: float, years: int) -> float:
    """Return a = r / (1 - (1 + r)^-n), the yearly cost of 1 invested now (1 / n at r = 0)."""
    if years < 1:
        raise InvalidValueError(
            _("The lifetime cannot be {years}.", years=years),
            where="years",
            cure=_("Enter 1 or more."),
        )
    return 1 / years if rate == 0 else rate / -expm1(-years * log1p(rate))
