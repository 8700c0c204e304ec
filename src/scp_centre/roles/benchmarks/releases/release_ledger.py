"""What releases tell, as linear facts about the use of plants: what the auditor reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scp_centre.centre.disclosure.gate import half_step as half_of_digits
from scp_centre.methods.disclosure import Fact, Ledger, Unknown, holder_key
from scp_centre.roles.benchmarks.releases.breakdowns import NOWHERE, Release, size_of
from scp_centre.roles.benchmarks.releases.linked_figures import RATIO, LinkedFigures
from scp_centre.roles.benchmarks.scores.plants import Given

FACTS = "facts"  # of an earlier release, as they were entered, beside its content
SAME = 0.1  # a figure of one plant that moved by less than this share is one figure, corrected


@dataclass(frozen=True, slots=True)
class Entered:
    """A fact by the names of its plants, as a release keeps it.

    told_to : the holder who alone reads it, as the mark of its plant; "" everybody
    """

    name: str
    weights: Mapping[str, float]
    value: float
    half: float
    table: str = ""
    told_to: str = ""


def entered_facts(plants: Sequence[Given], content: Mapping[str, Any]) -> Iterator[Entered]:
    """Yield what a release publishes, as sums over the use of its plants."""
    yield _ratio("sector", plants, content["sector"])
    sizes = content.get("sizes") or {}
    for part in sizes.get("parts", []):
        members = [p for p in plants if size_of(p.made, sizes["bounds"]) == part["name"]]
        yield _ratio(part["name"], members, part["value"], "sizes")
    for region in content.get("regions", []):
        if region["value"] is not None:
            members = [p for p in plants if (p.region or NOWHERE) == region["name"]]
            yield _ratio(region["name"], members, region["value"], "regions")
    ordered = sorted(plants, key=lambda p: p.intensity)
    for point in content["points"]:
        chosen = nearest(ordered, point["share"], content["minimum_contributors"])
        yield _mean(f"point {point['share']}", chosen, point["value"])
    if content.get("best_tenth") is not None:
        chosen = best_tenth(ordered, content["minimum_contributors"])
        yield _mean("best tenth", chosen, content["best_tenth"])


def stored(facts: Iterable[Entered]) -> list[dict[str, Any]]:
    """Return facts as a release keeps them."""
    return [
        {"name": f.name, "weights": dict(f.weights), "value": f.value, "half": f.half,
         "table": f.table, "told_to": f.told_to}
        for f in facts
    ]  # fmt: skip


def _of(plants: Sequence[Given], content: Mapping[str, Any]) -> list[Entered]:
    if kept := content.get(FACTS):
        return [Entered(**row) for row in kept]
    return list(entered_facts(plants, content))


def build_ledger(
    plants: Sequence[Given],
    facts: Sequence[Entered],
    content: Mapping[str, Any],
    earlier: Sequence[Release],
    beside: Sequence[Release] = (),
) -> tuple[Ledger, frozenset[str], dict[str, str]]:
    """Return the ledger with a release to come, the keys of its plants, and key -> plant.

    earlier : of the same benchmark    beside : of others, over the same plants, in the same units
    A plant whose figure is nearly that of the release to come is the same unknown, and the fact is
    as much less certain as the figure has moved. Figures of one plant of which one is the sum of
    the others, as of electricity, fuel and energy, or whose ratio is known, as of energy and
    carbon, are one problem: see `LinkedFigures`.
    """
    now = {(holder_key(p.holder), holder_key(p.name)): p.use for p in plants}
    unknowns: dict[str, Unknown] = {}
    every: list[Fact] = []
    sums: set[frozenset[str]] = set()
    called: dict[str, str] = {}
    current: frozenset[str] = frozenset()
    of_plant = LinkedFigures()
    releases = [*earlier, *beside, (plants, content)]
    for number, (members, told) in enumerate(releases):
        mine = facts if number == len(releases) - 1 else _of(members, told)
        keys, reference, drift = _keyed(members, now)
        called |= {keys[p.name]: p.name for p in members}
        for p in members:
            new = Unknown(reference[p.name], holder_key(p.holder))
            unknowns.setdefault(keys[p.name], new)
        _bound(unknowns, members, keys, told)
        for f in mine:
            weights: dict[str, float] = {}
            spread = 0.0
            for name, w in f.weights.items():
                if name in keys:
                    weights[keys[name]] = weights.get(keys[name], 0.0) + w
                    spread += abs(w) * drift[name]
            table = f"{number} {f.table}" if f.table else ""
            half, reader = f.half + spread, holder_key(f.told_to) if f.told_to else ""
            every.append(Fact(f"{number} {f.name}", weights, f.value, half, reader, table))
        by_holder: dict[str, set[str]] = {}
        for p in members:
            by_holder.setdefault(holder_key(p.holder), set()).add(keys[p.name])
        sums |= {frozenset(s) for s in by_holder.values() if len(s) > 1}
        of_plant.add(members, keys, told.get(RATIO))
        current = frozenset(keys.values())
    every += of_plant.facts(unknowns)
    return Ledger(unknowns, every, sorted(sums, key=sorted)), current, called


def _keyed(
    plants: Sequence[Given], now: Mapping[tuple[str, str], float]
) -> tuple[dict[str, str], dict[str, float], dict[str, float]]:
    """Return of each plant the key of its unknown, the unknown's value, how far it is from it."""
    keys, values, drift = {}, {}, {}
    for p in plants:
        holder, name = holder_key(p.holder), holder_key(p.name)
        value = now.get((holder, name), p.use)
        if abs(p.use - value) > SAME * value:
            value = p.use
        keys[p.name] = f"{holder}\n{value:.9g}"
        values[p.name], drift[p.name] = value, abs(p.use - value)
    return keys, values, drift


