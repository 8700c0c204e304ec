"""Compose what a release tells, and refuse what would betray a company."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.methods.benchmarks import QUARTILES_FROM, estimate_ratio, stand
from scp_centre.methods.disclosure import (
    Rules,
    reasons_against,
    reveals_difference,
    sum_by_holder,
)
from scp_centre.methods.messages import _, n_
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Variable
from scp_centre.roles.benchmarks.releases.breakdowns import (
    Release,
    compose_regions,
    compose_sizes,
)
from scp_centre.roles.benchmarks.releases.release_audit import best_tenth, nearest, withhold
from scp_centre.roles.benchmarks.scores.plants import Given, rounded
from scp_centre.roles.benchmarks.scores.scores import Scores, variables_of

WORDS = {
    "minimum_contributors": _("too few companies"),
    "dominance": _("one or two companies hold nearly all"),
    "p_percent": _("the second largest company could estimate the largest"),
}
DECILES_FROM = 40


def compose(
    plants: Sequence[Given],
    rules: Rules,
    earlier: Sequence[Release] = (),
    *,
    scores: Scores | None = None,
    variables: Sequence[Variable] = (),
    population: int | None = None,
) -> dict[str, Any]:
    """Return the published figures of a release.

    The sector's intensity is sum(use) / sum(output), with its relative standard uncertainty as a
    sample of the sector. A point of the curve is no plant's figure but the mean of those nearest to
    it, of at least as many companies as the rules ask. All figures are rounded to three digits.

    Further figures are withheld where an attacker with all releases would find a plant.

    Raises BenchmarkError when the sum breaks a rule, differs from an earlier release by too few
    companies, or when the sector's figure alone would let a plant be found.
    """
    uses = sum_by_holder((p.holder, p.use) for p in plants)
    made = sum_by_holder((p.holder, p.made) for p in plants)
    broken = list(dict.fromkeys([*reasons_against(uses, rules), *reasons_against(made, rules)]))
    if broken:
        raise BenchmarkError(
            _("This cannot be released: {join}.", join=[WORDS[b] for b in broken]),
            where="plants",
            cure=_("Collect data from more companies, widen the sector, or combine years."),
        )
    for before, _unused in earlier:
        _require_no_difference(plants, before, rules)
    fewest = rules.minimum_contributors
    ordered = sorted(plants, key=lambda p: p.intensity)
    points = []
    for share in _shares(len(uses)):
        value = _mean(nearest(ordered, share, fewest), rules)
        if value is not None:
            points.append({"share": share, "value": value})
    ratio = estimate_ratio(
        [p.use for p in plants],
        [p.made for p in plants],
        [p.holder for p in plants],
        population=population,
    )
    content: dict[str, Any] = {
        "companies": len(uses),
        "plants": len(plants),
        "sector": rounded(ratio.value),
        "uncertainty": rounded(ratio.error / ratio.value, 2),
        "population": population,
        "points": points,
        "best_tenth": _mean(best_tenth(ordered, fewest), rules) if points else None,
        "sizes": compose_sizes(plants, rules, earlier) if points else {},
        "regions": compose_regions(plants, rules, earlier),
        "minimum_contributors": fewest,
    }
    if scores is not None and scores.public:
        require_safe_model(plants, scores, variables, rules, earlier)
        content["model"] = {
            "approach": scores.approach,
            "plants": len(scores.scores),
            **scores.public,
        }
    return withhold(plants, content, earlier, rules)


def require_safe_model(
    plants: Sequence[Given],
    scores: Scores,
    variables: Sequence[Variable],
    rules: Rules,
    earlier: Sequence[Release] = (),
) -> None:
    """Raise where the coefficients of a model would tell of few companies.

    A column in which only a few companies differ from the rest tells their figure; so do as many
    published coefficients, over all releases, as there are companies.
    """
    scored = [p for p in plants if p.name in scores.scores]
    holders = {p.holder for p in scored}
    fewest = rules.minimum_contributors
    if len(holders) < fewest:
        raise BenchmarkError(
            n_(
                "The model rests on {count} company only.",
                "The model rests on {count} companies only.",
                len(holders),
            ),
            where="method",
            cure=_("Collect the missing columns, or choose another method."),
        )
    for v in variables_of(scores.approach, variables):
        usual, _unused = Counter(p.values[v.key] for p in scored).most_common(1)[0]
        differ = {p.holder for p in scored if p.values[v.key] != usual}
        if len(differ) < fewest:
            raise BenchmarkError(
                n_(
                    "In {title}, {count} company only differs from the rest, so that its "
                    "coefficient would tell its figure.",
                    "In {title}, {count} companies only differ from the rest, so that its "
                    "coefficient would tell their figure.",
                    len(differ),
                    title=v.title,
                ),
                where="method",
                cure=_("Remove that column, or choose another method."),
            )
    told = len(scores.public.get("terms", []))
    told += sum(len(c.get("model", {}).get("terms", [])) for _unused, c in earlier)
    if told > len(holders) / 2:
        raise BenchmarkError(
            n_(
                "With the earlier releases, {told} coefficients of {count} company would be "
                "public, enough to work backwards to it.",
                "With the earlier releases, {told} coefficients of {count} companies would be "
                "public, enough to work backwards to the companies.",
                len(holders),
                told=told,
            ),
            where="method",
            cure=_("Use fewer columns, or collect data from more companies."),
        )


def _shares(companies: int) -> list[float]:
    if companies < QUARTILES_FROM:
        return []
    return [0.1, 0.25, 0.5, 0.75, 0.9] if companies >= DECILES_FROM else [0.25, 0.5, 0.75]


def _mean(chosen: Sequence[Given], rules: Rules) -> float | None:
    """Return the mean intensity of some plants, or None where it breaks a rule."""
    if reasons_against(sum_by_holder((p.holder, p.intensity) for p in chosen), rules):
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
                _(
                    "An earlier release differs from this one by {len} of the companies only, so "
                    "that their figures could be worked out.",
                    len=len(moved),
                ),
                where="plants",
                cure=_("Wait until more companies have joined, left or reported again."),
            )


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
    best = quartile_of(content)
    gap = None if best is None else max(0.0, (plant.intensity - best) * plant.made)
    return Place(
        plant.intensity, found.rank, found.n, found.percentile, found.low, found.high, best, gap
    )


def quartile_of(content: dict[str, Any]) -> float | None:
    """Return the best quartile of a release, where it has one."""
    return next((p["value"] for p in content["points"] if p["share"] == 0.25), None)
