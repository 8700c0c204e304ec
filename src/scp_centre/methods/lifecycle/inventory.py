"""What a demand causes: supply, flows to and from nature, and impact."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.loops import (
    own_deliveries,
    require_delivered,
    require_productive,
)
from scp_centre.methods.lifecycle.matrices import read_matrix, require_finite
from scp_centre.methods.lifecycle.ordering import reach
from scp_centre.methods.lifecycle.system import System
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Model:
    """A life-cycle model: technosphere, biosphere and one or more categories of impact.

    system : A    B : (flow, process)    C : (category, flow)  impact / flow
    """

    system: System
    B: sp.csc_matrix
    C: Array

    @property
    def intensities(self) -> Array:
        """Return C B, the impact of one run of each process: (category, process)."""
        return np.asarray((self.B.T @ self.C.T).T)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a demand causes.

    supply : (process,)  how often each process runs
    flows : (flow,)  what goes to and comes from nature
    impacts : (category,)
    direct : (category, process)  impact of each process; each row sums to its impact
    prices : (category, product)  impact of one unit of each product, with all that it needs
    reached : processes that the demand sets going
    """

    model: Model
    demand: Array
    supply: Array
    flows: Array
    impacts: Array
    direct: Array
    prices: Array
    reached: Places

    @property
    def score(self) -> float:
        """Return the impact in the first category."""
        return float(self.impacts[0])

    @property
    def contributions(self) -> Array:
        """Return the impact of each process in the first category; they sum to `score`."""
        contributions: Array = self.direct[0]
        return contributions

    def upstream(self) -> Array:
        """Return the impact of each process with all that it needs, no loop counted twice.

        lambda_p(j) s_j / (A^-1)_j,p(j)

        → : (category, process); NaN in a loop that is too large to take apart
        """
        system = self.model.system
        made = self.supply * system.made
        own = np.zeros(system.n)
        own[self.reached] = (made / own_deliveries(system, self.reached))[self.reached]
        through: Array = self.prices[:, system.product_of] * own
        return through


def build_model(A: Any, B: Any, C: Any) -> Model:
    """Return the model of dense or sparse matrices whose shapes have been compared.

    A : (product, process)    B : (flow, process)    C : (flow,) or (category, flow)

    Raises InvalidValueError for shapes that do not fit and for values that are not numbers.
    """
    system = System.of(A)
    biosphere = read_matrix(B, "biosphere")
    factors = np.atleast_2d(np.asarray(C, float))
    require_finite(factors.ravel(), "characterisation")
    if biosphere.shape != (factors.shape[1], system.n):
        raise InvalidValueError(
            _(
                "The sizes do not match. Processes: {n}. Biosphere flows: {flows}. Biosphere "
                "processes: {columns}. Characterisation factors: {factors}.",
                n=system.n,
                flows=biosphere.shape[0],
                columns=biosphere.shape[1],
                factors=factors.shape[1],
            ),
            where="biosphere",
            cure=_("Use one biosphere column for each process, and one factor for each flow."),
        )
    return Model(system, biosphere, factors)


def solve_inventory(A: Any, B: Any, c: Any, f: ArrayLike) -> Inventory:
    """Return what meeting a demand causes.

    A s = f    g = B s    h = C g

    A : (product, process)  outputs positive, inputs negative    B : (flow, process)
    c : (flow,) or (category, flow)  impact / flow    f : (product,)  demand

    Raises InvalidValueError for shapes that do not fit, for a system without a solution, and for
    a loop that consumes more than it makes.

    >>> solve_inventory([[1, -2], [0, 1]], [[3, 1]], [1], [0, 10]).score
    70.0
    """
    return solve_model(build_model(A, B, c), f)


def solve_model(model: Model, f: ArrayLike) -> Inventory:
    """Return what meeting a demand f causes in a model that is solved many times.

    Raises InvalidValueError as `solve_inventory` does.
    """
    system = model.system
    demand = np.asarray(f, float)
    if demand.shape != (system.n,):
        raise InvalidValueError(
            _(
                "The number of products in the demand ({given}) does not match the number of "
                "products in the system ({n}).",
                given=demand.size,
                n=system.n,
            ),
            where="demand",
            cure=_("Enter the demand for each product, or 0 where there is no demand."),
        )
    require_finite(demand, "demand")
    reached = reach(system.links, system.process_of[np.flatnonzero(demand)])
    require_productive(system, reached)
    supply = np.zeros(system.n)
    supply[reached] = system.supply(demand)[reached]
    require_delivered(supply, demand, system)
    weights = model.intensities
    flows = model.B @ supply
    with np.errstate(over="ignore", invalid="ignore"):  # refused below
        direct = weights * supply
    prices = np.array([system.prices(w) for w in weights])
    return Inventory(model, demand, supply, flows, direct.sum(axis=1), direct, prices, reached)
