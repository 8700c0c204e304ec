"""Stochastic frontier analysis: best practice with chance in it, by maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from scipy.special import chdtrc, ndtr

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.frontier.likelihood import Exponential, Model, Panel, TruncatedNormal
from scp_centre.methods.frontier.regression_rows import read_regression, standardise
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _

DISTRIBUTIONS = ("half-normal", "exponential", "truncated-normal")
KINDS = ("production", "cost")
UNSURE = 1.0  # standard errors of mu, in sigma_u, above which it is no figure
FAR = 8.0  # mu this many sigma_u below 0: the truncated normal is an exponential


@dataclass(frozen=True, slots=True)
class StochasticFrontier:
    """A fitted frontier.

    coefficients, standard_errors : (1 + regressor,)   intercept first
    parameters, parameter_errors  : name -> value of the other parameters (sigma_squared …)
    efficiencies   : (row,)  E[exp(-u) | residual]
    ols_log_likelihood, ratio, p_value : against least squares, mixed chi-square
    skewness       : of the least-squares residuals; identified: False when it has the wrong sign
    notes          : what the reader must know before using the figures
    """

    coefficients: Array
    standard_errors: Array | None
    parameters: dict[str, float]
    parameter_errors: dict[str, float] | None
    sigma_squared: float
    gamma: float
    log_likelihood: float
    efficiencies: Array
    ols_coefficients: Array
    ols_log_likelihood: float
    ratio: float
    p_value: float
    skewness: float
    skewness_p: float
    identified: bool
    converged: bool
    notes: tuple[str, ...]

    @property
    def mean_efficiency(self) -> float:
        return float(self.efficiencies.mean())


def fit_frontier(
    y: Sequence[float] | Array,
    X: Sequence[Sequence[float]] | Array,
    *,
    distribution: str = "half-normal",
    kind: str = "production",
    unit: Sequence[str] | None = None,
    period: Sequence[float] | None = None,
    decay: bool = False,
    effects: Sequence[Sequence[float]] | Array | None = None,
) -> StochasticFrontier:
    """Return the frontier y = b0 + X b + v - u (production) or + u (cost).

    y : (row,)  X : (row, regressor)  as they enter, logarithms taken; the intercept is added
    unit, period : (row,) make it a panel (Battese and Coelli 1992), with `decay` u changes as
    exp(-eta (t - T));   effects : (row, variable) shift the mean of u (Battese and Coelli 1995)

    Before fitting, the skewness of the least-squares residuals is looked at: with the wrong sign
    no inefficiency can be told from noise, and least squares is given.
    """
    require_known(distribution, DISTRIBUTIONS, what=_("distribution"), where="distribution")
    require_known(kind, KINDS, what="kind of frontier", where="kind")
    s = 1.0 if kind == "production" else -1.0
    response, design = read_regression(y, X)
    scaled, back = standardise(design)
    beta, residual = _least_squares(response, scaled)
    n = len(response)
    variance = float(residual @ residual / n)
    if variance <= 1e-20 * max(1.0, float(response @ response / n)):
        raise InvalidValueError(
            _("The regressors explain y without any residual, so there is no frontier to fit."),
            where="X",
            cure=_("Use more rows, or fewer regressors."),
        )
    ols = float(-0.5 * n * (np.log(2 * np.pi * variance) + 1))
    skewness, skewness_p = _skewness(residual)
    model = _model(response, scaled, s, distribution, unit, period, decay, effects)
    if unit is None and effects is None and s * skewness >= 0:
        return _only_least_squares(back, beta, residual, scaled, ols, skewness, skewness_p, kind)
    best, converged = _maximise(model, beta, variance)
    return _result(model, best, converged, back, beta, ols, skewness, skewness_p, distribution)


def _least_squares(y: Array, X: Array) -> tuple[Array, Array]:
    beta = np.asarray(np.linalg.lstsq(X, y, rcond=None)[0], float)
    return beta, y - X @ beta


def _skewness(residual: Array) -> tuple[float, float]:
    """Return the skewness and the two-sided p of its being 0 (normal approximation)."""
    n = len(residual)
    second = float((residual**2).mean())
    skew = float((residual**3).mean() / second**1.5)
    return skew, float(2 * ndtr(-abs(skew) / np.sqrt(6 / n)))


def _model(
    y: Array,
    X: Array,
    s: float,
    distribution: str,
    unit: Sequence[str] | None,
    period: Sequence[float] | None,
    decay: bool,
    effects: Sequence[Sequence[float]] | Array | None,
) -> Model:
    n = len(y)
    if unit is not None:
        return _panel(y, X, s, distribution, unit, period, decay, effects)
    if decay:
        raise MissingValueError(
            _("Decay over time requires the unit of each row."),
            where="panel",
            cure=_("Specify panel and period, or omit decay."),
        )
    if effects is not None:
        Z = np.asarray(effects, float)
        if Z.ndim != 2 or len(Z) != n or not np.isfinite(Z).all():
            raise LabelMismatchError(
                _(
                    "The effects require one complete row for each value of y. The number of rows "
                    "is {len}, but the number of values of y is {n}.",
                    len=len(Z),
                    n=n,
                ),
                where="effects",
                cure=_("Provide one complete row of effects for each value of y."),
            )
        names = ("delta_0", *(f"delta_{j + 1}" for j in range(Z.shape[1])))
        return TruncatedNormal(y, X, s, np.column_stack([np.ones(n), Z]), names)
    if distribution == "exponential":
        return Exponential(y, X, s)
    if distribution == "truncated-normal":
        return TruncatedNormal(y, X, s, np.ones((n, 1)), ("mu",))
    return TruncatedNormal(y, X, s)


def _panel(
    y: Array,
    X: Array,
    s: float,
    distribution: str,
    unit: Sequence[str],
    period: Sequence[float] | None,
    decay: bool,
    effects: object,
) -> Panel:
    if effects is not None or distribution == "exponential":
        raise InvalidValueError(
            _(
                "A panel can be fitted only with a half-normal or truncated normal distribution, "
                "without effects."
            ),
            where="distribution",
            cure=_("Choose one of these, or omit panel to fit a cross-section."),
        )
    if len(unit) != len(y) or (period is not None and len(period) != len(y)):
        raise LabelMismatchError(
            _("panel and period require one entry for each value of y."),
            where="panel",
            cure=_("Specify the unit and the period of each row."),
        )
    if period is None and decay:
        raise MissingValueError(
            _("Decay over time requires the period of each row."),
            where="period",
            cure=_("Enter the period."),
        )
    names, number = np.unique(np.asarray(unit, object).astype(str), return_inverse=True)
    time = np.zeros(len(y)) if period is None else np.asarray(period, float)
    if period is not None:
        pairs = set(zip(number.tolist(), time.tolist(), strict=True))
        if len(pairs) < len(y):
            raise InvalidValueError(
                _("A unit appears twice in the same period."),
                where="panel",
                cure=_("Keep only one of these rows."),
            )
    if len(names) == len(y):
        raise InvalidValueError(
            _("Each unit appears only once, so the data are not a panel."),
            where="panel",
            cure=_("Omit panel."),
        )
    truncated = distribution == "truncated-normal"
    return Panel(y, X, s, number, time - time.max(), decay, truncated)


def _maximise(model: Model, beta: Array, variance: float) -> tuple[Array, bool]:
    """Return the best parameters of several starts, and whether the gradient is 0 there."""

    def loss(p: Array) -> tuple[float, Array]:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value, gradient = model.evaluate(p)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return 1e100, np.zeros_like(p)
        return -value / n, -gradient / n

    n = len(model.y)
    starts = sorted(model.starts(beta, variance), key=lambda p: loss(p)[0])[:3]
    k = len(beta)
    bounds = [(None, None)] * k + [(-40.0, 40.0)] * 2 + [(None, None)] * (len(starts[0]) - k - 2)
    tries: list[OptimizeResult] = [
        minimize(
            loss,
            p,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-8, "maxcor": 30},
        )
        for p in starts
    ]
    best = min(tries, key=lambda t: float(t.fun))
    p = _polish(loss, np.asarray(best.x))
    return p, bool(np.abs(loss(p)[1]).max() < 1e-5)


def _polish(loss: object, p: Array) -> Array:
    """A few Newton steps from the maximiser's end, kept while they improve."""
    for _unused in range(6):
        value, gradient = loss(p)  # type: ignore[operator]
        if np.abs(gradient).max() < 1e-11:
            break
        H = _hessian(loss, p)
        try:
            step = np.linalg.solve(H, gradient)
        except np.linalg.LinAlgError:
            break
        if loss(p - step)[0] > value:  # type: ignore[operator]
            break
        p = p - step
    return p


