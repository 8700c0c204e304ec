"""Marks and savings that somebody alone is told, or that several releases tell: no plant is found.

The attacker here is a plain linear program over what is told.
"""

import numpy as np
import pytest
from scipy.optimize import linprog

from scp_centre.methods.disclosure import Auditor, Rules, holder_key
from scp_centre.roles.benchmarks.models import Approach, Release
from scp_centre.roles.benchmarks.releases.own_plant_disclosure import (
    audited_marks,
    mark_facts,
    marks_of,
)
from scp_centre.roles.benchmarks.releases.release_ledger import build_ledger
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.scores.scores import Scores, score_plants

RULES = Rules()
CONTENT = {"sector": 10.0, "points": [], "minimum_contributors": 5}


@pytest.fixture
def two_marks_of_one_holding():
    """Two plants of one holding with the same three peers: with the third peer they find two."""
    plants = [Given(f"p{k}", f"peer {k}", 100.0, 20.0) for k in range(3)]
    plants += [Given(f"x{k}", "X", 160.0 + k, 20.0) for k in range(2)]
    plants += [Given(f"q{k}", f"other {k}", 150.0 + 7 * k, 20.0) for k in range(6)]
    peers = {
        "x0": {"p0": 0.34, "p1": 0.33, "p2": 0.33},
        "x1": {"p0": 0.20, "p1": 0.40, "p2": 0.40},
    }
    frontier = dict.fromkeys(peers, 100.0)
    scores = {name: (60.0, 55.0, 65.0) for name in peers}
    return plants, Scores(Approach.DEA, scores, frontier, peers=peers)


def found_with(plants, marks, *insiders):
    """Return the plants that insiders place within 10 % by their own figures and marks."""
    place = {p.name: i for i, p in enumerate(plants)}
    facts = [f for f in mark_facts(plants, marks) if f.told_to in insiders]
    rows = np.zeros((len(facts), len(plants)))
    for row, fact in zip(rows, facts, strict=True):
        for name, weight in fact.weights.items():
            row[place[name]] = weight
    value, half = np.array([f.value for f in facts]), np.array([f.half for f in facts])
    bounds = [(p.use, p.use) if p.holder in insiders else (0, None) for p in plants]
    found = []
    for p in plants:
        if p.holder in insiders or not facts:
            continue
        for sign in (1, -1):
            answer = linprog(
                sign * np.eye(len(plants))[place[p.name]],
                A_ub=np.vstack([rows, -rows]),
                b_ub=np.concatenate([value + half, half - value]),
                bounds=bounds,
            )
            if answer.status == 0 and abs(abs(answer.fun) - p.use) < 0.1 * p.use * (1 - 1e-6):
                found.append(p.name)
    return found


def test_two_marks_of_one_holding_are_not_both_told(two_marks_of_one_holding):
    plants, scores = two_marks_of_one_holding
    before = marks_of(plants, scores, [], RULES)
    assert set(before) == {"x0", "x1"} and found_with(plants, before, "X", "peer 1")
    marks = audited_marks(plants, scores, [], RULES, facts=[], content=CONTENT)
    for p in plants:
        assert found_with(plants, marks, "X", p.holder) == []
    facts = list(mark_facts(plants, marks))
    ledger, current, _called = build_ledger(plants, facts, CONTENT, [])
    assert Auditor(RULES).audit(ledger, about=current, most=None) == []


def test_a_mark_is_a_fact_of_its_peers_read_to_three_digits(two_marks_of_one_holding):
    plants, scores = two_marks_of_one_holding
    first = next(mark_facts(plants, marks_of(plants, scores, [], RULES)))
    use = {p.name: p.use for p in plants}
    assert sum(w * use[name] for name, w in first.weights.items()) == pytest.approx(100)
    # The gap is 60.0, the target 5.00 per unit of 20: read to 0.05 and 0.1, half the finer counts.
    assert (first.value, first.half, first.told_to) == (100.0, 0.025, "X")


@pytest.mark.parametrize("seed", range(1))
def test_random_sectors_scored_by_dea_give_nobody_away(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 18))
    made = rng.uniform(1, 3, n)
    plants = [
        Given(f"p{i}", f"c{i if rng.random() < 0.7 else i // 3}", float(m * x), float(m))
        for i, (m, x) in enumerate(zip(made, rng.lognormal(2, 0.3, n), strict=True))
    ]
    scores = score_plants(Approach.DEA, plants, [])
    marks = audited_marks(plants, scores, [], RULES, facts=[], content=CONTENT)
    holders = sorted({p.holder for p in plants})
    for reader in {f.told_to for f in mark_facts(plants, marks)}:
        for other in (reader, *holders):
            assert found_with(plants, marks, reader, other) == []


def test_a_release_names_earlier_ones_by_address_and_keeps_each_mark(sample_centre):
    release = Release.objects.get(benchmark__title="Energy of cheese dairies", benchmark__year=2025)
    addresses = {r.number for r in Release.objects.all()}
    assert set(release.content["changes"]) <= addresses and release.content["changes"]
    told = {f["told_to"] for f in release.ledger} - {""}
    holders = {holder_key(c.holder) for c in release.contributions.all()}
    assert {holder_key(h) for h in told} <= holders
