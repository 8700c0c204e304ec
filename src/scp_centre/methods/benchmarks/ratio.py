"""The figure of a sector as a ratio of two sums, and how well a survey knows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from scp_centre.methods.benchmarks.distribution import Array, read_sample
from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class Ratio:
    """value, low, high : use per output    error : its standard error, same unit
    clusters : companies or holdings that were counted    sampled : share of the sector, 0 to 1
    """

    value: float
    error: float
    low: float
    high: float
    clusters: int
    sampled: float


def estimate_ratio(
    use: Sequence[float] | Array,
    made: Sequence[float] | Array,
    holders: Sequence[str],
    *,
    population: int | None = None,
    confidence: float = 0.95,
) -> Ratio:
    """Return sum(use) / sum(made) with the error of a sample of holders.

    R = sum use / sum made,  d_h = use_h - R made_h of a holder,
    error = sqrt((1 - n / N) m / (m - 1) sum d_h^2) / sum made,  m holders, n of N plants

    use, made : (plant,)    holders : (plant,) plants of one holder are drawn together
    population : N plants of the sector; None takes it for large, which errs on the safe side
    Raises MissingValueError for one holder, InvalidValueError for a population below the sample.
    Source: Cochran (1977), Sampling Techniques, ratio estimator (recalled).

    >>> found = estimate_ratio([2.0, 6.0], [1.0, 3.0], ["A", "B"])
    >>> found.value, found.error
    (2.0, 0.0)
    """
    u, y = read_sample(use, where="use"), read_sample(made, where="made")
    if not len(u) == len(y) == len(holders):
        raise LabelMismatchError(
            _("Each plant needs a consumption figure, an output figure and an owner."),
            where="made",
            cure=_("Enter a value for each of these fields."),
        )
    names, place = np.unique(np.asarray(holders, object).astype(str), return_inverse=True)
    m, n = len(names), len(u)
    if m < 2:
        raise MissingValueError(
            _("One owner is not enough to describe the sector."),
            where="holders",
            cure=_("Collect more data."),
        )
    if population is not None and population < n:
        raise InvalidValueError(
            _(
                "The number of reporting plants ({n}) is higher than the number of plants in the "
                "sector ({population}).",
                population=population,
                n=n,
            ),
            where="population",
            cure=_("Correct the number of plants in the sector."),
        )
    value = float(u.sum() / y.sum())
    d = np.bincount(place, u - value * y)
    sampled = n / population if population else 0.0
    error = float(np.sqrt((1 - sampled) * m / (m - 1) * (d @ d)) / y.sum())
    half = float(stdtrit(m - 1, (1 + confidence) / 2)) * error
    return Ratio(value, error, value - half, value + half, m, sampled)


def estimate_change(
    before: Sequence[tuple[str, float, float]],
    after: Sequence[tuple[str, float, float]],
    *,
    population: int | None = None,
) -> tuple[float, float]:
    """Return R1 / R0 of two surveys and its relative standard error.

    z_h = (use1 - R1 made1) / (R1 sum made1) - (use0 - R0 made0) / (R0 sum made0) of each holder, 0
    in the year it did not report; error = sqrt((1 - n / N) m / (m - 1) sum z_h^2). Plants that
    report in both years tell the change better than either level.

    before, after : (plant,) of (holder, use, made)    population : as in `estimate_ratio`

    >>> first = [("A", 2.0, 1.0), ("B", 6.0, 2.0)]
    >>> estimate_change(first, [(h, 0.9 * u, y) for h, u, y in first])
    (0.9, 0.0)
    """
    residuals: dict[str, float] = {}
    ratios = []
    for rows, sign in ((before, -1.0), (after, 1.0)):
        if not rows:
            raise MissingValueError(
                _("One of the years has no plants."), where="after", cure=_("Enter both years.")
            )
        use, made = sum(u for _h, u, _y in rows), sum(y for _h, _u, y in rows)
        ratio = use / made
        ratios.append(ratio)
        for holder, u, y in rows:
            part = sign * (u - ratio * y) / (ratio * made)
            residuals[holder] = residuals.get(holder, 0.0) + part
    m, n = len(residuals), max(len(before), len(after))
    sampled = min(1.0, n / population) if population else 0.0
    z = np.array(list(residuals.values()))
    error = float(np.sqrt((1 - sampled) * m / max(m - 1, 1) * (z @ z)))
    return ratios[1] / ratios[0], round(error, 12)
