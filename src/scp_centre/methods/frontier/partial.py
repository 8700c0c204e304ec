"""Partial frontiers: best practice as it is among a few drawn at random, robust to outliers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.frontier.units import read_observed, require_choice
from scp_centre.methods.messages import Number, _

REPLICATIONS, WORK = 400, 40_000_000  # of the interval; replications x units x units at most


@dataclass(frozen=True, slots=True)
class PartialFrontier:
    """Order-m scores; every array (unit,).

    score : input theta_m, or 1 / phi_m; above 1 for a unit better than m others would expect
    low, high : interval of the score at 95 %, by drawing the units anew
    weights : unit -> other unit -> share that it has in the score
    """

    units: tuple[str, ...]
    score: Array
    low: Array
    high: Array
    weights: tuple[dict[str, float], ...]
    m: int


def measure_order_m(
    units: Sequence[str],
    X: Sequence[Sequence[float]] | Array,
    Y: Sequence[Sequence[float]] | Array,
    *,
    m: int,
    rng: np.random.Generator,
    orientation: str = "input",
) -> PartialFrontier:
    """Return the score of each unit against the best of m that make at least as much.

    input : theta_m = E min over m draws of max_k x_jk / x_ok, of those with y_j >= y_o
    output: 1 / phi_m, as E min over m draws of max_k y_ok / y_jk, of those with x_j <= x_o

    The N units drawn from, sorted by their ratio, weigh ((N - k + 1) / N)^m - ((N - k) / N)^m: the
    expectation is exact, no simulation. m near N comes to the free-disposal frontier.

    Source: Cazals, Florens, Simar (2002), Journal of Econometrics 106 (recalled).

    >>> rng = np.random.default_rng(1)
    >>> found = measure_order_m("ABC", [[2], [4], [8]], [[1], [1], [1]], m=1, rng=rng)
    >>> [round(float(s), 4) for s in found.score]
    [2.3333, 1.1667, 0.5833]
    """
    return measure_orders_m(units, X, Y, orders=(m,), rng=rng, orientation=orientation)[m]


def measure_orders_m(
    units: Sequence[str],
    X: Sequence[Sequence[float]] | Array,
    Y: Sequence[Sequence[float]] | Array,
    *,
    orders: Sequence[int],
    rng: np.random.Generator,
    orientation: str = "input",
) -> dict[int, PartialFrontier]:
    """Return m -> what `measure_order_m` returns; each order sees the same units drawn anew."""
    require_choice(orientation, "vrs")
    observed = read_observed(units, X, Y)
    for m in orders:
        if m < 1:
            raise InvalidValueError(
                _("The order m cannot be {m}.", m=Number(m, "d")),
                where="m",
                cure=_("Enter a whole number of 1 or more."),
            )
    n = len(observed.units)
    score, low, high = (np.empty((len(orders), n)) for _unused in range(3))
    weights: list[list[dict[str, float]]] = [[] for _unused in orders]
    replications = max(50, min(REPLICATIONS, WORK // max(1, n * n)))
    for o in range(n):
        members, ratio = _ratios(observed.X, observed.Y, o, orientation)
        order = np.argsort(ratio, kind="stable")
        members, ratio = members[order], ratio[order]
        counts = rng.multinomial(
            len(ratio), np.full(len(ratio), 1 / len(ratio)), replications
        ).astype(float)
        once, drawn = _beyond(np.ones(len(ratio))), _beyond(counts)
        for k, (m, power) in enumerate(zip(orders, _powers(drawn, orders), strict=True)):
            share: Array = -np.diff(once**m, prepend=1.0)  # what is beyond one begins the next
            score[k, o] = share @ ratio
            again = ratio[0] + power[:, :-1] @ np.diff(ratio)
            low[k, o], high[k, o] = np.quantile(again, [0.025, 0.975])
            carry = np.flatnonzero(share > 1e-9)
            names = (observed.units[j] for j in members[carry].tolist())
            weights[k].append(dict(zip(names, share[carry].tolist(), strict=True)))
    return {
        m: PartialFrontier(observed.units, score[k], low[k], high[k], tuple(weights[k]), m)
        for k, m in enumerate(orders)
    }


def _ratios(
    X: Array, Y: Array, o: int, orientation: str
) -> tuple[np.typing.NDArray[np.int64], Array]:
    """Return the units that count against one, and how little each needs beside it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if orientation == "input":
            members = np.flatnonzero((Y[o] - 1e-12 * np.abs(Y[o]) <= Y).all(axis=1))
            parts = np.where(X[o] > 0, X[members] / X[o], np.where(X[members] > 0, np.inf, 0.0))
        else:
            members = np.flatnonzero((X[o] + 1e-12 * np.abs(X[o]) >= X).all(axis=1))
            parts = np.where(Y[o] > 0, Y[o] / Y[members], 0.0)
    ratio = parts.max(axis=1)
    reachable = np.isfinite(ratio)
    return members[reachable], ratio[reachable]


def _beyond(counts: Array) -> Array:
    """Return the share that lies beyond each, in rising order. counts : (..., N)"""
    total = counts.sum(axis=-1, keepdims=True)
    beyond: Array = np.clip(1 - np.cumsum(counts, axis=-1) / total, 0, 1)
    return beyond


def _powers(base: Array, orders: Sequence[int]) -> Iterator[Array]:
    """Yield base^m of each order by squaring, which is several times faster than a power.

    The chance that the least of m draws lies beyond one is that of each draw, m times.
    """
    known: dict[int, Array] = {1: base}
    for m in orders:
        yield _power(known, m)


def _power(known: dict[int, Array], m: int) -> Array:
    """Return the m-th power of known[1], from the half of m; keep all that were computed."""
    if m not in known:
        half = _power(known, m // 2)
        known[m] = half * half * known[1] if m % 2 else half * half
    return known[m]
