"""Costs and parts at end of life in the workbook of a model: written, and read again."""

from collections.abc import Container, Iterator
from dataclasses import asdict, replace
from typing import Any

from scp_centre.centre.sheets.row_reader import Row
from scp_centre.methods.footprints import Cost, CostBasis, CostChange, PartCycle, Stage
from scp_centre.methods.messages import as_written
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.per_cent import per_cent

OPTIONAL = ("cost_basis", "costs", "cost_changes", "cycles")  # sheets of a model with costs
OF_MODEL = ("cost_basis", "costs", "cycles")  # of these, which the model holds under that name
YEARS = "years"  # column of the sheet Alternatives that came with the costs
PER_CENT = ("recycled_content", "recycled_after", "energy_after")
ROWS = ("recycled", "recycling_after", "virgin_replaced", "disposal", "recovery", "heat", "power")


def cost_rows(record: str, content: Content) -> Iterator[dict[str, Any]]:
    """Yield the rows of one of these sheets."""
    model = content.model
    match record:
        case "cost_basis":
            if model.cost_basis is not None:
                yield asdict(model.cost_basis) | {"rate": per_cent(model.cost_basis.rate)}
        case "costs":
            for cost in model.costs:
                values = asdict(cost) | {"per_use": "yes" if cost.per_use else None}
                values["stage"] = str(cost.stage) if cost.stage else None
                yield values | ({"amount": None} if cost.line else {})
        case "cost_changes":
            for one in model.alternatives:
                for change in one.costs:
                    values = asdict(change) | {"alternative": one.key}
                    yield values | {"removed": "yes" if change.removed else None}
        case "cycles":
            for cycle in model.cycles:
                yield asdict(cycle) | {name: per_cent(getattr(cycle, name)) for name in PER_CENT}


def with_absent(content: Content, absent: Container[str], old: Content) -> Content:
    """Return content of a workbook, with what its absent sheets would hold as it was before.

    absent : sheets that the workbook does not have; YEARS where a column is absent
    """
    before = {one.key: one for one in old.model.alternatives}
    alternatives = []
    for one in content.model.alternatives:
        kept = before.get(one.key, one)
        costs = kept.costs if "cost_changes" in absent else one.costs
        years = kept.years if YEARS in absent else one.years
        alternatives.append(replace(one, costs=costs, years=years))
    stays = {name: getattr(old.model, name) for name in OF_MODEL if name in absent}
    model = replace(content.model, alternatives=tuple(alternatives), **stays)
    return replace(content, model=model)


def read_basis(rows: list[Row]) -> CostBasis | None:
    """Return the money of the costs; None where the sheet is empty."""
    if not rows:
        return None
    _number, values = rows[0]
    currency = str(values["currency"]).strip().upper()
    return CostBasis(currency, values["year"], values["rate"] / 100, values["years"])


def read_cost(values: dict[str, Any], amount: float | str) -> Cost:
    """Return one cost. amount : read as a number or a formula"""
    stage = values.get("stage")
    return Cost(
        key=values["key"],
        name=values["name"],
        price=values["price"],
        unit=values["unit"],
        source=values["source"],
        line=values.get("line") or "",
        stage=Stage(as_written(stage)) if stage else None,
        amount=amount,
        per_use=bool(values.get("per_use")),
        low=values.get("low"),
        high=values.get("high"),
    )


def read_cost_change(values: dict[str, Any], amount: float | str | None) -> CostChange:
    """Return what an alternative changes in a cost."""
    return CostChange(
        cost=values["cost"],
        price=values.get("price"),
        amount=amount,
        low=values.get("low"),
        high=values.get("high"),
        removed=bool(values.get("removed")),
    )


def read_cycle(values: dict[str, Any]) -> PartCycle:
    """Return the end of life of a part."""
    stated: dict[str, Any] = {
        name: values.get(name)
        for name in (
            *("energy_burden_share", "heating_value", "heat_efficiency", "power_efficiency"),
            "burning",
        )
    }
    stated["burning_source"] = values.get("burning_source") or ""
    stated |= {name: values[name] / 100 for name in PER_CENT}
    stated |= {name: values[name] for name in ("burden_share", "quality_in", "quality_out")}
    stated |= {name: values.get(name) or "" for name in ROWS}
    return PartCycle(
        key=values["key"],
        line=values["line"],
        virgin=values["virgin"],
        source=values["source"],
        **stated,
    )
