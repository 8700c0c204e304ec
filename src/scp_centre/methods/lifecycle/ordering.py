"""The order in which processes are solved: whoever consumes comes before whoever supplies.

Strongly connected components stand in the order of their supply chain, so that the matrix is block
triangular; inside a loop the processes that others use most come last. What stays above the
diagonal is little, and is swept again until nothing moves.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import breadth_first_order, connected_components

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Order:
    """processes : in the order of solution    loop : (process,) number of its component"""

    processes: Places
    loop: Places
    sizes: NDArray[np.intp]  # processes of each component


def order_processes(links: sp.csc_matrix) -> Order:
    """Return an order in which few entries stand above the diagonal.

    links : (supplier, consumer)  1  what a consumer takes for one unit of its own product
    """
    n = links.shape[0]
    # SciPy numbers components after Pearce, suppliers first.
    count, loop = connected_components(links.T, directed=True, connection="strong")
    loop = loop.astype(np.intp)
    sizes = np.bincount(loop, minlength=count)
    coo = links.tocoo()
    inside = loop[coo.row] == loop[coo.col]
    weight = np.abs(coo.data[inside])
    supplied = np.bincount(coo.row[inside], weight, n)
    consumed = np.bincount(coo.col[inside], weight, n)
    use = supplied / np.where(consumed > 0, consumed, 1.0)
    return Order(np.lexsort((use, -loop)), loop, sizes)


def reach(links: sp.csc_matrix, demanded: Places) -> Places:
    """Return the processes that a demand sets going, in ascending order.

    links : (supplier, consumer)    demanded : processes that deliver the demand
    """
    n = links.shape[0]
    # One more process that consumes all that is demanded is the root of the walk.
    root = sp.csr_matrix(
        (np.ones(len(demanded)), (np.zeros(len(demanded), np.intp), demanded)), (1, n)
    )
    pattern = sp.csr_matrix((np.ones(links.nnz), links.indices, links.indptr), (n, n))
    graph = sp.vstack([sp.hstack([pattern, sp.csr_matrix((n, 1))]), sp.hstack([root, [[0]]])])
    walked = breadth_first_order(sp.csr_matrix(graph), n, directed=True, return_predecessors=False)
    return np.sort(walked[walked < n]).astype(np.intp)
