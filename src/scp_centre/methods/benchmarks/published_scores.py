"""Score a plant that was not in a survey, by what the survey has published and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.frontier.intervals import judge_residuals
from scp_centre.methods.messages import Number, _

INTERCEPT = "intercept"
FARTHEST = 50.0  # of ln(use): no residual is searched beyond it


@dataclass(frozen=True, slots=True)
class FrozenScore:
    """score, low, high : 0 to 100, the share of plants that use more under like conditions

    low, high : what the published figures, of so many digits or points, leave open
    expected : use that the model expects; None where there is no model
    is_beyond : below or above all published points, so that only the interval is known
    """

    score: float
    low: float
    high: float
    expected: float | None = None
    is_beyond: bool = False


@dataclass(frozen=True, slots=True)
class FrozenRegression:
    """ln(use) = sum of coefficient x term, spread s, each rounded to three digits.

    coefficients : term -> 1, the intercept under its name
    """

    coefficients: Mapping[str, float]
    s: float

    def score(self, use: float, terms: Mapping[str, float]) -> FrozenScore:
        """Return 100 (1 - Phi(e / s)), 1 to 100, e = ln(use) - expected, and what rounding leaves.

        Raises MissingValueError for a term that was not given.

        >>> model = FrozenRegression({"intercept": 1.0, "ln(output)": 1.0}, 0.2)
        >>> found = model.score(np.e * 100, {"ln(output)": np.log(100)})
        >>> round(found.score, 6), round(found.low, 1), round(found.high, 1)
        (50.0, 44.4, 55.6)
        """
        level, error = _fitted(self.coefficients, terms)
        e = float(np.log(use)) - level
        ends = [
            _percent(residual / s)
            for residual, s in product(
                (e - error, e + error), (self.s - half_step(self.s), self.s + half_step(self.s))
            )
        ]
        return FrozenScore(_percent(e / self.s), min(ends), max(ends), float(np.exp(level)))

    def use_at(self, score: float, terms: Mapping[str, float]) -> float:
        """Return the use at which a plant scores so: exp(expected + s Phi^-1(1 - score / 100)).

        >>> model = FrozenRegression({"intercept": 0.0}, 0.2)
        >>> round(model.use_at(50, {}), 6), round(model.use_at(75, {}), 4)
        (1.0, 0.8738)
        """
        _require_score(score)
        level, _error = _fitted(self.coefficients, terms)
        return float(np.exp(level + self.s * ndtri(1 - score / 100)))


@dataclass(frozen=True, slots=True)
class FrozenFrontier:
    """A cost frontier of ln(use) with half-normal inefficiency, as it was published.

    coefficients : as in FrozenRegression    sigma_squared, gamma : of the fit
    """

    coefficients: Mapping[str, float]
    sigma_squared: float
    gamma: float

    def score(self, use: float, terms: Mapping[str, float]) -> FrozenScore:
        """Return 100 P(U > u), u = -ln of the plant's mean efficiency, and what rounding leaves."""
        level, error = _fitted(self.coefficients, terms)
        e = float(np.log(use)) - level
        return FrozenScore(
            self._judged(e), self._judged(e + error), self._judged(e - error), float(np.exp(level))
        )

    def use_at(self, score: float, terms: Mapping[str, float]) -> float:
        """Return the use at which a plant scores so, by bisection on the residual."""
        _require_score(score)
        level, _error = _fitted(self.coefficients, terms)
        e = brentq(lambda r: self._judged(r) - score, -FARTHEST, FARTHEST, xtol=1e-10)
        return float(np.exp(level + e))

    def _judged(self, residual: float) -> float:
        judged = judge_residuals(np.array([residual]), self.sigma_squared, self.gamma)
        return float(judged.score[0])


@dataclass(frozen=True, slots=True)
class FrozenPoints:
    """Published points of the curve.   shares : of plants, rising   values : use per output"""

    shares: Sequence[float]
    values: Sequence[float]

    def score(self, intensity: float) -> FrozenScore:
        """Return the share of plants that use more, in %: between two points along ln(value).

        low, high : of the two points. Beyond the first or last point, the middle of what is open.

        >>> curve = FrozenPoints([0.25, 0.5, 0.75], [1.0, 2.0, 4.0])
        >>> found = curve.score(2.0 * 2**0.5)
        >>> round(found.score, 6), found.low, found.high
        (37.5, 25.0, 50.0)
        """
        shares, logs = np.asarray(self.shares, float), np.log(self.values)
        at = float(np.log(intensity))
        if at < logs[0]:
            return FrozenScore(50 * (2 - shares[0]), 100 * (1 - shares[0]), 100.0, is_beyond=True)
        if at > logs[-1]:
            return FrozenScore(50 * (1 - shares[-1]), 0.0, 100 * (1 - shares[-1]), is_beyond=True)
        k = int(np.clip(np.searchsorted(logs, at), 1, len(logs) - 1))
        share = float(np.interp(at, logs, shares))
        return FrozenScore(
            100 * (1 - share), float(100 * (1 - shares[k])), float(100 * (1 - shares[k - 1]))
        )

    def value_at(self, score: float) -> float:
        """Return the use per output at which so many % of the plants use more.

        Raises InvalidValueError beyond the published points.

        >>> round(FrozenPoints([0.25, 0.5, 0.75], [1.0, 2.0, 4.0]).value_at(62.5), 4)
        1.4142
        """
        share = 1 - score / 100
        first, last = 100 * (1 - self.shares[-1]), 100 * (1 - self.shares[0])
        if not first - 1e-9 <= score <= last + 1e-9:
            raise InvalidValueError(
                _(
                    "The release gives no figure for a score of {score}.",
                    score=Number(score, "g"),
                ),
                where="wanted",
                cure=_(
                    "Choose a score from {first} to {last}.",
                    first=Number(first, "g"),
                    last=Number(last, "g"),
                ),
            )
        return float(np.exp(np.interp(share, self.shares, np.log(self.values))))


def half_step(value: float, digits: int = 3) -> float:
    """Return half the step of a figure of so many digits.

    >>> half_step(12.3), half_step(0.0)
    (0.05, 0.0)
    """
    if value == 0:
        return 0.0
    return float(0.5 * 10.0 ** (np.floor(np.log10(abs(value))) - digits + 1))


def _fitted(coefficients: Mapping[str, float], terms: Mapping[str, float]) -> tuple[float, float]:
    """Return the expected ln(use), and how far the rounding of the coefficients can move it."""
    level = error = 0.0
    for name, coefficient in coefficients.items():
        if name != INTERCEPT and name not in terms:
            raise MissingValueError(
                _("{name} is missing.", name=name),
                where=name,
                cure=_("Enter this value. The model of this release needs it."),
            )
        value = 1.0 if name == INTERCEPT else terms[name]
        level += coefficient * value
        error += half_step(coefficient) * abs(value)
    return level, error


def _percent(z: float) -> float:
    return float(np.clip(100 * (1 - ndtr(z)), 1.0, 100.0))


def _require_score(score: float) -> None:
    if not 1 <= score <= 99:
        raise InvalidValueError(
            _("A score of {score} cannot be used as a goal.", score=Number(score, "g")),
            where="wanted",
            cure=_("Choose a score from 1 to 99."),
        )
