"""Distributions, ranks and adjusted scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.benchmarks import (
    adjust_by_regression,
    flag_jumps,
    flag_outliers,
    quantile,
    quantile_regression,
    quantile_with_interval,
    rank_interval,
    reference_use,
    stand,
    weighted_quantile,
)
from scp_centre.methods.errors import MethodError


@pytest.mark.parametrize(
    ("n", "ranks"),
    [(6, (1, 6)), (10, (2, 9)), (12, (3, 10)), (20, (6, 15)), (30, (10, 21)), (60, (22, 38))],
)
def test_ranks_of_the_median(n, ranks):
    assert rank_interval(n, 0.5)[:2] == ranks


@pytest.mark.parametrize(
    ("n", "ranks"), [(12, (1, 7)), (20, (2, 10)), (30, (3, 13)), (60, (9, 23))]
)
def test_ranks_of_the_first_quartile(n, ranks):
    assert rank_interval(n, 0.25)[:2] == ranks


def test_five_plants_have_no_interval_of_the_median():
    assert rank_interval(5, 0.5) is None
    assert rank_interval(5, 0.5, 0.9375)[2] == pytest.approx(0.9375)
    assert rank_interval(6, 0.5)[2] == pytest.approx(0.96875)
    found = quantile_with_interval([1, 2, 3, 4, 5], 0.5)
    assert (found.value, found.low, found.high) == (3, None, None)


def test_type_7_is_the_default():
    assert quantile([1, 2, 3, 4], 0.25) == 1.75
    assert quantile([1, 2, 3, 4], 0.25, kind=6) == 1.25


def test_intervals_cover_as_often_as_they_say():
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        found = quantile_with_interval(rng.lognormal(0, 0.5, 30), 0.5)
        hits += found.low <= 1.0 < found.high
    assert 0.93 < hits / 400 < 0.99
    large = quantile_with_interval(rng.lognormal(0, 0.5, 400), 0.5)
    assert large.low < large.value < large.high
    assert large.ranks is None


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=30), st.floats(0, 1))
def test_equal_weights_are_type_7(values, p):
    assert weighted_quantile(values, [2.0] * len(values), p) == pytest.approx(quantile(values, p))


def test_standing_in_words_below_ten_plants():
    place = stand([3, 1, 2, 5, 4, 7, 6], 2)
    assert place.words == "2nd of 7"
    assert place.percentile is None
    many = stand(list(range(1, 21)), 5)
    assert many.percentile == pytest.approx(100 * 15 / 19)
    assert many.low < many.percentile < many.high
    assert stand(list(range(1, 21)), 11).words == "11th of 20"
    assert stand([1.0, 2.0, 3.0], 3.0, low_is_good=False).rank == 1


def test_outliers_by_the_stated_rule():
    assert flag_outliers([10, 11, 9, 10.5, 9.5, 1000]).flagged == (5,)
    assert flag_outliers([10, 11, 9, 10.5, 9.5, 0.01]).flagged == (5,)
    same = flag_outliers([10, 10, 10, 10, 12])
    assert same.flagged == ()
    assert "More than half" in same.note
    assert np.isfinite(same.z).all()


def test_a_slip_of_the_unit_is_caught_between_two_years():
    assert flag_jumps([10, 10, 10], [10.5, 10_000, 13.9]) == (1,)


def plants(n=80, seed=2):
    rng = np.random.default_rng(seed)
    size, hot = rng.uniform(1, 3, n), rng.uniform(0, 1, n)
    e = rng.normal(0, 0.2, n)
    return np.exp(1 + 0.8 * size + 0.5 * hot + e), {"size": size, "heat": hot}, e


def test_adjusted_scores_follow_the_residual():
    use, regressors, e = plants()
    found = adjust_by_regression(use, regressors)
    assert_allclose(found.coefficients, [1, 0.8, 0.5], atol=0.2)
    order = np.argsort(found.residuals)
    assert (np.diff(found.scores[order]) <= 1e-9).all()
    assert ((found.low <= found.scores) & (found.scores <= found.high)).all()
    assert np.corrcoef(found.scores, e)[0, 1] < -0.95
    assert found.scores.min() >= 1
    middle = found.value_at_score(3, 50)
    assert middle == pytest.approx(np.exp(found.fitted[3]))
    assert found.value_at_score(3, 75) < middle
    assert (found.p[1:] < 1e-6).all()


def test_hc3_against_its_definition():
    use, regressors, _ = plants(25, 4)
    found = adjust_by_regression(use, regressors)
    X = np.column_stack([np.ones(25), *regressors.values()])
    inverse = np.linalg.inv(X.T @ X)
    H = X @ inverse @ X.T
    y = np.log(use)
    e = y - H @ y
    meat = X.T @ np.diag(e**2 / (1 - np.diag(H)) ** 2) @ X
    assert_allclose(found.standard_errors, np.sqrt(np.diag(inverse @ meat @ inverse)))


def test_unequal_spread_is_noticed():
    rng = np.random.default_rng(5)
    x = rng.uniform(0, 1, 300)
    uneven = adjust_by_regression(np.exp(x + x * rng.normal(0, 1, 300)), {"x": x})
    even = adjust_by_regression(np.exp(x + rng.normal(0, 1, 300)), {"x": x})
    assert uneven.breusch_pagan_p < 0.01
    assert even.breusch_pagan_p > 0.01


def test_quantile_regression_leaves_the_share_below():
    use, regressors, _ = plants(200, 6)
    b = quantile_regression(use, regressors, p=0.25)
    X = np.column_stack([np.ones(200), *regressors.values()])
    assert (np.log(use) < X @ b - 1e-9).mean() == pytest.approx(0.25, abs=0.02)


def test_a_mix_of_products_is_compared_by_reference_intensities():
    amounts = {"milk": [10.0, 0.0], "cheese": [1.0, 2.0]}
    assert reference_use(amounts, {"milk": 1.0, "cheese": 5.0}).tolist() == [15.0, 10.0]
    with pytest.raises(MethodError, match="cheese"):
        reference_use(amounts, {"milk": 1.0})


@pytest.mark.parametrize(
    "call",
    [
        lambda: quantile([], 0.5),
        lambda: quantile([1.0, float("nan")], 0.5),
        lambda: flag_outliers([1.0, 0.0]),
        lambda: stand([1.0, 2.0], 3.0),
        lambda: adjust_by_regression([1.0] * 4, {"x": [1.0, 2.0, 3.0, 4.0]}),
        lambda: adjust_by_regression([1.0, 2.0] * 8, {"x": [3.0] * 16}),
        lambda: adjust_by_regression(np.arange(1.0, 17), {"x": range(16), "y": range(16)}),
        lambda: adjust_by_regression([1.0, -2.0] * 8, {"x": range(16)}),
        lambda: adjust_by_regression([1.0, 2.0] * 8, {"x": range(15)}),
        lambda: weighted_quantile([1.0, 2.0], [1.0], 0.5),
    ],
)
def test_bad_input_is_refused_with_a_cure(call):
    with pytest.raises(MethodError) as caught:
        call()
    assert caught.value.cure


def test_published_ranges_are_many_and_each_says_where_it_was_read():
    from scp_centre.reference import load_table

    rows = load_table("specific_consumption").rows
    assert len(rows) >= 30
    assert len({r["isic"] for r in rows}) >= 8
    for row in rows:
        assert 0 < row["low"] <= row["high"]
        assert row["boundary"] and row["of"] and row["source"] and row["region"]
        assert row["checked"] == "read" and row["where_read"]
        assert row["address"].startswith("http")


def test_the_error_of_a_sectors_figure_is_that_of_repeated_samples():
    """2,000 samples of 40 of 400 plants: their spread is what one sample says of itself."""
    from scp_centre.methods.benchmarks import estimate_ratio

    rng = np.random.default_rng(3)
    made = rng.lognormal(3, 0.7, 400)
    use = made * rng.lognormal(1, 0.3, 400)
    found = []
    for _ in range(2000):
        i = rng.choice(400, 40, replace=False)
        found.append(estimate_ratio(use[i], made[i], [str(k) for k in i], population=400))
    values = np.array([f.value for f in found])
    assert np.mean([f.error for f in found]) == pytest.approx(values.std(), rel=0.1)
    true = use.sum() / made.sum()
    assert np.mean([f.low <= true <= f.high for f in found]) == pytest.approx(0.95, abs=0.04)


def test_plants_of_one_holding_are_no_independent_samples():
    from scp_centre.methods.benchmarks import estimate_ratio

    use, made = [2.0, 2.2, 1.0, 1.1, 3.0, 3.1], [1.0] * 6
    apart = estimate_ratio(use, made, list("ABCDEF"))
    together = estimate_ratio(use, made, list("AABBCC"))
    assert together.error > apart.error and together.clusters == 3
    with pytest.raises(MethodError, match="The number of reporting plants"):
        estimate_ratio(use, made, list("ABCDEF"), population=5)
    with pytest.raises(MethodError, match="One owner"):
        estimate_ratio(use, made, list("AAAAAA"))


def test_the_change_between_two_surveys_of_the_same_plants_is_known_better():
    from scp_centre.methods.benchmarks import estimate_change, estimate_ratio

    rng = np.random.default_rng(5)
    made, level = rng.lognormal(3, 0.5, 50), rng.lognormal(1, 0.3, 50)
    names = [f"c{i}" for i in range(50)]
    first = [(n, float(m * x), float(m)) for n, m, x in zip(names, made, level, strict=True)]
    noise = rng.normal(0.95, 0.02, 50)
    second = [(n, u * e, m) for (n, u, m), e in zip(first, noise, strict=True)]
    ratio, error = estimate_change(first, second)
    whole = estimate_ratio([u for _, u, _ in first], made, names)
    assert ratio == pytest.approx(0.95, abs=0.01)
    assert error < 0.2 * whole.error / whole.value
    strangers = [(f"x{n}", u, m) for n, u, m in second]
    assert estimate_change(first, strangers)[1] > whole.error / whole.value
