"""Plans with lumps: fixed costs, minimum loads, one partner each, plants that have to be opened.

max  sum gain x - fixed b - opening o
     minimum b <= x <= most b        b in {0, 1} of an exchange
     sum of x by a plant <= capacity o    o in {0, 1} of a plant
     supplies and demands as in plan.py; one partner each: sum of b of an offer or need <= 1

Source: Hillier and Lieberman (2015), Introduction to Operations Research, section 12.
"""

from dataclasses import dataclass

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
    is_proved : whether the solver ended within its time
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
    A, b = _program(exchanges, terms, most)
    cost = np.r_[-exchanges.gain, terms.fixed_cost, terms.opening_cost]
    can = terms.minimum_load <= most
    highest = np.r_[np.where(can, most, 0.0), can.astype(float), np.ones(plants)]
    relaxed = linprog(cost, A_ub=A, b_ub=b, bounds=np.c_[0 * highest, highest], method="highs")
    n, m = exchanges.shape
    price = np.maximum(-relaxed.ineqlin.marginals, 0.0)
    values, bound, is_proved = relaxed.x, -float(relaxed.fun), True
    count = len(exchanges.gain)
    if terms.has_lumps:
        values, bound, is_proved = _solve_whole(cost, A, b, highest, count, seconds)
    tonnes = np.where(values[:count] > WHOLE * np.maximum(most, 1), values[:count], 0.0)
    takes_place = tonnes > 0
    opened = np.zeros(plants, bool)
    opened[terms.plant[takes_place & (terms.plant >= 0)]] = True
    fixed = terms.fixed_cost[takes_place].sum() + terms.opening_cost[opened].sum()
    value = float(exchanges.gain @ tonnes - fixed)
    return TermsPlan(
        tonnes, takes_place, opened, value, max(bound, value),
        price[:n], price[n : n + m], price[n + m : n + m + plants], is_proved,
    )  # fmt: skip


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
