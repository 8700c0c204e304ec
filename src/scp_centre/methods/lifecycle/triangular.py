"""Solution of sparse triangular systems by SuperLU's own sweep.

SciPy calls the same routine in `spsolve_triangular` after copies and checks that take four times as
long as the sweep; where a later SciPy hides the routine, its public function is called instead.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import spsolve_triangular

try:
    from scipy.sparse.linalg._dsolve._superlu import gstrs as _sweep
except ImportError:  # pragma: no cover
    _sweep = None

Array = NDArray[np.float64]
Index = NDArray[np.intc]


@dataclass(slots=True)
class UnitLower:
    """A lower triangular matrix whose diagonal is 1; `data` may be exchanged between solutions.

    In each column the diagonal stands first.
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
