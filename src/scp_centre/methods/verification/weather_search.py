"""The temperatures at which heating and cooling begin, found by least squares on a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
COARSE, FINE = 0.5, 0.1  # K between the balance points that are tried
LEAST_SIDE = 0.1  # share of the days that must lie on each side of a balance point
RIDGE = 1e-9  # of the diagonal: a pair of balance points that nothing tells apart stays solvable


@dataclass(frozen=True, slots=True)
class DailyWeather:
    """Daily mean temperatures of some periods, one period after the other.

    temperatures : (day,) °C      firsts : (period,) position of the first day of each period
    """

    temperatures: Array
    firsts: NDArray[np.intp]

    @classmethod
    def of(cls, periods: Sequence[Sequence[float]]) -> "DailyWeather":
        """Return the weather of periods, each with the mean temperature of each of its days."""
        lengths = np.array([len(p) for p in periods])
        flat = np.array([t for p in periods for t in p], float)
        return cls(flat, np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp))

    def degree_days(self, bases: Array, sign: float) -> Array:
        """Return (period, base) K d: heating with sign +1, cooling with sign -1."""
        daily = np.maximum(sign * (bases[None, :] - self.temperatures[:, None]), 0.0)
        return np.add.reduceat(daily, self.firsts, axis=0)

    def days_beyond(self, base: float, sign: float) -> Array:
        """Return (period,) days that are colder (sign +1) or warmer (-1) than a base."""
        beyond = (sign * (base - self.temperatures) > 0).astype(float)
        return np.add.reduceat(beyond, self.firsts)

    def bases(self) -> Array | None:
        """Return the balance points to try: a tenth of the days lies on each side of them."""
        low, high = np.quantile(self.temperatures, [LEAST_SIDE, 1 - LEAST_SIDE])
        if high - low < 2 * COARSE:
            return None
        return np.arange(np.ceil(low / COARSE) * COARSE, high + 1e-9, COARSE)


def find_balance_points(
    y: Array, X: Array, weather: DailyWeather, shape: str, weights: Array
) -> tuple[float, ...] | None:
    """Return the balance points at which the sum of squares is least; None where none can be.

    y : (period,)    X : (period, column) what use depends on besides weather
    shape : heating, cooling, one (both sides of one point) or two (heating below, cooling above)
    weights : (period,) of the squares
    Tried on a grid of 0.5 K, then of 0.1 K around the best.
    """
    bases = weather.bases()
    if bases is None:
        return None
    best = _search(y, X, weather, shape, weights, [bases] * (2 if shape == "two" else 1))
    if best is None:
        return None
    fine = [np.arange(b - COARSE, b + COARSE + 1e-9, FINE) for b in best]
    return _search(y, X, weather, shape, weights, fine) or best


def _search(
    y: Array, X: Array, weather: DailyWeather, shape: str, weights: Array, grids: list[Array]
) -> tuple[float, ...] | None:
    """Return the best of the combinations of a grid, from one matrix of cross products."""
    heating = weather.degree_days(grids[0], 1.0) if shape != "cooling" else None
    cooling = weather.degree_days(grids[-1], -1.0) if shape != "heating" else None
    columns = [c for c in (X, heating, cooling) if c is not None]
    root = np.sqrt(weights)[:, None]
    Z = np.column_stack(columns) * root
    gram, moment = Z.T @ Z, Z.T @ (y * root[:, 0])
    k, chosen, points = X.shape[1], [], []
    first, last = grids[0], grids[-1]
    after = k + (0 if heating is None else len(first))
    for i, low in enumerate(first):
        if shape in ("heating", "cooling"):
            chosen.append([k + i])
            points.append((float(low),))
        elif shape == "one":
            chosen.append([k + i, after + i])
            points.append((float(low),))
        else:
            for j in np.flatnonzero(last > low + 1e-9):
                chosen.append([k + i, after + int(j)])
                points.append((float(low), float(last[j])))
    if not chosen:
        return None
    gains = _explained(gram, moment, k, np.array(chosen))
    return points[int(np.argmax(gains))]


def _explained(gram: Array, moment: Array, k: int, chosen: NDArray[np.int64]) -> Array:
    """Return b' X'y of each choice of columns: the larger, the smaller the sum of squares."""
    own = np.broadcast_to(np.arange(k), (len(chosen), k))
    index = np.concatenate([own, chosen], axis=1)
    A = gram[index[:, :, None], index[:, None, :]].copy()
    diagonal = np.einsum("cii->ci", A)
    diagonal += RIDGE * np.maximum(diagonal, 1e-12)
    b = moment[index]
    solved = np.linalg.solve(A, b[:, :, None])[:, :, 0]
    return np.asarray(np.einsum("ci,ci->c", solved, b))


def weekday_counts(spans: Sequence[tuple[int, int]]) -> Array:
    """Return (period, 7) how often each weekday occurs, Monday first.

    spans : first and last day of each period as ordinals, of which 1 is a Monday

    >>> weekday_counts([(1, 1), (1, 14)]).tolist()[1]
    [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]
    """
    counts = np.zeros((len(spans), 7))
    for row, (first, last) in zip(counts, spans, strict=True):
        whole, rest = divmod(last - first + 1, 7)
        row += whole
        for day in range(first, first + rest):
            row[(day - 1) % 7] += 1
    return counts


def lag_correlation(residuals: Array, spans: Sequence[tuple[int, int]]) -> float:
    """Return the correlation of each residual with that of the period just before it; at least 0.

    Periods that do not follow each other, because one is missing between, make no pair.
    """
    pairs = [i for i, ((_a, end), (start, _b)) in enumerate(pairwise(spans)) if start == end + 1]
    if len(pairs) < 3:
        return 0.0
    before = np.array(pairs)
    square = float(np.mean(residuals**2))
    if square <= 0:
        return 0.0
    return float(np.clip(np.mean(residuals[before] * residuals[before + 1]) / square, 0.0, 0.99))
