"""How many take part in a benchmark, and what is missing to release it: counts, never names."""

from dataclasses import dataclass

from scp_centre.methods.benchmarks import QUARTILES_FROM
from scp_centre.methods.disclosure import holder_key
from scp_centre.roles.benchmarks.kept_results import is_large
from scp_centre.roles.benchmarks.models import Benchmark, Release
from scp_centre.roles.benchmarks.queries import without_consent
from scp_centre.roles.benchmarks.releases.release_content import DECILES_FROM
from scp_centre.roles.benchmarks.scores.plants import holders_of


@dataclass(frozen=True, slots=True)
class Step:
    """companies : from how many on something is published    missing : how many more are needed"""

    companies: int
    missing: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Counts of a benchmark in work.

    reported : plants in the survey    counted : of them, those that count, of so many companies
    without_consent, left_out : those that do not count
    population : plants of the sector, None where nobody knows
    release, quartiles, deciles : what is published from how many companies on
    columns : title of a further column -> counted plants that have not reported it
    """

    reported: int
    counted: int
    companies: int
    without_consent: int
    left_out: int
    population: int | None
    release: Step
    quartiles: Step
    deciles: Step
    columns: tuple[tuple[str, int], ...]
    latest: Release | None

    @property
    def share(self) -> float | None:
        """Share of the sector's plants that have reported, 0 to 1."""
        return min(1.0, self.reported / self.population) if self.population else None


def participation_of(benchmark: Benchmark) -> Participation:
    """Return who takes part, as counts, and what is missing."""
    silent = without_consent(benchmark)
    counted = benchmark.plants.filter(excluded="").exclude(pk__in=silent).order_by()
    if is_large(benchmark):  # far more than any limit asks, so that names are not compared
        companies = counted.values("holder").distinct().count()
    else:
        companies = len({holder_key(h) for h in holders_of(counted).values()})
    columns = [
        (str(v), counted.exclude(values__has_key=v.key).count()) for v in benchmark.variables.all()
    ]
    return Participation(
        reported=benchmark.plants.count(),
        counted=counted.count(),
        companies=companies,
        without_consent=len(silent),
        left_out=benchmark.plants.exclude(excluded="").count(),
        population=benchmark.population,
        release=_step(benchmark.minimum_contributors, companies),
        quartiles=_step(max(QUARTILES_FROM, benchmark.minimum_contributors), companies),
        deciles=_step(max(DECILES_FROM, benchmark.minimum_contributors), companies),
        columns=tuple(columns),
        latest=benchmark.releases.first(),
    )


def _step(needed: int, companies: int) -> Step:
    return Step(needed, max(0, needed - companies))
