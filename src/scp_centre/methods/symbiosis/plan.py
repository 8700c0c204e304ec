"""The plan of greatest net value, and the certificate that no plan is better.

max  sum gain x    sum over needs x <= supply    sum over offers x <= demand    x >= 0

The dual, min supply y + demand z with y + z >= gain on every exchange and y, z >= 0, bounds every
plan from above: whoever doubts the plan adds up two products.
"""

from dataclasses import dataclass, replace

import numpy as np

from scp_centre.methods.symbiosis.exchanges import Array, Exchanges, Places, canonical_order
from scp_centre.methods.symbiosis.first_plan import draw_first_plan
from scp_centre.methods.symbiosis.smoothed_prices import smooth_prices
from scp_centre.methods.symbiosis.spanning_tree import Tree

TOLERANCE = 1e-11  # of the largest gain
PROVED = 1e-9  # of the bound: a plan that near to it is called the best
THOUSANDTHS, EXACT = 1e3, 2.0**50  # floats hold whole numbers up to 2^53
SHARE_LOST = 1e-9  # of a quantity, that a unit may cut off
LEAST_BITS = 60  # of the smallest quantity, where whole numbers of any length count
BATCH, WORTHWHILE = 200, 0.3
SMALL = 2_000  # exchanges, below which the first prices are not worth their time


@dataclass(frozen=True, slots=True)
class Plan:
    """tonnes : (exchange,) in the order of the input    value : money

    supply_price, demand_price : money per tonne; what one tonne more of an offer or need is worth
    bound : no plan is worth more, to the rounding of its own sum, as its prices are those of every
    exchange    violation : the most that an exchange exceeds its two prices, over all exchanges
    """

    tonnes: Array
    value: float
    supply_price: Array
    demand_price: Array
    bound: float
    violation: float

    @property
    def gap(self) -> float:
        """Return how far a better plan could be, as a share of the bound."""
        return relative_gap(self.value, self.bound)

    @property
    def is_proved(self) -> bool:
        """Return whether the bound leaves no better plan, to a billionth."""
        return self.gap <= PROVED


def relative_gap(value: float, bound: float) -> float:
    """Return (bound - value) / the larger of the two; 0 where both are 0.

    >>> relative_gap(90.0, 100.0), relative_gap(0.0, 0.0)
    (0.1, 0.0)
    """
    size = max(abs(value), abs(bound))
    return max(bound - value, 0.0) / size if size else 0.0


def plan_exchanges(exchanges: Exchanges) -> Plan:
    """Return the plan of greatest net value with its certificate.

    The answer is exact to rounding: the network simplex goes on until no exchange of all, those
    left out at first too, gains more than the prices of its two ends.
    """
    solved = solve_tree(exchanges)
    tonnes = np.zeros(len(exchanges.gain))
    tonnes[solved.kept] = solved.flows()
    n = len(exchanges.supply)
    price = np.zeros(sum(exchanges.shape))
    price[solved.node] = np.maximum(solved.tree.prices()[:-1], 0.0)
    return _certify(exchanges, tonnes, (price[:n], price[n:]))


def _certify(exchanges: Exchanges, tonnes: Array, prices: tuple[Array, Array]) -> Plan:
    """Return a plan with its bound, and check its prices on every exchange.

    Who has nothing was in no exchange: its price is raised to what its exchanges ask for, which
    costs the bound nothing. The prices of the others are raised by what the search left to its
    tolerance: the bound then holds for every plan, and the gap tells how far this one may be from
    the best.
    """
    n, m = exchanges.shape
    y, z = prices
    y = np.where(
        exchanges.supply > 0, y, _largest(exchanges.gain - z[exchanges.need], exchanges.offer, n)
    )
    z = np.where(
        exchanges.demand > 0, z, _largest(exchanges.gain - y[exchanges.offer], exchanges.need, m)
    )
    over = exchanges.gain - y[exchanges.offer] - z[exchanges.need]
    # Of the two ends of an exchange, the one with less is raised: that adds least to the bound.
    of_need = exchanges.demand[exchanges.need] < exchanges.supply[exchanges.offer]
    z = z + _largest(np.where(of_need, over, 0.0), exchanges.need, m)
    y = np.maximum(y, _largest(exchanges.gain - z[exchanges.need], exchanges.offer, n))
    over = exchanges.gain - y[exchanges.offer] - z[exchanges.need]
    return Plan(
        tonnes,
        float(exchanges.gain @ tonnes),
        y,
        z,
        float(exchanges.supply @ y + exchanges.demand @ z),
        float(max(over.max(initial=0.0), 0.0)),
    )


