"""RAS and its sign-preserving form: bring a table to the row and column sums that are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.errors import LabelMismatchError, UnbalancedError
from scp_centre.methods.inputoutput.solvers import Array
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """A table that keeps its sums.

    table : as given    row, column : factors that each was multiplied with
    rounds : of the iteration    gap : money, the largest sum that is still missed
    """

    table: Array
    row: Array
    column: Array
    rounds: int
    gap: float


def balance_table(
    Z: ArrayLike,
    u: ArrayLike,
    v: ArrayLike,
    *,
    tolerance: float = 1e-9,
    most: int = 5000,
    names: Sequence[str] | None = None,
) -> Balanced:
    """Return the table nearest to Z whose rows sum to u and whose columns sum to v.

    x_ij = r_i p_ij s_j - n_ij / (r_i s_j),   Z = P - N, P and N not negative

    With no negative entry this is RAS. Zeros stay zero, signs stay.

    Z : (row, column)  money    u : (row,)  money    v : (column,)  money
    names : of the rows, for what an error says

    Raises UnbalancedError where the two sums of sums differ, or where no factors reach them.
    Source: Junius and Oosterhaven (2003), with the correction for rows without positive entries of
    Lenzen, Wood and Gallego (2007); docs/methods/inputoutput.md.
    """
    table, rows, columns = (np.asarray(a, float) for a in (Z, u, v))
    if table.shape != (rows.size, columns.size):
        raise LabelMismatchError(
            _(
                "The table's shape is {shape}, but there are {size} row sums and {size3} column "
                "sums.",
                shape=table.shape,
                size=rows.size,
                size3=columns.size,
            ),
            where="Z",
            cure=_("Provide one sum for each row and each column."),
        )
    size = max(np.abs(rows).max(initial=0.0), np.abs(columns).max(initial=0.0), 1e-300)
    if abs(rows.sum() - columns.sum()) > tolerance * max(np.abs(rows).sum(), size) + 1e-300:
        raise UnbalancedError(
            _(
                "The row sums add up to {sum}, but the column sums add up to {sum2}.",
                sum=Number(rows.sum(), ",.6g"),
                sum2=Number(columns.sum(), ",.6g"),
            ),
            where="u, v",
            cure=_("Total deliveries must equal total receipts. Correct one of the sums."),
        )
    P, N = np.maximum(table, 0.0), np.maximum(-table, 0.0)
    r, s = np.ones(rows.size), np.ones(columns.size)
    gap = np.inf
    for round_ in range(1, most + 1):
        r = _factors(P @ s, N @ (1.0 / s), rows)
        s = _factors(P.T @ r, N.T @ (1.0 / r), columns)
        found: Array = r[:, None] * P * s - N / (r[:, None] * s)
        gap = float(np.abs(found.sum(axis=1) - rows).max(initial=0.0))
        if gap <= tolerance * size:
            return Balanced(found, r, s, round_, gap)
    place = int(np.abs(found.sum(axis=1) - rows).argmax())
    raise UnbalancedError(
        _(
            "No scaling factors can reach these sums. After {most} iterations, row {place} is "
            "still {gap} short.",
            place=label_at(place, names),
            gap=Number(gap, ",.4g"),
            most=most,
        ),
        where="Z",
        cure=_("Look for a row or column whose entries are all zero but whose sum is not."),
    )


def _factors(p: Array, n: Array, wanted: Array) -> Array:
    """Return r of r p - n / r = wanted, the positive root; 1 where there is nothing to scale."""
    root = np.sqrt(wanted**2 + 4 * p * n)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(p > 0, (wanted + root) / (2 * p), np.where(wanted < 0, n / -wanted, 1.0))
    found = np.where(np.isfinite(found) & (found > 0), found, 1.0)
    return np.asarray(found, float)
