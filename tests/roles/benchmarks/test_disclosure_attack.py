"""A throw-away attacker: with everything that a sector's releases tell, he looks for its plants.

He reads what the system shows, writes it as linear facts on his own, and asks a linear program for
the least and greatest use of each plant and holding: as outsider, as each company, and in pairs.
More sectors by hand: SCP_ATTACK_SECTORS=500 pytest tests/roles/benchmarks/test_disclosure_attack.py
A long run in parts: SCP_ATTACK_FIRST=100 begins with the hundred and first sector.
"""

import csv
import os
import re
from itertools import combinations
from pathlib import Path

import highspy
import numpy as np
import pytest
from django.urls import reverse
from scipy.sparse import csc_array

from scp_centre.methods.disclosure import Rules
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Release, Target
from scp_centre.roles.benchmarks.releases.release_content import compose
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.targets.target_values import Asked, value_of

FIRST = int(os.environ.get("SCP_ATTACK_FIRST", "0"))
SECTORS = int(os.environ.get("SCP_ATTACK_SECTORS", "3"))
CASES = Path(__file__).parents[2] / "cases" / "benchmarks"
RULES = Rules()


def read_case(name):
    with (CASES / name).open(encoding="utf-8") as opened:
        return [
            Given(r["Plant"], r["Holding"] or r["Company"], float(r["Use"]), float(r["Output"]),
                  r["Region"])
            for r in csv.DictReader(opened)
        ]  # fmt: skip


def draw_sector(rng):
    """4 to 60 plants, some of holdings, in regions, of three years."""
    n = int(rng.integers(4, 61))
    made = rng.lognormal(6, rng.uniform(0.3, 1.5), n)
    use = made * rng.lognormal(1.5, rng.uniform(0.05, 0.5), n)
    owner = [f"Holding {rng.integers(3)}" if rng.random() < 0.25 else f"c{i}" for i in range(n)]
    region = rng.choice(["North", "South", "East", "West"], n)
    years = []
    for _unused in range(3):
        there = rng.random(n) < 0.92
        years.append([
            Given(f"p{i}", owner[i], float(use[i]), float(made[i]), str(region[i]))
            for i in np.flatnonzero(there)
        ])  # fmt: skip
        use = use * np.where(rng.random(n) < 0.8, rng.lognormal(-0.02, 0.05, n), 1.0)
    return years


def published(plants, content):
    """Return (members with weights, value, half step) of each figure, as a reader rebuilds it."""
    ordered = sorted(plants, key=lambda p: p.intensity)
    fewest = content["minimum_contributors"]

    def step(value):
        return 0.5 * 10 ** (np.floor(np.log10(value)) - 2)

    def ratio(members, value):
        made = sum(p.made for p in members)
        return [(p, 1 / made) for p in members], value, step(value)

    def mean(members, value):
        return [(p, 1 / p.made / len(members)) for p in members], value, step(value)

    yield ratio(plants, content["sector"])
    for r in content["regions"]:
        if r["value"] is not None:
            yield ratio([p for p in plants if p.region == r["name"]], r["value"])
    sizes = content["sizes"] or {"parts": [], "bounds": []}
    for k, part in enumerate(sizes["parts"]):
        inside = [p for p in plants if sum(p.made > b for b in sizes["bounds"]) == k]
        yield ratio(inside, part["value"])
    for point in content["points"]:
        centre = (len(ordered) - 1) * point["share"]
        near = sorted(range(len(ordered)), key=lambda i: (abs(i - centre), i))
        yield mean(until(fewest, [ordered[i] for i in near]), point["value"])
    if content["best_tenth"] is not None:
        tenth = -(-len(ordered) // 10)
        yield mean(ordered[: max(tenth, fewest)], content["best_tenth"])


def until(fewest, plants):
    chosen = []
    for p in plants:
        chosen.append(p)
        if len({q.holder for q in chosen}) >= fewest:
            break
    return chosen


def bounds_of_spread(plants, content):
    """Return (plant, range that the published uncertainty leaves for it)."""
    u = content["uncertainty"]
    if u is None:
        return []
    holders = {p.holder for p in plants}
    made = sum(p.made for p in plants)
    reach = u * content["sector"] * made * np.sqrt((len(holders) - 1) / len(holders))
    found = []
    for h in holders:
        own = [p for p in plants if p.holder == h]
        value, slack = content["sector"] * sum(p.made for p in own), 0.005 * reach
        for p in own:
            least = value - reach - slack if len(own) == 1 else 0.0
            found.append((p, max(0.0, least), value + reach + slack))
    return found


def key(p):
    return (p.holder, p.use)


def found_by_attack(releases, insiders=2, pairs=12):
    """Return (who is found, by whom) in all releases: list of (plants, content)."""
    keys = sorted({key(p) for plants, _content in releases for p in plants})
    place = {k: i for i, k in enumerate(keys)}
    true = np.array([k[1] for k in keys])
    holders = sorted({k[0] for k in keys})
    rows, low, high = [], [], []
    least, most = np.zeros(len(keys)), np.full(len(keys), np.inf)
    for plants, content in releases:
        for weights, value, half in published(plants, content):
            row = np.zeros(len(keys))
            for p, w in weights:
                row[place[key(p)]] += w
            rows.append(row)
            low.append(value - half)
            high.append(value + half)
        for p, a, b in bounds_of_spread(plants, content):
            i = place[key(p)]
            least[i], most[i] = max(least[i], a), min(most[i], b)
    A = np.array(rows) * true
    scale = np.abs(A).max(axis=1)
    A, low, high = A / scale[:, None], np.array(low) / scale, np.array(high) / scale

    aims = [np.array([i]) for i in range(len(keys))]
    sums = {
        tuple(sorted(place[key(p)] for p in plants if p.holder == h))
        for plants, _content in releases
        for h in holders
    }
    aims += [np.array(own) for own in sorted(sums) if len(own) > 1]
    largest = sorted(holders, key=lambda h: -sum(k[1] for k in keys if k[0] == h))
    groups = [(), *((h,) for h in holders)]
    groups += list(combinations(largest[:5], 2))[:pairs] if insiders > 1 else []
    solver = warm_solver(A, low - 1e-7, high + 1e-7)
    columns = np.arange(len(keys), dtype=np.int32)
    exposed = []
    for group in groups:
        known = np.array([k[0] in group for k in keys])
        solver.changeColsBounds(
            len(keys), columns,
            np.where(known, 1.0, np.minimum(least / true, 1.0)),
            np.where(known, 1.0, np.maximum(most / true, 1.0)),
        )  # fmt: skip
        for aim in aims:
            if known[aim].any():
                continue
            cost = np.zeros(len(keys))
            cost[aim] = true[aim] / true[aim].sum()
            for sign in (1, -1):
                solver.changeColsCost(len(keys), columns, sign * cost)
                solver.run()
                end = abs(solver.getInfo().objective_function_value)
                solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
                if solved and abs(end - 1) < 0.1 * (1 - 1e-4):
                    exposed.append(([keys[i] for i in aim], group))
    return exposed


def warm_solver(A, low, high):
    """Return a linear program low <= A x <= high that goes on from its last answer."""
    columns = csc_array(A)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = A.shape
    program.col_cost_ = program.col_lower_ = np.zeros(A.shape[1])
    program.col_upper_ = np.full(A.shape[1], np.inf)
    program.row_lower_, program.row_upper_ = low, high
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
    program.a_matrix_.value_ = columns.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(program)
    return solver


def publish(years):
    """Release each year, as the system allows; and a second benchmark with one plant less."""
    told = []
    for plants in years:
        try:
            told.append((plants, compose(plants, RULES, beside=list(told))))
        except BenchmarkError:
            continue
        for method in ("best quartile", "best tenth"):
            try:  # six proposals or one: each answers with what is published
                assert value_of(Asked(method, 2025, 2030), told[-1][1])[0] in every(told[-1][1])
            except BenchmarkError:
                continue
        try:
            less = plants[1:]
            told.append((less, compose(less, RULES, beside=list(told))))
        except BenchmarkError:
            continue
    return told


def every(content):
    return [p["value"] for p in content["points"]] + [content["best_tenth"]]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SECTORS))
