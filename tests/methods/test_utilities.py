"""Engineering calculations against the figures of docs/methods/utilities.md."""

import pytest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.quantity import convert
from scp_centre.methods.utilities import combustion, compressed_air, electricity, heat, water
from scp_centre.reference import load_table

CONSTANTS = {row["constant"]: row["value"] for row in load_table("constants").rows}
AIR = {
    row["property"]: [row[c] for c in ("c4", "c3", "c2", "c1", "c0")]
    for row in load_table("air_properties").rows
}


def test_compressed_air_leaks():
    assert pytest.approx(51_840) == 0.1 * 60 * 8_640
    assert compressed_air.leak_energy(0.1, 0.16, 8_640) * 0.12 == pytest.approx(16.5888)
    assert compressed_air.leak_energy(100, 0.16, 8_760) == pytest.approx(140_160)
    heard = compressed_air.decibel_flow(130, 25, (150, 125), (20, 30), ((1.04, 1.20), (1.85, 1.65)))
    assert compressed_air.leak_energy(heard, 0.16, 8_640) == pytest.approx(1_975.4496)


def test_a_choked_hole_follows_area_and_absolute_pressure():
    """US DOE's tip sheet 3: an orifice of 1/16 in at 100 psig leaks about 6.5 cfm at C = 1."""
    flow = compressed_air.orifice_flow(
        convert(1 / 16 * 25.4, "mm", "m"), convert(100, "psi", "kPa")
    )
    assert convert(flow, "m3/h", "ft3/min") == pytest.approx(6.5, rel=0.05)
    assert compressed_air.bag_flow(1, 1, 3600) == pytest.approx(0.785398, rel=1e-6)


def test_electrical_load():
    power = electricity.three_phase_power(800, 40, 0.85)
    assert power == pytest.approx(47.111781, abs=1e-6)
    assert power * 8_640 == pytest.approx(407_045.796, abs=1)
    assert power * 8_640 * 0.12 == pytest.approx(48_845.4955, abs=0.1)


def test_power_factor():
    found = electricity.capacitor(87, 0.87, 0.95)
    assert found["apparent"] == pytest.approx(100)
    assert found["reactive"] == pytest.approx(49.3052, abs=5e-5)
    assert found["angle"] == pytest.approx(29.54, abs=5e-3)
    assert found["apparent_wanted"] == pytest.approx(91.5789, abs=5e-5)
    assert found["freed"] == pytest.approx(8.4211, abs=5e-5)
    assert found["reactive_wanted"] == pytest.approx(28.5955, abs=5e-5)
    assert found["capacitor"] == pytest.approx(20.7097, abs=5e-5)
    with pytest.raises(InvalidValueError):
        electricity.capacitor(87, 0.95, 0.87)


@pytest.mark.parametrize("power", [100, 200])
def test_motor_part_load_passes_through_its_points(power):
    rows = [r for r in load_table("motor_efficiency").rows if r["rated_power"] == power]
    loads, eff = [r["load"] / 100 for r in rows], [r["efficiency"] for r in rows]
    for load, efficiency in zip(loads, eff, strict=True):
        assert electricity.part_load_efficiency(loads, eff, load) == pytest.approx(efficiency)
    between = electricity.part_load_efficiency(loads, eff, 0.6)
    assert eff[0] < between < 0.96
    with pytest.raises(InvalidValueError):
        electricity.part_load_efficiency(loads, eff, 1.5)


def test_motor_replacement_is_the_difference_of_the_inputs():
    saved = electricity.motor_replacement_saving(75, 0.75, 6_000, 0.92, 0.951)
    assert saved == pytest.approx(75 * 0.75 * 6_000 / 0.92 - 75 * 0.75 * 6_000 / 0.951)


def test_the_cube_law_of_a_fan():
    """At 80 % speed a fan takes 51 % of its power."""
    saved = electricity.variable_speed_saving(10, [0.8], [1_000], drive_efficiency=1)
    assert saved == pytest.approx(10 * 1_000 * (1 - 0.512))


def test_lighting():
    assert electricity.lighting_saving(100, 70, 28, 4_000) == pytest.approx(16_800)


