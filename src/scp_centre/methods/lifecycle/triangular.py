"""Sweeps over sparse triangles whose values are exchanged from run to run.

SciPy calls the same routines of SuperLU and of its sparse tools after copies and checks that take
four times as long as a sweep; where a later SciPy hides them, its public functions are called.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import spsolve_triangular

try:
    from scipy.sparse._sparsetools import csc_matvec, csr_matvec
    from scipy.sparse.linalg._dsolve._superlu import gstrs as _sweep
except ImportError:  # pragma: no cover
    _sweep = csc_matvec = csr_matvec = None

Array = NDArray[np.float64]
Index = NDArray[np.intc]


@dataclass(slots=True)
class UnitLower:
    """A lower triangular matrix whose diagonal is 1; `data` may be exchanged between solutions.

    Its columns are compressed, and in each the diagonal stands first.
    """

    n: int
    data: Array
    indices: Index
    indptr: Index
    _empty: tuple[Array, Index, Index]

    @classmethod
    def of(cls, strictly_lower: sp.csc_matrix) -> "UnitLower":
        """Return 1 + the strictly lower part, with the diagonal first in each column."""
        n = strictly_lower.shape[0]
        entries = strictly_lower.tocoo()
        diagonal = np.arange(n)
        # Put together by hand, for a sum of matrices drops stored zeros.
        matrix = sp.csc_matrix(
            (
                np.concatenate([np.ones(n), entries.data]),
                (
                    np.concatenate([diagonal, entries.row]),
                    np.concatenate([diagonal, entries.col]),
                ),
            ),
            (n, n),
        )
        matrix.sort_indices()
        none = (np.zeros(0), np.zeros(0, np.intc), np.zeros(n + 1, np.intc))
        return cls(
            n,
            matrix.data.astype(float),
            matrix.indices.astype(np.intc),
            matrix.indptr.astype(np.intc),
            none,
        )

    def solve(self, b: Array, *, transposed: bool = False) -> Array:
        """Return x with L x = b, or with L^T x = b."""
        if _sweep is None:
            return self._by_scipy(b, transposed)  # pragma: no cover
        values, rows, starts = self._empty
        answer: Any = _sweep(
            "T" if transposed else "N",
            self.n,
            len(self.data),
            self.data,
            self.indices,
            self.indptr,
            self.n,
            0,
            values,
            rows,
            starts,
            np.array(b, float),  # solved in its place
        )
        solved: Array = answer[0]
        return solved

    def _by_scipy(self, b: Array, transposed: bool) -> Array:
        matrix = sp.csc_matrix((self.data, self.indices, self.indptr), (self.n, self.n))
        if transposed:
            found = spsolve_triangular(matrix.T.tocsr(), b, lower=False, unit_diagonal=True)
        else:
            found = spsolve_triangular(matrix.tocsr(), b, lower=True, unit_diagonal=True)
        solved: Array = found
        return solved


@dataclass(slots=True)
class StrictlyUpper:
    """The entries above the diagonal, in compressed rows; `data` may be exchanged."""

    n: int
    data: Array
    indices: Index
    indptr: Index

    @classmethod
    def of(cls, matrix: sp.spmatrix) -> "StrictlyUpper":
        """Return the entries of a matrix, stored zeros included."""
        rows = sp.csr_matrix(matrix)
        rows.sort_indices()
        return cls(
            rows.shape[0],
            rows.data.astype(float),
            rows.indices.astype(np.intc),
            rows.indptr.astype(np.intc),
        )

    def multiply(self, x: Array, *, transposed: bool = False) -> Array:
        """Return U x, or U^T x."""
        if csr_matvec is None:  # pragma: no cover
            matrix = self.matrix()
            product: Array = matrix.T @ x if transposed else matrix @ x
            return product
        found = np.zeros(self.n)
        # Compressed rows of U are compressed columns of its transpose.
        multiply = csc_matvec if transposed else csr_matvec
        multiply(self.n, self.n, self.indptr, self.indices, self.data, x, found)
        return found

    def matrix(self) -> sp.csr_matrix:
        return sp.csr_matrix((self.data, self.indices, self.indptr), (self.n, self.n))
