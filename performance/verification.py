"""How long the verification of 100 meters takes, each with five years of daily readings.

python performance/verification.py [--meters 100] [--model choose]

The readings are generated; their figures mean nothing. Each meter has one driver and the weather
of the site; all models are tried and the best is taken.
"""

import argparse
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the server does

import numpy as np  # noqa: E402

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from scp_centre.roles.production.followup.saving_verification import (  # noqa: E402
    Metered,
    Worth,
    verify,
)

DAYS = 1826
FIRST = date(2020, 1, 1)
SPLIT = 1461  # four years before, one after


def generated_meters(count):
    """Return meters of a site, their driver, and the temperature of each day."""
    rng = np.random.default_rng(11)
    days = [FIRST + timedelta(i) for i in range(DAYS)]
    weather = 14 + 10 * np.sin(np.arange(DAYS) / 365.25 * 2 * np.pi) + rng.normal(0, 3, DAYS)
    made = rng.uniform(50, 100, DAYS)

    def metered(name, unit, values):
        return Metered(name, unit, {(d, d): float(v) for d, v in zip(days, values, strict=True)})

    meters = []
    for i in range(count):
        cold = np.maximum(rng.uniform(9, 15) - weather, 0)
        use = 100 + 2 * made + rng.uniform(0, 6) * cold + rng.normal(0, 8, DAYS)
        meters.append(metered(f"meter {i}", "kWh", use))
    temperatures = dict(zip(days, weather.tolist(), strict=True))
    return meters, metered("output", "t", made), temperatures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meters", type=int, default=100)
    parser.add_argument("--model", default="choose")
    options = parser.parse_args()
    meters, output, temperatures = generated_meters(options.meters)
    before = (FIRST, FIRST + timedelta(SPLIT - 1))
    after = (FIRST + timedelta(SPLIT), FIRST + timedelta(DAYS - 1))
    worth = Worth(3.6, "energy", 0.03, 0.1)
    wall, own = time.perf_counter(), time.process_time()
    chosen = {}
    for meter in meters:
        verified = verify(
            meter,
            [output],
            before,
            after,
            worth=worth,
            model=options.model,
            temperatures=temperatures,
        )
        key = verified.choice.chosen.terms.key
        chosen[key] = chosen.get(key, 0) + 1
    wall, own = time.perf_counter() - wall, time.process_time() - own
    sys.stdout.write(
        f"{options.meters} meters, {DAYS} days each: {wall:.2f} s, of which {own:.2f} s of this "
        f"process. Models: {chosen}\n"
    )


if __name__ == "__main__":
    main()
