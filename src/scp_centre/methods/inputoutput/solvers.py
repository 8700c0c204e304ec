"""Solve (I - A) X = R for many right sides: directly when small, by steps when large.

A large table is read from memory more slowly than it is computed with. So the steps run on a copy
in single precision, half as wide, and each round of them is corrected by the residual in double
precision: what comes out is as exact as a direct solution, with far fewer operations.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Narrow = NDArray[np.float32]

DIRECT = 800  # sectors up to which factorising costs less than it saves
FEW = 20  # a system is factorised for more right sides than one for so many sectors
TOLERANCE = 1e-10  # of the residual, by column, against its right side
SAFETY = 10.0  # between the pace that was measured and the one that is relied on
ROUNDS = 12  # corrections in double precision
STEPS = 40  # steps in single precision within a round
ROWS = 64  # of a table read at a time


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """A = Z diag(x)^-1, held as Z and x so that a table on disk need not be copied.

    Z : (sector, sector)  money, single or double precision, may be memory-mapped
    x : (sector,)  money; where it is 0 the column of A is 0
    """

    Z: NDArray[np.floating]
    x: Array

    @property
    def per_output(self) -> Array:
        """Return 1/x, and 0 where a sector has no output."""
        idle = self.x == 0
        found: Array = np.where(idle, 0.0, 1.0 / np.where(idle, 1.0, self.x))
        return found

    def coefficients(self) -> Array:
        """Return A, whole and in double precision."""
        found: Array = self.Z * self.per_output
        return found

    def narrow(self) -> Narrow:
        """Return A in single precision, made a few rows at a time."""
        scale = self.per_output.astype(np.float32)
        found = np.empty(self.Z.shape, np.float32)
        for start in range(0, len(found), ROWS):
            rows = found[start : start + ROWS]
            rows[:] = self.Z[start : start + ROWS]
            rows *= scale
        return found

    def times(self, X: Array, *, transposed: bool) -> Array:
        """Return A X, or A^T X, in double precision."""
        scale = self.per_output[:, None]
        if self.Z.dtype == np.float64:
            found: Array = (self.Z.T @ X) * scale if transposed else self.Z @ (X * scale)
            return found
        right = X if transposed else X * scale
        found = np.zeros_like(X)
        for start in range(0, len(X), ROWS):
            rows = np.asarray(self.Z[start : start + ROWS], float)
            if transposed:
                found += rows.T @ right[start : start + ROWS]
            else:
                found[start : start + ROWS] = rows @ right
        return found * scale if transposed else found


class System:
    """The system (I - A) X = R of one table, and (I - A)^T X = R.

    Raises InvalidValueError where no output of the sectors can meet the demand.
    """

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self.n = len(flows.x)
        self._factors: tuple[Array, NDArray[np.int32]] | None = None
        self._narrow: Narrow | None = None

    @classmethod
    def of_coefficients(cls, A: ArrayLike) -> "System":
        """Return the system of a table that is given as coefficients."""
        coefficients = np.asarray(A, float)
        return cls(Flows(coefficients, np.ones(len(coefficients))))

    def solve(self, R: ArrayLike, *, transposed: bool = False) -> Array:
        """Return X of (I - A) X = R.

        R : (sector,) or (sector, case)    → : as R
        """
        right = np.asarray(R, float)
        wide = right[:, None] if right.ndim == 1 else right
        few = wide.shape[1] <= self.n // FEW
        if self.n > DIRECT and few and self._factors is None:
            found = self._by_steps(wide, transposed)
            if found is None:  # a table whose circles hardly fade
                found = self._directly(wide, transposed)
        else:
            found = self._directly(wide, transposed)
        return found[:, 0] if right.ndim == 1 else found

    def _directly(self, R: Array, transposed: bool) -> Array:
        if self._factors is None:
            matrix = -self.flows.coefficients()
            matrix[np.diag_indices_from(matrix)] += 1.0
            size = np.abs(matrix).sum(axis=0).max()
            factors, pivots, _unused = linalg.lapack.dgetrf(matrix, overwrite_a=True)
            condition, _unused = linalg.lapack.dgecon(factors, size)
            if not condition > np.finfo(float).eps:
                raise InvalidValueError(
                    _("No level of sector output can meet this demand."),
                    where="A",
                    cure=_(
                        "Look for a sector that consumes as much of its own product as it produces."
                    ),
                )
            self._factors = (factors, pivots)
        found, _unused = linalg.lapack.dgetrs(*self._factors, R, trans=int(transposed))
        return np.asarray(found, float)

    def _by_steps(self, R: Array, transposed: bool) -> Array | None:
        if self._narrow is None:
            self._narrow = self.flows.narrow()
        A = self._narrow.T if transposed else self._narrow
        size = np.linalg.norm(R, axis=0)
        X, left, pace = np.zeros_like(R), R, 1.0
        for _unused in range(ROUNDS):
            worst = np.linalg.norm(left, axis=0)
            if not np.isfinite(worst).all():
                return None  # outputs that single precision cannot divide by
            open_ = worst > TOLERANCE * size
            if not open_.any():
                return X
            X[:, open_] += _steps(A, left[:, open_] / worst[open_]) * worst[open_]
            if (worst * pace * SAFETY <= TOLERANCE * size).all():
                return X  # at a tenth of the pace that was measured, this round was enough
            left = R - X + self.flows.times(X, transposed=transposed)
            pace = float((np.linalg.norm(left, axis=0) / worst)[open_].max())
            if pace > 0.5:
                return None
        return None


def _steps(A: Narrow, R: Array) -> Array:
    """Return X of (I - A) X = R to about single precision: GMRES, all columns in step.

    The columns share each pass over A, which is what costs; each has its own Krylov space.
    """
    n, m = R.shape
    basis = [R.astype(np.float32)]
    H = np.zeros((m, STEPS + 1, STEPS))
    rotated = np.zeros((m, STEPS + 1))
    rotated[:, 0] = 1.0
    turns: list[tuple[Array, Array]] = []
    done = 0
    for j in range(STEPS):
        w = basis[j] - A @ basis[j]
        for _unused in range(2):  # once more, since single precision forgets what it took away
            for i, v in enumerate(basis):
                part = np.einsum("nm,nm->m", w, v)
                H[:, i, j] += part
                w -= part * v
        length = np.linalg.norm(w, axis=0)
        H[:, j + 1, j] = length
        for i, (c, s) in enumerate(turns):
            upper, lower = H[:, i, j].copy(), H[:, i + 1, j].copy()
            H[:, i, j], H[:, i + 1, j] = c * upper + s * lower, c * lower - s * upper
        radius = np.hypot(H[:, j, j], H[:, j + 1, j])
        safe = np.where(radius == 0, 1.0, radius)
        c, s = np.where(radius == 0, 1.0, H[:, j, j] / safe), H[:, j + 1, j] / safe
        turns.append((c, s))
        H[:, j, j], H[:, j + 1, j] = radius, 0.0
        rotated[:, j + 1] = -s * rotated[:, j]
        rotated[:, j] *= c
        done = j + 1
        if np.abs(rotated[:, done]).max() < 1e-6:
            break
        basis.append((w / np.where(length == 0, 1.0, length)).astype(np.float32))
    weights = np.zeros((m, done))
    for i in range(done - 1, -1, -1):
        rest = rotated[:, i] - np.einsum("mj,mj->m", H[:, i, i + 1 : done], weights[:, i + 1 :])
        diagonal = H[:, i, i]
        weights[:, i] = np.where(diagonal == 0, 0.0, rest / np.where(diagonal == 0, 1.0, diagonal))
    found: Array = np.zeros((n, m))
    for i in range(done):
        found += basis[i] * weights[:, i]
    return found
