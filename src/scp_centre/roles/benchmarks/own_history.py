"""A company's own plants over all releases, and the scores that it saved by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.registry.models import Person
from scp_centre.roles.benchmarks.models import Contribution, OwnScore, Release
from scp_centre.roles.benchmarks.queries import own_companies
from scp_centre.roles.benchmarks.releases.release_content import quartile_of

TITLES = (
    "plant",
    "benchmark",
    "year",
    "release",
    "use",
    "use_unit",
    "output",
    "output_unit",
    "use_per_output",
    "score",
    "score_low",
    "score_high",
    "sector",
    "best_quartile",
    "saved_by_company",
)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One plant in one year.   saved : pk of the score that the company saved; None: the survey"""

    plant: str
    release: Release
    year: int
    use: float
    made: float
    score: tuple[float, float, float] | None
    saved: int | None

    @property
    def intensity(self) -> float:
        return self.use / self.made

    @property
    def sector(self) -> float:
        return float(self.release.content["sector"])

    @property
    def best_quartile(self) -> float | None:
        return quartile_of(self.release.content)

    def as_line(self) -> list[Any]:
        """Return the row of the file; scores are whole numbers, as pages show them."""
        benchmark = self.release.benchmark
        scores = [round(v) for v in self.score] if self.score else [None] * 3
        return [
            self.plant,
            benchmark.title,
            self.year,
            self.release.number,
            self.use,
            benchmark.use_unit,
            self.made,
            benchmark.output_unit,
            float(f"{self.intensity:.6g}"),
            *scores,
            self.sector,
            self.best_quartile,
            self.saved is not None,
        ]


def rows_of(person: Person) -> list[HistoryRow]:
    """Return the history of the companies of a person: by plant and benchmark, the latest first."""
    rows = [*_surveyed(person), *_saved(person)]
    return sorted(
        rows,
        key=lambda r: (r.plant.casefold(), r.release.benchmark.title, -r.year, -r.release.version),
    )


def _surveyed(person: Person) -> Iterator[HistoryRow]:
    mine = Contribution.objects.filter(company__in=own_companies(person))
    for c in mine.select_related("release__benchmark"):
        scored = c.score is not None and c.low is not None and c.high is not None
        score = (c.score, c.low, c.high) if scored else None
        year = c.release.benchmark.year
        yield HistoryRow(c.name, c.release, year, c.use, c.made, score, None)  # type: ignore[arg-type]


def _saved(person: Person) -> Iterator[HistoryRow]:
    mine = OwnScore.objects.filter(organisation__in=own_companies(person))
    for s in mine.select_related("release__benchmark"):
        yield HistoryRow(s.name, s.release, s.year, s.use, s.made, (s.score, s.low, s.high), s.pk)
