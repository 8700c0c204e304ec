"""The quantity model: the textbook table, and the laws that it keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import (
    consumption_account,
    multipliers,
    technical_coefficients,
    total_output,
)

# Miller and Blair's two sectors, as docs/methods/inputoutput.md gives them.
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
X = np.array([1000.0, 2000.0])


def test_the_textbook_table():
    A = technical_coefficients(Z, X)
    assert_allclose(A, [[0.15, 0.25], [0.20, 0.05]])
    assert_allclose(total_output(A, [350, 1700]), X)
    assert_allclose(total_output(A, [600, 1500]), [1247.5, 1841.6], atol=0.05)
    L = np.array([[1.2541, 0.3300], [0.2640, 1.1221]])
    assert_allclose(multipliers(A, np.eye(2)), L, atol=5e-5)


@given(
    arrays(float, (4, 4), elements=st.floats(0, 0.24)),
    arrays(float, 4, elements=st.floats(0.1, 100)),
    arrays(float, (2, 4), elements=st.floats(0, 10)),
)
def test_production_and_consumption_cause_the_same_in_sum(A, y, S):
    x = total_output(A, y)
    assert_allclose(consumption_account(A, S, y).sum(axis=1), S @ x, rtol=1e-8, atol=1e-8)
    assert (x >= y - 1e-9).all()


def test_what_cannot_be_is_refused_with_its_place():
    with pytest.raises(InvalidValueError, match="Sector 2 uses inputs but has no output"):
        technical_coefficients([[1, 2], [3, 4]], [10, 0])
    with pytest.raises(InvalidValueError, match="The shape of"):
        total_output([[0.1, 0.2]], [1, 2])
    with pytest.raises(InvalidValueError, match="can meet this demand"):
        total_output([[1, 0], [0, 0.5]], [1, 1])
