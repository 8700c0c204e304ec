"""Calculations of an expert against figures that others printed; units as the sources have them."""

import pytest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.utilities import (
    buildings,
    compressed_air,
    cooling,
    electricity,
    furnaces,
    insulation,
    pumps_and_fans,
    steam,
    waste_water,
)
from scp_centre.methods.utilities.pinch import Stream, target_utilities
from scp_centre.reference import load_table

CONSTANTS = {row["constant"]: row["value"] for row in load_table("constants").rows}
AIR = {
    row["property"]: [row[c] for c in ("c4", "c3", "c2", "c1", "c0")]
    for row in load_table("air_properties").rows
}
PHYSICS = {
    "stefan_boltzmann": CONSTANTS["stefan_boltzmann"],
    "gravity": CONSTANTS["standard_gravity"],
}
STEAM = [
    (r["pressure"], r["temperature"], r["liquid"], r["vapour"])
    for r in load_table("saturated_steam").rows
]
GAS = furnaces.AvailableHeat(
    *(CONSTANTS[f"available_heat_{n}"] for n in ("base", "slope", "offset", "air", "air_rise"))
)
PSI, POUND, BTU, FOOT, INCH = 6.894757, 0.45359237, 1055.05585, 0.3048, 0.0254


def celsius(fahrenheit):
    return (fahrenheit - 32) / 1.8


def kelvin(fahrenheit):
    return (fahrenheit + 459.67) / 1.8


def at(psi):
    return steam.saturation(STEAM, psi * PSI)


def test_a_lower_pressure_as_in_measur():
    """200 kW, 8,760 h, 100 to 90 psi: 1,650,714.71 kWh are left."""
    saved = compressed_air.pressure_reduction_saving(
        200, 8_760, 100, 90, exponent=CONSTANTS["air_compression_exponent"], atmosphere=14.7
    )
    assert 200 * 8_760 - saved == pytest.approx(1_650_714.710542)


def test_a_smaller_motor_by_the_part_load_efficiencies_of_measur():
    """50 hp on a motor of 200 hp (0.9304 at 25 %) or of 100 hp (0.946 at 50 %), 6,000 h."""
    eta = {
        (r["rated_power"], r["load"]): r["efficiency"] for r in load_table("motor_efficiency").rows
    }
    horsepower = 0.7456999
    sizes = (50 * horsepower, 6_000, 200 * horsepower, 100 * horsepower)
    saved = electricity.motor_size_saving(*sizes, eta[200, 25], eta[100, 50])
    assert saved == pytest.approx(3_965, rel=2e-3)  # 37.285 x 6,000 x (1.07481 - 1.05708)
    with pytest.raises(
        InvalidValueError, match="These readings show no saving"
    ):  # 100 hp: no gain any more
        full = (100 * horsepower, 6_000, 200 * horsepower, 100 * horsepower)
        electricity.motor_size_saving(*full, eta[200, 50], eta[100, 100])
    with pytest.raises(InvalidValueError, match="can deliver"):
        electricity.motor_size_saving(100, 6_000, 150, 75, 0.93, 0.95)


def test_cooler_intake_by_the_rule_of_one_per_cent_for_five_degrees():
    saved = compressed_air.cooler_intake_saving(100, 1_000, kelvin(80), kelvin(75))
    assert saved == pytest.approx(0.01 * 100_000, rel=0.08)


def test_a_compressor_off_load_as_in_measur():
    """215 hp, 25 % of full power when unloaded, 15 % of 6,800 h, 90 %, 0.05 a kWh: 2,272.19."""
    energy = compressed_air.off_load_energy(215 * 0.746 / 0.9, 0.25, 6_800, 0.15)
    assert energy * 0.05 == pytest.approx(2_272.1916666667)


def test_nozzles_save_by_the_square_of_their_diameter():
    saved = compressed_air.nozzle_saving(4, 0.006, 0.003, 600, 0.1, 2_000, 0.9)
    whole = 4 * compressed_air.orifice_flow(0.006, 600, discharge=0.9) * 0.1 * 2_000
    assert saved == pytest.approx(0.75 * whole)


@pytest.mark.parametrize(
    ("pressure", "temperature", "liquid", "vapour"),
    [(30, 134.4, None, 1171.9), (150, 185.5, 338.5, None)],
)
def test_saturated_steam_as_in_the_steam_tables_of_the_asme(pressure, temperature, liquid, vapour):
    """Steam Tip Sheet 12: 1,171.9 Btu/lb at 30 psi; 338.5 Btu/lb of water at 150 psi."""
    found, btu = at(pressure), 2.326
    assert found.temperature == pytest.approx(temperature, abs=0.1)
    if vapour:
        assert found.vapour / btu == pytest.approx(vapour, abs=0.3)
    if liquid:
        assert found.liquid / btu == pytest.approx(liquid, abs=0.3)


