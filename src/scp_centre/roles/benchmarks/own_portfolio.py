"""All plants of a person's companies at a glance: place, score and trend of each, in one table."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scp_centre.centre.registry.models import Person
from scp_centre.roles.benchmarks.models import Benchmark, Contribution, Release
from scp_centre.roles.benchmarks.plant_position import Standing, standings
from scp_centre.roles.benchmarks.queries import SERIES, latest_releases, own_companies, plain

Series = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """One plant in the last survey of a benchmark in which it took part.

    change : of its use per output since the survey of the year `since`, 1; None: it was in none
    """

    company: str
    release: Release
    standing: Standing
    change: float | None
    since: int | None


def portfolio_of(person: Person) -> list[PortfolioLine]:
    """Return the plants that a person may see, by company, plant and benchmark."""
    lines = [line for own in _by_plant(person).values() for line in _line(own, person)]
    return sorted(
        lines,
        key=lambda one: (
            one.company.casefold(),
            one.standing.name.casefold(),
            one.release.benchmark.title,
        ),
    )


def _by_plant(person: Person) -> dict[tuple[int, str, Series], list[Contribution]]:
    """Return the contributions of each plant to a series of surveys, the last year first."""
    latest = [release.pk for release in latest_releases()]
    mine = Contribution.objects.filter(company__in=own_companies(person), release__in=latest)
    found: dict[tuple[int, str, Series], list[Contribution]] = defaultdict(list)
    rows = mine.select_related("release__benchmark", "company")
    for row in rows.order_by("-release__benchmark__year"):
        key = (row.company_id or 0, plain(row.name), _series(row.release.benchmark))
        found[key].append(row)
    return found


def _series(benchmark: Benchmark) -> Series:
    return tuple(str(getattr(benchmark, name)) for name in SERIES)


def _line(rows: list[Contribution], person: Person) -> Iterator[PortfolioLine]:
    now, before = rows[0], next((r for r in rows if r.release != rows[0].release), None)
    change = since = None
    if before is not None:
        change = (now.use / now.made) / (before.use / before.made) - 1
        since = before.release.benchmark.year
    for standing in standings(now.release, person):
        if standing.pk == now.pk:
            company = now.company.name if now.company else ""
            yield PortfolioLine(company, now.release, standing, change, since)
