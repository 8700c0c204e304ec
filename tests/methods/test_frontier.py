"""Data envelopment analysis against textbooks, published data and one general solver."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from scp_centre.methods.errors import (
    DuplicateLabelError,
    InvalidValueError,
    LabelMismatchError,
    MethodError,
    MissingValueError,
)
from scp_centre.methods.frontier import (
    bootstrap_efficiency,
    classify_scale,
    measure_cost_efficiency,
    measure_distance,
    measure_efficiency,
    measure_super_efficiency,
)
from scp_centre.methods.frontier.program import build_program, directions, right_sides
from scp_centre.methods.frontier.program_solver import _by_highs, solve
from tests import shared_data

DATA = shared_data.DATA / "frontier"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data is absent")
# Cooper, Seiford, Tone: employees and sales of eight stores
STORES = "ABCDEFGH"
EMPLOYEES = [[v] for v in (2, 3, 3, 4, 5, 5, 6, 8)]
SALES = [[v] for v in (1, 3, 2, 3, 4, 2, 5, 5)]


def drawn(n, inputs=3, outputs=2, seed=0, efficient=0.0):
    """Plants below a frontier; a share of them on it."""
    rng = np.random.default_rng(seed)
    X = np.exp(rng.normal(0, 0.5, (n, inputs)))
    Y = np.exp(rng.normal(0, 0.5, (n, outputs)))
    level = np.where(rng.random(n) < efficient, 1.0, np.exp(-np.abs(rng.normal(0, 0.3, n))))
    size = np.prod(X ** (0.9 / inputs), axis=1) / np.linalg.norm(Y, axis=1) * level
    return [f"plant {i}" for i in range(n)], X, Y * size[:, None]


def by_linprog(X, Y, o, rts, orientation, others=False):
    n = len(X)
    keep = [j for j in range(n) if not (others and j == o)]
    R, S = X[keep], Y[keep]
    k = len(keep)
    if orientation == "input":
        c = np.r_[1, np.zeros(k)]
        A = np.vstack([np.column_stack([-X[o], R.T]), np.column_stack([0 * Y[o], -S.T])])
        b = np.r_[0 * X[o], -Y[o]]
    else:
        c = np.r_[-1, np.zeros(k)]
        A = np.vstack([np.column_stack([0 * X[o], R.T]), np.column_stack([Y[o], -S.T])])
        b = np.r_[X[o], 0 * Y[o]]
    row = np.r_[0, np.ones(k)]
    extra = {
        "crs": {},
        "vrs": {"A_eq": [row], "b_eq": [1]},
        "nirs": {"A_ub": np.vstack([A, row]), "b_ub": np.r_[b, 1]},
        "ndrs": {"A_ub": np.vstack([A, -row]), "b_ub": np.r_[b, -1]},
    }[rts]
    found = linprog(c, **({"A_ub": A, "b_ub": b} | extra))
    if found.status:
        return None
    return found.fun if orientation == "input" else -1 / found.fun


@needs_data
@pytest.mark.parametrize(
    ("rts", "mean", "efficient", "lowest"),
    [("crs", 0.938067, 19, 0.788301), ("vrs", 0.953343, 27, 0.792934)],
)
def test_program_follow_through_as_published(rts, mean, efficient, lowest):
    with (DATA / "PFT1981.csv").open() as file:
        rows = list(csv.DictReader(file))
    take = lambda names: [[float(r[c]) for c in names] for r in rows]  # noqa: E731
    found = measure_efficiency(
        [r["Site"] for r in rows],
        take(["Education", "Occupation", "Parental", "Counseling", "Teachers"]),
        take(["Reading", "Math", "Coopersmith"]),
        rts=rts,
    )
    assert found.efficiency.mean() == pytest.approx(mean, abs=5e-7)
    assert found.efficiency.min() == pytest.approx(lowest, abs=5e-7)
    assert (found.efficiency > 1 - 1e-7).sum() == efficient
    assert found.violation.max() < 1e-9


def test_stores_of_the_textbook():
    crs = measure_efficiency(STORES, EMPLOYEES, SALES, rts="crs").efficiency
    vrs = measure_efficiency(STORES, EMPLOYEES, SALES, rts="vrs").efficiency
    assert_allclose(crs, [0.5, 1, 2 / 3, 0.75, 0.8, 0.4, 5 / 6, 0.625], atol=1e-9)
    assert_allclose(vrs, [1, 1, 5 / 6, 0.75, 0.9, 0.5, 1, 0.75], atol=1e-9)


def test_a_slack_is_not_overlooked():
    X = [[4, 3], [7, 3], [8, 1], [4, 2], [2, 4], [10, 1]]
    found = measure_efficiency("ABCDEF", X, [[1]] * 6, rts="crs")
    assert_allclose(found.efficiency, [0.8571, 0.6316, 1, 1, 1, 1], atol=5e-5)
    assert_allclose(found.input_slacks[5], [2, 0], atol=1e-9)
    assert found.classes[5] == "weakly efficient"
    assert found.classes[2:5] == ["efficient"] * 3
    assert_allclose(found.input_targets[5], [8, 1], atol=1e-9)


def test_cost_efficiency_of_coelli():
    X, y = [[2, 5], [2, 4], [6, 6], [3, 2], [6, 2]], [[1], [2], [3], [1], [2]]
    found = measure_cost_efficiency("ABCDE", X, y, [1, 3])
    assert_allclose(found.technical, [0.5, 1, 0.8333, 0.7143, 1], atol=5e-5)
    assert_allclose(found.cost, [0.3529, 0.8571, 0.75, 0.6667, 1], atol=5e-5)
    assert_allclose(found.allocative, [0.7059, 0.8571, 0.9, 0.9333, 1], atol=5e-5)
    own = measure_cost_efficiency("ABCDE", X, y, [[1, 3], [2, 6], [1, 3], [1, 3], [5, 15]])
    assert_allclose(own.cost, found.cost, atol=1e-9)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
def test_equal_to_one_linear_program_a_unit(rts, orientation):
    units, X, Y = drawn(60, seed=3, efficient=0.3)
    X[5, 0] = 0.0
    Y[7, 1] = 0.0
    X[9] = X[10]
    Y[9] = Y[10]
    found = measure_efficiency(units, X, Y, rts=rts, orientation=orientation)
    expected = [by_linprog(X, Y, o, rts, orientation) for o in range(60)]
    assert_allclose(found.efficiency, expected, atol=1e-8)
    assert found.violation.max() < 1e-8


def test_many_units_keep_few_in_view_and_are_certified_against_all():
    units, X, Y = drawn(1500, seed=4)
    found = measure_efficiency(units, X, Y)
    some = np.random.default_rng(0).choice(1500, 25, replace=False)
    assert_allclose(
        found.efficiency[some], [by_linprog(X, Y, o, "vrs", "input") for o in some], atol=1e-8
    )
    assert found.violation.max() < 1e-8
    prices = np.hstack([found.input_prices, -found.output_prices])
    value = np.einsum("ij,ij->i", prices, np.hstack([X, Y]))
    free = 1 - found.efficiency - value  # price of the convexity row
    everyone = prices @ np.hstack([X, Y]).T + free[:, None]
    assert everyone.min() > -1e-7 * np.abs(prices).max()


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_peers_and_slacks_rebuild_the_target(rts):
    units, X, Y = drawn(120, seed=5)
    found = measure_efficiency(units, X, Y, rts=rts)
    place = {u: i for i, u in enumerate(units)}
    for o in range(120):
        peers = found.peers_of(o)
        weights = np.array(list(peers.values()))
        rows = [place[p] for p in peers]
        assert_allclose(weights @ X[rows], found.input_targets[o], rtol=1e-6)
        assert_allclose(weights @ Y[rows], found.output_targets[o], rtol=1e-6)
        if rts == "vrs":
            assert weights.sum() == pytest.approx(1)


def test_slacks_are_the_greatest_sum():
    units, X, Y = drawn(40, seed=6)
    X = np.round(X, 1) + 0.1
    Y = np.round(Y, 1) + 0.1
    found = measure_efficiency(units, X, Y)
    n, i, r = 40, 3, 2
    for o in range(n):
        A = np.vstack(
            [
                np.hstack([X.T, np.eye(i), np.zeros((i, r))]),
                np.hstack([Y.T, np.zeros((r, i)), -np.eye(r)]),
                np.hstack([np.ones((1, n)), np.zeros((1, i + r))]),
            ]
        )
        b = np.r_[found.efficiency[o] * X[o] * (1 + 1e-12), Y[o], 1]
        best = linprog(np.r_[np.zeros(n), -np.ones(i + r)], A_eq=A, b_eq=b)
        total = found.input_slacks[o].sum() + found.output_slacks[o].sum()
        if best.status == 0:
            assert total == pytest.approx(-best.fun, abs=1e-6)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "ndrs"])
def test_super_efficiency_and_where_it_has_no_answer(rts, orientation):
    units, X, Y = drawn(50, seed=7)
    found = measure_super_efficiency(units, X, Y, rts=rts, orientation=orientation)
    for o in range(50):
        expected = by_linprog(X, Y, o, rts, orientation, others=True)
        assert found.feasible[o] == (expected is not None)
        if expected is None:
            assert np.isnan(found.score[o])
        else:
            assert found.score[o] == pytest.approx(expected, abs=1e-7)
    if rts == "vrs":
        assert not found.feasible.all()


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("weak", [True, False])
def test_directional_distance_with_undesirable_output(rts, weak):
    units, X, Y = drawn(40, outputs=1, seed=8)
    bad = X[:, :1] * np.random.default_rng(8).uniform(0.5, 2, (40, 1))
    found = measure_distance(units, X, Y, bad, rts=rts, weak=weak)
    n = 40
    double = rts == "vrs" and weak
    for o in range(n):
        wide = n * (2 if double else 1)
        main = lambda T, idle: np.hstack([T.T, T.T if idle else 0 * T.T]) if double else T.T  # noqa: E731
        A_ub = [
            np.column_stack([main(X, True), 0 * X[o]]),
            np.column_stack([-main(Y, False), Y[o]]),
        ]
        b_ub = [X[o], -Y[o]]
        A_eq, b_eq = [], []
        emission = np.column_stack([main(bad, False), bad[o]])
        if weak:
            A_eq.append(emission), b_eq.append(bad[o])
        else:
            A_ub.append(emission), b_ub.append(bad[o])
        if rts == "vrs":
            A_eq.append(np.r_[np.ones(wide), 0][None]), b_eq.append([1.0])
        answer = linprog(
            np.r_[np.zeros(wide), -1],
            A_ub=np.vstack(A_ub),
            b_ub=np.concatenate(b_ub),
            A_eq=np.vstack(A_eq) if A_eq else None,
            b_eq=np.concatenate(b_eq) if b_eq else None,
            bounds=[(0, None)] * wide + [(None, None)],
        )
        assert found.beta[o] == pytest.approx(-answer.fun, abs=1e-7)
        assert_allclose(found.outputs[o], Y[o] * (1 + found.beta[o]))
        assert_allclose(found.undesirable[o], bad[o] * (1 - found.beta[o]))


def test_scale_classes_agree_with_non_increasing_returns():
    units, X, Y = drawn(150, seed=9)
    found = classify_scale(units, X, Y)
    nirs = measure_efficiency(units, X, Y, rts="nirs").efficiency
    for c, v, n, name in zip(found.constant, found.variable, nirs, found.classes, strict=True):
        if abs(c - v) <= 1e-6:
            assert name == "constant"
        else:
            assert name == ("decreasing" if abs(n - v) < 1e-7 else "increasing")
    assert (found.efficiency <= 1 + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    units=st.lists(st.floats(1e-6, 1e6), min_size=5, max_size=5),
    rts=st.sampled_from(["crs", "vrs"]),
)
def test_a_score_does_not_change_with_units(seed, units, rts):
    names, X, Y = drawn(25, seed=seed)
    one = measure_efficiency(names, X, Y, rts=rts).efficiency
    two = measure_efficiency(names, X * units[:3], Y * units[3:], rts=rts).efficiency
    assert_allclose(one, two, atol=1e-7)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_scores_are_ordered_by_returns_to_scale(seed):
    names, X, Y = drawn(30, seed=seed)
    e = {
        r: measure_efficiency(names, X, Y, rts=r).efficiency for r in ("crs", "nirs", "ndrs", "vrs")
    }
    assert (e["crs"] <= e["nirs"] + 1e-8).all()
    assert (e["nirs"] <= e["vrs"] + 1e-8).all()
    assert_allclose(np.minimum(e["nirs"], e["ndrs"]), e["crs"], atol=1e-7)
    assert e["vrs"].max() == pytest.approx(1)


def test_units_of_very_different_size():
    names, X, Y = drawn(80, seed=11)
    size = np.random.default_rng(1).lognormal(0, 4, (80, 1))
    X, Y = X * size, Y * size**0.95
    found = measure_efficiency(names, X, Y, rts="vrs")
    expected = []
    for o in range(80):
        scale = X[o]
        expected.append(by_linprog(X / scale, Y / Y[o], o, "vrs", "input"))
    assert_allclose(found.efficiency, expected, atol=1e-6)


def test_the_general_solver_gives_the_same_when_it_takes_over():
    _, X, Y = drawn(40, seed=12)
    program = build_program(X, Y, rts="vrs")
    b, g = right_sides(program, X, Y), directions(program, X, 0 * Y)
    solved = solve(program, b, g)
    for o in range(40):
        beta, prices, columns, weights, violation, feasible = _by_highs(program, b[o], g[o], -1)
        assert feasible
        assert beta == pytest.approx(solved.beta[o], abs=1e-8)
        assert violation < 1e-8
        assert prices @ b[o] == pytest.approx(beta, abs=1e-8)
        used = weights > 1e-9
        rebuilt = program.columns.every[:, columns[used]] @ weights[used] + beta * g[o]
        assert_allclose(rebuilt, b[o], atol=1e-7)


def test_a_map_of_several_threads_gives_the_same(monkeypatch):
    from concurrent.futures import ThreadPoolExecutor

    monkeypatch.setattr("scp_centre.methods.frontier.program_solver.PART", 200)
    units, X, Y = drawn(900, seed=13)
    alone = measure_efficiency(units, X, Y)
    with ThreadPoolExecutor(2) as pool:
        together = measure_efficiency(units, X, Y, run=pool.map)
    assert_allclose(alone.efficiency, together.efficiency, atol=1e-12)


def test_bootstrap_corrects_downwards_and_can_be_repeated():
    units, X, Y = drawn(80, inputs=2, outputs=1, seed=14)
    one = bootstrap_efficiency(units, X, Y, rng=np.random.default_rng(5), replications=200)
    two = bootstrap_efficiency(units, X, Y, rng=np.random.default_rng(5), replications=200)
    assert_allclose(one.low, two.low)
    assert one.helps.any() and (one.corrected < one.score)[one.helps].all()
    assert (one.corrected == one.score)[~one.helps].all()
    assert (one.low <= one.corrected).all()
    assert (one.corrected <= one.high).all()
    assert (one.high <= one.score + 1e-9).all()
    out = bootstrap_efficiency(
        units, X, Y, rng=np.random.default_rng(5), replications=200, orientation="output"
    )
    assert (out.low <= out.corrected).all()
    assert (out.corrected <= out.high).all()
    assert out.helps.any() and (out.corrected < out.score)[out.helps].all()


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize(("n", "spread"), [(4, 0.5), (12, 3.0), (60, 1.5), (400, 2.5)])
def test_corrected_scores_and_intervals_stay_between_0_and_1(n, spread, orientation):
    """One plant of very little use carries the frontier: scores as -60 came of the plain scale."""
    rng = np.random.default_rng(n)
    made = rng.lognormal(6, 1.2, n)
    use = made * rng.lognormal(1, spread, n)
    use[n // 2] = made[n // 2] * 0.01
    found = bootstrap_efficiency(
        [f"p{i}" for i in range(n)],
        use[:, None],
        made[:, None],
        rng=rng,
        orientation=orientation,
        replications=100,
    )
    for scores in (found.corrected, found.low, found.high):
        assert ((scores > 0) & (scores <= 1)).all()
    assert (found.low <= found.corrected).all() and (found.corrected <= found.high).all()
    assert (found.corrected <= found.score + 1e-12).all()


def test_one_replication_is_a_frontier_of_the_pseudo_sample():
    from scp_centre.methods.frontier.bootstrap import _replicate
    from scp_centre.methods.frontier.units import read_observed

    units, X, Y = drawn(60, seed=15)
    observed = read_observed(units, X, Y)
    delta = measure_efficiency(units, X, Y).efficiency
    pseudo = np.random.default_rng(3).choice(delta, 60)
    found = _replicate(observed, delta, "input", "vrs", pseudo)
    reference = X * (delta / pseudo)[:, None]
    for o in range(60):
        A = np.vstack([np.column_stack([-X[o], reference.T]), np.column_stack([0 * Y[o], -Y.T])])
        b = np.r_[0 * X[o], -Y[o]]
        answer = linprog(
            np.r_[1, np.zeros(60)], A_ub=A, b_ub=b, A_eq=[np.r_[0, np.ones(60)]], b_eq=[1]
        )
        assert found[o] == pytest.approx(answer.fun, abs=1e-8)


@pytest.mark.parametrize(
    ("units", "X", "Y", "error", "words"),
    [
        (["a"], [[1]], [[1]], MissingValueError, "compares plants"),
        (["a", "a"], [[1], [2]], [[1], [1]], DuplicateLabelError, "appears twice"),
        (
            ["a", "b"],
            [[1], [-2]],
            [[1], [1]],
            InvalidValueError,
            "Value 1 of the inputs is -2 for b",
        ),
        (["a", "b"], [[1], [2]], [[1], [0]], InvalidValueError, "b has no output"),
        (["a", "b"], [[1, 0], [2, 0]], [[1], [1]], InvalidValueError, "column 2 is 0"),
        (["a", "b"], [[1], [float("nan")]], [[1], [1]], MissingValueError, "missing"),
        (["a", "b"], [[1]], [[1], [1]], LabelMismatchError, "number of units .2. does not match"),
        (
            ["a", "b"],
            [[1], [1, 2]],
            [[1], [1]],
            LabelMismatchError,
            "differ in length: 1, 2",
        ),
    ],
)
def test_what_no_frontier_can_be_drawn_of_is_refused_in_words(units, X, Y, error, words):
    with pytest.raises(error, match=words) as caught:
        measure_efficiency(units, X, Y)
    assert caught.value.where
    assert caught.value.cure


def test_all_equal_plants_are_all_efficient_and_cannot_be_bootstrapped():
    found = measure_efficiency("ABC", [[2, 1]] * 3, [[1]] * 3)
    assert_allclose(found.efficiency, 1)
    assert found.classes == ["efficient"] * 3
    with pytest.raises(MethodError, match="no variation to sample from"):
        bootstrap_efficiency("ABC", [[2]] * 3, [[1]] * 3, rng=np.random.default_rng(0))
