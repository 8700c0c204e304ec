"""Material flow cost accounting of a whole site, from its flow system.

Utilities hand their costs to production; water has its own split; everything else follows ISO
14051 (allocation.py). Costs in = products + losses + stock, to the cent.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.flows.model import Flow, FlowSystem
from scp_centre.methods.flows.supply import Supply, pass_on, supporting_centres
from scp_centre.methods.mfca.allocation import allocate_costs
from scp_centre.methods.mfca.model import CostCentre, CostFlow, Costs, MfcaResult


@dataclass(frozen=True, slots=True)
class LossCost:
    """What one loss costs. `flow` is None for losses that no single flow carries."""

    centre: str
    flow: Flow | None
    costs: Costs
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SiteCosts:
    """Costs of products and losses of a site in one period, in its currency."""

    mfca: MfcaResult
    losses: tuple[LossCost, ...]
    product: Costs
    stock: float
    costs_in: float
    energy_supply: Supply
    centre_energy: dict[str, float]
    centre_losses: dict[str, Costs]
    notes: tuple[str, ...]

    @property
    def loss(self) -> float:
        return sum(loss.costs.total for loss in self.losses)

    @property
    def total(self) -> float:
        return self.product.total + self.loss + self.stock


def site_costs(system: FlowSystem) -> SiteCosts:
    """Return what products and losses of a site cost.

    1. Energy, water and system costs of supporting centres go to whom they deliver, by amount.
    2. Water: the share of a centre's water that leaves as effluent or vapour is a loss, with its
       cost and its treatment; water whose fate nobody recorded counts as lost.
    3. A by-product with a price carries that value, and so does its substance where it is lost.
    4. Materials, energy and system cost follow ISO 14051.
    Source: ISO 14051:2011 for 4; the others are this system's rules (docs/methods/mfca.md).
    """
    supporting = supporting_centres(system)
    production = [c.id for c in system.centres if c.id not in supporting]
    notes: list[str] = []
    energy = pass_on(system, _energy_and_system(system, supporting), sorted(supporting))
    water = _water_losses(system, production, energy)
    mass_loss = {
        f.source for f in system.of_balance("material") if f.is_loss and f.source and f.amount > 0
    }
    treatment = _treatment(system)
    direct = _direct_losses(system, production, mass_loss, treatment)
    treated, overhead = _treated_losses(system, energy)
    spread = overhead / len(production) if production else 0.0
    if overhead:
        treating = {t.flow.target for t in treated if t.flow}
        idle = [c for c in energy.unassigned if c not in treating]
        notes.append(", ".join(idle))
    own_energy = {
        c: energy.arrived.get(c, 0.0) - _carried_water(system, c, energy) + spread
        for c in production
    }
    result = allocate_costs(
        [
            CostCentre(
                c.id,
                energy_cost=own_energy[c.id],
                system_cost=c.system_cost,
                waste_management_cost=treatment[c.id] if c.id in mass_loss else 0.0,
            )
            for c in system.centres
            if c.id in own_energy
        ],
        [*_material_flows(system, supporting), *water.productive],
    )
    by_key = {f.key: f for f in system.flows}
    losses = [
        LossCost(str(f.source), by_key[f.key], costs)
        for f, costs in result.flows
        if f.kind == "loss" and f.target is None
    ]
    beyond = [*water.losses, *direct, *treated]
    losses = _merged([*losses, *beyond])
    return SiteCosts(
        mfca=result,
        losses=tuple(x for x in losses if x.costs.total > 0),
        product=result.product_costs,
        stock=result.stock,
        costs_in=result.costs_in + sum(x.costs.total for x in beyond),
        energy_supply=energy,
        centre_energy=own_energy,
        centre_losses=_by_centre(losses),
        notes=tuple(notes),
    )


def _merged(losses: list[LossCost]) -> list[LossCost]:
    """Add what one flow costs in several ways, dearest first."""
    found: dict[tuple[str, str], LossCost] = {}
    for x in losses:
        key = (x.centre, x.flow.key if x.flow else x.reason)
        before = found[key].costs if key in found else Costs()
        found[key] = LossCost(x.centre, x.flow, before + x.costs, x.reason)
    return sorted(found.values(), key=lambda x: -x.costs.total)


def _energy_and_system(system: FlowSystem, supporting: set[str]) -> dict[str, float]:
    """Return what each centre pays for energy; supporting centres add everything they pay for."""
    paid: dict[str, float] = defaultdict(float)
    for f in system.flows:
        if f.enters and f.target and (f.balance == "energy" or f.target in supporting):
            paid[f.target] += f.cost
        if f.leaves and f.is_loss and f.source in supporting:
            paid[str(f.source)] += f.cost
    for c in system.centres:
        if c.id in supporting:
            paid[c.id] += c.system_cost + c.waste_management_cost
    return paid


def _treated_losses(system: FlowSystem, energy: Supply) -> tuple[list[LossCost], float]:
    """Charge treatment plants to the losses that are sent to them; return what nobody caused."""
    losses: list[LossCost] = []
    rest = 0.0
    for centre, cost in energy.unassigned.items():
        arriving = (*system.into(centre, "water"), *system.into(centre, "material"))
        sent = [flow for flow in arriving if flow.is_loss]
        sent = [f for f in sent if f.source and f.amount > 0 and f.balance == sent[0].balance]
        volume = sum(f.amount for f in sent)
        for f in sent:
            part = Costs(waste_management=cost * f.amount / volume)
            losses.append(LossCost(str(f.source), f, part))
        rest += 0.0 if sent else cost
    return losses, rest


def _treatment(system: FlowSystem) -> dict[str, float]:
    """Return what each centre pays for its wastes: its own entry and the price of mass losses."""
    paid = {c.id: c.waste_management_cost for c in system.centres}
    for f in system.of_balance("material"):
        if f.is_loss and f.leaves and f.source:
            paid[f.source] += f.cost
    return paid


def _direct_losses(
    system: FlowSystem, production: list[str], mass_loss: set[str], treatment: Mapping[str, float]
) -> list[LossCost]:
    """Return waste management of centres whose losses have no mass of their own."""
    return [
        LossCost(c, None, Costs(waste_management=treatment[c]), "waste management")
        for c in production
        if c not in mass_loss and treatment[c] > 0
    ]


def _kind_of(flow: Flow) -> str:
    """Return what a material flow is to the costs of a centre."""
    if flow.enters:
        return "input"
    if flow.is_loss:
        return "loss"
    return "recycled" if flow.recycled else "product"


def _material_flows(system: FlowSystem, supporting: set[str]) -> list[CostFlow]:
    flows = []
    prices = {
        (f.source, f.substance): f.unit_cost
        for f in system.of_balance("material")
        if f.kind == "by-product" and f.unit_cost
    }
    for f in system.of_balance("material"):
        if f.target in supporting and f.enters:
            continue  # its cost goes with what the supporting centre delivers
        target = None if f.target in supporting else f.target
        kind = _kind_of(f)
        cost = f.cost if f.enters else None
        price = prices.get((f.source, f.substance))
        value = None if price is None else price * f.amount
        flows.append(CostFlow(f.source, target, f.substance, f.amount, kind, cost, f.key, value))
    for (centre, balance), change in system.stock_changes.items():
        if balance == "material" and change > 0 and centre not in supporting:
            flows.append(CostFlow(centre, None, "stock", change, "stock"))
    return flows


@dataclass(frozen=True, slots=True)
class _Water:
    losses: tuple[LossCost, ...]
    productive: tuple[CostFlow, ...]


def _carried_water(system: FlowSystem, centre: str, energy: Supply) -> float:
    """Return what the water costs that supporting centres deliver (its heat and cleaners too)."""
    return sum(energy.carried.get(f.key, 0.0) for f in system.into(centre, "water"))


def _water_losses(system: FlowSystem, production: list[str], energy: Supply) -> _Water:
    """Split the water that each production centre pays for into what is lost and what is used."""
    losses: list[LossCost] = []
    productive: list[CostFlow] = []
    for centre in production:
        bought = sum(f.cost for f in system.into(centre, "water") if f.enters)
        cost = bought + _carried_water(system, centre, energy)
        outs = [f for f in system.out_of(centre, "water") if f.amount > 0]
        lost = [f for f in outs if f.is_loss]
        volume = sum(f.amount for f in outs)
        if not outs and cost:
            losses.append(LossCost(centre, None, Costs(material=cost), "water, fate not recorded"))
            continue
        for f in lost:
            share = cost * f.amount / volume
            treated = f.cost if f.leaves else 0.0
            losses.append(LossCost(centre, f, Costs(material=share, waste_management=treated)))
        kept = cost * (1 - sum(f.amount for f in lost) / volume) if volume else 0.0
        if kept > 0:
            productive.append(CostFlow(None, centre, "water in use", 0.0, "input", kept, "water"))
    return _Water(tuple(losses), tuple(productive))


def _by_centre(losses: list[LossCost]) -> dict[str, Costs]:
    found: dict[str, Costs] = {}
    for loss in losses:
        found[loss.centre] = found.get(loss.centre, Costs()) + loss.costs
    return found
