"""Plans of exchanges: the figures of the methods file, rival programs, brute force, laws."""

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import DuplicateLabelError, InvalidValueError, LabelMismatchError
from scp_centre.methods.symbiosis import (
    no_terms,
    pair_stably,
    per_exchange,
    plan_against_loss,
    plan_exchanges,
    plan_with_terms,
    price_ladder,
    read_exchanges,
    read_table,
    relative_gap,
    solve_tree,
)

TRANSPORT = np.array([[8, 6, 10], [9, 12, 13], [14, 9, 16]], float)
SUPPLY, DEMAND = [40, 60, 50], [30, 50, 45]


def methods_file():
    return read_table(SUPPLY, DEMAND, 20 - TRANSPORT)


def by_linprog(exchanges):
    """Return the best value by scipy."""
    n, m = exchanges.shape
    count = len(exchanges.gain)
    if not count:
        return 0.0
    rows = np.r_[exchanges.offer, n + exchanges.need]
    A = csr_array((np.ones(2 * count), (rows, np.tile(np.arange(count), 2))), shape=(n + m, count))
    b = np.r_[exchanges.supply, exchanges.demand]
    return -linprog(-exchanges.gain, A_ub=A, b_ub=b, method="highs").fun


def check_certificate(exchanges, plan):
    """A plan is allowed, and its prices prove that none is better (complementary slackness)."""
    x, y, z = plan.tonnes, plan.supply_price, plan.demand_price
    n, m = exchanges.shape
    size = max(float(np.abs(exchanges.gain).max(initial=1.0)), 1.0)
    out = np.bincount(exchanges.offer, x, n)
    into = np.bincount(exchanges.need, x, m)
    close = 1e-9 * max(float(exchanges.supply.sum()), 1.0)
    assert (x >= 0).all() and (y >= 0).all() and (z >= 0).all()
    assert (out <= exchanges.supply + close).all() and (into <= exchanges.demand + close).all()
    reduced = y[exchanges.offer] + z[exchanges.need] - exchanges.gain
    assert reduced.min(initial=0.0) >= -1e-9 * size  # over all exchanges, those left out too
    assert plan.violation <= 1e-9 * size
    assert np.abs(reduced[x > 0]).max(initial=0.0) <= 1e-9 * size
    assert (exchanges.supply - out)[y > 1e-9 * size].max(initial=0.0) <= close
    assert (exchanges.demand - into)[z > 1e-9 * size].max(initial=0.0) <= close
    assert plan.bound == pytest.approx(plan.value, rel=1e-9, abs=1e-9 * size)


def test_figures_of_the_methods_file():
    exchanges = methods_file()
    plan = plan_exchanges(exchanges)
    assert plan.value == plan.bound == 1315 and plan.gap == 0
    check_certificate(exchanges, plan)
    terms = no_terms(exchanges)
    assert plan_with_terms(exchanges, terms).value == pytest.approx(1315)
    fixed = replace(terms, fixed_cost=per_exchange(60, exchanges, "fixed_cost"))
    assert plan_with_terms(exchanges, fixed).value == pytest.approx(1100)
    least = replace(terms, minimum_load=per_exchange(40, exchanges, "minimum_load"))
    found = plan_with_terms(exchanges, least)
    assert found.value == pytest.approx(950) and found.gap == pytest.approx(0, abs=1e-9)
    assert set(np.round(found.tonnes[found.tonnes > 0], 6)) <= {40.0, 45.0, 50.0}


quantity = st.one_of(st.integers(0, 4).map(float), st.floats(0, 50), st.just(0.001))
worth = st.one_of(st.integers(-2, 4).map(float), st.floats(-5, 30), st.just(float("nan")))


@st.composite
def instances(draw, most=7):
    """Draw exchanges with ties, empty sides, pairs that cannot be, and one alone."""
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    supply = draw(st.lists(quantity, min_size=n, max_size=n))
    demand = draw(st.lists(quantity, min_size=m, max_size=m))
    row = st.lists(worth, min_size=m, max_size=m)
    return supply, demand, np.array(draw(st.lists(row, min_size=n, max_size=n)))