def _bound(
    unknowns: dict[str, Unknown],
    plants: Sequence[Given],
    keys: Mapping[str, str],
    content: Mapping[str, Any],
) -> None:
    """Narrow each unknown to what the published uncertainty tells of its holder.

    error^2 (sum made)^2 (m - 1) / m / (1 - n / N) = sum d_h^2, so that no |d_h| is greater.
    """
    if not content.get("uncertainty"):
        return
    reach = reach_of(plants, content["sector"], content["uncertainty"], content.get("population"))
    by_holder: dict[str, list[Given]] = {}
    for p in plants:
        by_holder.setdefault(holder_key(p.holder), []).append(p)
    for group in by_holder.values():
        made = sum(p.made for p in group)
        value = content["sector"] * made
        slack = half_step(content["sector"]) * made
        for p in group:
            u = unknowns[keys[p.name]]
            least = value - reach - slack if len(group) == 1 else 0.0
            unknowns[keys[p.name]] = replace(
                u, least=max(u.least, least), most=min(u.most, value + reach + slack)
            )


def reach_of(
    plants: Sequence[Given], sector: float, uncertainty: float, population: int | None
) -> float:
    """Return how far the published uncertainty lets a holder's use lie from the sector's figure."""
    holders = len({holder_key(p.holder) for p in plants})
    drawn = 1 - len(plants) / population if population and population > len(plants) else 1.0
    made = sum(p.made for p in plants)
    return float(uncertainty * sector * made * np.sqrt((holders - 1) / holders / drawn))


def half_step(value: float) -> float:
    """Half the step of three significant digits; at a power of ten that of the finer side."""
    return half_of_digits(value, 3)


def _ratio(name: str, plants: Sequence[Given], value: float, table: str = "") -> Entered:
    made = sum(p.made for p in plants)
    return Entered(name, {p.name: 1 / made for p in plants}, value, half_step(value), table)


def _mean(name: str, plants: Sequence[Given], value: float) -> Entered:
    weights = {p.name: 1 / (p.made * len(plants)) for p in plants}
    return Entered(name, weights, value, half_step(value))


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
