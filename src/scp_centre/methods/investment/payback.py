"""When an investment has paid back: simple, of many draws at once, and discounted."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


def simple_payback(invested: float, yearly_saving: float) -> float | None:
    """Return the years after which what is invested has been saved; None when it never is.

    payback = invested / yearly saving; 0 where nothing is invested, or old equipment sold pays it

    >>> simple_payback(12_000.0, 5_000.0), simple_payback(12_000.0, 0.0), simple_payback(0.0, -5.0)
    (2.4, None, 0.0)
    """
    if invested <= 0:
        return 0.0
    return invested / yearly_saving if yearly_saving > 0 else None


def simple_paybacks(invested: Array, yearly_saving: Array) -> Array:
    """Return the same of many draws, shape of the two; infinite where it never pays back."""
    years = np.full(len(yearly_saving), np.inf)
    np.divide(invested, yearly_saving, out=years, where=yearly_saving > 0)
    years[invested <= 0] = 0.0
    return years


def discounted_payback(cash_flow: Sequence[float], rate: float) -> float | None:
    """Return the time at which the discounted flows have paid back, linear within the year.

    None when they never do within the life.
    """
    total = float(cash_flow[0])
    if total >= 0:
        return 0.0
    for t, flow in enumerate(cash_flow[1:], start=1):
        present = flow / (1 + rate) ** t
        if present > 0 and total + present >= 0:
            return t - 1 - total / present
        total += present
    return None
