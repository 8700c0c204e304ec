"""Verified savings: the golden case, a data set from the literature, laws of least squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, MissingValueError
from scp_centre.methods.verification import fit_baseline, given_baseline, verify_saving

# F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973), set I.
ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE_Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]


def test_golden_case():
    saving = verify_saving(given_baseline(2.0, {"output": 0.5}), [44.0], {"output": [100.0]})
    assert saving.total == pytest.approx(8.0)
    assert saving.share == pytest.approx(8 / 52)


def test_anscombe():
    model = fit_baseline(ANSCOMBE_Y, {"x": ANSCOMBE_X})
    assert_allclose(model.coefficients, [3.0001, 0.5001], atol=5e-5)
    assert_allclose(model.standard_errors, [1.1247, 0.1179], atol=5e-5)
    assert model.r_squared == pytest.approx(0.6665, abs=5e-5)
    assert model.residual_sd == pytest.approx(1.2366, abs=5e-5)
    assert model.p_values[1] == pytest.approx(0.00217, abs=5e-6)


def test_one_new_period_has_the_prediction_interval_of_the_textbook():
    """s sqrt(1 + 1/n + (x - mean)^2 / Sxx): the formula for one prediction."""
    model = fit_baseline(ANSCOMBE_Y, {"x": ANSCOMBE_X})
    saving = verify_saving(model, [5.0], {"x": [12.0]})
    sxx = np.sum((np.array(ANSCOMBE_X) - 9.0) ** 2)
    assert saving.standard_error == pytest.approx(
        model.residual_sd * np.sqrt(1 + 1 / 11 + (12 - 9) ** 2 / sxx)
    )


def test_the_verdict_is_about_the_interval():
    model = fit_baseline(ANSCOMBE_Y, {"x": ANSCOMBE_X})
    drivers = {"x": [9.0] * 12}
    expected = 3.0001 + 0.5001 * 9
    for use, verdict in (
        (expected - 3, "proved"),
        (expected, "not proved"),
        (expected + 3, "lost"),
    ):
        assert verify_saving(model, [use] * 12, drivers).verdict == verdict


def test_a_driver_beyond_the_baseline_is_named():
    seen = {"x": [float(x) for x in ANSCOMBE_X]}
    model = fit_baseline(ANSCOMBE_Y, seen)
    assert verify_saving(model, [5.0], {"x": [14.9]}, seen=seen).outside == ()
    assert verify_saving(model, [5.0], {"x": [20.0]}, seen=seen).outside == ("x",)


@pytest.mark.parametrize(
    ("use", "drivers", "error"),
    [
        ([1.0, 2.0, 3.0], {"x": [1.0, 2.0, 3.0]}, MissingValueError),
        ([1.0, 2.0, 3.0, 4.0], {"x": [5.0, 5.0, 5.0, 5.0]}, InvalidValueError),
        (
            [1.0, 2.0, 3.0, 4.0, 6.0],
            {"a": [1.0, 2.0, 3.0, 4.0, 5.0], "b": [2.0, 4.0, 6.0, 8.0, 10.0]},
            InvalidValueError,
        ),
        ([1.0, float("nan"), 3.0, 4.0], {"x": [1.0, 2.0, 3.0, 4.0]}, InvalidValueError),
        ([1.0, 2.0, 3.0, 4.0], {"x": [1.0, 2.0, 3.0]}, LabelMismatchError),
    ],
)
def test_baselines_that_say_nothing_are_refused(use, drivers, error):
    with pytest.raises(error) as caught:
        fit_baseline(use, drivers)
    assert caught.value.cure


def test_other_drivers_than_the_baseline_are_refused():
    with pytest.raises(LabelMismatchError, match="output"):
        verify_saving(given_baseline(1.0, {"output": 1.0}), [1.0], {"hours": [1.0]})


@given(
    st.lists(st.floats(1, 100), min_size=6, max_size=24, unique=True),
    st.floats(0.1, 10),
    st.floats(0, 100),
    st.floats(0.1, 1000),
)
def test_an_exact_line_is_found_and_units_do_not_matter(x, slope, intercept, factor):
    if np.ptp(x) < 1:
        return
    y = [intercept + slope * v for v in x]
    model = fit_baseline(y, {"x": x})
    assert_allclose(model.expect({"x": x}, len(x)), y, rtol=1e-6, atol=1e-6)
    rescaled = fit_baseline([v * factor for v in y], {"x": x})
    assert_allclose(rescaled.coefficients, model.coefficients * factor, rtol=1e-6, atol=1e-6)


def test_coverage_of_the_interval():
    """Of 400 drawn cases without a saving, nine in ten intervals hold 0."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        x = random.uniform(50, 150, 24)
        y = 5 + 0.4 * x + random.normal(0, 2, 24)
        model = fit_baseline(y[:12].tolist(), {"x": x[:12].tolist()})
        saving = verify_saving(model, y[12:].tolist(), {"x": x[12:].tolist()})
        held += saving.low <= 0 <= saving.high
    assert 0.86 <= held / 400 <= 0.94
