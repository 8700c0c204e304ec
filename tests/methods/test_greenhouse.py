"""Greenhouse gases against the figures of docs/methods/greenhouse.md."""

import pytest

from scp_centre.methods.errors import InvalidValueError, UnknownLabelError
from scp_centre.methods.greenhouse import ElectricityUse, FuelUse, GasRelease, emissions
from scp_centre.reference import fuel, fuels, gwp_set, load_table
from scp_centre.reference.loader import table_names

AR6 = gwp_set("AR6")


def co2e(activity, gwp=AR6):
    return emissions([activity], gwp).co2e_kg


def test_one_terajoule_of_natural_gas():
    assert co2e(FuelUse(fuel("natural_gas"), 1)) == pytest.approx(56_157.1)


def test_the_three_sets_differ():
    gas = FuelUse(fuel("natural_gas"), 1)
    assert co2e(gas, gwp_set("AR5")) == pytest.approx(56_100 + 30 + 26.5)
    assert co2e(gas, gwp_set("AR4")) == pytest.approx(56_100 + 25 + 29.8)


def test_refrigerant_blend():
    assert co2e(GasRelease("R-410A", 1)) == pytest.approx(2_255.5)
    assert co2e(GasRelease("R-410A", 2), gwp_set("AR5")) == pytest.approx(677 + 3_170)


def test_wood_reports_its_carbon_dioxide_apart():
    result = emissions([FuelUse(fuel("wood"), 1)], AR6)
    assert result.biogenic_co2_kg == pytest.approx(112_000)
    assert result.co2e_kg == pytest.approx(30 * 27.0 + 4 * 273)
    assert result.by_activity[0].co2_kg == 0


def test_fuel_by_mass_uses_the_net_calorific_value():
    assert fuel("gas_diesel_oil").energy_tj(10) == pytest.approx(0.43)


def test_electricity_is_scope_2():
    result = emissions([ElectricityUse(100, 0.5), FuelUse(fuel("lpg"), 1)], AR6)
    assert result.scope_kg(2) == pytest.approx(50_000)
    assert result.scope_kg(1) == pytest.approx(63_100 + 29.8 + 27.3)


def test_unknown_names_show_what_is_known():
    with pytest.raises(UnknownLabelError) as caught:
        fuel("naturalgas")
    assert "natural_gas" in caught.value.cure
    with pytest.raises(UnknownLabelError):
        co2e(GasRelease("R-999", 1))
    with pytest.raises(InvalidValueError):
        co2e(FuelUse(fuel("lpg"), -1))


def test_every_factor_row_has_source_year_region_and_how_it_was_checked():
    for name in ("fuels", "gwp", "blends"):
        for row in load_table(name).rows:
            assert row["source"] and row["year"] and row["region"], row
            assert row["checked"] == "read", f"{name}: {row} is only recalled"
            assert row["where_read"], row


def test_every_table_is_the_one_its_package_vouches_for():
    assert set(table_names()) >= {"fuels", "gwp", "blends"}
    for name in table_names():
        assert load_table(name).rows


@pytest.mark.parametrize(
    ("key", "ncv", "co2"),
    [
        ("natural_gas", 48.0, 56_100),
        ("gas_diesel_oil", 43.0, 74_100),
        ("motor_gasoline", 44.3, 69_300),
        ("residual_fuel_oil", 40.4, 77_400),
        ("lpg", 47.3, 63_100),
        ("other_kerosene", 43.8, 71_900),
        ("anthracite", 26.7, 98_300),
        ("coking_coal", 28.2, 94_600),
        ("other_bituminous_coal", 25.8, 94_600),
        ("sub_bituminous_coal", 18.9, 96_100),
        ("lignite", 11.9, 101_000),
        ("petroleum_coke", 32.5, 97_500),
        ("wood", 15.6, 112_000),
    ],
)
def test_ipcc_defaults(key, ncv, co2):
    assert (fuels()[key].ncv_tj_per_gg, fuels()[key].co2_kg_per_tj) == (ncv, co2)


def test_refrigerants_by_the_names_that_service_logs_use():
    """R-507A in AR4, as lists print it: 3,985; R-22 is HCFC-22."""
    assert gwp_set("AR4").of("R-507A") == pytest.approx(3_985)
    assert gwp_set("AR6").of("R-22") == gwp_set("AR6").of("HCFC-22") == 1_960
    assert gwp_set("AR6").of("R-134a") == 1_530
