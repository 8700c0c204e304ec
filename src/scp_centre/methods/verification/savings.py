"""Avoided use: what the baseline expects under today's conditions, less what was measured."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.verification.baseline import Baseline, design

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
ROUNDING = 1e-9
VERDICTS = PROVED, NOT_PROVED, LOST = _("proved"), _("not proved"), _("lost")


@dataclass(frozen=True, slots=True)
class VerifiedSaving:
    """Avoided use of a reporting period, in the unit of the use.

    expected, avoided : (period,)      total : sum of avoided
    standard_error : of the total      low, high : its interval at `confidence`
    share : total / expected total     outside : drivers beyond what the baseline saw
    set_aside : positions of periods that count for nothing: the plant stood still, which the
    baseline never saw
    inside_low : the lower end of the interval of the periods that the baseline's range covers;
    None when it covers none of them
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
    set_aside: tuple[int, ...] = ()
    inside_low: float | None = None

    @property
    def verdict(self) -> str:
        """proved when the whole interval is above 0, lost when it is below, else not proved.

        What lies beyond the range of the baseline proves nothing: the periods within it must. A
        rounding error is no saving.
        """
        if abs(self.total) <= ROUNDING * abs(float(self.expected.sum())):
            return NOT_PROVED
        if self.low > 0 and self.inside_low is not None and self.inside_low > 0:
            return PROVED
        return LOST if self.high < 0 else NOT_PROVED


def verify_saving(
    baseline: Baseline,
    measured: Sequence[float],
    drivers: Mapping[str, Sequence[float]],
    *,
    confidence: float = 0.9,
    seen: Mapping[str, Sequence[float]] | None = None,
    seen_use: Sequence[float] | None = None,
    days: Sequence[float] | None = None,
    running: Collection[str] | None = None,
) -> VerifiedSaving:
    """Return what was avoided in the reporting periods, with its uncertainty.

    avoided = baseline at the reporting period's drivers - measured
    Var(total) = s^2 m + u' Cov(b) u,   u = sum of the rows of X over the m periods (or days)

    measured : (period,) unit of the baseline's use    drivers : name -> (period,)
    seen, seen_use : drivers and use of the baseline period. Drivers that leave its range by more
    than a tenth of it come back as `outside`; a period without use, or with a driver of 0, is set
    aside when the baseline saw none
    days : (period,) for a baseline by day; `seen` is then of one day
    running : drivers of which 0 means that the plant stood still; all of `seen` where not said
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
            cure=_("Enter a share of at least 0.5 and less than 1, for example 0.9."),
        )
    y = np.asarray(measured, float)
    if len(y) == 0:
        raise MissingValueError(
            _("There are no readings in the reporting period."),
            where="reporting",
            cure=_("Choose a period with readings."),
        )
    X = design(baseline.drivers, drivers, len(y), days if baseline.by_day else None)
    plant = {n: v for n, v in (seen or {}).items() if running is None or n in running}
    ran = ~_stood_still(y, drivers, plant, seen_use)
    length = np.asarray(days, float) if baseline.by_day and days is not None else np.ones(len(y))
    expected = X @ baseline.coefficients
    avoided = expected - y
    covered = ran & _within(seen or {}, drivers, length if baseline.by_day else None, len(y))
    total, error, t = _interval(baseline, X, avoided, length, ran, confidence)
    inside = _interval(baseline, X, avoided, length, covered, confidence)
    all_expected = float(expected[ran].sum())
    return VerifiedSaving(
        expected=expected,
        measured=y,
        avoided=np.where(ran, avoided, 0.0),
        total=total,
        standard_error=error,
        low=total - t * error,
        high=total + t * error,
        confidence=confidence,
        share=total / all_expected if all_expected else None,
        outside=_outside(seen or {}, drivers, ran, length if baseline.by_day else None),
        set_aside=tuple(int(i) for i in np.flatnonzero(~ran)),
        inside_low=inside[0] - inside[2] * inside[1] if covered.any() else None,
    )


def _interval(
    baseline: Baseline, X: Array, avoided: Array, length: Array, which: Mask, confidence: float
) -> tuple[float, float, float]:
    """Return the sum of what the chosen periods avoided, its standard error, and t."""
    u = X[which].sum(axis=0)
    own = baseline.residual_sd**2 * float(length[which].sum())
    error = float(np.sqrt(own + float(u @ baseline.covariance @ u)))
    t = stdtrit(baseline.degrees_of_freedom, (1 + confidence) / 2) if error else 0.0
    return float(avoided[which].sum()), error, float(t)


def _stood_still(
    y: Array,
    drivers: Mapping[str, Sequence[float]],
    seen: Mapping[str, Sequence[float]],
    seen_use: Sequence[float] | None,
) -> Mask:
    """Return which periods had no use, or a driver of 0, where the baseline never had one."""
    idle = np.zeros(len(y), dtype=bool)
    if seen_use is not None and len(seen_use) and min(seen_use) > 0:
        idle |= y == 0
    for name, before in seen.items():
        if len(before) and min(before) > 0:
            idle |= np.asarray(drivers[name], float) == 0
    return idle


def _within(
    seen: Mapping[str, Sequence[float]],
    now: Mapping[str, Sequence[float]],
    length: Array | None,
    periods: int,
) -> Mask:
    """Return which periods lie within the range of the baseline, a tenth of it added."""
    inside = np.ones(periods, dtype=bool)
    for name, before in seen.items():
        low, high = min(before), max(before)
        slack = 0.1 * (high - low)
        values = np.asarray(now[name], float)
        values = values if length is None else values / length
        inside &= (values >= low - slack) & (values <= high + slack)
    return inside


def _outside(
    seen: Mapping[str, Sequence[float]],
    now: Mapping[str, Sequence[float]],
    ran: Mask,
    length: Array | None,
) -> tuple[str, ...]:
    """Return the drivers whose new values leave the range of the baseline by over a tenth."""
    return tuple(
        name
        for name, before in seen.items()
        if not _within({name: before}, now, length, len(ran))[ran].all()
    )
