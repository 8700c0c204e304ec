"""What a regression is fitted to: rows of y and X, checked and brought to one scale."""

from collections.abc import Sequence

import numpy as np

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.messages import _, n_


def read_regression(
    y: Sequence[float] | Array, X: Sequence[Sequence[float]] | Array
) -> tuple[Array, Array]:
    """Return y, and X with its column of ones. Raises what cannot carry a regression."""
    response = np.asarray(y, float)
    if response.ndim != 1 or len(X) != len(response):
        raise LabelMismatchError(
            _(
                "The number of values of y ({len}) does not match the number of rows of X "
                "({len2}).",
                len=len(response),
                len2=len(X),
            ),
            where="X",
            cure=_("Provide one row of regressors for each value of y."),
        )
    if len({len(row) for row in X}) > 1:
        raise LabelMismatchError(
            _("The rows of X differ in length."),
            where="X",
            cure=_("Include all regressors in every row."),
        )
    table = np.asarray(X, float).reshape(len(response), -1)
    for i in np.flatnonzero(~(np.isfinite(response) & np.isfinite(table).all(axis=1)))[:1]:
        raise MissingValueError(
            _("A value in row {i} is missing or is not a number.", i=i + 1),
            where=f"X[{i}]",
            cure=_("Exclude the row. The logarithm of 0 is not a number either."),
        )
    design = np.column_stack([np.ones(len(response)), table])
    if len(response) < design.shape[1] + 5:
        raise MissingValueError(
            _(
                "There are too few rows ({len}) for a frontier with this many regressors "
                "({shape}).",
                len=len(response),
                shape=design.shape[1] - 1,
            ),
            where="y",
            cure=n_(
                "Provide at least {count} row. Fifty or more is typical.",
                "Provide at least {count} rows. Fifty or more is typical.",
                design.shape[1] + 5,
            ),
        )
    return response, design


def standardise(X: Array) -> tuple[Array, Array]:
    """Return X with regressors centred and scaled, and the matrix that turns b back."""
    middle, spread = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    for j in np.flatnonzero(spread <= 1e-12 * np.maximum(1, np.abs(middle)))[:1]:
        raise InvalidValueError(
            _("Regressor {j} is the same in all rows.", j=j + 1),
            where=f"X[{j}]",
            cure=_("Exclude this regressor. The intercept already covers it."),
        )
    scaled = np.column_stack([np.ones(len(X)), (X[:, 1:] - middle) / spread])
    if np.linalg.matrix_rank(scaled, tol=1e-8 * np.sqrt(len(X))) < X.shape[1]:
        raise InvalidValueError(
            _("Some regressors can be calculated from the others."),
            where="X",
            cure=_("Remove one of these regressors."),
        )
    back = np.eye(X.shape[1])
    back[1:, 1:] = np.diag(1 / spread)
    back[0, 1:] = -middle / spread
    return scaled, back