def test_the_table_of_steam_holds_the_boiling_point_and_the_release_s_own_check_values():
    """IAPWS-IF97, table 36: 372.755919 K at 0.1 MPa, 453.035632 K at 1, 584.149488 K at 10."""
    temperatures = {row[0]: row[1] for row in STEAM}
    for pressure, kelvins in ((100, 372.755919), (1_000, 453.035632), (10_000, 584.149488)):
        assert temperatures[pressure] == pytest.approx(kelvins - 273.15, abs=6e-4)
    assert temperatures[101.325] == pytest.approx(99.974, abs=1e-3)
    with pytest.raises(InvalidValueError, match="outside"):
        steam.saturation(STEAM, 20_000)


@pytest.mark.parametrize(
    ("condensate", "low", "percent"),
    [(c, p, x)
     for c, row in {
         200: (10.4, 12.8, 15.2, 17.3),
         150: (7.8, 10.3, 12.7, 14.9),
         100: (4.6, 7.1, 9.6, 11.8),
         75: (2.5, 5.1, 7.6, 9.9),
     }.items()
     for p, x in zip((50, 30, 15, 5), row, strict=True)],
)  # fmt: skip
def test_flash_steam_by_the_whole_table_of_steam_tip_sheet_12(condensate, low, percent):
    assert 100 * steam.flash_share(at(condensate), at(low)) == pytest.approx(percent, abs=0.051)


def test_flash_steam_by_the_example_of_steam_tip_sheet_12():
    """5,000 lb/h at 150 psi flashed at 30 psi, make-up 70 °F, 8,760 h."""
    makeup = 38.0 * 2.326
    saved = steam.flash_steam_energy(5_000 * POUND, 8_760, at(150), at(30), makeup, 1)
    printed = 515 * (1171.9 - 38.0) * 8_760 / 1e6  # MMBtu
    assert saved / BTU == pytest.approx(printed, rel=3e-3)


def test_blowdown_as_in_measur():
    """Steam 45, blowdown 2 %: 0.9183673469. Less blowdown saves the difference."""
    assert steam.blowdown_flow(45, 0.02) == pytest.approx(0.9183673469)
    saved = steam.blowdown_saving(45, 1, 0.02, 0, at(150), 84, 1)
    assert saved == pytest.approx(0.9183673469 * (at(150).liquid - 84) / 1000)
    with pytest.raises(InvalidValueError, match="rises"):
        steam.blowdown_saving(45, 1, 0.02, 0.03, at(150), 84, 1)


def test_heat_of_blowdown_by_the_table_of_steam_tip_sheet_10():
    """6 % of 100,000 lb/h at 150 psi: 1.8 million Btu an hour can be recovered (90 %)."""
    blowdown = steam.blowdown_flow(100_000 * POUND, 0.06)
    heat = steam.blowdown_heat(blowdown, 1, at(150), 28 * 2.326, 0.9, 1)
    assert heat / BTU == pytest.approx(1.8, abs=0.05)


def test_a_deaerator_s_vent_as_in_measur():
    """40,279 kg/h feedwater, 0.2 % vented at 0.36 MPa: 80.558 kg/h with 220,185.46 kJ/h."""
    vapour = steam.saturation(STEAM, 360 - steam.ATMOSPHERE).vapour
    energy = steam.steam_energy(40_279 * 0.002, 1, vapour, 0, 1)
    assert energy * 1000 == pytest.approx(220_185.4575, rel=1e-4)


@pytest.mark.parametrize(
    ("exhaust", "oxygen", "air", "printed"),
    [(1_600, 6, 80, 45.5508888775), (1_200, 2, 750, 77.8931185299)],
)
def test_available_heat_as_in_measur(exhaust, oxygen, air, printed):
    found = furnaces.available_heat(celsius(exhaust), oxygen, celsius(air), GAS)
    assert 100 * found == pytest.approx(printed, abs=2e-4)


@pytest.mark.parametrize(("stack", "recoverable"), [(500, 2.3), (600, 3.3)])
def test_an_economiser_by_the_table_of_steam_tip_sheet_3(stack, recoverable):
    """25 million Btu an hour, 15 % excess air (3 % oxygen), stack cooled to 250 °F."""
    now = furnaces.available_heat(celsius(stack), 3, celsius(70), GAS)
    then = furnaces.available_heat(celsius(250), 3, celsius(70), GAS)
    fuel = 25 / now
    assert fuel * (then - now) == pytest.approx(recoverable, rel=0.15)


