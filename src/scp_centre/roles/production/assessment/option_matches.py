"""Match the catalogue of generic options to the losses of this factory, and say why."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from scp_centre.methods.flows import Flow
from scp_centre.methods.messages import Message, _, p_
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.assessment.results import PeriodResult, Suggestion

MOST = 25
HOW_CHECKED = {
    "read": p_("of a source", "read"),
    "read in a copy": _("read in a copy"),
    "computed from": _("calculated from figures in the source"),
    "abstract only": _("only an abstract or excerpt read"),
    "recalled": _("cited from memory, not read"),
}
OUR_WORDS = ("title", "check", "saving_of", "kind", "sector")  # columns that are our own words


@cache
def catalogue() -> tuple[dict[str, Any], ...]:
    """Return all generic options with their sources.

    Raises KeyError for a source that does not say how it was checked.
    """
    sources = {row["source"]: row for row in load_table("option_sources").rows}
    checked = {key: HOW_CHECKED[row["how_checked"]] for key, row in sources.items()}
    return tuple(
        row
        | {name: Message(row[name]) for name in OUR_WORDS if row[name]}
        | {
            "source_title": sources[row["source"]]["title"] if row["source"] else "",
            "how_checked": checked[row["source"]] if row["source"] else "",
            "source_url": sources[row["source"]]["address"] if row["source"] else "",
        }
        for row in load_table("options_catalogue").rows
    )


def suggest(file: AssessmentFile, assessed: PeriodResult) -> tuple[Suggestion, ...]:
    """Return the options that attack what costs this factory most, dearest flow first.

    An option fits when its sector is the factory's or any, its equipment stands in a centre, and
    a flow of the kind and carrier that it attacks enters or leaves that centre. Options that are
    already in the workbook are left out.
    """
    taken = {o.catalogue for o in file.options if o.catalogue}
    lost = {x.flow.key: x.costs.total for x in assessed.costs.losses if x.flow}
    total = assessed.costs.costs_in or 1.0
    found: dict[str, Suggestion] = {}
    for row in catalogue():
        if row["key"] in taken or row["sector"] not in ("any", file.factory.sector):
            continue
        fits = [
            _suggestion(row, flow, centre, cost, total)
            for flow, centre, cost in _attacked(row, assessed, lost)
        ]
        if fits:
            found[row["key"]] = max(fits, key=lambda s: s.flow_cost)
    ranked = sorted(found.values(), key=lambda s: (-_worth(s), s.key))
    return tuple(ranked[:MOST])


def _worth(s: Suggestion) -> float:
    """Return what orders suggestions: the cost attacked times the middle of a range of all of it.

    A range of a part of the flow, or none, cannot be multiplied with it; such options come after
    those of like cost (the weight only orders, no figure is shown).
    """
    if s.whole and s.saving_low is not None and s.saving_high is not None:
        return s.flow_cost * (s.saving_low + s.saving_high) / 200
    return s.flow_cost * 0.03


def _attacked(
    row: dict[str, Any], assessed: PeriodResult, lost: dict[str, float]
) -> Iterator[tuple[Flow, Any, float]]:
    for centre in assessed.system.centres:
        if row["equipment"] and not set(row["equipment"]) & set(centre.equipment):
            continue
        for flow in assessed.system.flows:
            if centre.id not in (flow.source, flow.target) or flow.kind not in row["flow_kinds"]:
                continue
            if (
                row["carriers"]
                and flow.substance not in row["carriers"]
                and not (
                    "fuel" in row["carriers"]
                    and flow.balance == "energy"
                    and flow.substance not in ("electricity", "compressed air", "cooling")
                )
            ):
                continue
            cost = _at_stake(flow, centre, assessed, lost)
            if cost > 0:
                yield flow, centre, cost


def _at_stake(flow: Flow, centre: Any, assessed: PeriodResult, lost: dict[str, float]) -> float:
    """Return what the flow costs: a loss in full, an input its price, a material only its loss."""
    if flow.kind == "material":
        return sum(
            lost.get(f.key, 0.0)
            for f in assessed.system.flows
            if f.source == centre.id and f.is_loss and f.substance == flow.substance
        )
    if flow.is_loss:
        return lost.get(flow.key, 0.0)
    return flow.cost or assessed.costs.energy_supply.carried.get(flow.key, 0.0)


def _suggestion(
    row: dict[str, Any], flow: Flow, centre: Any, cost: float, total: float
) -> Suggestion:
    return Suggestion(
        key=row["key"],
        title=row["title"],
        kind=row["kind"],
        centre=centre.name,
        flow=flow.name,
        flow_cost=cost,
        share=cost / total,
        saving_low=row["saving_low"],
        saving_high=row["saving_high"],
        saving_of=row["saving_of"] or "",
        whole=bool(row["whole"]),
        payback=row["payback"] or "",
        source=row["source_title"],
        source_url=row["source_url"],
        check=row["check"],
        conditions=row["conditions"] or "",
    )
