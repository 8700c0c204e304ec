"""What options of a plant's own plan, or a target of its sector, would do to its place.

A place after a saving is read from the published figures of the release alone, as that of a plant
outside the survey, so that no number of what-ifs tells more of other plants.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scp_centre.centre.planned_options import planned_options
from scp_centre.centre.registry.models import Person, Site
from scp_centre.methods.benchmarks import FrozenScore
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark, Contribution, Release
from scp_centre.roles.benchmarks.queries import targets_of
from scp_centre.roles.benchmarks.scores.outside_plants import PlantYear, columns_of, score_outside
from scp_centre.roles.benchmarks.scores.plants import rounded
from scp_centre.roles.benchmarks.targets.target_values import own_target

ALL_OPTIONS = _("All these options together")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change of a plant: what it saves, and where it stands then by the published figures.

    saving : a year, in the unit of use    intensity : use per output then; None where nothing is
        left. Both in three digits: the auditor counts a mark of DEA as known to these alone
    score : by the published model; curve : share of plants that use more, in %; None: unpublished
    """

    title: str
    saving: float
    intensity: float | None
    score: FrozenScore | None
    curve: FrozenScore | None


def what_ifs(release: Release, mine: Contribution, person: Person) -> list[WhatIf]:
    """Return the options of the plan, the largest first, all together, and the sector's targets."""
    benchmark = release.benchmark
    options = sorted(_savings(benchmark, mine, person), key=lambda one: -one[1])
    found = [_after(release, mine, title, saving) for title, saving in options]
    if len(options) > 1:
        whole = sum(saving for _title, saving in options)
        found.append(_after(release, mine, ALL_OPTIONS, whole))
    for target in targets_of(release):
        level = own_target(target, mine)
        if level is not None and level < mine.use / mine.made:
            title = _("Target for {year}", year=str(target.target_year))
            found.append(_after(release, mine, title, mine.use - level * mine.made))
    return found


@dataclass(frozen=True, slots=True)
class Expected:
    """What the published model expects of a plant with the same output and circumstances.

    columns : what it allows for    use : a year    more : use of the plant beyond that, as a share
    """

    columns: tuple[str, ...]
    use: float
    more: float

    @property
    def less(self) -> float:
        return -self.more


def expected_of(release: Release, mine: Contribution) -> Expected | None:
    """Return what the model of a release expects of a plant; None where there is no such model."""
    columns = columns_of(release)
    try:
        found = score_outside(release, year_of_survey(release, mine)).current.model
    except (BenchmarkError, MethodError):
        return None
    if found is None or not found.expected:
        return None
    titles = (str(release.benchmark.output), *(c.title for c in columns))
    return Expected(titles, rounded(found.expected), mine.use / found.expected - 1)


def _savings(
    benchmark: Benchmark, mine: Contribution, person: Person
) -> Iterator[tuple[str, float]]:
    site = site_of(mine)
    for option in planned_options(site, person) if site else ():
        amount = option.savings.get(str(benchmark.use))
        if amount is None:
            continue
        try:
            saving = Quantity(*amount).to(benchmark.use_unit).value
        except MethodError:
            continue  # of something else than the benchmark counts
        if saving > 0:
            yield option.title, saving


def site_of(mine: Contribution) -> Site | None:
    """Return the site of a plant: that of its figure, else the only one of its company."""
    if mine.figure is not None:
        return mine.figure.site
    sites = list(mine.company.sites.all()[:2]) if mine.company else []
    return sites[0] if len(sites) == 1 else None


def _after(release: Release, mine: Contribution, title: str, saving: float) -> WhatIf:
    if saving >= mine.use:
        return WhatIf(title, rounded(saving), None, None, None)
    intensity = rounded((mine.use - saving) / mine.made)
    score = curve = None
    try:
        year = replace(year_of_survey(release, mine), use=intensity * mine.made)
        found = score_outside(release, year).current
        score, curve = found.model, found.curve
    except (BenchmarkError, MethodError):
        pass  # the release publishes nothing to score by, or a column of the plant is missing
    return WhatIf(title, rounded(saving), intensity, score, curve)


def year_of_survey(release: Release, mine: Contribution) -> PlantYear:
    """Return what a plant gave to a release as a year that the published figures can score."""
    keys = {v.title: v.key for v in release.benchmark.variables.all()}
    wanted = [c.title for c in columns_of(release)]
    values = {t: mine.values[keys[t]] for t in wanted if keys.get(t) in mine.values}
    return PlantYear(mine.use, mine.made, release.benchmark.year, values)
