"""The plan that is worth most over all open offers and needs, and the proof of it."""

from dataclasses import dataclass, replace

import numpy as np

from scp_centre.methods.symbiosis import (
    no_terms,
    plan_exchanges,
    plan_with_terms,
    read_exchanges,
    relative_gap,
)
from scp_centre.roles.network.suggestions import Board, Pair, closed_pairs

TOP = 20  # needs of each offer that the plan chooses from


@dataclass(frozen=True, slots=True)
class Planned:
    """tonnes, value : a year"""

    pair: Pair
    tonnes: float
    value: float


@dataclass(frozen=True, slots=True)
class BestPlan:
    """value, bound : money a year; no plan is worth more than the bound

    gap : by how much a better plan could exceed this one, as a share of the bound
    choices : pairs that the plan chose from    unknown : pairs that it could not, each with what is
    missing    declined : pairs left out since one side declined or they ended
    """

    rows: tuple[Planned, ...]
    value: float
    bound: float
    gap: float
    choices: int
    unknown: tuple[tuple[Pair, tuple[str, ...]], ...] = ()
    declined: int = 0

    @property
    def tonnes(self) -> float:
        return sum(row.tonnes for row in self.rows)


def find_best_plan(board: Board) -> BestPlan:
    """Return the best plan over the pairs of a board whose value is known and above 0."""
    closed = closed_pairs()
    all_pairs = board.pairs()
    going = [pair for pair in all_pairs if (pair.offer.pk, pair.need.pk) not in closed]
    pairs = [pair for pair in going if pair.per_tonne is not None]
    unknown = [(one, tuple(board.missing(one))) for one in going if one.per_tonne is None]
    places = [
        {one.pk: place for place, one in enumerate(side)} for side in (board.offers, board.needs)
    ]
    exchanges = read_exchanges(
        [one.tonnes for one in board.resources[0]],
        [one.tonnes for one in board.resources[1]],
        [places[0][pair.offer.pk] for pair in pairs],
        [places[1][pair.need.pk] for pair in pairs],
        [pair.per_tonne or 0.0 for pair in pairs],
    )
    most = np.array([pair.tonnes for pair in pairs])
    free = np.minimum(exchanges.supply[exchanges.offer], exchanges.demand[exchanges.need])
    if (most < free * (1 - 1e-9)).any():  # seasons allow less than both have
        found = plan_with_terms(exchanges, replace(no_terms(exchanges), most=most))
        tonnes, value, bound = found.tonnes, found.value, found.bound
    else:
        exact = plan_exchanges(exchanges)
        tonnes, value, bound = exact.tonnes, exact.value, exact.bound
    rows = [
        Planned(pair, float(amount), float(amount * (pair.per_tonne or 0.0)))
        for pair, amount in zip(pairs, tonnes, strict=True)
        if amount > 0
    ]
    rows.sort(key=lambda row: -row.value)
    return BestPlan(
        tuple(rows),
        value,
        bound,
        relative_gap(value, bound),
        len(pairs),
        tuple(unknown),
        len(all_pairs) - len(going),
    )
