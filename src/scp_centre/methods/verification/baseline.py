"""The baseline model: what a site uses, as a line in its drivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import _, n_
from scp_centre.methods.verification.weather_search import lag_correlation

Array = NDArray[np.float64]
LONGEST_MONTH, SHORTEST_MONTH = 31, 28
MOST_ALIKE = 1e12  # condition number beyond which terms are the same but for rounding
SMALLEST_DIRECTION = 1e-3  # of standardised drivers: a correlation above 0.999998 of two of them


@dataclass(frozen=True, slots=True)
class Baseline:
    """A fitted (or given) baseline.

    drivers : names, in the order of the coefficients after the intercept
    coefficients, standard_errors : (1 + drivers,)   use, and use per unit of driver
    covariance : (1 + drivers, 1 + drivers) of the coefficients; zeros for a given baseline
    residual_sd : standard deviation of the residuals; degrees_of_freedom n - drivers - 1
    r_squared, cv_rmse : 1   goodness of fit; None for a given baseline
    mean_bias : 1   sum of residuals / sum of use
    by_day : the intercept is use per day and residual_sd is of one day, since the periods differ
    in length; otherwise both are of one period
    outliers : positions of periods that lie further from the line than chance explains
    inflation : by which the variance was multiplied because neighbouring periods resemble each
    other: (1 + r) / (1 - r), r the correlation of a residual with the one before
    """

    drivers: tuple[str, ...]
    coefficients: Array
    standard_errors: Array
    covariance: Array
    residual_sd: float
    degrees_of_freedom: int
    periods: int
    r_squared: float | None
    cv_rmse: float | None
    mean_bias: float | None
    fitted: Array
    by_day: bool = False
    outliers: tuple[int, ...] = ()
    inflation: float = 1.0

    @property
    def t_values(self) -> tuple[float | None, ...]:
        """Coefficient / standard error; None where the error is 0."""
        pairs = zip(self.coefficients, self.standard_errors, strict=True)
        return tuple(float(c / s) if s > 0 else None for c, s in pairs)

    @property
    def p_values(self) -> tuple[float | None, ...]:
        """Two-sided probability of so large a t if the driver had no effect."""
        return tuple(
            None if t is None else float(2 * stdtr(self.degrees_of_freedom, -abs(t)))
            for t in self.t_values
        )


def are_even(days: Sequence[float]) -> bool:
    """Return whether periods count as equally long: months of the calendar do, bills do not.

    >>> are_even([31, 28, 30]), are_even([30, 61])
    (True, False)
    """
    return max(days) <= min(days) * LONGEST_MONTH / SHORTEST_MONTH


def design(
    names: Sequence[str],
    drivers: Mapping[str, Sequence[float]],
    periods: int,
    days: Sequence[float] | None = None,
) -> Array:
    """Return X (period, 1 + driver); drivers align by name.

    The first column is ones, or the days of each period where they are given.
    """
    if set(names) != set(drivers):
        raise LabelMismatchError(
            _(
                "The baseline uses the drivers {value1}, but the figures use {value2}.",
                value1=list(names) or _("none"),
                value2=list(drivers) or _("none"),
            ),
            where="drivers",
            cure=_("Use the same drivers for both periods."),
        )
    for name in names:
        if len(drivers[name]) != periods:
            raise LabelMismatchError(
                _(
                    "The number of values of the driver '{name}' ({len}) does not match the "
                    "number of periods ({periods}).",
                    name=name,
                    len=len(drivers[name]),
                    periods=periods,
                ),
                where=name,
                cure=_("Enter one value for each period."),
            )
    first = np.ones(periods) if days is None else np.asarray(days, float)
    if len(first) != periods:
        raise LabelMismatchError(
            _(
                "The number of lengths entered ({len}) does not match the number of periods "
                "({periods}).",
                len=len(first),
                periods=periods,
            ),
            where="days",
            cure=_("Enter the number of days in each period."),
        )
    X = np.column_stack([first, *(np.asarray(drivers[n], float) for n in names)])
    _require_finite(X, "drivers")
    return X


def fit_baseline(
    use: Sequence[float],
    drivers: Mapping[str, Sequence[float]],
    days: Sequence[float] | None = None,
    *,
    shifts: Mapping[str, Sequence[float]] | None = None,
    spans: Sequence[tuple[int, int]] | None = None,
) -> Baseline:
    """Return the least squares fit of use on its drivers.

    periods of one length:  use_t = b_0 + sum_k b_k x_tk + e_t,        Var(e_t) = s^2
    with their days d_t:    use_t = b_0 d_t + sum_k b_k x_tk + e_t,    Var(e_t) = s^2 d_t
    R2 = 1 - SSE / SST     CV(RMSE) = sqrt(SSE / (n - p)) / mean use,  p = drivers + 1
    The second line is the regression of mean daily use on mean daily drivers with d as weights.

    use : (period,)  any one unit      drivers : name -> (period,)      days : (period,)
    shifts : name -> (period,) change of use per unit of what was fitted before this line, such as
    a balance point; their coefficients are 0, their uncertainty enters that of all
    spans : (period,) first and last day as ordinals, of periods so short that neighbours resemble
    each other. With r the correlation of a residual with the one before, the variance is taken
    (1 + r) / (1 - r) times that of independent periods
    Raises MissingValueError with too few periods, InvalidValueError when a driver does not vary
    or repeats the others.
    Source: Bonneville Power Administration (2012), Regression for M&V: Reference Guide, version
    1.1 (contents read; the algebra is that of least squares); CalTRACK 2.0 methods weigh billing
    periods by their days (recalled).
    """
    y = np.asarray(use, float)
    _require_finite(y, "use")
    names = tuple(drivers)
    X = design(names, drivers, len(y), days)
    moved = [np.asarray(shift, float) for shift in (shifts or {}).values()]
    n, p = len(y), X.shape[1] + len(moved)
    if n < p + 2:
        raise MissingValueError(
            _(
                "There are too few periods ({n}) for a baseline with this many drivers ({p}).",
                n=n,
                p=p - 1,
            ),
            where="use",
            cure=n_(
                "Provide at least {count} period. Twelve months is preferable.",
                "Provide at least {count} periods. Twelve months is preferable.",
                p + 2,
            ),
        )
    length = np.ones(n) if days is None else np.asarray(days, float)
    _require_variation(X / length[:, None], names)
    scale = np.sqrt(length)
    coefficients, *_unused = np.linalg.lstsq(X / scale[:, None], y / scale, rcond=None)
    fitted = X @ coefficients
    residuals = y - fitted
    sse = float(np.sum(residuals**2 / length))
    sst = float(np.sum((y - length * y.sum() / length.sum()) ** 2 / length))
    again = lag_correlation(residuals / scale, spans) if spans is not None else 0.0
    inflation = (1 + again) / (1 - again)
    variance = inflation * sse / (n - p)
    W = np.column_stack([X, *moved]) / scale[:, None]
    inverse = _inverse(W.T @ W)
    plain = variance / inflation
    return Baseline(
        drivers=(*names, *(shifts or {})),
        coefficients=np.concatenate([coefficients, np.zeros(len(moved))]),
        standard_errors=np.sqrt(np.diag(variance * inverse)),
        covariance=variance * inverse,
        residual_sd=float(np.sqrt(variance)),
        degrees_of_freedom=n - p,
        periods=n,
        r_squared=1 - sse / sst if sst > 0 else None,
        cv_rmse=float(np.sqrt(plain * length.mean()) / y.mean()) if y.mean() else None,
        mean_bias=float(residuals.sum() / y.sum()) if y.sum() else None,
        fitted=fitted,
        by_day=days is not None,
        outliers=_outliers(residuals / scale, W, inverse, plain),
        inflation=inflation,
    )


def _inverse(product: Array) -> Array:
    """Return the inverse of X'X, columns first brought to one length so that units do not count."""
    length = np.sqrt(np.diag(product))
    length[length == 0] = 1.0
    scaled = product / np.outer(length, length)
    if np.linalg.cond(scaled) > MOST_ALIKE:
        raise InvalidValueError(
            _("The terms of this model cannot be separated with these readings."),
            where="drivers",
            cure=_("Choose a model with fewer terms, or a longer baseline."),
        )
    return np.asarray(np.linalg.inv(scaled) / np.outer(length, length))


