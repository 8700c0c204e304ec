"""Scores that allow for what a plant cannot change: regression on its circumstances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit

from scp_centre.methods.benchmarks.distribution import Array, read_sample
from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A regression of energy (or another use) on a plant's circumstances, and the scores.

    names, coefficients, standard_errors, t, p : (1 + regressor,) intercept first; errors HC3
    residuals, fitted : (plant,)   scores : (plant,) 1 to 100, low, high : their interval
    s : spread of the residuals;  r_squared : 1;  breusch_pagan_p, jarque_bera_p : of the residuals
    leverage, cooks : (plant,)    condition : of the standardised regressors
    """

    names: tuple[str, ...]
    coefficients: Array
    standard_errors: Array
    residuals: Array
    fitted: Array
    s: float
    scores: Array
    low: Array
    high: Array
    r_squared: float
    leverage: Array
    cooks: Array
    breusch_pagan_p: float
    jarque_bera_p: float
    condition: float
    log: bool

    @property
    def t(self) -> Array:
        found: Array = self.coefficients / self.standard_errors
        return found

    @property
    def p(self) -> Array:
        freedom = len(self.residuals) - len(self.coefficients)
        found: Array = 2 * stdtr(freedom, -np.abs(self.t))
        return found

    def value_at_score(self, plant: int, score: float) -> float:
        """Return the use at which this plant would score so: fitted - s x normal quantile.

        Score 50 and 75 in physical units are the two numbers that managers use.
        """
        level = float(self.fitted[plant] + self.s * ndtri(1 - score / 100))
        return float(np.exp(level)) if self.log else level


def adjust_by_regression(
    use: Sequence[float] | Array,
    regressors: Mapping[str, Sequence[float]],
    *,
    log: bool = True,
    confidence: float = 0.95,
) -> Adjusted:
    """Return least squares of (the logarithm of) use on regressors, with scores.

    score = 100 (1 - Phi(residual / s)), kept from 1 to 100; standard errors HC3, which hold when
    the spread differs among plants. Interval of a score: residual +- t se(residual), with
    se = s sqrt(leverage).

    use : (plant,) any one unit, above 0 when `log`    regressors : name -> (plant,)
    Raises MissingValueError for too few plants, InvalidValueError for a regressor that does not
    vary or repeats others.
    Source: the idea of the ENERGY STAR plant energy performance indicators; HC3: MacKinnon and
    White (1985), both recalled.
    """
    y, X, names = _design(use, regressors, log)
    n, k = X.shape
    inverse = np.linalg.inv(X.T @ X)
    beta = inverse @ X.T @ y
    fitted = X @ beta
    e = y - fitted
    leverage = np.clip(np.einsum("ij,jk,ik->i", X, inverse, X), 0.0, 1.0)
    freedom = n - k
    sse = float(e @ e)
    s = float(np.sqrt(sse / freedom))
    if s < 1e-12 * max(1.0, float(np.abs(y).max())):
        raise InvalidValueError(
            _(
                "The regressors explain every plant exactly and leave no residual, so there is "
                "nothing to score."
            ),
            where="regressors",
            cure=_("Use fewer regressors, or more plants."),
        )
    meat = X * (e / np.maximum(1 - leverage, 1e-9))[:, None]
    covariance = inverse @ (meat.T @ meat) @ inverse
    half = float(-_t_quantile(freedom, (1 - confidence) / 2)) * s * np.sqrt(leverage)
    sst = float(np.sum((y - y.mean()) ** 2))
    z = e / s
    skew, kurt = float((z**3).mean()), float((z**4).mean())
    return Adjusted(
        names=names,
        coefficients=beta,
        standard_errors=np.sqrt(np.diag(covariance)),
        residuals=e,
        fitted=fitted,
        s=s,
        scores=_score(e / s),
        low=_score((e + half) / s),
        high=_score((e - half) / s),
        r_squared=1 - sse / sst if sst > 0 else 0.0,
        leverage=leverage,
        cooks=e**2 * leverage / (k * s**2 * np.maximum(1 - leverage, 1e-9) ** 2),
        breusch_pagan_p=_breusch_pagan(e, X),
        jarque_bera_p=float(chdtrc(2, n / 6 * (skew**2 + (kurt - 3) ** 2 / 4))),
        condition=_condition(X),
        log=log,
    )


def _t_quantile(freedom: int, p: float) -> float:
    return float(stdtrit(freedom, p))


def _score(z: Array) -> Array:
    score: Array = np.clip(100 * (1 - ndtr(z)), 1.0, 100.0)
    return score


