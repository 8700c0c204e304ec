"""Target formulas: contraction, convergence of a sector, best available, updates of a benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.messages import Number, _

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """A target and how it came about.

    target : same unit as the base     cut : 1, share of the base
    capped : the bare formula was replaced, and `note` says why
    """

    target: float
    cut: float
    capped: bool
    note: str = ""


def contract(
    base: float, base_year: int, target_year: int, rate: float, *, counted_from: int | None = None
) -> Target:
    """Return the target of absolute contraction.

    cut = rate (target year - start),  start = base year, or `counted_from` for later base years
    target = base (1 - cut)

    base : any unit a year    rate : 1/year, share of the base     counted_from : year, for
    standards that count the cut from a fixed year when the base year is later

    >>> contract(1000, 2020, 2030, 0.042).target
    580.0
    >>> round(contract(1000, 2018, 2030, 0.042).cut, 3)
    0.504
    """
    _require_positive(base, "base")
    _require_share(rate, "rate")
    if target_year <= base_year:
        raise InvalidValueError(
            _(
                "The target year {target_year} is not after the base year {base_year}.",
                target_year=target_year,
                base_year=base_year,
            ),
            where="target_year",
            cure=_("Choose a later year."),
        )
    start = base_year if counted_from is None else min(base_year, counted_from)
    bare = rate * (target_year - start)
    if bare > 1:
        return Target(0.0, 1.0, True, f"The formula asks for {bare:.0%}; nothing is left at 100 %.")
    return Target(base * (1 - bare), bare, False)


def converge(
    base_intensity: float,
    sector_base: float,
    sector_target: float,
    sector_end: float,
    market_share_ratio: float = 1.0,
) -> Target:
    """Return the target of the sectoral decarbonisation approach.

    intensity(t) = d p m + SI(end),  d = intensity(base) - SI(end),
    p = (SI(t) - SI(end)) / (SI(base) - SI(end)),  m = market share base / market share t

    All intensities in one unit; m : 1. A plant already below where the formula leads would be
    allowed to worsen: its own level is then the target, and the result says so.

    >>> converge(2.0, 1.5, 1.0, 0.5).target
    1.25
    >>> round(converge(2.0, 1.5, 1.0, 0.5, 0.8).target, 6)
    1.1
    """
    for value, where in (
        (base_intensity, "base_intensity"),
        (sector_base, "sector_base"),
        (market_share_ratio, "market_share_ratio"),
    ):
        _require_positive(value, where)
    for value, where in ((sector_target, "sector_target"), (sector_end, "sector_end")):
        if not np.isfinite(value) or value < 0:
            raise InvalidValueError(
                _("An intensity cannot be {value}.", value=Number(value, "g")),
                where=where,
                cure=_("Enter 0 or more."),
            )
    if sector_base == sector_end:
        raise InvalidValueError(
            _("The sector's base and end values must differ."),
            where="sector_end",
            cure=_("Enter the end value of the sector's path."),
        )
    p = (sector_target - sector_end) / (sector_base - sector_end)
    bare = (base_intensity - sector_end) * p * market_share_ratio + sector_end
    if bare < 0:
        return Target(0.0, 1.0, True, _("The formula gives a value below 0, so the target is 0."))
    if bare > base_intensity:
        return Target(
            base_intensity,
            0.0,
            True,
            _(
                "The formula would allow {bare}, which is more than the plant's own level of "
                "{own}, so the plant keeps its level.",
                bare=Number(bare, "g"),
                own=Number(base_intensity, "g"),
            ),
        )
    return Target(bare, 1 - bare / base_intensity, False)


def best_share(
    intensities: Sequence[float],
    outputs: Sequence[float] | None = None,
    *,
    share: float = 0.1,
    fraction: str = "part",
) -> float:
    """Return the mean intensity of the best share of plants, or of output.

    intensities : (plant,)   outputs : (plant,) None weighs plants alike, else the best plants that
    make `share` of the output count, weighted by it
    fraction : how the last plant counts: "part" (2.5 plants: half of the third), "whole" (it
    counts fully), "drop" (it does not, but one plant always does)

    >>> best_share([1, 2, 3, 4, 5] * 5)
    1.0
    >>> best_share([1, 2, 3, 4, 5], share=0.3, fraction="whole")
    1.5
    """
    values = np.asarray(intensities, float)
    weights = np.ones(len(values)) if outputs is None else np.asarray(outputs, float)
    require_plants(values, weights)
    if not 0 < share <= 1:
        raise InvalidValueError(
            _("The share cannot be {share}.", share=Number(share, "g")),
            where="share",
            cure=_("Enter a share from 0 to 1, for example 0.1."),
        )
    if fraction not in ("part", "whole", "drop"):
        raise InvalidValueError(
            _(
                "The rule '{fraction}' cannot count a fraction of a plant.",
                fraction=fraction,
            ),
            where="fraction",
            cure=_("Use part, whole or drop."),
        )
    order = np.argsort(values, kind="stable")
    weights, values = weights[order], values[order]
    upto = share * weights.sum()
    before = np.concatenate([[0.0], np.cumsum(weights)[:-1]])
    taken = np.clip(upto - before, 0.0, weights)
    taken[taken < 1e-12 * upto] = 0.0
    partly = (taken > 0) & (taken < weights * (1 - 1e-12))
    if fraction == "whole":
        taken[partly] = weights[partly]
    elif fraction == "drop" and not partly[0]:
        taken[partly] = 0.0
    return float(taken @ values / taken.sum())


def update_benchmark(
    before: float,
    best: float,
    *,
    years_between: float,
    years_ahead: float,
    least: float,
    most: float,
) -> Target:
    """Return a benchmark value carried forward by the rate at which the best have improved.

    rate = (B0 - A) / (years between x B0), held between least and most;
    B = B0 (1 - years ahead x rate)

    >>> found = update_benchmark(
    ...     0.766, 0.722, years_between=9, years_ahead=15, least=0.002, most=0.016)
    >>> round(found.target, 3)
    0.693
    """
    _require_positive(before, "before")
    rate = (before - best) / (years_between * before)
    held = min(max(rate, least), most)
    cut = years_ahead * held
    note = (
        ""
        if held == rate
        else _(
            "The rate of {rate} a year is limited to {held}.",
            rate=Number(rate, ".2%"),
            held=Number(held, ".2%"),
        )
    )
    return Target(before * (1 - cut), cut, held != rate, note)


FIGURES = {  # as errors call them
    "base": _("Base value"),
    "rate": _("Yearly rate"),
    "before": _("Previous year's value"),
    "base_intensity": _("Intensity in the base year"),
    "sector_base": _("Sector intensity in the base year"),
    "market_share_ratio": _("Market share ratio"),
}


def _require_positive(value: float, where: str) -> None:
    if not np.isfinite(value) or value <= 0:
        raise InvalidValueError(
            _(
                "“{what}” is {value}, but it must be above 0.",
                what=FIGURES[where],
                value=Number(value, "g"),
            ),
            where=where,
            cure=_("Correct the figure."),
        )


def _require_share(value: float, where: str) -> None:
    if not 0 <= value <= 1:
        raise InvalidValueError(
            _(
                "The value {value} of “{what}” is not an annual share of the base value.",
                what=FIGURES[where],
                value=Number(value, "g"),
            ),
            where=where,
            cure=_("For example, enter 4.2 % as 0.042."),
        )


def require_plants(values: Array, outputs: Array) -> None:
    """Raise where an intensity or output is missing, or an output is not above 0."""
    if len(values) != len(outputs):
        raise LabelMismatchError(
            _(
                "The number of intensities ({len}) does not match the number of outputs ({len2}).",
                len=len(values),
                len2=len(outputs),
            ),
            where="outputs",
            cure=_("Provide one output for each plant."),
        )
    if len(values) == 0:
        raise MissingValueError(
            _("There are no plants."), where="intensities", cure=_("Enter at least one plant.")
        )
    if not (np.isfinite(values).all() and np.isfinite(outputs).all() and (outputs > 0).all()):
        raise InvalidValueError(
            _("An intensity or output is missing, or an output is not above 0."),
            where="outputs",
            cure=_("Exclude plants without output."),
        )
