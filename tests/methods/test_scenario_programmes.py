"""What programmes cost in scenarios: who pays, what the money buys; entries that say nothing."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydantic import ValidationError

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import (
    aggregate,
    balance_table,
    intensities,
    solve_prices,
    symmetric_coefficients,
    technical_coefficients,
    to_commodities,
)
from scp_centre.methods.scenarios import Engine
from tests.methods.scenario_fixtures import ABROAD, HOME, OWN, A, Y, by_hand, economy, scenario

CLEANER = {"type": "intensity", "indicators": ["ghg"], "sectors": ["A"], "change": -0.5}


@pytest.fixture(scope="module")
def engine():
    return Engine(economy())


def with_cost(per_year, bearer, **more):
    return {**CLEANER, "cost": {"per_year": per_year, "bearer": bearer, **more}}


def test_who_bears_a_cost_buys_less(engine):
    """Households spend 1,450 and pay 145: a tenth less of all they buy."""
    found = engine.run(scenario(with_cost(145, "households"))).last
    assert_allclose(found.output, by_hand(A, HOME - 0.1 * Y[:, 0]))
    balance = found.balance
    assert_allclose(balance.contributed, [145, 0, 0, 0])
    assert_allclose(balance.bought, [-145, 0, 0, 0], atol=1e-9)
    assert_allclose(balance.saved, 0, atol=1e-9)
    assert_allclose([balance.cost, balance.unspent, balance.charged], [145, 145, 0], atol=1e-9)
    public = engine.run(scenario(with_cost(35, "government"))).last
    assert_allclose(public.output, by_hand(A, HOME - 0.1 * Y[:, 1]))


def test_the_money_of_a_programme_buys_what_the_file_says(engine):
    found = engine.run(scenario(with_cost(145, "households", goods=["M"]))).last
    home = HOME - 0.1 * Y[:, 0] + [0, 145]
    assert_allclose(found.output, by_hand(A, home))
    assert_allclose(found.balance.programmes_bought, 145)
    assert_allclose(found.balance.unspent, 0, atol=1e-9)
    multipliers = np.linalg.solve((np.eye(2) - A).T, np.array([1.0, 0.5]))
    assert_allclose(found.consumption[0], multipliers * home)


def test_producers_pass_a_cost_on_in_their_prices(engine):
    found = engine.run(scenario(with_cost(40, "producers"))).last
    rate = 40 / found.output[0]
    p = np.linalg.solve(np.eye(2) - (OWN[:, None] * A).T, 1 - OWN @ A + [rate, 0])
    assert_allclose(found.prices, p)
    unit = OWN * p + 1 - OWN  # of what is made at home and abroad together
    home = sum(Y[:, c] * Y[:, c].sum() / (unit @ Y[:, c]) for c in (0, 1))
    assert_allclose(found.output, by_hand(A, home, abroad=ABROAD / p))
    assert_allclose(found.balance.paid.sum(), 40)
    assert_allclose([found.balance.charged, found.balance.inputs], [40, 0], atol=1e-9)
    assert_allclose(found.balance.saved, 0, atol=1e-9)


def test_a_cost_has_bounds(engine):
    with pytest.raises(ValidationError, match="the cost must not be below 0"):
        scenario(with_cost(-1, "government"))
    with pytest.raises(ValidationError, match="the cost must not be below 0"):
        scenario(with_cost({"low": -1, "likely": 1, "high": 2}, "government"))
    engine.run(scenario(with_cost(410, "households")))  # a fifth of 650 + 1,400
    with pytest.raises(InvalidValueError, match="411 million a year, more than a fifth .*2,050"):
        engine.run(scenario(with_cost(411, "households")))
    with pytest.raises(InvalidValueError, match="more than a fifth"):
        engine.run(scenario(with_cost(206, "households"), with_cost(206, "households")))
    with pytest.raises(InvalidValueError, match="pay more than they spend"):
        engine.run(scenario(with_cost(400, "government")))  # which spends 350
    nobody = economy(Y=Y * [1, 0, 1, 1])
    with pytest.raises(InvalidValueError, match="Nobody in this table can pay for “T”: the"):
        Engine(nobody).run(scenario(with_cost(1, "government")))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            {"type": "tax", "rate": 0.1, "sectors": []},
            "specify at least one item, or omit the entry",
        ),
        ({"type": "demand", "goods": ["A"], "change": -0.1, "kinds": []}, "at least one"),
        ({"type": "demand", "goods": ["A"], "change": -0.1, "towards": []}, "at least one"),
        ({"type": "ban", "goods": []}, "at least one"),
        ({"type": "intensity", "indicators": [], "change": -0.1}, "at least one"),
        ({"type": "demand", "goods": ["A", "A"], "change": -0.1}, "A: listed twice"),
        ({"type": "ban", "goods": ["A"], "replaced_by": "A"}, "replaced by itself"),
        (
            {"type": "coefficient", "inputs": ["A"], "sectors": ["M"], "change": -1}
            | {"replaced_by": "A"},
            "replaced by itself",
        ),
        (
            {"type": "procurement", "goods": ["A"], "towards": ["M"], "share": 1, "premium": -2},
            "premium must be between -1 and 10",
        ),
    ],
)
def test_what_would_change_nothing_in_silence_is_refused(wrong, words):
    with pytest.raises(ValidationError, match=words):
        scenario(wrong)


def test_sectors_are_called_as_the_user_calls_them(engine):
    """Wherever a caller knows the names, no message counts places."""
    with pytest.raises(InvalidValueError, match="price of sector A would"):
        engine.run(scenario({"type": "tax", "sectors": ["A"], "rate": -0.9}))
    names, none = ["AGR", "MIN"], np.zeros(2)
    calls = [
        lambda: solve_prices(np.zeros((2, 2)), [1, 1], [0, -2], names=names),
        lambda: technical_coefficients([[0, 1], [0, 0]], [1, 0], names),
        lambda: intensities(np.array([[0.0, 1]]), np.array([1.0, 0]), names),
        lambda: aggregate([[1, 0.5]], np.eye(2), none, none, names=names),
        lambda: balance_table([[1.0, 0], [0, 0]], [1, 1], [1, 1], most=3, names=names),
        lambda: to_commodities([[1, 0], [0, 0]], [[0, 1]], names),
        lambda: symmetric_coefficients([[1, 0], [0, 0]], [[0, 1], [0, 0]], names=names),
    ]
    for call in calls:
        with pytest.raises(Exception, match="MIN"):
            call()
