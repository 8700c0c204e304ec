"""Degree days: how much heating or cooling the weather asks for."""

from collections.abc import Sequence


def heating_degree_days(mean_temperatures: Sequence[float], base: float) -> float:
    """Return the sum of max(base - t, 0) over the days.   temperatures, base : °C   → K d

    >>> heating_degree_days([10.0, 18.0, 5.0], base=15.0)
    15.0
    """
    return float(sum(max(base - t, 0.0) for t in mean_temperatures))


def cooling_degree_days(mean_temperatures: Sequence[float], base: float) -> float:
    """Return the sum of max(t - base, 0) over the days.   temperatures, base : °C   → K d

    >>> cooling_degree_days([20.0, 26.0, 30.0], base=22.0)
    12.0
    """
    return float(sum(max(t - base, 0.0) for t in mean_temperatures))
