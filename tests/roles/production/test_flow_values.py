"""Where units meet, and what one unit less of a flow is worth: right values from by hand."""

from dataclasses import replace

import pytest

from scp_centre.methods.errors import UnitError
from scp_centre.methods.flows import BALANCE_OF_KIND
from scp_centre.methods.quantity import kind_of
from scp_centre.reference import fuels
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.entries import Cost, SavingEntry
from scp_centre.roles.production.assessment.flow_system import carrier_of
from scp_centre.roles.production.workbook.schema import sheets
from tests.roles.production.test_assessment import COSTS, ONE, entry, factory, option, small

GAS_NCV, GAS_CO2E = 48.0, 56_157.1  # MJ/kg; kg CO2e/TJ with AR6
CONTENT = 35.0  # MJ/m3
# 1 unit in MJ of net energy, by hand: content and calorific value of natural gas as above
IN_MJ = {
    "kg": 48.0,
    "t": 48_000.0,
    "g": 0.048,
    "lb": 48.0 * 0.45359237,
    "short ton": 48.0 * 907.18474,
    "long ton": 48.0 * 1_016.0469088,
    "m3": 35.0,
    "l": 0.035,
    "hl": 3.5,
    "US gal": 35.0 * 0.003785411784,
    "imp gal": 35.0 * 0.00454609,
    "ft3": 35.0 * 0.028316846592,
    "MJ": 1.0,
    "GJ": 1e3,
    "TJ": 1e6,
    "kWh": 3.6,
    "MWh": 3.6e3,
    "GWh": 3.6e6,
    "kcal": 4.184e-3,
    "Mcal": 4.184,
    "Gcal": 4.184e3,
    "Btu": 1.05505585262e-3,
    "MMBtu": 1_055.05585262,
    "therm": 105.505585262,
    "toe": 41_868.0,
}


def gas(unit, amount=1_000.0, **more):
    values = {"substance": "natural_gas", "energy_content": CONTENT, "price": 2.0} | more
    return entry("gas", "energy", None, "mill", amount, unit, **values)


def test_the_table_by_hand_has_every_unit_that_the_template_allows_for_energy():
    column = next(s for s in sheets() if s.record == "flows").column("unit")
    assert set(IN_MJ) == {u for u in column.allowed if kind_of(u) in BALANCE_OF_KIND}


@pytest.mark.parametrize("flow_unit", ["m3", "GJ", "t", "kWh"])
@pytest.mark.parametrize("meter_unit", sorted(IN_MJ))
def test_each_unit_of_a_meter_or_a_saving_on_each_unit_of_a_fuel_flow(flow_unit, meter_unit):
    """MJ, money and CO2e of 10 units saved, for every pair."""
    row = gas(flow_unit)
    content = {"m3": CONTENT, "GJ": CONTENT, "kWh": CONTENT}.get(flow_unit)
    row = replace(row, energy_content=content)
    carrier = carrier_of(row)
    if flow_unit == "t" and kind_of(meter_unit) == "volume":
        with pytest.raises(UnitError, match="cannot be used for"):
            carrier.to_base(10, meter_unit)
        return
    megajoules = 10 * IN_MJ[meter_unit]
    assert carrier.to_base(10, meter_unit) == pytest.approx(megajoules, rel=1e-3)
    file = small(
        *ONE[:3],
        replace(row, amount=1e9),
        options=(option(),),
        savings=(SavingEntry(option="o", flow="gas", amount=10, unit=meter_unit),),
    )
    effect = assess(file).options[0].effect
    assert effect.saved["gas"] == pytest.approx(megajoules, rel=1e-3)
    assert effect.money == pytest.approx(megajoules * 2.0 / IN_MJ[flow_unit], rel=1e-3)
    assert effect.co2e_t == pytest.approx(megajoules * GAS_CO2E / 1e9, rel=1e-3)


@pytest.mark.parametrize("unit", sorted(IN_MJ))
def test_water_and_material_take_only_their_own_units(unit):
    water = carrier_of(entry("w", "water", None, "mill", 1, "m3", substance="water"))
    stuff = carrier_of(entry("s", "material", None, "mill", 1, "kg"))
    for carrier, kind in ((water, "volume"), (stuff, "mass")):
        if kind_of(unit) == kind:
            assert carrier.to_base(1, unit) > 0
        else:
            with pytest.raises(UnitError):
                carrier.to_base(1, unit)


