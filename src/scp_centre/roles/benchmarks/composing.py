"""Compose what a release tells, and refuse what would betray a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.centre.errors import BenchmarkError
from scp_centre.methods.benchmarks import QUARTILES_FROM, stand
from scp_centre.methods.disclosure import (
    Rules,
    reasons_against,
    reveals_difference,
    sum_by_holder,
)

DIGITS = 3  # significant digits that are published
WORDS = {
    "minimum_contributors": "too few companies",
    "dominance": "one or two companies hold nearly all",
    "p_percent": "the second largest company could estimate the largest",
}
DECILES_FROM = 40


@dataclass(frozen=True, slots=True)
class Given:
    """What one plant gives: holder, use and output in the benchmark's units."""

    name: str
    holder: str
    use: float
    made: float

    @property
    def intensity(self) -> float:
        return self.use / self.made


def compose(
    plants: Sequence[Given], rules: Rules, earlier: Sequence[Sequence[Given]] = ()
) -> dict[str, Any]:
    """Return the published figures of a release.

    The sector's intensity is sum(use) / sum(output). A point of the curve is no plant's figure but
    the mean of those nearest to it, of at least as many companies as the rules ask. All figures are
    rounded to three digits.

    Raises BenchmarkError when the sum breaks a rule, or differs from an earlier release by too few
    companies.
    """
    uses = sum_by_holder((p.holder, p.use) for p in plants)
    made = sum_by_holder((p.holder, p.made) for p in plants)
    broken = list(dict.fromkeys([*reasons_against(uses, rules), *reasons_against(made, rules)]))
    if broken:
        raise BenchmarkError(
            f"This cannot be released: {'; '.join(WORDS[b] for b in broken)}.",
            where="plants",
            cure="Gather more companies, widen the sector, or join years.",
        )
    for before in earlier:
        _require_no_difference(plants, before, rules)
    ordered = sorted(plants, key=lambda p: p.intensity)
    points = []
    for share in _shares(len(uses)):
        value = _point(ordered, share, rules)
        if value is not None:
            points.append({"share": share, "value": value})
    return {
        "companies": len(uses),
        "plants": len(plants),
        "sector": rounded(sum(uses.values()) / sum(made.values())),
        "points": points,
        "minimum_contributors": rules.minimum_contributors,
    }


def _shares(companies: int) -> list[float]:
    if companies < QUARTILES_FROM:
        return []
    return [0.1, 0.25, 0.5, 0.75, 0.9] if companies >= DECILES_FROM else [0.25, 0.5, 0.75]


def _point(ordered: Sequence[Given], share: float, rules: Rules) -> float | None:
    """Return the mean of the plants nearest to a share of the sorted plants."""
    centre = (len(ordered) - 1) * share
    nearest = sorted(range(len(ordered)), key=lambda i: (abs(i - centre), i))
    chosen: list[Given] = []
    for i in nearest:
        chosen.append(ordered[i])
        if len({p.holder for p in chosen}) >= rules.minimum_contributors:
            break
    by_holder = sum_by_holder((p.holder, p.intensity) for p in chosen)
    if reasons_against(by_holder, rules):
        return None
    return rounded(float(np.mean([p.intensity for p in chosen])))


def _require_no_difference(now: Sequence[Given], before: Sequence[Given], rules: Rules) -> None:
    """Raise when whoever has both releases could work one company out of their difference."""
    for figure in ("use", "made"):
        first = sum_by_holder((p.holder, getattr(p, figure)) for p in before)
        second = sum_by_holder((p.holder, getattr(p, figure)) for p in now)
        if reveals_difference(first, second, rules):
            moved = [h for h in first.keys() | second.keys() if first.get(h) != second.get(h)]
            raise BenchmarkError(
                f"An earlier release differs from this one by {len(moved)} of the companies only, "
                "so that their figures could be worked out.",
                where="plants",
                cure="Wait until more companies have joined, left or reported anew.",
            )


def rounded(value: float) -> float:
    """Return a figure with three significant digits."""
    return float(f"{value:.{DIGITS}g}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one plant stands, for its own company only.

    rank : 1 uses least, of n     percentile, low, high : None below ten plants, and its interval
    gap : use a year beyond the best quartile at the plant's output; None without quartiles
    """

    intensity: float
    rank: int
    n: int
    percentile: float | None
    low: float
    high: float
    quartile: float | None
    gap: float | None


def place_of(plant: Given, plants: Sequence[Given], content: dict[str, Any]) -> Place:
    """Return the place of a plant among those of its release."""
    found = stand([p.intensity for p in plants], plant.intensity)
    best = next((p["value"] for p in content["points"] if p["share"] == 0.25), None)
    gap = None if best is None else max(0.0, (plant.intensity - best) * plant.made)
    return Place(
        plant.intensity, found.rank, found.n, found.percentile, found.low, found.high, best, gap
    )