@dataclass(frozen=True, slots=True)
class SolvedTree:
    """exchanges : those that can gain, sorted, quantities in whole units

    kept : (kept exchange,) places in the input    node : (node,) place of an offer, or number of
    offers + place of a need    unit : tonnes
    """

    tree: Tree
    exchanges: Exchanges
    kept: Places
    node: Places
    unit: float

    @property
    def tolerance(self) -> float:
        return TOLERANCE * float(self.exchanges.gain.max(initial=0.0))

    def flows(self, tree: Tree | None = None) -> Array:
        """Return (kept exchange,) tonnes."""
        tree = tree or self.tree
        n, root = tree.offers, tree.root
        parent, flow = np.array(tree.parent), np.array(tree.flow)
        nodes = np.flatnonzero(parent[:root] != root)
        low, high = np.minimum(nodes, parent[nodes]), np.maximum(nodes, parent[nodes])
        m = self.exchanges.shape[1]
        key = self.exchanges.offer * m + self.exchanges.need
        tonnes = np.zeros(len(key))
        tonnes[np.searchsorted(key, low * m + high - n)] = flow[nodes] * self.unit
        return tonnes


def solve_tree(exchanges: Exchanges) -> SolvedTree:
    """Return the tree of the best plan, over the exchanges that can gain."""
    n, m = exchanges.shape
    orders = canonical_order(exchanges)
    new_place = [np.empty(len(order), np.int64) for order in orders]
    for place, order in zip(new_place, orders, strict=True):
        place[order] = np.arange(len(order))
    quantities = [
        quantity[order] for quantity, order in zip(_countable(exchanges), orders, strict=True)
    ]
    unit = _unit(np.concatenate(quantities))
    supply, demand = (_count_units(quantity, unit) for quantity in quantities)
    offer, need = new_place[0][exchanges.offer], new_place[1][exchanges.need]
    can = np.flatnonzero((exchanges.gain > 0) & (supply[offer] > 0) & (demand[need] > 0))
    kept = can[np.argsort(offer[can] * max(m, 1) + need[can], kind="stable")]
    some = Exchanges(supply, demand, offer[kept], need[kept], exchanges.gain[kept])
    node = np.r_[orders[0], n + orders[1]]
    return SolvedTree(_best_tree(some), some, kept, node, unit)


def _countable(exchanges: Exchanges) -> tuple[Array, Array]:
    """Return supplies and demands without what can never be used up.

    Twice what the partners of an offer or need have in all is never used up, so more than that
    need not be counted.
    """
    can = np.flatnonzero(exchanges.gain > 0)
    offer, need = exchanges.offer[can], exchanges.need[can]
    n, m = exchanges.shape
    of_offers = np.bincount(offer, exchanges.demand[need], n)
    of_needs = np.bincount(need, exchanges.supply[offer], m)
    return np.minimum(exchanges.supply, 2 * of_offers), np.minimum(exchanges.demand, 2 * of_needs)


def _count_units(quantities: Array, unit: float) -> Array:
    """Return how many units each quantity has, as whole numbers.

    Floats hold them to 2^50 in all. Where the smallest quantity needs a finer unit, they are whole
    numbers of any length, which are as exact and somewhat slower.
    """
    units = quantities / unit
    if float(units.sum()) <= EXACT:
        return np.asarray(np.floor(units + 1e-6))
    return np.array([int(one) for one in units.tolist()], object)