def _hessian(loss: object, p: Array) -> Array:
    """Second derivatives by central differences of the gradient."""
    k = len(p)
    H = np.empty((k, k))
    for j in range(k):
        h = 1e-5 * max(1.0, abs(p[j]))
        up, down = p.copy(), p.copy()
        up[j] += h
        down[j] -= h
        H[j] = (loss(up)[1] - loss(down)[1]) / (2 * h)  # type: ignore[operator]
    return (H + H.T) / 2


def _errors(model: Model, p: Array, back: Array) -> tuple[Array | None, Array | None]:
    """Return the standard errors of coefficients and other parameters (observed information)."""

    def loss(q: Array) -> tuple[float, Array]:
        value, gradient = model.evaluate(q)
        return -value, -gradient

    with np.errstate(all="ignore"):
        H = _hessian(loss, p)
    if not np.isfinite(H).all() or np.linalg.eigvalsh(H).min() <= 0:
        return None, None
    covariance = np.linalg.inv(H)
    k = len(back)
    turn = np.eye(len(p))
    turn[:k, :k] = back
    for j in range(k, len(p)):
        h = 1e-6 * max(1.0, abs(p[j]))
        up, down = p.copy(), p.copy()
        up[j] += h
        down[j] -= h
        turn[:, j] = (model.natural(up) - model.natural(down)) / (2 * h)
    errors = np.sqrt(np.diag(turn @ covariance @ turn.T))
    return errors[:k], errors[k:]


