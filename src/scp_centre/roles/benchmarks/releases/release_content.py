"""Compose what a release tells, and refuse what would betray a company."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scp_centre.methods.benchmarks import QUARTILES_FROM, estimate_ratio, stand
from scp_centre.methods.disclosure import (
    Rules,
    known_as,
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
from scp_centre.roles.benchmarks.releases.model_facts import model_facts, reached
from scp_centre.roles.benchmarks.releases.release_audit import withhold
from scp_centre.roles.benchmarks.releases.release_ledger import (
    Entered,
    best_tenth,
    entered_facts,
    nearest,
    reach_of,
)
from scp_centre.roles.benchmarks.scores.plants import Given, rounded
from scp_centre.roles.benchmarks.scores.scores import Scores, variables_of

WORDS = {
    "minimum_contributors": _("too few companies"),
    "dominance": _("one or two companies account for nearly everything"),
    "p_percent": _("the second largest company could estimate the figure of the largest company"),
}
DECILES_FROM = 40
# Relative standard uncertainties as they are published: at most this.
UNCERTAINTIES = (0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0)


def compose(
    plants: Sequence[Given],
    rules: Rules,
    earlier: Sequence[Release] = (),
    *,
    scores: Scores | None = None,
    variables: Sequence[Variable] = (),
    population: int | None = None,
    beside: Sequence[Release] = (),
) -> dict[str, Any]:
    """Return the published figures of a release.

    earlier : releases of this benchmark    beside : of other benchmarks over the same plants

    The sector's intensity is sum(use) / sum(output), with its relative standard uncertainty as a
    sample of the sector. A point of the curve is no plant's figure but the mean of those nearest to
    it, of at least as many companies as the rules ask. All figures are rounded to three digits.

    Further figures are withheld where an attacker with all releases would find a plant.

    Raises BenchmarkError when the sum breaks a rule, differs from an earlier release by too few
    companies, or when the sector's figure alone would let a plant be found.
    """
    plants = of_one_spelling(plants)
    uses = sum_by_holder((p.holder, p.use) for p in plants)
    made = sum_by_holder((p.holder, p.made) for p in plants)
    broken = list(dict.fromkeys([*reasons_against(uses, rules), *reasons_against(made, rules)]))
    if broken:
        raise BenchmarkError(
            _("The benchmark cannot be released: {join}.", join=[WORDS[b] for b in broken]),
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
        "uncertainty": safe_uncertainty(plants, ratio.error / ratio.value, rules, population),
        "population": population,
        "points": points,
        "best_tenth": _best_tenth(ordered, rules) if points else None,
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
        if scores.frontier:
            content["model"]["reached"] = rounded(reached(plants, scores))
    return withhold(
        plants,
        content,
        earlier,
        rules,
        model=facts_of_model(plants, content, scores, variables),
        beside=beside,
    )


def facts_of_model(
    plants: Sequence[Given],
    content: dict[str, Any],
    scores: Scores | None,
    variables: Sequence[Variable],
) -> list[Entered]:
    """Return what the figures of the model of a release tell, as facts about the plants."""
    if scores is None or "model" not in content or len(content["model"]) <= 2:
        return []
    return model_facts(of_one_spelling(plants), scores, variables, content["model"])


def enter_facts(
    plants: Sequence[Given],
    content: dict[str, Any],
    scores: Scores | None,
    variables: Sequence[Variable],
) -> list[Entered]:
    """Return what a release tells everybody, as it is entered in the ledger."""
    plants = of_one_spelling(plants)
    return [*entered_facts(plants, content), *facts_of_model(plants, content, scores, variables)]


def of_one_spelling(plants: Sequence[Given]) -> list[Given]:
    """Return the plants with each holder written in one way."""
    spelling = known_as({}, (p.holder for p in plants))
    return [replace(p, holder=spelling[p.holder]) for p in plants]


def safe_uncertainty(
    plants: Sequence[Given], error: float, rules: Rules, population: int | None
) -> float | None:
    """Return the uncertainty as it is published: raised to a step at which it tells of nobody.

    sum d_h^2 bounds each holder's distance d_h from the sector's figure, so that the bound must
    reach p % of the holder's use beyond it, on either side.
    """
    sector = sum(p.use for p in plants) / sum(p.made for p in plants)
    made = sum_by_holder((p.holder, p.made) for p in plants)
    uses = sum_by_holder((p.holder, p.use) for p in plants)
    needed = max(
        abs(use - sector * made[holder]) + rules.p_percent / 100 * use
        for holder, use in uses.items()
    )
    for step in UNCERTAINTIES:
        if step >= error and reach_of(plants, sector, step, population) >= needed * 1.01:
            return step
    return None


def _best_tenth(ordered: Sequence[Given], rules: Rules) -> float | None:
    """Return the mean of the best tenth; None where as many companies as asked are more than it."""
    chosen = best_tenth(ordered, rules.minimum_contributors)
    if len(chosen) > -(-len(ordered) // 10):
        return None
    return _mean(chosen, rules)


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
                "The model is based on only {count} company.",
                "The model is based on only {count} companies.",
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
                    "In {title}, only {count} company differs from the rest, so the "
                    "coefficient would reveal its figure.",
                    "In {title}, only {count} companies differ from the rest, so the "
                    "coefficient would reveal their figures.",
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
                "Together with the earlier releases, {told} coefficients of {count} company "
                "would be public. That is enough to work out its figures.",
                "Together with the earlier releases, {told} coefficients of {count} companies "
                "would be public. That is enough to work out their figures.",
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
                n_(
                    "An earlier release differs from this one by only {count} company, so its "
                    "figures could be worked out.",
                    "An earlier release differs from this one by only {count} companies, so "
                    "their figures could be worked out.",
                    len(moved),
                ),
                where="plants",
                cure=_("Wait until more companies have joined, left or reported again."),
            )


@dataclass(frozen=True, slots=True)
class Place:
    """Where one plant stands, for its own company only.

    first, last : rank 1 uses least, of n; a band at either end, so that the rank bounds nobody
    percentile, low, high : None below ten plants, and its interval
    gap : use a year beyond the best quartile at the plant's output; None without quartiles
    """

    intensity: float
    first: int
    last: int
    n: int
    percentile: float | None
    low: float
    high: float
    quartile: float | None
    gap: float | None


def place_of(plant: Given, plants: Sequence[Given], content: dict[str, Any]) -> Place:
    """Return the place of a plant among those of its release.

    Who uses least knows that all others use as much or more: a bound on each of them. So the ends
    of the order are bands of as many plants as the benchmark asks companies.
    """
    values = sorted(p.intensity for p in plants)
    n = len(values)
    found = stand(values, plant.intensity)
    band = min(content["minimum_contributors"], n)
    first, last = found.rank, found.rank
    if found.rank <= band:
        first, last = 1, band
    elif found.rank > n - band:
        first, last = n - band + 1, n
    middle = stand(values, values[(first + last) // 2 - 1])
    best = quartile_of(content)
    gap = None if best is None else max(0.0, (plant.intensity - best) * plant.made)
    return Place(
        plant.intensity,
        first,
        last,
        n,
        middle.percentile,
        middle.low,
        middle.high,
        best,
        gap,
    )


def quartile_of(content: dict[str, Any]) -> float | None:
    """Return the best quartile of a release, where it has one."""
    return next((p["value"] for p in content["points"] if p["share"] == 0.25), None)
