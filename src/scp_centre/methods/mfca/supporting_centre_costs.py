"""What supporting centres hand on, by category of cost: energy stays energy on every leg."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.flows.model import FlowSystem
from scp_centre.methods.flows.supply import Supply, distribution
from scp_centre.methods.mfca.model import CATEGORIES, Costs


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Costs that flows of supporting centres carry, that arrive, and that nobody takes.

    carried : flow -> costs      arrived : production centre -> costs, its own energy with them
    unassigned : supporting centre -> costs of what delivers nothing that was recorded
    total : the same in one sum, for whoever asks what a unit of steam costs
    """

    carried: dict[str, Costs]
    arrived: dict[str, Costs]
    unassigned: dict[str, Costs]
    total: Supply


def hand_on(system: FlowSystem, supporting: set[str]) -> HandedOn:
    """Return where the costs of supporting centres go, each category on its own.

    Source: ISO 14051:2011 keeps the four categories apart in every quantity centre.
    """
    paid = _paid(system, supporting)
    shares = distribution(system, sorted(supporting))
    by_kind = {
        kind: shares.carry({centre: getattr(costs, kind) for centre, costs in paid.items()})
        for kind in CATEGORIES
    }
    return HandedOn(
        carried=_gather({k: s.carried for k, s in by_kind.items()}),
        arrived=_gather({k: s.arrived for k, s in by_kind.items()}),
        unassigned=_gather({k: s.unassigned for k, s in by_kind.items()}),
        total=shares.carry({centre: costs.total for centre, costs in paid.items()}),
    )


def _gather(by_kind: Mapping[str, Mapping[str, float]]) -> dict[str, Costs]:
    names = dict.fromkeys(name for part in by_kind.values() for name in part)
    return {
        name: Costs(**{kind: part.get(name, 0.0) for kind, part in by_kind.items()})
        for name in names
    }


def _paid(system: FlowSystem, supporting: set[str]) -> dict[str, Costs]:
    """Return what each centre pays for energy; supporting centres add all that they pay for."""
    paid: dict[str, Costs] = defaultdict(Costs)
    for f in system.flows:
        if f.enters and f.target and f.balance == "energy":
            paid[f.target] += Costs(energy=f.cost)
        elif f.enters and f.target in supporting:
            paid[str(f.target)] += Costs(material=f.cost)
        if f.leaves and f.is_loss and f.source in supporting:
            paid[str(f.source)] += Costs(waste_management=f.cost)
    for c in system.centres:
        if c.id in supporting:
            paid[c.id] += Costs(system=c.system_cost, waste_management=c.waste_management_cost)
    return paid
