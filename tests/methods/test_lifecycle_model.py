"""What a model is made of: allocation, end of life, carbon apart, formulas."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    CarbonFootprint,
    Exchange,
    MaterialCycle,
    Process,
    Rule,
    compare_ways,
    economic_factors,
    evaluate,
    evaluate_parameters,
    physical_factors,
    solve_inventory,
    sort_modules,
    square_system,
)

CO2 = "carbon dioxide"


def footprints(processes):
    """Return the CO2 of one unit of each product."""
    system = square_system(processes)
    A, B = system.technosphere.matrix(), system.biosphere.matrix()
    prices = solve_inventory(A, B, np.ones(len(system.flows)), np.ones(len(system.products))).prices
    return dict(zip(system.products, prices[0], strict=True))


def emits(amount, **more):
    return (Exchange(CO2, amount, **more),)


def test_allocation_of_one_process():
    """AllocationTest of GreenDelta/olca-modules: 1 kg p1 and 3 kg, 2 kg CO2, 0.25 and 0.75."""
    process = Process(
        "p", "p1", {"p1": 1, "p2": 3}, (), emits(2), Rule.PHYSICAL, {"p1": 0.25, "p2": 0.75}
    )
    assert footprints([process]) == pytest.approx({"p1": 0.5, "p2": 0.5})
    system = square_system([process])
    assert [single.rule for single in system.processes] == [Rule.PHYSICAL] * 2


POWER = Process("power", "kWh", {"kWh": 1}, (), emits(0.5))
CHP = Process(
    "engine", "kWh", {"kWh": 10, "heat": 20}, (Exchange("gas", 4, is_input=True),), emits(8)
)
GAS = Process("gas", "gas", {"gas": 1}, (), emits(0.25))
BOILER = Process("boiler", "heat", {"heat": 1}, (), emits(0.2))


def test_economic_allocation_shares_inputs_and_emissions():
    shares = economic_factors(CHP.products, {"kWh": 0.3, "heat": 0.05})
    assert shares == pytest.approx({"kWh": 0.75, "heat": 0.25})
    found = footprints([dataclasses.replace(CHP, rule=Rule.ECONOMIC, factors=shares), GAS])
    assert found == pytest.approx({"kWh": 0.75 * 9 / 10, "heat": 0.25 * 9 / 20, "gas": 0.25})


def test_substitution_credits_the_other_product():
    found = footprints([dataclasses.replace(CHP, rule=Rule.SUBSTITUTION), GAS, BOILER])
    assert found["kWh"] == pytest.approx((9 - 20 * 0.2) / 10)


def test_cut_off_leaves_the_other_product_without_burden():
    system = square_system([dataclasses.replace(CHP, rule=Rule.CUT_OFF), GAS])
    assert system.processes[0].left_out == ("heat",)
    assert footprints([dataclasses.replace(CHP, rule=Rule.CUT_OFF), GAS])["kWh"] == 0.9


def test_causal_allocation_has_a_factor_for_each_exchange():
    gas = Exchange("gas", 4, is_input=True, causal={"kWh": 0.5, "heat": 0.5})
    process = dataclasses.replace(
        CHP, technical=(gas,), elementary=emits(8, causal={"kWh": 1.0}), rule=Rule.CAUSAL
    )
    found = footprints([process, GAS])
    assert (found["kWh"], found["heat"]) == pytest.approx((8.5 / 10, 0.5 / 20))


@given(st.floats(0, 1))
def test_allocated_footprints_sum_to_the_whole(share):
    factors = {"kWh": share, "heat": 1 - share}
    found = footprints([dataclasses.replace(CHP, rule=Rule.PHYSICAL, factors=factors), GAS])
    assert 10 * found["kWh"] + 20 * found["heat"] == pytest.approx(9)


def test_an_avoided_input_is_allocated_like_the_others():
    """AvoidedFlowsTest of GreenDelta/olca-modules: 2 - 0.5 x 2."""
    avoided = Process(
        "p", "p", {"p": 1}, (Exchange("q", 0.5, is_input=True, is_avoided=True),), emits(2)
    )
    q = Process("q", "q", {"q": 1}, (), emits(2))
    assert footprints([avoided, q])["p"] == pytest.approx(1)
    both = dataclasses.replace(
        avoided, products={"p": 1, "r": 1}, rule=Rule.PHYSICAL, factors={"p": 0.5, "r": 0.5}
    )
    assert footprints([both, q])["p"] == pytest.approx(0.5)


def test_a_waste_goes_to_its_treatment():
    """WasteCalculationTest of GreenDelta/olca-modules: 2 kg of waste at 2 kg CO2 each."""
    maker = Process("p", "p", {"p": 1}, (Exchange("waste", 2),))
    treatment = Process("t", "waste", {"waste": 1}, (), emits(2))
    assert footprints([maker, treatment])["p"] == pytest.approx(4)


def test_what_nobody_makes_is_cut_off_and_named():
    system = square_system([dataclasses.replace(POWER, technical=(Exchange("coal", 1, True),))])
    assert system.without_producer == (("power", "coal"),)


def bad(**changes):
    return [dataclasses.replace(CHP, **changes)]


@pytest.mark.parametrize(
    ("processes", "message"),
    [
        (bad(rule=Rule.PHYSICAL, factors={"kWh": 0.5, "heat": 0.4}), "engine add up to 0.9"),
        (
            bad(rule=Rule.PHYSICAL, factors={"kWh": 1.5, "heat": -0.5}),
            "factor of heat cannot be -0.5",
        ),
        (bad(rule=Rule.PHYSICAL), "add up to 0"),
        (bad(rule=Rule.PHYSICAL, factors={"kWh": 0.5, "steam": 0.5}), "includes steam"),
        (bad(rule=Rule.CAUSAL), "engine, gas add up to 0"),
        (bad(), "makes several products: kWh, heat"),
        (bad(reference="cold"), "engine has no output"),
        ([POWER, dataclasses.replace(POWER, name="wind")], "make kWh: power, wind"),
    ],
)
def test_a_process_that_cannot_be_allocated_is_refused(processes, message):
    with pytest.raises(InvalidValueError, match=message) as caught:
        square_system(processes)
    assert caught.value.cure


def test_factors_by_amounts():
    assert physical_factors({"a": 1, "b": 3}) == {"a": 0.25, "b": 0.75}
    with pytest.raises(InvalidValueError, match="products a has an amount above 0"):
        physical_factors({"a": 0.0})
    with pytest.raises(InvalidValueError, match="b has no price"):
        economic_factors({"a": 1, "b": 1}, {"a": 1})


CYCLE = MaterialCycle(
    recycled_content=0.5,
    recycled_after=0.6,
    burden_share=0.5,
    virgin=2.0,
    recycled=0.8,
    recycling_after=0.8,
    virgin_replaced=2.0,
    quality_in=0.9,
    quality_out=0.9,
    disposal=0.05,
    energy_after=0.2,
    recovery=2.5,
    heating_value=22.0,
    heat_efficiency=0.3,
    power_efficiency=0.12,
    heat=0.07,
    power=0.1,
)


def test_circular_footprint_formula():
    """Worked by hand in the cases of the data folder."""
    found = compare_ways(CYCLE)[0]
    assert found.material == pytest.approx(1.35) and found.energy == pytest.approx(0.3548)
    assert found.disposal == pytest.approx(0.01) and found.total == pytest.approx(1.7148)
    plain = MaterialCycle(0, 0, 0.2, 2, 1, 1, 2, 1, 1, disposal=0.1)
    assert compare_ways(plain)[0].total == pytest.approx(2.1)


def test_three_ways_side_by_side():
    formula, cut_off, substitution = compare_ways(CYCLE)
    assert formula.way == "circular footprint formula"
    assert cut_off.total == pytest.approx(0.5 * 2 + 0.5 * 0.8 + 0.2 * 2.5 + 0.2 * 0.05)
    energy = 0.2 * (2.5 - 22 * (0.3 * 0.07 + 0.12 * 0.1))
    assert substitution.total == pytest.approx(2 + 0.6 * (0.8 - 1.8) + energy + 0.01)


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"recycled_content": 1.2}, "recycled_content"), ({"energy_after": 0.5}, "recycled_after")],
)
def test_shares_of_a_material_are_checked(changes, where):
    with pytest.raises(InvalidValueError) as caught:
        compare_ways(dataclasses.replace(CYCLE, **changes))
    assert caught.value.where == where


def test_module_d_is_never_added_in():
    found = sort_modules({"D": -3.0, "C4": 0.5, "A1-A3": 5.0})
    assert found.total == 5.5 and found.beyond == -3
    assert list(found.declared) == ["A1-A3", "C4"]
    with pytest.raises(InvalidValueError, match="The module 'E' does not exist"):
        sort_modules({"E": 1.0})


def test_uptake_in_the_product_is_the_only_difference():
    """PACT 3: the two totals differ by the biogenic CO2 that is in the product."""
    found = CarbonFootprint(
        fossil=2.0,
        biogenic_emissions=0.5,
        biogenic_uptake=-1.7,
        product_uptake=-1.2,
        land_use_change=0.3,
        aircraft=0.1,
        stored_carbon=0.3,
    )
    assert found.total_including_uptake == pytest.approx(1.2)
    assert found.total_excluding_uptake == pytest.approx(2.4)
    with pytest.raises(InvalidValueError, match="must not be above 0"):
        CarbonFootprint(1.0, biogenic_uptake=0.5)
    with pytest.raises(InvalidValueError, match="more biogenic carbon"):
        CarbonFootprint(1.0, biogenic_uptake=-0.5, product_uptake=-1)


def test_formulas():
    found = evaluate_parameters(
        {
            "Mass": 2.0,
            "share": "param / 100",
            "param": 25,
            "steel": "MASS * share ^ 2 + max(1; 2)",
            "heavy": "if(mass >= 2; 1; 0)",
            "both": "mass > 1 and not (share = 1)",
        }
    )
    assert found["steel"] == pytest.approx(2.125)
    assert (found["Mass"], found["heavy"], found["both"]) == (2, 1, 1)
    assert evaluate("2 * pi * r", {"R": 1}, where="area") == pytest.approx(2 * np.pi)
    assert evaluate("-2^2", {}, where="x") == -4
    assert evaluate("diff - 1", {"diff": 3}, where="x") == 2


def test_a_scenario_changes_parameters():
    formulas = {"mass": 2.0, "steel": "0.5 * mass"}
    assert evaluate_parameters(formulas, {"MASS": 4.0}) == {"mass": 4, "steel": 2}
    assert evaluate_parameters(formulas) == {"mass": 2, "steel": 1}
    with pytest.raises(
        InvalidValueError, match="The formula for height uses the unknown parameter height"
    ):
        evaluate_parameters(formulas, {"height": 1.0})


def test_a_long_chain_of_parameters_needs_no_recursion():
    formulas = {"p0": 1.0} | {f"p{i}": f"p{i - 1} + 1" for i in range(1, 5_000)}
    assert evaluate_parameters(dict(reversed(formulas.items())))["p4999"] == 5_000


@pytest.mark.parametrize(
    ("formulas", "message"),
    [
        ({"a": "b", "b": "a"}, "formulas for a, b depend on each other"),
        ({"a": "a + 1"}, "depend on each other"),
        ({"a": "norm(1)"}, "The formula for a uses the unknown function norm"),
        ({"a": "b + 1"}, "The formula for a uses the unknown parameter b"),
        ({"a": "1 +"}, "cannot be read"),
        ({"a": "1 / 0"}, "The result of the formula for"),
        ({"a": "sqrt(-1)"}, "The result of the formula for"),
        ({"a": "9^9^9^9"}, "The result of the formula for"),
        ({"a": "max()"}, "The result of the formula for"),
        ({"a": "__import__('os')"}, "uses the unknown function"),
        ({"a": "(1).real"}, "cannot be read"),
        ({"a": "[1][0]"}, "cannot be read"),
        ({"a": "'x' * 1000000"}, "cannot be read"),
        ({"a": "(" * 500 + "1" + ")" * 500}, "cannot be read"),
        ({"a": "-" * 1500 + "1"}, "cannot be read"),
        ({"a": "1+" * 3_000 + "1"}, "cannot be read"),
    ],
)
def test_a_formula_that_gives_no_number_is_refused(formulas, message):
    with pytest.raises(InvalidValueError, match=message) as caught:
        evaluate_parameters(formulas)
    assert caught.value.cure and caught.value.where in formulas


@pytest.mark.parametrize("formula", ["round(5, -999999999)", "round(1e300, 400)", "10^400"])
def test_no_formula_computes_without_end(formula):
    with pytest.raises(InvalidValueError, match="The result of the formula for"):
        evaluate(formula, {}, where="amount")


def test_rounding():
    assert evaluate("round(2.3456, 2)", {}, where="x") == 2.35
    assert evaluate("round(1234, -2)", {}, where="x") == 1200
