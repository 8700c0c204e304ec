"""From entries to flow systems: units are converted here, once, to base units."""

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.flows import Flow, FlowSystem, QuantityCentre
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity, kind_of
from scp_centre.reference import fuels
from scp_centre.roles.production.assessment.entries import AssessmentFile, FlowEntry, Stock

BALANCE_OF_UNIT = {"mass": "material", "volume": "water", "energy": "energy"}
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


def balance_of(entry: FlowEntry) -> str:
    """Return the balance of a flow: as entered, else by its kind, else by its unit."""
    if entry.balance:
        return entry.balance
    if entry.kind == "energy":
        return "energy"
    return BALANCE_OF_UNIT[kind_of(entry.unit)]


def base_amount(entry: FlowEntry, balance: str) -> float:
    """Return the amount in kg, MJ or m3.

    Fuel by mass: E = m NCV; fuel by another unit: E = amount x energy content as entered.
    """
    quantity = Quantity(entry.amount, entry.unit)
    if BALANCE_OF_UNIT[quantity.kind] == balance:
        return quantity.base
    if balance == "energy" and entry.energy_content:
        return entry.amount * entry.energy_content
    if balance == "energy" and quantity.kind == "mass" and entry.substance in fuels():
        return quantity.base * fuels()[entry.substance].ncv_tj_per_gg
    raise InvalidValueError(
        _(
            "The flow '{key}' is in {unit}, which does not fit the {balance} balance.",
            key=entry.key,
            unit=entry.unit,
            balance=balance,
        ),
        where=entry.key,
        cure=_("Enter it in a fitting unit, or give its energy content."),
    )


def _flow(entry: FlowEntry) -> Flow:
    balance = balance_of(entry)
    amount = base_amount(entry, balance)
    return Flow(
        key=entry.key,
        name=entry.name,
        kind=entry.kind,
        balance=balance,
        substance=entry.substance,
        source=entry.source,
        target=entry.target,
        amount=amount,
        uncertainty=entry.uncertainty / 100
        if entry.uncertainty is not None
        else UNCERTAINTY[entry.quality],
        unit_cost=None if entry.price is None else _unit_cost(entry, amount),
        quality=entry.quality,
        entered=f"{entry.amount:g} {entry.unit}",
        origin=entry.origin or "",
        recycled=bool(entry.recycled),
    )


def _unit_cost(entry: FlowEntry, amount: float) -> float:
    price = entry.price or 0.0
    return price * entry.amount / amount if amount else 0.0


def _stock(stock: Stock) -> float:
    quantity = Quantity(stock.amount, stock.unit)
    if BALANCE_OF_UNIT[quantity.kind] != stock.balance:
        raise InvalidValueError(
            _(
                "The stock of '{centre}' is in {unit}, which does not fit the {balance} balance.",
                centre=stock.centre,
                unit=stock.unit,
                balance=stock.balance,
            ),
            where="Stocks",
            cure=_("Choose a fitting unit."),
        )
    return quantity.base
