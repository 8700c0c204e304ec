"""Plans that last: after the loss of any one partner, and down to which gain each exchange does.

A network that hangs on one firm ends with it (Chertow and Ehrenfeld, 2012, on why exchanges stop).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack

from scp_centre.methods.symbiosis.exchanges import Array, Exchanges, Places
from scp_centre.methods.symbiosis.plan import SolvedTree
from scp_centre.methods.symbiosis.spanning_tree import Tree
from scp_centre.methods.symbiosis.terms import unit_scale

CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class RobustPlan:
    """tonnes : (exchange,)    value : money while all stay

    guaranteed : what is left after the loss of whichever partner costs most, exchanges that stay
    being as they were    at_stake : (partner,) money that goes with each
    """

    tonnes: Array
    value: float
    guaranteed: float
    at_stake: Array


def plan_against_loss(
    exchanges: Exchanges, offer_partner: Places | None = None, need_partner: Places | None = None
) -> RobustPlan:
    """Return the plan whose value after the loss of any one partner is as high as can be.

    max T    T <= V - sum of gain x of each partner    V = sum gain x; then V as high as T allows

    offer_partner, need_partner : (offer,), (need,) number of the firm; None: each is its own
    """
    n, m = exchanges.shape
    of_offer = np.arange(n) if offer_partner is None else offer_partner
    of_need = n + np.arange(m) if need_partner is None else need_partner
    most = np.minimum(exchanges.supply[exchanges.offer], exchanges.demand[exchanges.need])
    tonne, money = unit_scale(exchanges, most)
    some = replace(
        exchanges,
        supply=np.minimum(exchanges.supply, np.bincount(exchanges.offer, most, n)) / tonne,
        demand=np.minimum(exchanges.demand, np.bincount(exchanges.need, most, m)) / tonne,
        gain=exchanges.gain / money,
    )
    A, partners = _program(some, of_offer, of_need)
    count = len(exchanges.gain)
    b = np.r_[some.supply, some.demand, np.zeros(partners + 1)]
    aim = np.zeros(count + 2)
    aim[count + 1] = -1.0
    first = linprog(aim, A_ub=A, b_ub=b, bounds=(0, None), method="highs")
    guaranteed = -float(first.fun)
    lowest = np.zeros(count + 2)
    lowest[count + 1] = guaranteed * (1 - CLOSE)
    second = linprog(
        -np.r_[some.gain, 0.0, 0.0],
        A_ub=A,
        b_ub=b,
        bounds=np.c_[lowest, np.full(count + 2, np.inf)],
        method="highs",
    )
    shares = np.maximum((second if second.status == 0 else first).x[:count], 0.0)
    tonnes = np.minimum(shares * tonne, most)
    worth = exchanges.gain * tonnes
    at_stake: Array = np.bincount(of_offer[exchanges.offer], worth, partners).astype(float)
    other = of_need[exchanges.need]
    elsewhere = other != of_offer[exchanges.offer]  # an exchange within one firm counts once
    at_stake += np.bincount(other[elsewhere], worth[elsewhere], partners)
    value = float(worth.sum())
    return RobustPlan(tonnes, value, value - float(at_stake.max(initial=0.0)), at_stake)


def _program(exchanges: Exchanges, of_offer: Places, of_need: Places) -> tuple[csr_array, int]:
    """Return A of A v <= b for v = tonnes, V, T, and how many partners there are."""
    n, m = exchanges.shape
    count = len(exchanges.gain)
    each = np.arange(count)
    partners = int(max(of_offer.max(initial=-1), of_need.max(initial=-1))) + 1
    ends = [of_offer[exchanges.offer], of_need[exchanges.need]]
    twice = np.flatnonzero(ends[0] != ends[1])
    width = count + 2
    place = np.r_[ends[0], ends[1][twice], np.arange(partners), np.arange(partners)]
    column = np.r_[each, twice, np.full(partners, count), np.full(partners, count + 1)]
    share = np.r_[exchanges.gain, exchanges.gain[twice], -np.ones(partners), np.ones(partners)]
    rows = [
        coo_array((np.ones(count), (exchanges.offer, each)), shape=(n, width)),
        coo_array((np.ones(count), (exchanges.need, each)), shape=(m, width)),
        coo_array((share, (place, column)), shape=(partners, width)),
        coo_array(
            (np.r_[-exchanges.gain, 1.0], (np.zeros(count + 1, int), np.arange(count + 1))),
            shape=(1, width),
        ),
    ]
    return csr_array(vstack(rows)), partners


@dataclass(frozen=True, slots=True)
class Rung:
    """gain : money per tonne, below which only these tonnes are exchanged"""

    gain: float
    tonnes: float


def price_ladder(solved: SolvedTree, exchange: int) -> list[Rung]:
    """Return down to which gain an exchange of the best plan keeps its tonnes, rung by rung.

    exchange : place among `solved.kept`, with tonnes in the plan
    → the last rung has 0 tonnes: there the exchange ends. A rung at a gain below 0 would need
    money from outside.

    The gain is lowered until another exchange is as good, that one enters, and so on.
    """
    tree, some = solved.tree.copy(), solved.exchanges
    offer, need = int(some.offer[exchange]), tree.offers + int(some.need[exchange])
    gain = float(some.gain[exchange])
    rungs: list[Rung] = []
    while True:
        node = offer if tree.parent[offer] == need else need
        before = tree.flow[node]
        entering, slack = _next_to_enter(tree, some, node, exchange)
        gain -= slack
        tree.gain[node] = gain
        out = tree.enter(*entering, least=-np.inf)
        if out == node:
            return [*rungs, Rung(gain, 0.0)]
        now = offer if tree.parent[offer] == need else need
        if tree.flow[now] < before:
            rungs.append(Rung(gain, tree.flow[now] * solved.unit))


def _next_to_enter(
    tree: Tree, exchanges: Exchanges, node: int, exchange: int
) -> tuple[tuple[int, int, float], float]:
    """Return which arc first becomes as good as one of the tree whose gain falls, and its slack.

    It leads from the side of the offer to the side of the need; the root is a side's end, too.
    """
    n, root = tree.offers, tree.root
    price, below = tree.prices(), tree.below(node)
    of_offer = below if node < n else ~below  # the nodes on the side of the offer
    crosses = of_offer[exchanges.offer] & ~of_offer[n + exchanges.need]
    crosses[exchange] = False
    slack = price[exchanges.offer] + price[n + exchanges.need] - exchanges.gain
    best, entering = np.inf, (root, root, 0.0)
    for place in np.flatnonzero(crosses):
        if slack[place] < best:
            best = float(slack[place])
            ends = int(exchanges.offer[place]), n + int(exchanges.need[place])
            entering = (*ends, float(exchanges.gain[place]))
    nodes = np.arange(root)
    at_root = (
        of_offer[:root] & (nodes < n) if not of_offer[root] else ~of_offer[:root] & (nodes >= n)
    )
    for end in np.flatnonzero(at_root):
        if price[end] < best:
            best = float(price[end])
            entering = (int(end), root, 0.0) if end < n else (root, int(end), 0.0)
    return entering, max(best, 0.0)
