"""The matrix form of life cycle inventory and impact."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a demand causes.

    supply : (process,)  how often each process runs
    flows : (flow,)  what goes to and comes from nature
    contributions : (process,)  impact of each process; their sum is `score`
    """

    supply: Array
    flows: Array
    contributions: Array

    @property
    def score(self) -> float:
        """Return the impact of all processes together."""
        return float(self.contributions.sum())


def solve_inventory(A: ArrayLike, B: ArrayLike, c: ArrayLike, f: ArrayLike) -> Inventory:
    """Return what meeting a demand causes.

    A s = f    g = B s    h = c g

    A : (product, process)  outputs positive, inputs negative    B : (flow, process)
    c : (flow,)  impact / flow    f : (product,)  demand

    Raises InvalidValueError for shapes that do not fit, and for a system without a solution.

    >>> solve_inventory([[1, -2], [0, 1]], [[3, 1]], [1], [0, 10]).score
    70.0
    """
    technosphere, demand = np.asarray(A, float), np.asarray(f, float)
    biosphere = np.atleast_2d(np.asarray(B, float))
    weights = np.atleast_1d(np.asarray(c, float))
    n = len(demand)
    if technosphere.shape != (n, n) or biosphere.shape != (len(weights), n):
        raise InvalidValueError(
            _(
                "{n} products, a technosphere of {shape}, a biosphere of {shape3} and {len} "
                "characterisation factors do not fit.",
                n=n,
                shape=technosphere.shape,
                shape3=biosphere.shape,
                len=len(weights),
            ),
            where="technosphere",
            cure=_("Give a process for each product, and a factor for each flow."),
        )
    try:
        supply = np.linalg.solve(technosphere, demand)
    except np.linalg.LinAlgError as error:
        raise InvalidValueError(
            _("No supply of the processes meets this demand."),
            where="technosphere",
            cure=_(
                "Look for a process that consumes its own output, or a product that no "
                "process makes."
            ),
        ) from error
    return Inventory(supply, biosphere @ supply, (weights @ biosphere) * supply)
