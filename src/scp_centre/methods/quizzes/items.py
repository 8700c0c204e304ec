"""What answers say of a question, and of the people who learned: classical test theory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
FEWEST = 5  # answers, below which a correlation says nothing
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of one question.

    n : how many answered    difficulty : mean mark, 1 where all were right
    discrimination : correlation of its marks with the sum of the other marks, -1 to 1; None
    where fewer than five answered, or all alike
    """

    n: int
    difficulty: float | None
    discrimination: float | None


def item_statistics(marks: Array) -> list[ItemStatistics]:
    """Return the statistics of each question.

    difficulty_j = mean_i m_ij    discrimination_j = corr_i(m_ij, sum over k != j of m_ik)

    marks : (person, question)  0 to 1, NaN where nobody answered; a question that somebody left
    out is no part of their sum
    """
    m = np.asarray(marks, float)
    if m.ndim != 2:
        raise InvalidValueError(
            _("Enter the marks as a table with one row per person and one column per question."),
            where="marks",
            cure=_("Use two dimensions."),
        )
    return [_statistics(m, j) for j in range(m.shape[1])]


def _statistics(m: Array, j: int) -> ItemStatistics:
    answered = ~np.isnan(m[:, j])
    own = m[answered, j]
    if not own.size:
        return ItemStatistics(0, None, None)
    others = np.nansum(np.delete(m[answered], j, axis=1), axis=1)
    enough = own.size >= FEWEST and np.ptp(own) > 0 and others.size and np.ptp(others) > 0
    r = float(np.corrcoef(own, others)[0, 1]) if enough else None
    return ItemStatistics(int(own.size), float(own.mean()), r)


@dataclass(frozen=True, slots=True)
class Gain:
    """What people learned between two tests of the same questions, marks from 0 to 1.

    n : people with both    before, after : mean marks    difference : after - before
    low, high : of the mean difference, 95 %, Student's t; None below two people
    normalised : (after - before) / (1 - before); None where all was known before
    """

    n: int
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    normalised: float | None


def learning_gain(before: Array, after: Array) -> Gain:
    """Return the gain of people who took both tests, paired.

    d_i = after_i - before_i    interval = mean(d) +- t(0.975, n - 1) s(d) / sqrt(n)
    g = mean(d) / (1 - mean(before))

    before, after : (person,)  mean mark of each, 0 to 1, in the same order
    Raises InvalidValueError for different lengths, or nobody.

    >>> round(learning_gain(np.array([0.2, 0.4]), np.array([0.6, 0.6])).normalised, 4)
    0.4286
    """
    x, y = np.asarray(before, float), np.asarray(after, float)
    if x.shape != y.shape or not x.size:
        raise InvalidValueError(
            _(
                "The marks cannot be paired. Before: {size}. After: {size2}.",
                size=x.size,
                size2=y.size,
            ),
            where="after",
            cure=_("Enter both marks for each person."),
        )
    d = y - x
    mean = float(d.mean())
    low = high = None
    if d.size > 1:
        spread = float(stats.sem(d)) * float(stats.t.ppf((1 + CONFIDENCE) / 2, d.size - 1))
        low, high = mean - spread, mean + spread
    room = 1 - float(x.mean())
    return Gain(
        int(d.size),
        float(x.mean()),
        float(y.mean()),
        mean,
        low,
        high,
        mean / room if room > 1e-12 else None,
    )
