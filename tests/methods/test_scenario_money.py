"""Money in scenarios: who pays and who receives, checked by hand, and the laws of all instruments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.scenarios import Combustion, Economy, Engine
from tests.methods.scenario_fixtures import (
    ABROAD,
    CATEGORIES,
    HOME,
    INDICATORS,
    OWN,
    A,
    Y,
    by_hand,
    economy,
    scenario,
)


@pytest.fixture(scope="module")
def engine():
    return Engine(economy())


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
            lambda c: {"type": "standard", "input": "A", "sectors": ["M"], "limit": c},
            st.floats(0, 0.5),
        ),
        st.builds(
            lambda r, e, u, b, f: {
                "type": "tax",
                "indicator": "ghg",
                "rate": r,
                "elasticity": e,
                "revenue": u,
                "buyers": b,
                "fuel_elasticity": f,
            },
            st.floats(-0.03, 0.06),
            st.one_of(st.none(), st.floats(-2, 0)),
            st.sampled_from(["kept", "returned", "lower_tax"]),
            st.sampled_from(["spend_less", "save_less"]),
            st.one_of(st.none(), st.floats(-2, 0)),
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


COSTS = st.lists(
    st.one_of(
        st.none(),
        st.builds(
            lambda money, bearer, goods: {"per_year": money, "bearer": bearer, "goods": goods},
            st.floats(0, 60),
            st.sampled_from(["producers", "households", "government"]),
            st.sampled_from([None, ["M"], ["A", "M"]]),
        ),
    ),
    min_size=4,
    max_size=4,
)


# A is a fuel: households and both sectors burn it, and it causes part of what they cause.
BURNT = Combustion(
    (0,),
    np.array([[[200.0, 400]], [[0, 0]]]),
    np.array([[[80.0, 0, 0, 0]], [[0, 0, 0, 0]]]),
)
FUELLED = {"combustion": BURNT, "F_Y": np.array([[80.0, 0, 0, 0], [0, 0, 0, 0]])}


@given(KINDS_OF_ALL, COSTS, st.booleans())
def test_no_money_comes_from_nowhere(instruments, costs, fuelled):
    ready = Engine(economy(**FUELLED if fuelled else {}))
    instruments = [i | {"cost": c} for i, c in zip(instruments, costs, strict=False)]
    found = ready.run(scenario(*instruments)).last
    balance, size = found.balance, 1e-9 * Y.sum()
    burden = balance.revenue - balance.lowered + balance.charged
    more = balance.paid.sum() + balance.programmes_paid
    assert_allclose(more, burden + balance.inputs, atol=size)
    borne = [i["cost"] for i in instruments if i["cost"]]
    assert_allclose(balance.cost, sum(c["per_year"] for c in borne), atol=size)
    unspent = sum(c["per_year"] for c in borne if not c["goods"])
    assert_allclose(balance.unspent, unspent, atol=size)
    pays = balance.paid.sum() + balance.contributed.sum() + balance.returned
    receives = balance.received.sum() + burden + balance.inputs + balance.contributed.sum()
    assert_allclose(pays + balance.programmes_paid, receives, atol=size)
    assert_allclose(balance.revenue, balance.kept + balance.returned + balance.lowered, atol=size)
    assert_allclose(balance.received.sum(), balance.returned, atol=size)
    rates = sum(i["rate"] for i in instruments if i["type"] == "tax")
    whole = found.production[0].sum() + found.direct[0]  # all that households cause is burnt
    assert_allclose(balance.revenue, rates * whole, atol=size)
    recipes = {"coefficient", "ban", "import_substitution"} & {i["type"] for i in instruments}
    recipes |= {i["input"] for i in instruments if "input" in i}
    if not recipes:  # no input is another, so all that is paid more is tax
        assert_allclose(balance.inputs, 0, atol=size)
    parts = found.effects
    whole = parts.structure + parts.substitution + parts.response + parts.rebound
    change = found.production - found.base_production
    assert_allclose(whole, change.sum(axis=1) + found.direct - found.base_direct, atol=1e-7)
    taxes = [i for i in instruments if i["type"] == "tax"]
    if len(taxes) == len(instruments) and all(t["buyers"] == "spend_less" for t in taxes):
        assert_allclose(balance.saved, 0, atol=1e-8)


@pytest.mark.parametrize("returns", ["kept", "returned"])
@pytest.mark.parametrize("order", [1, -1])
def test_a_tax_is_paid_on_what_a_cap_leaves(engine, order, returns):
    """Agriculture causes 2,000 of 2 per output, capped at 1,200; the tax is 0.01 a unit.

    By hand: a burden of 0.01 x 1,200 / x on its output, and revenue of 0.01 x 1,200 = 12, not 20.
    Without an answer of buyers, who draw on savings, output stays at 1,000; with the revenue
    returned it is what demand with 12 more of households asks for.
    """
    cap = {"type": "cap", "indicator": "ghg", "sectors": ["A"], "limit": 1200}
    tax = {"type": "tax", "indicator": "ghg", "sectors": ["A"], "rate": 0.01}
    tax |= {"buyers": "save_less", "revenue": returns}
    one = engine.run(scenario(*[cap, tax][::order])).last
    assert_allclose(one.production[0, 0], 1200)
    assert_allclose(one.revenue, 12)
    burden = np.array([0.01 * 1200 / one.output[0], 0.0])
    prices = 1 + np.linalg.solve(np.eye(2) - (OWN[:, None] * A).T, burden)
    assert_allclose(one.prices, prices)
    assert_allclose(one.output, by_hand(A, spent(returns)))


def spent(returns):
    """Return what is bought at home: 12 more where returned; what is dearer is paid of savings."""
    more = Y[:, 0] * 12 / Y[:, 0].sum()
    return HOME + more if returns == "returned" else HOME


@pytest.mark.parametrize(
    "tax",
    [
        {"rate": {"low": -100, "likely": 0, "high": 100}},
        {
            "rate": {"low": -0.9, "likely": -0.2, "high": 0.1},
            "indicator": None,
            "buyers": "save_less",
        },
        {"rate": 1e12},
        {"rate": 1e9, "elasticity": -10, "buyers": "save_less"},
    ],
)
def test_prices_beyond_reason_are_refused_in_every_draw(engine, tax):
    with pytest.raises(InvalidValueError, match="must be positive|more than they spend"):
        engine.run(scenario({"type": "tax", "indicator": "ghg", **tax}))
