"""Draws of a scenario's ranges that fill the space of their values evenly.

Each range is a triangular distribution from low to high with its peak at likely. Draw i takes the
i-th point of a Sobol sequence with one dimension for each range, scrambled by the seed, and reads
each coordinate through the inverse of the distribution function:

    F⁻¹(u) = low + √(u (high − low)(likely − low))          where u < (likely − low) / (high − low)
    F⁻¹(u) = high − √((1 − u)(high − low)(high − likely))   elsewhere

The percentiles of a sum of six equal ranges are as exact as those of four times as many random
numbers (tests/methods/test_range_draws.py).

Source: A. B. Owen, Scrambling Sobol' and Niederreiter-Xing points, Journal of Complexity 14 (1998).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from pydantic import BaseModel
from scipy.stats import qmc

from scp_centre.methods.scenarios.economy import Array
from scp_centre.methods.scenarios.instruments import Amount, Range, Scenario, likely


class RangeDraws:
    """The draws of all ranges of a scenario together.

    values : (draw, range)  in the order in which the scenario states its ranges
    """

    def __init__(self, scenario: Scenario, count: int, seed: int) -> None:
        ranges = list(ranges_of(scenario))
        self.places = {id(one): place for place, one in enumerate(ranges)}
        points = _points(len(ranges), count, seed)
        self.values: Array = np.column_stack(
            [triangular(u, one) for u, one in zip(points.T, ranges, strict=True)]
        )

    def read(self, amount: Amount, number: int) -> float:
        """Return what an amount is in one draw; a plain number is itself."""
        if not isinstance(amount, Range):
            return likely(amount)
        return float(self.values[number, self.places[id(amount)]])


def _points(dimensions: int, count: int, seed: int) -> Array:
    """Return (count, dimensions) points between 0 and 1."""
    # A whole power of 2 is balanced in each dimension; of it the first points are taken.
    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    found: Array = sequence.random_base2(int(np.ceil(np.log2(max(count, 2)))))[:count]
    return found


def triangular(u: Array, one: Range) -> Array:
    """Return the values of a triangular range at the shares `u` of its distribution.

    >>> triangular(np.array([0.0, 0.5, 1.0]), Range(low=0, likely=5, high=10)).tolist()
    [0.0, 5.0, 10.0]
    """
    width = one.high - one.low
    if width == 0.0:
        return np.full(len(u), one.likely)
    rising = one.low + np.sqrt(u * width * (one.likely - one.low))
    falling = one.high - np.sqrt((1.0 - u) * width * (one.high - one.likely))
    found: Array = np.where(u * width < one.likely - one.low, rising, falling)
    return found


def ranges_of(value: Any) -> Iterator[Range]:
    """Yield the ranges of a scenario in the order in which it states them."""
    if isinstance(value, Range):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from ranges_of(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from ranges_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from ranges_of(one)


def has_ranges(scenario: Scenario) -> bool:
    """Return whether any figure of a scenario is not known exactly."""
    return next(ranges_of(scenario), None) is not None
