"""Entries of sparse matrices, read and checked once at the door."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of a sparse matrix in the order of their sender; duplicate places add up.

    shape : (rows, columns)    row, col : (entry,) from 0    value : (entry,)
    """

    shape: tuple[int, int]
    row: Places
    col: Places
    value: Array

    def matrix(self, value: Array | None = None) -> sp.csc_matrix:
        """Return the matrix, with other values when they are given."""
        data = self.value if value is None else value
        return sp.csc_matrix((data, (self.row, self.col)), self.shape)


def read_entries(
    shape: tuple[int, int], row: ArrayLike, col: ArrayLike, value: ArrayLike, *, name: str
) -> Entries:
    """Return checked entries of a matrix of this name.

    Raises InvalidValueError for lists of unequal length, a place outside of the matrix, and a
    value that is not a finite number; `where` names the first such entry.
    """
    rows, cols = _places(row, name, "row"), _places(col, name, "col")
    values = np.asarray(value, float).ravel()
    if not len(rows) == len(cols) == len(values):
        raise InvalidValueError(
            _(
                "The lists of {name} differ in length. Rows: {rows}, columns: {cols}, values: "
                "{values}.",
                name=name,
                rows=len(rows),
                cols=len(cols),
                values=len(values),
            ),
            where=name,
            cure=_("Enter one row, one column and one value for each entry."),
        )
    for part, places, size in (("row", rows, shape[0]), ("col", cols, shape[1])):
        wrong = np.flatnonzero((places < 0) | (places >= size))
        if wrong.size:
            raise _outside(f"{name}.{part}.{wrong[0]}", int(places[wrong[0]]), size)
    require_finite(values, f"{name}.value")
    return Entries(shape, rows, cols, values)


def require_finite(values: Array, name: str) -> None:
    """Raise InvalidValueError that names the first value that is not a finite number."""
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise InvalidValueError(
            _("Value {place} of {name} is not a number.", name=name, place=int(wrong[0]) + 1),
            where=f"{name}.{wrong[0]}",
            cure=_("Enter the amount, or remove the entry."),
        )


def require_places(places: Sequence[int], size: int, name: str) -> None:
    """Raise InvalidValueError for the first place that lies outside of 0 to size - 1."""
    for place in places:
        if not 0 <= place < size:
            raise _outside(f"{name}.{place}", place, size)


def read_matrix(M: object, name: str) -> sp.csc_matrix:
    """Return a dense or sparse matrix as sparse columns, checked; explicit zeros fall away."""
    if sp.issparse(M):
        matrix = sp.csc_matrix(M, dtype=float)
    else:
        matrix = sp.csc_matrix(np.atleast_2d(np.asarray(M, float)))
    matrix.sum_duplicates()
    require_finite(matrix.data, name)
    matrix.eliminate_zeros()
    return matrix


def _places(places: ArrayLike, name: str, part: str) -> Places:
    read = np.asarray(places).ravel()
    if read.size and not np.issubdtype(read.dtype, np.integer):
        raise InvalidValueError(
            _("Row and column numbers in {name} must be whole numbers.", name=f"{name}.{part}"),
            where=f"{name}.{part}",
            cure=_("Number rows and columns from 0."),
        )
    return read.astype(np.intp)


def _outside(where: str, place: int, size: int) -> InvalidValueError:
    return InvalidValueError(
        _("Position {place} is outside the range 0 to {last}.", place=place, last=size - 1),
        where=where,
        cure=_("Count rows and columns from 0, and check the size of the matrix."),
    )