@settings(max_examples=300, deadline=None)
@given(instances())
@example(([5e-324], [1.0], np.array([[1.0]])))
def test_the_plan_is_as_good_as_linprogs_and_proves_it(drawn):
    exchanges = read_table(*drawn)
    plan = plan_exchanges(exchanges)
    check_certificate(exchanges, plan)
    assert plan.value == pytest.approx(by_linprog(exchanges), rel=1e-7, abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(instances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_the_worth(drawn, random):
    supply, demand, gain = np.array(drawn[0]), np.array(drawn[1]), drawn[2]
    rows, columns = list(range(len(supply))), list(range(len(demand)))
    random.shuffle(rows)
    random.shuffle(columns)
    plan = plan_exchanges(read_table(supply, demand, gain))
    other = plan_exchanges(read_table(supply[rows], demand[columns], gain[rows][:, columns]))
    assert other.value == pytest.approx(plan.value, rel=1e-12, abs=1e-12)
    assert other.bound == pytest.approx(plan.bound, rel=1e-12, abs=1e-12)


def test_among_several_best_plans_the_order_of_rows_decides_nothing():
    """Supplies and gains in small whole numbers: many plans are equally good."""
    rng = np.random.default_rng(7)
    for _time in range(30):
        n, m = rng.integers(2, 9, 2)
        supply, demand = rng.integers(1, 30, n), rng.integers(1, 30, m)
        gain = rng.integers(1, 6, (n, m)).astype(float)
        rows, columns = rng.permutation(n), rng.permutation(m)
        plan = plan_exchanges(read_table(supply, demand, gain))
        turned = read_table(supply[rows], demand[columns], gain[rows][:, columns])
        other = plan_exchanges(turned)
        if len(set(zip(supply, map(tuple, np.sort(gain, axis=1)), strict=True))) < n:
            continue  # two offers that nothing tells apart
        if len(set(zip(demand, map(tuple, np.sort(gain.T, axis=1)), strict=True))) < m:
            continue
        assert other.tonnes.reshape(n, m) == pytest.approx(
            plan.tonnes.reshape(n, m)[rows][:, columns], abs=1e-9
        )


@pytest.mark.parametrize("kind", ["random", "whole", "near", "short"])
def test_many_exchanges_are_planned_as_linprog_plans_them(kind):
    """Enough exchanges that the search begins from smoothed prices and leaves most out."""
    rng = np.random.default_rng(11)
    n, m, each = 150, 130, 25
    offer = np.repeat(np.arange(n), each)
    need = np.concatenate([rng.choice(m, each, replace=False) for _offer in range(n)])
    supply, demand = rng.lognormal(3, 1, n), rng.lognormal(3, 1, m)
    gain = rng.uniform(-5, 60, n * each)
    if kind == "whole":
        supply, demand = rng.integers(1, 50, n), rng.integers(1, 50, m)
        gain = rng.integers(-2, 12, n * each).astype(float)
    elif kind == "near":
        a, b = rng.uniform(0, 100, (n, 2)), rng.uniform(0, 100, (m, 2))
        gain = 40 - np.hypot(*(a[offer] - b[need]).T)
    elif kind == "short":
        demand = demand / 20
    exchanges = read_exchanges(supply, demand, offer, need, gain)
    plan = plan_exchanges(exchanges)
    check_certificate(exchanges, plan)
    assert plan.value == pytest.approx(by_linprog(exchanges), rel=1e-7)


def test_whole_kilograms_stay_whole():
    rng = np.random.default_rng(2)
    supply, demand = rng.integers(1, 10**6, 30) / 1000, rng.integers(1, 10**6, 30) / 1000
    plan = plan_exchanges(read_table(supply, demand, rng.uniform(1, 9, (30, 30))))
    kilograms = plan.tonnes * 1000
    assert np.abs(kilograms - kilograms.round()).max() < 1e-6


def brute_force(exchanges, fixed, least, one_partner):
    """Return the best value over all choices of exchanges, by a linear program each."""
    best = 0.0
    n, m = exchanges.shape
    count = len(exchanges.gain)
    for chosen in product((0, 1), repeat=count):
        b = np.array(chosen, bool)
        if one_partner and max(
            np.bincount(exchanges.offer[b], minlength=n).max(initial=0),
            np.bincount(exchanges.need[b], minlength=m).max(initial=0),
        ) > 1:  # fmt: skip
            continue
        rows = np.r_[exchanges.offer, n + exchanges.need]
        A = csr_array(
            (np.ones(2 * count), (rows, np.tile(np.arange(count), 2))), shape=(n + m, count)
        )
        answer = linprog(
            -exchanges.gain,
            A_ub=A,
            b_ub=np.r_[exchanges.supply, exchanges.demand],
            bounds=np.c_[np.where(b, least, 0.0), np.where(b, np.inf, 0.0)],
            method="highs",
        )
        if answer.status == 0:
            best = max(best, -answer.fun - fixed * b.sum())
    return best


@pytest.mark.parametrize("seed", range(12))
def test_lumps_are_planned_as_all_choices_tried_one_by_one(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 4, 2)
    gain = rng.integers(-2, 9, (n, m)).astype(float)
    gain[rng.random((n, m)) < 0.2] = np.nan
    exchanges = read_table(rng.integers(0, 20, n), rng.integers(0, 20, m), gain)
    fixed, least = float(rng.integers(0, 15)), float(rng.integers(0, 8))
    one_partner = bool(seed % 2)
    terms = replace(
        no_terms(exchanges),
        fixed_cost=per_exchange(fixed, exchanges, "fixed_cost"),
        minimum_load=per_exchange(least, exchanges, "minimum_load"),
        one_partner=one_partner,
    )
    found = plan_with_terms(exchanges, terms)
    best = brute_force(exchanges, fixed, least, one_partner)
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-5) and found.is_proved
    loads = found.tonnes[found.takes_place]
    assert loads.min(initial=least) >= least - 1e-6


def test_one_partner_each_is_an_assignment():
    rng = np.random.default_rng(4)
    gain = rng.uniform(1, 9, (8, 8))
    exchanges = read_table(np.ones(8), np.ones(8), gain)
    found = plan_with_terms(exchanges, replace(no_terms(exchanges), one_partner=True))
    rows, columns = linear_sum_assignment(-gain)
    assert found.value == pytest.approx(gain[rows, columns].sum())


def test_a_plant_is_opened_only_where_it_pays():
    """Direct 2 a tonne; by the plant 5 a tonne, 10 tonnes at most, for 25 to open it."""
    exchanges = read_exchanges([20], [20], [0, 0], [0, 0], [2, 5], [-1, 0])
    terms = replace(
        no_terms(exchanges),
        plant=np.array([-1, 0]),
        capacity=np.array([10.0]),
        opening_cost=np.array([25.0]),
    )
    found = plan_with_terms(exchanges, terms)
    assert found.value == pytest.approx(10 * 2 + 10 * 5 - 25) and found.opened.tolist() == [True]
    dear = replace(terms, opening_cost=np.array([31.0]))
    assert plan_with_terms(exchanges, dear).value == pytest.approx(40)
    free = plan_with_terms(exchanges, replace(terms, opening_cost=np.array([0.0])))
    assert free.value == pytest.approx(70) and free.plant_price == pytest.approx([3])
    with pytest.raises(InvalidValueError, match="plant that does not exist"):
        plan_with_terms(exchanges, replace(terms, plant=np.array([-1, 1])))


def test_the_limit_of_each_exchange_holds():
    exchanges = methods_file()
    found = plan_with_terms(
        exchanges, replace(no_terms(exchanges), most=per_exchange(20, exchanges, "capacity"))
    )
    assert found.tonnes.max() <= 20 + 1e-9
    bounds = [(0, 20)] * 9
    A = np.vstack([np.kron(np.eye(3), np.ones(3)), np.kron(np.ones(3), np.eye(3))])
    rival = linprog(-exchanges.gain, A_ub=A, b_ub=SUPPLY + DEMAND, bounds=bounds)
    assert found.value == pytest.approx(-rival.fun) == pytest.approx(found.bound)


def lose(exchanges, tonnes, partner):
    """Return what a plan is worth without one partner."""
    n = exchanges.shape[0]
    stays = (exchanges.offer != partner) & (n + exchanges.need != partner)
    return float((exchanges.gain * tonnes)[stays].sum())


@settings(max_examples=60, deadline=None)
@given(instances(most=4))
def test_the_loss_of_any_partner_leaves_what_is_guaranteed(drawn):
    exchanges = read_table(*drawn)
    plan = plan_against_loss(exchanges)
    partners = range(sum(exchanges.shape))
    left = [lose(exchanges, plan.tonnes, partner) for partner in partners]
    assert min(left) == pytest.approx(plan.guaranteed, abs=1e-6)
    best = plan_exchanges(exchanges)
    assert plan.value <= best.value + 1e-6
    fragile = min(lose(exchanges, best.tonnes, partner) for partner in partners)
    assert plan.guaranteed >= fragile - 1e-6


def test_a_plan_for_losses_spreads_over_partners():
    """One large offer is worth 10 a tonne, two small ones 6: alone the large one is a risk."""
    exchanges = read_exchanges([30, 15, 15], [15, 15], [0, 0, 1, 2], [0, 1, 0, 1], [10, 10, 9, 9])
    assert plan_exchanges(exchanges).value == 300
    plan = plan_against_loss(exchanges)
    assert plan.guaranteed == pytest.approx(142.5, abs=8) and plan.guaranteed > 0
    assert plan.value >= plan.guaranteed
    one_firm = plan_against_loss(exchanges, np.array([0, 1, 1]), np.array([2, 3]))
    assert one_firm.at_stake.shape == (4,)


@pytest.mark.parametrize("seed", range(6))
def test_each_rung_of_the_ladder_is_where_the_best_plan_changes(seed):
    rng = np.random.default_rng(seed)
    exchanges = read_table(
        rng.integers(1, 20, 4), rng.integers(1, 20, 4), rng.uniform(1, 20, (4, 4))
    )
    solved = solve_tree(exchanges)
    flows = solved.flows()
    for place in np.flatnonzero(flows > 0):
        rungs = price_ladder(solved, int(place))
        assert rungs[-1].tonnes == 0
        steps = [rung.tonnes for rung in rungs]
        assert steps == sorted(steps, reverse=True) and steps[0] < flows[place]
        for rung, before in zip(rungs, [flows[place], *steps], strict=False):
            for gain, tonnes in ((rung.gain + 1e-4, before), (rung.gain - 1e-4, rung.tonnes)):
                changed = exchanges.gain.copy()
                changed[solved.kept[place]] = gain
                plan = plan_exchanges(replace(exchanges, gain=changed))
                assert plan.tonnes[solved.kept[place]] == pytest.approx(tonnes, abs=1e-6)


def blocking(pairs, to_offer, to_need):
    """Return whether an offer and a need would both rather have each other."""
    n, m = to_offer.shape
    of_need = {b: a for a, b in enumerate(pairs) if b >= 0}
    for a in range(n):
        for b in range(m):
            mine = to_offer[a, pairs[a]] if pairs[a] >= 0 else 0.0
            theirs = to_need[of_need[b], b] if b in of_need else 0.0
            if to_offer[a, b] > mine and to_need[a, b] > theirs:
                return True
    return False


@pytest.mark.parametrize("seed", range(15))
def test_stable_pairs_are_stable_and_the_best_for_offers(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 5, 2).tolist()
    to_offer = rng.permuted(np.arange(1.0, n * m + 1)).reshape(n, m) - 2
    to_need = rng.permuted(np.arange(1.0, n * m + 1)).reshape(n, m) - 2
    offer, need = np.divmod(np.arange(n * m), m)
    found = pair_stably(offer, need, to_offer.ravel(), to_need.ravel(), n).tolist()
    assert not blocking(found, to_offer, to_need)
    places = [*range(m), *[-1] * n]
    for other in set(permutations(places, int(n))):
        willing = all(
            b < 0 or (to_offer[a, b] > 0 and to_need[a, b] > 0) for a, b in enumerate(other)
        )
        if willing and not blocking(list(other), to_offer, to_need):
            for a in range(n):
                mine = to_offer[a, found[a]] if found[a] >= 0 else 0.0
                assert mine >= (to_offer[a, other[a]] if other[a] >= 0 else 0.0)


def test_nothing_to_exchange_is_a_plan_too():
    for gain in ([[-1.0]], [[np.nan]], [[0.0]]):
        plan = plan_exchanges(read_table([5], [5], gain))
        assert (plan.value, plan.bound, plan.tonnes.sum()) == (0, 0, 0)
    assert plan_exchanges(read_table([0], [5], [[3.0]])).value == 0
    empty = read_exchanges([], [], [], [], [])
    assert plan_exchanges(empty).value == 0
    assert relative_gap(0.0, 0.0) == 0


@pytest.mark.parametrize(
    ("changed", "error", "where"),
    [
        ({"supply": [-1, 2]}, InvalidValueError, "supply[0]"),
        ({"demand": [float("nan")]}, InvalidValueError, "demand[0]"),
        ({"offer": [2]}, InvalidValueError, "offer"),
        ({"need": [-1]}, InvalidValueError, "need"),
        ({"gain": [float("inf")]}, InvalidValueError, "gain"),
        ({"gain": [1, 2]}, LabelMismatchError, "gain"),
        ({"offer": [0, 0], "need": [0, 0], "gain": [1, 2]}, DuplicateLabelError, "offer"),
    ],
)
def test_wrong_exchanges_say_where(changed, error, where):
    right = {"supply": [1, 2], "demand": [3], "offer": [0], "need": [0], "gain": [1]}
    with pytest.raises(error) as found:
        read_exchanges(**right | changed)
    assert found.value.where == where and found.value.cure


def test_terms_of_another_shape_or_sign_are_refused():
    with pytest.raises(LabelMismatchError, match="Offers: 3. Needs: 3"):
        per_exchange([[1.0]], methods_file(), "fixed_cost")
    with pytest.raises(InvalidValueError, match="fixed_cost must be 0 or more"):
        per_exchange(-1, methods_file(), "fixed_cost")


FAR_APART = (  # supplies, demands, gains, best value: by hand
    # a thousandth of a tonne that is worth much beside a million million that are worth little
    ([1e12, 1e-3], [1e12, 1e-3], [[1e-3, np.nan], [np.nan, 1e12]], 1e9 + 1e9),
    ([1e12, 2.5e-7], [1e12, 1e-7], [[1e-6, np.nan], [np.nan, 1e12]], 1e6 + 1e5),
    ([1e12, 1.0 / 3], [1e-6 / 7, 1e12 / 9], [[1.0, 1.0], [1.0, 1.0]], 1e12 / 9 + 1e-6 / 7),
    # gains that are all next to nothing
    ([2.0, 3.0], [1.0, 4.0], [[1e-12, 3e-12], [2e-12, 1e-13]], 2 * 3e-12 + 2e-12 + 2e-13),
    ([5.0], [4.0], [[1e-15]], 4e-15),
)


@pytest.mark.parametrize(("supply", "demand", "gain", "best"), FAR_APART)
def test_quantities_and_gains_far_apart_are_all_in_the_plan(supply, demand, gain, best):
    exchanges = read_table(supply, demand, gain)
    plan = plan_exchanges(exchanges)
    assert plan.value == pytest.approx(best, rel=1e-12)
    assert plan.bound >= plan.value * (1 - 1e-15) and plan.is_proved
    given, taken = (
        np.bincount(places, plan.tonnes, count)
        for places, count in zip((exchanges.offer, exchanges.need), exchanges.shape, strict=True)
    )
    assert (given <= exchanges.supply).all() and (taken <= exchanges.demand).all()


@pytest.mark.parametrize(("supply", "demand", "gain", "best"), FAR_APART)
def test_with_terms_they_are_in_the_plan_or_it_is_not_called_proved(supply, demand, gain, best):
    exchanges = read_table(supply, demand, gain)
    found = plan_with_terms(exchanges, replace(no_terms(exchanges), most=exchanges.gain * 0 + 1e12))
    assert found.bound >= best * (1 - 1e-12)
    assert not found.is_proved or found.value == pytest.approx(best, rel=1e-6)


def test_a_bound_holds_on_every_exchange_whatever_the_search_left():
    """Prices add up to each gain and more: what the search left to its tolerance is in the gap."""
    rng = np.random.default_rng(25)
    for _case in range(60):
        n, m = rng.integers(1, 7, 2)
        supply, demand = 10 ** rng.uniform(-6, 9, n), 10 ** rng.uniform(-6, 9, m)
        exchanges = read_table(supply, demand, 10 ** rng.uniform(-5, 4, (n, m)))
        plan = plan_exchanges(exchanges)
        assert plan.violation <= 1e-15 * exchanges.gain.max()
        sums = exchanges.supply @ plan.supply_price + exchanges.demand @ plan.demand_price
        assert plan.bound == sums and plan.is_proved == (plan.gap <= 1e-9)
        assert plan.value <= plan.bound * (1 + 1e-12)


def test_a_plan_whose_bound_is_not_reached_is_not_called_proved():
    plan = plan_exchanges(methods_file())
    assert plan.is_proved and not replace(plan, bound=plan.bound * (1 + 1e-6)).is_proved


@pytest.mark.parametrize("name", ["capacity", "opening_cost", "treatment_per_tonne"])
def test_amounts_of_a_plant_have_bounds(name):
    plant = {"capacity": 1.0, "transport_from": [0.0], "transport_to": [0.0]}
    asked = {"supply": [1.0], "demand": [1.0], "value_per_tonne": 5, "transport_per_tonne": [[1]]}
    with pytest.raises(InvalidValueError):
        run("symbiosis", asked | {"plants": [plant | {name: 1e13}]})
