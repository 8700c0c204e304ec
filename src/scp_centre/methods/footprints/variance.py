"""What moves a footprint: the variance by uncertain input, alone and with interactions, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves the footprint.

    line : key of a line whose amount is uncertain, else ""    factor : key of a row, else ""
    share : of the variance by this input alone (first-order Sobol index)
    total : the same with all interactions in which it takes part (total Sobol index)
    """

    line: str
    factor: str
    share: float
    total: float


def variance_by_input(
    W: Array,
    line_sigma: Array,
    factor_sigma: Array,
    lines: Sequence[str],
    factors: Sequence[str],
) -> tuple[Driver, ...]:
    """Return the Sobol indices of h = Σ_l Σ_j m_l W_lj k_j, largest alone first.

    m, k : independent lognormals with median 1    a = E m, v = Var m, b = E k, u = Var k

    Var h = Σ_l v_l (W b)_l² + Σ_j u_j (a W)_j² + Σ_l Σ_j v_l u_j W_lj²

    The three sums are the parts of single lines, of single rows, and of one line with one row.
    There is no other interaction, so that no draws are needed. Only what moves h is returned.

    W : (line, row)  kg CO2e    line_sigma, factor_sigma : of the logarithms

    Source: Sobol, Math. Comput. Simul. 55 (2001) 271-280, the decomposition of variance.

    >>> one = variance_by_input(np.array([[2.0]]), np.array([0.0]), np.array([0.1]), ["a"], ["b"])
    >>> [(d.factor, d.share, d.total) for d in one]
    [('b', 1.0, 1.0)]
    """
    a, v = _mean_and_variance(line_sigma)
    b, u = _mean_and_variance(factor_sigma)
    of_lines, of_rows = v * (W @ b) ** 2, u * (a @ W) ** 2
    of_pairs = v[:, None] * u * W**2
    whole = float(of_lines.sum() + of_rows.sum() + of_pairs.sum())
    if not whole:
        return ()
    line_totals, row_totals = of_lines + of_pairs.sum(axis=1), of_rows + of_pairs.sum(axis=0)
    found = [
        Driver(key, "", float(of_lines[at]) / whole, float(line_totals[at]) / whole)
        for at, key in enumerate(lines)
    ]
    found += [
        Driver("", key, float(of_rows[at]) / whole, float(row_totals[at]) / whole)
        for at, key in enumerate(factors)
    ]
    moving = (one for one in found if one.total > 0)
    return tuple(sorted(moving, key=lambda one: (-one.share, -one.total)))


def _mean_and_variance(sigma: Array) -> tuple[Array, Array]:
    """Return mean and variance of lognormals with median 1."""
    mean: Array = np.exp(sigma**2 / 2)
    variance: Array = mean**2 * np.expm1(sigma**2)
    return mean, variance
