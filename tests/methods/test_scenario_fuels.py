"""Fuels in scenarios by hand: coal and gas, three sectors, what burning them causes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydantic import ValidationError

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.scenarios import Category, Combustion, Economy, Engine, Indicator
from tests.methods.scenario_fixtures import scenario

# Coal causes 10 t per money burnt, gas 4 t. Steel causes 240 t in its process, gas leaks 20 t.
Z = np.array([[0.0, 0, 60], [10, 0, 40], [20, 30, 100]])
HH, EXPORTS = np.array([5.0, 50, 250]), np.array([35.0, 0, 600])
X = np.array([100.0, 100, 1000])
A = Z / X
COAL, GAS = 10.0, 4.0
PROCESS = np.array([0.0, 0.2, 0.24])  # t per money of output


def land(**changes):
    by_sector = np.zeros((2, 2, 3))
    by_sector[0] = [[0, 0, 600], [40, 0, 160]]
    by_buyer = np.zeros((2, 2, 2))
    by_buyer[0] = [[50, 0], [200, 0]]
    blocks = {
        "F": np.array([[40.0, 20, 1000], [70, 70, 800]]),
        "F_Y": np.array([[250.0, 0], [0, 0]]),
        "combustion": Combustion((0, 1), by_sector, by_buyer),
    }
    return Economy(
        "Fuelland",
        2020,
        "million",
        ("COA", "GAS", "STE"),
        ("Coal", "Gas", "Steel"),
        (Category("hh", "Households", "household"), Category("exp", "Exports", "export")),
        (Indicator("ghg", "Greenhouse gases", "t"), Indicator("value_added", "Value added", "m")),
        Z=Z,
        Y=np.column_stack([HH, EXPORTS]),
        V=np.array([70.0, 70, 800]),
        **blocks | changes,
    )


@pytest.fixture(scope="module")
def engine():
    return Engine(land())


def output(A, home=HH, abroad=EXPORTS):
    return np.linalg.solve(np.eye(3) - A, home + abroad)


def caused(A, x, home=HH):
    """Return emissions by hand: process, coal and gas of sectors, coal and gas of households."""
    fuels = COAL * (A[0] @ x) + GAS * (A[1] @ x)
    return PROCESS @ x + fuels + COAL * home[0] + GAS * home[1]


def total(year):
    return year.production[0].sum() + year.direct[0]


def changed(**entries):
    found = A.copy()
    for place, value in entries.items():
        found[int(place[1]), int(place[2])] = value
    return found


def test_the_base_year_is_what_the_table_says(engine):
    year = engine.run(scenario({"type": "tax", "indicator": "ghg", "rate": 0.0})).last
    assert_allclose(total(year), 1060 + 250)
    assert_allclose(caused(A, X), 1310)
    assert_allclose(year.base_by_fuel[0], [650, 400])  # coal, gas


def test_less_fuel_for_the_same_steel_causes_less(engine):
    """A recipe with a fifth less coal: 20 % of 600 t and what follows; process per output stays."""
    less = {"type": "coefficient", "inputs": ["COA"], "sectors": ["STE"], "change": -0.2}
    year = engine.run(scenario(less)).last
    recipe = changed(A02=0.048)
    x = output(recipe)
    assert_allclose(year.output, x)
    assert_allclose(total(year), caused(recipe, x))
    assert_allclose(year.by_fuel[0], [COAL * (0.048 * x[2] + 5), GAS * (A[1] @ x + 50)])
    assert_allclose(year.effects.structure[0], total(year) - 1310)


def test_a_switch_from_coal_to_gas_burns_gas(engine):
    switch = {"type": "coefficient", "inputs": ["COA"], "sectors": ["STE"], "change": -1}
    switch |= {"replaced_by": "GAS", "ratio": 1.5}
    year = engine.run(scenario(switch)).last
    recipe = changed(A02=0.0, A12=0.04 + 0.09)
    assert_allclose(total(year), caused(recipe, output(recipe)))
    assert_allclose(year.by_fuel[0, 0], COAL * 5)
    # Who burns a fuel for the first time burns it as the others do: 10 t per money of coal.
    first = {"type": "coefficient", "inputs": ["GAS"], "sectors": ["COA"], "change": -1}
    year = engine.run(scenario({**first, "replaced_by": "COA"})).last
    recipe = changed(A10=0.0, A00=0.1)
    assert_allclose(total(year), caused(recipe, output(recipe)))


def test_what_is_no_fuel_to_a_sector_is_not_burnt(engine):
    """Steel takes coal as a feedstock here: in its place gas is a feedstock, too."""
    block, table = land().combustion, land()
    by_sector = block.by_sector.copy()
    by_sector[0, :, 2] = 0  # nothing that steel buys is burnt, its 1,000 t are all process
    ready = Engine(land(combustion=Combustion((0, 1), by_sector, block.by_buyer)))
    switch = {"type": "coefficient", "inputs": ["COA"], "sectors": ["STE"], "change": -1}
    year = ready.run(scenario({**switch, "replaced_by": "GAS"})).last
    recipe = changed(A02=0.0, A12=0.1)
    x = output(recipe)
    by_hand = np.array([0.0, 0.2, 1.0]) @ x + GAS * 0.1 * x[0] + COAL * 5 + GAS * 50
    assert_allclose(total(year), by_hand)
    assert_allclose(table.F[0].sum() + 250, 1310)


def test_a_ban_of_coal_moves_what_it_caused(engine):
    ban = {"type": "ban", "goods": ["COA"], "replaced_by": "GAS", "ratio": 1.0}
    year = engine.run(scenario(ban)).last
    recipe, home = changed(A02=0.0, A12=0.1), np.array([0.0, 55, 250])
    assert_allclose(total(year), caused(recipe, output(recipe, home), home))
    assert_allclose(year.direct[0], GAS * 55)
    gone = engine.run(scenario({"type": "ban", "goods": ["COA"]})).last
    assert_allclose(gone.by_fuel[0, 0], 0, atol=1e-9)


def test_a_standard_limits_how_much_of_a_fuel_is_used(engine):
    one = {"type": "standard", "input": "COA", "sectors": ["STE", "GAS"], "limit": 0.03}
    year = engine.run(scenario(one)).last
    recipe = changed(A02=0.03)
    assert_allclose(total(year), caused(recipe, output(recipe)))
    assert year.prices[2] < 1  # steel costs less coal
    for wrong in ({"input": None}, {"indicator": "ghg"}):
        with pytest.raises(ValidationError, match="either a pressure or an input"):
            scenario(one | wrong)


def test_a_carbon_price_makes_each_fuel_dearer_by_its_carbon(engine):
    """0.01 a tonne: coal that households burn costs 0.1 more, gas 0.04, steel 0.01 and more."""
    tax = {"type": "tax", "indicator": "ghg", "rate": 0.01, "elasticity": -0.5}
    year = engine.run(scenario(tax)).last
    burden, use = 0.01 * np.array([0.4, 0.2, 1.0]), np.array([0.1, 0.04, 0])
    p = np.linalg.solve(np.eye(3) - A.T, 1 - A.sum(axis=0) + burden)
    home = HH * (p + use) ** -0.5
    home *= 305 / ((p + use) @ home)
    x = output(A, home, EXPORTS / p)
    assert_allclose(year.prices, p)
    assert_allclose(year.output, x)
    assert_allclose(total(year), caused(A, x, home))
    assert_allclose(year.balance.revenue, 0.01 * total(year))
    assert_allclose(year.balance.paid[0], (p + use - 1) @ home)
    assert_allclose(year.balance.saved, 0, atol=1e-9)
    assert home[0] / HH[0] < home[1] / HH[1] < home[2] / HH[2]
    # Where sectors are named, what households burn is not taxed.
    only = engine.run(scenario({**tax, "sectors": ["COA", "GAS", "STE"]})).last
    assert_allclose(only.balance.revenue, 0.01 * only.production[0].sum())


def test_sectors_answer_a_carbon_price_fuel_by_fuel(engine):
    tax = {"type": "tax", "indicator": "ghg", "rate": 0.01, "fuel_elasticity": -0.5}
    year = engine.run(scenario(tax)).last
    recipe = changed(A02=0.06 * 1.1**-0.5, A12=0.04 * 1.04**-0.5, A10=0.1 * 1.04**-0.5)
    causes = PROCESS + COAL * recipe[0] + GAS * recipe[1]
    p = np.linalg.solve(np.eye(3) - recipe.T, 1 - recipe.sum(axis=0) + 0.01 * causes)
    use = np.array([0.1, 0.04, 0])
    home = HH * 305 / ((p + use) @ HH)
    x = output(recipe, home, EXPORTS / p)
    assert_allclose(year.prices, p)
    assert_allclose(total(year), caused(recipe, x, home))
    # Capital and labour replace the fuel: what is saved on it is earned.
    assert_allclose(year.value_added, (1 - recipe.sum(axis=0)) * x)
    assert_allclose(year.production[1], year.value_added)
    assert_allclose(year.balance.inputs, 0, atol=1e-9)
    with pytest.raises(ValidationError, match="raises all fuel prices equally"):
        scenario({**tax, "indicator": None})


def test_technology_and_caps_act_on_fuels_and_process_alike(engine):
    half = {"type": "intensity", "indicators": ["ghg"], "sectors": ["STE"], "change": -0.5}
    less = {"type": "coefficient", "inputs": ["COA"], "sectors": ["STE"], "change": -0.2}
    recipe = changed(A02=0.048)
    x = output(recipe)
    steel = 0.5 * (0.24 + COAL * 0.048 + GAS * 0.04) * x[2]
    for order in ((half, less), (less, half)):
        year = engine.run(scenario(*order)).last
        assert_allclose(year.production[0, 2], steel)
    cap = {"type": "cap", "indicator": "ghg", "sectors": ["STE"], "limit": 700}
    year = engine.run(scenario(cap)).last
    assert_allclose(year.production[0, 2], 700)
    assert_allclose(year.by_fuel[0], [600 * 0.7 + 50, 160 * 0.7 + 40 + 200])


def test_fuels_that_cause_more_than_the_table_says_are_refused():
    block = land().combustion
    with pytest.raises(
        InvalidValueError, match="The pressure from fuel combustion exceeds the total in the table."
    ):
        land(combustion=Combustion((0, 1), block.by_sector * 2, block.by_buyer))
    with pytest.raises(LabelMismatchError, match="Combustion has the shape"):
        land(combustion=Combustion((0,), block.by_sector, block.by_buyer))
    odd = block.by_sector.copy()
    odd[0, 0, 1] = 5  # gas supply buys no coal
    with pytest.raises(InvalidValueError, match="does not buy"):
        land(combustion=Combustion((0, 1), odd, block.by_buyer))
