"""Which characterisation factor a flow of a database has: each answer with its trace."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle.background import Flow, plain_name

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a flow found the flow of a method.

    rule : identifier, kept list, name and compartment, or CAS and compartment
    """

    flow: str
    target: str
    rule: str


@dataclass(frozen=True, slots=True)
class FlowMapping:
    """mapped : flow -> how    unclear : flow -> targets that fit equally    missing : neither"""

    mapped: Mapping[str, Mapped]
    unclear: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


def map_flows(
    flows: Sequence[Flow], targets: Sequence[Flow], kept: Mapping[str, str]
) -> FlowMapping:
    """Return the target of each flow: by identifier, then the kept list, then name, then CAS.

    Names are compared without outer blanks and capitals, and only within the same compartment, of
    which the outermost words that both know must agree. What fits two targets is asked, not chosen.

    kept : flow -> target, as a person decided before
    """
    known = {target.id for target in targets}
    by_name: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    by_cas: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for target in targets:
        place = plain_compartment(target)
        by_name[plain_name(target.name), place].append(target.id)
        if target.cas:
            by_cas[plain_cas(target.cas), place].append(target.id)
    mapped: dict[str, Mapped] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    missing: list[str] = []
    for flow in flows:
        if flow.id in known:
            mapped[flow.id] = Mapped(flow.id, flow.id, "identifier")
            continue
        if kept.get(flow.id) in known:
            mapped[flow.id] = Mapped(flow.id, kept[flow.id], "kept list")
            continue
        place = plain_compartment(flow)
        named = by_name.get((plain_name(flow.name), place), [])
        numbered = by_cas.get((plain_cas(flow.cas), place), []) if flow.cas else []
        if len(named) == 1:
            mapped[flow.id] = Mapped(flow.id, named[0], "name and compartment")
        elif not named and len(numbered) == 1:
            mapped[flow.id] = Mapped(flow.id, numbered[0], "CAS and compartment")
        elif named or numbered:
            unclear[flow.id] = tuple(named or numbered)
        else:
            missing.append(flow.id)
    return FlowMapping(mapped, unclear, tuple(missing))


# Words with which databases begin a compartment and that say nothing.
EMPTY_WORDS = {"elementary flows", "unspecified", "emission to", "emissions to", ""}
SAME = {
    "air": "air",
    "emission to air": "air",
    "emissions to air": "air",
    "water": "water",
    "emission to water": "water",
    "emissions to water": "water",
    "soil": "soil",
    "emission to soil": "soil",
    "emissions to soil": "soil",
    "ground": "soil",
}


def plain_compartment(flow: Flow) -> tuple[str, ...]:
    """Return the compartment in the words that databases share, unspecified parts left out."""
    words = [plain_name(part) for part in flow.compartment]
    return tuple(SAME.get(word, word) for word in words if word not in EMPTY_WORDS)


def plain_cas(number: str) -> str:
    """Return a CAS number without leading zeros and blanks.

    >>> plain_cas("000124-38-9 ")
    '124-38-9'
    """
    return number.strip().lstrip("0")


@dataclass(frozen=True, slots=True)
class Unfactored:
    """A substance of an inventory that no factor of a method counts."""

    name: str
    unit: str
    amount: float

    @property
    def size(self) -> float:
        """Return the amount without the sign of what is taken from nature."""
        return abs(self.amount)


def list_unfactored(
    flows: Sequence[Flow], inventory: Array, with_factor: Mapping[str, object]
) -> tuple[Unfactored, ...]:
    """Return what an inventory holds and no factor counts, by substance and unit, largest first.

    flows : row of the inventory    with_factor : identifiers of the flows that are counted
    """
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    for flow, amount in zip(flows, inventory.tolist(), strict=True):
        if flow.id not in with_factor and amount:
            amounts[" ".join(flow.name.split()), flow.unit] += amount
    rows = [Unfactored(name, unit, amount) for (name, unit), amount in amounts.items()]
    return tuple(sorted(rows, key=lambda one: -abs(one.amount)))