@pytest.mark.parametrize(("oxygen", "measur"), [(0.5, 2.3172), (3, 15.5223), (7, 45.1975)])
def test_excess_air_lies_near_the_reference(oxygen, measur):
    """MEASUR counts mass shares of wet gas and stops its iteration at 2 %; we solve dry gas."""
    gas = {
        "CH4": 94.1,
        "C2H6": 2.4,
        "N2": 1.41,
        "H2": 0.03,
        "C3H8": 0.49,
        "C4H10": 0.29,
        "H2O": 0,
        "CO": 0.42,
        "CO2": 0.71,
    }
    assert 100 * combustion.excess_air(gas, oxygen) == pytest.approx(measur, rel=0.06)


def test_fuel_saved_and_tabulated_efficiency():
    assert combustion.fuel_saved_share(0.455509, 0.778931) == pytest.approx(0.415213, abs=5e-7)
    table = [
        (r["oxygen"], r["temperature_rise"], r["efficiency"])
        for r in load_table("combustion_efficiency").rows
    ]
    assert combustion.efficiency_from_table(table, 7.0, 400 / 1.8) == pytest.approx(78.2)
    assert combustion.efficiency_from_table(table, 2.0, 300 / 1.8) == pytest.approx(83.1)
    with pytest.raises(InvalidValueError, match="outside the range 2 to 10 %"):
        combustion.efficiency_from_table(table, 12, 200)


def pipe(**insulation):
    return heat.pipe_loss(
        0.0254,
        422.04,
        299.82,
        0.894,
        0.8,
        AIR,
        stefan_boltzmann=CONSTANTS["stefan_boltzmann"],
        gravity=CONSTANTS["standard_gravity"],
        **insulation,
    )


def test_pipe_insulation():
    assert pipe() == pytest.approx(278.9, rel=0.10)
    lagged = pipe(insulation=0.0762, conductivity=0.0507, jacket_emissivity=0.1)
    assert lagged == pytest.approx(19.39, rel=0.10)


@pytest.mark.parametrize("row", load_table("steam_trap_loss").rows)
def test_steam_traps_against_the_published_table(row):
    flow = heat.steam_leak(
        row["orifice"] * 0.0254,
        convert(row["pressure"], "psi", "kPa"),
        orifice=CONSTANTS["steam_orifice"],
        discharge=CONSTANTS["trap_coefficient"],
    )
    assert convert(flow, "kg/h", "kg/h") * 2.20462 == pytest.approx(row["loss"], rel=0.03)


def test_condensate_example_of_the_tip_sheet():
    """Steam Tip Sheet 8: 10,000 lb/h at 180 °F against 55 °F, 8,000 h, 80 %, 12 % flash."""
    saved = heat.condensate_energy(
        4535.92,
        8_000,
        82.22,
        12.78,
        0.8,
        heat_capacity=CONSTANTS["water_heat_capacity"],
        flash_share=0.12,
    )
    by_hand = 0.88 * 10_000 * 8_000 * (148 - 23) / 0.8 / 1e6  # MMBtu, enthalpies 148 and 23 Btu/lb
    assert convert(saved, "MJ", "MMBtu") == pytest.approx(by_hand, rel=0.01)


def test_cooling_tower():
    """2,500 gal/min and 10 million Btu/h: a range of 8 °F; figures in US gallons a year."""
    gallon = convert(1, "US gal", "m3")

    def makeup(load, hours, drift):
        range_f = load / (500 * 2_500)
        return (
            water.tower_makeup(
                2_500 * 60 * gallon,
                range_f / 1.8,
                hours,
                3,
                drift,
                evaporation_share=CONSTANTS["evaporation_share"],
            )
            / gallon
        )

    assert makeup(10e6, 1_000, 0.002) == pytest.approx(2_100_000)
    assert makeup(10e6, 1_000, 0.0001) == pytest.approx(1_815_000)
    assert makeup(5e6, 2_000, 0.002) == pytest.approx(2_400_000)
    assert makeup(5e6, 2_000, 0.0001) == pytest.approx(1_830_000)


def test_rinsing_example():
    """270,000 mg/l against 40 mg/l: 6,750, 82 and about 18 gallons per gallon of drag-out."""
    assert [round(water.rinse_water(1, 6_750, n)) for n in (1, 2, 3)] == [6_750, 82, 19]


def test_water_by_meter_and_bucket():
    assert 100 * 60 * 8_640 == 51_840_000
    assert 10 / 20 * 3600 * 8_640 == 15_552_000
