"""Hypothetical extraction: what an economy would be without what one sector buys and sells."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.inputoutput.leontief import require_square
from scp_centre.methods.inputoutput.solvers import Array, System


def extract_sectors(
    A: ArrayLike, y: ArrayLike, sectors: Sequence[int], *, demand: bool = True
) -> Array:
    """Return the output that is lost when these sectors neither buy, sell nor are bought.

    x - x*    (I - A*) x* = y*    A*, y*: rows and columns of the sectors set to 0

    A : (sector, sector)  1    y : (sector,)  money    demand : their final demand falls away too
    → : (sector,)  money

    Times S it is the stressor that depends on them.
    Raises IndexError for a place that is no sector.
    """
    coefficients, bought = np.asarray(A, float), np.asarray(y, float)
    require_square(coefficients, "A", len(bought))
    without, left = coefficients.copy(), bought.copy()
    without[list(sectors), :] = 0.0
    without[:, list(sectors)] = 0.0
    if demand:
        left[list(sectors)] = 0.0
    before = System.of_coefficients(coefficients).solve(bought)
    found: Array = before - System.of_coefficients(without).solve(left)
    return found
