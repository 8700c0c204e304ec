"""Symbiosis side by side: the plan with its certificate against scipy linprog, and the matching.

    .venv/bin/python performance/symbiosis.py            5,000 x 5,000, some minutes
    .venv/bin/python performance/symbiosis.py --quick    1,000 x 1,000, half a minute

About 72 exchanges an offer, four kinds: any partner at any gain; the nearest partners; a common
price with distance; whole numbers with many ties. Quantities are in whole kilograms, gains in
thousandths. Both run one after the other in this process, on whatever cores they take (one each).
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from scp_centre.methods.symbiosis import Resource, match, plan_exchanges, read_exchanges
from scp_centre.methods.symbiosis.matching import Terms
from scp_centre.reference.waste import waste_codes

EACH = 72


def drawn(kind, n, seed=1):
    rng = np.random.default_rng(seed)
    supply, demand = (np.round(rng.lognormal(3, 1, n), 3) for _side in range(2))
    offer, need = np.repeat(np.arange(n), EACH), rng.integers(0, n, n * EACH)
    a, b = rng.uniform(0, 600, (n, 2)), rng.uniform(0, 600, (n, 2))
    if kind == "any partner":
        gain = rng.uniform(0, 60, n * EACH)
    elif kind == "nearest":
        far, near = cKDTree(b).query(a, k=EACH)
        need, gain = near.ravel(), 30 - 0.3 * far.ravel()
    elif kind == "price and distance":
        gain = 20 + rng.uniform(0, 30, n)[need] - 0.1 * np.hypot(*(a[offer] - b[need]).T)
    else:
        supply, demand = (rng.integers(1, 100, n).astype(float) for _side in range(2))
        gain = rng.integers(1, 30, n * EACH).astype(float)
    _key, first = np.unique(offer * n + need, return_index=True)
    return read_exchanges(supply, demand, offer[first], need[first], np.round(gain[first], 3))


def by_linprog(exchanges):
    n, m = exchanges.shape
    count = len(exchanges.gain)
    rows = np.r_[exchanges.offer, n + exchanges.need]
    A = csr_array((np.ones(2 * count), (rows, np.tile(np.arange(count), 2))), shape=(n + m, count))
    b = np.r_[exchanges.supply, exchanges.demand]
    return -linprog(-exchanges.gain, A_ub=A, b_ub=b, method="highs").fun


def timed(work):
    wall, core = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - core, found


def plan(kind, n):
    exchanges = drawn(kind, n)
    runs = [timed(lambda: plan_exchanges(exchanges)) for _time in range(3)]
    wall, core, ours = min(runs, key=lambda run: run[1])
    theirs, their_core, value = timed(lambda: by_linprog(exchanges))
    print(
        f"{kind}: {n:,} x {n:,}, {len(exchanges.gain):,} exchanges. Ours {wall:.2f} s "
        f"({core:.2f} s of a core), linprog {theirs:.1f} s ({their_core:.1f}): {theirs / wall:.0f} x "
        f"({their_core / core:.0f} x). Value {ours.value:,.3f}, of linprog {value:,.3f}, differs by "
        f"{abs(ours.value - value) / value:.0e}; gap to the bound {ours.gap:.0e}, largest violation "
        f"{ours.violation:.0e}",
        flush=True,
    )
    assert abs(ours.value - value) <= 1e-5 * value and ours.gap <= 1e-5


def resources(n, is_offer, rng):
    """Yield resources with a code of the list, its words and some of their own (Zipf)."""
    codes = list(waste_codes().values())
    own = ["".join(chr(97 + c) for c in rng.integers(0, 26, 7)) for _word in range(3000)]
    chance = 1 / np.arange(1, 3001)
    for i in range(n):
        code = codes[rng.integers(len(codes))]
        words = " ".join(own[k] for k in rng.choice(3000, 4, p=chance / chance.sum()))
        months = range(1, 13) if rng.random() < 0.8 else rng.integers(1, 13, 4).tolist()
        common = {
            "id": f"{i:06}",
            "tonnes": float(rng.lognormal(4, 1)),
            "text": f"{code.description} {words}",
            "place": (float(rng.uniform(40, 55)), float(rng.uniform(0, 20))),
            "months": frozenset(months),
            "ranges": {"chlorine": (0.1, 0.4) if is_offer else (0.0, 0.3)}
            if rng.random() < 0.5
            else {},
        }
        if is_offer:
            yield Resource(
                **common,
                code=code,
                is_hazardous=code.is_hazardous,
                states=frozenset(["solid"]),
                price=float(rng.uniform(10, 90)),
            )
        else:
            level = int(rng.choice([2, 4, 6], p=[0.05, 0.6, 0.35]))
            yield Resource(
                **common,
                codes=(code.digits[:level],),
                states=frozenset(["solid", "sludge"]),
                price=float(rng.uniform(0, 60)),
                permits=(code.digits[:2],) if rng.random() < 0.5 else (),
            )


def matching(n):
    rng = np.random.default_rng(1)
    offers, needs = (list(resources(n, is_offer, rng)) for is_offer in (True, False))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, core, found = timed(lambda: match(offers, needs, 20, Terms(transport=0.1)))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    looked = int(found.failed.sum() + found.found.sum())
    print(
        f"matching {n:,} x {n:,}, top 20 each: {wall:.2f} s ({core:.2f} s of a core), {more:.0f} MB "
        f"more; {looked:,} of {n * n:,} pairs looked at, {len(found.pairs.offer):,} suggested",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    n = 1_000 if parser.parse_args().quick else 5_000
    print(f"{os.cpu_count()} cores, numpy {np.__version__}")
    matching(2 * n)
    for kind in ("any partner", "nearest", "price and distance", "ties"):
        plan(kind, n)


if __name__ == "__main__":
    main()
