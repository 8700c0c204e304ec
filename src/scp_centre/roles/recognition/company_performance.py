"""How cleanly a company produces, from reviewed figures of all its sites, by consent.

For awards of companies. What one site has and another has not is not added up: a sum over some
sites would say of the company what is true of a part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import SYMBOLS, convert

SAVED, MEASURES, YEARS = "performance_saved", "performance_measures", "performance_years"
# what changes against the year before, per unit of output -> indicator of the ledger
CHANGES = {
    "performance_energy": "energy",
    "performance_carbon": "carbon",
    "performance_water": "water",
    "performance_waste": "waste",
}
PERFORMANCE = (SAVED, MEASURES, YEARS, *CHANGES)
SAVING, ENERGY, OUTPUT = "verified_saving", "energy", "output"
LATELY = timedelta(days=3 * 365)  # how long a verified saving counts
PERCENT = 100.0
DAYS_OF_A_YEAR = (359, 373)  # a year of twelve months, of 52 or of 53 weeks
MJ = "MJ"


@dataclass(frozen=True, slots=True)
class Performance:
    """One thing that figures together say.   figures : that it is computed from"""

    value: float
    unit: str
    source: str
    figures: tuple[Observation, ...]


Years = Mapping[date, tuple[Observation, ...]]  # last day of a year -> figure of each site


def performance_of(company: Organisation) -> dict[str, Performance]:
    """Return what is known of a company's performance: indicator -> value, unit and figures.

    performance_saved : 100 * energy saved, verified within three years / energy of the last year, %
    performance_energy, _carbon, _water, _waste : 100 * (1 - use per output / the same of the year
        before), %; positive where less is used
    performance_measures : measures of which a saving is verified    performance_years : of reviewed
        energy figures, one after the other
    """
    sites = list(company.sites.order_by("pk").values_list("pk", flat=True))
    wanted = (SAVING, OUTPUT, *CHANGES.values())
    figures = list(
        shared_figures(Use.LABEL)
        .filter(site__in=sites, indicator__in=wanted, period_end__isnull=False)
        .order_by("pk")
    )
    years = {key: _by_year(figures, key, sites) for key in (OUTPUT, *CHANGES.values())}
    savings = _lately_verified(figures)
    found: dict[str, Performance | None] = {
        key: _improvement(years[of], years[OUTPUT]) for key, of in CHANGES.items()
    }
    found |= {SAVED: _share_saved(savings, years[ENERGY]), YEARS: _counted_years(years[ENERGY])}
    if savings:
        found[MEASURES] = Performance(len(savings), "", _named(savings), tuple(savings))
    return {key: one for key, one in found.items() if one is not None}


def _by_year(figures: Iterable[Observation], indicator: str, sites: list[int]) -> Years:
    """Return the years of which every site has the figure, the latest version of each.

    A figure of a month or of half a year is none of a year, though it ends on the same day.
    """
    by_year: dict[date, dict[int, Observation]] = {}
    for one in figures:
        if one.indicator != indicator or one.subject or not one.site_id:
            continue
        if one.period_end is not None and _is_year(one):
            by_year.setdefault(one.period_end, {})[one.site_id] = one
    complete = {day: of for day, of in by_year.items() if len(of) == len(sites)}
    return {day: tuple(complete[day].values()) for day in sorted(complete)}


def _is_year(one: Observation) -> bool:
    if one.period_start is None or one.period_end is None:
        return False
    return DAYS_OF_A_YEAR[0] <= (one.period_end - one.period_start).days + 1 <= DAYS_OF_A_YEAR[1]


def _lately_verified(figures: Iterable[Observation]) -> list[Observation]:
    """Return the latest verified saving of each measure, not older than three years."""
    since = timezone.localdate() - LATELY
    latest = {
        one.origin: one
        for one in figures
        if one.indicator == SAVING and one.period_end is not None and one.period_end >= since
    }
    return list(latest.values())


def _total(figures: Iterable[Observation], unit: str) -> float | None:
    """Return the sum in a unit; None where a figure cannot be said in it."""
    try:
        return sum(convert(one.value, one.unit, unit) for one in figures)
    except MethodError:
        return None


def _share_saved(savings: list[Observation], energy: Years) -> Performance | None:
    of_energy = [one for one in savings if SYMBOLS.get(one.unit, ("",))[0] == "energy"]
    if not of_energy or not energy:
        return None
    used = energy[max(energy)]
    saved, total = _total(of_energy, MJ), _total(used, MJ)
    if saved is None or not total:
        return None
    parts = (*of_energy, *used)
    return Performance(PERCENT * saved / total, "%", _named(parts), parts)


def _improvement(used: Years, output: Years) -> Performance | None:
    """Return by how many per cent less is used per unit of output than in the year before."""
    days = sorted(set(used) & set(output))[-2:]
    if len(days) < 2 or not _is_next_year(*days):  # noqa: PLR2004
        return None
    unit, made = used[days[1]][0].unit, output[days[1]][0].unit
    each = []
    for day in days:
        total, products = _total(used[day], unit), _total(output[day], made)
        if total is None or not products:
            return None
        each.append(total / products)
    if each[0] <= 0:
        return None
    parts = tuple(one for day in days for one in (*used[day], *output[day]))
    return Performance(PERCENT * (1 - each[1] / each[0]), "%", _named(parts), parts)


def _counted_years(energy: Years) -> Performance | None:
    """Return how many years up to the last one follow each other without a gap."""
    days = sorted(energy, reverse=True)
    if not days:
        return None
    row = [days[0]]
    for day in days[1:]:
        if not _is_next_year(day, row[-1]):
            break
        row.append(day)
    parts = tuple(one for day in row for one in energy[day])
    return Performance(len(row), "", _named(parts), parts)


def _is_next_year(first: date, second: date) -> bool:
    return (second.year - first.year, second.month) == (1, first.month)


def _named(figures: Iterable[Observation]) -> str:
    """Return where figures come from, each origin once with its periods."""
    return "; ".join(dict.fromkeys(f"{one.origin}, {one.period}" for one in figures))
