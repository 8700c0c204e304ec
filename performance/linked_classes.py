"""How many sums are hidden since energy, CO2e and money are one problem.

    .venv/bin/python performance/linked_classes.py --centres 20
    .venv/bin/python performance/linked_classes.py --companies 1000

Each centre is generated: 8 to 30 companies save gas, oil, coal or electricity in one to three of
three years; nine in ten have their money verified, one in ten saves refrigerant only. Asked are
energy, CO2e and money of each year, in all and by three regions, one figure after another, as a
director would. With --companies, one ledger of so many companies is audited: energy, CO2e and money
of two years, in all and by five regions, to three digits. The figures mean nothing.
"""

import argparse
import os
import sys
import time
from itertools import product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from scp_centre.centre.disclosure import ledger_of_class  # noqa: E402
from scp_centre.centre.disclosure.gate import Figure, Gate, half_step  # noqa: E402
from scp_centre.centre.disclosure.ledger_of_class import Shown  # noqa: E402
from scp_centre.centre.disclosure.linked_classes import family_of  # noqa: E402
from scp_centre.centre.disclosure.rules import OF_A_SUM  # noqa: E402
from scp_centre.methods.disclosure import Auditor  # noqa: E402

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


def audit_large(companies):
    """Say how long one audit of sums over many companies takes."""
    rng = np.random.default_rng(1)
    energy = rng.lognormal(4, 1, companies)
    of_class = {
        "energy": energy,
        "co2e": energy * rng.choice(list(FACTORS.values()), companies),
        "verified_money_eur": energy * rng.uniform(40, 90, companies),
    }
    region, facts = rng.integers(5, size=companies), []
    for (name, values), year, of in product(of_class.items(), (2024, 2025), range(-1, 5)):
        members = np.flatnonzero((region == of) | (of < 0))
        cells = {(f"c{i}", year): float(values[i]) * (year - 2023) ** 0.1 for i in members}
        value = sum(cells.values())
        rounded, half = float(f"{value:.3g}"), half_step(value, 3)
        facts.append(Shown(f"{name} {of} {year}", name, cells, 1.0, rounded, half))
    start = time.process_time()
    ledger = ledger_of_class.build_ledger(facts, lambda name: name)
    found = Auditor(OF_A_SUM[0]).audit(ledger, most=None)
    print(
        f"{len(facts)} sums over {companies} companies, {len(ledger.unknowns)} unknowns, "
        f"{len(ledger.facts)} facts: {len(found)} found; {time.process_time() - start:.1f} s"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=20)
    parser.add_argument("--companies", type=int, default=0)
    options = parser.parse_args()
    if options.companies:
        audit_large(options.companies)
        return
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