def test_whoever_has_everything_finds_no_plant(seed):
    told = publish(draw_sector(np.random.default_rng(1000 + seed)))
    assert not told or found_by_attack(told) == []


@pytest.mark.parametrize("name", ["one_target_exposes.csv", "holding_large_minus_region.csv"])
def test_the_cases_that_gave_a_plant_away(name):
    plants = read_case(name)
    content = compose(plants, RULES)
    assert found_by_attack([(plants, content)], pairs=10) == []
    unprotected = {
        "sector": content["sector"],
        "minimum_contributors": 5,
        "points": [],
        "best_tenth": None,
        "uncertainty": None,
        "sizes": {"bounds": [470, 900], "parts": []},
        "regions": [{"name": n, "value": ratio_of(plants, n)} for n in ("North", "South", "East")],
    }
    if name.startswith("holding"):  # the attacker finds it where nothing is withheld
        made = sorted(p.made for p in plants)
        bounds = [made[7], 900]
        parts = [[p for p in plants if sum(p.made > b for b in bounds) == k] for k in range(3)]
        unprotected["sizes"] = {"bounds": bounds, "parts": [{"value": three(q)} for q in parts]}
        assert found_by_attack([(plants, unprotected)], insiders=1)


def three(plants):
    return float(f"{sum(p.use for p in plants) / sum(p.made for p in plants):.3g}")


def ratio_of(plants, region):
    return three([p for p in plants if p.region == region])


def test_routes_of_a_release_show_figures_of_the_ledger_only(sample_centre, client):
    """Page, CSV, JSON, package and targets: each figure per output is a fact, or known anyhow."""
    for release in Release.objects.all():
        facts = {float(f"{f['value']:.3g}") for f in release.ledger}
        benchmark, content = release.benchmark, release.content
        assert facts  # what it tells was entered when it was released
        rows = client.get(reverse("release_data", args=[benchmark.slug, release.version, "csv"]))
        shown = [line.split(",")[1] for line in rows.content.decode().splitlines()[1:]]
        assert {float(v) for v in shown if v} <= facts
        told = [content["sector"], content["best_tenth"], *(p["value"] for p in content["points"])]
        told += [r["value"] for r in content["regions"]]
        told += [s["value"] for s in (content["sizes"] or {"parts": []})["parts"]]
        assert {v for v in told if v is not None} <= facts
        uses = {f"{c.use:.0f}" for c in release.contributions.all()}
        for ending in ("csv", "json", "package"):
            address = reverse("release_data", args=[benchmark.slug, release.version, ending])
            text = client.get(address).content.decode()
            assert not uses & set(re.findall(r"\d{4,}", text))
            for c in release.contributions.all():
                assert c.name not in text and c.holder not in text


def test_targets_show_what_the_release_has_told(sample_centre, client):
    for target in Target.objects.all():
        assert target.ceiling in (None, target.value)
        assert client.get(reverse("benchmark_target", args=[target.pk])).status_code == 200
