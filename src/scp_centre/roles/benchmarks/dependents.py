"""What a release is in the ledger: the figure of its sector, and a dependent of what it used."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.text import slugify

from scp_centre.centre.evidence.actions import Entry, enter_figures
from scp_centre.centre.evidence.dependents import DependentKind, Shown, record_dependent
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.evidence.subjects import SectorCode
from scp_centre.centre.registry.models import Person
from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, Plant, Release

RELEASE = "benchmark_release"


def show_releases(person: Person, keys: Sequence[str]) -> dict[str, Shown]:
    """Return releases by their keys; everybody may see them."""
    found = Release.objects.filter(pk__in=keys).select_related("benchmark")
    return {
        str(r.pk): Shown(str(r), reverse("benchmark_release", args=[r.benchmark.slug, r.version]))
        for r in found
    }


RELEASES = DependentKind(RELEASE, _("Benchmark release"), show_releases)


def indicator_of(benchmark: Benchmark) -> str:
    """Return the key of a benchmark's figure in the ledger, as water_per_cheese."""
    return slugify(f"{benchmark.use} per {benchmark.output}").replace("-", "_")[:60]


def sector_figure(release: Release) -> Observation | None:
    """Return the figure of the sector that a release entered; None for those of before."""
    of = Observation.objects.filter(dependents__kind=RELEASE, dependents__key=str(release.pk))
    return of.exclude(sector="").first()


def enter_release(
    release: Release, plants: Iterable[Plant], savings: Iterable[Observation]
) -> None:
    """Enter the figure of the sector and what it stands on; inside the transaction of the act.

    The figure says no plant's name or number: its sources lead on for who may see them.
    """
    benchmark = release.benchmark
    used = [p.figure for p in plants if p.figure is not None]
    origin = f"benchmark {benchmark.slug}"
    entry = Entry(SectorCode(benchmark.isic), origin, release.released_by, published=True)
    year = str(benchmark.year)
    span = (date(benchmark.year, 1, 1), date(benchmark.year, 12, 31))
    enter_figures(entry, [_figure(release, year)], {year: span}, stands_on=used)
    figure = Observation.objects.get(origin=origin, is_latest=True)
    record_dependent(
        RELEASE, release.pk, str(release), [figure, *savings], owner=release.released_by
    )


def _figure(release: Release, period: str) -> Figure:
    benchmark, content = release.benchmark, release.content
    inputs = (
        Given(_("companies"), float(content["companies"]), "", _("Plants of this benchmark")),
        Given(_("plants"), float(content["plants"]), "", _("Plants of this benchmark")),
    )
    return Figure(
        key=indicator_of(benchmark),
        name=benchmark.title,
        value=content["sector"],
        unit=benchmark.unit,
        period=period,
        explanation=Explanation(
            _("sum of use ÷ sum of output"), inputs, (f"{release.benchmark}, {release.version}",)
        ),
        uncertainty=content.get("uncertainty"),
    )