def _design(
    use: Sequence[float] | Array, regressors: Mapping[str, Sequence[float]], log: bool
) -> tuple[Array, Array, tuple[str, ...]]:
    y = read_sample(use, where="use")
    n = len(y)
    for name, column in regressors.items():
        if len(column) != n:
            raise LabelMismatchError(
                _(
                    "The number of plants ({n}) does not match the number of values of {name} "
                    "({len}).",
                    name=name,
                    len=len(column),
                    n=n,
                ),
                where=name,
                cure=_("Give one value for each plant, or leave the plant out."),
            )
    columns = [read_sample(c, where=name) for name, c in regressors.items()]
    if n < len(columns) + 6:
        raise MissingValueError(
            _(
                "There are too few plants ({n}) for the number of regressors ({len}).",
                n=n,
                len=len(columns),
            ),
            where="regressors",
            cure=_(
                "Use at most {max} regressors. One regressor for every ten plants is preferable.",
                max=max(n - 6, 0),
            ),
        )
    if log and (y <= 0).any():
        i = int(np.flatnonzero(y <= 0)[0])
        raise InvalidValueError(
            _(
                "The consumption of plant {i} is {y}, but it must be above 0.",
                i=i + 1,
                y=Number(y[i], "g"),
            ),
            where=f"use[{i}]",
            cure=_("Leave out the plant."),
        )
    for name, values in zip(regressors, columns, strict=True):
        if np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
            raise InvalidValueError(
                _("{name} is the same for all plants.", name=name),
                where=name,
                cure=_("Leave out the plant."),
            )
    X = np.column_stack([np.ones(n), *columns])
    if np.linalg.matrix_rank(X / np.abs(X).max(axis=0), tol=1e-9) < X.shape[1]:
        raise InvalidValueError(
            _("The regressors {join} carry the same information.", join=list(regressors)),
            where="regressors",
            cure=_("Remove one of these regressors."),
        )
    return (np.log(y) if log else y), X, ("intercept", *regressors)


def _condition(X: Array) -> float:
    if X.shape[1] == 1:
        return 1.0
    Z = (X[:, 1:] - X[:, 1:].mean(axis=0)) / X[:, 1:].std(axis=0)
    return float(np.linalg.cond(Z))


def _breusch_pagan(e: Array, X: Array) -> float:
    """p of equal spread: n R2 of the squared residuals on the regressors (Koenker's form)."""
    if X.shape[1] == 1:
        return 1.0
    squares = e**2
    fitted = X @ np.linalg.lstsq(X, squares, rcond=None)[0]
    sst = float(np.sum((squares - squares.mean()) ** 2))
    if sst == 0:
        return 1.0
    r2 = 1 - float(np.sum((squares - fitted) ** 2)) / sst
    return float(chdtrc(X.shape[1] - 1, max(len(e) * r2, 0.0)))


def quantile_regression(
    use: Sequence[float] | Array,
    regressors: Mapping[str, Sequence[float]],
    *,
    p: float = 0.5,
    log: bool = True,
) -> Array:
    """Return the coefficients (intercept first) of the p-quantile of use given the regressors.

    min sum p u+ + (1 - p) u-   X b + u+ - u- = y
    Source: Koenker and Bassett (1978), Econometrica 46 (recalled).
    """
    if not 0 < p < 1:
        raise InvalidValueError(
            _("The quantile cannot be {p}.", p=Number(p, "g")),
            where="p",
            cure=_("Enter a value between 0 and 1."),
        )
    y, X, _unused = _design(use, regressors, log)
    n, k = X.shape
    answer = linprog(
        np.concatenate([np.zeros(k), np.full(n, p), np.full(n, 1 - p)]),
        A_eq=np.hstack([X, np.eye(n), -np.eye(n)]),
        b_eq=y,
        bounds=[(None, None)] * k + [(0, None)] * (2 * n),
        method="highs",
    )
    found: Array = answer.x[:k]
    return found


def reference_use(
    amounts: Mapping[str, Sequence[float]], intensities: Mapping[str, float]
) -> Array:
    """Return the use that a plant's mix of outputs would have at the reference intensities.

    use_i = sum over products of amount_ip x intensity_p; measured / reference compares plants
    that make different things.

    amounts : product -> (plant,)    intensities : product -> use per unit of product

    >>> amounts = {"milk": [10.0, 0.0], "cheese": [1.0, 2.0]}
    >>> reference_use(amounts, {"milk": 1.0, "cheese": 5.0}).tolist()
    [15.0, 10.0]
    """
    if missing := sorted(set(amounts) - set(intensities)):
        raise LabelMismatchError(
            _("There is no reference intensity for {join}.", join=list(missing)),
            where=missing[0],
            cure=_(
                "Give an intensity with its source, or leave out the plants that make this product."
            ),
        )
    columns = [np.asarray(a, float) * intensities[name] for name, a in amounts.items()]
    if len({len(c) for c in columns}) != 1:
        raise LabelMismatchError(
            _("Each product needs one quantity for each plant."),
            where="amounts",
            cure=_("Enter 0 if a plant does not make the product."),
        )
    total: Array = np.sum(columns, axis=0)
    for i in np.flatnonzero(~(total > 0))[:1]:
        raise InvalidValueError(
            _("Plant {i} does not make any of the products.", i=i + 1),
            where=f"amounts[{i}]",
            cure=_("Leave out the plant."),
        )
    return total
