"""Scores of a release as figures of its sites in the ledger, for roles that set thresholds by them.

A label may ask for a score of 75, or for a plant that uses less than three quarters of its sector.
It reads `benchmark_score` and `benchmark_percentile` of the site with the consent to that use.
Both follow from the published figures of the release and the plant's own reviewed ones alone, as
of a plant outside the survey, so that they tell nothing of another plant.
"""

from collections.abc import Iterator
from datetime import date

from scp_centre.centre.evidence.actions import Entry, approve_figures, enter_figures
from scp_centre.methods.benchmarks import FrozenScore
from scp_centre.methods.errors import MethodError
from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import Message, _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Contribution, Release
from scp_centre.roles.benchmarks.scores.outside_plants import score_outside
from scp_centre.roles.benchmarks.what_if import year_of_survey

SCORE, PERCENTILE = "benchmark_score", "benchmark_percentile"
NAMES = {
    SCORE: _("Benchmark score from the published model"),
    PERCENTILE: _("Share of plants in the benchmark that use more"),
}
UNITS = {SCORE: "", PERCENTILE: "%"}


def enter_scores(release: Release) -> None:
    """Enter the scores of each plant whose use is a reviewed figure of its site.

    Inside the transaction of the act: whoever releases the benchmark vouches for them. A plant of
    a survey that nobody reviewed has none.
    """
    benchmark = release.benchmark
    origin, year = f"benchmark scores {benchmark.slug}", str(benchmark.year)
    span = (date(benchmark.year, 1, 1), date(benchmark.year, 12, 31))
    assessed = release.contributions.exclude(figure=None).select_related("figure__site")
    for mine in assessed:
        if mine.figure is not None and mine.figure.site is not None:
            entry = Entry(mine.figure.site, origin, release.released_by)
            figures = list(_figures(release, mine, year))
            enter_figures(entry, figures, {year: span}, stands_on=[mine.figure])
    approve_figures(origin, acting_user=release.released_by)


def _figures(release: Release, mine: Contribution, year: str) -> Iterator[Figure]:
    try:
        found = score_outside(release, year_of_survey(release, mine)).current
    except (BenchmarkError, MethodError):
        return  # the release publishes nothing to score by, or a column of the plant is missing
    if not found.is_reliable:
        return
    for key, score, formula in (
        (SCORE, found.model, _("score of use and output based on the published coefficients")),
        (PERCENTILE, found.curve, _("position of use ÷ output between the published points")),
    ):
        if score is not None:
            yield _figure(release, mine, (key, year), score, formula)


def _figure(
    release: Release, mine: Contribution, of: tuple[str, str], score: FrozenScore, formula: Message
) -> Figure:
    """Return a figure; of a plant beyond the published points the end that is sure."""
    key, year = of
    benchmark = release.benchmark
    inputs = (
        Given(str(benchmark.use), mine.use, benchmark.use_unit),
        Given(str(benchmark.output), mine.made, benchmark.output_unit),
    )
    return Figure(
        key,
        NAMES[key],
        float(round(score.low if score.is_beyond else score.score)),
        UNITS[key],
        year,
        explanation=Explanation(formula, inputs, (f"{benchmark}, {release.version}",)),
    )
