"""Rounding that keeps a table additive."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scp_centre.methods.disclosure.table import Array, Table
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


def round_to_base(values: Array, base: float) -> Array:
    """Return the values rounded to the nearest multiple of the base, halves to even.

    >>> round_to_base(np.array([12.0, 13.0, -7.0]), 5.0).tolist()
    [10.0, 15.0, -5.0]
    """
    if base <= 0:
        raise InvalidValueError(
            _("The rounding base cannot be {base}.", base=Number(base, "g")),
            where="base",
            cure=_("Give a base above 0."),
        )
    rounded: Array = np.round(np.asarray(values, float) / base) * base
    return rounded


def round_table(table: Table, base: float) -> Array:
    """Return all cells rounded to a multiple of the base, parts still adding up to their totals.

    Each cell goes to one of the two neighbouring multiples (a multiple stays), nearest in sum;
    where three dimensions allow no such table, cells may go one base further.
    Source: Cox (1987), Journal of the American Statistical Association 82 (recalled).
    """
    if base <= 0:
        raise InvalidValueError(
            _("The rounding base cannot be {base}.", base=Number(base, "g")),
            where="base",
            cure=_("Give a base above 0."),
        )
    size = table.values / base
    floor = np.floor(size + 1e-9)
    rest = np.where(np.abs(size - floor) < 1e-9, 0.0, size - floor)
    n = len(size)
    for spread in (0, 1, 2):
        low = floor - spread
        high = np.where(rest == 0, floor, floor + 1) + spread
        answer = milp(
            np.concatenate([np.zeros(n), np.ones(n)]),
            constraints=[
                LinearConstraint(_wide(table.lines.toarray(), n), 0.0, 0.0),
                LinearConstraint(np.hstack([-np.eye(n), np.eye(n)]), -size, np.inf),
                LinearConstraint(np.hstack([np.eye(n), np.eye(n)]), size, np.inf),
            ],
            integrality=np.concatenate([np.ones(n), np.zeros(n)]),
            bounds=Bounds(np.concatenate([low, np.zeros(n)]), np.append(high, np.full(n, np.inf))),
        )
        if answer.x is not None:
            rounded: Array = np.round(answer.x[:n]) * base
            return rounded
    raise InvalidValueError(
        _("With this base, no rounded table adds up."),
        where="base",
        cure=_("Choose a larger base."),
    )


def _wide(A: Array, n: int) -> Array:
    return np.hstack([A, np.zeros((len(A), n))])
