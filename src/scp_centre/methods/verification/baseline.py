"""The baseline model: what a site uses, as a line in its drivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A fitted (or given) baseline.

    drivers : names, in the order of the coefficients after the intercept
    coefficients, standard_errors : (1 + drivers,)   use, and use per unit of driver
    covariance : (1 + drivers, 1 + drivers) of the coefficients; zeros for a given baseline
    residual_sd : standard deviation of the residuals; degrees_of_freedom n - drivers - 1
    r_squared, cv_rmse : 1   goodness of fit; None for a given baseline
    mean_bias : 1   sum of residuals / sum of use
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

    def expect(self, drivers: Mapping[str, Sequence[float]], periods: int) -> Array:
        """Return the use that the baseline expects under other conditions, one per period."""
        expected: Array = design(self.drivers, drivers, periods) @ self.coefficients
        return expected


def design(names: Sequence[str], drivers: Mapping[str, Sequence[float]], periods: int) -> Array:
    """Return X (period, 1 + driver), the first column ones; drivers align by name."""
    if set(names) != set(drivers):
        raise LabelMismatchError(
            _(
                "The baseline has the drivers {value1}, the figures given {value2}.",
                value1=list(names) or _("none"),
                value2=list(drivers) or _("none"),
            ),
            where="drivers",
            cure=_("Give the same drivers for both periods."),
        )
    for name in names:
        if len(drivers[name]) != periods:
            raise LabelMismatchError(
                _(
                    "The driver '{name}' has {len} values for {periods} periods.",
                    name=name,
                    len=len(drivers[name]),
                    periods=periods,
                ),
                where=name,
                cure=_("Give one value for each period."),
            )
    X = np.column_stack([np.ones(periods), *(np.asarray(drivers[n], float) for n in names)])
    _require_finite(X, "drivers")
    return X


def fit_baseline(use: Sequence[float], drivers: Mapping[str, Sequence[float]]) -> Baseline:
    """Return the ordinary least squares fit of use on its drivers.

    use_t = b_0 + sum_k b_k x_tk + e_t
    R2 = 1 - SSE / SST     CV(RMSE) = sqrt(SSE / (n - p)) / mean use,  p = drivers + 1

    use : (period,)  any one unit, periods of equal length      drivers : name -> (period,)
    Raises MissingValueError with too few periods, InvalidValueError when a driver does not vary
    or repeats the others.
    Source: Bonneville Power Administration (2012), Regression for M&V: Reference Guide, version
    1.1 (contents read; the algebra is that of ordinary least squares).
    """
    y = np.asarray(use, float)
    _require_finite(y, "use")
    names = tuple(drivers)
    X = design(names, drivers, len(y))
    n, p = X.shape
    if n < p + 2:
        raise MissingValueError(
            _("{n} periods are not enough for a baseline with {p} drivers.", n=n, p=p - 1),
            where="use",
            cure=_("Give at least {p} periods, better twelve months.", p=p + 2),
        )
    _require_variation(X, names)
    coefficients, *_unused = np.linalg.lstsq(X, y, rcond=None)
    fitted = X @ coefficients
    residuals = y - fitted
    sse, sst = float(residuals @ residuals), float(np.sum((y - y.mean()) ** 2))
    variance = sse / (n - p)
    covariance = variance * np.linalg.inv(X.T @ X)
    return Baseline(
        drivers=names,
        coefficients=coefficients,
        standard_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        residual_sd=float(np.sqrt(variance)),
        degrees_of_freedom=n - p,
        periods=n,
        r_squared=1 - sse / sst if sst > 0 else None,
        cv_rmse=float(np.sqrt(variance) / y.mean()) if y.mean() else None,
        mean_bias=float(residuals.sum() / y.sum()) if y.sum() else None,
        fitted=fitted,
    )


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
            _("A value of {where} is not a number.", where=where),
            where=where,
            cure=_("Leave the whole period out where a reading is missing."),
        )


def _require_variation(X: Array, names: tuple[str, ...]) -> None:
    for j, name in enumerate(names, start=1):
        if np.ptp(X[:, j]) == 0:
            raise InvalidValueError(
                _(
                    "The driver '{name}' is the same in all periods, so its effect cannot be seen.",
                    name=name,
                ),
                where=name,
                cure=_("Remove this driver, or choose a baseline period in which it changes."),
            )
    scaled = X / np.abs(X).max(axis=0)
    if np.linalg.matrix_rank(scaled, tol=1e-9) < X.shape[1]:
        raise InvalidValueError(
            _("The drivers {join} say the same thing.", join=list(names)),
            where="drivers",
            cure=_("Leave one of them out."),
        )
