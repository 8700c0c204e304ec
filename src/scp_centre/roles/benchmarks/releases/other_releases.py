"""What else is known of the plants of a release: by earlier releases and other benchmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from scp_centre.methods.benchmarks import estimate_change
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.models import Benchmark, Contribution
from scp_centre.roles.benchmarks.models import Release as Released
from scp_centre.roles.benchmarks.queries import trend_of
from scp_centre.roles.benchmarks.releases.breakdowns import Release
from scp_centre.roles.benchmarks.releases.release_content import UNCERTAINTIES
from scp_centre.roles.benchmarks.releases.release_ledger import FACTS, entered_facts, stored
from scp_centre.roles.benchmarks.scores.plants import Given, given


def as_earlier(release: Released) -> Release:
    """Return the plants of a release and what it told, its facts as they were entered."""
    plants = given(release.contributions.all())
    facts = release.ledger or stored(entered_facts(plants, release.content))
    content: dict[str, Any] = {**release.content, FACTS: facts}
    return plants, content


def releases_beside(benchmark: Benchmark, plants: Sequence[Given]) -> list[Release]:
    """Return the releases of other benchmarks that speak of the same figures, in this one's unit.

    A plant of the same holder is the same figure in the same year; in another year it is one only
    where it is equal. Releases that speak of those releases' plants count too.
    """
    companies: dict[int, set[str]] = {}
    others = Contribution.objects.exclude(release__benchmark=benchmark)
    for release, holder in others.values_list("release", "holder").distinct():
        companies.setdefault(release, set()).add(holder_key(holder))
    reached = {holder_key(p.holder) for p in plants}
    chosen: list[int] = []
    while more := [r for r, who in companies.items() if r not in chosen and who & reached]:
        chosen += more
        for r in more:
            reached |= companies[r]
    released = Released.objects.filter(pk__in=chosen).select_related("benchmark")
    return [*_converted(benchmark, released.order_by("pk"))]


def _converted(benchmark: Benchmark, released: Any) -> Iterator[Release]:
    for one in released:
        try:
            factor = Quantity(1.0, one.benchmark.use_unit).to(benchmark.use_unit).value
        except MethodError:
            continue  # of something else: water beside energy
        plants, content = as_earlier(one)
        another = "" if one.benchmark.year == benchmark.year else f" of {one.benchmark.year}"
        facts = [
            row | {"weights": {f"{n}{another}": w / factor for n, w in row["weights"].items()}}
            for row in content[FACTS]
        ]
        yield (
            [replace(p, name=f"{p.name}{another}", use=p.use * factor) for p in plants],
            {**content, FACTS: facts, "sector": content["sector"] * factor},
        )


def compose_changes(benchmark: Benchmark, plants: Sequence[Given]) -> dict[str, float | None]:
    """Return how well the change since each earlier year is known: address -> relative error.

    Raised to a step at which it tells of no company, as the uncertainty of the sector's figure.
    """
    after = [(p.holder, p.use, p.made) for p in plants]
    found: dict[str, float | None] = {}
    for year, release in trend_of(benchmark):
        if year >= benchmark.year:
            continue
        before = [(p.holder, p.use, p.made) for p in given(release.contributions.all())]
        if before and after:
            found[release.number] = _safe_error(before, after, benchmark)
    return found


def _safe_error(
    before: list[tuple[str, float, float]],
    after: list[tuple[str, float, float]],
    benchmark: Benchmark,
) -> float | None:
    before = [(holder_key(h), u, m) for h, u, m in before]
    after = [(holder_key(h), u, m) for h, u, m in after]
    _unused, error = estimate_change(before, after, population=benchmark.population)
    whole = sum(u for _h, u, _m in after)
    largest: dict[str, float] = {}
    for holder, use, _made in after:
        largest[holder] = largest.get(holder, 0.0) + use / whole
    needed = error + benchmark.p_percent / 100 * max(largest.values())
    return next((step for step in UNCERTAINTIES if step >= needed), None)
