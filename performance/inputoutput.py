"""Full accounts of dense tables: our solver beside pymrio's calc_all, same data, same run.

    .venv/bin/python performance/inputoutput.py            n = 1,000 and 4,000
    .venv/bin/python performance/inputoutput.py --large    also 9,800, and 19,700 from a file on disk
    .venv/bin/python performance/inputoutput.py --quick    n = 1,000 only

Each measurement runs in a process of its own, so that its peak memory is its own. The table is made
before the clock starts; both sides then go from Z, Y and F to every account.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
STRESSORS = 20


def make(n, regions, kept=np.float64, folder=None):
    """Return Z, Y and F of a dense productive economy; Z on disk when a folder is given."""
    rng = np.random.default_rng(n)
    where = Path(folder) / f"Z-{n}.npy" if folder else None
    Z = np.lib.format.open_memmap(where, "w+", kept, (n, n)) if where else np.empty((n, n), kept)
    for start in range(0, n, 500):
        rows = min(500, n - start)
        Z[start : start + rows] = rng.random((rows, n)) * rng.lognormal(0, 1.5, (rows, 1))
    row, column = Z.sum(axis=1, dtype=float), Z.sum(axis=0, dtype=float)
    Y = rng.random((n, regions)) * (np.maximum(column * 1.6, row * 1.3) - row)[:, None]
    Y *= ((np.maximum(column * 1.6, row * 1.3) - row) / Y.sum(axis=1))[:, None]
    return Z, Y, rng.random((STRESSORS, n))


def ours(n, regions, folder, kept):
    from scp_centre.methods.inputoutput import calculate_accounts

    Z, Y, F = load(n, regions, folder, kept)
    before, start = peak(), time.perf_counter()
    found = calculate_accounts(Z, Y, F, regions=regions)
    report(start, before, found.consumption.reshape(STRESSORS, n), found.exported)


def theirs(n, regions, folder, kept):
    import pandas as pd
    import pymrio

    Z, Y, F = load(n, regions, folder, kept)
    names = [f"r{i}" for i in range(regions)]
    rows = pd.MultiIndex.from_product([names, range(n // regions)], names=["region", "sector"])
    buyers = pd.MultiIndex.from_product([names, ["all"]], names=["region", "category"])
    world = pymrio.IOSystem(
        Z=pd.DataFrame(Z, rows, rows, copy=False), Y=pd.DataFrame(Y, rows, buyers)
    )
    stressors = pd.Index([f"s{i}" for i in range(STRESSORS)], name="stressor")
    world.ext = pymrio.Extension("ext", F=pd.DataFrame(F, stressors, rows))
    before, start = peak(), time.perf_counter()
    world.calc_all()
    report(start, before, world.ext.D_cba.to_numpy(), world.ext.D_exp.to_numpy())


def load(n, regions, folder, kept):
    with np.load(Path(folder) / f"rest-{n}.npz") as rest:
        Y, F = rest["Y"], rest["F"]
    mode = "r" if kept == "disk" else None
    return np.load(Path(folder) / f"Z-{n}.npy", mmap_mode=mode), Y, F


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def report(start, before, *accounts):
    seconds = time.perf_counter() - start
    sums = [float(a.sum()) for a in accounts] + [float(a.max()) for a in accounts]
    parts = [a.ravel()[:: max(1, a.size // 500)].tolist() for a in accounts]
    print(
        json.dumps(
            {"seconds": seconds, "peak": peak(), "before": before, "sums": sums, "parts": parts}
        )
    )


def measure(who, n, regions, folder, kept="memory"):
    command = [sys.executable, __file__, "--one", who, str(n), str(regions), folder, kept]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    return json.loads(done.stdout)


def side_by_side(n, regions, folder, *, kept="memory", rival=True):
    Z, Y, F = make(n, regions, np.float32 if kept == "disk" else np.float64, folder)
    del Z
    np.savez(Path(folder) / f"rest-{n}.npz", Y=Y, F=F)
    we = measure("ours", n, regions, folder, kept)
    they = measure("theirs", n, regions, folder) if rival else None
    line = f"n = {n:6,}, {regions} regions: ours {we['seconds']:6.2f} s, peak {we['peak']:5.2f} GB"
    if they:
        away = max(
            np.abs(np.array(a) / np.array(b) - 1).max()
            for a, b in zip(we["parts"], they["parts"], strict=True)
        )
        line += (
            f"; pymrio {they['seconds']:6.2f} s, peak {they['peak']:5.2f} GB; "
            f"{they['seconds'] / we['seconds']:.1f} times as fast, "
            f"{we['peak'] / they['peak']:.2f} of the memory, accounts differ by {away:.0e} at most"
        )
    print(line, flush=True)
    (Path(folder) / f"Z-{n}.npy").unlink()


def updating(n=4000, m=50):
    """A scenario that changes m columns, re-solved from the base, beside solving from scratch."""
    from scp_centre.methods.inputoutput import Base, Flows, System, update

    Z, Y, F = make(n, 1)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    A, S, y = Z / x, F / x, Y.sum(axis=1)
    start = time.perf_counter()
    base = Base(A, S, y)
    ready = time.perf_counter() - start
    columns = np.random.default_rng(1).choice(n, m, replace=False)
    D = -0.2 * A[:, columns]
    demand, intensity = y.copy(), S.copy()
    demand[columns] *= 0.9
    intensity[:, columns] *= 0.8
    quick = []
    for _ in range(5):
        start = time.perf_counter()
        found = update(base, columns, D, y=demand, S=intensity)
        quick.append(time.perf_counter() - start)
    changed = A.copy()
    changed[:, columns] += D
    scratch = {}
    for way in ("steps", "direct"):
        start = time.perf_counter()
        system = System(Flows(changed, np.ones(n)))
        solve = (
            system.solve
            if way == "steps"
            else lambda R, transposed=False: system._directly(  # noqa: B023
                np.atleast_2d(R.T).T, transposed
            )
        )
        again = solve(demand).ravel()
        M = solve(intensity.T, transposed=True).T
        scratch[way] = time.perf_counter() - start
    assert np.allclose(again, found.x, rtol=1e-8) and np.allclose(M, found.M, rtol=1e-8)
    best = min(quick)
    print(
        f"n = {n:,}, {m} columns changed: updated in {best * 1000:.0f} ms; from scratch by factors "
        f"{scratch['direct']:.2f} s ({scratch['direct'] / best:.0f} times), by our steps "
        f"{scratch['steps']:.2f} s ({scratch['steps'] / best:.0f} times). Base made ready in {ready:.1f} s."
    )


def chains():
    """The hundred largest chains of the 388-sector table of the US."""
    import csv
    import gzip

    from scp_centre.methods.inputoutput import find_paths, multipliers

    file = ROOT.parent / "shared/data/useeio-v1.1/direct_requirements.csv.gz"
    if not file.exists():
        print("the table of the US is not here: chains were not measured")
        return
    with gzip.open(file, "rt") as text:
        rows = list(csv.reader(text))
    A = np.array([[float(v or 0) for v in r[1:]] for r in rows[1:]])
    rng = np.random.default_rng(1)
    s, y = rng.lognormal(0, 2, len(A)), rng.lognormal(0, 2, len(A))
    for top in (100, 10_000):
        start = time.perf_counter()
        found = find_paths(A, s, y, top=top)
        took = time.perf_counter() - start
        print(
            f"{len(A)} sectors, {top:,} largest chains: {took * 1000:.0f} ms, {found.covered:.0%} of the total"
        )
    assert np.isclose(found.total, multipliers(A, s)[0] @ y)


def main():
    wish = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wish.add_argument("--quick", action="store_true")
    wish.add_argument("--large", action="store_true")
    wish.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    asked = wish.parse_args()
    if asked.one:
        who, n, regions, folder, kept = asked.one
        {"ours": ours, "theirs": theirs}[who](int(n), int(regions), folder, kept)
        return
    with tempfile.TemporaryDirectory() as folder:
        side_by_side(1000, 20, folder)
        if asked.quick:
            return
        side_by_side(4000, 40, folder)
        if asked.large:
            side_by_side(9800, 49, folder)
            side_by_side(19_700, 100, folder, kept="disk", rival=False)
    updating()
    chains()


if __name__ == "__main__":
    main()