def _unit(quantities: Array) -> float:
    """Return the tonnes that quantities are whole multiples of: kilograms where they all are.

    Whole numbers add up exactly, so an exchange that is used up has exactly nothing left.
    """
    some = quantities[quantities > 0]
    if not len(some):
        return 1.0
    total = float(quantities.sum())
    kilograms = quantities * THOUSANDTHS
    rest = np.abs(kilograms - kilograms.round()) / np.maximum(kilograms, 1.0)
    is_whole = bool(((kilograms >= 0.5) | (kilograms == 0)).all()) and rest.max(initial=0) < 1e-9
    if is_whole and total * THOUSANDTHS < EXACT:
        return 1 / THOUSANDTHS
    unit = float(2.0 ** np.ceil(np.log2(total / EXACT)))
    smallest = float(some.min())
    if unit <= SHARE_LOST * smallest:
        return unit
    return float(2.0 ** (np.floor(np.log2(smallest)) - LEAST_BITS))


def _best_tree(exchanges: Exchanges) -> Tree:
    """Return the tree that no exchange improves.

    The simplex works on the exchanges near their prices, and takes in the others that gain more
    than their prices until there are none.
    """
    n = len(exchanges.supply)
    y, z = np.zeros(n), np.zeros(len(exchanges.demand))
    if len(exchanges.gain) > SMALL:
        quantities = [np.array(one, float) for one in (exchanges.supply, exchanges.demand)]
        y, z = smooth_prices(replace(exchanges, supply=quantities[0], demand=quantities[1]))
    slack = exchanges.gain - y[exchanges.offer] - z[exchanges.need]
    tree = draw_first_plan(exchanges, slack)
    least = TOLERANCE * float(exchanges.gain.max(initial=0.0))
    near = np.zeros(len(slack), bool)
    if len(slack) > SMALL:
        near = slack > -0.02 * float(np.median(exchanges.gain))
    while True:
        price = tree.prices()
        over = exchanges.gain - price[exchanges.offer] - price[n + exchanges.need]
        if not (over > least).any() and not (price < -least).any():
            return tree
        near |= over > least
        if not _improve(tree, exchanges, np.flatnonzero(near), least):
            return tree  # what is left is rounding


def _improve(tree: Tree, exchanges: Exchanges, near: Places, least: float) -> int:
    """Improve a tree by some exchanges until none of them does; return how many steps it took."""
    offers = exchanges.offer[near]
    needs, gains = len(exchanges.supply) + exchanges.need[near], exchanges.gain[near]
    starts = np.flatnonzero(np.r_[True, offers[1:] != offers[:-1]]) if len(near) else near
    row = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(near)]))
    steps = 0
    while True:
        price = tree.prices()
        over = gains - price[offers] - price[needs]
        best = np.maximum.reduceat(over, starts)[row] if len(near) else over
        entering = np.flatnonzero((over == best) & (over > least))
        entering = entering[np.argsort(-over[entering], kind="stable")]
        _needs, first = np.unique(needs[entering], return_index=True)
        entering = entering[np.sort(first)[:BATCH]]  # each offer and each need once
        back = np.flatnonzero(price < -least).tolist()  # what should rather stay, or go unmet
        done = sum(_enter_from_root(tree, node, least) for node in back)
        for offer, need, gain, much in zip(
            offers[entering].tolist(),
            needs[entering].tolist(),
            gains[entering].tolist(),
            over[entering].tolist(),
            strict=True,
        ):
            # Steps before this one may have moved the prices: what gains little now waits.
            done += tree.enter(offer, need, gain, max(least, WORTHWHILE * much)) >= 0
        if not done:
            return steps
        steps += done


def _enter_from_root(tree: Tree, node: int, least: float) -> bool:
    """Let an offer keep, or a need go without, as much as gains by it."""
    ends = (node, tree.root) if node < tree.offers else (tree.root, node)
    return tree.enter(*ends, 0.0, least) >= 0


def _largest(values: Array, places: Places, count: int) -> Array:
    """Return the largest value at each place, at least 0."""
    most = np.zeros(count)
    np.maximum.at(most, places, values)
    return most
