"""Life-cycle cost and end of life beside a footprint, with values worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.footprints import (
    BURNING,
    RECYCLING,
    Alternative,
    Change,
    Cost,
    CostBasis,
    CostChange,
    Factor,
    Line,
    PartCycle,
    ProductModel,
    Stage,
    compute_costs,
    compute_cycles,
    compute_footprint,
    missing_inputs,
    modules_of,
    resolve,
    simulate_costs,
    simulate_footprint,
)
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle import sort_modules
from scp_centre.reference.background_rows import background_rows
from scp_centre.reference.factors import gwp_set


def row(key, unit="kg", kg=1.0, sigma=0.0):
    return Factor(key, key, "own", unit, {"published_fossil": kg}, "a table", 2025, "here",
                  sigma=sigma)  # fmt: skip


ROWS = {
    "steel": row("steel", kg=2.0),
    "scrap": row("scrap", kg=0.8),
    "dump": row("dump", "t", kg=50.0),
    "burn": row("burn", kg=2.5),
    "power": row("power", "kWh", kg=0.36),
    "heat": row("heat", "MJ", kg=0.07),
}
BASIS = CostBasis("EUR", 2025, 0.05, 4)
LINES = (
    Line("body", Stage.MATERIALS, "Body", "steel", 2.0, "kg", "bill"),
    Line("power", Stage.USE, "Power", "power", 3.0, "kWh", "meter"),
)
COSTS = (
    Cost("steel", "Steel", 1.5, "kg", "invoice", line="body"),
    Cost("power", "Power", 0.2, "kWh", "tariff", line="power"),
    Cost("scrap", "Scrap sold", -0.3, "kg", "offer", stage=Stage.END, amount="mass"),
)


@pytest.fixture
def gwp() -> GwpSet:
    return gwp_set("AR6")


def model(**more):
    values = {"uses": 10.0, "parameters": {"mass": 2.0}, "cost_basis": BASIS, "costs": COSTS}
    return ProductModel("one use", LINES, **(values | more))


def test_cost_by_hand():
    """Steel 2 · 1.5 / 10; power 3 · 0.2 in 4 yearly parts at 5 %; scrap sold after 4 years."""
    found = compute_costs(model(), ROWS)
    annuity = (1 - 1.05**-4) / 0.05
    assert annuity == pytest.approx(3.545950504)
    assert found.stages[Stage.MATERIALS] == pytest.approx(0.3)
    assert found.stages[Stage.USE] == pytest.approx(0.6 * 3.545950504 / 4)
    assert found.stages[Stage.END] == pytest.approx(-0.06 / 1.21550625)
    assert found.total == pytest.approx(0.3 + 0.5318925756 - 0.0493621485)
    assert found.undiscounted == pytest.approx(0.3 + 0.6 - 0.06)


def test_nothing_is_discounted_of_what_is_used_up_within_a_year_or_at_no_rate():
    for basis in (replace(BASIS, years=0), replace(BASIS, rate=0.0)):
        found = compute_costs(model(cost_basis=basis), ROWS)
        assert found.total == pytest.approx(found.undiscounted) == pytest.approx(0.84)


def test_no_cost_without_costs_and_none_without_money():
    assert compute_costs(model(costs=()), ROWS) is None
    assert simulate_costs(model(costs=()), ROWS, runs=10, seed=1) is None
    with pytest.raises(MissingValueError, match="price year"):
        compute_costs(model(cost_basis=None), ROWS)


def test_an_alternative_changes_amounts_prices_and_years():
    lighter = Alternative(
        "lighter", "Lighter", changes=(Change("body", amount=1.0),), years=8,
        costs=(CostChange("power", price=0.1), CostChange("scrap", removed=True)),
    )  # fmt: skip
    found = compute_costs(model(alternatives=(lighter,)), ROWS, lighter)
    annuity = (1 - 1.05**-8) / 0.05
    assert found.years == 8
    assert found.total == pytest.approx(0.15 + 0.3 * annuity / 8)


def test_the_cost_of_a_line_that_an_alternative_removes_is_gone():
    without = Alternative("off", "Off", changes=(Change("power", removed=True),))
    found = compute_costs(model(), ROWS, without)
    assert Stage.USE not in found.stages


@pytest.mark.parametrize(
    ("cost", "error"),
    [
        (Cost("x", "X", 1.0, "kWh", "s", line="body"), UnitError),
        (Cost("x", "X", 1.0, "kg", "s"), InvalidValueError),
        (Cost("x", "X", 1.0, "kg", "s", line="body", low=2.0, high=3.0), InvalidValueError),
        (Cost("x", "X", 1.0, "kg", "s", line="body", low=0.5), InvalidValueError),
    ],
)
def test_a_cost_that_cannot_be_computed_with_is_named(cost, error):
    with pytest.raises(error) as caught:
        compute_costs(model(costs=(cost,)), ROWS)
    assert caught.value.where == "X"


def test_the_same_run_has_the_same_amounts_in_footprint_and_cost(gwp):
    """At 1 money and 1 kg CO2e per unit, cost and footprint are the same in every run."""
    rows = {"one": row("one")}
    line = Line("a", Stage.MATERIALS, "A", "one", 3.0, "kg", "bill", spread=0.2)
    one = ProductModel("u", (line,), cost_basis=BASIS, costs=(
        Cost("a", "A", 1.0, "kg", "s", line="a"),
    ))  # fmt: skip
    cost = simulate_costs(one, rows, runs=500, seed=3)
    footprint = simulate_footprint(one, rows, gwp, runs=500, seed=3)
    assert cost.distribution.mean == pytest.approx(footprint.distribution.mean)
    for of_cost, of_footprint in zip(
        cost.distribution.percentiles, footprint.distribution.percentiles, strict=True
    ):
        assert of_cost == pytest.approx(of_footprint)


def priced(*alternatives):
    cost = Cost("steel", "Steel", 1.0, "kg", "s", line="body", low=0.5, high=3.0)
    return model(costs=(cost,), alternatives=alternatives)


def test_probability_of_being_cheaper():
    """P(price > 1) of a triangle from 0.5 to 3 with its peak at 1 is 2 / 2.5."""
    certain = Alternative("c", "C", costs=(CostChange("steel", price=1.0),))
    shifted = Alternative("s", "S", costs=(CostChange("steel", price=1.1, low=0.6, high=3.1),))
    found = simulate_costs(priced(certain, shifted), ROWS, runs=20_000, seed=1)
    assert found.compared[0].probability_cheaper == pytest.approx(0.8, abs=0.01)
    # the same rank in both ranges: dearer by 0.1 · 2 / 10 in every run
    assert found.compared[1].probability_cheaper == 0.0
    assert found.compared[1].runs.sd == pytest.approx(0.0, abs=1e-12)
    assert found.compared[1].difference == pytest.approx(0.02)
    mean = 0.2 * (0.5 + 1.0 + 3.0) / 3
    assert found.distribution.mean == pytest.approx(mean, rel=0.01)


def test_no_probability_where_no_cost_has_a_range():
    cheaper = Alternative("c", "C", costs=(CostChange("steel", price=1.0),))
    found = simulate_costs(model(alternatives=(cheaper,)), ROWS, runs=10, seed=1)
    assert found.distribution is None and found.compared[0].probability_cheaper is None
    assert found.compared[0].difference == pytest.approx(-0.1)


CYCLE = PartCycle(
    "body", "body", recycled_content=0.5, recycled_after=0.6, energy_after=0.2,
    burden_share=0.5, quality_in=0.9, quality_out=0.9, virgin="steel", source="annex C",
    recycled="scrap", recycling_after="scrap", virgin_replaced="steel", disposal="dump",
    energy_burden_share=0.0, recovery="burn", heating_value=22.0, heat_efficiency=0.3,
    power_efficiency=0.12, heat="heat", power="power",
)  # fmt: skip


def cycles(one, gwp):
    return compute_cycles((one,), resolve(model(), ROWS), ROWS, gwp)


def test_three_ways_and_module_d_by_hand(gwp):
    """0.2 kg a use; per kg as worked by hand for the formula; electricity 0.36 / 3.6 = 0.1 / MJ."""
    (found,) = cycles(CYCLE, gwp)
    formula, cut_off, substitution = found.ways
    assert found.mass == pytest.approx(0.2)
    assert formula.material == pytest.approx(0.2 * 1.35)
    assert formula.energy == pytest.approx(0.2 * 0.3548)
    assert formula.disposal == pytest.approx(0.2 * 0.2 * 0.05)
    assert cut_off.total == pytest.approx(0.2 * (1.4 + 0.5 + 0.01))
    assert substitution.total == pytest.approx(0.2 * (2 - 0.6 + 0.3548 + 0.01))
    # (0.6 - 0.5) (0.8 - 1.8) - 0.2 · 22 (0.3 · 0.07 + 0.12 · 0.1)
    assert found.beyond == pytest.approx(0.2 * (-0.1 - 0.1452))


def test_module_d_stands_beside_the_total(gwp):
    base = compute_footprint(model(), ROWS, gwp)
    found = modules_of(base, cycles(CYCLE, gwp))
    assert found.total == pytest.approx(base.total) == pytest.approx(0.4 + 1.08)
    assert found.declared == pytest.approx({"A1-A3": 0.4, "B": 1.08})
    assert found.beyond == pytest.approx(-0.04904)
    assert modules_of(base, ()).beyond is None


@pytest.mark.parametrize(
    "name", ["recycled", "recycling_after", "virgin_replaced", "disposal", "recovery",
             "energy_burden_share", "heating_value", "heat", "power"],
)  # fmt: skip
def test_no_input_of_the_formula_is_assumed(name, gwp):
    empty = None if name in ("energy_burden_share", "heating_value") else ""
    with pytest.raises(MissingValueError) as caught:
        cycles(replace(CYCLE, **{name: empty}), gwp)
    assert caught.value.where == name


def test_what_the_formula_does_not_need_may_stay_empty(gwp):
    plain = PartCycle("p", "body", 0.0, 0.0, 0.0, 0.2, 1.0, 1.0, "steel", "s", disposal="dump")
    (found,) = cycles(plain, gwp)
    assert [way.total for way in found.ways] == pytest.approx([0.2 * 2.05] * 3)
    assert found.beyond == 0.0


def test_a_row_that_is_not_counted_by_mass_is_refused(gwp):
    with pytest.raises(UnitError, match="power"):
        cycles(replace(CYCLE, virgin="power"), gwp)


def test_a_module_of_the_end_of_life_does_not_stand_beside_their_sum():
    with pytest.raises(InvalidValueError) as caught:
        sort_modules({"C1-C4": 1.0, "C3": 0.4})
    assert caught.value.where == "C3"
    assert np.isclose(sort_modules({"C1-C4": 1.0, "D": -3.0}).total, 1.0)


PP = "waste_pp_incineration"
BURNT = PartCycle(
    "body", "body", recycled_content=0.0, recycled_after=0.0, energy_after=1.0, burden_share=0.2,
    quality_in=1.0, quality_out=1.0, virgin="steel", source="a table", recovery=PP,
    energy_burden_share=0.0, heating_value=40.0, heat_efficiency=0.5, power_efficiency=0.1,
    heat="heat", power="power",
)  # fmt: skip


def cycles_of(one, gwp):
    rows = ROWS | background_rows()
    return compute_cycles((one,), resolve(model(), rows), rows, gwp)


def test_no_energy_is_credited_while_the_emissions_of_burning_are_nowhere(gwp):
    """PP counts 0.00469 kg for the way to the plant; its 3.14 kg of burning have to be entered."""
    with pytest.raises(
        MissingValueError, match="CO₂e per kg, Source of the combustion emissions data"
    ) as refused:
        cycles_of(BURNT, gwp)
    assert refused.value.where == "burning"
    with pytest.raises(MissingValueError, match="Source of the combustion emissions data"):
        cycles_of(replace(BURNT, burning=3.14), gwp)
    (found,) = cycles_of(replace(BURNT, burning=3.14, burning_source="IPCC 2006"), gwp)
    credit = 40 * (0.5 * 0.07 + 0.1 * 0.36 / 3.6)
    energy = 0.2 * (0.00468568 + 3.14 - credit)
    assert found.way("circular footprint formula").energy == pytest.approx(energy)
    assert energy > 0 and found.way("cut-off").energy == pytest.approx(0.2 * (0.00468568 + 3.14))
    assert found.burnt == pytest.approx(0.2 * 3.14) and found.beyond == pytest.approx(-0.2 * credit)


def test_a_row_that_counts_the_way_to_the_plant_is_not_the_treatment(gwp):
    kept = replace(BURNT, burning=3.14, burning_source="IPCC 2006")
    ended = replace(kept, recycled_after=0.5, energy_after=0.0, virgin_replaced="steel")
    sound = replace(ended, recycling_after="scrap", disposal="waste_pp_landfill")
    assert len(cycles_of(sound, gwp)) == 1
    for change in (
        {"recycling_after": "waste_pp_closed"},
        {"disposal": PP},
        {"recycled": "waste_pp_open", "recycled_content": 0.5},
    ):
        with pytest.raises(InvalidValueError, match="covers only delivery to the plant"):
            cycles_of(replace(sound, **change), gwp)
    for row in ("waste_pp_closed", "waste_pp_landfill"):
        with pytest.raises(InvalidValueError, match="is not an energy recovery row."):
            cycles_of(replace(kept, recovery=row), gwp)
    for burning in (-0.1, 4.1, float("nan")):
        with pytest.raises(InvalidValueError, match="cannot be"):
            cycles_of(replace(kept, burning=burning), gwp)


def test_all_missing_inputs_are_named_at_once(gwp):
    empty = replace(BURNT, recovery="", heating_value=None, energy_burden_share=None, heat="",
                    virgin="", energy_after=0.5)  # fmt: skip
    with pytest.raises(MissingValueError) as refused:
        cycles_of(empty, gwp)
    for title in ("Ev", "ED", "EER", "LHV", "(B)", "ESE,heat"):
        assert title in str(refused.value.message)
    assert str(refused.value.message).startswith("6 inputs")
    assert missing_inputs(empty, {}) == (
        *("virgin", "disposal", "energy_burden_share", "recovery", "heating_value", "heat"),
    )


def test_every_row_of_burning_says_in_the_words_of_its_source_that_burning_is_left_out():
    rows = background_rows().values()
    burnt = [row for row in rows if row.name.endswith("burnt with energy recovery")]
    assert len(burnt) == 30
    for row in burnt:
        assert row.leaves_out == BURNING and "emissions attributed to electricity" in row.covers
    recycled = [row for row in rows if row.category == "waste" and "recycled, " in row.name]
    assert {row.leaves_out for row in recycled} == {RECYCLING}
