"""What a half-normal frontier says of one unit: its inefficiency, the interval, the score."""

from dataclasses import dataclass

import numpy as np
from scipy.special import erfc, log_ndtr, ndtri_exp

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class Inefficiency:
    """Every array (unit,).

    efficiency, low, high : exp(-u), its mean given the residual and the interval, in (0, 1]
    score, score_low, score_high : 0 to 100, share of units that the fitted distribution makes
    less efficient
    """

    efficiency: Array
    low: Array
    high: Array
    score: Array
    score_low: Array
    score_high: Array


def judge_residuals(
    residuals: Array,
    sigma_squared: float,
    gamma: float,
    *,
    kind: str = "cost",
    confidence: float = 0.95,
) -> Inefficiency:
    """Return efficiency and score of each unit of a half-normal frontier, with intervals.

    u | e ~ N(mu*, s*^2) cut off at 0,  mu* = -+ e gamma (production -, cost +),
    s*^2 = gamma (1 - gamma) sigma^2;  quantile q of u:
    mu* + s* Phi^-1(Phi(-mu*/s*) + q Phi(mu*/s*));  score = 100 P(U > u), U ~ |N(0, gamma sigma^2)|

    residuals : (unit,) y less the frontier, logarithms    sigma_squared, gamma : of the fit
    Raises InvalidValueError where gamma is 0 or 1: then there is no inefficiency, or no noise.
    Source: Jondrow, Lovell, Materov, Schmidt (1982); Horrace and Schmidt (1996), both recalled.
    """
    if not 0 < gamma < 1 or sigma_squared <= 0:
        raise InvalidValueError(
            _(
                "Gamma is {gamma}, so inefficiency and noise cannot be separated.",
                gamma=Number(gamma, "g"),
            ),
            where="gamma",
            cure=_("Use the regression to score the plants instead."),
        )
    sign = 1.0 if kind == "cost" else -1.0
    middle = sign * np.asarray(residuals, float) * gamma
    spread = float(np.sqrt(gamma * (1 - gamma) * sigma_squared))
    r = middle / spread
    efficiency = np.exp(log_ndtr(r - spread) - log_ndtr(r) - middle + spread**2 / 2)
    tail = (1 - confidence) / 2
    # P(u > x | e) = Phi((mu* - x) / s*) / Phi(mu*/s*): the upper tail keeps its digits
    ends = [
        np.maximum(middle - spread * ndtri_exp(np.log(q) + log_ndtr(r)), 0.0)
        for q in (1 - tail, tail)
    ]
    sigma_u = float(np.sqrt(gamma * sigma_squared))

    def score(u: Array) -> Array:
        found: Array = 100 * erfc(u / (sigma_u * np.sqrt(2)))
        return found

    return Inefficiency(
        efficiency=efficiency,
        low=np.exp(-ends[1]),
        high=np.exp(-ends[0]),
        score=score(-np.log(efficiency)),
        score_low=score(ends[1]),
        score_high=score(ends[0]),
    )