def test_a_furnace_opening_as_in_measur():
    """12 in across, 1,600 °F inside, 75 °F outside, emissivity 0.95, view factor 0.7."""
    area = furnaces.round_area(12 * INCH)
    sigma = CONSTANTS["stefan_boltzmann"]
    lost = furnaces.opening_loss(
        area, 0.7, kelvin(1_600), kelvin(75), 0.95, 1, stefan_boltzmann=sigma
    )
    assert lost * 3600 / BTU == pytest.approx(16_038.27, rel=2e-3)


def test_cooling_water_of_a_furnace_as_in_measur():
    """100 gal/min from 80 to 120 °F: 1,989,032 Btu/h."""
    flow = 100 * 0.003785411784 * 60
    lost = furnaces.cooling_water_loss(
        flow, celsius(80), celsius(120),
        density=CONSTANTS["water_density"], heat_capacity=CONSTANTS["water_heat_capacity"],
    )  # fmt: skip
    assert lost * 3_600_000 / BTU == pytest.approx(1_989_032, rel=0.01)


def test_fixtures_as_in_measur():
    """1,250 lb/h of 0.122 Btu/(lb °F) from 300 to 1,800 °F: 228,750 Btu/h."""
    capacity = 0.122 * 4.1868
    saved = furnaces.fixture_saving(1_250 * POUND, 0, capacity, celsius(300), celsius(1_800), 1, 1)
    assert saved * 1e6 / BTU == pytest.approx(228_750, rel=1e-3)


@pytest.mark.parametrize(("liquid", "printed"), [(120, 110), (150, 180), (180, 260), (200, 320)])
def test_a_bare_tank_wall_by_the_published_table(liquid, printed):
    """engineeringtoolbox.com, heat loss from open water tanks: Btu/(h ft2), air at 60 °F."""
    lost = insulation.flat_loss(kelvin(liquid), kelvin(60), 1, 0.9, AIR, **PHYSICS)
    assert lost / 3.154591 == pytest.approx(printed, rel=0.02)


def test_an_insulated_wall_loses_what_passes_its_insulation():
    args = (kelvin(180), kelvin(60), 1, 0.05, 0.04, 0.9, AIR)
    lost = insulation.insulated_flat_loss(*args, **PHYSICS)
    skin = kelvin(180) - lost * 0.05 / 0.04
    assert lost == pytest.approx(insulation.flat_loss(skin, kelvin(60), 1, 0.9, AIR, **PHYSICS))
    bare = insulation.flat_loss(kelvin(180), kelvin(60), 1, 0.9, AIR, **PHYSICS)
    assert lost < 0.1 * bare


def test_an_open_tank_by_steam_tip_sheet_19():
    """A rinse tank of 4 x 10 ft at 170 °F in air of 75 °F: 62,640 Btu/h."""
    table = [(r["liquid"], r["air"], r["loss"]) for r in load_table("open_tank_loss").rows]
    lost = insulation.open_tank_loss(table, celsius(170), celsius(75)) * 40 * FOOT**2
    assert lost * 3600 / BTU == pytest.approx(62_640, rel=1e-3)
    with pytest.raises(InvalidValueError, match="43 to 77"):
        insulation.open_tank_loss(table, 90, 25)


def test_power_of_a_pump_and_a_fan_as_in_measur():
    """1,000 gal/min, 280 ft, 1.02: 53.7837 kW. 2,000 ft3/min, 5 in of water, 1.4: 1.64162 kW."""
    gallon, water_inch = 0.003785411784 * 60, 0.24908891
    pump = pumps_and_fans.pump_power(
        1_000 * gallon, 280 * FOOT, 1_020, gravity=CONSTANTS["standard_gravity"]
    )
    assert pump == pytest.approx(53.7836814443, rel=3e-3)
    fan = pumps_and_fans.fan_power(2_000 * FOOT**3 * 60, 5 * water_inch, 1.4)
    assert fan == pytest.approx(1.6416221314, rel=3e-3)
    saved = pumps_and_fans.pump_efficiency_saving(pump, 1_000, 0.6, 0.75, 0.9)
    assert saved == pytest.approx(pump * 1_000 * (1 / 0.6 - 1 / 0.75) / 0.9)
    valve = pumps_and_fans.throttle_energy(100, 200, 1_000, 0.7, 0.9)
    assert valve == pytest.approx(100 / 3600 * 200 * 1_000 / 0.63)


def test_chillers():
    """90 °F against 40 °F: a Carnot COP of 10. A kilowatt per ton is a COP of 3.517."""
    assert cooling.carnot_cop(kelvin(40), kelvin(90)) == pytest.approx(9.993, abs=1e-3)
    assert cooling.cop_saving(3.517, 1, 3.517, 7.034) == pytest.approx(0.5)
    half = cooling.lift_saving(1_000, 270, 310, 290, 310)
    assert half == pytest.approx(1_000 * (1 - (270 / 40) / (290 / 20)))
    with pytest.raises(InvalidValueError, match="not hotter"):
        cooling.carnot_cop(300, 290)


