"""Impact methods of other programs: read from a file, applied to an inventory, with the trace."""

from dataclasses import replace
from typing import IO, Any

from scp_centre.centre.foreign_files import Allowance, FileRefusal, stream
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.methods.lifecycle import (
    Category,
    ImpactMethod,
    characterise,
    collect_method,
    list_unfactored,
)
from scp_centre.methods.messages import _
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.life_cycle_files import ReadDatabase

LONGEST_NAME, LONGEST_UNIT = 150, 60  # signs of a category, and of its unit


def read_impact_method(file: IO[bytes], allowance: Allowance) -> ImpactMethod:
    """Return the method in an openLCA JSON-LD package or a table.

    Categories of the same name get a number, so that each has a name of its own.

    Raises ProductError for what is neither, or holds no factor.
    """
    try:
        return _named_apart(collect_method(stream("impact_method", file, allowance)))
    except FileRefusal as refusal:
        if sentences := refusal_sentences(refusal):
            raise ProductError(sentences[0], where="method", cure=sentences[1]) from None
        if refusal.kind == "empty":
            said = _("The file does not contain any characterisation factors.")
        elif refusal.kind in ("too_large", "too_many"):
            said = _("The file is too large when unpacked.")
        else:
            said = _("The file does not contain an impact method.")
        cure = _(
            "Export the method from openLCA as JSON-LD, or prepare a table with the columns "
            "category, category_unit, flow and factor."
        )
        raise ProductError(said, where="method", cure=cure) from None


def _named_apart(method: ImpactMethod) -> ImpactMethod:
    taken: set[str] = set()
    categories = []
    for one in method.categories:
        stem = " ".join(one.name.split())[:LONGEST_NAME] or one.id[:LONGEST_NAME]
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem} ({number})", number + 1
        taken.add(name)
        categories.append(Category(one.id, name, one.unit[:LONGEST_UNIT]))
    return replace(method, categories=tuple(categories))


def impacts_of(
    read: ReadDatabase, method: ImpactMethod, process: str, amount: float
) -> dict[str, Any]:
    """Return the impacts of a demand by category, as plain values, with what has no factor."""
    flows = [read.flows[key] for key in read.linked.flows]
    found = characterise(method, flows)
    inventory = read.inventory(process, amount).flows
    totals = found.C @ inventory
    counted = {
        flow.id: found.mapping.mapped[flow.id]
        for place, flow in enumerate(flows)
        if flow.id in found.mapping.mapped and found.C[:, place].any()
    }
    return {
        "categories": [
            {"name": one.name, "unit": one.unit, "impact": float(total)}
            for one, total in zip(method.categories, totals, strict=True)
        ],
        "flows_of_the_database": len(flows),
        "flows_with_a_factor": len(counted),
        "regional_factors_not_used": method.regional,
        "factors_not_read": method.unreadable,
        "contradictory_factors_left_out": method.contradictory,
        "flows_without_a_common_unit": list(found.no_unit),
        "unclear": {key: list(targets) for key, targets in found.mapping.unclear.items()},
        "trace": [
            {"flow": flow.name, "amount": float(value), "rule": counted[flow.id].rule}
            for flow, value in zip(flows, inventory, strict=True)
            if flow.id in counted and value
        ],
        "without_factor": [
            {"name": one.name, "amount": one.amount, "unit": one.unit}
            for one in list_unfactored(flows, inventory, counted)
        ],
    }
