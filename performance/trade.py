"""Complexity side by side: this project and ecomplexity, all outputs of one year, in one process.

    python performance/trade.py            200 countries x 5,000 products, some minutes
    python performance/trade.py --quick    60 x 300, a few seconds

Run it by the Python of an environment that has this project's packages and ecomplexity
(pip install ecomplexity); without it, this project alone is timed. Export potential is timed too.
"""

import argparse
import resource
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np

from scp_centre.methods.trade import (
    DEFINITIONS,
    build_product_space,
    export_potential,
    measure_complexity,
    measure_fitness,
)


def drawn(countries, products, seed=1):
    rng = np.random.default_rng(seed)
    able = rng.normal(0, 1, (countries, 1)) - rng.normal(0, 1, (1, products))
    values = rng.lognormal(0, 2, (countries, products)) * np.exp(able)
    return values * (rng.random((countries, products)) < 1 / (1 + np.exp(-able)))


def ours(exports):
    definition = DEFINITIONS["ecomplexity"]
    space = build_product_space(exports, diagonal=definition.diagonal)
    return space, measure_complexity(space, definition), measure_fitness(space)


def timed(work, times=1):
    best, found = np.inf, None
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def beside(exports, seconds, space, found):
    """Time ecomplexity on the same table and compare all that it gives."""
    try:
        import pandas as pd
        from ecomplexity import ecomplexity
    except ImportError:
        print("ecomplexity is not installed: not compared")
        return
    rows, columns = np.indices(exports.shape)
    table = pd.DataFrame({"t": 2020, "c": rows.ravel(), "p": columns.ravel(), "v": exports.ravel()})
    names = {"time": "t", "loc": "c", "prod": "p", "val": "v"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        taken, theirs = timed(lambda: ecomplexity(table, names, verbose=False))
    theirs = theirs.sort_values(["c", "p"])
    print(f"ecomplexity                      {taken:8.2f} s     {taken / seconds:6.0f} x")
    shape = exports.shape
    for name, values in (
        ("rca", space.rca),
        ("density", space.density),
        ("eci", np.broadcast_to(found.eci[:, None], shape)),
        ("pci", np.broadcast_to(found.pci, shape)),
        ("coi", np.broadcast_to(found.coi[:, None], shape)),
        ("cog", found.cog),
    ):
        other = theirs[name].to_numpy(dtype=float).reshape(shape)
        print(f"  largest difference in {name:8s} {np.nanmax(np.abs(values - other)):.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    size = (60, 300) if parser.parse_args().quick else (200, 5000)
    exports = drawn(*size)
    seconds, (space, found, _unused) = timed(lambda: ours(exports), 3)
    print(f"{size[0]} countries x {size[1]} products, one year, all outputs")
    print(f"this project                     {seconds:8.2f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"memory of the process so far     {memory:8.2f} GB")
    beside(exports, seconds, space, found)
    flows = np.random.default_rng(2).lognormal(0, 2, (3, size[1], size[0]))
    taken, _unused = timed(lambda: export_potential(flows))
    print(f"export potential of 3 exporters  {taken:8.2f} s")


if __name__ == "__main__":
    main()
