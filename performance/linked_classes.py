"""How many sums are hidden since energy, CO2e and money are one problem.

    .venv/bin/python performance/linked_classes.py --centres 20

Each centre is generated: 8 to 30 companies save gas, oil, coal or electricity in one to three of
three years; nine in ten have their money verified, one in ten saves refrigerant only. Asked are
energy, CO2e and money of each year, in all and by three regions, one figure after another, as a
director would. The figures mean nothing.
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from scp_centre.centre.disclosure import ledger_of_class  # noqa: E402
from scp_centre.centre.disclosure.gate import Figure, Gate  # noqa: E402
from scp_centre.centre.disclosure.linked_classes import family_of  # noqa: E402

FACTORS = {"gas": 0.202, "oil": 0.268, "coal": 0.354, "electricity": 0.5}  # t CO2e/MWh
PRICES = {"gas": 60.0, "oil": 90.0, "coal": 30.0, "electricity": 140.0}  # EUR/MWh
CLASSES = ("energy", "co2e", "verified_money_eur")


class EmptyGate(Gate):
    """A gate that knows what it has let pass, and no database."""

    def __init__(self):
        super().__init__()
        self._holders = {}
        self._facts = {family_of(name): [] for name in CLASSES}


def generated_centre(rng):
    """Return the figures of a centre, in the order in which they are asked for."""
    n = int(rng.integers(8, 31))
    carrier = rng.choice(list(FACTORS), n, p=(0.35, 0.15, 0.1, 0.4))
    region = rng.integers(0, 3, n)
    parts = {}
    for i in range(n):
        for year in (2023, 2024, 2025):
            if rng.random() < 0.6:
                energy = float(np.round(rng.lognormal(5, 0.7), 1))
                own = FACTORS[carrier[i]] * energy, PRICES[carrier[i]] * rng.uniform(0.8, 1.2)
                if rng.random() < 0.1:  # refrigerant
                    parts["co2e", year, i] = float(np.round(rng.lognormal(4, 0.5), 1))
                    continue
                parts["energy", year, i] = energy
                parts["co2e", year, i] = float(np.round(own[0], 2))
                if rng.random() < 0.9:
                    parts["verified_money_eur", year, i] = float(np.round(own[1] * energy, 0))
    for year in (2023, 2024, 2025):
        for group in (None, 0, 1, 2):
            for name in CLASSES:
                cells = {
                    (f"c{i}", y): value
                    for (c, y, i), value in parts.items()
                    if c == name and y == year and group in (None, region[i])
                }
                yield Figure("p", f"{name} {year} {group}", name, "", cells, sum(cells.values()), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=20)
    options = parser.parse_args()
    linked = ledger_of_class.bounds_between
    for is_linked in (False, True):
        ledger_of_class.bounds_between = linked if is_linked else lambda *_unused: iter(())
        shown, by_rules, start = dict.fromkeys(CLASSES, 0), 0, time.process_time()
        asked = 0
        for seed in range(options.centres):
            gate = EmptyGate()
            for figure in generated_centre(np.random.default_rng(seed)):
                (reason,) = gate.decide([figure])
                asked += 1
                by_rules += reason in ("few", "large")
                shown[figure.figure_class] += not reason
        print(
            f"linked: {is_linked}; of {asked} sums {by_rules} break a rule by themselves; shown "
            f"{shown}, {sum(shown.values())} in all; {time.process_time() - start:.0f} s"
        )


if __name__ == "__main__":
    main()
