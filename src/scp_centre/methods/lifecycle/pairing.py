"""Which process makes which product: the diagonal of a square technosphere."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import maximum_bipartite_matching

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Places = NDArray[np.intp]


def pair_products(A: sp.csc_matrix) -> Places:
    """Return the reference product of each process, a permutation of the rows of A.

    Taken is the first that gives each process a product of its own: the one output of each
    process; the diagonal, if all of it are outputs; any outputs; the diagonal, if it is full (a
    treatment whose reference is the waste that it takes in, written negative); any entries.

    A : (product, process)  outputs positive, inputs negative

    Raises InvalidValueError if A is not square, for a product that nobody makes, for a process
    that makes nothing, and when products outnumber the processes that could make them.
    """
    require_square(A)
    _require_full(A)
    n = A.shape[0]
    columns = np.repeat(np.arange(n), np.diff(A.indptr))
    output = A.data > 0
    if np.array_equal(np.bincount(columns[output], minlength=n), np.ones(n)):
        rows = A.indices[output]
        if len(np.unique(rows)) == n:
            only: Places = rows.astype(np.intp)
            return only
    diagonal = A.diagonal()
    if np.all(diagonal > 0):
        return np.arange(n)
    outputs = A.copy()
    outputs.data = output.astype(float)
    outputs.eliminate_zeros()
    matched = _match(outputs)
    if matched is None and np.all(diagonal != 0):
        matched = np.arange(n)
    if matched is None:
        matched = _match(A)
    if matched is None:
        raise _too_few(A)
    _require_makers(A, matched)
    return matched


def require_square(A: sp.csc_matrix) -> None:
    """Raise InvalidValueError unless there are as many processes as products."""
    products, processes = A.shape
    if products != processes:
        raise InvalidValueError(
            _(
                "The system is not square: the number of products ({products}) does not match the "
                "number of processes ({processes}).",
                products=products,
                processes=processes,
            ),
            where="technosphere",
            cure=_(
                "Each product needs one process. Allocate processes that make several products. "
                "If several processes make the same product, choose one."
            ),
        )


def _require_full(A: sp.csc_matrix) -> None:
    made = np.bincount(A.indices, minlength=A.shape[0])
    if (made == 0).any():
        raise InvalidValueError(
            _("No process makes or treats product {place}.", place=int(np.argmin(made))),
            where=f"technosphere.row.{int(np.argmin(made))}",
            cure=_("Add the process that makes this product, or remove the product."),
        )
    runs = np.diff(A.indptr)
    if (runs == 0).any():
        raise InvalidValueError(
            _("Process {place} has no output.", place=int(np.argmin(runs))),
            where=f"technosphere.col.{int(np.argmin(runs))}",
            cure=_("Enter the product that the process makes, or the waste that it treats."),
        )


def _require_makers(A: sp.csc_matrix, product_of: Places) -> None:
    """Raise InvalidValueError for a product that processes only consume.

    A waste that nobody delivers is no such product: its one consumer treats it and makes nothing.
    """
    n = A.shape[0]
    output = A.data > 0
    columns = np.repeat(np.arange(n), np.diff(A.indptr))
    made = np.bincount(A.indices[output], minlength=n)
    taken = np.bincount(A.indices[~output], minlength=n)
    outputs = np.bincount(columns[output], minlength=n)
    process_of = np.empty(n, np.intp)
    process_of[product_of] = np.arange(n)
    lonely = (made == 0) & ((taken > 1) | (outputs[process_of] > 0))
    if lonely.any():
        place = int(np.argmax(lonely))
        raise InvalidValueError(
            _("Some processes use product {place}, but no process makes it.", place=place),
            where=f"technosphere.row.{place}",
            cure=_(
                "Add the process that makes this product, or remove the product from the inputs."
            ),
        )


def _match(A: sp.csc_matrix) -> Places | None:
    """Return a row for each column, each row once, among the entries of A; None if there is none.

    Processes with the fewest choices need no preference: any full matching will do.
    """
    matched = maximum_bipartite_matching(sp.csr_matrix(A), perm_type="row")
    rows = np.asarray(matched, np.intp)
    return None if (rows < 0).any() else rows


def _too_few(A: sp.csc_matrix) -> InvalidValueError:
    rows = np.asarray(maximum_bipartite_matching(sp.csr_matrix(A), perm_type="row"), np.intp)
    idle = int(np.argmax(rows < 0))
    left = sorted(set(range(A.shape[0])) - set(rows.tolist()))
    return InvalidValueError(
        _(
            "Two processes make the same product, so product {product} has no process and process "
            "{process} has no product.",
            product=left[0],
            process=idle,
        ),
        where=f"technosphere.col.{idle}",
        cure=_("Choose one of these processes, or combine them in a market process."),
    )
