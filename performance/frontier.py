"""DEA side by side: this project, one scipy program a unit, HiGHS kept warm, Pyfrontier.

    .venv/bin/python performance/frontier.py            the table of the issue, some minutes
    .venv/bin/python performance/frontier.py --quick    small sizes, a minute
    .venv/bin/python performance/frontier.py --large    20,000 and 100,000 units too

Lognormal inputs, 3 inputs, 2 outputs, variable returns, input-oriented. Rivals that take minutes
are timed on a part of the units and their time a unit is said; scores are compared on that part.
Pyfrontier is compared when it is installed (pip install Pyfrontier).
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
from scipy.optimize import linprog

from scp_centre.compute import wide_map
from scp_centre.methods.disclosure import Rules, build_table, suppress
from scp_centre.methods.frontier import bootstrap_efficiency, fit_frontier, measure_efficiency
from scp_centre.methods.frontier.bootstrap import _bandwidth, _pseudo_scores
from scp_centre.methods.frontier.efficiency import score_units
from scp_centre.methods.frontier.extensions import scale_against
from scp_centre.methods.frontier.units import read_observed


def drawn(n, seed=1, efficient=0.0):
    rng = np.random.default_rng(seed)
    X, Y = np.exp(rng.normal(0, 0.5, (n, 3))), np.exp(rng.normal(0, 0.5, (n, 2)))
    level = np.where(rng.random(n) < efficient, 1.0, np.exp(-np.abs(rng.normal(0, 0.3, n))))
    size = np.prod(X**0.3, axis=1) / np.linalg.norm(Y, axis=1) * level
    return [str(i) for i in range(n)], X, Y * size[:, None]


def timed(work, times=1):
    best, found = np.inf, None
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def by_scipy(X, Y, some):
    n, scores = len(X), []
    c = np.r_[1, np.zeros(n)]
    for o in some:
        A = np.vstack([np.column_stack([-X[o], X.T]), np.column_stack([0 * Y[o], -Y.T])])
        b = np.r_[0 * X[o], -Y[o]]
        answer = linprog(c, A_ub=A, b_ub=b, A_eq=[np.r_[0, np.ones(n)]], b_eq=[1], method="highs")
        scores.append(answer.fun)
    return np.array(scores)


def by_warm_highs(X, Y, some, evaluate=None):
    """One model; from unit to unit only the right side and the column of theta change."""
    import highspy

    n, i, r = len(X), X.shape[1], Y.shape[1]
    X0, Y0 = (X, Y) if evaluate is None else evaluate
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    inf = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n + 1, i + r + 1
    lp.col_cost_ = np.r_[1.0, np.zeros(n)]
    lp.col_lower_, lp.col_upper_ = np.zeros(n + 1), np.full(n + 1, inf)
    lp.row_lower_ = np.r_[np.full(i, -inf), np.zeros(r), 1.0]
    lp.row_upper_ = np.r_[np.zeros(i), np.full(r, inf), 1.0]
    A = np.zeros((i + r + 1, n + 1))
    A[:i, 1:], A[i : i + r, 1:], A[-1, 1:] = X.T, Y.T, 1.0
    A[:i, 0] = -X0[some[0]]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    filled = A != 0
    lp.a_matrix_.start_ = np.r_[0, np.cumsum(filled.sum(axis=0))]
    lp.a_matrix_.index_ = np.nonzero(filled.T)[1]
    lp.a_matrix_.value_ = A.T[filled.T]
    h.passModel(lp)
    scores = []
    for o in some:
        for k in range(i):
            h.changeCoeff(k, 0, -X0[o, k])
        for k in range(r):
            h.changeRowBounds(i + k, Y0[o, k], inf)
        h.run()
        scores.append(h.getInfo().objective_function_value)
    return np.array(scores)


def by_pyfrontier(X, Y):
    try:
        from Pyfrontier.frontier_model import EnvelopDEA
    except ImportError:
        return None
    model = EnvelopDEA("VRS", "in")
    start = time.perf_counter()
    model.fit(X, Y)
    return time.perf_counter() - start, np.array([r.score for r in model.result])


def row(n, label, efficient=0.0, scipy_units=60, warm_units=None, pyfrontier=False):
    units, X, Y = drawn(n, efficient=efficient)
    observed = read_observed(units, X, Y)
    with wide_map() as run:
        seconds, (score, solution) = timed(
            lambda: score_units(observed, orientation="input", rts="vrs", run=run), 3
        )
        everything, full = timed(lambda: measure_efficiency(units, X, Y, run=run), 2)
        classes, _ = timed(lambda: scale_against(observed, score, "input", run=run), 2)
    rng = np.random.default_rng(0)
    ours = 1e3 * seconds / n
    print(
        f"{label}: {n:,} units, {(score > 1 - 1e-9).sum():,} efficient. Ours {ours:.4f} ms a unit, "
        f"largest violation {solution.violation.max():.1e}, by HiGHS {solution.by_highs}; "
        f"with slacks, peers, targets {1e3 * everything / n:.4f}; classes {1e3 * classes / n:.4f}"
    )
    assert np.allclose(full.efficiency, score, atol=1e-9)
    if scipy_units:
        some = rng.choice(n, min(n, scipy_units), replace=False)
        took, other = timed(lambda: by_scipy(X, Y, some))
        compare(
            "scipy linprog, one program a unit", 1e3 * took / len(some), ours, other, score[some]
        )
    some = np.arange(n) if warm_units is None else rng.choice(n, warm_units, replace=False)
    took, other = timed(lambda: by_warm_highs(X, Y, some))
    compare("one highspy model kept warm", 1e3 * took / len(some), ours, other, score[some])
    if pyfrontier and (found := by_pyfrontier(X, Y)):
        compare("Pyfrontier", 1e3 * found[0] / n, ours, found[1], score)


def compare(who, theirs, ours, scores, own):
    gap = float(np.abs(scores - own).max())
    print(f"    {who}: {theirs:.3f} ms a unit, {theirs / ours:,.0f} x; scores differ by {gap:.1e}")
    assert gap < 1e-6, gap


def simar_wilson(n, replications, warm=2):
    units, X, Y = drawn(n)
    with wide_map() as run:
        seconds, _ = timed(
            lambda: bootstrap_efficiency(
                units, X, Y, rng=np.random.default_rng(1), replications=replications, run=run
            )
        )
    observed = read_observed(units, X, Y)
    delta, _ = score_units(observed, orientation="input", rts="vrs")
    rng = np.random.default_rng(1)
    start = time.perf_counter()
    for _ in range(warm):
        pseudo = _pseudo_scores(delta, _bandwidth(delta), "input", rng)
        by_warm_highs(X * (delta / pseudo)[:, None], Y, np.arange(n), evaluate=(X, Y))
    theirs = (time.perf_counter() - start) / warm * replications
    print(
        f"Simar-Wilson {n:,} x {replications}: ours {seconds:.1f} s; warm loop {theirs:.0f} s "
        f"(from {warm} replications), {theirs / seconds:.1f} x"
    )


def large(n):
    units, X, Y = drawn(n)
    observed = read_observed(units, X, Y)
    with wide_map() as run:
        seconds, (score, solution) = timed(
            lambda: score_units(observed, orientation="input", rts="vrs", run=run)
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{n:,} units: {seconds:.1f} s, {(score > 1 - 1e-9).sum():,} efficient, largest violation "
        f"{solution.violation.max():.1e}, by HiGHS {solution.by_highs}, peak memory {memory:.2f} GB"
    )


def other_methods():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(10_000, 8))
    y = (
        1
        + X @ np.full(8, 0.2)
        + 0.2 * rng.normal(size=10_000)
        - 0.3 * np.abs(rng.normal(size=10_000))
    )
    for distribution in ("half-normal", "exponential", "truncated-normal"):
        seconds, _ = timed(lambda d=distribution: fit_frontier(y, X, distribution=d))
        print(f"SFA, 10,000 observations, 8 regressors, {distribution}: {seconds:.2f} s")
    from itertools import product

    dimensions = [[f"{a}{i}" for i in range(k)] for a, k in (("a", 40), ("b", 12), ("c", 8))]
    given = []
    for place in product(*dimensions):
        count = rng.integers(1, 4) if rng.random() < 0.15 else rng.integers(6, 18)
        given += [
            (place, f"h{rng.integers(0, 5000)}", float(rng.lognormal(0, 0.8))) for _ in range(count)
        ]
    table = build_table(dimensions, given, Rules())
    seconds, done = timed(lambda: suppress(table, Rules()))
    print(
        f"Suppression of 40 x 12 x 8: {seconds:.1f} s, {int(table.primary.sum())} primary, "
        f"{int(done.hidden.sum())} hidden of {len(table.values)}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, numpy {np.__version__}")
    row(500, "small", pyfrontier=True)
    if asked.quick:
        return
    row(2_000, "dense", efficient=0.55, scipy_units=30)
    row(5_000, "medium", scipy_units=40, warm_units=1_000)
    simar_wilson(2_000, 200)
    other_methods()
    if asked.large:
        large(20_000)
        large(100_000)


if __name__ == "__main__":
    main()
