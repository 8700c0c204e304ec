"""The last look before a release leaves: an attacker with all releases tries to find a plant."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from scp_centre.methods.disclosure import Published, Rules, holders_exposed
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.releases.breakdowns import NOWHERE, Release, size_of
from scp_centre.roles.benchmarks.scores.plants import Given

MOST = 20_000  # plants of all releases; above, the rules alone decide
INSIDERS = 2  # the largest companies, each of which knows its own plants too
QUARTERS = (0.25, 0.5, 0.75)
TRIES = (
    (),
    (_("best tenth"),),
    (_("best tenth"), _("deciles")),
    (_("sizes"),),
    (_("regions"),),
    (_("best tenth"), _("deciles"), _("sizes"), _("regions")),
    (_("best tenth"), _("deciles"), _("quartiles")),
    (_("best tenth"), _("deciles"), _("quartiles"), _("sizes"), _("regions")),
)


def withhold(
    plants: Sequence[Given], content: dict[str, Any], earlier: Sequence[Release], rules: Rules
) -> dict[str, Any]:
    """Return the content without those further figures that would let a plant be worked out.

    The attacker knows who took part, every output, the method, and all releases; then he is each
    of the two largest contributors, who knows his own plants too. The least telling parts go first;
    what went is named in `withheld`.

    Raises BenchmarkError where even the sector's figure alone would tell.
    """
    if sum(len(p) for p, _unused in earlier) + len(plants) > MOST:
        return content
    found: list[str] = []
    for parts in TRIES:
        tried = _without(content, parts)
        found = exposed(plants, tried, earlier, rules)
        if not found:
            return tried
    name = found[0].split("\n")[0]
    raise BenchmarkError(
        _("Whoever has all releases could work out the use of {name}.", name=name),
        where="plants",
        cure=_("Collect data from more companies, or wait until more have reported again."),
    )


def _without(content: dict[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """Return the content without some of its parts, and the names of those that it had."""
    less: dict[str, dict[str, Any]] = {
        "best tenth": {"best_tenth": None},
        "deciles": {"points": [p for p in content["points"] if p["share"] in QUARTERS]},
        "quartiles": {"points": []},
        "sizes": {"sizes": {}},
        "regions": {"regions": []},
    }
    gone = [part for part in parts if content | less[part] != content]
    left = dict(content)
    for part in gone:
        left |= less[part]
    return left | {"withheld": gone} if gone else left


def exposed(
    plants: Sequence[Given], content: Mapping[str, Any], earlier: Sequence[Release], rules: Rules
) -> list[str]:
    """Return the plants whose use the attacker places within p %."""
    releases = [*earlier, (plants, content)]
    figures = [f for members, told in releases for f in _figures(members, told)]
    values = {_key(p): p.use for members, _unused in releases for p in members}
    holder = {_key(p): p.holder for members, _unused in releases for p in members}
    sums: dict[str, float] = {}
    for p in plants:
        sums[p.holder] = sums.get(p.holder, 0.0) + p.use
    found = holders_exposed(figures, values, rules.p_percent)
    for insider in sorted(sums, key=lambda h: -sums[h])[:INSIDERS]:
        own = {k: v for k, v in values.items() if holder[k] == insider}
        found += holders_exposed(figures, values, rules.p_percent, known=own)
    return found


def _key(plant: Given) -> str:
    """Name a plant with the version of its figures: a corrected figure is another unknown."""
    return f"{plant.name}\n{plant.use!r} {plant.made!r}"


def _figures(plants: Sequence[Given], content: Mapping[str, Any]) -> Iterator[Published]:
    """Return what a release published, as sums over the use of plants."""
    yield _ratio("sector", plants, content["sector"])
    sizes = content.get("sizes") or {}
    for part in sizes.get("parts", []):
        members = [p for p in plants if size_of(p.made, sizes["bounds"]) == part["name"]]
        yield _ratio(part["name"], members, part["value"])
    for region in content.get("regions", []):
        if region["value"] is not None:
            members = [p for p in plants if (p.region or NOWHERE) == region["name"]]
            yield _ratio(region["name"], members, region["value"])
    ordered = sorted(plants, key=lambda p: p.intensity)
    for point in content["points"]:
        chosen = nearest(ordered, point["share"], content["minimum_contributors"])
        yield _mean(f"point {point['share']}", chosen, point["value"])
    if content.get("best_tenth") is not None:
        chosen = best_tenth(ordered, content["minimum_contributors"])
        yield _mean("best tenth", chosen, content["best_tenth"])


def _ratio(name: str, plants: Sequence[Given], value: float) -> Published:
    made = sum(p.made for p in plants)
    return Published(name, {_key(p): 1 / made for p in plants}, value, _half_step(value))


def _mean(name: str, plants: Sequence[Given], value: float) -> Published:
    weights = {_key(p): 1 / (p.made * len(plants)) for p in plants}
    return Published(name, weights, value, _half_step(value))


def _half_step(value: float) -> float:
    """Half the step of three significant digits."""
    return float(0.5 * 10 ** (np.floor(np.log10(value)) - 2)) if value > 0 else 0.0


def nearest(ordered: Sequence[Given], share: float, fewest: int) -> list[Given]:
    """Return the plants nearest to a share of the sorted ones, of as many companies as asked."""
    centre = (len(ordered) - 1) * share
    chosen: list[Given] = []
    for i in sorted(range(len(ordered)), key=lambda i: (abs(i - centre), i)):
        chosen.append(ordered[i])
        if len({p.holder for p in chosen}) >= fewest:
            break
    return chosen


def best_tenth(ordered: Sequence[Given], fewest: int) -> list[Given]:
    """Return the best tenth of the sorted plants, of at least as many companies as asked."""
    chosen: list[Given] = []
    for plant in ordered:
        chosen.append(plant)
        if len(chosen) >= len(ordered) / 10 and len({p.holder for p in chosen}) >= fewest:
            break
    return chosen
