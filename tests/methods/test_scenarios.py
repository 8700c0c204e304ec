"""Scenarios on a small economy: what each instrument does, checked by hand, and the laws of all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pydantic import ValidationError

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, UnknownLabelError
from scp_centre.methods.scenarios import (
    Engine,
    Scenario,
    combine,
    difference,
    perspectives,
)
from tests.methods.scenario_fixtures import (
    ABROAD,
    OWN,
    A,
    F,
    Y,
    by_hand,
    economy,
    scenario,
)


@pytest.fixture(scope="module")
def engine():
    return Engine(economy())


def test_both_sides_of_an_economy_differ_by_its_trade(engine):
    sides = {
        name: part.sum(axis=1)
        for name, part in perspectives(engine.economy, engine.total.M).items()
    }
    assert_allclose(sides["production"], sides["consumption"] + sides["exports"] - sides["imports"])
    assert_allclose(sides["production"], [3000, 50])


def test_less_demand_saved_or_spent_again(engine):
    less = {"type": "demand", "goods": ["A"], "change": -0.4, "freed": "saved"}
    saved = engine.run(scenario(less)).last
    assert_allclose(saved.output, by_hand(A, [200, 1500]))
    assert_allclose(saved.rebound, 0)
    spent = engine.run(scenario({**less, "freed": "spent"})).last
    share = np.array([150, 1200]) / 1350
    assert_allclose(spent.output, by_hand(A, np.array([200, 1500]) + 100 * share))
    assert_allclose(spent.rebound, (engine.S * (spent.output - saved.output)).sum(axis=1))
    assert spent.rebound[0] > 0


def test_a_shift_of_consumption_goes_where_it_is_told(engine):
    shift = {"type": "demand", "goods": ["A"], "change": -0.4, "towards": ["M"]}
    assert_allclose(engine.run(scenario(shift)).last.output, by_hand(A, [200, 1600]))


def test_a_recipe_with_less_and_with_another_input(engine):
    recipe = {"type": "coefficient", "inputs": ["A"], "sectors": ["M"], "change": -0.2}
    changed = A.copy()
    changed[0, 1] *= 0.8
    less = engine.run(scenario(recipe)).last
    assert_allclose(less.output, by_hand(changed))
    v = 1 - A.sum(axis=0)
    assert_allclose(
        less.prices,
        np.linalg.solve(np.eye(2) - (OWN[:, None] * changed).T, v + (1 - OWN) @ changed),
    )
    assert (less.prices < 1).all()
    changed[1, 1] += 0.05 * 0.5
    other = engine.run(scenario({**recipe, "replaced_by": "M", "ratio": 0.5})).last
    assert_allclose(other.output, by_hand(changed))


def test_technology_and_standard_change_only_what_is_caused(engine):
    technology = {"type": "intensity", "indicators": ["ghg"], "sectors": ["A"], "change": -0.25}
    cleaner = engine.run(scenario(technology)).last
    assert_allclose(cleaner.production.sum(axis=1), [2500, 50])
    assert_allclose(cleaner.output, [1000, 2000])
    standard = {"type": "standard", "indicator": "ghg", "sectors": ["A", "M"], "limit": 1.5}
    assert_allclose(engine.run(scenario(standard)).last.production[0], [1500, 1000])


def test_ban_cap_procurement_and_imports(engine):
    ban = {"type": "ban", "goods": ["A"], "replaced_by": "M", "sectors": ["M"], "share": 0.5}
    changed = A + np.array([[0, -0.125], [0, 0.125]])
    assert_allclose(engine.run(scenario(ban)).last.output, by_hand(changed, [150, 1650]))
    cap = {"type": "cap", "indicator": "ghg", "sectors": ["A"], "limit": 1200}
    assert_allclose(engine.run(scenario(cap)).last.production[0], [1200, 1000])
    buying = {"type": "procurement", "goods": ["A"], "towards": ["M"], "share": 0.5, "premium": 0.2}
    bought = engine.run(scenario(buying)).last
    assert_allclose(bought.output, by_hand(A, [275, 1530]))
    assert_allclose(bought.costs["government"], 5)
    home = {"type": "import_substitution", "goods": ["A"], "share": 1.0}
    assert_allclose(engine.run(scenario(home)).last.output, by_hand(A, own=np.ones(2)))


def test_an_instrument_grows_to_its_strength_and_its_cost_with_it(engine):
    slow = {
        "title": "T",
        "basis": "assumed",
        "type": "intensity",
        "indicators": ["ghg"],
        "change": -0.5,
        "start": 2026,
        "full": 2029,
        "cost": {"per_year": 40, "bearer": "producers"},
    }
    run = engine.run(Scenario(title="S", first=2025, last=2030, instruments=[slow]))
    intensity = [(y.production[0] / y.output)[0] for y in run.years]
    assert_allclose(intensity, [2, 1.75, 1.5, 1.25, 1, 1])
    assert_allclose([y.balance.charged for y in run.years], [0, 10, 20, 30, 40, 40])
    assert [y.costs.get("producers", 0) for y in run.years] == [0, 10, 20, 30, 40, 40]


def test_growth_is_in_baseline_and_scenario_alike(engine):
    half = {
        "type": "intensity",
        "indicators": ["ghg"],
        "change": -0.5,
        "title": "T",
        "basis": "b",
        "start": 2025,
    }
    run = engine.run(Scenario(title="S", first=2025, last=2027, growth=0.1, instruments=[half]))
    assert_allclose(run.last.base_production[0].sum(), 3000 * 1.21)
    assert_allclose(run.last.production[0].sum(), 1500 * 1.21)


def test_a_range_gives_an_interval_that_holds_the_likely_change(engine):
    wide = {
        "type": "intensity",
        "indicators": ["ghg"],
        "sectors": ["A"],
        "change": {"low": -0.3, "likely": -0.2, "high": -0.1},
    }
    run = engine.run(scenario(wide))
    assert -600 < run.low[0] < -400 < run.high[0] < -200
    # Both ends of a triangle: a = 200, b = 600; the 5th percentile lies at a + (b - a) sqrt(0.05/2).
    assert_allclose(run.high[0], -200 - 400 * np.sqrt(0.05 / 2), atol=15)
    again = engine.run(scenario(wide))
    assert_allclose(again.low, run.low)
    assert engine.run(scenario({**wide, "change": -0.2})).low is None


@given(
    st.floats(-0.9, 0.5),
    st.floats(-0.9, 0.3),
    st.floats(0, 0.2),
    st.sampled_from(["saved", "spent"]),
)
def test_a_scenario_is_the_same_from_scratch(change, recipe, rate, freed):
    ready = Engine(economy())
    run = ready.run(
        scenario(
            {"type": "demand", "goods": ["M"], "change": change, "freed": freed},
            {"type": "coefficient", "inputs": ["M"], "sectors": ["A", "M"], "change": recipe},
            {"type": "tax", "indicator": "ghg", "rate": rate / 10, "buyers": "save_less"},
        )
    ).last
    new = A.copy()
    new[1] *= 1 + recipe
    y = Y.copy()
    freed_money = -change * y[1, 0]
    y[1, 0] *= 1 + change
    if freed == "spent":
        y[:, 0] += freed_money * y[:, 0] / y[:, 0].sum()
    assert_allclose(run.output, by_hand(new, y[:, :2].sum(axis=1)), rtol=1e-9)
    M = np.linalg.solve(np.eye(2) - new.T, (F / [1000, 2000]).T).T
    assert_allclose(run.consumption, M * y[:, :2].sum(axis=1), rtol=1e-9)
    made = OWN * y[:, :2].sum(axis=1) + ABROAD
    assert_allclose(run.extra_cost.sum(), made @ (run.prices - 1), atol=1e-9)
    if recipe == 0:  # what all buyers pay more is the tax
        assert_allclose(run.extra_cost.sum(), run.revenue, atol=1e-9)


def test_scenarios_add_up_and_tell_their_differences():
    one = scenario({"type": "tax", "rate": 0.1})
    two = scenario({"type": "tax", "rate": 0.2})
    assert difference(one, two) == [("instruments.1.rate", 0.1, 0.2)]
    both = combine([one, two], "Both")
    assert [i.rate for i in both.instruments] == [0.1, 0.2]
    assert Scenario.model_validate_json(both.model_dump_json()) == both
    with pytest.raises(ValueError, match="baseline"):
        combine([one, scenario({"type": "tax", "rate": 0.2}, growth=0.02)], "Both")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (
            {"type": "tax", "sectors": ["X"], "rate": 0.1},
            UnknownLabelError,
            "The sector 'X' does not exist",
        ),
        (
            {"type": "tax", "indicator": "co", "rate": 0.1},
            UnknownLabelError,
            "The indicator 'co' does not exist",
        ),
        (
            {"type": "demand", "goods": ["A"], "kinds": ["export"], "change": 10, "towards": ["A"]},
            None,
            "",
        ),
        (
            {"type": "coefficient", "inputs": ["A"], "sectors": ["A"], "change": 5.7},
            InvalidValueError,
            "less than nothing|meets this demand|price",
        ),
        ({"type": "tax", "sectors": ["A"], "rate": -0.9}, InvalidValueError, "must be positive"),
    ],
)
def test_what_cannot_be_is_refused_in_words(engine, wrong, error, words):
    if error is None:
        engine.run(scenario(wrong))
        return
    with pytest.raises(error, match=words):
        engine.run(scenario(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "tariff", "rate": 0.1},
        {"type": "tax", "rate": float("nan")},
        {"type": "ban", "goods": ["A"], "share": 1.5},
        {"type": "tax", "rate": {"low": 2, "likely": 1, "high": 3}},
        {"type": "tax", "rate": 0.1, "full": 2020},
        {"type": "tax", "rate": 0.1, "elasticity": 0.5},
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        scenario(wrong)


def test_a_table_whose_blocks_do_not_fit_is_refused():
    with pytest.raises(LabelMismatchError, match="F has the shape"):
        economy(F=np.ones((1, 2)))


def test_a_sector_that_would_make_less_than_nothing_is_named():
    bought_back = np.array([[250.0, 50.0, 80.0, -30.0], [1200.0, 300.0, 200.0, 0.0]])
    bought_back[0, 1] = -100.0  # government sells from its stocks
    stop = {
        "type": "demand",
        "goods": ["A"],
        "kinds": ["household", "export"],
        "change": -1,
        "freed": "saved",
    }
    gone = {"type": "coefficient", "inputs": ["A"], "sectors": ["A", "M"], "change": -1}
    ready = Engine(economy(Y=bought_back))
    with pytest.raises(
        InvalidValueError,
        match="In 2025, the output of sector A .Agriculture. would be negative: -",
    ):
        ready.run(scenario(stop, gone))


def test_what_is_all_imported_is_not_made_less_than_nothing():
    # Imports of A are more than what is used of it: the rest is exported again.
    entrepot = Y.copy()
    entrepot[0] = [250.0, 50.0, 300.0, -1000.0]
    flows = np.array([[15.0, 500.0], [20.0, 100.0]])
    ready = Engine(economy(Y=entrepot, Z=flows))
    assert_allclose(ready.base.x, ready.economy.x)
    less = {"type": "demand", "goods": ["A"], "change": -0.5, "freed": "saved"}
    run = ready.run(scenario(less)).last
    assert_allclose(run.output, ready.economy.x)  # only less is imported
    assert run.consumption[0].sum() < run.base_consumption[0].sum()
