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
    assert_allclose(model.fitted, y, rtol=1e-6, atol=1e-6)
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


# Bills of 19 to 61 days of a site that uses 100 kWh a day for ever.
BILLS = [28, 35, 30, 25, 36, 31, 29, 33, 27, 34, 30, 28]
LATER = [60, 20, 61, 19]


def test_bills_of_unequal_length_of_a_constant_use_save_and_lose_nothing():
    model = fit_baseline([100 * d for d in BILLS], {}, BILLS)
    saving = verify_saving(model, [100 * d for d in LATER], {}, days=LATER)
    assert model.coefficients == pytest.approx([100])
    assert saving.total == pytest.approx(0, abs=1e-9) and saving.verdict == "not proved"


def test_weighting_by_days_is_the_regression_of_mean_daily_use():
    """Solved again by the normal equations of weighted least squares on daily means."""
    random = np.random.default_rng(3)
    days = np.array(BILLS, float)
    x = days * random.uniform(1, 4, len(days))
    y = 40 * days + 7 * x + random.normal(0, 30, len(days))
    model = fit_baseline(y.tolist(), {"x": x.tolist()}, days.tolist())
    rows = np.column_stack([np.ones(len(days)), x / days])
    weighted = rows * days[:, None]
    by_hand = np.linalg.solve(weighted.T @ rows, weighted.T @ (y / days))
    assert_allclose(model.coefficients, by_hand)
    assert model.by_day


def test_quarters_beside_months_of_the_same_use_prove_nothing():
    """Monthly baseline, quarterly readings, 2.0 a day + 0.5 a tonne: the truth is 0."""
    tonnes = [90, 110, 100, 120, 95, 105, 115, 98, 102, 108, 93, 117]
    months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    use = [2.0 * d + 0.5 * t for d, t in zip(months, tonnes, strict=True)]
    model = fit_baseline(use, {"t": tonnes}, months)
    seen = {"t": [t / d for t, d in zip(tonnes, months, strict=True)]}
    saving = verify_saving(
        model, [2.0 * 90 + 0.5 * 300, 2.0 * 91 + 0.5 * 310], {"t": [300, 310]}, seen=seen,
        days=[90, 91],
    )  # fmt: skip
    assert saving.total == pytest.approx(0, abs=1e-6) and saving.outside == ()
    assert saving.verdict == "not proved"


def test_a_month_in_which_the_plant_stood_still_proves_nothing():
    seen = {"x": [float(x) for x in ANSCOMBE_X]}
    model = fit_baseline(ANSCOMBE_Y, seen)
    saving = verify_saving(model, [0.0], {"x": [0.0]}, seen=seen, seen_use=ANSCOMBE_Y)
    assert saving.set_aside == (0,) and saving.total == 0 and saving.verdict == "not proved"
    mixed = verify_saving(model, [0.0, 7.5], {"x": [0.0, 9.0]}, seen=seen, seen_use=ANSCOMBE_Y)
    assert mixed.total == pytest.approx(3.0001 + 9 * 0.5001 - 7.5, abs=1e-3)


def test_savings_beyond_the_range_of_the_baseline_prove_nothing():
    seen = {"x": [float(x) for x in ANSCOMBE_X]}
    model = fit_baseline(ANSCOMBE_Y, seen)
    saving = verify_saving(model, [2.0] * 12, {"x": [40.0] * 12}, seen=seen)
    assert saving.low > 0 and saving.verdict == "not proved" and saving.outside == ("x",)


def test_drivers_that_say_nearly_the_same_are_named():
    a = [100.0, 120, 80, 150, 110, 90, 130, 140, 95, 105, 125, 115]
    b = [2 * v + 1e-6 * (-1) ** i for i, v in enumerate(a)]
    other = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    use = [2 + 0.5 * v + o for v, o in zip(a, other, strict=True)]
    with pytest.raises(
        InvalidValueError, match="The drivers a, b contain the same information"
    ) as caught:
        fit_baseline(use, {"a": a, "o": other, "b": b})
    assert "o" not in caught.value.message.split("drivers ")[1].split(" say")[0].split(", ")


def test_an_outlier_is_named_and_kept():
    """Anscombe's third set: the point at x = 13 lies off the line of the ten others."""
    y = [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]
    model = fit_baseline(y, {"x": ANSCOMBE_X})
    assert model.outliers == (2,)
    assert model.coefficients[1] == pytest.approx(0.4997, abs=5e-5)
