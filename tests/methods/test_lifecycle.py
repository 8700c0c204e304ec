"""The matrix inventory: by hand, and the laws that it keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import solve_inventory

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
    with pytest.raises(InvalidValueError, match="do not fit"):
        solve_inventory([[1, 0]], [[1]], [1], [1])
    with pytest.raises(InvalidValueError, match="meets this demand"):
        solve_inventory([[1, 1], [1, 1]], [[1, 1]], [1], [1, 0])
