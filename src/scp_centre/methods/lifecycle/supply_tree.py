"""Where an impact arises along the supply chain: as a tree of deliveries, and as a Sankey diagram.

Both walk with a list of what is left to do, so that a chain of any length is walked.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.inventory import Inventory
from scp_centre.methods.messages import _

MOST_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery in the tree.

    parent : place of the consumer's node, None for what is demanded
    amount : of the process's reference product    upstream : impact, with all that it needs
    direct : impact of the process itself for this delivery
    """

    process: int
    parent: int | None
    level: int
    amount: float
    upstream: float
    direct: float


@dataclass(frozen=True, slots=True)
class SupplyTree:
    """deliveries : largest first    covered : share of the score in their direct impacts"""

    deliveries: tuple[Delivery, ...]
    covered: float
    is_whole: bool  # nothing above the cut-off was left out for want of room


@dataclass(frozen=True, slots=True)
class Ribbon:
    """value : impact of what a supplier delivers to a consumer, with all that it needs"""

    supplier: int
    consumer: int
    value: float


@dataclass(frozen=True, slots=True)
class Sankey:
    """processes : with more than the cut-off upstream    upstream, direct : impact of each

    left_out : impact of the processes that are not shown, which arises directly in them
    """

    processes: tuple[int, ...]
    upstream: tuple[float, ...]
    direct: tuple[float, ...]
    ribbons: tuple[Ribbon, ...]
    left_out: float


def grow_tree(
    inventory: Inventory, *, cut_off: float = 0.01, most: int = 1_000, category: int = 0
) -> SupplyTree:
    """Return the deliveries that carry at least a share of the score, largest first.

    A delivery of x units of product i carries lambda_i x. A loop is walked again and again until
    what goes round falls below the cut-off; each delivery is counted once.

    cut_off : share of the score    most : deliveries in all

    Raises InvalidValueError for a cut-off that is negative, and for more than 100,000 deliveries.
    """
    _require_cut_off(cut_off, most)
    system = inventory.model.system
    links = system.links
    prices = inventory.prices[category][system.product_of]
    weights = inventory.model.intensities[category] / system.made
    score = float(inventory.impacts[category])
    threshold = max(cut_off * abs(score), 1e-15 * abs(score))
    # (negative size, turn) orders the heap; the turn makes equal sizes comparable.
    waiting: list[tuple[float, int, int, int | None, int, float]] = []
    turn = 0

    def offer(process: int, parent: int | None, level: int, amount: float) -> None:
        nonlocal turn
        size = abs(float(prices[process]) * amount)
        if size >= threshold and size > 0:
            heapq.heappush(waiting, (-size, turn, process, parent, level, amount))
            turn += 1

    demanded = inventory.demand[system.product_of]
    for place in np.flatnonzero(demanded).tolist():
        offer(place, None, 0, float(demanded[place]))
    grown: list[Delivery] = []
    while waiting and len(grown) < most:
        _size, _turn, process, parent, level, amount = heapq.heappop(waiting)
        here = len(grown)
        upstream = float(prices[process]) * amount
        grown.append(
            Delivery(process, parent, level, amount, upstream, float(weights[process]) * amount)
        )
        start, end = links.indptr[process], links.indptr[process + 1]
        for supplier, taken in zip(links.indices[start:end], links.data[start:end], strict=True):
            offer(int(supplier), here, level + 1, float(taken) * amount)
    covered = sum(one.direct for one in grown) / score if score else 1.0
    return SupplyTree(tuple(grown), covered, not waiting)


def draw_sankey(inventory: Inventory, *, cut_off: float = 0.01, category: int = 0) -> Sankey:
    """Return the processes that carry at least a share of the score, and what flows between them.

    Each process stands once, with its impact upstream in which no loop is counted twice.

    cut_off : share of the score
    """
    _require_cut_off(cut_off, 1)
    system = inventory.model.system
    upstream = inventory.upstream()[category]
    direct = inventory.direct[category]
    score = abs(float(inventory.impacts[category]))
    # A loop too large to take apart has no upstream figure: what passes through stands for it.
    made = inventory.supply * system.made
    through = inventory.prices[category][system.product_of] * made
    shown_value = np.where(np.isnan(upstream), through, upstream)
    shown = np.flatnonzero((np.abs(shown_value) >= cut_off * score) & (inventory.supply != 0))
    ordered = shown[np.argsort(-np.abs(shown_value[shown]), kind="stable")][:MOST_NODES]
    inner = system.links[:, ordered][ordered, :].tocoo()
    suppliers, consumers = ordered[inner.row], ordered[inner.col]
    values = inventory.prices[category][system.product_of[suppliers]]
    values = values * inner.data * made[consumers]
    ribbons = [
        Ribbon(int(supplier), int(consumer), float(value))
        for supplier, consumer, value in zip(suppliers, consumers, values, strict=True)
        if abs(value) >= cut_off * score
    ]
    left_out = float(direct.sum() - direct[ordered].sum())
    return Sankey(
        tuple(ordered.tolist()),
        tuple(shown_value[ordered].tolist()),
        tuple(direct[ordered].tolist()),
        tuple(ribbons),
        left_out,
    )


def _require_cut_off(cut_off: float, most: int) -> None:
    if not 0 <= cut_off <= 1:
        raise InvalidValueError(
            _("The cut-off cannot be {cut_off}.", cut_off=cut_off),
            where="cut_off",
            cure=_("Enter a share of the score between 0 and 1, such as 0.01."),
        )
    if not 1 <= most <= MOST_NODES:
        raise InvalidValueError(
            _("The number of deliveries to show cannot be {most}.", most=most),
            where="most",
            cure=_("Enter a number from 1 to {most}.", most=MOST_NODES),
        )
