"""How the score moves with each entry: by the adjoint, and exactly for one changed exchange."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle.inventory import Inventory
from scp_centre.methods.lifecycle.matrices import require_places
from scp_centre.methods.lifecycle.system import singular_error

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Derivatives of one category's impact by each stored entry of a matrix.

    elasticity : relative change of the impact for a relative change of the entry
    """

    row: Places
    col: Places
    derivative: Array
    elasticity: Array


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """factors : (flow,)  derivative by each characterisation factor, which is the inventory"""

    technosphere: Derivatives
    biosphere: Derivatives
    factors: Array


@dataclass(frozen=True, slots=True)
class ChangedExchange:
    """What a demand causes after one exchange has changed."""

    supply: Array
    impacts: Array


def differentiate(inventory: Inventory, *, category: int = 0) -> Sensitivity:
    """Return how an impact moves with each entry of A, of B and of the factors.

    dh/dA_ij = -lambda_i s_j    dh/dB_kj = c_k s_j    dh/dc_k = g_k
    """
    model = inventory.model
    impact = float(inventory.impacts[category])
    A = model.system.A.tocoo()
    B = model.B.tocoo()
    by_exchange = -inventory.prices[category][A.row] * inventory.supply[A.col]
    by_flow = model.C[category][B.row] * inventory.supply[B.col]
    return Sensitivity(
        _derivatives(A.row, A.col, by_exchange, A.data, impact),
        _derivatives(B.row, B.col, by_flow, B.data, impact),
        inventory.flows,
    )


def _derivatives(
    row: Places, col: Places, derivative: Array, value: Array, impact: float
) -> Derivatives:
    elasticity = derivative * value / impact if impact else np.full(len(value), np.nan)
    return Derivatives(row.astype(np.intp), col.astype(np.intp), derivative, elasticity)


def change_exchange(
    inventory: Inventory, product: int, process: int, change: float
) -> ChangedExchange:
    """Return supply and impacts after A_ij has changed by an amount, exactly, by one solution.

    s' = s - z d s_j / (1 + d z_j)    z = A^-1 e_i    (Sherman and Morrison 1950)

    change : in the sign of A, so that one more unit of input is -1

    Raises InvalidValueError for a place outside of A and when the change makes it singular.
    """
    system = inventory.model.system
    require_places([product], system.n, "product")
    require_places([process], system.n, "process")
    unit = np.zeros(system.n)
    unit[product] = 1.0
    z = system.supply(unit)
    divisor = 1.0 + change * z[process]
    if abs(divisor) < 1e-12 * (1 + abs(change * z[process])):
        raise singular_error()
    supply = inventory.supply - z * (change * inventory.supply[process] / divisor)
    return ChangedExchange(supply, inventory.model.intensities @ supply)
