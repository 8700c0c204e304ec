"""From entries to flow systems: units are converted here, once, to base units."""

from dataclasses import replace

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.flows import (
    BALANCE_OF_KIND,
    Carrier,
    Flow,
    FlowSystem,
    QuantityCentre,
)
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity, kind_of
from scp_centre.reference import fuels
from scp_centre.roles.production.assessment.calculations.physical_properties import (
    steam_at,
    water_heat,
)
from scp_centre.roles.production.assessment.entries import AssessmentFile, FlowEntry, Stock

KPA_PER_BAR = 100.0
# Standard uncertainty where none was entered, by how the amount is known (sheet Flows says so).
UNCERTAINTY = {"measured": 0.02, "calculated": 0.05, "estimated": 0.10}


def flow_system(file: AssessmentFile, period: str) -> FlowSystem:
    """Return the flow system of one period, in base units."""
    costs = {c.centre: c for c in file.costs if c.period == period}
    centres = tuple(
        QuantityCentre(
            id=c.key,
            name=c.name,
            equipment=c.equipment,
            system_cost=(costs[c.key].system_cost or 0.0) if c.key in costs else 0.0,
            waste_management_cost=(costs[c.key].waste_management_cost or 0.0)
            if c.key in costs
            else 0.0,
        )
        for c in file.centres
    )
    flows = tuple(_flow(entry) for entry in file.flows if entry.period == period)
    stocks = {(s.centre, s.balance): _stock(s) for s in file.stocks if s.period == period}
    return FlowSystem(centres, flows, stocks)


def with_variable_costs(system: FlowSystem, file: AssessmentFile, period: str) -> FlowSystem:
    """Return a system whose centres have only the system cost that falls with what they do."""
    shares = {c.centre: c.variable_share or 0.0 for c in file.costs if c.period == period}
    centres = tuple(
        replace(c, system_cost=c.system_cost * shares.get(c.id, 0.0) / 100) for c in system.centres
    )
    return replace(system, centres=centres)


def balance_of(entry: FlowEntry) -> str:
    """Return the balance of a flow: as entered, else by its kind, else by its unit."""
    if entry.balance:
        return entry.balance
    if entry.kind == "energy":
        return "energy"
    return BALANCE_OF_KIND.get(kind_of(entry.unit), "energy")


def carrier_of(entry: FlowEntry) -> Carrier:
    """Return how amounts of a flow become kg, MJ (net) or m3; the only place that decides it."""
    fuel = fuels().get(entry.substance)
    of_energy = kind_of(entry.unit) == "energy"
    net_share = 1.0
    if entry.heating_value == "gross":
        if fuel is None or fuel.net_per_gross is None:
            raise InvalidValueError(
                _(
                    "The net calorific value of “{substance}” cannot be calculated from the "
                    "gross value.",
                    substance=entry.substance,
                ),
                where=entry.key,
                cure=_("Enter the net calorific value, and choose “net”."),
            )
        net_share = fuel.net_per_gross
    return Carrier(
        flow=entry.name,
        balance=balance_of(entry),
        content=entry.energy_content,
        content_unit="m3" if of_energy else entry.unit,
        ncv=steam_heat(entry) or (fuel.ncv_tj_per_gg if fuel else None),
        net_share=net_share,
    )


def steam_heat(entry: FlowEntry) -> float | None:
    """Return the energy of weighed steam, MJ/kg; None for what is no steam.

    e = (h_g(p) - h_feed water) / 1000,  saturated steam by IAPWS-IF97
    """
    if entry.steam_pressure is None or entry.feedwater is None:
        return None
    vapour = steam_at(entry.steam_pressure * KPA_PER_BAR).vapour
    return (vapour - water_heat(entry.feedwater)) / 1000


def _flow(entry: FlowEntry) -> Flow:
    carrier = carrier_of(entry)
    amount = carrier.to_base(entry.amount, entry.unit)
    return Flow(
        key=entry.key,
        name=entry.name,
        kind=entry.kind,
        balance=carrier.balance,
        substance=entry.substance,
        source=entry.source,
        target=entry.target,
        amount=amount,
        uncertainty=entry.uncertainty / 100
        if entry.uncertainty is not None
        else UNCERTAINTY[entry.quality],
        unit_cost=None if entry.price is None else _unit_cost(entry, carrier),
        quality=entry.quality,
        entered=f"{entry.amount:g} {entry.unit}",
        origin=entry.origin or "",
        recycled=bool(entry.recycled),
        entered_amount=entry.amount,
        entered_unit=entry.unit,
    )


def _unit_cost(entry: FlowEntry, carrier: Carrier) -> float:
    return (entry.price or 0.0) / carrier.to_base(1.0, entry.unit)


def _stock(stock: Stock) -> float:
    quantity = Quantity(stock.amount, stock.unit)
    if BALANCE_OF_KIND[quantity.kind] != stock.balance:
        raise InvalidValueError(
            _(
                "The stock of '{centre}' is in {unit}, which does not fit the {balance} balance.",
                centre=stock.centre,
                unit=stock.unit,
                balance=stock.balance,
            ),
            where="Stocks",
            cure=_("Choose a suitable unit."),
        )
    return quantity.base
