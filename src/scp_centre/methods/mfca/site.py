"""Material flow cost accounting of a whole site, from its flow system.

Utilities hand their costs to production; water has its own split; everything else follows ISO
14051 (allocation.py). Costs in = products + losses + stock, to the cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.flows.model import Flow, FlowSystem
from scp_centre.methods.flows.supply import Supply, supporting_centres
from scp_centre.methods.mfca.allocation import allocate_costs
from scp_centre.methods.mfca.model import CostCentre, CostFlow, Costs, MfcaResult
from scp_centre.methods.mfca.supporting_centre_costs import HandedOn, hand_on


@dataclass(frozen=True, slots=True)
class LossCost:
    """What one loss costs. `flow` is None for losses that no single flow carries."""

    centre: str
    flow: Flow | None
    costs: Costs
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SiteCosts:
    """Costs of products and losses of a site in one period, in its currency.

    costs_in = product + loss + stock + not_split
    handed_on : flow of a supporting centre -> costs that it carries
    centre_shares : production centre -> energy, water in use and what serves it, by category
    not_split : costs of a site without any recorded material, which nothing can split
    """

    mfca: MfcaResult
    losses: tuple[LossCost, ...]
    product: Costs
    stock: float
    costs_in: float
    energy_supply: Supply
    handed_on: dict[str, Costs]
    centre_shares: dict[str, Costs]
    centre_losses: dict[str, Costs]
    not_split: float
    notes: tuple[str, ...]

    @property
    def loss(self) -> float:
        return sum(loss.costs.total for loss in self.losses)

    @property
    def total(self) -> float:
        return self.product.total + self.loss + self.stock + self.not_split


def site_costs(system: FlowSystem) -> SiteCosts:
    """Return what products and losses of a site cost.

    1. Energy, water and system costs of supporting centres go to whom they deliver, by amount,
       each in its own category.
    2. Water: the share of a centre's water that leaves as effluent or vapour is a loss, with its
       cost and its treatment; water whose fate nobody recorded counts as lost.
    3. A by-product with a price carries that value, and so does its substance where it is lost.
    4. Materials, energy and system cost follow ISO 14051.
    Source: ISO 14051:2011 for 4; the others are this system's rules (docs/methods/mfca.md).
    """
    supporting = supporting_centres(system)
    production = [c.id for c in system.centres if c.id not in supporting]
    handed = hand_on(system, supporting)
    water = _water_losses(system, production, handed)
    mass_loss = {
        f.source for f in system.of_balance("material") if f.is_loss and f.source and f.amount > 0
    }
    treatment = _treatment(system)
    direct = _direct_losses(system, production, mass_loss, treatment)
    treated, overhead = _treated_losses(system, handed)
    spread = overhead.times(1 / len(production)) if production else Costs()
    own = {c: _own(system, c, handed, water) + spread for c in production}
    result = allocate_costs(
        [
            CostCentre(
                c.id,
                energy_cost=max(own[c.id].energy, 0.0),
                system_cost=max(own[c.id].system, 0.0) + c.system_cost,
                waste_management_cost=treatment[c.id] if c.id in mass_loss else 0.0,
                handed_waste_cost=max(own[c.id].waste_management, 0.0),
            )
            for c in system.centres
            if c.id in own
        ],
        [*_material_flows(system, supporting), *_used_up(own)],
    )
    by_key = {f.key: f for f in system.flows}
    losses = [
        LossCost(str(f.source), by_key[f.key], costs)
        for f, costs in result.flows
        if f.kind == "loss" and f.target is None
    ]
    beyond = [*water.losses, *direct, *treated]
    losses = _merged([*losses, *beyond])
    not_split = 0.0 if production else overhead.total
    return SiteCosts(
        mfca=result,
        losses=tuple(x for x in losses if x.costs.total > 0),
        product=result.product_costs,
        stock=result.stock,
        costs_in=result.costs_in + sum(x.costs.total for x in beyond) + not_split,
        energy_supply=handed.total,
        handed_on=handed.carried,
        centre_shares=own,
        centre_losses=_by_centre(losses),
        not_split=not_split,
        notes=_idle(handed, treated, overhead) if production else (),
    )


def _own(system: FlowSystem, centre: str, handed: HandedOn, water: "_Water") -> Costs:
    """Return what reaches a centre besides its materials: energy, and its share of what serves it.

    The water that it is delivered is split on its own; what of it stays in use comes back here.
    """
    arrived = handed.arrived.get(centre, Costs())
    return arrived - _carried_water(system, centre, handed) + water.kept.get(centre, Costs())


def _used_up(own: Mapping[str, Costs]) -> list[CostFlow]:
    """Return the water and the auxiliary materials of supporting centres as inputs without mass."""
    return [
        CostFlow(None, centre, "materials of utilities", 0.0, "input", costs.material, "utilities")
        for centre, costs in own.items()
        if costs.material > 0
    ]


def _idle(handed: HandedOn, treated: list[LossCost], overhead: Costs) -> tuple[str, ...]:
    """Name the supporting centres whose costs are spread, since they deliver nothing recorded."""
    treating = {t.flow.target for t in treated if t.flow}
    idle = [c for c in handed.unassigned if c not in treating]
    return (", ".join(idle),) if overhead.total else ()


def _merged(losses: list[LossCost]) -> list[LossCost]:
    """Add what one flow costs in several ways, dearest first."""
    found: dict[tuple[str, str], LossCost] = {}
    for x in losses:
        key = (x.centre, x.flow.key if x.flow else x.reason)
        before = found[key].costs if key in found else Costs()
        found[key] = LossCost(x.centre, x.flow, before + x.costs, x.reason)
    return sorted(found.values(), key=lambda x: -x.costs.total)


def _treated_losses(system: FlowSystem, handed: HandedOn) -> tuple[list[LossCost], Costs]:
    """Charge treatment plants to the losses that are sent to them; return what nobody caused.

    All that a treatment plant costs is waste management, whatever it is spent on.
    """
    losses: list[LossCost] = []
    rest = Costs()
    for centre, cost in handed.unassigned.items():
        arriving = (*system.into(centre, "water"), *system.into(centre, "material"))
        sent = [flow for flow in arriving if flow.is_loss]
        sent = [f for f in sent if f.source and f.amount > 0 and f.balance == sent[0].balance]
        volume = sum(f.amount for f in sent)
        for f in sent:
            part = Costs(waste_management=cost.total * f.amount / volume)
            losses.append(LossCost(str(f.source), f, part))
        rest += Costs() if sent else cost
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
    """What the water of production centres costs: what is lost of it, and what stays in use."""

    losses: tuple[LossCost, ...]
    kept: dict[str, Costs]


def _carried_water(system: FlowSystem, centre: str, handed: HandedOn) -> Costs:
    """Return what the water costs that supporting centres deliver (its heat and cleaners too)."""
    carried = (handed.carried.get(f.key, Costs()) for f in system.into(centre, "water"))
    return sum(carried, Costs())


def _water_losses(system: FlowSystem, production: list[str], handed: HandedOn) -> _Water:
    """Split the water that each production centre pays for into what is lost and what is used."""
    losses: list[LossCost] = []
    kept: dict[str, Costs] = {}
    for centre in production:
        bought = sum(f.cost for f in system.into(centre, "water") if f.enters)
        cost = Costs(material=bought) + _carried_water(system, centre, handed)
        outs = [f for f in system.out_of(centre, "water") if f.amount > 0]
        volume = sum(f.amount for f in outs)
        if not outs and cost.total:
            losses.append(LossCost(centre, None, cost, "water, fate not recorded"))
            continue
        lost = [f for f in outs if f.is_loss]
        for f in lost:
            treated = Costs(waste_management=f.cost if f.leaves else 0.0)
            losses.append(LossCost(centre, f, cost.times(f.amount / volume) + treated))
        if volume:
            kept[centre] = cost.times(1 - sum(f.amount for f in lost) / volume)
    return _Water(tuple(losses), kept)


def _by_centre(losses: list[LossCost]) -> dict[str, Costs]:
    found: dict[str, Costs] = {}
    for loss in losses:
        found[loss.centre] = found.get(loss.centre, Costs()) + loss.costs
    return found