def test_gas_billed_by_gross_calorific_value():
    """125,000 MMBtu of gas: 7,406 t if net, 0.9026 of it if gross (UK factors of 2023).

    US EPA's factor for gross energy, 53.06 kg CO2/MMBtu, gives 6,632 t: within 1 %.
    """
    net = assess(small(*ONE[:3], gas("MMBtu", 125_000, energy_content=None)))
    gross = assess(
        small(*ONE[:3], gas("MMBtu", 125_000, energy_content=None, heating_value="gross"))
    )
    assert net.assessed.emissions.co2e_kg == pytest.approx(7_406e3, rel=1e-4)
    assert gross.assessed.emissions.co2e_kg == pytest.approx(6_632e3, rel=0.01)
    assert gross.assessed.system.flow("gas").cost == pytest.approx(250_000)
    assert "heating_value" in {n.key for n in net.notices}
    assert "heating_value" not in {n.key for n in gross.notices}


def test_the_ratio_of_net_to_gross_is_that_of_its_source():
    assert fuels()["natural_gas"].net_per_gross == pytest.approx(0.182928926 / 0.202671419, 1e-3)
    assert fuels()["wood"].net_per_gross is None


AIR = (
    *ONE[:3],
    entry("el", "energy", None, "air", 110, "MWh", substance="electricity", price=105),
    entry("air", "energy", "air", "mill", 7, "MWh", substance="compressed air"),
    entry("rest", "energy", "air", "other", 4, "MWh", substance="compressed air"),
    entry("in2", "material", None, "other", 10, price=1),
    entry("out2", "product", "other", None, 10),
)


def saved_air(variable_share=None):
    file = small(
        *AIR,
        centres=("mill", "other", "air"),
        costs=(
            Cost(period="2025", centre="air", system_cost=9_000, variable_share=variable_share),
        ),
        options=(option(),),
        savings=(SavingEntry(option="o", flow="air", share=50),),
    )
    return assess(file).options[0].effect


def test_compressed_air_saved_is_worth_the_electricity_that_is_not_bought():
    """Half of 7 of 11 MWh: 0.5 x 7/11 x 11,550 = 3,675; with the 9,000 of fixed costs 6,538.64."""
    assert saved_air().money == pytest.approx(3_675)
    assert saved_air().money_full == pytest.approx(0.5 * 7 / 11 * 20_550)
    assert saved_air(variable_share=20).money == pytest.approx(0.5 * 7 / 11 * (11_550 + 1_800))


def test_independent_amounts_add_and_shares_multiply():
    """MEASUR's treasure hunt: four lightings of one electricity flow save 989,179.2 kWh."""
    amounts = (67_189.2, 294_774.0, 595_680.0, 31_536.0)
    power = entry("el", "energy", None, "mill", 32e6, "kWh", substance="electricity", price=0.05)
    options = tuple(option(key=f"o{i}") for i in range(4))
    savings = tuple(
        SavingEntry(option=f"o{i}", flow="el", amount=a, unit="kWh") for i, a in enumerate(amounts)
    )
    plan = assess(small(*ONE[:3], power, options=options, savings=savings)).plan
    assert plan.annual_saving == pytest.approx(989_179.2 * 0.05)
    shares = tuple(SavingEntry(option=f"o{i}", flow="el", share=20) for i in range(2))
    both = assess(small(*ONE[:3], power, options=options[:2], savings=shares)).plan
    assert both.saved["el"] == pytest.approx(0.36 * 32e6 * 3.6)


def test_amounts_that_are_more_than_is_left_are_cut_and_said():
    options = tuple(option(key=f"o{i}") for i in range(2))
    savings = tuple(
        SavingEntry(option=f"o{i}", flow="power", amount=0.7, unit="MWh") for i in range(2)
    )
    result = assess(small(*ONE, options=options, savings=savings))
    assert result.plan.saved["power"] == pytest.approx(3_600)
    assert "limited" in [n.key for n in result.notices]


