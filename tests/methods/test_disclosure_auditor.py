"""The auditor and the names of holders."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from scp_centre.methods.disclosure import (
    Fact,
    Ledger,
    Rules,
    Unknown,
    audit,
    holder_key,
    ledger_part,
    likely_twins,
    sum_by_holder,
    ultimate_holders,
)
from scp_centre.methods.disclosure.nearest_world import NearestWorld

CASES = Path(__file__).parents[1] / "cases" / "benchmarks"


def read_case(name):
    with (CASES / name).open(encoding="utf-8") as opened:
        return [
            (
                r["Plant"],
                r["Holding"] or r["Company"],
                r["Region"],
                float(r["Use"]),
                float(r["Output"]),
            )
            for r in csv.DictReader(opened)
        ]


def half_step(value):
    return 0.5 * 10 ** (np.floor(np.log10(value)) - 2)


def ratio(name, rows, table=""):
    """Return use / output of some plants, rounded to three digits, as a fact on their use."""
    made = sum(r[4] for r in rows)
    value = float(f"{sum(r[3] for r in rows) / made:.3g}")
    return Fact(name, {r[0]: 1 / made for r in rows}, value, half_step(value), table=table)


def ledger_of(rows, facts):
    sums = {}
    for r in rows:
        sums.setdefault(r[1], set()).add(r[0])
    return Ledger(
        {r[0]: Unknown(r[3], r[1]) for r in rows}, facts, [frozenset(s) for s in sums.values()]
    )


def test_a_holding_between_a_size_and_a_region_is_found():
    """Size large less region North is BIG-1 + BIG-2 = 11,660, to 0.8 %."""
    rows = read_case("holding_large_minus_region.csv")
    regions = [
        ratio(n, [r for r in rows if r[2] == n], "regions") for n in ("North", "South", "East")
    ]
    large = ratio("large", [r for r in rows if r[4] > 900], "sizes")
    assert audit(ledger_of(rows, regions), Rules()) == []
    (found,) = audit(ledger_of(rows, [*regions, large]), Rules())
    assert found.keys == ("BIG-1", "BIG-2") and found.known_to == ()


def test_a_target_that_leaves_one_plant_below_its_ceiling_gives_it():
    """Sector 4.65, target 4.25, ceiling 4.67: only R00 lies below, so its use is 3,230 +- 31."""
    rows = read_case("one_target_exposes.csv")
    made = sum(r[4] for r in rows)
    sector = ratio("sector", rows)
    below = Fact("target", {"R00": 1 / made}, 3230 / made, 31 / made)
    assert audit(ledger_of(rows, [sector]), Rules()) == []
    found = audit(ledger_of(rows, [sector, below]), Rules())
    assert {e.keys for e in found} == {("R00",)}


def test_two_cells_whose_difference_is_two_companies():
    rows = [(f"p{i}", f"c{i}", "", 100.0 + i, 10.0) for i in range(12)]
    facts = [ratio("sector", rows), ratio("without two", rows[2:])]
    exact = [
        Fact(f.name, f.weights, sum(100.0 + i for i in range(n, 12)) / (10 * (12 - n)))
        for n, f in zip((0, 2), facts, strict=True)
    ]
    found = audit(ledger_of(rows, exact), Rules())
    assert ("p0", "p1") in {e.keys for e in found}
    assert audit(ledger_of(rows, exact[:1]), Rules()) == []


def test_a_second_benchmark_with_one_plant_less():
    rows = [(f"p{i}", f"c{i}", "", 100.0 + i, 10.0) for i in range(20)]
    found = audit(ledger_of(rows, [ratio("all", rows), ratio("less", rows[1:])]), Rules())
    assert {e.keys for e in found} >= {("p0",)}


def test_insiders_alone_and_in_pairs():
    """The rest after the three largest is 8 % of the largest: two of them together find it."""
    rows = [
        (f"p{i}", f"c{i}", "", u, 1.0) for i, u in enumerate((100.0, 60.0, 50.0, 3.0, 3.0, 2.0))
    ]
    ledger = ledger_of(rows, [Fact("sum", {r[0]: 1.0 for r in rows}, 218.0)])
    assert audit(ledger, Rules(), insiders=1) == []
    (found,) = audit(ledger, Rules())
    assert found.keys == ("p0",) and set(found.known_to) == {"c1", "c2"} and found.is_raised


def test_what_one_contributor_alone_was_told_counts_for_that_one_and_whom_it_tells():
    """c7 finds p1. With c1, who knows p1, it finds p2, too: 0.03 p2 = 3.0 +- 0.1."""
    rows = [(f"p{i}", f"c{i}", "", 100.0, 1.0) for i in range(8)]
    total = Fact("sum", {r[0]: 1.0 for r in rows}, 800.0)
    mark = Fact("mark", {"p1": 0.97, "p2": 0.03}, 100.0, 0.1, told_to="c7")
    found = audit(ledger_of(rows, [total, mark]), Rules())
    expected = {(("p1",), ("c7",)), (("p2",), ("c1", "c7"))}
    assert {(e.keys, e.known_to) for e in found} == expected


@pytest.mark.parametrize("seed", range(12))
def test_the_auditor_agrees_with_a_plain_linear_program(seed):
    """Small random ledgers: exposed here exactly where two programs a plant and insider say so."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 9))
    true = rng.lognormal(3, 1, n)
    A = (rng.random((int(rng.integers(1, 4)), n)) < 0.7).astype(float)
    A = A[A.sum(axis=1) > 1]
    half = 0.002 * (A @ true)
    facts = [
        Fact(
            f"f{k}", {f"p{i}": 1.0 for i in np.flatnonzero(row)}, float(row @ true), float(half[k])
        )
        for k, row in enumerate(A)
    ]
    unknowns = {f"p{i}": Unknown(float(true[i]), f"c{i}") for i in range(n)}
    rules = Rules(minimum_contributors=1)
    found = {e.keys[0] for e in audit(Ledger(unknowns, facts), rules, insiders=1)}
    expected = set()
    for i in np.flatnonzero(A.any(axis=0)) if len(A) else ():
        for insider in (None, *range(n)):
            if insider == i:
                continue
            for sign in (1, -1):
                bounds = [(0, None)] * n
                if insider is not None:
                    bounds[insider] = (true[insider], true[insider])
                answer = linprog(
                    sign * np.eye(n)[i],
                    A_ub=np.vstack([A, -A]),
                    b_ub=np.concatenate([A @ true + half, half - A @ true]),
                    bounds=bounds,
                )
                if answer.status == 0:
                    reach = abs(answer.x[i] - true[i])
                    if reach < 0.1 * true[i] * (1 - 1e-6):
                        expected.add(f"p{i}")
    assert found == expected


