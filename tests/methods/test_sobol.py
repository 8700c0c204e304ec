"""Sobol indices: exact for a footprint model, estimated for any system, the same where both apply."""

import numpy as np
import pytest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.footprints.variance import variance_by_input
from scp_centre.methods.lifecycle import simulate, sobol_indices
from tests.methods.lifecycle_fixtures import layered_system, lognormal, uncertain_system

SIGMA = 0.6


def chance(seed=1):
    return np.random.default_rng(seed)


def purchase_with_emissions():
    """h = 2 k1 m + 3 k2: process 0 buys one unit of product 1, which emits 2, and emits 3 itself."""
    A = np.array([[1.0, 0], [-1, 1]])
    return uncertain_system(A, np.array([[3.0, 2.0]]), [1.0], lognormal(SIGMA), lognormal(SIGMA))


def exact():
    """The same as lines (the purchase, a certain one) and rows (of product 1, own emissions)."""
    W = np.array([[2.0, 0], [0, 3.0]])
    found = variance_by_input(W, np.array([SIGMA, 0]), np.full(2, SIGMA), "mc", "pe")
    return {one.line or one.factor: one for one in found}


def test_the_variance_of_a_product_by_hand():
    """x y with lognormals of sigma s: alone e^(s²), with interaction e^(2 s²) - 1, over the whole."""
    found = variance_by_input(np.ones((1, 1)), np.array([SIGMA]), np.array([SIGMA]), "m", "k")
    grown = np.expm1(SIGMA**2)
    whole = 2 * grown + grown**2
    assert [one.share for one in found] == pytest.approx([grown / whole] * 2)
    assert [one.total for one in found] == pytest.approx([(grown + grown**2) / whole] * 2)


def test_the_exact_variance_is_that_of_the_runs():
    lines, rows = np.array([0.4, 0.2, 0.0]), np.array([0.3, 0.5])
    W = np.array([[1.0, 0], [2.0, 0.5], [0, 3.0]])
    normal = chance().standard_normal((400_000, 5))
    m, k = np.exp(normal[:, :3] * lines), np.exp(normal[:, 3:] * rows)
    fixed = {}
    for at in range(3):
        given = ((np.exp(normal[:, [at]] * lines[at]) * W[at]) @ np.exp(rows**2 / 2)).ravel()
        fixed[f"l{at}"] = given.var()
    h = ((m @ W) * k).sum(axis=1)
    found = variance_by_input(W, lines, rows, ["l0", "l1", "l2"], ["r0", "r1"])
    assert "l2" not in {one.line for one in found}
    for one in found:
        assert one.share <= one.total <= 1
        if one.line:
            assert one.share == pytest.approx(fixed[one.line] / h.var(), rel=0.05)


def test_sampled_indices_are_the_exact_ones_where_inputs_interact():
    found = sobol_indices(purchase_with_emissions(), [1, 0], top=5, runs=20_000, generator=chance())
    names = {("technosphere", 1, 0): "m", ("biosphere", 0, 1): "p", ("biosphere", 0, 0): "e"}
    by_name = {names[one.entry.matrix, one.entry.row, one.entry.col]: one for one in found}
    assert by_name.keys() == {"m", "p", "e"}  # outputs are certain in this system
    wanted = exact()
    for name, one in wanted.items():
        assert by_name[name].first == pytest.approx(one.share, abs=0.03)
        assert by_name[name].total == pytest.approx(one.total, abs=0.03)
        low, high = by_name[name].total_interval
        assert low < by_name[name].total < high
    assert by_name["m"].total > by_name["m"].first + 0.02  # it acts through the emissions it buys


def test_a_large_system_has_the_variance_that_its_runs_have():
    """The totals of what acts alone: with small spreads the first-order shares of the screening."""
    A, B, c = layered_system(300)
    uncertain = uncertain_system(A, B, c, lognormal(0.05), lognormal(0.05))
    demand = np.eye(300)[-1]
    found = sobol_indices(uncertain, demand, top=3, runs=400, generator=chance())
    for one in found:
        low, high = one.total_interval
        assert low - 0.02 <= one.entry.share <= high + 0.02
    again = sobol_indices(uncertain, demand, top=3, runs=400, generator=chance())
    assert found == again
    assert simulate(uncertain, [demand], runs=50, generator=chance()).scores.std() > 0


def test_certain_data_have_no_indices_and_too_many_solutions_are_refused():
    A = np.array([[1.0, 0], [-1, 1]])
    certain = uncertain_system(A, np.array([[3.0, 4.0]]), [1.0], None, None)
    assert sobol_indices(certain, [1, 0], top=2, runs=100, generator=chance()) == ()
    for top, runs in ((2, 15), (0, 100), (98, 10_001)):
        with pytest.raises(InvalidValueError, match="cannot be calculated"):
            sobol_indices(certain, [1, 0], top=top, runs=runs, generator=chance())
