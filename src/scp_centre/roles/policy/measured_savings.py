"""What factories have really achieved, beside what a programme assumes of their sector.

Only verified and reviewed figures of companies that consent, summed by sector. A share passes the
gate and is entered in the ledger before anybody sees it, as two facts: what was saved, for whoever
knows what the companies use, and what they use, for whoever knows what they saved. Pages only
read: they show what `actions.measured_savings` has decided, and nothing that waits for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.disclosure.gate import Figure
from scp_centre.centre.disclosure.queries import decided_reasons
from scp_centre.centre.disclosure.rules import UNDECIDED
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.queries import classes_of_sites
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity
from scp_centre.methods.scenarios.instruments import Amount, Range
from scp_centre.roles.policy.analysis import Study
from scp_centre.roles.policy.models import Table

# indicator of the table -> (what is saved, what it is a share of, the unit of both)
MEASURED = {
    "ghg": ("verified_co2e", "carbon", "t"),
    "water": ("verified_saving", "water", "m3"),
}
# indicator of the table -> the class of the savings in the ledger, as of the results of the centre
CLASSES = {"ghg": "co2e", "water": "water"}
PLACE = "policy"
SHOWN_TO = 2  # digits of a share: whole per cent, so that nobody's figure follows from a change
HALF = 0.5 * 10.0**-SHOWN_TO

Cells = dict[tuple[str, int], float]  # (company, year) -> figure
Divisions = tuple[str, ...]
ByDivision = Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class Measured:
    """Savings that were verified in the divisions of some sectors.

    share : 1, of what the same companies caused; None where it is protected
    companies : how many stand behind it; 0 where none has a verified figure
    is_undecided : it waits for the decision whether it may be shown
    """

    indicator: str
    divisions: Divisions
    share: float | None
    companies: int
    is_undecided: bool = False


def measured_savings(table: Table, indicator: str, sectors: Sequence[str]) -> Measured | None:
    """Return what was measured in the divisions of these sectors; None where nothing can be."""
    divisions = divisions_of(table, sectors)
    if indicator not in MEASURED or not divisions:
        return None
    return _measured(indicator, [divisions])[divisions]


def divisions_of(table: Table, sectors: Iterable[str]) -> Divisions:
    """Return the divisions of the classification that some sectors of a table belong to."""
    return tuple(sorted({table.isic[s][:2] for s in sectors if table.isic.get(s)}))


def groups_of_table(table: Table) -> set[Divisions]:
    """Return the groups of divisions whose figures the pages of a table show: each by itself."""
    return {(code[:2],) for code in table.isic.values() if code}


def groups_of_scenario(table: Table, content: Mapping[str, Any]) -> set[Divisions]:
    """Return the groups of divisions whose figures stand beside the programmes of a scenario."""
    found = {divisions_of(table, one["sectors"]) for one in _programmes(content)}
    return found - {()}


def figures_of(indicator: str, asked: Collection[Divisions]) -> list[Figure]:
    """Return the facts of the shares of some groups of divisions, as the gate needs them."""
    return [
        figure
        for divisions, sums in _sums(indicator, asked).items()
        if sums.companies
        for figure in _facts(indicator, divisions, sums)
    ]


@dataclass(frozen=True, slots=True)
class Sums:
    """The savings of companies that have both, and what they caused."""

    saved: Cells
    caused: Cells

    @property
    def companies(self) -> int:
        return len({company for company, _year in self.saved})

    @property
    def share(self) -> float:
        return round(sum(self.saved.values()) / sum(self.caused.values()), SHOWN_TO)


def _sums(indicator: str, asked: Collection[Divisions]) -> dict[Divisions, Sums]:
    saved_as, base_as, unit = MEASURED[indicator]
    saved = _by_division(saved_as, unit)
    base = _by_division(base_as, unit, latest=True)
    return {divisions: Sums(*_of_both(divisions, saved, base)) for divisions in asked}


def _measured(indicator: str, asked: Collection[Divisions]) -> dict[Divisions, Measured]:
    """Return what was measured in each of some groups of divisions, as far as it was decided."""
    sums = _sums(indicator, asked)
    figures = [f for d, one in sums.items() if one.companies for f in _facts(indicator, d, one)]
    reasons = dict(zip((f.name for f in figures), decided_reasons(figures), strict=True))
    found = {}
    for divisions, one in sums.items():
        why = {reasons.get(name, "") for name in _names(indicator, divisions)}
        is_shown = bool(one.companies) and why == {""}
        found[divisions] = Measured(
            indicator,
            divisions,
            one.share if is_shown else None,
            one.companies,
            UNDECIDED in why,
        )
    return found


def _of_both(divisions: Divisions, saved: ByDivision, base: ByDivision) -> tuple[Cells, Cells]:
    """Return the savings and the use of the companies that have both."""
    own: Cells = {}
    whole: Cells = {}
    for division in divisions:
        used: dict[str, float] = defaultdict(float)
        for (company, _year), value in base.get(division, {}).items():
            used[company] += value
        for cells, taken in ((saved, own), (base, whole)):
            for cell, value in cells.get(division, {}).items():
                has_saved = any(company == cell[0] for company, _year in saved.get(division, {}))
                if used[cell[0]] > 0 and has_saved:
                    taken[cell] = taken.get(cell, 0.0) + value
    return own, whole


def _facts(indicator: str, divisions: Divisions, sums: Sums) -> Iterable[Figure]:
    """Yield a share as facts: saved / caused, once about each, the other taken for known."""
    of_savings, of_use = _names(indicator, divisions)
    unit = MEASURED[indicator][2]
    total, saved = sum(sums.caused.values()), sum(sums.saved.values())
    share = sums.share
    savings = {cell: value for cell, value in sums.saved.items() if value}
    codes = ", ".join(divisions)
    yield Figure(
        PLACE,
        of_savings,
        CLASSES[indicator],
        unit,
        savings,
        share,
        HALF,
        weight=1 / total,
        title=_("Measured saving as a share of use, ISIC {codes}", codes=codes),
        group=codes,
    )
    use_class = f"use {MEASURED[indicator][1]}"
    nearest = abs(saved) / (abs(share) + HALF)  # the side on which the use is known better
    half = abs(abs(saved) / abs(share) - nearest) if share else total
    title = _("Use by companies with a measured saving, ISIC {codes}", codes=codes)
    value = saved / share if share else total
    yield Figure(PLACE, of_use, use_class, unit, sums.caused, value, half, title=title, group=codes)


def _names(indicator: str, divisions: Divisions) -> tuple[str, str]:
    named = f"{indicator} {', '.join(divisions)}"
    return f"{named}: savings", f"{named}: use"


def _by_division(indicator: str, unit: str, *, latest: bool = False) -> ByDivision:
    """Return the figures of companies and years by division, summed over their sites.

    latest : of each site the last period only
    """
    figures = list(shared_figures(Use.BENCHMARK).filter(indicator=indicator).order_by("period"))
    by_site: dict[int, dict[str, tuple[int, float]]] = defaultdict(dict)
    where: dict[int, tuple[str, str]] = {}
    classes = classes_of_sites({one.site_id for one in figures if one.site_id})
    for one in figures:
        if one.site is None:
            continue
        try:
            value = Quantity(one.value, _plain_unit(one.unit)).to(unit).value
        except MethodError:
            continue
        where[one.site.pk] = (classes[one.site.pk][:2], str(one.site.organisation_id))
        by_site[one.site.pk][one.period if latest else one.origin] = (_year_of(one), value)
    found: dict[str, Cells] = defaultdict(dict)
    for site, values in by_site.items():
        division, company = where[site]
        for year, value in [values[max(values)]] if latest else values.values():
            cell = (company, year)
            found[division][cell] = found[division].get(cell, 0.0) + value
    return found


def _year_of(figure: Observation) -> int:
    return figure.period_end.year if figure.period_end else 0


def _plain_unit(unit: str) -> str:
    return unit.removesuffix("/year").removesuffix(" CO2e")


@dataclass(frozen=True, slots=True)
class Potential:
    """What a sector could spare if it did what factories of its division have done."""

    title: str
    share: float
    companies: int
    value: float


def potentials(one: Study, k: int) -> list[Potential]:
    """Return sectors by what they could spare, where enough factories have shown it."""
    code = one.economy.indicators[k].code
    if code not in MEASURED:
        return []
    divisions = [one.table.isic.get(sector, "")[:2] for sector in one.economy.sectors]
    measured = _measured(code, {(division,) for division in divisions if division})
    found = []
    for i, division in enumerate(divisions):
        of_division = measured.get((division,))
        if of_division is not None and of_division.share:
            value = of_division.share * float(one.economy.F[k, i])
            title = one.economy.titles[i]
            found.append(Potential(title, of_division.share, of_division.companies, value))
    return sorted(found, key=lambda p: -p.value)


def beside_programmes(table: Table, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each technology programme of a scenario with what was measured in its sectors."""
    found = []
    for one in _programmes(content):
        for indicator in one["indicators"]:
            measured = measured_savings(table, indicator, one["sectors"])
            if measured is not None:
                assumed = -_likely(one["change"])
                found.append({"title": one["title"], "assumed": assumed, "measured": measured})
    return found


def _programmes(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the instruments of a scenario that change what some sectors cause per output."""
    every = content["instruments"]
    return [one for one in every if one["type"] == "intensity" and one.get("sectors")]


def _likely(change: Amount | dict[str, float]) -> float:
    if isinstance(change, dict):
        return Range(**change).likely
    return float(change)  # type: ignore[arg-type]
