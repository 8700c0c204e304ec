"""Life cycle: our engine beside bw2calc's fastest classes, same system, same run.

    .venv/bin/python performance/lifecycle.py             n = 2,000 and 20,000, loop small and large
    .venv/bin/python performance/lifecycle.py --quick     n = 2,000 only

The peer is measured where it is installed: `pip install bw2calc pypardiso` in an environment of its
own, whose Python then runs this file. Ours and theirs take turns, so that both meet the same other
work on the machine. All inputs and emissions are lognormal with sigma 0.2; the demand is one unit
of the last product, which reaches nearly everything.
"""

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import scipy.sparse as sp

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from scp_centre.methods.lifecycle import (
    Entries,
    Spreads,
    UncertainModel,
    build_model,
    change_exchange,
    simulate,
    simulate_all_products,
    solve_model,
)

FLOWS, SIGMA, TURNS = 400, 0.2, 3
PEER = importlib.util.find_spec("bw2calc") is not None
CLASSES = ("IterativeLCA", "JacobiGMRESLCA")  # the fastest; LCA takes 20 times as long


def make(n, core=None, links=10, seed=11):
    """Return a system like a background database: a loop of `core` processes, chains above it."""
    rng = np.random.default_rng(seed)
    core = core or max(20, n // 40)
    cols, rows = [], []
    for start, stop, to_core, near in ((0, core, 6, 0), (core, n, links // 2, links - links // 2)):
        c = np.arange(start, stop)
        if to_core:  # few processes are used by nearly all
            cols.append(np.repeat(c, to_core))
            rows.append((core * rng.random(c.size * to_core) ** 3).astype(int))
        if near:
            cc = np.repeat(c, near)
            away = (rng.pareto(1.2, cc.size) * 5).astype(int) % np.maximum(1, cc)
            cols.append(cc)
            rows.append(np.maximum(0, cc - 1 - away))
    col, row = np.concatenate(cols), np.concatenate(rows)
    keep = row != col
    key = np.unique(row[keep].astype(np.int64) * n + col[keep])
    row, col = key // n, key % n
    amount = rng.lognormal(-4, 1.0, row.size)
    total = np.bincount(col, amount, n)
    amount *= np.minimum(1, 0.7 / np.maximum(total, 1e-12))[col]
    flow = rng.integers(0, FLOWS, n * 8)
    key = np.unique(flow.astype(np.int64) * n + np.repeat(np.arange(n), 8))
    flow, process = key // n, key % n
    emitted = rng.lognormal(-1, 1, flow.size)
    return SimpleNamespace(
        n=n, row=row, col=col, amount=amount, flow=flow, process=process, emitted=emitted,
        factors=rng.random(FLOWS),
    )  # fmt: skip


def our_model(data):
    n = data.n
    technosphere = Entries(
        (n, n),
        np.concatenate([np.arange(n), data.row]),
        np.concatenate([np.arange(n), data.col]),
        np.concatenate([np.ones(n), -data.amount]),
    )
    biosphere = Entries((FLOWS, n), data.flow, data.process, data.emitted)
    inputs = n + np.arange(len(data.row))
    return UncertainModel.of(
        technosphere,
        biosphere,
        data.factors[None],
        spreads(inputs, -data.amount),
        spreads(np.arange(len(data.flow)), data.emitted),
    )


def spreads(entry, centre):
    size = len(entry)
    return Spreads(entry, np.zeros(size, np.int8), centre, np.full(size, SIGMA), np.zeros(size))


def their_package(data, uncertain=True):
    import bw_processing as bp

    package = bp.create_datapackage()
    n = data.n

    def add(matrix, row, col, amount, flip=None, spread=False):
        indices = np.empty(len(row), bp.INDICES_DTYPE)
        indices["row"], indices["col"] = row, col
        more = {}
        if flip is not None:
            more["flip_array"] = np.full(len(row), flip)
        if spread and uncertain:
            drawn = np.zeros(len(row), bp.UNCERTAINTY_DTYPE)
            drawn["uncertainty_type"] = 2
            drawn["loc"], drawn["scale"] = np.log(amount), SIGMA
            drawn["minimum"] = drawn["maximum"] = drawn["shape"] = np.nan
            more["distributions_array"] = drawn
        package.add_persistent_vector(
            matrix=matrix, indices_array=indices, data_array=amount, **more
        )

    everything = np.arange(n)
    add("technosphere_matrix", everything + 1, everything + 1, np.ones(n), False)
    add("technosphere_matrix", data.row + 1, data.col + 1, data.amount, True, True)
    add("biosphere_matrix", data.flow + n + 1, data.process + 1, data.emitted, None, True)
    flows = np.arange(FLOWS) + n + 1
    add("characterization_matrix", flows, flows, data.factors)
    return package


def peers(data):
    """Return a function per class of the peer that makes one iteration; its first is made."""
    import bw2calc

    found = {}
    package = their_package(data)
    for name in CLASSES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lca = getattr(bw2calc, name)({data.n: 1}, data_objs=[package], use_distributions=True)
            lca.lci()
            lca.lcia()
        found[name] = lca
    return found


def seconds_of(do):
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def one(lca):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        next(lca)


def monte_carlo(data, runs=1_000):
    """Print ms an iteration of each, best of turns."""
    uncertain = our_model(data)
    f = np.zeros(data.n)
    f[-1] = 1
    theirs = peers(data) if PEER else {}
    best = dict.fromkeys(["ours", "whole", "all products", *theirs], np.inf)
    for turn in range(TURNS):
        for name, lca in theirs.items():
            took = seconds_of(lambda: [one(lca) for _ in range(5)]) / 5  # noqa: B023
            best[name] = min(best[name], took)
        rng = np.random.default_rng(turn)
        kept = []
        took = seconds_of(
            lambda: kept.append(simulate(uncertain, [f], runs=runs, generator=rng))  # noqa: B023
        )
        best["ours"] = min(best["ours"], took / runs)
        few = 200 if data.n < 10_000 else 60
        took = seconds_of(
            lambda: simulate(uncertain, [f], runs=few, generator=rng, tolerance=0.0)  # noqa: B023
        )
        best["whole"] = min(best["whole"], took / few)
        took = seconds_of(
            lambda: simulate_all_products(uncertain, runs=few, generator=rng)  # noqa: B023
        )
        best["all products"] = min(best["all products"], took / few)
    about = kept[0].certificate
    line = ", ".join(f"{name} {value * 1000:.2f}" for name, value in best.items())
    print(f"  ms an iteration, everything included: {line}")
    print(
        f"  certificate: {about.kept_entries:,} of {about.entries:,} entries, {about.checks} runs "
        f"checked, largest error {about.largest_error:.1e}"
    )
    if theirs:
        fastest = min(best[name] for name in theirs)
        print(
            f"  against the fastest: {fastest / best['ours']:.0f} times as fast, with every value "
            f"{fastest / best['whole']:.1f} times"
        )


def all_scores(data):
    """Print the time for the scores of all products, and for one changed exchange."""
    n = data.n
    A = sp.identity(n, format="csc") - sp.csc_matrix((data.amount, (data.row, data.col)), (n, n))
    B = sp.csc_matrix((data.emitted, (data.flow, data.process)), (FLOWS, n))
    took = []
    for _turn in range(TURNS):
        start = time.perf_counter()
        model = build_model(A, B, data.factors)
        prices = model.system.prices(model.intensities[0])
        took.append(time.perf_counter() - start)
    line = f"  scores of all {n:,} products: {min(took) * 1000:.0f} ms"
    if PEER:
        theirs, scores = their_scores(data)
        line += f"; bw2calc's adjoint {theirs * 1000:.0f} ms ({theirs / min(took):.0f} times)"
        line += f", scores differ by {np.abs(scores / prices - 1).max():.0e} at most"
    print(line)
    base = solve_model(model, np.eye(1, n, n - 1)[0])
    took = [seconds_of(lambda: change_exchange(base, n // 2, n - 1, -0.01)) for _turn in range(5)]
    print(f"  one changed exchange, exactly: {min(took) * 1000:.1f} ms")


def their_scores(data):
    import bw2calc

    package = their_package(data, uncertain=False)
    config = {"impact_categories": [("m",)]}
    for part in package.resources:
        if part["matrix"] == "characterization_matrix":
            part["identifier"] = ["m"]
    demands = {str(i): {i + 1: 1.0} for i in range(data.n)}
    best = np.inf
    for _turn in range(2):
        lca = bw2calc.FastScoresOnlyMultiLCA(
            demands=demands, method_config=config, data_objs=[package], direction="adjoint"
        )
        start = time.perf_counter()
        next(lca)
        best = min(best, time.perf_counter() - start)
    return best, np.asarray(lca.scores).ravel()


def memory(data, who):
    """Print the peak memory of this process after one Monte Carlo."""
    if who == "ours":
        f = np.zeros(data.n)
        f[-1] = 1
        rng = np.random.default_rng(1)
        simulate(our_model(data), [f], runs=100, generator=rng)
    else:
        import bw2calc

        lca = getattr(bw2calc, who)(
            {data.n: 1}, data_objs=[their_package(data)], use_distributions=True
        )
        lca.lci()
        lca.lcia()
        for _run in range(5):
            one(lca)
    # ru_maxrss would begin with the peak of the parent, which has built every system already.
    status = Path("/proc/self/status").read_text()
    print(json.dumps(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024))


def peaks(n, core):
    found = {}
    for who in ("ours", *(CLASSES if PEER else ())):
        words = [sys.executable, __file__, "--memory", who, str(n), str(core or 0)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        found[who] = float(done.stdout.splitlines()[-1]) if done.returncode == 0 else np.nan
    print("  peak MB: " + ", ".join(f"{who} {value:.0f}" for who, value in found.items()))


def main():
    wish = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wish.add_argument("--quick", action="store_true")
    wish.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    asked = wish.parse_args()
    if asked.memory:
        who, n, core = asked.memory
        memory(make(int(n), int(core) or None), who)
        return
    if not PEER:
        print("bw2calc is not installed here: only ours is measured")
    for n in (2_000,) if asked.quick else (2_000, 20_000):
        for core in (None, n // 2):
            print(f"n = {n:,}, loop of {core or max(20, n // 40):,}", flush=True)
            data = make(n, core)
            monte_carlo(data)
            all_scores(data)
            peaks(n, core)


if __name__ == "__main__":
    main()
