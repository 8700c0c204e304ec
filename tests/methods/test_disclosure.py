"""Disclosure control: the rules, and an attacker who fails."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.disclosure import (
    EverythingSuppressedError,
    Published,
    Rules,
    attack,
    bound_holders,
    build_table,
    holders_exposed,
    reasons_against,
    reveals_difference,
    round_table,
    suppress,
)
from scp_centre.methods.disclosure.suppression import _weak_lines
from scp_centre.methods.errors import MethodError

RULES = Rules()


def drawn(shape, seed, few=0.15, most=12):
    rng = np.random.default_rng(seed)
    dimensions = [[f"{'abc'[a]}{i}" for i in range(n)] for a, n in enumerate(shape)]
    given_ = []
    for number, place in enumerate(product(*dimensions)):
        count = rng.integers(1, 4) if rng.random() < few else rng.integers(6, most + 6)
        given_ += [
            (place, f"company {number}-{i}", float(rng.lognormal(0, 0.8))) for i in range(count)
        ]
    return dimensions, given_


def test_figures_of_the_methods_file():
    assert reasons_against([60, 25, 5, 4, 3, 3], RULES) == []
    assert reasons_against([80, 12, 2, 2, 2, 2], RULES) == ["dominance"]
    assert reasons_against([80, 12, 2, 2, 2, 2], Rules(p_percent=15)) == ["dominance", "p_percent"]


def test_plants_of_one_holding_count_once_and_signs_do_not_matter():
    dimensions = [["x"]]
    rows = [(("x",), "Holding", v) for v in (1.0, 2.0, 3.0, 4.0)] + [(("x",), "Other", 1.0)]
    table = build_table(dimensions, rows, RULES)
    assert "minimum_contributors" in table.reasons[0]
    assert reasons_against([60, -25, 5, -4, 3, 3], RULES) == []


def test_a_cell_of_zeros_tells_each_ones_figure():
    assert "p_percent" in reasons_against([0.0] * 8, RULES)


@pytest.mark.parametrize("shape", [(5,), (4, 5), (6, 6), (4, 4, 3)])
@pytest.mark.parametrize("exact", [True, False])
def test_an_attacker_cannot_place_a_suppressed_cell(shape, exact):
    for seed in range(3):
        table = build_table(*drawn(shape, seed), RULES)
        done = suppress(table, RULES, exact=exact)
        unsafe = np.flatnonzero(table.primary)
        ranges = attack(table, done.hidden, unsafe)
        room = table.required[unsafe]
        assert (ranges[:, 0] <= table.values[unsafe] - room + 1e-6).all()
        assert (ranges[:, 1] >= table.values[unsafe] + room - 1e-6).all()
        assert _weak_lines(table, done.hidden, RULES) == []


def test_without_complementary_cells_the_same_attacker_succeeds():
    table = build_table(*drawn((4, 5), 0), RULES)
    unsafe = np.flatnonzero(table.primary)
    ranges = attack(table, table.primary, unsafe)
    assert (np.ptp(ranges, axis=1) < 1e-6).any()


def test_the_least_loss_is_found():
    table = build_table(*drawn((3, 3), 2, few=0.2), RULES)
    done = suppress(table, RULES, exact=True)
    assert done.optimal
    cells = [c for c in range(len(table.values)) if not table.primary[c]]
    best = np.inf
    for size in range(7):
        for extra in combinations(cells, size):
            loss = float(table.weights[list(extra)].sum())
            if loss >= best:
                continue
            hidden = table.primary.copy()
            hidden[list(extra)] = True
            ranges = attack(table, hidden, np.flatnonzero(table.primary))
            value, room = table.values[table.primary], table.required[table.primary]
            held = (ranges[:, 0] <= value - room + 1e-9) & (ranges[:, 1] >= value + room - 1e-9)
            if held.all() and not _weak_lines(table, hidden, RULES):
                best = loss
    assert done.loss == pytest.approx(best)


def test_a_table_that_cannot_be_published_says_so():
    rows = [((f"a{i}",), f"company {i}", 1.0) for i in range(3)]
    with pytest.raises(EverythingSuppressedError, match="Every cell"):
        suppress(build_table([["a0", "a1", "a2"]], rows, RULES), RULES)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), shape=st.sampled_from([(3, 4), (5, 3), (3, 3, 2)]))
def test_whatever_the_table_the_attacker_fails(seed, shape):
    table = build_table(*drawn(shape, seed, few=0.25), RULES)
    try:
        done = suppress(table, RULES)
    except EverythingSuppressedError:
        return
    unsafe = np.flatnonzero(table.primary)
    ranges = attack(table, done.hidden, unsafe)
    assert (ranges[:, 1] - ranges[:, 0] > 1e-6).all()


def test_rounded_tables_still_add_up():
    table = build_table(*drawn((4, 3), 1), RULES)
    rounded = round_table(table, 5.0)
    assert_allclose(table.lines @ rounded, 0, atol=1e-9)
    assert_allclose(rounded % 5.0, 0, atol=1e-9)
    assert np.abs(rounded - table.values).max() <= 5.0


def test_who_leaves_stands_alone_in_the_difference():
    before = {f"company {i}": float(i) for i in range(1, 9)}
    after = {k: v for k, v in before.items() if k != "company 3"}
    assert "minimum_contributors" in reveals_difference(before, after, RULES)
    assert reveals_difference(before, dict(before), RULES) == []
    everybody = {k: v * 1.1 for k, v in before.items()}
    assert reveals_difference(before, everybody, RULES) == []


def test_two_releases_that_differ_by_one_plant_betray_it():
    values = {"A": 10.0, "B": 20.0, "C": 30.0, "D": 40.0}
    first = Published("2025", dict.fromkeys("ABCD", 1.0), 100.0)
    second = Published("2026", dict.fromkeys("ABC", 1.0), 60.0)
    assert holders_exposed([first], values, 10) == []
    assert holders_exposed([first, second], values, 10) == ["D"]
    low, high = bound_holders([first, second])["D"]
    assert low == pytest.approx(40, abs=1e-5)
    assert high == pytest.approx(40, abs=1e-5)


def test_one_of_two_contributors_knows_the_other():
    values = {"A": 10.0, "B": 20.0}
    total = Published("total", dict.fromkeys("AB", 1.0), 30.0)
    assert holders_exposed([total], values, 10, known={"A": 10.0}) == ["B"]


@pytest.mark.parametrize(
    "change", [{"minimum_contributors": 0}, {"dominance_percent": 0.0}, {"p_percent": -1.0}]
)
def test_rules_that_make_no_sense_are_refused(change):
    with pytest.raises(MethodError):
        Rules(**change)


def test_a_place_that_does_not_exist_is_named():
    with pytest.raises(MethodError, match="north"):
        build_table([["south"]], [(("north",), "A", 1.0)], RULES)


@pytest.mark.parametrize("seed", range(6))
def test_worlds_that_clear_many_holders_leave_the_same_ones_exposed(seed):
    """Against two linear programs a holder: random groups of 14 holders, some known."""
    rng = np.random.default_rng(seed)
    names = [f"h{i}" for i in range(14)]
    values = dict(zip(names, rng.lognormal(2, 1, 14).tolist(), strict=True))
    figures = []
    for k in range(9):
        members = rng.choice(names, rng.integers(2, 8), replace=False)
        weights = {str(n): float(rng.uniform(0.5, 2)) for n in members}
        total = sum(w * values[n] for n, w in weights.items())
        figures.append(Published(f"f{k}", weights, total, 0.01 * total))
    for known in (None, {"h0": values["h0"], "h1": values["h1"]}):
        expected = [
            h
            for h, (low, high) in bound_holders(figures, known=known).items()
            if h not in (known or {}) and low > 0.9 * values[h] and high < 1.1 * values[h]
        ]
        assert holders_exposed(figures, values, 10, known=known) == expected