@pytest.mark.parametrize(("load", "watts"), [(0.1, 1_805), (0.5, 4_325), (0.6, 5_480), (1, 12_200)])
def test_transformer_losses_by_the_best_practice_manual(load, watts):
    """BEE India: 1,000 kVA, 1,700 W at no load, 10,500 W at full load; 1,600 kVA: 2,600, 17,000."""
    assert electricity.transformer_saving(1.7, 10.5, load, 1_000, 0, 0) == pytest.approx(watts)
    larger = electricity.transformer_saving(1.7, 10.5, 1, 1, 2.6, 17, 1_000 / 1_600)
    assert larger == pytest.approx(2.960, abs=1e-3)


def test_an_idle_load_as_in_measur():
    """460 V, 19 A, 0.85: 43,905.34 Btu/h."""
    assert electricity.idle_energy(460, 19, 0.85, 1) * 3_412 == pytest.approx(43_905.34, rel=1e-3)


def test_buildings_and_the_sun():
    """By hand: 100 m2, U 2.0 to 0.5, 2,000 K d, 80 %; 10 kW, 12 x 150 kWh/m2, 75 %."""
    assert buildings.wall_saving(100, 2, 0.5, 2_000, 0.8) == pytest.approx(
        100 * 1.5 * 2_000 * 86_400 / 1e6 / 0.8
    )
    assert buildings.photovoltaic_yield(10, [150] * 12, 0.75) == pytest.approx(13_500)
    assert buildings.ventilation_saving(1_000, 50_000, 1.21, 0.8) == pytest.approx(75_625)


def test_waste_water():
    """200 mg/l in a million gallons a day: 1,668 lb. 1 kg of COD: 0.25 kg, 0.35 m3 of methane."""
    flow = 1e6 * 0.003785411784 / 24
    assert waste_water.load_saving(flow, 24, 200, 0) / POUND == pytest.approx(1_668, rel=1e-3)
    methane = waste_water.biogas_energy(1_000, 0.8, methane_per_cod=0.25, methane_heat=50.4)
    assert methane == pytest.approx(0.8 * 1_000 * 16 / 64 * 50.4)
    gallons = waste_water.bucket_water(10 * 0.003785411784, 20, 8_640) / 0.003785411784
    assert gallons == pytest.approx(15_552_000)


def test_aeration_follows_the_deficit():
    """EN 25814: 9.09 mg/l at 20 °C. From 4 to 2 mg/l: 1 - 5.09 / 7.09."""
    table = [(r["temperature"], r["oxygen"]) for r in load_table("oxygen_saturation").rows]
    saturation = waste_water.oxygen_saturation(table, 20)
    assert saturation == 9.09
    assert waste_water.oxygen_saturation(table, 20.5) == pytest.approx(9.0)
    saved = waste_water.aeration_saving(10, 1_000, 4, 2, saturation)
    assert saved == pytest.approx(10_000 * (1 - 5.09 / 7.09))
    with pytest.raises(InvalidValueError, match="outside the range 0 to 30"):
        waste_water.oxygen_saturation(table, 45)


def four_streams():
    rows = (("1", 20, 135, 2), ("2", 170, 60, 3), ("3", 80, 140, 4), ("4", 150, 30, 1.5))
    return [Stream(*row) for row in rows]


def test_the_four_streams_of_linnhoff():
    """Linnhoff and Flower; Kemp, chapter 2: 20 kW hot, 60 kW cold, pinch at 85 (90 and 80) °C."""
    found = target_utilities(four_streams(), 10)
    assert (found.heating, found.cooling, found.pinch) == (20, 60, 85)
    assert (found.hot_pinch, found.cold_pinch, found.recovered) == (90, 80, 450)
    assert [heat for _, heat in found.cascade] == [20, 80, 82.5, 0, 75, 60]


def test_heat_is_conserved_and_a_larger_difference_needs_more_utility():
    before = None
    for difference in (0, 5, 10, 20, 40):
        found = target_utilities(four_streams(), difference)
        assert found.cooling - found.heating == pytest.approx(40)  # 510 to give, 470 to take
        assert before is None or found.heating >= before
        before = found.heating


def test_streams_that_cannot_exchange_heat_are_refused():
    with pytest.raises(InvalidValueError, match="one hot stream and one cold"):
        target_utilities([Stream("a", 100, 50, 1)], 10)
    with pytest.raises(InvalidValueError, match="exchanges no heat"):
        target_utilities([Stream("a", 100, 50, 1), Stream("b", 20, 20, 1)], 10)
