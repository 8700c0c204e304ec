"""Read benchmarks, as far as a person may see them."""

from typing import Any

from django.db.models import QuerySet

from scp_centre.centre.evidence.models import Use
from scp_centre.centre.evidence.queries import consenting, shared_figures
from scp_centre.centre.registry.acts import memberships, require
from scp_centre.centre.registry.models import Person, Role
from scp_centre.methods.quantity import Quantity
from scp_centre.methods.targets import Progress, contraction_path, judge_progress
from scp_centre.roles.benchmarks.composing import Given, Place, place_of
from scp_centre.roles.benchmarks.models import (
    Benchmark,
    Contribution,
    Plant,
    Release,
    Status,
    Target,
)

CHANGES = {
    "corrected": "{name}: its figure was corrected after the release.",
    "withdrawn": "{name}: the company has withdrawn its consent.",
}


def plants_of(benchmark: Benchmark, person: Person) -> QuerySet[Plant]:
    """Return the plants behind a benchmark, for its statistician."""
    require(person, "see_plants")
    return benchmark.plants.select_related("company")


def given(plants: object) -> list[Given]:
    """Return plants or contributions as what they give."""
    return [Given(p.name, p.holder, p.use, p.made) for p in plants]  # type: ignore[attr-defined]


def assessed_plants(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return the plants of the class and year in the ledger: reviewed, with consent."""
    figures = shared_figures(Use.BENCHMARK).filter(
        site__organisation__isic=benchmark.isic, period_end__year=benchmark.year
    )
    kinds = (f"{benchmark.use}_productivity", f"{benchmark.use}_intensity")
    ratios = {(f.site_id, f.period): f for f in figures.filter(indicator__in=kinds)}
    found = []
    for figure in figures.filter(indicator=benchmark.use):
        ratio = ratios.get((figure.site_id, figure.period))
        if ratio is None or ratio.value <= 0 or figure.value <= 0:
            continue
        productive = ratio.indicator.endswith("productivity")
        made = figure.value * ratio.value if productive else figure.value / ratio.value
        unit = ratio.unit.split("/")[0 if productive else -1].strip()
        if unit != benchmark.output_unit:
            continue
        found.append(
            {
                "name": str(figure.site)[:120],
                "holder": figure.site.organisation.name[:120],
                "company": figure.site.organisation,
                "region": figure.site.region[:80],
                "use": Quantity(figure.value, figure.unit).to(benchmark.use_unit).value,
                "made": made,
                "source": f"{figure.name}, {figure.period}"[:200],
                "figure": figure,
            }
        )
    return found


def without_consent(benchmark: Benchmark) -> set[int]:
    """Return the plants whose company works with this centre and does not say yes."""
    theirs = benchmark.plants.filter(company__isnull=False)
    silent = theirs.exclude(company__in=consenting(Use.BENCHMARK))
    return set(silent.values_list("pk", flat=True))


def changes_since(release: Release) -> list[str]:
    """Return what has changed of the evidence of a release; it marks the next one, never this."""
    given_now = set(consenting(Use.BENCHMARK).values_list("pk", flat=True))
    said = []
    for c in release.contributions.select_related("figure"):
        if c.figure and c.figure.succeeded_by_id:
            said.append(CHANGES["corrected"].format(name=c.name))
        if c.company_id and c.company_id not in given_now:
            said.append(CHANGES["withdrawn"].format(name=c.name))
    return said


def latest_releases() -> list[Release]:
    """Return the latest release of each benchmark."""
    found: dict[int, Release] = {}
    for release in Release.objects.select_related("benchmark").order_by("-version"):
        found.setdefault(release.benchmark_id, release)
    return sorted(found.values(), key=lambda r: str(r.benchmark))


def series_of(benchmark: Benchmark) -> QuerySet[Benchmark]:
    """Return the same benchmark over the years: equal title, class, boundary and units."""
    same = ("title", "isic", "boundary", "use", "use_unit", "output", "output_unit")
    return Benchmark.objects.filter(**{name: getattr(benchmark, name) for name in same})


def progress_of(target: Target) -> list[Progress]:
    """Return how the sector keeps the path of a target: one entry a later year with a release.

    The years are those of the series; the latest release of each counts.
    """
    path = contraction_path(target.base, target.base_year, target.value, target.target_year)
    found: dict[int, float] = {}
    later = Release.objects.filter(
        benchmark__in=series_of(target.release.benchmark), benchmark__year__gt=target.base_year
    )
    for release in later.select_related("benchmark").order_by("version"):
        found[release.benchmark.year] = release.content["sector"]
    return [judge_progress(found[y], y, path) for y in sorted(found) if y in path]


def targets_of(release: Release) -> list[Target]:
    """Return the targets of the benchmark series of a release, adopted ones first."""
    series = series_of(release.benchmark)
    all_ = Target.objects.filter(release__benchmark__in=series).exclude(status=Status.DROPPED)
    return sorted(
        all_.select_related("release__benchmark"), key=lambda t: t.status != Status.ADOPTED
    )


def own_contributions(release: Release, person: Person) -> QuerySet[Contribution]:
    """Return the contributions of the companies that a person is a member of."""
    mine = [m.organisation_id for m in memberships(person) if m.role == Role.COMPANY]
    return release.contributions.filter(company__in=mine)


def releases_of(person: Person) -> set[int]:
    """Return the releases to which the companies of a person have contributed."""
    mine = [m.organisation_id for m in memberships(person) if m.role == Role.COMPANY]
    found = Contribution.objects.filter(company__in=mine)
    return set(found.values_list("release", flat=True))


def own_places(release: Release, person: Person) -> list[tuple[Contribution, Place]]:
    """Return where the plants of a person's own companies stand in a release."""
    all_ = given(release.contributions.all())
    return [
        (mine, place_of(given([mine])[0], all_, release.content))
        for mine in own_contributions(release, person)
    ]
