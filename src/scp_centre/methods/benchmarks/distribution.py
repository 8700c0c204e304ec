"""How plants are spread: quantiles with their intervals, ranks, outliers by a stated rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtri

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import Number, _

Array = NDArray[np.float64]
BY_RANKS_BELOW = 200  # sample size from which the bootstrap gives the interval
PERCENTILES_FROM = 10  # below: a rank
QUARTILES_FROM = 12
Z_LIMIT = 3.5
JUMP_LIMIT = 0.4


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile with its interval; low and high None where no interval of that confidence exists.

    coverage : 1, what the interval by ranks really covers   ranks : of the sorted sample, from 1
    """

    p: float
    value: float
    low: float | None
    high: float | None
    coverage: float | None
    ranks: tuple[int, int] | None = None


def read_sample(values: Sequence[float] | Array, *, where: str = "values") -> Array:
    """Return (plant,) finite figures; refuse an empty sample."""
    sample = np.asarray(values, float)
    if sample.ndim != 1 or len(sample) == 0:
        raise MissingValueError(
            _("There are no figures."), where=where, cure=_("Give one figure for each plant.")
        )
    for i in np.flatnonzero(~np.isfinite(sample))[:1]:
        raise MissingValueError(
            _("Figure {i} is missing.", i=i + 1),
            where=f"{where}[{i}]",
            cure=_("Leave the plant out."),
        )
    return sample


def quantile(values: Sequence[float] | Array, p: float | Array, *, kind: int = 7) -> Array:
    """Return sample quantiles by Hyndman and Fan's definitions 4 to 9 (7 unless asked otherwise).

    h = n p + a + p (1 - a - b); x_floor(h) + (h - floor(h)) (x_floor(h)+1 - x_floor(h))
    Source: Hyndman and Fan (1996), The American Statistician 50 (recalled).

    >>> float(quantile([1, 2, 3, 4], 0.25))
    1.75
    """
    methods = {
        4: "interpolated_inverted_cdf",
        5: "hazen",
        6: "weibull",
        7: "linear",
        8: "median_unbiased",
        9: "normal_unbiased",
    }
    if kind not in methods:
        raise InvalidValueError(
            _("Quantile type {kind} is not available here.", kind=kind),
            where="kind",
            cure=_("Use a type from 4 to 9. Type 7 is the usual choice."),
        )
    found: Array = np.quantile(read_sample(values), p, method=methods[kind])  # type: ignore[call-overload]
    return found


def weighted_quantile(
    values: Sequence[float] | Array, weights: Sequence[float] | Array, p: float
) -> float:
    """Return the value below which a share p of the weight lies, interpolated.

    With equal weights this is type 7: the k-th of n stands at (sum of weights before it) /
    (total - its own), made symmetric for unequal weights by half of each.

    >>> weighted_quantile([1, 2, 3, 4], [1, 1, 1, 1], 0.25)
    1.75
    """
    sample = read_sample(values)
    w = np.asarray(weights, float)
    if w.shape != sample.shape or not np.isfinite(w).all() or (w < 0).any() or w.sum() <= 0:
        raise LabelMismatchError(
            _("Each figure needs a weight of 0 or more."),
            where="weights",
            cure=_("Enter the output of each plant."),
        )
    order = np.argsort(sample, kind="stable")
    x, w = sample[order], w[order]
    x, w = x[w > 0], w[w > 0]
    if len(x) == 1:
        return float(x[0])
    middle = np.cumsum(w) - w / 2
    place = (middle - middle[0]) / (middle[-1] - middle[0])
    return float(np.interp(p, place, x))


def rank_interval(n: int, p: float, confidence: float = 0.95) -> tuple[int, int, float] | None:
    """Return the ranks (from 1) between which the p-quantile lies, and what they cover.

    P(x_(l) <= q < x_(u)) = P(l <= B <= u - 1),  B ~ binomial(n, p)
    The narrowest pair of ranks that covers, then the one most even about the quantile. None where
    even the smallest to the largest covers less.

    >>> rank_interval(10, 0.5)[:2]
    (2, 9)
    >>> rank_interval(5, 0.5) is None
    True
    """
    below = bdtr(np.arange(0.0, n + 1), n, p)  # P(B <= k)
    best: tuple[int, float, int, int, float] | None = None
    for low in range(1, n + 1):
        for high in range(low + 1, n + 1):
            covered = float(below[high - 1] - below[low - 1])
            if covered >= confidence:
                lean = round(abs(float(below[low - 1]) - (1 - float(below[high - 1]))), 9)
                if best is None or (high - low, lean) < best[:2]:
                    best = (high - low, lean, low, high, covered)
                break
    return None if best is None else best[2:]


