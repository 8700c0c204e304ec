"""The matrix inventory: by hand, and the laws that it keeps."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    change_exchange,
    differentiate,
    draw_sankey,
    grow_tree,
    normalise,
    read_entries,
    regionalise,
    solve_inventory,
    weigh,
)
from scp_centre.methods.lifecycle import system as system_module
from scp_centre.methods.lifecycle.pairing import pair_products
from scp_centre.methods.lifecycle.system import System
from tests.methods.lifecycle_fixtures import layered_system, published_cases, random_system
from tests.shared_data import needs_shared

WASH = [[1, 0, -0.08], [0, 1, -1.0], [0, 0, 1]]


def test_a_hundred_washes_by_hand():
    found = solve_inventory(WASH, [[2.0, 0.5, 0.0]], [1.0], [0, 0, 100])
    assert_allclose(found.supply, [8, 100, 100])
    assert_allclose(found.contributions, [16, 50, 0])
    assert found.score == pytest.approx(66)


def test_a_loop_is_solved():
    """Electricity that needs coal, whose mine needs electricity."""
    found = solve_inventory([[1, -0.1], [-0.5, 1]], [[0, 1]], [1], [10, 0])
    assert found.supply[0] == pytest.approx(10 + 0.1 * found.supply[1])


@given(st.floats(0.01, 100))
def test_more_demand_causes_as_much_more(k):
    one = solve_inventory(WASH, [[2, 0.5, 0]], [1], [0, 0, 1])
    many = solve_inventory(WASH, [[2, 0.5, 0]], [1], [0, 0, k])
    assert_allclose(many.contributions, k * one.contributions)
    assert many.score == pytest.approx(np.sum(many.contributions))


def test_what_does_not_fit_or_has_no_solution_is_refused():
    with pytest.raises(InvalidValueError, match="do not match"):
        solve_inventory([[1, 0], [0, 1]], [[1]], [1], [1, 0])
    with pytest.raises(
        InvalidValueError,
        match="The system has no unique solution: its technosphere matrix is singular.",
    ):
        solve_inventory([[1, 1], [1, 1]], [[1, 1]], [1], [1, 0])


CASES = published_cases()


@needs_shared
def test_there_are_published_cases():
    assert len(CASES) >= 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_published_answers(case):
    given, expected = case["input"], case["expect"]
    A, B = (
        sp.csc_matrix((m["value"], (m["row"], m["col"])), (m.get("n", m.get("m")), n))
        for m, n in ((given[k], given["technosphere"]["n"]) for k in ("technosphere", "biosphere"))
    )
    f = np.zeros(A.shape[0])
    for product, amount in given["demand"].items():
        f[int(product)] = amount
    found = solve_inventory(A, B, given["characterisation"], f)
    assert_allclose(found.supply, expected["supply"])
    assert_allclose(found.flows, expected["inventory"])
    assert found.score == pytest.approx(expected["score"])
    assert_allclose(found.contributions, expected["direct_by_process"])
    assert_allclose(found.upstream()[0], expected["upstream_total_by_process"])
    assert_allclose(found.prices[0], expected["unit_scores_of_products"])


LOOP = ([[1, 0, 0], [-1, 1, -0.1], [0, -2, 1]], [[1, 2, 3]], [1], [1, 0, 0])


def test_a_loop_is_counted_once():
    """Figures of the methods file."""
    found = solve_inventory(*LOOP)
    assert_allclose(found.contributions, [1, 2.5, 7.5])
    assert_allclose(found.upstream()[0], [11, 10, 8])


def test_textbook_process_pairs_are_found():
    """Heijungs and Suh: process 0 makes product 1, and process 1 product 0."""
    assert pair_products(sp.csc_matrix([[-2.0, 100], [10, 0]])).tolist() == [1, 0]


def test_both_ways_of_writing_waste_give_the_same_positive_score():
    delivered = solve_inventory([[1, 0], [-2, 1]], [[0, 3]], [1], [1, 0])
    negative = solve_inventory([[1, 0], [2, -1]], [[0, 3]], [1], [1, 0])
    assert delivered.score == negative.score == 6
    assert_allclose(delivered.supply, negative.supply)
    assert_allclose(negative.upstream()[0], [6, 6])


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("avoided", [False, True])
def test_any_system_equals_the_dense_solution(seed, avoided):
    generator = np.random.default_rng(seed)
    n = int(generator.integers(2, 40))
    A, B, c = random_system(generator, n, avoided=avoided)
    f = generator.random(n)
    found = solve_inventory(sp.csc_matrix(A), B, c, f)
    s = np.linalg.solve(A, f)
    assert_allclose(found.supply, s, rtol=1e-9, atol=1e-12 * abs(s).max())
    assert found.score == pytest.approx(c @ B @ s, rel=1e-9)
    inverse = np.linalg.inv(A)
    expected = (c @ B @ inverse) * s / np.diag(inverse)
    assert_allclose(found.upstream()[0], expected, rtol=1e-7, atol=1e-10 * abs(expected).max())


@pytest.mark.parametrize("core", [20, 500])
def test_sweeps_and_factors_agree(core, monkeypatch):
    A, B, c = layered_system(1_000, seed=core)
    swept, factorised = System.of(A), System.of(A)
    assert swept.n > system_module.DIRECT
    f = np.eye(1_000)[-1]
    s, prices = swept.supply(f), swept.prices(B.T @ c)
    monkeypatch.setattr(system_module, "DIRECT", 10_000)
    assert_allclose(s, factorised.supply(f), rtol=1e-9, atol=1e-15)
    assert_allclose(prices, factorised.prices(B.T @ c), rtol=1e-9)


def test_what_sweeps_cannot_settle_is_factorised():
    """A loop of 600 processes with signs that make sweeps diverge."""
    generator = np.random.default_rng(3)
    A = np.eye(600) + generator.standard_normal((600, 600)) * (generator.random((600, 600)) < 0.2)
    found = System.of(A).supply(np.ones(600))
    assert_allclose(A @ found, np.ones(600), atol=1e-8)


def test_few_entries_stand_above_the_diagonal():
    A, _B, _c = layered_system(2_000)
    system = System.of(A)
    assert len(system.upper.data) < 0.05 * system.links.nnz


REFUSED = [
    ([[1, -1], [-1, 1]], "singular"),
    ([[1, -0.3], [-10 / 3, 1]], "singular"),
    ([[3, -0.3], [-10, 1]], "singular"),
    ([[1, -2], [-2, 1]], "consumes more than it produces"),
    ([[1, 0], [0, 0]], "No process makes or treats product 1"),
    ([[1, 1], [-1, -1]], "Some processes use product 1, but no process makes it"),
    ([[1, 0], [1, 0]], "Process 1 has no output"),
    ([[1, 0, 0], [0, 1, 0]], "number of products .2. does not match the number of processes .3."),
    ([[1, 1, 0], [-1, 0, -1], [0, -1, -1]], "Some processes use product"),
    ([[1, np.nan], [0, 1]], "not a number"),
]


@pytest.mark.parametrize(("A", "message"), REFUSED, ids=lambda part: str(part)[:40])
def test_a_system_without_an_answer_is_refused(A, message):
    f = [1] + [0] * (len(A) - 1)
    with pytest.raises(InvalidValueError, match=message) as caught:
        solve_inventory(A, np.ones((1, len(A[0]))), [1], f)
    assert caught.value.where.startswith("technosphere") and caught.value.cure


def test_a_hungry_loop_that_the_demand_does_not_reach_harms_nobody():
    A = [[1, 0, 0], [0, 1, -2], [0, -2, 1]]
    assert solve_inventory(A, [[1, 1, 1]], [1], [1, 0, 0]).score == 1


@pytest.mark.parametrize("negative", [True, False])
def test_places_outside_of_a_matrix_are_named(negative):
    row = [0, -1] if negative else [0, 2]
    with pytest.raises(InvalidValueError, match="outside the range 0 to 1") as caught:
        read_entries((2, 2), row, [0, 1], [1.0, 1.0], name="technosphere")
    assert caught.value.where == "technosphere.row.1"
    with pytest.raises(InvalidValueError, match="Rows: 1, columns: 2"):
        read_entries((2, 2), [0], [0, 1], [1.0, 1.0], name="technosphere")
    with pytest.raises(InvalidValueError, match="must be whole numbers"):
        read_entries((2, 2), [0.5], [0], [1.0], name="technosphere")


def test_a_chain_of_15_000_levels_has_a_tree_and_a_sankey():
    n = 15_000
    A = sp.identity(n, format="csc") - sp.eye(n, k=-1, format="csc")
    B = sp.csc_matrix(([1.0], ([0], [n - 1])), (1, n))
    found = solve_inventory(A, B, [2.0], np.eye(n)[0])
    tree = grow_tree(found, cut_off=0.5, most=n)
    assert tree.deliveries[-1].level == n - 1 and tree.is_whole
    assert tree.covered == pytest.approx(1)
    sankey = draw_sankey(found, cut_off=0.5)
    assert len(sankey.processes) == n and len(sankey.ribbons) == n - 1
    assert {ribbon.value for ribbon in sankey.ribbons} == {2.0}


def test_the_tree_walks_a_loop_until_little_is_left():
    """Process 1 of the loop delivers 1, then 0.2, 0.04 … of itself: 1.25 in all."""
    found = solve_inventory(*LOOP)
    tree = grow_tree(found, cut_off=1e-9)
    assert tree.covered == pytest.approx(1, abs=1e-7)
    again = [one.amount for one in tree.deliveries if one.process == 1]
    assert_allclose(again[:4], [1, 0.2, 0.04, 0.008])
    roots = [one for one in tree.deliveries if one.parent is None]
    assert [(one.process, one.upstream) for one in roots] == [(0, pytest.approx(11))]
    few = grow_tree(found, cut_off=1e-9, most=2)
    assert not few.is_whole and len(few.deliveries) == 2


def test_the_sankey_says_what_it_leaves_out():
    sankey = draw_sankey(solve_inventory(*LOOP), cut_off=0.8)
    assert sankey.processes == (0, 1) and sankey.upstream == pytest.approx((11, 10))
    assert [(r.supplier, r.consumer, r.value) for r in sankey.ribbons] == [
        (1, 0, pytest.approx(10))
    ]
    assert sankey.left_out == pytest.approx(7.5)
    with pytest.raises(InvalidValueError, match="cut-off cannot be 2"):
        draw_sankey(solve_inventory(*LOOP), cut_off=2)
    with pytest.raises(InvalidValueError, match="to show cannot be 0"):
        grow_tree(solve_inventory(*LOOP), most=0)


def test_derivatives_are_those_of_small_changes():
    A, B, c = random_system(np.random.default_rng(5), 6)
    f = np.ones(6)
    base = solve_inventory(A, B, c, f)
    found = differentiate(base)
    step = 1e-7
    for part, matrix, place in ((found.technosphere, A, 0), (found.biosphere, B, 1)):
        for row, col, value in zip(part.row, part.col, part.derivative, strict=True):
            moved = matrix.copy()
            moved[row, col] += step
            both = [A, B]
            both[place] = moved
            change = (solve_inventory(*both, c, f).score - base.score) / step
            assert change == pytest.approx(value, rel=1e-4, abs=1e-6)
    assert_allclose(found.factors, base.flows)
    assert found.biosphere.elasticity.sum() == pytest.approx(1)


def test_one_changed_exchange_is_exact():
    A, B, c = random_system(np.random.default_rng(8), 12)
    f = np.ones(12)
    changed = A.copy()
    changed[3, 7] -= 0.05
    found = change_exchange(solve_inventory(A, B, c, f), 3, 7, -0.05)
    expected = solve_inventory(changed, B, c, f)
    assert_allclose(found.supply, expected.supply, rtol=1e-10)
    assert found.impacts[0] == pytest.approx(expected.score, rel=1e-10)


def test_a_change_that_makes_the_system_singular_is_refused():
    base = solve_inventory([[1, -0.5], [-1, 1]], [[1, 1]], [1], [1, 0])
    with pytest.raises(InvalidValueError, match="singular"):
        change_exchange(base, 0, 1, -0.5)
    with pytest.raises(InvalidValueError, match="outside"):
        change_exchange(base, 2, 1, -0.5)


def test_regional_factors():
    """RegionalizedCalculationTest of GreenDelta/olca-modules (a20094aff)."""
    factors = {(0, "L1"): 9, (0, "L2"): 6, (0, None): 3, (1, "L1"): 6, (1, "L2"): 4, (1, None): 2}
    B = read_entries((2, 2), [0, 1], [0, 1], [2.0, 2.0], name="biosphere")

    def score(of_exchanges, of_processes):
        regional = regionalise(B, of_exchanges, of_processes, [factors])
        A = [[1, 0], [-2, 1]]
        return solve_inventory(A, regional.B.matrix(), regional.C, [1, 0]).score

    assert score([None, None], [None, None]) == 14
    assert score([None, None], ["L3", "L3"]) == 14  # no factor there: the general ones
    assert score([None, None], ["L1", "L2"]) == 2 * 9 + 4 * 4
    assert score(["L2", None], ["L1", "L2"]) == 2 * 6 + 4 * 4  # the exchange knows better
    assert regionalise(B, [None] * 2, [None] * 2, [{(0, None): 3.0}]).without_factor == (1,)


def test_normalisation_and_weighting():
    """NwResultTest of GreenDelta/olca-modules (a20094aff): 4, 0.5, 3."""
    assert normalise([4], [0.5]).tolist() == [8]
    assert weigh([4], [3]).tolist() == [12]
    assert weigh(normalise([4], [0.5]), [3]).tolist() == [24]
    with pytest.raises(InvalidValueError, match="Category 2 has no normalisation reference"):
        normalise([4, 1], [0.5, 0])


def test_several_categories_at_once():
    found = solve_inventory(LOOP[0], LOOP[1], [[1], [10]], LOOP[3])
    assert_allclose(found.impacts, [11, 110])
    assert_allclose(found.direct[1], [10, 25, 75])
    with pytest.raises(
        InvalidValueError,
        match="in the demand .2. does not match the number of products in the system .3.",
    ):
        solve_inventory(*LOOP[:3], [1, 0])
