"""Scenarios on a small economy: what each instrument does, checked by hand, and the laws of all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pydantic import ValidationError

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, UnknownLabelError
from scp_centre.methods.scenarios import (
    Category,
    Economy,
    Engine,
    Indicator,
    Scenario,
    combine,
    difference,
    perspectives,
)

# Miller and Blair's two sectors, demand split between buyers at home and abroad.
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
Y = np.array([[250.0, 50.0, 80.0, -30.0], [1200.0, 300.0, 200.0, 0.0]])
CATEGORIES = (
    Category("hh", "Households", "household"),
    Category("gov", "Government", "government"),
    Category("exp", "Exports", "export"),
    Category("imp", "Imports", "import"),
)
F = np.array([[2000.0, 1000.0], [10.0, 40.0]])
INDICATORS = (Indicator("ghg", "Greenhouse gases", "kt CO2e"), Indicator("jobs", "Jobs", "1"))
V = np.array([650.0, 1400.0])


@pytest.fixture(scope="module")
def engine():
    return Engine(economy())


def economy(**other):
    blocks = {"Z": Z, "Y": Y, "V": V, "F": F, **other}
    return Economy(
        "Twoland",
        2020,
        "million",
        ("A", "M"),
        ("Agriculture", "Manufacture"),
        CATEGORIES,
        INDICATORS,
        **blocks,
    )


def scenario(*instruments, **more):
    common = {"title": "T", "basis": "assumed for the test", "start": 2025}
    return Scenario(
        title="S",
        first=2025,
        last=2025,
        instruments=[{**common, **i} for i in instruments],
        **more,
    )


A = Z / np.array([1000.0, 2000.0])
HOME, ABROAD = np.array([300.0, 1500.0]), np.array([80.0, 200.0])
OWN = np.array([1 - 30 / 950, 1.0])  # 30 of the 950 of A that are used at home are imported


def by_hand(A, home=HOME, own=OWN, abroad=ABROAD):
    """Return output: imports keep their share in every use."""
    return np.linalg.solve(np.eye(2) - own[:, None] * A, own * home + abroad)


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


def within_budget(y, prices, budget):
    """Scale all that is bought so that it costs the budget at these prices."""
    return y * budget / (prices @ y)


def test_a_tax_is_passed_on_and_demand_answers(engine):
    tax = {"type": "tax", "sectors": ["A"], "rate": 0.10, "buyers": "save_less"}
    plain = engine.run(scenario(tax)).last
    made = np.eye(2) - (OWN[:, None] * A).T
    v = 1 - OWN @ A
    assert_allclose(plain.prices, np.linalg.solve(made, v + [0.10, 0]))
    assert_allclose(plain.revenue, 100)
    assert_allclose(plain.output, [1000, 2000])
    dearer = engine.run(scenario({**tax, "elasticity": -0.5})).last
    assert_allclose(dearer.output, by_hand(A, HOME * plain.prices**-0.5))
    carbon = {"type": "tax", "indicator": "ghg", "rate": 0.01, "buyers": "save_less"}
    found = engine.run(scenario(carbon)).last
    assert_allclose(found.revenue, 30)
    assert_allclose(found.extra_cost.sum(), 30)  # what all buyers pay more is the tax
    assert_allclose(found.balance.saved.sum(), -30)  # and they take it from their savings


def test_buyers_who_pay_more_buy_less(engine):
    tax = {"type": "tax", "sectors": ["A"], "rate": 0.10, "elasticity": -0.5}
    found = engine.run(scenario(tax)).last
    p = np.linalg.solve(np.eye(2) - (OWN[:, None] * A).T, 1 - OWN @ A + [0.10, 0])
    q = OWN * p + 1 - OWN  # of what is made at home and abroad together
    home = sum(within_budget(Y[:, c] * p**-0.5, q, Y[:, c].sum()) for c in (0, 1))
    assert_allclose(found.output, by_hand(A, home, abroad=ABROAD / p))
    assert_allclose(found.balance.saved, 0, atol=1e-9)
    assert_allclose(found.balance.kept, 0.10 * found.output[0])


def test_what_is_returned_is_what_was_collected(engine):
    """Earned and imported is in sum what it was: nothing is spent that nobody paid."""
    tax = {"type": "tax", "sectors": ["A"], "rate": 0.10, "elasticity": -0.5, "revenue": "returned"}
    found = engine.run(scenario(tax)).last
    assert_allclose(found.balance.returned, 0.10 * found.output[0], rtol=1e-9)
    assert_allclose(found.balance.kept, 0, atol=1e-9)
    assert found.rebound[0] > 0
    value_added = 1 - A.sum(axis=0)  # all that a unit leaves beside its inputs
    imports = (1 - OWN) @ A  # of a unit's inputs
    earned = (value_added + imports) @ found.output
    used = (1 - OWN) @ (Y[:, :2].sum(axis=1) + 0.0)
    bought_abroad = used + (1 - OWN) @ _change_at_home(engine, tax)
    before = (value_added + imports) @ [1000, 2000] + used
    assert_allclose(earned + bought_abroad, before, rtol=1e-9)


def test_a_tax_that_is_returned_makes_nobody_richer():
    """Of the shared cases: 5,000 EUR/t, returned, gave 3.5 % more value added and 1.4 % more gas."""
    table = Economy(
        "Fourland",
        2020,
        "million EUR",
        ("A", "B", "C", "D"),
        ("Farms", "Steel", "Services", "Idle"),
        CATEGORIES,
        INDICATORS[:1],
        Z=np.array([[10.0, 5, 2, 0], [3, 20, 6, 0], [4, 8, 10, 0], [0, 0, 0, 0]]),
        Y=np.array([[20.0, 1, 5, -3], [4, 2, 30, -10], [40, 20, 5, -2], [0, 0, 0, 0]]),
        V=np.array([23.0, 22, 67, 0]),
        F=np.array([[100.0, 900, 50, 0]]),
        F_Y=np.array([[30.0, 0, 0, 0]]),
    )
    ready = Engine(table)
    tax = {"type": "tax", "indicator": "ghg", "rate": 0.005, "elasticity": -0.5}
    found = ready.run(scenario({**tax, "revenue": "returned"})).last
    assert_allclose(found.balance.returned, 0.005 * found.production.sum(), rtol=1e-9)
    assert_allclose(found.balance.saved, 0, atol=1e-9)
    assert found.production.sum() < 0.95 * found.base_production.sum()
    kept = ready.run(scenario(tax)).last
    assert kept.value_added.sum() < kept.base_value_added.sum()
    # What is earned more is what is imported less, and no more than that.
    base = ready.base.x
    earned = 1 - ready.A.sum(axis=0)  # of a unit, by what the table says of its inputs
    assert (earned @ found.output - earned @ base) / (earned @ base) < 0.01


def _change_at_home(engine, tax):
    """Return what households and government buy more of each good, by hand."""
    p = np.linalg.solve(np.eye(2) - (OWN[:, None] * A).T, 1 - OWN @ A + [0.10, 0])
    q = OWN * p + 1 - OWN
    returned = engine.run(scenario(tax)).last.balance.returned
    given = (returned, 0.0)
    after = [
        within_budget(Y[:, c] * p**-0.5, q, Y[:, c].sum() + given[c]) - Y[:, c] for c in (0, 1)
    ]
    return sum(after)


def test_revenue_may_lower_the_tax_on_value_added(engine):
    tax = {"type": "tax", "indicator": "ghg", "rate": 0.02, "revenue": "lower_tax"}
    found = engine.run(scenario(tax)).last
    assert_allclose(found.balance.lowered, found.revenue, rtol=1e-9)
    assert_allclose(found.balance.kept, 0, atol=1e-9)
    assert_allclose(found.extra_cost.sum(), 0, atol=1e-8)  # what one pays more another pays less
    assert found.prices[0] > 1 > found.prices[1]


def test_each_tax_acts_with_its_own_elasticity(engine):
    """To first order the two together are the sum of each alone."""
    small = {"type": "tax", "sectors": ["A"], "rate": 2e-5, "elasticity": -0.1}
    other = {"type": "tax", "sectors": ["M"], "rate": 2e-5, "elasticity": -2.0}
    for buyers in ("spend_less", "save_less"):
        one, two = {**small, "buyers": buyers}, {**other, "buyers": buyers}
        alone = [engine.run(scenario(t)).last.output - [1000, 2000] for t in (one, two)]
        both = engine.run(scenario(one, two)).last.output - [1000, 2000]
        assert_allclose(both, alone[0] + alone[1], rtol=1e-3)


def test_a_tax_falls_on_what_is_left_whatever_the_order(engine):
    tax = {"type": "tax", "indicator": "ghg", "rate": 0.01}
    cleaner = {"type": "intensity", "indicators": ["ghg"], "change": -0.5}
    first = engine.run(scenario(tax, cleaner)).last
    assert_allclose(first.revenue, 0.01 * first.production[0].sum())
    assert_allclose(first.output, engine.run(scenario(cleaner, tax)).last.output)


SHARE = st.floats(0, 0.6)
KINDS_OF_ALL = st.lists(
    st.one_of(
        st.builds(
            lambda c, f: {"type": "demand", "goods": ["M"], "change": c, "freed": f},
            st.floats(-0.6, 0.5),
            st.sampled_from(["saved", "spent"]),
        ),
        st.builds(
            lambda c: {"type": "coefficient", "inputs": ["M"], "sectors": ["A"], "change": c},
            st.floats(-0.9, 0.3),
        ),
        st.builds(
            lambda c: {"type": "intensity", "indicators": ["ghg"], "change": c},
            st.floats(-0.9, 0.5),
        ),
        st.builds(
            lambda c: {"type": "standard", "indicator": "ghg", "sectors": ["A"], "limit": c},
            st.floats(0, 2),
        ),
        st.builds(
            lambda r, e, u, b: {
                "type": "tax",
                "indicator": "ghg",
                "rate": r,
                "elasticity": e,
                "revenue": u,
                "buyers": b,
            },
            st.floats(-0.03, 0.06),
            st.one_of(st.none(), st.floats(-2, 0)),
            st.sampled_from(["kept", "returned", "lower_tax"]),
            st.sampled_from(["spend_less", "save_less"]),
        ),
        st.builds(lambda s: {"type": "ban", "goods": ["A"], "share": s}, SHARE),
        st.builds(
            lambda x: {"type": "cap", "indicator": "ghg", "sectors": ["A"], "limit": x},
            st.floats(500, 3000),
        ),
        st.builds(
            lambda s, p: {
                "type": "procurement",
                "goods": ["A"],
                "towards": ["M"],
                "share": s,
                "premium": p,
            },
            SHARE,
            SHARE,
        ),
        st.builds(lambda s: {"type": "import_substitution", "goods": ["A"], "share": s}, SHARE),
    ),
    min_size=1,
    max_size=4,
)


@given(KINDS_OF_ALL)
def test_no_money_comes_from_nowhere(instruments):
    ready = Engine(economy())
    found = ready.run(scenario(*instruments)).last
    balance, size = found.balance, 1e-9 * Y.sum()
    burden = balance.revenue - balance.lowered
    assert_allclose(balance.paid.sum(), burden + balance.inputs, atol=size)
    assert_allclose(balance.revenue, balance.kept + balance.returned + balance.lowered, atol=size)
    assert_allclose(balance.received.sum(), balance.returned, atol=size)
    rates = sum(i["rate"] for i in instruments if i["type"] == "tax")
    capped = any(i["type"] == "cap" for i in instruments)
    if not capped:  # a cap lowers what is caused after the tax was levied
        assert_allclose(balance.revenue, rates * found.production[0].sum(), atol=size)
    recipes = {"coefficient", "ban", "import_substitution"} & {i["type"] for i in instruments}
    if not recipes:  # no input is another, so all that is paid more is tax
        assert_allclose(balance.inputs, 0, atol=size)
    parts = found.effects
    whole = parts.structure + parts.substitution + parts.response + parts.rebound
    change = found.production - found.base_production
    assert_allclose(whole, change.sum(axis=1) + found.direct - found.base_direct, atol=1e-7)
    taxes = [i for i in instruments if i["type"] == "tax"]
    if len(taxes) == len(instruments) and all(t["buyers"] == "spend_less" for t in taxes):
        assert_allclose(balance.saved, 0, atol=1e-8)


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
    totals = [y.production[0].sum() for y in run.years]
    assert_allclose(totals, [3000, 2625, 2250, 1875, 1500, 1500])
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
        ({"type": "tax", "sectors": ["X"], "rate": 0.1}, UnknownLabelError, "no sector 'X'"),
        ({"type": "tax", "indicator": "co", "rate": 0.1}, UnknownLabelError, "no indicator"),
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
        ({"type": "tax", "sectors": ["A"], "rate": -0.9}, InvalidValueError, "not positive"),
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
