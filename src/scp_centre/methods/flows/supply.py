"""What internal energy and water cost and emit: utilities pass on what goes into them.

A supporting centre (boiler house, compressor station, water treatment) makes no product; what it
uses is carried by the energy or water that it delivers to other centres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import FlowNetworkError
from scp_centre.methods.flows.model import Flow, FlowSystem
from scp_centre.methods.messages import _

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Supply:
    """What each flow carries (same unit as what was put in), and what stays in each centre."""

    carried: dict[str, float]
    arrived: dict[str, float]
    unassigned: dict[str, float]

    def per_unit(self, flow: Flow) -> float:
        return self.carried.get(flow.key, 0.0) / flow.amount if flow.amount else 0.0


def supporting_centres(system: FlowSystem) -> set[str]:
    """Return the centres without an output in the material balance."""
    makers = {f.source for f in system.of_balance("material") if f.source is not None}
    return {c.id for c in system.centres} - makers


def delivered(system: FlowSystem, centre: str) -> list[Flow]:
    """Return the flows by which a supporting centre serves others: energy, else water."""
    for balance in ("energy", "water"):
        found = [f for f in system.out_of(centre, balance) if f.target and not f.is_loss]
        if found := [f for f in found if f.amount > 0]:
            return found
    return []


@dataclass(frozen=True, slots=True)
class Distribution:
    """How supporting centres hand on what they receive: shares of links, and the whole of it.

    reach : (centre, centre)   t = reach b;  what reaches each centre of what enters the others
    links : the flows of the supporting centres, each with its share of what its source receives
    """

    ids: tuple[str, ...]
    reach: Array
    links: tuple[tuple[Flow, float], ...]
    supporting: frozenset[str]

    def carry(self, entering: Mapping[str, float]) -> Supply:
        """Return what each flow carries and what reaches each centre (cost, or kg CO2e)."""
        at = {id_: i for i, id_ in enumerate(self.ids)}
        t = self.reach @ np.array([entering.get(id_, 0.0) for id_ in self.ids])
        carried = {f.key: float(t[at[str(f.source)]]) * share for f, share in self.links}
        served = {str(f.source) for f, _unused in self.links}
        arrived = {id_: float(t[at[id_]]) for id_ in self.ids if id_ not in self.supporting}
        stranded = {
            id_: float(t[at[id_]])
            for id_ in self.ids
            if id_ in self.supporting and id_ not in served and t[at[id_]]
        }
        return Supply(carried, arrived, stranded)


def distribution(system: FlowSystem, supporting: Sequence[str]) -> Distribution:
    """Return how the supporting centres of a system hand on what they receive.

    t = b + M t,   M_ij = share of what centre j receives that it delivers to centre i
    t : (centre,)  received in all      b : (centre,)  entering from outside

    Raises FlowNetworkError when supporting centres only serve one another.
    """
    ids = tuple(c.id for c in system.centres)
    at = {id_: i for i, id_ in enumerate(ids)}
    M: Array = np.zeros((len(ids), len(ids)))
    links: list[tuple[Flow, float]] = []
    for centre in supporting:
        flows = delivered(system, centre)
        total = sum(f.amount for f in flows)
        for f in flows:
            M[at[str(f.target)], at[centre]] += f.amount / total
            links.append((f, f.amount / total))
    try:
        reach: Array = np.asarray(np.linalg.inv(np.eye(len(ids)) - M), float)
    except np.linalg.LinAlgError:
        raise FlowNetworkError(
            _("The supporting centres {join} supply only one another.", join=sorted(supporting)),
            where=", ".join(sorted(supporting)),
            cure=_("Enter the energy or water that these centres deliver to production."),
        ) from None
    return Distribution(ids, reach, tuple(links), frozenset(supporting))


def pass_on(system: FlowSystem, entering: Mapping[str, float], supporting: Sequence[str]) -> Supply:
    """Return what reaches each centre when supporting centres hand on all that they receive.

    entering : what is put into each centre (cost in currency, or kg CO2e)
    Raises FlowNetworkError when supporting centres only serve one another.
    """
    return distribution(system, supporting).carry(entering)
