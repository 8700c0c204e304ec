"""The square system of processes and products, ordered once and solved many times."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.linalg import splu

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.matrices import read_matrix
from scp_centre.methods.lifecycle.ordering import Order, order_processes
from scp_centre.methods.lifecycle.pairing import pair_products
from scp_centre.methods.lifecycle.triangular import StrictlyUpper, UnitLower
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Places = NDArray[np.intp]

DIRECT = 400  # up to this size factors are quicker than sweeps
SWEEPS = 300
SETTLED = 1e-15  # relative change of every value after the last sweep
ROUNDING = 1e-13  # relative change at which sweeps that no longer improve have settled
SINGULAR = 1e-3  # relative change of the answer when A changes in its twelfth digit


def singular_error() -> InvalidValueError:
    """Return the error of a system that no supply, or more than one, can meet."""
    return InvalidValueError(
        _("The system has no unique solution: its technosphere matrix is singular."),
        where="technosphere",
        cure=_(
            "Look for two processes with the same inputs and outputs, or a process or loop that "
            "consumes as much as it produces."
        ),
    )


@dataclass(frozen=True, slots=True)
class System:
    """A square technosphere.

    A : (product, process)  outputs positive, inputs negative
    product_of : (process,)  the reference product of each process
    made : (process,)  amount of that product in one run, negative for waste taken in
    links : (supplier, consumer)  1  what a consumer takes for one unit of its own product
    lower, upper : 1 - links in the order of solution, below the diagonal and above it
    """

    A: sp.csc_matrix
    product_of: Places
    made: Array
    links: sp.csc_matrix
    order: Order
    lower: UnitLower
    upper: StrictlyUpper
    _factors: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, A: Any) -> "System":
        """Return the system of a dense or sparse technosphere.

        Raises InvalidValueError as `pair_products` does.
        """
        matrix = read_matrix(A, "technosphere")
        product_of = pair_products(matrix)
        made = np.asarray(matrix[product_of, np.arange(len(product_of))], float).ravel()
        links = _links(matrix, product_of, made)
        order = order_processes(links)
        below, above = split(links, order.processes)
        return cls(
            matrix,
            product_of,
            made,
            links,
            order,
            UnitLower.of(-below),
            StrictlyUpper.of(above),
        )

    @property
    def n(self) -> int:
        return len(self.product_of)

    @property
    def process_of(self) -> Places:
        """Return the process that makes each product."""
        places = np.empty(self.n, np.intp)
        places[self.product_of] = np.arange(self.n)
        return places

    def supply(self, f: ArrayLike) -> Array:
        """Return s, how often each process runs so that A s = f.

        f : (product,)    → : (process,)

        Raises InvalidValueError for a singular system.
        """
        demand = np.asarray(f, float)[self.product_of]
        return self.solve(demand) / self.made

    def prices(self, w: ArrayLike) -> Array:
        """Return lambda, what one unit of each product costs in all, so that A^T lambda = w.

        w : (process,)  impact of one run, without its inputs    → : (product,)
        """
        intensity = np.asarray(w, float) / self.made
        found = np.empty(self.n)
        found[self.product_of] = self.solve(intensity, transposed=True)
        return found

    def solve(self, b: Array, *, transposed: bool = False) -> Array:
        """Return x with (1 - links) x = b, or with its transpose; by process."""
        if self.n > DIRECT:
            swept = self._sweep(b, transposed)
            if swept is not None:
                return swept
        return self._by_factors(b, transposed)

    def _sweep(self, b: Array, transposed: bool) -> Array | None:
        """Return the solution by repeated triangular sweeps; None where they do not settle."""
        processes = self.order.processes
        right = b[processes]
        x = self.lower.solve(right, transposed=transposed)
        if not len(self.upper.data):
            return _back(x, processes)
        change = np.inf
        for _turn in range(SWEEPS):
            above = self.upper.multiply(x, transposed=transposed)
            before, x = x, self.lower.solve(right + above, transposed=transposed)
            last, change = change, _relative(x - before, x)
            if change <= SETTLED or (change <= ROUNDING and change >= last):
                return _back(x, processes)
            if not np.isfinite(change) or (_turn > 20 and change > last > 1e-6):
                return None
        return None

    def _by_factors(self, b: Array, transposed: bool) -> Array:
        factors = self._lu()
        trans = "T" if transposed else "N"
        matrix = self._factors["matrix"]
        x = factors.solve(b, trans=trans)
        product = matrix.T @ x if transposed else matrix @ x
        refined: Array = x + factors.solve(b - product, trans=trans)
        if not np.all(np.isfinite(refined)):
            raise singular_error()
        return refined

    def _lu(self) -> Any:
        if "lu" not in self._factors:
            matrix = sp.csc_matrix(sp.identity(self.n, format="csc") - self.links)
            try:
                self._factors["lu"] = splu(matrix)
            except RuntimeError:
                raise singular_error() from None
            self._factors["matrix"] = matrix
            require_regular(matrix, self._factors["lu"])
        return self._factors["lu"]


def require_regular(matrix: sp.csc_matrix, factors: Any) -> None:
    """Raise InvalidValueError when a change in the twelfth digit turns the answer over.

    The units of products do not matter, as they would for a condition number.
    """
    chance = np.random.default_rng(0)
    b = chance.random(matrix.shape[0])
    x = factors.solve(b)
    disturbed = matrix.copy()
    disturbed.data = matrix.data * (1 + 1e-12 * chance.choice([-1.0, 1.0], matrix.nnz))
    moved = factors.solve(disturbed @ x - matrix @ x)  # first order
    if not np.all(np.isfinite(x)) or np.abs(moved).max() > SINGULAR * np.abs(x).max():
        raise singular_error()


def split(links: sp.csc_matrix, processes: Places) -> tuple[sp.csc_matrix, sp.csc_matrix]:
    """Return the links below the diagonal and those above it, in the order of solution."""
    n = len(processes)
    place = np.empty(n, np.intp)
    place[processes] = np.arange(n)
    entries = links.tocoo()
    row, col = place[entries.row], place[entries.col]
    is_below = row > col
    below = sp.csc_matrix((entries.data[is_below], (row[is_below], col[is_below])), (n, n))
    above = sp.csc_matrix((entries.data[~is_below], (row[~is_below], col[~is_below])), (n, n))
    return below, above


def _links(A: sp.csc_matrix, product_of: Places, made: Array) -> sp.csc_matrix:
    """Return 1 - A diag(made)^-1, each product standing in the row of its process."""
    n = len(product_of)
    process_of = np.empty(n, np.intp)
    process_of[product_of] = np.arange(n)
    columns = np.repeat(np.arange(n), np.diff(A.indptr))
    rows = process_of[A.indices]
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite does not settle
        data = -A.data / made[columns]
    off = rows != columns
    return sp.csc_matrix((data[off], (rows[off], columns[off])), (n, n))


def _relative(change: Array, x: Array) -> float:
    size = np.abs(x)
    if not np.isfinite(size).all():
        return np.inf
    moved = np.abs(change) / np.where(size > 0, size, 1.0)
    return float(moved.max(initial=0.0))


def _back(x: Array, processes: Places) -> Array:
    found = np.empty(len(x))
    found[processes] = x
    return found
