"""Stochastic frontiers against published figures of the Philippine rice farms."""

import csv

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from scp_centre.methods.errors import MethodError
from scp_centre.methods.frontier import fit_frontier, mixed_p_value
from scp_centre.methods.frontier.likelihood import Exponential, Panel, TruncatedNormal, mills
from tests import shared_data

DATA = shared_data.DATA / "frontier/riceProdPhil.csv"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data is absent")


@pytest.fixture(scope="module")
def rice():
    with DATA.open() as file:
        rows = list(csv.DictReader(file))
    number = lambda name: np.array([float(r[name]) for r in rows])  # noqa: E731
    return {
        "y": np.log(number("PROD")),
        "X": np.log(np.column_stack([number("AREA"), number("LABOR"), number("NPK")])),
        "farm": [r["FMERCODE"] for r in rows],
        "year": number("YEARDUM"),
        "number": number,
    }


@needs_data
def test_pooled_half_normal(rice):
    found = fit_frontier(rice["y"], rice["X"])
    assert_allclose(found.coefficients, [-1.0432, 0.3555, 0.3333, 0.2713], atol=5e-5)
    assert found.sigma_squared == pytest.approx(0.2386, abs=5e-5)
    assert found.gamma == pytest.approx(0.8854, abs=5e-5)
    assert found.log_likelihood == pytest.approx(-86.2027, abs=5e-5)
    assert found.mean_efficiency == pytest.approx(0.7230, abs=5e-5)
    assert found.converged
    assert found.p_value < 1e-6


@needs_data
def test_pooled_exponential(rice):
    found = fit_frontier(rice["y"], rice["X"], distribution="exponential")
    assert_allclose(found.coefficients, [-1.1465, 0.3539, 0.3345, 0.2729], atol=5e-5)
    assert found.parameters["sigma_v"] == pytest.approx(0.1900, abs=5e-5)
    assert found.parameters["sigma_u"] == pytest.approx(0.2694, abs=5e-5)
    assert found.log_likelihood == pytest.approx(-81.6012, abs=5e-5)


@needs_data
def test_a_truncated_normal_that_runs_away_says_so(rice):
    found = fit_frontier(rice["y"], rice["X"], distribution="truncated-normal")
    assert any("exponential" in note for note in found.notes)
    assert found.log_likelihood == pytest.approx(-81.60, abs=0.02)


@needs_data
@pytest.mark.parametrize(
    ("decay", "coefficients", "sigma_squared", "gamma", "log_likelihood"),
    [
        (False, [-0.8322, 0.4539, 0.2889, 0.2275], 0.1554, 0.4643, -86.430),
        (True, [-0.7539, 0.4749, 0.3001, 0.1995], 0.1300, 0.3696, -84.550),
    ],
)
def test_panel(rice, decay, coefficients, sigma_squared, gamma, log_likelihood):
    found = fit_frontier(rice["y"], rice["X"], unit=rice["farm"], period=rice["year"], decay=decay)
    assert_allclose(found.coefficients, coefficients, atol=5e-5)
    assert found.sigma_squared == pytest.approx(sigma_squared, abs=5e-5)
    assert found.gamma == pytest.approx(gamma, abs=5e-5)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-4)
    if decay:
        assert found.parameters["eta"] == pytest.approx(0.0589, abs=5e-5)
    else:
        assert found.mean_efficiency == pytest.approx(0.8188, abs=5e-5)


@needs_data
def test_cost_frontier(rice):
    of = rice["number"]
    cost = np.log(of("LABOR") * of("LABORP") + of("NPK") * of("NPKP"))
    X = np.log(np.column_stack([of("PROD"), of("AREA"), of("LABORP"), of("NPKP")]))
    found = fit_frontier(cost, X, kind="cost")
    assert_allclose(found.coefficients, [5.8704, 0.4617, 0.5065, 0.4138, 0.0705], atol=5e-5)
    assert found.sigma_squared == pytest.approx(0.0704, abs=5e-5)
    assert found.gamma == pytest.approx(0.5303, abs=5e-5)
    assert found.log_likelihood == pytest.approx(39.931, abs=5e-4)
    assert found.mean_efficiency == pytest.approx(0.8632, abs=5e-5)


@needs_data
def test_wrong_skewness_is_said_and_least_squares_given(rice):
    found = fit_frontier(-rice["y"], rice["X"])
    assert not found.identified
    assert_allclose(found.efficiencies, 1)
    assert_allclose(found.coefficients, found.ols_coefficients)
    assert "inefficiency cannot be separated from noise" in found.notes[0]


def frontier_data(seed=1, n=600):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    z = rng.normal(size=(n, 1))
    return rng, X, z