@pytest.mark.parametrize(
    "name",
    ["ALPHA HOLDING.", "alpha  holding", "Álpha Holding Ltd", "Alpha Holding, S.A.",
     "Alpha-Holding GmbH & Co. KG", "Alpha Holding Sp. z o.o.", "Alpha Holding S. A. de C. V."],
)  # fmt: skip
def test_one_holder_in_many_spellings(name):
    assert holder_key(name) == holder_key("Alpha Holding")
    assert len(sum_by_holder([("Alpha Holding", 1.0), (name, 2.0)])) == 1


def test_names_that_are_two_holders_stay_two():
    names = ["Co 01", "Co 02", "Dairy Company 0001", "Dairy Works 0001", "S.A.", "North", "South"]
    assert len({holder_key(n) for n in names}) == len(names)


def test_owners_of_owners_are_one_holder_and_twins_are_asked():
    found = ultimate_holders([("Mill", "North Group"), ("North Group Ltd", "Alpha"), ("Z", "Z")])
    assert found["mill"] == found["northgroup"] == "alpha"
    ring = ultimate_holders([("A", "B"), ("B", "A")])
    assert ring["a"] == ring["b"]
    assert likely_twins(["Bridge Dairy 1", "Bridge Dairy 2", "Bridge Dairy 12"]) == []
    assert likely_twins(["Bridge Dairy", "Bridge Dary", "Other"]) == [
        ("Bridge Dairy", "Bridge Dary")
    ]


def draw_told_ledger(rng):
    """A sector of 12 to 20 plants with sums for all, and marks that one company each is told."""
    n = int(rng.integers(12, 21))
    use = np.round(rng.lognormal(3, 0.6, n), 1)
    owner = [f"c{i if rng.random() < 0.8 else i // 4}" for i in range(n)]
    unknowns = {f"p{i}": Unknown(float(use[i]), owner[i]) for i in range(n)}

    def fact(name, members, half, told_to=""):
        weights = {f"p{i}": 1.0 for i in members}
        return Fact(name, weights, float(use[list(members)].sum()), half, told_to)

    facts = [fact("all", range(n), 1.0), fact("first", range(n // 2), 1.0)]
    for i in range(n):
        peers = rng.choice([k for k in range(n) if k != i], 3, replace=False).tolist()
        facts.append(fact(f"mark {i}", peers, 0.02 * float(use[peers].sum()), owner[i]))
    return Ledger(unknowns, facts)


def test_coalitions_and_warm_programs_find_what_single_programs_find(monkeypatch):
    """The fast way (coalitions, eight attackers at once) against one program for each pair."""
    every = []
    for seed in range(6):
        ledger = draw_told_ledger(np.random.default_rng(seed))
        with monkeypatch.context() as fast:
            fast.setattr(ledger_part, "FEW_SOUGHT", 0)  # so that coalitions are drawn
            found = {(one.keys, one.is_raised) for one in audit(ledger, Rules())}
        with monkeypatch.context() as slow:
            slow.setattr(ledger_part.LedgerPart, "draw", lambda part: None)
            slow.setattr(ledger_part.LedgerPart, "_draw_coalitions", lambda part, every: None)
            slow.setattr(ledger_part, "GROUP", 2)
            slow.setattr(ledger_part.LedgerPart, "_solve", solve_anew)
            assert found == {(one.keys, one.is_raised) for one in audit(ledger, Rules())}
        every += found
    assert every


def solve_anew(part, sought, raised, attackers):
    """Solve with a program of its own, which no answer before has warmed."""
    program = NearestWorld(part.movable, part.true, (part.down, part.up), part.public, part.told)
    wanted = part.share * sought.value * (1.0 if raised else -1.0)
    return program.find(sought.members, wanted, np.isin(part.holder, attackers), attackers)