def _result(
    model: Model,
    p: Array,
    converged: bool,
    back: Array,
    ols_beta: Array,
    ols: float,
    skewness: float,
    skewness_p: float,
    distribution: str,
) -> StochasticFrontier:
    k = len(back)
    value, _unused = model.evaluate(p)
    natural = model.natural(p)
    others = dict(zip(model.names, (float(v) for v in natural[k:]), strict=True))
    errors, other_errors = _errors(model, p, back)
    if isinstance(model, Exponential):
        u, v = others["sigma_u"] ** 2, others["sigma_v"] ** 2
        sigma_squared, gamma = u + v, u / (u + v)
    else:
        sigma_squared, gamma = others["sigma_squared"], others["gamma"]
        others |= {
            "sigma_u": float(np.sqrt(gamma * sigma_squared)),
            "sigma_v": float(np.sqrt((1 - gamma) * sigma_squared)),
        }
    ratio = max(0.0, 2 * (value - ols))
    restrictions = len(model.names) - 1
    notes = []
    if "mu" in others and others["mu"] < -FAR * others["sigma_u"]:
        notes.append(
            _(
                "mu is weakly identified: it lies far below 0 ({distance} sigma_u), where the "
                "truncated normal becomes an exponential. Use the exponential instead. The values "
                "of mu, sigma_squared and gamma are not meaningful.",
                distance=Number(others["mu"] / others["sigma_u"], ".0f"),
            )
        )
    elif "mu" in others and other_errors is not None and _unsure(others, model, other_errors):
        notes.append(
            _(
                "mu is weakly identified: its value is {mu} with a standard error of {error}, "
                "which exceeds the inefficiency itself (sigma_u {sigma_u}). mu, sigma_squared, "
                "gamma and the efficiency levels are not reliable. Use the exponential instead.",
                mu=Number(others["mu"], ".3g"),
                error=Number(float(other_errors[model.names.index("mu")]), ".3g"),
                sigma_u=Number(others["sigma_u"], ".3g"),
            )
        )
    elif distribution == "truncated-normal" and errors is None:
        notes.append(_("mu is weakly identified. Compare the half-normal and exponential results."))
    if gamma < 1e-3:
        notes.append(
            _("No inefficiency can be distinguished from noise (gamma near 0). Use least squares.")
        )
    if errors is None:
        notes.append(
            _("The likelihood is flat at its maximum, so standard errors cannot be calculated.")
        )
    if not converged:
        notes.append(
            _("The optimisation did not reach a gradient of 0. Treat the figures as approximate.")
        )
    return StochasticFrontier(
        coefficients=back @ p[:k],
        standard_errors=errors,
        parameters=others,
        parameter_errors=None
        if other_errors is None
        else dict(zip(model.names, (float(v) for v in other_errors), strict=True)),
        sigma_squared=float(sigma_squared),
        gamma=float(gamma),
        log_likelihood=float(value),
        efficiencies=np.minimum(model.efficiencies(p), 1.0),
        ols_coefficients=back @ ols_beta,
        ols_log_likelihood=ols,
        ratio=ratio,
        p_value=mixed_p_value(ratio, restrictions),
        skewness=skewness,
        skewness_p=skewness_p,
        identified=True,
        converged=converged,
        notes=tuple(notes),
    )


