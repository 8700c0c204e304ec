"""Log likelihoods of stochastic frontiers with their gradients, one class a model.

y = X beta + v - s u,   v ~ N(0, sigma_v^2),   u >= 0,   s = 1 production, -1 cost

Each model turns free parameters (beta first) into the log likelihood and its gradient, and knows
E[exp(-u) | residual] of each row. h(a) = phi(a) / Phi(a), the inverse Mills ratio.
Sources: Aigner, Lovell, Schmidt (1977); Battese and Coelli (1988, 1992, 1995); all recalled,
the published figures of their data are in the tests.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import log_ndtr

from scp_centre.methods.frontier.simplex import Array, Ints

LOG_2PI = float(np.log(2 * np.pi))


def mills(a: Array) -> Array:
    """Return phi(a) / Phi(a), right far into the lower tail."""
    ratio: Array = np.exp(-0.5 * a * a - 0.5 * LOG_2PI - log_ndtr(a))
    return ratio


def conditional_efficiency(mean: Array, sd: Array, share: Array | float = 1.0) -> Array:
    """Return E[exp(-share u)] of u ~ N(mean, sd^2) cut off below 0.

    exp(-k mean + k^2 sd^2 / 2) Phi(mean / sd - k sd) / Phi(mean / sd)
    """
    a = mean / sd
    log = -share * mean + 0.5 * (share * sd) ** 2 + log_ndtr(a - share * sd) - log_ndtr(a)
    efficiency: Array = np.exp(log)
    return efficiency


class Model(Protocol):
    """What the maximiser needs to know of a model."""

    @property
    def y(self) -> Array: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def starts(self, beta: Array, variance: float) -> list[Array]: ...

    def evaluate(self, p: Array) -> tuple[float, Array]: ...

    def natural(self, p: Array) -> Array: ...

    def efficiencies(self, p: Array) -> Array: ...


def _split(S_log: float, gamma_logit: float) -> tuple[float, float, float, float]:
    """Return sigma^2, gamma, sigma_u^2, sigma_v^2 of the two free numbers."""
    S = float(np.exp(S_log))
    gamma = float(1 / (1 + np.exp(-gamma_logit)))
    return S, gamma, gamma * S, (1 - gamma) * S


def _variance_starts(beta: Array, variance: float, s: float, extra: int) -> list[Array]:
    """Return starts over a grid of gamma, the intercept moved by the mean inefficiency."""
    found = []
    for gamma in (0.1, 0.3, 0.5, 0.7, 0.85, 0.95):
        S = variance / (1 - 2 * gamma / np.pi)
        moved = beta.copy()
        moved[0] += s * np.sqrt(2 * gamma * S / np.pi)
        found.append(
            np.concatenate([moved, [np.log(S), np.log(gamma / (1 - gamma))], np.zeros(extra)])
        )
    return found


@dataclass(frozen=True, slots=True)
class TruncatedNormal:
    """u ~ N(mu, sigma_u^2) cut off below 0, row by row.

    mu = 0 (half-normal: Z None), one number (Z a column of ones) or z delta (efficiency effects)
    Free parameters: beta, ln sigma^2, logit gamma, delta;   gamma = sigma_u^2 / sigma^2
    """

    y: Array
    X: Array
    s: float
    Z: Array | None = None
    z_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return ("sigma_squared", "gamma", *self.z_names)

    def starts(self, beta: Array, variance: float) -> list[Array]:
        extra = 0 if self.Z is None else self.Z.shape[1]
        return _variance_starts(beta, variance, self.s, extra)

    def _parts(self, p: Array) -> tuple[Array, float, float, Array]:
        k = self.X.shape[1]
        S, gamma, *_ = _split(float(p[k]), float(p[k + 1]))
        mu = np.zeros(len(self.y)) if self.Z is None else self.Z @ p[k + 2 :]
        return self.y - self.X @ p[:k], S, gamma, mu

    def evaluate(self, p: Array) -> tuple[float, Array]:
        e, S, gamma, mu = self._parts(p)
        s = self.s
        sd = np.sqrt(gamma * (1 - gamma) * S)
        sigma_u = np.sqrt(gamma * S)
        a = (mu * (1 - gamma) - s * e * gamma) / sd
        c = mu / sigma_u
        z = s * e + mu
        ha, hc = mills(a), mills(c)
        value = -0.5 * LOG_2PI - 0.5 * np.log(S) - 0.5 * z * z / S + log_ndtr(a) - log_ndtr(c)
        by_e = -z * s / S - ha * s * gamma / sd
        by_S = 0.5 * z * z / S - 0.5 - 0.5 * ha * a + 0.5 * hc * c
        turn = gamma * (1 - gamma)
        by_gamma = ha * (-z / sd * turn - a * (1 - 2 * gamma) / 2) + hc * c * (1 - gamma) / 2
        gradient = [-self.X.T @ by_e, [by_S.sum(), by_gamma.sum()]]
        if self.Z is not None:
            by_mu = -z / S + ha * (1 - gamma) / sd - hc / sigma_u
            gradient.append(self.Z.T @ by_mu)
        return float(value.sum()), np.concatenate(gradient)

    def natural(self, p: Array) -> Array:
        k = self.X.shape[1]
        S, gamma, *_ = _split(float(p[k]), float(p[k + 1]))
        return np.concatenate([p[:k], [S, gamma], p[k + 2 :]])

    def efficiencies(self, p: Array) -> Array:
        e, S, gamma, mu = self._parts(p)
        sd = np.full(len(e), np.sqrt(gamma * (1 - gamma) * S))
        return conditional_efficiency(mu * (1 - gamma) - self.s * e * gamma, sd)


@dataclass(frozen=True, slots=True)
class Exponential:
    """u ~ exponential with mean sigma_u. Free parameters: beta, ln sigma_u, ln sigma_v."""

    y: Array
    X: Array
    s: float

    @property
    def names(self) -> tuple[str, ...]:
        return ("sigma_u", "sigma_v")

    def starts(self, beta: Array, variance: float) -> list[Array]:
        found = []
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            u = np.sqrt(share * variance)
            moved = beta.copy()
            moved[0] += self.s * u
            found.append(np.concatenate([moved, np.log([u, np.sqrt((1 - share) * variance)])]))
        return found

    def evaluate(self, p: Array) -> tuple[float, Array]:
        k, s = self.X.shape[1], self.s
        e = self.y - self.X @ p[:k]
        u, v = np.exp(p[k:])
        t = -s * e / v - v / u
        h = mills(t)
        value = -np.log(u) + s * e / u + v**2 / (2 * u**2) + log_ndtr(t)
        by_e = s / u - s * h / v
        by_u = -1 - s * e / u - v**2 / u**2 + h * v / u
        by_v = v**2 / u**2 + h * (s * e / v - v / u)
        return float(value.sum()), np.concatenate([-self.X.T @ by_e, [by_u.sum(), by_v.sum()]])

    def natural(self, p: Array) -> Array:
        k = self.X.shape[1]
        return np.concatenate([p[:k], np.exp(p[k:])])

    def efficiencies(self, p: Array) -> Array:
        k = self.X.shape[1]
        e = self.y - self.X @ p[:k]
        u, v = np.exp(p[k:])
        return conditional_efficiency(-self.s * e - v**2 / u, np.full(len(e), v))


@dataclass(frozen=True, slots=True)
class Panel:
    """u_it = exp(-eta (t - T)) u_i, u_i ~ N(mu, sigma_u^2) cut off below 0.

    unit : (row,) number of the unit    age : (row,) t - T, T the last period of the panel
    Free parameters: beta, ln sigma^2, logit gamma, mu if `truncated`, eta if `decay`
    """

    y: Array
    X: Array
    s: float
    unit: Ints
    age: Array
    decay: bool
    truncated: bool

    @property
    def names(self) -> tuple[str, ...]:
        return (
            "sigma_squared",
            "gamma",
            *(("mu",) if self.truncated else ()),
            *(("eta",) if self.decay else ()),
        )

    def starts(self, beta: Array, variance: float) -> list[Array]:
        return _variance_starts(beta, variance, self.s, int(self.decay) + int(self.truncated))

    def _free(self, p: Array) -> tuple[float, float, float, float, float, float]:
        k = self.X.shape[1]
        S, gamma, U, W = _split(float(p[k]), float(p[k + 1]))
        mu = p[k + 2] if self.truncated else 0.0
        eta = p[-1] if self.decay else 0.0
        return S, gamma, U, W, float(mu), float(eta)

    def _sums(self, rows: Array) -> Array:
        total: Array = np.bincount(self.unit, rows).astype(float)
        return total

    def evaluate(self, p: Array) -> tuple[float, Array]:
        k, s = self.X.shape[1], self.s
        _, gamma, U, W, mu, eta = self._free(p)
        e = self.y - self.X @ p[:k]
        share = np.exp(-eta * self.age)
        T, q, r = self._sums(np.ones(len(e))), self._sums(share**2), self._sums(share * e)
        D = W + q * U
        root = np.sqrt(U * W * D)
        a = (mu * W - s * r * U) / root
        c = np.array([mu / np.sqrt(U)])
        ha, hc = mills(a), float(mills(c)[0])
        c0 = float(c[0])
        ee = self._sums(e * e)
        value = (
            -0.5 * T * LOG_2PI
            - 0.5 * (T - 1) * np.log(W)
            - 0.5 * np.log(D)
            - float(log_ndtr(c0))
            - 0.5 * c0**2
            + log_ndtr(a)
            + 0.5 * a * a
            - 0.5 * ee / W
        )
        ga = ha + a
        by_r = -ga * s * U / root
        by_q = -U / (2 * D) * (1 + ga * a)
        by_U = -0.5 * q * U / D + 0.5 * (hc * c0 + c0**2)
        by_U = by_U + ga * (-s * r * U / root - 0.5 * a * (1 + q * U / D))
        by_W = -0.5 * (T - 1) - 0.5 * W / D + 0.5 * ee / W
        by_W = by_W + ga * (mu * W / root - 0.5 * a * (1 + W / D))
        by_e = by_r[self.unit] * share - e / W
        # ln U = ln S + ln gamma, ln W = ln S + ln (1 - gamma)
        gradient: list[Array | list[float]] = [
            -self.X.T @ by_e,
            [
                (by_U + by_W).sum(),
                (by_U * (1 - gamma) - by_W * gamma).sum(),
            ],
        ]
        if self.truncated:
            gradient.append([float((-(hc + c0) / np.sqrt(U) + ga * W / root).sum())])
        if self.decay:
            turned = -self.age * share
            by_eta = by_r * self._sums(turned * e) + by_q * self._sums(2 * share * turned)
            gradient.append([float(by_eta.sum())])
        return float(value.sum()), np.concatenate(gradient)

    def natural(self, p: Array) -> Array:
        k = self.X.shape[1]
        S, gamma, *_ = _split(float(p[k]), float(p[k + 1]))
        return np.concatenate([p[:k], [S, gamma], p[k + 2 :]])

    def efficiencies(self, p: Array) -> Array:
        k = self.X.shape[1]
        _, _, U, W, mu, eta = self._free(p)
        e = self.y - self.X @ p[:k]
        share = np.exp(-eta * self.age)
        D = W + self._sums(share**2) * U
        mean = (mu * W - self.s * self._sums(share * e) * U) / D
        sd = np.sqrt(U * W / D)
        return conditional_efficiency(mean[self.unit], sd[self.unit], share)
