"""Loops of processes: whether they can deliver anything, and what they deliver to themselves."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.ordering import reach
from scp_centre.methods.lifecycle.system import System, require_regular, singular_error
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Places = NDArray[np.intp]

LARGEST_LOOP = 2_000  # processes in a loop whose own deliveries are all computed
NAMED = 5  # processes of a loop that an error names


def require_productive(system: System, reached: Places) -> None:
    """Raise InvalidValueError for a loop, among the reached processes, that has nothing to give.

    Loops with avoided products are left alone, since a negative supply means something there.

    A loop without avoided products delivers when x > 0 solves (1 - links) x = 1 within it.
    """
    for members in _loops(system, reached):
        if _is_hungry(system, members):
            raise _hungry(members)


def hungry_processes(system: System) -> Places:
    """Return the processes in loops that have nothing to give, and all that consume from them.

    They are those for which `require_productive` refuses a demand.
    """
    every = np.arange(system.n)
    hungry = [members for members in _loops(system, every) if _is_hungry(system, members)]
    if not hungry:
        return np.zeros(0, np.intp)
    return reach(sp.csc_matrix(system.links.T), np.concatenate(hungry))


def _is_hungry(system: System, members: Places) -> bool:
    block = _block(system, members)
    if (sp.triu(block, 1).data > 0).any() or (sp.tril(block, -1).data > 0).any():
        return False
    return len(members) <= LARGEST_LOOP and bool((_deliveries(block) < 0).any())


def require_delivered(supply: Array, demand: Array, system: System) -> None:
    """Raise InvalidValueError when a loop without avoided products runs backwards."""
    if (demand < 0).any() or (system.links.data < 0).any():
        return
    backwards = np.flatnonzero(supply * np.sign(system.made) < -1e-12 * np.abs(supply).max())
    if backwards.size:
        raise _hungry(backwards)


def own_deliveries(system: System, reached: Places) -> Array:
    """Return d, how much each process makes for one unit of its product that leaves it.

    d_j = ((1 - links)^-1)_jj, 1 where a process is in no loop, NaN in a loop of more than
    LARGEST_LOOP processes.

    → : (process,)
    """
    d = np.ones(system.n)
    for members in _loops(system, reached):
        if len(members) > LARGEST_LOOP:
            d[members] = np.nan
            continue
        block = _block(system, members).toarray()
        d[members] = np.diag(np.linalg.inv(block))
    return d


def _loops(system: System, reached: Places) -> list[Places]:
    """Return the members of each loop of two processes or more."""
    loop = system.order.loop[reached]
    large = system.order.sizes[loop] > 1
    members = reached[large]
    sorted_members = members[np.argsort(loop[large], kind="stable")]
    ends = np.flatnonzero(np.diff(np.sort(loop[large]))) + 1
    return [part for part in np.split(sorted_members, ends) if part.size]


def _block(system: System, members: Places) -> sp.csc_matrix:
    inside = system.links[:, members][members, :]
    return sp.csc_matrix(sp.identity(len(members), format="csc") - inside)


def _deliveries(block: sp.csc_matrix) -> Array:
    try:
        factors: Any = splu(block)
    except RuntimeError:
        raise singular_error() from None
    require_regular(block, factors)
    x: Array = factors.solve(np.ones(block.shape[0]))
    return x


def _hungry(members: Places) -> InvalidValueError:
    return InvalidValueError(
        _(
            "The processes {names} form a loop that consumes more than it produces, so the demand "
            "cannot be met.",
            names=[str(int(place)) for place in members[:NAMED]],
        ),
        where=f"technosphere.col.{int(members[0])}",
        cure=_("Check the amounts and units of the inputs in this loop."),
    )
