"""What noise from a secret key would cost, beside withholding, on the sums and counts of a centre.

    .venv/bin/python performance/noise.py --centres 20

Sums: each contributor's figure gets one factor from its key, year and class, so that every sum
holds the same noise and differences tell nothing; 1 +- 10 to 20 %, either side as likely, so that
totals are unbiased and no figure is nearer to the truth than p = 10 %. Counts: cell keys of the
sum of the contributors' keys give -2 to 2, on average 0, the same for the same contributors.
The centres are those of linked_classes.py; their figures mean nothing.
"""

import argparse
import hashlib
import hmac

import numpy as np
from linked_classes import EmptyGate, generated_centre

NEAREST, FARTHEST = 0.1, 0.2
KEY = b"of this measurement only"
OF_COUNTS = (-2, -1, -1, 0, 0, 0, 1, 1, 2)  # variance 4/3


def draw(*of):
    """Return a number in [0, 1) of the key of some words."""
    mark = hmac.new(KEY, "\n".join(map(str, of)).encode(), hashlib.sha256).digest()
    return int.from_bytes(mark[:8], "big") / 2.0**64


def factor(figure_class, cell):
    where = draw(figure_class, *cell)
    side = 1.0 if where < 0.5 else -1.0
    return 1 + side * (NEAREST + (FARTHEST - NEAREST) * (2 * where % 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=20)
    options = parser.parse_args()
    error = {"shown": [], "few": [], "large": [], "near": [], "told": []}
    holders = {name: [] for name in error}
    of_counts = []
    for seed in range(options.centres):
        gate = EmptyGate()
        for figure in generated_centre(np.random.default_rng(seed)):
            if not figure.cells:
                continue
            (reason,) = gate.decide([figure])
            noisy = sum(v * factor(figure.figure_class, c) for c, v in figure.cells.items())
            error[reason or "shown"].append(noisy / figure.value - 1)
            holders[reason or "shown"].append(len(figure.cells))
            mark = sum(draw("count", *cell) for cell in figure.cells) % 1
            of_counts.append(OF_COUNTS[int(mark * len(OF_COUNTS))] / len(figure.cells))
    every = sum(map(len, error.values()))
    for name, found in error.items():
        if found:
            off = np.abs(found)
            print(
                f"{name}: {len(found)} of {every} sums, {np.median(holders[name]):.0f} companies "
                f"at the median; with noise off by {100 * np.median(off):.1f} % at the median, "
                f"{100 * np.quantile(off, 0.9):.1f} % in one of ten"
            )
    pooled = np.array([e for found in error.values() for e in found])
    print(f"mean error of all sums {100 * pooled.mean():+.2f} %")
    print(
        f"counts: none is withheld; with noise off by {100 * np.mean(np.abs(of_counts)):.0f} % on "
        f"average, {100 * np.mean(np.array(of_counts) != 0):.0f} % of them wrong"
    )


if __name__ == "__main__":
    main()
