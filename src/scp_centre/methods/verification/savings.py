"""Avoided use: what the baseline expects under today's conditions, less what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.verification.baseline import Baseline, design

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VerifiedSaving:
    """Avoided use of a reporting period, in the unit of the use.

    expected, avoided : (period,)      total : sum of avoided
    standard_error : of the total      low, high : its interval at `confidence`
    share : total / expected total     outside : drivers beyond what the baseline saw
    """

    expected: Array
    measured: Array
    avoided: Array
    total: float
    standard_error: float
    low: float
    high: float
    confidence: float
    share: float | None
    outside: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """proved when the whole interval is above 0, lost when it is below, else not proved."""
        if self.low > 0:
            return _("proved")
        return _("lost") if self.high < 0 else _("not proved")


def verify_saving(
    baseline: Baseline,
    measured: Sequence[float],
    drivers: Mapping[str, Sequence[float]],
    *,
    confidence: float = 0.9,
    seen: Mapping[str, Sequence[float]] | None = None,
) -> VerifiedSaving:
    """Return what was avoided in the reporting periods, with its uncertainty.

    avoided = baseline at the reporting period's drivers - measured
    Var(total) = s^2 m + u' Cov(b) u,   u = sum of the rows of X over the m periods

    measured : (period,) unit of the baseline's use    drivers : name -> (period,)
    seen : drivers of the baseline period; names of those that leave its range by more than a
    tenth of it come back as `outside`
    Source: avoided energy use of the IPMVP, as in docs/methods/verification.md.

    >>> from scp_centre.methods.verification.baseline import given_baseline
    >>> verify_saving(given_baseline(2.0, {"output": 0.5}), [44.0], {"output": [100.0]}).total
    8.0
    """
    if not 0.5 <= confidence < 1:
        raise InvalidValueError(
            _(
                "A confidence level of {confidence} cannot be used.",
                confidence=Number(confidence, "g"),
            ),
            where="confidence",
            cure=_("Give a share from 0.5 to below 1, for example 0.9."),
        )
    y = np.asarray(measured, float)
    if len(y) == 0:
        raise MissingValueError(
            _("There is no reading in the reporting period."),
            where="reporting",
            cure=_("Choose a period with readings."),
        )
    X = design(baseline.drivers, drivers, len(y))
    expected = X @ baseline.coefficients
    avoided = expected - y
    u = X.sum(axis=0)
    variance = baseline.residual_sd**2 * len(y) + float(u @ baseline.covariance @ u)
    error = float(np.sqrt(variance))
    t = stdtrit(baseline.degrees_of_freedom, (1 + confidence) / 2) if error else 0.0
    total, all_expected = float(avoided.sum()), float(expected.sum())
    return VerifiedSaving(
        expected=expected,
        measured=y,
        avoided=avoided,
        total=total,
        standard_error=error,
        low=total - float(t) * error,
        high=total + float(t) * error,
        confidence=confidence,
        share=total / all_expected if all_expected else None,
        outside=_outside(seen or {}, drivers),
    )


def _outside(
    seen: Mapping[str, Sequence[float]], now: Mapping[str, Sequence[float]]
) -> tuple[str, ...]:
    """Return the drivers whose new values leave the range of the baseline by over a tenth."""
    found = []
    for name, before in seen.items():
        low, high = min(before), max(before)
        slack = 0.1 * (high - low)
        if min(now[name]) < low - slack or max(now[name]) > high + slack:
            found.append(name)
    return tuple(found)