def test_efficiency_effects_are_found_again():
    rng, X, z = frontier_data(n=3000)
    mean = 0.2 + 0.5 * z[:, 0]
    u = np.empty(len(z))
    for i, m in enumerate(mean):
        draw = -1.0
        while draw < 0:
            draw = rng.normal(m, 0.4)
        u[i] = draw
    y = 1 + X @ [0.4, 0.3] + 0.15 * rng.normal(size=len(z)) - u
    found = fit_frontier(y, X, effects=z)
    assert_allclose(found.coefficients, [1, 0.4, 0.3], atol=0.06)
    assert found.parameters["delta_1"] == pytest.approx(0.5, abs=0.1)


def test_standard_errors_are_those_seen_over_many_samples():
    seen, said = [], []
    for seed in range(40):
        rng, X, _ = frontier_data(seed, 400)
        y = 1 + X @ [0.4, 0.3] + 0.1 * rng.normal(size=400) - 0.5 * np.abs(rng.normal(size=400))
        found = fit_frontier(y, X)
        seen.append(found.coefficients[1])
        said.append(found.standard_errors[1])
    assert np.std(seen) == pytest.approx(np.mean(said), rel=0.35)


@pytest.mark.parametrize("s", [1.0, -1.0])
def test_gradients_are_those_of_the_likelihood(s):
    rng, X, z = frontier_data(2, 60)
    design = np.column_stack([np.ones(60), X])
    y = rng.normal(size=60)
    models = {
        "half": (TruncatedNormal(y, design, s), []),
        "effects": (TruncatedNormal(y, design, s, np.column_stack([np.ones(60), z])), [0.3, 0.2]),
        "exponential": (Exponential(y, design, s), []),
        "panel": (
            Panel(y, design, s, np.arange(60) % 12, (np.arange(60) // 12 - 4.0), True, True),
            [0.2, 0.1],
        ),
    }
    for model, more in models.values():
        p = np.concatenate([[0.2, 0.1, -0.1, -0.4, 0.3], more])
        value = lambda q, m=model: m.evaluate(q)[0]  # noqa: E731
        assert_allclose(model.evaluate(p)[1], approx_fprime(p, value, 1e-7), rtol=2e-4, atol=2e-3)


def test_mills_ratio_holds_far_into_the_tail():
    assert_allclose(mills(np.array([-40.0])), [40.0249], rtol=1e-4)


def test_mixed_chi_square():
    assert mixed_p_value(2.7055) == pytest.approx(0.05, abs=1e-4)
    assert mixed_p_value(0) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"y": [1.0, 2.0], "X": [[1.0], [2.0]]}, "too few rows .2. for a frontier"),
        ({"X": [[1.0]] * 30}, "same in all rows"),
        ({"X": [[float(i), 2.0 * i] for i in range(30)]}, "can be calculated from the others"),
        ({"X": [[float("nan")]] * 30}, "is missing or is not a number."),
        ({"decay": True}, "unit of each row"),
        ({"unit": [str(i) for i in range(30)]}, "not a panel"),
        ({"unit": ["a"] * 30, "period": [1.0] * 30}, "A unit appears twice in the same period."),
        ({"distribution": "gamma"}, "gamma"),
    ],
)
def test_bad_input_is_answered_in_words(change, words):
    rng = np.random.default_rng(0)
    data = {"y": rng.normal(size=30), "X": rng.normal(size=(30, 1))} | change
    with pytest.raises(MethodError, match=words):
        fit_frontier(**data)


def test_the_interval_of_a_units_efficiency_covers_what_it_was():
    from scp_centre.methods.frontier import judge_residuals

    rng = np.random.default_rng(1)
    n = 3000
    x, u = rng.normal(size=n), np.abs(rng.normal(0, 0.4, n))
    y = 1 + 0.8 * x + rng.normal(0, 0.15, n) + u
    fit = fit_frontier(y, x[:, None], kind="cost")
    rest = y - np.column_stack([np.ones(n), x]) @ fit.coefficients
    found = judge_residuals(rest, fit.sigma_squared, fit.gamma)
    assert np.abs(found.efficiency - fit.efficiencies).max() < 1e-12
    inside = (found.low <= np.exp(-u)) & (np.exp(-u) <= found.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.015)
    assert found.score.mean() == pytest.approx(50, abs=2)
    turned = judge_residuals(-rest, fit.sigma_squared, fit.gamma, kind="production")
    assert np.allclose(turned.efficiency, found.efficiency)
    with pytest.raises(MethodError, match="cannot be separated"):
        judge_residuals(rest, 0.1, 1.0)
