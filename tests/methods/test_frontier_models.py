"""Models of the frontier beside the radial one."""

import numpy as np
from numpy.testing import assert_allclose

from scp_centre.methods.frontier import (
    measure_additive,
    measure_efficiency,
    measure_malmquist,
    measure_order_m,
    measure_orders_m,
    measure_slack_based,
)


def drawn(n, inputs=3, outputs=2, seed=0, efficient=0.0):
    """Plants below a frontier; a share of them on it."""
    rng = np.random.default_rng(seed)
    X = np.exp(rng.normal(0, 0.5, (n, inputs)))
    Y = np.exp(rng.normal(0, 0.5, (n, outputs)))
    level = np.where(rng.random(n) < efficient, 1.0, np.exp(-np.abs(rng.normal(0, 0.3, n))))
    size = np.prod(X ** (0.9 / inputs), axis=1) / np.linalg.norm(Y, axis=1) * level
    return [f"plant {i}" for i in range(n)], X, Y * size[:, None]


TONE_X = [[4, 3], [6, 3], [8, 1], [8, 1], [2, 4]]
TONE_Y = [[2, 3], [2, 3], [6, 2], [6, 1], [1, 4]]


def test_slack_based_scores_of_tone():
    """Tone (2001), table 1: two inputs, two outputs, constant returns."""
    found = measure_slack_based("ABCDE", TONE_X, TONE_Y, rts="crs")
    assert found.efficiency.round(3).tolist() == [0.798, 0.568, 1.0, 0.667, 1.0]


def test_slacks_hold_the_balance_and_the_additive_model_agrees_on_who_is_efficient():
    units, X, Y = drawn(40, inputs=2, outputs=2, seed=3)
    slack = measure_slack_based(units, X, Y, orientation="none")
    more = measure_additive(units, X, Y)
    full = [c == "efficient" for c in measure_efficiency(units, X, Y).classes]
    for model in (slack, more):
        assert ((model.efficiency > 0) & (model.efficiency <= 1)).all()
        assert (model.efficiency > 1 - 1e-7).tolist() == full
        for i, weights in enumerate(model.weights):
            w = np.array([weights.get(u, 0.0) for u in units])
            assert_allclose(w @ X + model.input_slacks[i], X[i], rtol=1e-5)
            assert_allclose(w @ Y - model.output_slacks[i], Y[i], rtol=1e-5)
    radial = measure_efficiency(units, X, Y).efficiency
    assert (measure_slack_based(units, X, Y, orientation="input").efficiency <= radial + 1e-7).all()


def test_malmquist_parts_multiply_and_a_frontier_that_moves_is_technical_change():
    x = [[2], [3], [3], [4], [5], [5], [6], [8]]
    y = np.array([[1], [3], [2], [3], [4], [2], [5], [5]], float)
    moved = measure_malmquist("ABCDEFGH", (x, y), (x, 2 * y))
    assert_allclose(moved.change, 2.0)
    assert_allclose(moved.efficiency_change, 1.0)
    y2 = y.copy()
    y2[0] = 2.0  # A alone doubles, B stays the frontier: all of it is catching up
    one = measure_malmquist("ABCDEFGH", (x, y), (x, y2))
    assert_allclose([one.change[0], one.efficiency_change[0], one.technical_change[0]], [2, 2, 1])


def test_several_orders_at_once_are_those_of_each_alone():
    rng = np.random.default_rng(5)
    X, Y = rng.lognormal(0, 0.5, (40, 2)), rng.lognormal(0, 0.5, (40, 1))
    names = [str(i) for i in range(40)]
    together = measure_orders_m(names, X, Y, orders=(10, 5, 3), rng=np.random.default_rng(1))
    for m, found in together.items():
        alone = measure_order_m(names, X, Y, m=m, rng=np.random.default_rng(1))
        for field in ("score", "low", "high"):
            assert_allclose(getattr(found, field), getattr(alone, field), rtol=1e-12)
        assert found.weights == alone.weights
        # The least of m draws, by the chance of each, with replacement.
        ratios = [np.sort([max(X[j] / X[o]) for j in range(40) if Y[j] >= Y[o]]) for o in range(40)]
        for o, ratio in enumerate(ratios):
            n = len(ratio)
            left = np.arange(n, -1, -1) / n
            assert_allclose(found.score[o], (left[:-1] ** m - left[1:] ** m) @ ratio, rtol=1e-12)


def test_order_m_is_the_expected_best_of_m_and_comes_to_the_hull():
    """x = 2, 4, 8 for one output: of two draws the least is 2, 4, 8 with 5/9, 3/9, 1/9."""
    rng = np.random.default_rng(1)
    two = measure_order_m("ABC", [[2], [4], [8]], [[1], [1], [1]], m=2, rng=rng)
    assert_allclose(two.score * [2, 4, 8], (2 * 5 + 4 * 3 + 8 * 1) / 9)
    hull = measure_order_m("ABC", [[2], [4], [8]], [[1], [1], [1]], m=400, rng=rng)
    assert_allclose(hull.score, [1, 0.5, 0.25])
    out = measure_order_m("ABC", [[1]] * 3, [[2], [4], [8]], m=400, rng=rng, orientation="output")
    assert_allclose(out.score, [0.25, 0.5, 1])
