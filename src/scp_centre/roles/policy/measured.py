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


def measured_savings(table: Table, indicator: str, sectors: Sequence[str]) -> Measured | None:
    """Return what was measured in the divisions of these sectors; None where nothing can be."""
    divisions = tuple(sorted({table.isic[s][:2] for s in sectors if table.isic.get(s)}))
    if indicator not in MEASURED or not divisions:
        return None
    saved_as, base_as, unit = MEASURED[indicator]
    saved = _by_company(saved_as, unit, divisions)
    base = {c: v for c, v in _by_company(base_as, unit, divisions, latest=True).items() if v > 0}
    both = {c: saved[c] for c in saved if c in base}
    if not both:
        return Measured(indicator, divisions, None, 0)
    whole = {c: base[c] for c in both}
    rules = Rules()
    if reasons_against(both, rules) or reasons_against(whole, rules):
        return Measured(indicator, divisions, None, len(both))
    share = round(sum(both.values()) / sum(whole.values()), SHOWN_TO)
    return Measured(indicator, divisions, share, len(both))


def _by_company(
    indicator: str, unit: str, divisions: Sequence[str], *, latest: bool = False
) -> dict[int, float]:
    """Return the figures of companies in some divisions, summed over their sites.

    latest : of each site the last period only
    """
    figures = shared_figures(Use.BENCHMARK).filter(indicator=indicator).order_by("period")
    by_site: dict[int, dict[str, float]] = defaultdict(dict)
    company: dict[int, int] = {}
    for one in figures:
        if one.site.organisation.isic[:2] not in divisions:
            continue
        try:
            value = Quantity(one.value, _plain_unit(one.unit)).to(unit).value
        except MethodError:
            continue
        company[one.site_id] = one.site.organisation_id
        by_site[one.site_id][one.period if latest else one.origin] = value
    found: dict[int, float] = defaultdict(float)
    for site, values in by_site.items():
        kept = [values[max(values)]] if latest else values.values()
        found[company[site]] += sum(kept)
    return dict(found)


def _plain_unit(unit: str) -> str:
    return unit.removesuffix("/year").removesuffix(" CO2e")


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
