"""What emits greenhouse gases in a flow system, and the carbon that each flow of energy carries."""

import re

from scp_centre.methods.flows import Flow, FlowSystem
from scp_centre.methods.flows.supply import pass_on, supporting_centres
from scp_centre.methods.greenhouse import (
    Activity,
    ElectricityUse,
    FuelUse,
    GasRelease,
    GwpSet,
    emissions,
)
from scp_centre.reference import fuels, gwp_set
from scp_centre.roles.production.assessment.entries import Factory
from scp_centre.roles.production.assessment.results import Notice

REFRIGERANT = re.compile(r"(?:R-?\d|H?C?F[CO]O?-)")  # how the numbers of refrigerants begin


def activities(system: FlowSystem, factory: Factory) -> tuple[list[Activity], list[Notice]]:
    """Return what emits greenhouse gases, and what could not be counted for want of a factor."""
    found: list[Activity] = []
    skipped: list[Notice] = []
    gwp = gwp_set(factory.gwp_set)
    for f in system.flows:
        activity = _activity(f, factory, gwp)
        if activity is not None:
            found.append(activity)
        elif f.amount and _should_count(f):
            skipped.append(Notice("no_factor", (("flow", f.name), ("substance", f.substance))))
    return found, skipped


def _should_count(f: Flow) -> bool:
    """Return whether a flow emits something for sure: energy bought, or a refrigerant released."""
    if f.kind == "energy":
        return f.balance == "energy" and f.enters
    return f.kind == "emission" and f.leaves and REFRIGERANT.match(f.substance) is not None


def _activity(f: Flow, factory: Factory, gwp: GwpSet) -> Activity | None:
    if f.balance == "energy" and f.enters and f.substance in fuels():
        return FuelUse(fuels()[f.substance], f.amount / 1e6, f.name)
    if f.balance == "energy" and f.enters and f.substance == "electricity":
        if factory.electricity_factor is not None:
            return ElectricityUse(f.amount / 3600, factory.electricity_factor, f.name)
        return None
    known = f.substance in gwp.gwp or f.substance in gwp.blends
    if f.kind == "emission" and f.balance == "material" and f.leaves and known:
        return GasRelease(f.substance, f.amount, f.name) if f.substance != "CO2" else None
    return None


def carbon_content(system: FlowSystem, factory: Factory) -> dict[str, float]:
    """Return kg CO2e per base unit of every flow that is in the inventory, gases released too.

    Energy made on site carries what went into it.
    """
    gwp = gwp_set(factory.gwp_set)
    own: dict[str, float] = {}
    entering: dict[str, float] = {}
    for f in system.flows:
        activity = _activity(f, factory, gwp)
        if activity is None or not f.amount:
            continue
        total = emissions([activity], gwp).co2e_kg
        own[f.key] = total / f.amount
        if f.target and f.enters:
            entering[f.target] = entering.get(f.target, 0.0) + total
    supply = pass_on(system, entering, sorted(supporting_centres(system)))
    carried = {k: v / system.flow(k).amount for k, v in supply.carried.items() if v}
    return carried | own
