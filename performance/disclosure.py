"""How long the audit of a release takes: 300 plants, 6 sizes, 8 regions, 3 years, DEA marks.

    .venv/bin/python performance/disclosure.py            300 plants
    .venv/bin/python performance/disclosure.py --plants 100 --seeds 3
    .venv/bin/python performance/disclosure.py --profile  the functions that take the time

The sectors are generated; their figures mean nothing. Four targets enter no fact of their own: each
is computed from a published figure. Timed are the scores by DEA, the audit of what everybody is
told (two earlier years stand in the ledger), and the audit of the marks of each company with the
smoothed frontiers that it asks for. Seconds are of the processor, which others may share.
"""

import argparse
import cProfile
import os
import pstats
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the server does
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from scp_centre.methods.disclosure import Auditor, Rules  # noqa: E402
from scp_centre.roles.benchmarks.models import Approach  # noqa: E402
from scp_centre.roles.benchmarks.releases.own_plant_disclosure import audited_marks  # noqa: E402
from scp_centre.roles.benchmarks.releases.release_content import compose, enter_facts  # noqa: E402
from scp_centre.roles.benchmarks.releases.release_ledger import (  # noqa: E402
    FACTS,
    Entered,
    build_ledger,
    half_step,
    stored,
)
from scp_centre.roles.benchmarks.scores.plants import Given  # noqa: E402
from scp_centre.roles.benchmarks.scores.scores import score_plants  # noqa: E402

RULES = Rules()
SIZES, REGIONS, YEARS = 6, 8, 3


def generated_years(plants, rng):
    """Return three years of a sector: a tenth of the plants in holdings, one in twenty new."""
    made = rng.lognormal(6, 0.8, plants)
    use = made * rng.lognormal(1.5, 0.25, plants)
    holder = [
        f"Holding {rng.integers(6)}" if rng.random() < 0.1 else f"c{i}" for i in range(plants)
    ]
    region = rng.integers(0, REGIONS, plants)
    years = []
    for year in range(YEARS):
        there = rng.random(plants) < 0.95
        years.append([
            Given(named(i, year), holder[i], float(use[i]), float(made[i]), f"Region {region[i]}")
            for i in np.flatnonzero(there)
        ])  # fmt: skip
        use, made = use * rng.lognormal(-0.02, 0.05, plants), made * rng.lognormal(0, 0.05, plants)
    return years


def named(i, year):
    """Return the name of a plant; in an earlier year it is another figure, as in other_releases."""
    return f"p{i}" if year == YEARS - 1 else f"p{i} of {year}"


def facts_of_sizes(plants):
    """Return the figures of six sizes, as a release enters those of three."""
    bounds = np.quantile([p.made for p in plants], np.arange(1, SIZES) / SIZES)
    parts = [[] for _ in range(SIZES)]
    for p in plants:
        parts[int((p.made > bounds).sum())].append(p)
    for k, members in enumerate(parts):
        made = sum(p.made for p in members)
        value = float(f"{sum(p.use for p in members) / made:.3g}")
        yield Entered(
            f"size {k}", {p.name: 1 / made for p in members}, value, half_step(value), "six sizes"
        )


def composed_with_sizes(plants, beside, scores=None):
    """Return content and facts of a release with six sizes for its three, where they are safe."""
    content = {**compose(plants, RULES, scores=scores, beside=beside), "sizes": {}}
    facts = enter_facts(plants, content, scores, [])
    with_sizes = [*facts, *facts_of_sizes(plants)]
    ledger, current, _called = build_ledger(plants, with_sizes, content, [], beside)
    is_safe = not Auditor(RULES).audit(ledger, about=current)
    return content, with_sizes if is_safe else facts


def released(plants, beside):
    """Audit a release as the role does; return (content with facts, seconds by part, marks)."""
    start = time.process_time()
    scores = score_plants(Approach.DEA, plants, [])
    scored = time.process_time()
    content, facts = composed_with_sizes(plants, beside, scores)
    composed = time.process_time()
    marks = audited_marks(plants, scores, [], RULES, facts=facts, content=content, beside=beside)
    done = time.process_time()
    seconds = (scored - start, composed - scored, done - composed)
    return {**content, FACTS: stored(facts)}, seconds, marks


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plants", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    for seed in range(options.seeds):
        *before, last = generated_years(options.plants, np.random.default_rng(seed))
        beside = []
        for plants in before:
            content, facts = composed_with_sizes(plants, beside)
            beside.append((plants, {**content, FACTS: stored(facts)}))
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        content, (scoring, public, private), marks = released(last, beside)
        profile.disable()
        smooth = sum(m.order is not None for m in marks.values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(last)} plants, seed {seed}: DEA {scoring:.1f} s, what all are told "
            f"{public:.1f} s, marks {private:.1f} s, audit in all {public + private:.1f} s"
        )
        print(
            f"  {len(marks)} marks, {smooth} of a smoothed frontier; withheld: "
            f"{[str(w) for w in content.get('withheld', [])]}; {peak:.0f} MB at most"
        )
        if options.profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(35)


if __name__ == "__main__":
    main()
