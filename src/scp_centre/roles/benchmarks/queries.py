"""Read benchmarks, as far as a person may see them."""

import unicodedata
from typing import Any

from django.db.models import F, QuerySet

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Organisation, Person, Role
from scp_centre.centre.registry.permissions import memberships, require
from scp_centre.centre.registry.queries import sites_of_class
from scp_centre.methods.benchmarks import flag_jumps
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import N_, Number, _, word_of
from scp_centre.methods.quantity import Quantity
from scp_centre.methods.targets import Progress, contraction_path, judge_progress
from scp_centre.roles.benchmarks.models import (
    Approach,
    Benchmark,
    Contribution,
    Plant,
    Release,
    Status,
    Target,
)
from scp_centre.roles.benchmarks.scores.plants import SIZES

FLAGS = {
    "moved": N_("This plant's figure has changed by {change} since {year}."),
    "twin": N_(
        "The figures are nearly the same as those of {name}. Is this one plant under two names?"
    ),
}
CHANGES = {
    "corrected": N_("The figure for {name} was corrected after the release."),
    "withdrawn": N_("The company to which {name} belongs has withdrawn its consent."),
}


def plants_of(benchmark: Benchmark, person: Person) -> QuerySet[Plant]:
    """Return the plants behind a benchmark, for its statistician."""
    require(person, "see_plants")
    return benchmark.plants.select_related("company")


