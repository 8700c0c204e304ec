"""From a sector's target to each plant's and back, year by year, and whether it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.targets.formulas import Array, Target, converge, require_plants

ON, OFF, OPEN = "on track", "off track", "cannot be told"


def contraction_path(
    base: float, base_year: int, target: float, target_year: int
) -> dict[int, float]:
    """Return a value for each year on the straight line from base to target.

    >>> contraction_path(100.0, 2020, 90.0, 2022)
    {2020: 100.0, 2021: 95.0, 2022: 90.0}
    """
    years = range(base_year, target_year + 1)
    line = np.linspace(base, target, len(years))
    return dict(zip(years, line.tolist(), strict=True))


def convergence_path(
    base_intensity: float,
    sector: Mapping[int, float],
    *,
    growth: Mapping[int, float] | None = None,
) -> dict[int, Target]:
    """Return the plant's target for each year of the sector's path.

    sector : year -> intensity, from base year to end year
    growth : year -> market share of the base year / market share of that year; 1 where absent
    """
    if len(sector) < 2:
        raise MissingValueError(
            _("A path requires a first year and a last year."),
            where="sector",
            cure=_("Fill in both fields."),
        )
    years = sorted(sector)
    first, last = sector[years[0]], sector[years[-1]]
    return {
        year: converge(base_intensity, first, sector[year], last, (growth or {}).get(year, 1.0))
        for year in years
    }


def sector_intensity(intensities: Sequence[float], outputs: Sequence[float]) -> float:
    """Return the intensity of the whole: sum(intensity x output) / sum(output).

    >>> sector_intensity([1.0, 3.0], [3.0, 1.0])
    1.5
    """
    values, weights = np.asarray(intensities, float), np.asarray(outputs, float)
    require_plants(values, weights)
    return float(values @ weights / weights.sum())


def ceiling_for(
    intensities: Sequence[float], outputs: Sequence[float], sector_target: float
) -> tuple[float, Array]:
    """Return the ceiling to which plants must come down so that the sector meets its target.

    sum(min(intensity, ceiling) x output) / sum(output) = sector target
    Plants below the ceiling keep their own level. Returns (ceiling, (plant,) targets).

    >>> ceiling, each = ceiling_for([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 1.5)
    >>> ceiling, each.tolist()
    (1.75, [1.0, 1.75, 1.75])
    """
    values, weights = np.asarray(intensities, float), np.asarray(outputs, float)
    now = sector_intensity(values, weights)  # type: ignore[arg-type]
    if sector_target >= now:
        return float(values.max()), values.copy()
    if sector_target < 0:
        raise InvalidValueError(
            _(
                "A sector target of {sector_target} cannot be met.",
                sector_target=Number(sector_target, "g"),
            ),
            where="sector_target",
            cure=_("Enter 0 or more."),
        )
    order = np.argsort(values)
    v, w = values[order], weights[order]
    total = sector_target * w.sum()
    below = np.concatenate([[0.0], np.cumsum(v * w)[:-1]])
    above = w.sum() - np.concatenate([[0.0], np.cumsum(w)[:-1]])
    ceilings = (total - below) / above
    k = int(np.argmax(ceilings <= v))
    ceiling = float(ceilings[k])
    return ceiling, np.minimum(values, ceiling)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a plant or sector stands beside its path.

    gap : measured less path value (above 0: too much)    low, high : interval of the measured
    verdict : "on track" when the whole interval keeps the path, "off track" when none of it does,
    else "cannot be told"
    needed : 1/year, share of the measured value by which it must fall each year from now on
    """

    year: int
    measured: float
    path: float
    gap: float
    low: float
    high: float
    verdict: str
    needed: float | None


def _verdict(low: float, high: float, due: float) -> str:
    """Return on which side of the path the whole interval lies; open where it holds the path."""
    if high <= due:
        return ON
    return OFF if low > due else OPEN


def judge_progress(
    measured: float,
    year: int,
    path: Mapping[int, float],
    *,
    uncertainty: float = 0.0,
    confidence: float = 0.95,
) -> Progress:
    """Return whether a measured value keeps its path.

    uncertainty : relative standard uncertainty of the measured value (0.05 for 5 %)
    interval = measured (1 +- z uncertainty)

    >>> judge_progress(97.0, 2021, {2020: 100.0, 2021: 95.0, 2022: 90.0}).verdict
    'off track'
    """
    if year not in path:
        raise MissingValueError(
            _("The path has no value for {year}.", year=year),
            where="year",
            cure=_("Choose a year from {min} to {max}.", min=min(path), max=max(path)),
        )
    z = float(ndtri((1 + confidence) / 2))
    half = abs(measured) * uncertainty * z
    low, high, due = measured - half, measured + half, path[year]
    verdict = _verdict(low, high, due)
    last = max(path)
    needed = None
    if last > year and measured > 0:
        needed = max(0.0, 1 - (path[last] / measured) ** (1 / (last - year)))
    return Progress(year, measured, due, measured - due, low, high, verdict, needed)
