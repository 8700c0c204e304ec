"""What factories have really achieved, beside what a programme assumes of their sector.

Only verified and reviewed figures of companies that consent, summed by sector; nothing is shown
where too few companies stand behind a sum or one of them could be worked out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.evidence.models import Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.methods.disclosure import Rules, reasons_against
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import Quantity
from scp_centre.methods.scenarios.instruments import Amount, Range
from scp_centre.roles.policy.analysis import Study
from scp_centre.roles.policy.models import Table

# indicator of the table -> (what is saved, what it is a share of, the unit of both)
MEASURED = {
    "ghg": ("verified_co2e", "carbon", "t"),
    "water": ("verified_saving", "water", "m3"),
}
SHOWN_TO = 2  # digits of a share: whole per cent, so that nobody's figure follows from a change


@dataclass(frozen=True, slots=True)
class Measured:
    """Savings that were verified in the divisions of some sectors.

    share : 1, of what the same companies caused; None where it is protected
    companies : how many stand behind it; 0 where none has a verified figure
    """

    indicator: str
    divisions: tuple[str, ...]
    share: float | None
    companies: int


ByDivision = dict[str, dict[int, float]]  # division -> company -> figure


def measured_savings(table: Table, indicator: str, sectors: Sequence[str]) -> Measured | None:
    """Return what was measured in the divisions of these sectors; None where nothing can be."""
    divisions = tuple(sorted({table.isic[s][:2] for s in sectors if table.isic.get(s)}))
    if indicator not in MEASURED or not divisions:
        return None
    return _measured(indicator, divisions, *_figures(indicator))


def _figures(indicator: str) -> tuple[ByDivision, ByDivision]:
    """Return what was saved and what it is a share of."""
    saved_as, base_as, unit = MEASURED[indicator]
    return _by_division(saved_as, unit), _by_division(base_as, unit, latest=True)


def _measured(
    indicator: str, divisions: tuple[str, ...], saved: ByDivision, base: ByDivision
) -> Measured:
    own: dict[int, float] = {}
    whole: dict[int, float] = {}
    for division in divisions:
        of = base.get(division, {})
        for company, value in saved.get(division, {}).items():
            if of.get(company, 0.0) > 0:
                own[company], whole[company] = value, of[company]
    if not own:
        return Measured(indicator, divisions, None, 0)
    rules = Rules()
    if reasons_against(own, rules) or reasons_against(whole, rules):
        return Measured(indicator, divisions, None, len(own))
    share = round(sum(own.values()) / sum(whole.values()), SHOWN_TO)
    return Measured(indicator, divisions, share, len(own))


def _by_division(indicator: str, unit: str, *, latest: bool = False) -> ByDivision:
    """Return the figures of companies by division, summed over their sites.

    latest : of each site the last period only
    """
    figures = shared_figures(Use.BENCHMARK).filter(indicator=indicator).order_by("period")
    by_site: dict[int, dict[str, float]] = defaultdict(dict)
    where: dict[int, tuple[str, int]] = {}
    for one in figures:
        try:
            value = Quantity(one.value, _plain_unit(one.unit)).to(unit).value
        except MethodError:
            continue
        where[one.site_id] = (one.site.organisation.isic[:2], one.site.organisation_id)
        by_site[one.site_id][one.period if latest else one.origin] = value
    found: ByDivision = defaultdict(lambda: defaultdict(float))
    for site, values in by_site.items():
        division, company = where[site]
        kept = [values[max(values)]] if latest else values.values()
        found[division][company] += sum(kept)
    return found


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
    figures = _figures(code)
    found = []
    for i, sector in enumerate(one.economy.sectors):
        division = one.table.isic.get(sector, "")[:2]
        measured = _measured(code, (division,), *figures)
        if division and measured.share:
            value = measured.share * float(one.economy.F[k, i])
            title = one.economy.titles[i]
            found.append(Potential(title, measured.share, measured.companies, value))
    return sorted(found, key=lambda p: -p.value)


def beside_programmes(table: Table, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each technology programme of a scenario with what was measured in its sectors."""
    found = []
    for one in content["instruments"]:
        if one["type"] != "intensity" or not one.get("sectors"):
            continue
        for indicator in one["indicators"]:
            measured = measured_savings(table, indicator, one["sectors"])
            if measured is not None:
                assumed = -_likely(one["change"])
                found.append({"title": one["title"], "assumed": assumed, "measured": measured})
    return found


def _likely(change: Amount | dict[str, float]) -> float:
    if isinstance(change, dict):
        return Range(**change).likely
    return float(change)  # type: ignore[arg-type]