def assessed_plants(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return the plants of the class and year in the ledger: reviewed, with consent."""
    figures = shared_figures(Use.BENCHMARK).filter(
        site__in=sites_of_class(benchmark.isic), period_end__year=benchmark.year
    )
    kinds = (f"{benchmark.use}_productivity", f"{benchmark.use}_intensity")
    ratios = {(f.site_id, f.period): f for f in figures.filter(indicator__in=kinds)}
    found = []
    for figure in figures.filter(indicator=benchmark.use):
        if figure.site is None:
            continue  # never: the figures are those of sites
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
                "company_name": figure.site.organisation.name[:120],
                "company": figure.site.organisation,
                "region": figure.site.region[:80],
                "use": Quantity(figure.value, figure.unit).to(benchmark.use_unit).value,
                "made": made,
                "source": f"{figure.name}, {figure.period}"[:200],
                "figure": figure,
            }
        )
    return found


def plain(name: str) -> str:
    """Return a name as it is compared: small letters, no accents, one space between words."""
    bare = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(letters.casefold().replace(",", " ").replace(".", " ").split())


def companies_by_name() -> dict[str, Organisation]:
    """Return the companies that this centre works with, by the name as it is compared."""
    return {plain(o.name): o for o in Organisation.objects.all()}


def owners_of(benchmark: Benchmark) -> dict[int, str]:
    """Return who owns a company, as somebody has said of one of its plants: company -> holding."""
    said = Plant.objects.filter(company__isnull=False, benchmark__in=series_of(benchmark))
    owned = said.exclude(holder=F("company_name")).order_by("benchmark__year")
    return dict(owned.values_list("company", "holder"))


def savings_used(benchmark: Benchmark) -> list[tuple[Observation, float]]:
    """Return verified savings of the benchmark's use in its class, in the unit of use a year.

    Of reviewed figures of companies that consent. A saving of another resource is not among them,
    one that came out negative is.
    """
    figures = shared_figures(Use.BENCHMARK).filter(
        indicator="verified_saving", site__in=sites_of_class(benchmark.isic)
    )
    found = []
    for figure in figures.exclude(subject=""):
        try:
            per_year = Quantity(figure.value, figure.unit.removesuffix("/year"))
            found.append((figure, per_year.to(benchmark.use_unit).value))
        except MethodError:
            continue
    return found


def counted_plants(benchmark: Benchmark) -> list[Plant]:
    """Return the plants that count: none left out, none of a company that does not consent."""
    silent = without_consent(benchmark)
    plants = benchmark.plants.filter(excluded="").select_related("company", "figure")
    return [p for p in plants if p.pk not in silent]


def counted_intensities(benchmark: Benchmark) -> list[float]:
    """Return use per output of the plants that count."""
    silent = without_consent(benchmark)
    rows = benchmark.plants.filter(excluded="").values_list("pk", "use", "made")
    return [use / made for pk, use, made in rows if pk not in silent]


def flags_of(benchmark: Benchmark, plants: list[Plant]) -> dict[int, list[str]]:
    """Return what should be looked at, by plant: a move from the year before, a twin.

    A figure that moves by more than 40 % catches slips of the unit; two plants of one holder with
    nearly the same figures may be one plant under two names.
    """
    found: dict[int, list[str]] = {}
    earlier = series_of(benchmark).filter(year__lt=benchmark.year).order_by("-year").first()
    before = {p.name: p.intensity for p in earlier.plants.all()} if earlier else {}
    both = [p for p in plants if p.name in before]
    then = [before[p.name] for p in both]
    moved = flag_jumps(then, [p.intensity for p in both]) if both else ()
    for i in moved:
        change = both[i].intensity / before[both[i].name] - 1
        said = _(
            FLAGS["moved"], change=Number(change, "+.0%"), year=earlier.year if earlier else ""
        )
        found.setdefault(both[i].pk, []).append(said)
    by_holder: dict[str, list[Plant]] = {}
    for p in plants:
        by_holder.setdefault(plain(p.holder), []).append(p)
    for group in by_holder.values():
        for i, p in enumerate(group):
            for other in group[:i]:
                if _alike(p.use, other.use) and _alike(p.made, other.made):
                    said = _(FLAGS["twin"], name=other.name)
                    found.setdefault(p.pk, []).append(said)
    return found


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= 0.01 * max(one, other)


def without_consent(benchmark: Benchmark) -> set[int]:
    """Return the plants whose company works with this centre and does not say yes."""
    theirs = benchmark.plants.filter(company__isnull=False)
    silent = theirs.exclude(company__in=consenting(Use.BENCHMARK))
    return set(silent.values_list("pk", flat=True))


def changes_since(release: Release) -> list[str]:
    """Return what has changed of the evidence of a release; it marks the next one, never this."""
    mine = release.contributions.order_by("name")
    corrected = mine.filter(figure__succeeded_by__isnull=False)
    withdrawn = mine.filter(company__isnull=False).exclude(company__in=consenting(Use.BENCHMARK))
    said = [(c.name, _(CHANGES["corrected"], name=c.name)) for c in corrected]
    said += [(c.name, _(CHANGES["withdrawn"], name=c.name)) for c in withdrawn]
    return [sentence for _name, sentence in sorted(said)]


def latest_releases() -> list[Release]:
    """Return the latest release of each benchmark."""
    found: dict[int, Release] = {}
    for release in Release.objects.select_related("benchmark").order_by("-version"):
        found.setdefault(release.benchmark_id, release)
    return sorted(found.values(), key=lambda r: str(r.benchmark))


SERIES = ("title", "isic", "boundary", "use", "use_unit", "output", "output_unit")


def series_of(benchmark: Benchmark) -> QuerySet[Benchmark]:
    """Return the same benchmark over the years: equal title, class, boundary and units."""
    return Benchmark.objects.filter(**{name: getattr(benchmark, name) for name in SERIES})


def progress_of(target: Target) -> list[Progress]:
    """Return how the sector keeps the path of a target: one entry a later year with a release.

    The years are those of the series; the latest release of each counts. The interval is that of
    the change since the release from which the target starts, as the plants of both tell it.
    """
    path = contraction_path(target.base, target.base_year, target.value, target.target_year)
    found: dict[int, Release] = {}
    later = Release.objects.filter(
        benchmark__in=series_of(target.release.benchmark), benchmark__year__gt=target.base_year
    )
    for release in later.select_related("benchmark").order_by("version"):
        found[release.benchmark.year] = release
    return [
        judge_progress(
            found[y].content["sector"], y, path, uncertainty=_change_error(target, found[y])
        )
        for y in sorted(found)
        if y in path
    ]


def _change_error(target: Target, later: Release) -> float:
    """Return the relative error of the change since a target's release, as it was published.

    Where it was not, that of two surveys that have nothing in common.
    """
    known = later.content.get("changes", {}).get(target.release.number)
    if known is not None:
        return float(known)
    each = [r.content.get("uncertainty") for r in (target.release, later)]
    return 1.0 if None in each else min(1.0, sum(float(e or 0) ** 2 for e in each) ** 0.5)


def trend_of(benchmark: Benchmark) -> list[tuple[int, Release]]:
    """Return the latest release of each year of a series: year, release."""
    found: dict[int, Release] = {}
    released = Release.objects.filter(benchmark__in=series_of(benchmark))
    for release in released.select_related("benchmark").order_by("version"):
        found[release.benchmark.year] = release
    return sorted(found.items())


def approach_of(release: Release) -> Approach:
    """Return how a release scored its plants."""
    return Approach(release.content.get("approach", {}).get("name", Approach.DISTRIBUTION))


def sizes_of(release: Release) -> list[dict[str, Any]]:
    """Return the sizes of a release, each with its limits of output: from, to (None: open)."""
    sizes = release.content.get("sizes") or {}
    limits = [None, *sizes.get("bounds", []), None]
    return [
        part | {"name": word_of(part["name"], SIZES), "from": limits[i], "to": limits[i + 1]}
        for i, part in enumerate(sizes.get("parts", []))
    ]


def further_figures(release: Release) -> list[tuple[str, float | None]]:
    """Return the figures of a release beside its points: sector, best tenth, sizes, regions."""
    content = release.content
    rows = [("sector", content["sector"])]
    if content.get("best_tenth"):
        rows.append(("best tenth", content["best_tenth"]))
    rows += [(f"size: {part['name']}", part["value"]) for part in sizes_of(release)]
    rows += [(f"region: {part['name']}", part["value"]) for part in content.get("regions", [])]
    return rows


def targets_of(release: Release) -> list[Target]:
    """Return the targets of the benchmark series of a release, adopted ones first."""
    series = series_of(release.benchmark)
    all_ = Target.objects.filter(release__benchmark__in=series).exclude(status=Status.DROPPED)
    return sorted(
        all_.select_related("release__benchmark"), key=lambda t: t.status != Status.ADOPTED
    )


def own_companies(person: Person) -> QuerySet[Organisation]:
    """Return the companies that a person is a member of."""
    mine = [m.organisation_id for m in memberships(person) if m.role == Role.COMPANY]
    return Organisation.objects.filter(pk__in=mine).order_by("name")


def own_contributions(release: Release, person: Person) -> QuerySet[Contribution]:
    """Return the contributions of the companies that a person is a member of."""
    return release.contributions.filter(company__in=own_companies(person))


def releases_of(person: Person) -> set[int]:
    """Return the releases to which the companies of a person have contributed."""
    found = Contribution.objects.filter(company__in=own_companies(person))
    return set(found.values_list("release", flat=True))