def test_input_and_loss_of_the_same_stuff_are_paid_once():
    """10 kg less bought at 10 a kg, and 10 kg less lost: 100 of material, 26.67 of treatment."""
    savings = (
        SavingEntry(option="o", flow="in", amount=10, unit="kg"),
        SavingEntry(option="o", flow="bad", amount=10, unit="kg"),
    )
    file = small(*ONE, costs=COSTS, options=(option(),), savings=savings)
    assert assess(file).options[0].effect.money == pytest.approx(100 + 80 / 3)


def test_a_stopped_refrigerant_leak_avoids_what_the_inventory_counts():
    """14 kg R-404A (HFC-125/143a/134a 44/52/4), AR6: 4,728 kg CO2e/kg, 66.19 t."""
    leak = entry("leak", "emission", "mill", None, 14, "kg", substance="R-404A")
    file = small(
        *ONE[:3],
        leak,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="leak", share=100),),
    )
    result = assess(file)
    by_hand = 14 * (0.44 * 3_740 + 0.52 * 5_810 + 0.04 * 1_530) / 1e3
    assert result.options[0].effect.co2e_t == pytest.approx(by_hand)
    assert result.assessed.emissions.co2e_kg == pytest.approx(by_hand * 1e3)


def test_a_plant_without_recorded_material_has_costs_and_no_losses():
    """MEASUR's treasure hunt: 1.6 + 0.5 + 0.1 million USD of power, gas and water go in."""
    flows = (
        entry("el", "energy", None, "plant", 32e6, "kWh", substance="electricity", price=0.05),
        gas("MMBtu", 125_000, price=4.0, energy_content=None),
        entry("steam", "energy", "boiler", "plant", 100_000, "MMBtu", substance="steam"),
        entry("w", "water", None, "plant", 40e6, "US gal", substance="water", price=0.0025),
    )
    flows = tuple(replace(f, target="boiler") if f.key == "gas" else f for f in flows)
    result = assess(small(*flows, centres=("plant", "boiler"), factory=factory(currency="USD")))
    costs = result.assessed.costs
    assert costs.costs_in == pytest.approx(2.2e6) and costs.loss == 0
    assert costs.costs_in == pytest.approx(costs.total)
    assert all(s.share <= 1 for s in result.suggestions)


def test_handed_on_cost_keeps_its_kind_through_two_centres_and_a_loop():
    """Boiler (gas 1,000, wages 200, salt 50) heats the water plant, which feeds the boiler.

    Solved by hand: of the boiler's steam a fifth goes to the water plant, of whose water a half
    comes back. B = own + W / 2, W = own + B / 5, so B = (b + w / 2) / 0.9 for each kind.
    """
    flows = (
        *ONE[:3],
        entry("gas", "energy", None, "boiler", 100, "GJ", substance="natural_gas", price=10),
        entry("salt", "material", None, "boiler", 10, price=5, substance="salt"),
        entry("town", "water", None, "plant", 100, "m3", substance="water", price=3),
        entry("steam", "energy", "boiler", "mill", 64, "GJ", substance="steam"),
        entry("heat", "energy", "boiler", "plant", 16, "GJ", substance="steam"),
        entry("feed", "water", "plant", "boiler", 50, "m3", substance="water"),
        entry("process", "water", "plant", "mill", 50, "m3", substance="water"),
    )
    costs = (
        Cost(period="2025", centre="boiler", system_cost=200),
        Cost(period="2025", centre="plant", system_cost=90),
    )
    result = assess(small(*flows, centres=("mill", "boiler", "plant"), costs=costs))
    handed = result.assessed.costs.handed_on
    boiler = {
        "energy": 1_000 / 0.9,
        "system": (200 + 90 / 2) / 0.9,
        "material": (50 + 300 / 2) / 0.9,
    }
    for kind, total in boiler.items():
        assert getattr(handed["steam"], kind) == pytest.approx(0.8 * total), kind
    assert result.assessed.costs.total == pytest.approx(result.assessed.costs.costs_in)
    lost = next(x for x in result.assessed.costs.losses if x.flow and x.flow.key == "bad")
    assert lost.costs.energy == pytest.approx(0.3 * 0.8 * boiler["energy"])
    assert lost.costs.system == pytest.approx(0.3 * 0.8 * boiler["system"])
    assert lost.costs.material == pytest.approx(300 + 0.3 * 0.8 * boiler["material"])
