"""What a unit of a product causes over its supply chain: gases with their trace, and the rest."""

from dataclasses import dataclass

import numpy as np

from scp_centre.methods.lifecycle import (
    NOT_COUNTED,
    build_model,
    is_suspect,
    list_unfactored,
    solve_model,
)
from scp_centre.methods.lifecycle.flow_mapping import Unfactored
from scp_centre.methods.messages import Message
from scp_centre.roles.products.databases.scores import map_with_decisions
from scp_centre.roles.products.databases.system_file import read_system
from scp_centre.roles.products.gas_titles import RULE_TITLES, title_of_key
from scp_centre.roles.products.models import DatabaseProcess


@dataclass(frozen=True, slots=True)
class TracedFlow:
    """A flow that counts as a greenhouse gas, and by which rule.   amount : kg"""

    name: str
    amount: float
    gas: Message | str
    rule: Message


@dataclass(frozen=True, slots=True)
class ProcessInventory:
    """trace : largest first    unfactored : by mass, largest first    suspects : among them"""

    trace: tuple[TracedFlow, ...]
    unfactored: tuple[Unfactored, ...]
    suspects: tuple[Unfactored, ...]


def inventory_of(process: DatabaseProcess) -> ProcessInventory:
    """Return the inventory of one unit of a process's product.

    Raises InvalidValueError as `solve_model` does.
    """
    with process.database.system.open("rb") as file:
        kept = read_system(file.read())
    linked = kept.linked
    model = build_model(
        linked.technosphere.matrix(), linked.biosphere.matrix(), np.zeros(len(linked.flows))
    )
    amounts = solve_model(model, linked.demand_at(process.place)).flows
    flows = [kept.flows[key] for key in linked.flows]
    mapping = map_with_decisions(kept.flows)
    counted = {key: one for key, one in mapping.mapped.items() if one.target != NOT_COUNTED}
    trace = [
        TracedFlow(
            flow.name,
            amount,
            title_of_key(counted[flow.id].target),
            RULE_TITLES[counted[flow.id].rule],
        )
        for flow, amount in zip(flows, amounts.tolist(), strict=True)
        if flow.id in counted and amount
    ]
    trace.sort(key=lambda one: -abs(one.amount))
    suspects = {" ".join(one.name.split()) for one in flows if is_suspect(one)}
    unfactored = list_unfactored(flows, amounts, mapping.mapped)
    return ProcessInventory(
        tuple(trace),
        tuple(one for one in unfactored if one.unit == "kg"),
        tuple(one for one in unfactored if one.name in suspects),
    )