def quantile_with_interval(
    values: Sequence[float] | Array,
    p: float,
    *,
    confidence: float = 0.95,
    rng: np.random.Generator | None = None,
) -> Quantile:
    """Return a type 7 quantile with its interval: by ranks below 200 figures, else bootstrap."""
    sample = np.sort(read_sample(values))
    value = float(quantile(sample, p))
    n = len(sample)
    if n < BY_RANKS_BELOW:
        found = rank_interval(n, p, confidence)
        if found is None:
            return Quantile(p, value, None, None, None)
        low, high, covered = found
        return Quantile(
            p, value, float(sample[low - 1]), float(sample[high - 1]), covered, (low, high)
        )
    draw = (rng or np.random.default_rng(0)).choice(sample, (1000, n))
    again = np.quantile(draw, p, axis=1)
    tail = (1 - confidence) / 2
    ends = np.quantile(again, [tail, 1 - tail])
    return Quantile(p, value, float(ends[0]), float(ends[1]), confidence)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one plant stands among n.

    rank : 1 is the best;  percentile : 0 to 100, share of the others that are less efficient, None
    below ten plants; low, high : interval of the share of comparable plants that are worse
    """

    rank: int
    n: int
    percentile: float | None
    low: float
    high: float
    tied: int

    @property
    def words(self) -> str:
        """For example "2nd of 7"."""
        tail = {1: "st", 2: "nd", 3: "rd"}.get(
            0 if 10 <= self.rank % 100 <= 20 else self.rank % 10, "th"
        )
        return f"{self.rank}{tail} of {self.n}"


def stand(
    values: Sequence[float] | Array,
    own: float,
    *,
    confidence: float = 0.95,
    low_is_good: bool = True,
) -> Standing:
    """Return the place of a plant whose figure is among the values.

    percentile = 100 (worse + half of those equal) / others; its interval is Wilson's for that
    share of n - 1 others.

    >>> stand([1, 2, 3, 4, 5, 6, 7], 2).words
    '2nd of 7'
    """
    sample = read_sample(values)
    if not (sample == own).any():
        raise InvalidValueError(
            _("The figure {own} is not among the figures compared.", own=Number(own, "g")),
            where="own",
            cure=_("Add this plant to the data."),
        )
    sign = 1 if low_is_good else -1
    better = int((sign * sample < sign * own).sum())
    tied = int((sample == own).sum()) - 1
    others = len(sample) - 1
    if others == 0:
        return Standing(1, 1, None, 0.0, 100.0, 0)
    share = (others - better - tied / 2) / others
    low, high = wilson(share, others, confidence)
    shown = 100 * share if len(sample) >= PERCENTILES_FROM else None
    return Standing(better + 1, len(sample), shown, 100 * low, 100 * high, tied)


def wilson(share: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share seen among n.

    (s + z2/2n +- z sqrt(s (1 - s) / n + z2/4n2)) / (1 + z2/n)

    >>> [round(end, 4) for end in wilson(0.5, 10)]
    [0.2366, 0.7634]
    """
    z = float(ndtri((1 + confidence) / 2))
    middle = share + z * z / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, float((middle - half) / whole)), min(1.0, float((middle + half) / whole))


@dataclass(frozen=True, slots=True)
class Outliers:
    """z : (plant,) robust z on the log scale; flagged : indices; note where nothing can be."""

    z: Array
    flagged: tuple[int, ...]
    note: str = ""


def flag_outliers(values: Sequence[float] | Array, *, limit: float = Z_LIMIT) -> Outliers:
    """Flag figures far from the rest by |0.6745 (ln x - median) / MAD| > 3.5; drop none.

    MAD is the median of |ln x - median(ln x)|. Where more than half of the figures are equal it is
    0: then nothing is divided, and those that differ are named without being flagged.
    Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers (recalled).

    >>> flag_outliers([10, 11, 9, 10.5, 9.5, 1000]).flagged
    (5,)
    """
    sample = read_sample(values)
    for i in np.flatnonzero(sample <= 0)[:1]:
        raise InvalidValueError(
            _(
                "Figure {i} is {sample}, but specific consumption must be above 0.",
                i=i + 1,
                sample=Number(sample[i], "g"),
            ),
            where=f"values[{i}]",
            cure=_(
                "Correct the figure. A plant that does not use this resource at all falls within "
                "a different boundary."
            ),
        )
    logs = np.log(sample)
    middle = np.median(logs)
    mad = float(np.median(np.abs(logs - middle)))
    if mad < 1e-12 * max(1.0, abs(float(middle))):
        differ = int((np.abs(logs - middle) > 1e-9).sum())
        note = _(
            "More than half of the figures are equal, so no figure can be flagged. The number of "
            "figures that differ is {differ}.",
            differ=differ,
        )
        return Outliers(np.zeros(len(sample)), (), note)
    z = 0.6744897501960817 * (logs - middle) / mad  # the MAD of a standard normal
    return Outliers(z, tuple(int(i) for i in np.flatnonzero(np.abs(z) > limit)))


def flag_jumps(
    before: Sequence[float] | Array, after: Sequence[float] | Array, *, limit: float = JUMP_LIMIT
) -> tuple[int, ...]:
    """Return the plants whose figure moves by more than the limit between two years.

    |after / before - 1| > 0.4: it catches slips of the unit.

    >>> flag_jumps([10.0, 10.0], [12.0, 10_000.0])
    (1,)
    """
    first, second = read_sample(before, where="before"), read_sample(after, where="after")
    if first.shape != second.shape:
        raise LabelMismatchError(
            _("Both years must cover the same plants."),
            where="after",
            cure=_("Enter a pair of values for each plant."),
        )
    change = np.abs(second / first - 1)
    return tuple(int(i) for i in np.flatnonzero(change > limit))
