"""Product footprints: figures by hand, the engine's own score, spread and comparison."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.footprints import (
    AIRCRAFT,
    BIOGENIC_CO2,
    FOSSIL,
    TOTAL,
    Alternative,
    Change,
    Factor,
    Line,
    ProductModel,
    Stage,
    build_system,
    compute_footprint,
    resolve,
    simulate_footprint,
)
from scp_centre.methods.footprints.spread import sigma_of
from scp_centre.methods.lifecycle import solve_inventory
from scp_centre.reference.background_rows import background_rows
from scp_centre.reference.factors import gwp_set

AR6 = gwp_set("AR6")


def factor(key, emissions, unit="kg", **more):
    values = {"source": "a table", "year": 2020, "region": "here", "gwp_set": "AR5"} | more
    return Factor(key, key.title(), "materials", unit, emissions, **values)


ROWS = {
    row.key: row
    for row in (
        factor("steel", {"published_fossil": 2.0}, recycled="scrap", sigma=0.1),
        factor("scrap", {"published_fossil": 0.5}, sigma=0.1),
        factor("flight", {"published_fossil": 0.2, "published_aircraft": 1.0}, "t km"),
        factor("wood", {"co2_biogenic": 1.5, "ch4_biogenic": 0.01}, gwp_set=""),
        factor("power", {"published_fossil": 0.4}, "kWh", sigma=0.2),
    )
}


def line(key, stage, row, amount, unit, **more):
    return Line(key, stage, key.title(), row, amount, unit, "a bill", **more)


BRACKET = ProductModel(
    "one bracket",
    (
        line("body", Stage.MATERIALS, "steel", "mass * 2", "g", recycled=0.25),
        line("sent", Stage.DISTRIBUTION, "flight", 0.5, "t km"),
        line("light", Stage.USE, "power", 3.6, "MJ"),
    ),
    uses=4,
    parameters={"mass": 500.0},
)


def test_a_footprint_by_hand():
    """1 kg steel, a quarter recycled: 0.75 × 2 + 0.25 × 0.5 = 1.625; over four uses 0.40625."""
    found = compute_footprint(BRACKET, ROWS, AR6)
    assert found.stages[Stage.MATERIALS] == pytest.approx(1.625 / 4)
    assert found.stages[Stage.DISTRIBUTION] == pytest.approx(0.6 / 4)
    assert found.stages[Stage.USE] == pytest.approx(0.4)  # 3.6 MJ are 1 kWh, of each use
    assert found.total == pytest.approx(1.625 / 4 + 0.15 + 0.4)
    assert found.kinds[AIRCRAFT] == pytest.approx(0.125)
    assert found.kinds[FOSSIL] == pytest.approx(found.total - 0.125)
    assert found.to_gate[TOTAL] == pytest.approx(1.625 / 4)
    assert found.gwp_sets == ("AR5",)
    assert [row.line.line.key for row in found.rows] == ["body", "light", "sent"]


def test_what_every_use_needs_does_not_shrink_with_a_longer_life():
    cap = line("cap", Stage.PACKAGING, "steel", 2, "g", per_use=True)
    for uses in (1, 25):
        found = compute_footprint(ProductModel("a fill", (cap,), uses=uses), ROWS, AR6)
        assert found.total == pytest.approx(0.004)
        assert found.rows[0].amount == pytest.approx(0.002)


def test_biomass_counts_its_methane_but_not_its_carbon_dioxide():
    model = ProductModel("a fire", (line("fire", Stage.USE, "wood", 2, "kg"),))
    found = compute_footprint(model, ROWS, AR6)
    assert found.kinds[BIOGENIC_CO2] == pytest.approx(3.0)
    assert found.total == pytest.approx(2 * 0.01 * AR6.methane(biogenic=True))
    assert found.gwp_sets == ("AR6",)


def test_the_engine_finds_the_same_score_and_the_parts_add_up():
    found = compute_footprint(BRACKET, ROWS, AR6)
    system = build_system(resolve(BRACKET, ROWS), AR6)
    solved = solve_inventory(
        system.technosphere.matrix(), system.biosphere.matrix(), system.factors, system.demand()
    )
    assert_allclose(solved.impacts[0], found.total, rtol=1e-12)
    assert_allclose(sum(found.stages.values()), found.total, rtol=1e-12)
    assert_allclose(sum(found.parts.values()), found.total, rtol=1e-12)
    assert_allclose(sum(row.value for row in found.rows), found.total, rtol=1e-12)
    assert_allclose(sum(one.value for one in found.substances), found.total, rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(amount=st.floats(0.01, 1e6), share=st.floats(0, 1), uses=st.floats(0.1, 1e4))
def test_a_footprint_grows_with_its_amounts_and_shrinks_with_its_uses(amount, share, uses):
    def total(amount, uses):
        body = line("body", Stage.MATERIALS, "steel", amount, "kg", recycled=share)
        return compute_footprint(ProductModel("x", (body,), uses=uses), ROWS, AR6).total

    assert_allclose(total(2 * amount, uses), 2 * total(amount, uses), rtol=1e-9)
    assert_allclose(total(amount, 2 * uses), total(amount, uses) / 2, rtol=1e-9)


def test_a_spread_by_hand():
    """One lognormal row: median at the base, sd of the logarithm as the row says."""
    model = ProductModel("x", (line("body", Stage.MATERIALS, "steel", 1, "kg"),))
    found = simulate_footprint(model, ROWS, AR6, runs=40_000, seed=3)
    assert found.distribution.median == pytest.approx(2.0, rel=0.005)
    assert found.distribution.mean == pytest.approx(2.0 * np.exp(0.005), rel=0.005)
    low, high = (value for _at, value in found.distribution.percentiles)
    assert np.log(high / low) == pytest.approx(2 * 1.96 * 0.1, rel=0.03)
    assert [(one.factor, one.share) for one in found.drivers] == [("steel", 1.0)]


def test_an_alternative_shares_the_draws_of_the_base_product():
    """10 % less of the same uncertain thing is lower in every run, however uncertain it is."""
    body = line("body", Stage.MATERIALS, "steel", 1.0, "kg", spread=2.0)
    light = Alternative("light", "Lighter", changes=(Change("body", amount=0.9),))
    same = Alternative("same", "Same")
    model = ProductModel("x", (body,), alternatives=(light, same))
    lighter, equal = simulate_footprint(model, ROWS, AR6, runs=500, seed=1).compared
    assert lighter.probability_lower == 1.0 and lighter.total == pytest.approx(1.8)
    assert equal.probability_lower == 0.0 and equal.difference.sd == 0.0


def test_the_runs_of_a_product_do_not_depend_on_its_alternatives_or_their_order():
    """The interval of an untouched base product is the same to the last digit."""
    other = Line("lid", Stage.MATERIALS, "Lid", "power", 1.0, "kWh", "a bill", spread=0.5)
    body = line("body", Stage.MATERIALS, "steel", 1.0, "kg", spread=0.3)
    model = ProductModel("x", (body, other))
    iron = ROWS | {"iron": factor("iron", {"published_fossil": 1.8}, sigma=0.1)}
    cast = Alternative("a", "Cast", changes=(Change("body", factor="iron"),))
    bare = Alternative("b", "Bare", changes=(Change("lid", removed=True),))
    alone = simulate_footprint(model, iron, AR6, runs=300, seed=1)
    both = simulate_footprint(
        replace(model, alternatives=(cast, bare)), iron, AR6, runs=300, seed=1
    )
    turned = simulate_footprint(
        replace(model, lines=(other, body), alternatives=(bare, cast)), iron, AR6, runs=300, seed=1
    )
    assert alone.distribution == both.distribution
    assert_allclose(turned.distribution.percentiles, alone.distribution.percentiles, rtol=1e-12)
    assert_allclose(turned.compared[1].scores.median, both.compared[0].scores.median, rtol=1e-12)
    assert both.compared[0].probability_lower > 0.5


def test_another_row_is_lower_in_a_share_of_the_runs():
    """Two lognormals: P(lower) = Φ(ln(a / b) / √(s² + s²))."""
    rows = ROWS | {"iron": factor("iron", {"published_fossil": 1.8}, sigma=0.1)}
    iron = Alternative("iron", "Iron", changes=(Change("body", factor="iron"),))
    body = line("body", Stage.MATERIALS, "steel", 1.0, "kg")
    model = ProductModel("x", (body,), alternatives=(iron,))
    (found,) = simulate_footprint(model, rows, AR6, runs=20_000, seed=1).compared
    from scipy.stats import norm

    expected = norm.cdf(np.log(2.0 / 1.8) / np.hypot(0.1, 0.1))
    assert found.probability_lower == pytest.approx(expected, abs=0.01)


def test_an_alternative_changes_lines_parameters_and_uses():
    one = Alternative(
        "new",
        "New",
        uses=8,
        parameters={"mass": 250.0},
        changes=(Change("sent", removed=True), Change("body", recycled=1.0)),
    )
    found = compute_footprint(BRACKET, ROWS, AR6, one)
    assert found.total == pytest.approx(0.5 * 0.5 / 8 + 0.4)
    assert Stage.DISTRIBUTION not in found.stages


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"unit": "kWh"}, UnitError),
        ({"amount": "mass * 2"}, InvalidValueError),  # no such parameter
        ({"amount": "open('x')"}, InvalidValueError),
        ({"factor": "gold"}, InvalidValueError),
        ({"recycled": 1.5}, InvalidValueError),
        ({"factor": "scrap", "recycled": 0.5}, InvalidValueError),  # no recycled counterpart
        ({"spread": -0.1}, InvalidValueError),
        ({"amount": float("nan")}, InvalidValueError),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(change, error):
    values = {"factor": "steel", "amount": 1.0, "unit": "kg"} | change
    body = Line("body", Stage.MATERIALS, "Body", source="a bill", **values)
    with pytest.raises(error) as refused:
        compute_footprint(ProductModel("x", (body,)), ROWS, AR6)
    assert refused.value.cure


def test_a_model_without_lines_and_an_item_without_uses_are_refused():
    with pytest.raises(MissingValueError):
        compute_footprint(ProductModel("x", ()), ROWS, AR6)
    with pytest.raises(InvalidValueError):
        compute_footprint(ProductModel("x", BRACKET.lines, uses=0), ROWS, AR6)
    with pytest.raises(InvalidValueError):
        simulate_footprint(BRACKET, ROWS, AR6, runs=1, seed=1)


def test_sigma_of_a_relative_uncertainty():
    assert sigma_of(0.0) == 0.0
    assert sigma_of(1.0) == pytest.approx(np.sqrt(np.log(2)))


def test_background_rows_have_a_source_a_year_a_region_and_no_memory():
    rows = background_rows()
    assert len(rows) >= 250
    for row in rows.values():
        assert row.source and row.year and row.region and row.licence and row.quality, row.key
        assert row.checked == "read" and row.emissions and row.sigma >= 0
        assert not row.recycled or row.recycled in rows
    assert len({(row.name, row.category, row.unit) for row in rows.values()}) == len(rows)


@pytest.mark.parametrize(
    ("key", "unit", "value"),
    [  # as the conversion factors of 2025 list them, tonnes as kg
        ("material_glass_primary", "kg", 1.40276667),
        ("material_glass_recycled", "kg", 0.82318954),
        ("waste_board_landfill", "kg", 1.1644894),
        ("water_supply", "m3", 0.1913),
        ("transport_freight_train", "t km", 0.02779 + 0.00691),
        ("transport_lorry_articulated_over_33_t_average_load", "t km", None),
        ("electricity_uk", "kWh", 0.177 + 0.0459 + 0.01853 + 0.00397),
    ],
)
def test_background_rows_are_what_their_source_lists(key, unit, value):
    row = background_rows()[key]
    assert row.unit == unit
    if value is not None:
        assert row.emissions == {"published_fossil": pytest.approx(value, rel=1e-9)}


def test_a_fuel_with_its_supply_is_burning_by_gas_and_the_published_supply():
    row = background_rows()["fuel_natural_gas_with_supply"]
    found = compute_footprint(
        ProductModel("heat", (line("heat", Stage.USE, row.key, 1, "GJ"),)), background_rows(), AR6
    )
    burnt = 56.1 + 1e-3 * AR6.methane(biogenic=False) + 1e-4 * AR6.nitrous_oxide
    assert found.total == pytest.approx(burnt + 1000 * 0.03347 / 3.6, rel=1e-9)
    assert found.gwp_sets == ("AR5", "AR6")
