"""Plans with lumps: fixed costs, minimum loads, one partner each, plants that have to be opened.

max  sum gain x - fixed b - opening o
     minimum b <= x <= most b        b in {0, 1} of an exchange
     sum of x by a plant <= capacity o    o in {0, 1} of a plant
     supplies and demands as in plan.py; one partner each: sum of b of an offer or need <= 1

Source: Hillier and Lieberman (2015), Introduction to Operations Research, section 12.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.symbiosis.exchanges import Array, Exchanges, Places
from scp_centre.methods.symbiosis.plan import relative_gap

WHOLE = 1e-6  # how far from a whole number the solver may stop
TIGHT = 1e-9  # relative gap at which the solver is content
PROVED = 1e-6  # of the bound and of each supply and demand: what the solver keeps to, and no less


@dataclass(frozen=True, slots=True)
class Terms:
    """fixed_cost : (exchange,) money, if it takes place at all

    minimum_load, most : (exchange,) tonnes; most is inf where nothing limits it
    plant : (exchange,) the treatment plant it goes through, -1 for none
    capacity : (plant,) tonnes    opening_cost : (plant,) money, if anything goes through it
    """

    fixed_cost: Array
    minimum_load: Array
    most: Array
    plant: Places
    capacity: Array
    opening_cost: Array
    one_partner: bool = False

    @property
    def has_lumps(self) -> bool:
        costs = self.fixed_cost.any() or self.minimum_load.any() or self.opening_cost.any()
        return bool(costs) or self.one_partner


def no_terms(exchanges: Exchanges) -> Terms:
    """Return terms that ask for nothing."""
    count = len(exchanges.gain)
    none, nowhere = np.zeros(count), np.full(count, -1)
    return Terms(none, none, np.full(count, np.inf), nowhere, np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class TermsPlan:
    """tonnes, takes_place : (exchange,)    opened : (plant,)    value, bound : money

    supply_price, demand_price, plant_price : money per tonne, of the program whose choices may be
    fractions; without lumps they prove the bound
    is_proved : whether the solver ended within its time, with all supplies, demands and capacities
    kept and the bound reached, to a millionth
    """

    tonnes: Array
    takes_place: NDArray[np.bool_]
    opened: NDArray[np.bool_]
    value: float
    bound: float
    supply_price: Array
    demand_price: Array
    plant_price: Array
    is_proved: bool

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)


def plan_with_terms(exchanges: Exchanges, terms: Terms, *, seconds: float = 60.0) -> TermsPlan:
    """Return the plan of greatest net value under terms, by HiGHS, with the bound that it proved.

    seconds : when the solver stops at the latest, with the best plan so far and its gap
    Raises InvalidValueError for a plant that does not exist.
    """
    plants = len(terms.capacity)
    if len(terms.plant) and not -1 <= terms.plant.min() <= terms.plant.max() < max(plants, 0.5):
        raise InvalidValueError(
            _("An exchange refers to a treatment plant that does not exist."),
            where="plant",
            cure=_("Number plants from 0, and omit the plant where there is none."),
        )
    most = np.minimum(exchanges.supply[exchanges.offer], exchanges.demand[exchanges.need])
    most = np.minimum(most, terms.most)
    tonne, money = unit_scale(exchanges, most)
    some, its_terms = _scaled(exchanges, terms, most, tonne, money)
    A, b = _program(some, its_terms, most / tonne)
    cost = np.r_[-some.gain, its_terms.fixed_cost, its_terms.opening_cost]
    can = terms.minimum_load <= most
    highest = np.r_[np.where(can, most / tonne, 0.0), can.astype(float), np.ones(plants)]
    relaxed = linprog(cost, A_ub=A, b_ub=b, bounds=np.c_[0 * highest, highest], method="highs")
    n, m = exchanges.shape
    price = np.maximum(-relaxed.ineqlin.marginals, 0.0)[: n + m + plants] * money
    prices = price[:n], price[n : n + m], price[n + m :]
    values, is_proved = relaxed.x, True
    bound = _bound(exchanges, terms, most, prices)
    count = len(exchanges.gain)
    if terms.has_lumps:
        values, whole, is_proved = _solve_whole(cost, A, b, highest, count, seconds)
        bound = whole * tonne * money
    tonnes = np.where(values[:count] > WHOLE * most / tonne, values[:count] * tonne, 0.0)
    tonnes = np.minimum(tonnes, most)
    takes_place = tonnes > 0
    opened = np.zeros(plants, bool)
    opened[terms.plant[takes_place & (terms.plant >= 0)]] = True
    fixed = terms.fixed_cost[takes_place].sum() + terms.opening_cost[opened].sum()
    value = float(exchanges.gain @ tonnes - fixed)
    bound = max(bound, value)
    is_proved = is_proved and _is_kept(exchanges, terms, tonnes)
    return TermsPlan(
        tonnes, takes_place, opened, value, bound, *prices,
        is_proved and relative_gap(value, bound) <= PROVED,
    )  # fmt: skip


def unit_scale(exchanges: Exchanges, most: Array) -> tuple[float, float]:
    """Return the tonnes and the money per tonne that the solver counts as 1.

    Its tolerances are absolute: what is far above or below 1 would be lost in them.
    """
    tonne = float(most.max(initial=0.0)) or 1.0
    return tonne, float(np.abs(exchanges.gain).max(initial=0.0)) or 1.0


def _scaled(
    exchanges: Exchanges, terms: Terms, most: Array, tonne: float, money: float
) -> tuple[Exchanges, Terms]:
    """Return the same exchanges and terms in these units, without what can never be used."""
    n, m = exchanges.shape
    supply = np.minimum(exchanges.supply, np.bincount(exchanges.offer, most, n))
    demand = np.minimum(exchanges.demand, np.bincount(exchanges.need, most, m))
    via = np.flatnonzero(terms.plant >= 0)
    capacity = np.bincount(terms.plant[via], most[via], len(terms.capacity))
    some = replace(
        exchanges, supply=supply / tonne, demand=demand / tonne, gain=exchanges.gain / money
    )
    return some, replace(
        terms,
        fixed_cost=terms.fixed_cost / tonne / money,
        minimum_load=terms.minimum_load / tonne,
        capacity=np.minimum(terms.capacity, capacity) / tonne,
        opening_cost=terms.opening_cost / tonne / money,
    )


def _bound(
    exchanges: Exchanges, terms: Terms, most: Array, prices: tuple[Array, Array, Array]
) -> float:
    """Return what no plan without lumps exceeds, whatever the prices are.

    supply y + demand z + capacity p + most max(gain - y - z - p, 0)    (weak duality)
    """
    y, z, p = prices
    through = np.r_[p, 0.0][terms.plant]  # -1, of no plant, is the last one
    over = exchanges.gain - y[exchanges.offer] - z[exchanges.need] - through
    held = exchanges.supply @ y + exchanges.demand @ z + terms.capacity @ p
    return float(held + most @ np.maximum(over, 0.0))


def _is_kept(exchanges: Exchanges, terms: Terms, tonnes: Array) -> bool:
    """Return whether a plan keeps to each supply, demand and capacity, to a millionth of each."""
    n, m = exchanges.shape
    via = np.flatnonzero(terms.plant >= 0)
    sides = (
        (np.bincount(exchanges.offer, tonnes, n), exchanges.supply),
        (np.bincount(exchanges.need, tonnes, m), exchanges.demand),
        (np.bincount(terms.plant[via], tonnes[via], len(terms.capacity)), terms.capacity),
    )
    return all(bool((used <= limit * (1 + PROVED)).all()) for used, limit in sides)


def _program(exchanges: Exchanges, terms: Terms, most: Array) -> tuple[csr_array, Array]:
    """Return A and b of A v <= b for v = tonnes, choices of exchanges, choices of plants."""
    n, m = exchanges.shape
    count, plants = len(exchanges.gain), len(terms.capacity)
    each = np.arange(count)
    ones = np.ones(count)
    of_offer = coo_array((ones, (exchanges.offer, each)), shape=(n, count))
    of_need = coo_array((ones, (exchanges.need, each)), shape=(m, count))
    via = np.flatnonzero(terms.plant >= 0)
    of_plant = coo_array((np.ones(len(via)), (terms.plant[via], via)), shape=(plants, count))
    unit = coo_array((ones, (each, each)), shape=(count, count))
    no_choice, no_plant = coo_array((count, count)), coo_array((count, plants))
    opening = coo_array((-terms.capacity, (np.arange(plants),) * 2), shape=(plants, plants))
    rows = [
        hstack([of_offer, coo_array((n, count)), coo_array((n, plants))]),
        hstack([of_need, coo_array((m, count)), coo_array((m, plants))]),
        hstack([of_plant, coo_array((plants, count)), opening]),
        hstack([unit, coo_array((-most, (each, each)), shape=(count, count)), no_plant]),
        hstack([-unit, no_choice + terms.minimum_load * unit, no_plant]),
    ]
    b = [exchanges.supply, exchanges.demand, np.zeros(plants + 2 * count)]
    if terms.one_partner:
        rows.append(hstack([coo_array((n, count)), of_offer, coo_array((n, plants))]))
        rows.append(hstack([coo_array((m, count)), of_need, coo_array((m, plants))]))
        b.append(np.ones(n + m))
    return csr_array(vstack(rows)), np.concatenate(b)


def _solve_whole(
    cost: Array, A: csr_array, b: Array, highest: Array, count: int, seconds: float
) -> tuple[Array, float, bool]:
    """Return values with whole choices, the bound, and whether the solver proved them the best."""
    answer = milp(
        cost,
        integrality=np.r_[np.zeros(count), np.ones(len(cost) - count)],
        bounds=Bounds(0, highest),
        constraints=LinearConstraint(A, ub=b),
        options={"mip_rel_gap": TIGHT, "time_limit": seconds},
    )
    values = np.zeros(len(cost)) if answer.x is None else answer.x  # to exchange nothing is a plan
    bound = -cost @ values if answer.mip_dual_bound is None else -answer.mip_dual_bound
    return values, float(bound), answer.status == 0
