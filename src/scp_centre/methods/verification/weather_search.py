"""The temperatures at which heating and cooling begin, found by least squares on a grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
COARSE, FINE = 0.5, 0.1  # K between the balance points that are tried
LEAST_SIDE = 0.1  # share of the days that must lie on each side of a balance point
LEAST_PAIRS = 3  # of periods that follow each other, for a correlation
LEAST_APART = 1e-9  # of two sides of weather, as 1 - correlation squared


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

    def bases(self) -> Array:
        """Return the balance points to try: a tenth of the days lies on each side of them."""
        low, high = np.quantile(self.temperatures, [LEAST_SIDE, 1 - LEAST_SIDE])
        if high - low < 2 * COARSE:
            return np.array([])
        return np.arange(np.ceil(low / COARSE) * COARSE, high + 1e-9, COARSE)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Balance points with the least sum of squares of one shape, and the slopes there.

    sse : weighted sum of squares    slopes, t_values : of each side of the weather
    """

    balance: tuple[float, ...]
    sse: float
    slopes: tuple[float, ...] = ()
    t_values: tuple[float, ...] = ()


class BalanceSearch:
    """All models of a use with its weather, from one matrix of cross products.

    y : (period,)    columns : (period, column) all terms besides weather
    weights : (period,) of the squares    bases : (base,) °C, the balance points that are tried
    """

    def __init__(
        self, y: Array, columns: Array, weights: Array, weather: DailyWeather | None, bases: Array
    ) -> None:
        self.n, self.k, self.bases = len(y), columns.shape[1], bases
        parts = [columns]
        if weather is not None:
            parts += [weather.degree_days(bases, sign) for sign in (1.0, -1.0)]
        root = np.sqrt(weights)
        Z = np.column_stack(parts) * root[:, None]
        self.gram, self.moment = Z.T @ Z, Z.T @ (y * root)
        self.square = float(np.sum(weights * y**2))

    def fit(self, own: Sequence[int], shapes: Sequence[str]) -> dict[str, Fitted]:
        """Return the best of each shape beside some of the columns; "" is no weather.

        own : positions of the columns
        The columns are eliminated first, G_ww - G_wx G_xx^-1 G_xw, so that what is left for each
        pair of balance points is two equations.
        """
        x = np.asarray(own)
        mine, weather = self.gram[x], self.gram[self.k :]
        right = np.column_stack([self.moment[x], mine[:, self.k :]])
        pivot = np.linalg.solve(mine[:, x], right)
        base = self.square - float(self.moment[x] @ pivot[:, 0])
        left: Array = weather[:, self.k :] - weather[:, x] @ pivot[:, 1:]
        m: Array = self.moment[self.k :] - weather[:, x] @ pivot[:, 0]
        found = {"": Fitted((), base)} if "" in shapes else {}
        for shape in shapes:
            if shape and (best := self._best(shape, left, m, base, len(x))):
                found[shape] = best
        return found

    def _best(self, shape: str, left: Array, m: Array, base: float, k: int) -> Fitted | None:
        """Return the balance points of a shape that leave the least sum of squares."""
        g = len(self.bases)
        if shape in ("heating", "cooling"):
            at = np.arange(g) + (0 if shape == "heating" else g)
            chosen = at[:, None]
        else:
            low, high = np.triu_indices(g, 1) if shape == "two" else (np.arange(g),) * 2
            chosen = np.column_stack([low, high + g])
        A, b = left[chosen[:, :, None], chosen[:, None, :]], m[chosen]
        inverse = _inverses(A)
        slopes = np.einsum("cij,cj->ci", inverse, b)
        gain = np.einsum("ci,ci->c", slopes, b)
        gain[~np.isfinite(gain)] = -np.inf
        if not len(gain) or not np.isfinite(gain.max()):
            return None
        i = int(np.argmax(gain))
        sse = max(base - float(gain[i]), 0.0)
        balance = tuple(dict.fromkeys(float(self.bases[c % g]) for c in chosen[i]))
        spread = np.sqrt(sse / max(self.n - k - len(chosen[i]) - len(balance), 1))
        errors = np.sqrt(np.diag(inverse[i])) * spread
        with np.errstate(divide="ignore"):
            t = slopes[i] / errors
        return Fitted(balance, sse, tuple(slopes[i].tolist()), tuple(t.tolist()))


def _inverses(A: Array) -> Array:
    """Return the inverses of matrices of one or two rows; NaN where two say the same."""
    if A.shape[1] == 1:
        return np.where(A > 0, 1 / np.where(A > 0, A, 1.0), np.nan)
    a, b, d = A[:, 0, 0], A[:, 0, 1], A[:, 1, 1]
    determinant = a * d - b * b
    clear = determinant > LEAST_APART * a * d
    safe = np.where(clear, determinant, np.nan)
    return np.stack([np.stack([d, -b], 1), np.stack([-b, a], 1)], 1) / safe[:, None, None]


def weekday_counts(spans: Sequence[tuple[int, int]]) -> Array:
    """Return (period, 7) how often each weekday occurs, Monday first.

    spans : first and last day of each period as ordinals, of which 1 is a Monday

    >>> weekday_counts([(1, 1), (1, 14)]).tolist()[1]
    [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]
    """
    edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
    whole, rest = np.divmod(edges[:, 1] - edges[:, 0] + 1, 7)
    # Of the days beyond whole weeks, a weekday is one if it comes soon enough after the first.
    after = (np.arange(7)[None, :] - (edges[:, :1] - 1)) % 7
    return np.asarray(whole[:, None] + (after < rest[:, None]), float)


def lag_correlation(residuals: Array, spans: Sequence[tuple[int, int]]) -> float:
    """Return the correlation of each residual with that of the period just before it; at least 0.

    Periods that do not follow each other, because one is missing between, make no pair.
    """
    edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
    before = np.flatnonzero(edges[1:, 0] == edges[:-1, 1] + 1)
    if len(before) < LEAST_PAIRS:
        return 0.0
    square = float(np.mean(residuals**2))
    if square <= 0:
        return 0.0
    return float(np.clip(np.mean(residuals[before] * residuals[before + 1]) / square, 0.0, 0.99))