def _unsure(others: dict[str, float], model: Model, errors: Array) -> bool:
    """Return whether mu is known less well than the spread of the inefficiency that it places."""
    error = float(errors[model.names.index("mu")])
    return not np.isfinite(error) or error > UNSURE * max(others["sigma_u"], abs(others["mu"]) / 2)


def _only_least_squares(
    back: Array,
    beta: Array,
    residual: Array,
    X: Array,
    ols: float,
    skewness: float,
    skewness_p: float,
    kind: str,
) -> StochasticFrontier:
    n, k = X.shape
    variance = float(residual @ residual / n)
    covariance = back @ np.linalg.inv(X.T @ X) @ back.T * variance * n / (n - k)
    shown = Number(skewness, ".3f")
    note = _(
        "The least-squares residuals are not skewed to the right (skewness {skewness}), so "
        "inefficiency cannot be separated from noise. The result is the least-squares fit, and "
        "all efficiencies are 1.",
        skewness=shown,
    )
    if kind == "production":
        note = _(
            "The least-squares residuals are not skewed to the left (skewness {skewness}), so "
            "inefficiency cannot be separated from noise. The result is the least-squares fit, "
            "and all efficiencies are 1.",
            skewness=shown,
        )
    return StochasticFrontier(
        coefficients=back @ beta,
        standard_errors=np.sqrt(np.diag(covariance)),
        parameters={
            "sigma_squared": variance,
            "gamma": 0.0,
            "sigma_u": 0.0,
            "sigma_v": float(np.sqrt(variance)),
        },
        parameter_errors=None,
        sigma_squared=variance,
        gamma=0.0,
        log_likelihood=ols,
        efficiencies=np.ones(n),
        ols_coefficients=back @ beta,
        ols_log_likelihood=ols,
        ratio=0.0,
        p_value=1.0,
        skewness=skewness,
        skewness_p=skewness_p,
        identified=False,
        converged=True,
        notes=(note,),
    )


def mixed_p_value(ratio: float, restrictions: int = 1) -> float:
    """Return the p of a likelihood ratio when one of the restrictions lies on the boundary.

    p = (P(chi2_q > LR) + P(chi2_{q-1} > LR)) / 2,   chi2_0 is 0
    Source: Kodde and Palm (1986), Econometrica 54 (recalled).

    >>> round(mixed_p_value(2.7055), 4)
    0.05
    """
    if ratio <= 0:
        return 1.0
    lower = 0.0 if restrictions <= 1 else float(chdtrc(restrictions - 1, ratio))
    return 0.5 * (lower + float(chdtrc(max(restrictions, 1), ratio)))
