"""What else is known of the plants of a release: by earlier releases and other benchmarks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scp_centre.centre.disclosure.linked_classes import factor_range
from scp_centre.methods.benchmarks import estimate_change
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.models import Benchmark, Contribution
from scp_centre.roles.benchmarks.models import Release as Released
from scp_centre.roles.benchmarks.queries import trend_of
from scp_centre.roles.benchmarks.releases.breakdowns import Release
from scp_centre.roles.benchmarks.releases.linked_figures import OF_LINKED, RATIO
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
    where it is equal. Releases that speak of those releases' plants count too. Energy and carbon
    are other figures of a plant, whose ratio lies between emission factors: see `LinkedFigures`.
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


def _converted(benchmark: Benchmark, released: Iterable[Released]) -> Iterator[Release]:
    for one in released:
        linked = linked_ratio(one.benchmark, benchmark)
        factor = 1.0 if linked is not None else _factor(one.benchmark, benchmark)
        if factor is None:
            continue  # of something else: water beside energy
        another = "" if one.benchmark.year == benchmark.year else f" of {one.benchmark.year}"
        if linked is not None:
            another += OF_LINKED
        yield renamed(as_earlier(one), another, factor, linked)


def renamed(
    release: Release, another: str, factor: float, linked: tuple[float, float] | None = None
) -> Release:
    """Return a release with each plant under another name, its uses in another unit.

    another : ends the names, so that a plant is another figure than its namesake
    linked : of a release of another figure, see `linked_ratio`
    """
    plants, content = release
    facts = [
        row | {"weights": {f"{n}{another}": w / factor for n, w in row["weights"].items()}}
        for row in content[FACTS]
    ]
    return (
        [replace(p, name=f"{p.name}{another}", use=p.use * factor) for p in plants],
        {**content, FACTS: facts, "sector": content["sector"] * factor, RATIO: linked},
    )


def _factor(one: Benchmark, other: Benchmark) -> float | None:
    """Return how many units of use of the other one unit of the first is; None: it is none."""
    if _is_carbon(one) != _is_carbon(other):
        return None
    try:
        return Quantity(1.0, one.use_unit).to(other.use_unit).value
    except MethodError:
        return None


def linked_ratio(one: Benchmark, other: Benchmark) -> tuple[float, float] | None:
    """Return between what the use of one over that of the other lies, as everybody knows.

    Of carbon over energy the lowest and highest emission factor of fuels, or the other way round,
    in the units of both; None where the two are not energy and carbon.
    """
    low, high = factor_range()  # t CO2e per MWh
    try:
        if _is_carbon(one) and not _is_carbon(other):
            step = Quantity(1.0, other.use_unit).to("MWh").value
            step /= Quantity(1.0, one.use_unit).to("t").value
            return low * step, high * step
        if _is_carbon(other) and not _is_carbon(one):
            step = Quantity(1.0, other.use_unit).to("t").value
            step /= Quantity(1.0, one.use_unit).to("MWh").value
            return step / high, step / low
    except MethodError:
        return None
    return None


def _is_carbon(benchmark: Benchmark) -> bool:
    return str(benchmark.use) == "carbon"


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
