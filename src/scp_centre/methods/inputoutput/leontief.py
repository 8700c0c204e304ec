"""The quantity model of Leontief, by solving and never by inverting."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput.solvers import System
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import _

Array = NDArray[np.float64]


def technical_coefficients(Z: ArrayLike, x: ArrayLike, names: Sequence[str] | None = None) -> Array:
    """Return A, what each sector takes from each other for one unit of its own output.

    A = Z diag(x)^-1

    Z : (sector, sector)  money  row delivers to column    x : (sector,)  money  output
    → : (sector, sector)  1

    Raises InvalidValueError for a sector that takes inputs and has no output, by its name where
    names are given.

    >>> technical_coefficients([[150, 500], [200, 100]], [1000, 2000]).tolist()
    [[0.15, 0.25], [0.2, 0.05]]
    """
    flows, output = np.asarray(Z, float), np.asarray(x, float)
    require_square(flows, "Z", len(output))
    idle = output == 0
    if np.any(flows[:, idle] != 0):
        place = int(np.flatnonzero(idle & (flows != 0).any(axis=0))[0])
        raise InvalidValueError(
            _("Sector {place} uses inputs but has no output.", place=label_at(place, names)),
            where="x",
            cure=_("Enter the sector's output, or remove the sector's inputs."),
        )
    return flows / np.where(idle, 1.0, output)


def require_square(M: NDArray[np.floating], name: str, n: int) -> None:
    """Raise InvalidValueError when a table has not one row and one column for each of n sectors."""
    if M.shape != (n, n):
        raise InvalidValueError(
            _(
                "The shape of {name} ({shape}) does not match the number of sectors ({n}).",
                name=name,
                shape=M.shape,
                n=n,
            ),
            where=name,
            cure=_("Provide one row and one column for each sector."),
        )


def total_output(A: ArrayLike, y: ArrayLike) -> Array:
    """Return x, the output that each sector makes to meet final demand y.

    (I - A) x = y

    A : (sector, sector)  1    y : (sector,)  money    → : (sector,)  money

    Raises InvalidValueError where no output can meet the demand.
    Checked with the textbook table of Miller and Blair, as docs/methods/inputoutput.md says.
    """
    coefficients, demand = np.asarray(A, float), np.asarray(y, float)
    require_square(coefficients, "A", len(demand))
    return System.of_coefficients(coefficients).solve(demand)


def multipliers(A: ArrayLike, S: ArrayLike) -> Array:
    """Return M, what one unit of final demand for each sector's product causes in all sectors.

    (I - A)^T M^T = S^T

    A : (sector, sector)  1    S : (stressor, sector)  stressor / money    → : as S
    """
    coefficients, intensities = np.asarray(A, float), np.atleast_2d(np.asarray(S, float))
    n = intensities.shape[1]
    require_square(coefficients, "A", n)
    return System.of_coefficients(coefficients).solve(intensities.T, transposed=True).T


def consumption_account(A: ArrayLike, S: ArrayLike, y: ArrayLike) -> Array:
    """Return what final demand causes, by the product that is bought.

    D = M diag(y)

    → : (stressor, product)  stressor
    """
    account: Array = multipliers(A, S) * np.asarray(y, float)
    return account
