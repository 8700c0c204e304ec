"""What is frozen with a release beside its public content: the plants, their scores, the worth."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scp_centre.roles.benchmarks.models import Benchmark, Contribution, Plant, Release
from scp_centre.roles.benchmarks.releases.breakdowns import size_of
from scp_centre.roles.benchmarks.releases.own_plant_disclosure import Mark
from scp_centre.roles.benchmarks.scores.plants import SIZES, holders_of
from scp_centre.roles.benchmarks.scores.scores import Scores


def contributions_of(
    release: Release, plants: Sequence[Plant], scores: Scores | None, marks: Mapping[str, Mark]
) -> Iterator[Contribution]:
    """Return what each plant gave, with what the approach says of it.

    marks : plant -> what its company may be told; a plant that is not in it gets no score
    """
    bounds = (release.content["sizes"] or {}).get("bounds")
    made = {p.name: p.made for p in plants}
    holders = holders_of(plants)
    for p in plants:
        mark = marks.get(p.name)
        peers = scores.peers.get(p.name, {}) if scores and mark and not mark.order else {}
        yield Contribution(
            release=release,
            name=p.name,
            holder=holders[p.name],
            company=p.company,
            region=p.region,
            use=p.use,
            made=p.made,
            values=p.values,
            score=mark.score[0] if mark else None,
            low=mark.score[1] if mark else None,
            high=mark.score[2] if mark else None,
            frontier=mark.use if mark else None,
            order=mark.order if mark else None,
            peers=_peers_by_size(peers, made, bounds) if bounds else {},
            source=p.source,
            figure=p.figure,
        )


def _peers_by_size(
    peers: Mapping[str, float], made: Mapping[str, float], bounds: Sequence[float]
) -> dict[str, float]:
    """Return the share of each size among the peers' weights: no peer is named or counted."""
    if not peers:
        return {}
    total = sum(peers.values())
    found = {str(size): 0.0 for size in SIZES}
    for name, weight in peers.items():
        found[size_of(made[name], bounds)] += weight / total
    return {size: round(share, 2) for size, share in found.items() if share >= 0.05}


def worth_of(benchmark: Benchmark) -> dict[str, Any]:
    """Return what a unit of use costs and emits, with the sources, where somebody said it."""
    found: dict[str, Any] = {}
    if benchmark.price is not None:
        found["price"] = {
            "value": benchmark.price,
            "currency": benchmark.currency,
            "source": benchmark.price_source,
        }
    if benchmark.emission_factor is not None:
        found["emission"] = {
            "value": benchmark.emission_factor,
            "source": benchmark.emission_source,
        }
    return found