def _outliers(r: Array, W: Array, inverse: Array, variance: float) -> tuple[int, ...]:
    """Return the periods whose studentised deleted residual is beyond chance (Bonferroni, 5 %).

    t_i = r_i / (s_(i) sqrt(1 - h_i)),  s_(i) estimated without the period i
    """
    n, p = W.shape
    if n <= p + 2 or variance <= 1e-20 * float(np.sum(r**2) + 1):
        return ()
    leverage = np.clip(np.einsum("ij,jk,ik->i", W, inverse, W), 0.0, 1 - 1e-9)
    inner = r / np.sqrt(variance * (1 - leverage))
    left = np.maximum(n - p - inner**2, 1e-12)
    t = np.abs(inner) * np.sqrt((n - p - 1) / left)
    limit = float(stdtrit(n - p - 1, 1 - 0.05 / (2 * n)))
    return tuple(int(i) for i in np.flatnonzero(t > limit))


def given_baseline(intercept: float, slopes: Mapping[str, float]) -> Baseline:
    """Return a baseline whose coefficients are agreed, not fitted; it has no uncertainty."""
    coefficients = np.array([intercept, *slopes.values()], float)
    k = len(coefficients)
    return Baseline(
        drivers=tuple(slopes),
        coefficients=coefficients,
        standard_errors=np.zeros(k),
        covariance=np.zeros((k, k)),
        residual_sd=0.0,
        degrees_of_freedom=0,
        periods=0,
        r_squared=None,
        cv_rmse=None,
        mean_bias=None,
        fitted=np.zeros(0),
    )


def _require_finite(values: Array, where: str) -> None:
    if not np.all(np.isfinite(values)):
        raise InvalidValueError(
            _("A driver value is not a number.")
            if where == "drivers"
            else _("A consumption reading is not a number."),
            where=where,
            cure=_("Exclude the whole period if a reading is missing."),
        )


def _require_variation(X: Array, names: tuple[str, ...]) -> None:
    for j, name in enumerate(names, start=1):
        if np.ptp(X[:, j]) == 0:
            raise InvalidValueError(
                _(
                    "The driver '{name}' is the same in all periods, so its effect cannot be "
                    "observed.",
                    name=name,
                ),
                where=name,
                cure=_("Remove this driver, or choose a baseline period in which it changes."),
            )
    if X.shape[1] > 2:
        _refuse_repeated(X[:, 1:], names)


def _refuse_repeated(x: Array, names: tuple[str, ...]) -> None:
    """Refuse drivers of which one is as good as a sum of others: nothing can tell them apart."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    squares, directions = np.linalg.eigh(z.T @ z)  # of the singular values, the least first
    if squares[0] > SMALLEST_DIRECTION**2 * squares[-1]:
        return
    weight = np.abs(directions[:, 0])
    together = [n for n, w in zip(names, weight, strict=True) if w > 0.1 * weight.max()]
    raise InvalidValueError(
        _("The drivers {join} contain the same information.", join=together),
        where="drivers",
        cure=_("Remove one of these regressors."),
    )
