"""Whether a score against a release rests on figures far from the survey, by its published figures.

No bound here is a plant's figure: the published points, the bounds of the size classes and the
sector's figure are means over companies or rounded, and everybody can read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from scp_centre.methods.messages import Message, Number, _, sentences
from scp_centre.roles.benchmarks.scores.plants import rounded

# In standard deviations of ln(use / output), as the published points give it. What a model expects
# spreads less than what plants use.
FAR_EXPECTED, FAR_USED = 3.0, 4.0
FAR_FACTOR = 5.0  # from the sector's figure, where no points are published
FAR_OUTPUT = 20.0  # times beyond the bounds of the size classes


@dataclass(frozen=True, slots=True)
class Spread:
    """Use per output of the survey, on the logarithm.   low, high : published, to be shown"""

    centre: float
    deviation: float
    low: float
    high: float

    def is_far(self, value: float, deviations: float) -> bool:
        """Return whether a use per output lies more than so many deviations from the centre."""
        if not 0 < value < np.inf:  # what a model expects beyond its plants may be below 0
            return True
        return bool(abs(np.log(value) - self.centre) > deviations * self.deviation)


def spread_of(content: Mapping[str, Any]) -> Spread:
    """Return the spread of the use per output that the content of a release publishes.

    Of two points of shares p and q with values v and w, as of a lognormal:
    deviation = (ln w - ln v) / (Phi^-1(q) - Phi^-1(p)).

    >>> quartiles = [{"share": 0.25, "value": 8.0}, {"share": 0.75, "value": 12.5}]
    >>> found = spread_of({"points": quartiles})
    >>> round(float(np.exp(found.centre)), 6), round(found.deviation, 3)
    (10.0, 0.331)
    """
    points = sorted(content["points"], key=lambda point: point["share"])
    if len(points) < 2 or points[0]["value"] == points[-1]["value"]:
        sector = content["sector"]
        return Spread(float(np.log(sector)), np.log(FAR_FACTOR) / FAR_EXPECTED, sector, sector)
    first, last = points[0], points[-1]
    z_first, z_last = ndtri(first["share"]), ndtri(last["share"])
    deviation = np.log(last["value"] / first["value"]) / (z_last - z_first)
    centre = np.log(first["value"]) - z_first * deviation
    return Spread(float(centre), float(deviation), first["value"], last["value"])


def find_doubts(
    content: Mapping[str, Any],
    units: tuple[str, str],
    use: float,
    made: float,
    expected: float | None,
) -> list[Message]:
    """Return why a score against a release is not to be relied on; nothing where it is.

    units : of use and of output    expected : use that the model expects, None without a model
    """
    spread = spread_of(content)
    unit = f"{units[0]}/{units[1]}"
    doubts = []
    if expected is not None and spread.is_far(expected / made, FAR_EXPECTED):
        said = _(
            "For the conditions entered, the model expects {expected} {unit}.",
            expected=_figure(expected / made),
            unit=unit,
        )
        doubts.append(_with_range(said, spread, unit))
    if spread.is_far(use / made, FAR_USED):
        said = _("The plant uses {used} {unit}.", used=_figure(use / made), unit=unit)
        doubts.append(_with_range(said, spread, unit))
    bounds = (content.get("sizes") or {}).get("bounds")  # sizes may be withheld
    if bounds and not bounds[0] / FAR_OUTPUT <= made <= bounds[-1] * FAR_OUTPUT:
        doubts.append(
            _(
                "The output of {made} {unit} is far from the sizes surveyed. The release divides "
                "plants by size at {low} and {high} {unit}.",
                made=_figure(made),
                unit=units[1],
                low=_figure(bounds[0]),
                high=_figure(bounds[-1]),
            )
        )
    return doubts


def _with_range(said: Message, spread: Spread, unit: str) -> Message:
    """Return a message with the range that is published, so that a reader sees how far it is."""
    if spread.low == spread.high:
        figure = _figure(spread.low)
        known = _("The published sector average is {figure} {unit}.", figure=figure, unit=unit)
    else:
        known = _(
            "The published points of the surveyed plants range from {low} to {high} {unit}.",
            low=_figure(spread.low),
            high=_figure(spread.high),
            unit=unit,
        )
    return sentences(said, known)


def find_unlikely_shares(columns: Sequence[tuple[str, str, float]]) -> list[Message]:
    """Return what to check of percentages: 0.8 where 80 is meant, less than 0, more than 100.

    columns : title, unit and figure of each column of the model
    """
    found = []
    for title, unit, value in columns:
        if unit != "%":
            continue
        if 0 < value <= 1:
            found.append(
                _(
                    "{title}: you entered {value} %. For {hundred} %, enter {hundred}.",
                    title=title,
                    value=Number(value, "g"),
                    hundred=Number(100 * value, "g"),
                )
            )
        elif not 0 <= value <= 100:
            found.append(
                _(
                    "{title}: {value} % is outside 0 to 100 %. Check the figure.",
                    title=title,
                    value=Number(value, "g"),
                )
            )
    return found


def _figure(value: float) -> Number:
    """Return a figure in three significant digits, large ones too."""
    return Number(rounded(value), ",.10g")
