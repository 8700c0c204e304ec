"""The sheet Fuels: read with every mistake told, held against the table's rows, seen in scenarios."""

import io

import numpy as np
import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.interfaces.contracts import run as compute
from scp_centre.methods.scenarios import Engine
from scp_centre.roles.policy.analysis import study
from scp_centre.roles.policy.models import Scenario, Table
from scp_centre.roles.policy.scenario_runs import result_of
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template
from tests.methods.scenario_fixtures import scenario
from tests.roles.policy.test_tables import read

# Coal (94.6 t CO2 a TJ) and gas (56.1) bought by themselves, by steel and by households.
SMALL = {
    "Sectors": "Code,Title,ISIC\nCOA,Coal,05\nGAS,Gas,35\nSTE,Steel,24",
    "Flows": "Code,COA,GAS,STE\nCOA,0,0,60\nGAS,10,0,40\nSTE,20,30,100",
    "Final demand": "Code,hh,exp,imp\nCOA,5,35,0\nGAS,50,0,0\nSTE,250,600,0",
    "Value added": "Code,Title,COA,GAS,STE\nwages,Wages,70,70,800",
    "Stressors": "Code,Title,Unit,COA,GAS,STE,hh\nCO2,Carbon dioxide,kt,2,0,90,10",
}
HEAD = "Code,Fuel,Unit,Per money,kg CO2/TJ,kg CH4/TJ,kg N2O/TJ"
FUELS = f"{HEAD},STE,COA,hh\nCOA,Coking coal,TJ,,,0,0,600,,40\nGAS,natural_gas,PJ,0.005,,0,0,0.2,,"


def small(fuels=FUELS, **changes):
    return read(**SMALL | {"Fuels": fuels} | changes)


def burnt(file):
    built = build(file, "AR6")
    return built, built.economy.combustion


def test_what_is_burnt_is_an_amount_or_what_is_bought_at_a_price():
    """Coal: 600 TJ in steel, 40 at home. Gas: 200 TJ in steel, else 5 TJ for each million."""
    built, found = burnt(small())
    coal, gas = 94.6, 56.1
    assert found.fuels == (0, 1)
    # Coal mines would cause 50 TJ of gas, 2,805 t; the table says 2,000 t, and that counts.
    assert_allclose(found.by_sector[0], [[0, 0, 600 * coal], [2000, 0, 200 * gas]])
    households = 40 * coal + 50 * 5 * gas  # 17,809 t, and the table says 10,000 t
    shares = np.array([40 * coal, 50 * 5 * gas]) / households
    assert_allclose(found.by_buyer[0, :, 0], 10_000 * shares)
    assert not found.by_buyer[0, :, 1:].any()  # nobody burns exports
    told = {f.code: f for f in built.findings}
    assert told["burnt_over_stated"].sectors == ("hh", "COA")
    assert_allclose(told["burnt_over_stated"].worst, 1 - 10_000 / households)
    assert told["fuels_known"].sectors == ("Coal", "Gas")


def test_a_table_that_states_enough_is_told_nothing():
    enough = "Code,Title,Unit,COA,GAS,STE,hh\nCO2,Carbon dioxide,kt,3,0,90,20\nCH4,Methane,t,0,9,0,"
    built, found = burnt(small(Stressors=enough))
    assert [f.code for f in built.findings if f.code.startswith("burnt")] == []
    assert_allclose(found.by_sector[0].sum(axis=0), [2805, 0, 600 * 94.6 + 200 * 56.1])
    whole = 3000 + 90_000 + 20_000 + 9 * 27.9
    share = (2805 + 67_980 + 40 * 94.6 + 250 * 56.1) / whole
    assert_allclose(next(f.worst for f in built.findings if f.code == "fuels_known"), share)


def test_methane_of_a_fuel_counts_by_its_potential():
    rows = (
        "Code,Title,Unit,COA,GAS,STE,hh\nCO2,C,kt,3,0,90,20\nCH4,M,t,9,9,99,9\nN2O,N,kg,9,9,999,9"
    )
    fuels = f"{HEAD},STE\nCOA,Coking coal,TJ,,,,,600"
    _unused, found = burnt(small(fuels, Stressors=rows))
    per_tj = 94.6 + 0.010 * 27.9 + 0.0015 * 273
    assert_allclose(found.by_sector[0, 0], [0, 0, 600 * per_tj])
    wood = f"{HEAD},STE\nCOA,wood,TJ,,,,,600"  # its CO2 does not count
    _unused, found = burnt(small(wood, Stressors=rows))
    assert_allclose(found.by_sector[0, 0, 2], 600 * (0.030 * 27.9 + 273 * 0.999 / 600))


def test_mass_is_energy_by_the_net_calorific_value():
    fuels = f"{HEAD},STE\nCOA,Coking coal,kt,,100000,0,0,2"
    _unused, found = burnt(small(fuels))
    assert_allclose(found.by_sector[0, 0, 2], 2 * 28.2 * 100)


def test_what_is_burnt_and_not_bought_follows_output():
    fuels = f"{HEAD},STE,GAS\nCOA,Coking coal,TJ,,,0,0,600,7"
    built, found = burnt(small(fuels))
    told = {f.code: f for f in built.findings}
    assert told["burnt_unbought"].sectors == ("GAS",)
    assert_allclose(found.by_sector[0, 0], [0, 0, 600 * 94.6])


def test_supply_and_use_burn_by_industry():
    plain = small()
    use = {
        "Flows": None,
        "Industries": "Code,Title\nc,Mines\ng,Gas works\ns,Steel works",
        "Make": "Code,COA,GAS,STE\nc,100,0,0\ng,0,100,0\ns,0,0,1000",
        "Use": "Code,c,g,s\nCOA,0,0,60\nGAS,10,0,40\nSTE,20,30,100",
        "Value added": "Code,Title,c,g,s\nwages,Wages,70,70,800",
        "Stressors": "Code,Title,Unit,c,g,s,hh\nCO2,Carbon dioxide,kt,2,0,90,10",
    }
    file = small(FUELS.replace("STE,COA", "s,c"), **use)
    one, other = burnt(file)[1], burnt(plain)[1]
    assert_allclose(one.by_sector, other.by_sector, rtol=1e-9)
    assert_allclose(one.by_buyer, other.by_buyer)


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        ("QQQ,Coking coal,TJ,,,,,1", "row 2, column Code", "code “QQQ” does not exist"),
        (
            "COA,Coke for tea,TJ,,,,,1",
            "row 2, column Fuel",
            "The fuel 'Coke for tea' does not exist",
        ),
        ("COA,Coking coal,EUR,,,,,1", "row 2, column Unit", "not a unit of energy or mass"),
        ("COA,Coking coal,TJ,,,,,-1", "row 2, column STE", "cannot be negative"),
        ("COA,Coking coal,TJ,much,,,,1", "row 2, column Per money", "not a number"),
        ("COA,,TJ,,,,,1", "row 2, column Fuel", "The fuel is missing"),
        ("COA,Coking coal,,,,,,1", "row 2, column Unit", "The unit is missing"),
        ("COA,Coking coal,TJ,,,,,", "row 2, column Per money", "how much of this fuel is burnt"),
        (",,,,,,,600", "row 2, column Code", "The code is missing"),
    ],
)
def test_mistakes_in_fuels_are_told_with_their_cell(row, place, words):
    with pytest.raises(WorkbookError) as found:
        small(f"{HEAD},STE\n{row}")
    assert any(place in f.place and words in f.message for f in found.value.findings)


@pytest.mark.parametrize(
    "name", ["Fuels", "FUELS", " fuels ", "Fuel", "Combustibles", "Combustible"]
)
def test_the_sheet_is_read_by_any_of_its_names_and_below_blank_rows(name):
    expected = small()
    found = read(**SMALL | {name: f",,,\n\n{FUELS}"})
    assert found.fuels == expected.fuels
    np.testing.assert_array_equal(found.burnt, expected.burnt)
    with pytest.raises(WorkbookError) as told:
        read(**SMALL | {name: f",,,\n\n{HEAD},STE\nQQQ,Coking coal,TJ,,,,,1"})
    assert "row 4, column Code" in told.value.findings[0].place


def test_numbers_of_the_sheet_without_codes_are_told():
    with pytest.raises(WorkbookError, match="error") as told:
        small(f"{HEAD},,\n,,,,,,,,5")
    assert any("without a code" in one.message for one in told.value.findings)


def test_fuels_without_gases_are_told_and_not_burnt():
    built, found = burnt(small(Stressors="Code,Title,Unit,COA,GAS,STE\njobs,Jobs,persons,1,2,3"))
    assert found is None
    assert "fuels_without_gases" in [f.code for f in built.findings]


def test_the_template_with_fuels_is_read_again():
    file = small()
    again = read_table(io.BytesIO(write_template(file)), "again.xlsx")
    assert again.fuels == file.fuels
    np.testing.assert_array_equal(again.burnt, file.burnt)
    assert read_table(io.BytesIO(write_template(read())), "none.xlsx").burnt is None


def test_a_switch_moves_emissions_from_the_file_on(sample_centre):
    """Half of the coal of cement gone: its carbon goes with it, the process stays."""
    table = Table.objects.get(year=2023)
    one = study(table)
    economy = one.economy
    i, coal = economy.sectors.index("CEM"), economy.sectors.index("COA")
    f = economy.combustion.fuels.index(coal)
    half = {"type": "coefficient", "inputs": ["COA"], "sectors": ["CEM"], "change": -0.5}
    year = Engine(economy).run(scenario(half)).last
    per_output = (economy.F[0, i] - economy.combustion.by_sector[0, f, i] / 2) / economy.x[i]
    assert_allclose(year.production[0, i], per_output * year.output[i])
    assert economy.combustion.by_sector[0, :, i].sum() < 0.6 * economy.F[0, i]


def test_pages_show_fuels_or_say_what_they_assume(signed_in, sample_centre):
    client = signed_in("analyst")
    table = Table.objects.get(year=2023)
    page = client.get(f"/policy/tables/{table.pk}/").content.decode()
    assert "Fuels burnt" in page and "IPCC 2006" in page
    found = Scenario.objects.get(title="Carbon price and gas for coal")
    page = client.get(f"/policy/scenarios/{found.pk}/").content.decode()
    assert "by fuel burnt" in page and "Everything else (varies with output)" in page
    result = result_of(found)
    coal = result["fuels"][0]
    assert coal["code"] == "COA" and coal["after"][0] < coal["before"][0]
    rows = result["years"][-1]
    assert sum(one["before"][0] for one in result["fuels"]) < rows["base_production"][0]
    example = client.get("/policy/tables/example.xlsx").content
    assert read_table(io.BytesIO(example), "example.xlsx").fuels[0].code == "COA"


def test_programs_burn_fuels_as_pages_do():
    economy = build(small(), "AR6").economy
    block = economy.combustion
    plain = {
        "year": 2020,
        "money": "million EUR",
        "sectors": list(economy.sectors),
        "categories": [{"code": c.code, "kind": c.kind} for c in economy.categories],
        "indicators": [{"code": i.code, "unit": i.unit} for i in economy.indicators],
        **{name: getattr(economy, name).tolist() for name in ("Z", "Y", "V", "F", "F_Y")},
        "fuels": [
            {
                "product": economy.sectors[place],
                "by_sector": block.by_sector[:, f].tolist(),
                "by_buyer": block.by_buyer[:, f].tolist(),
            }
            for f, place in enumerate(block.fuels)
        ],
    }
    ban = scenario(
        {"type": "ban", "goods": ["COA"], "replaced_by": "GAS"},
    )
    answer = compute("scenario", {"table": plain, "scenario": ban.model_dump(mode="json")})
    year = Engine(economy).run(ban).last
    found = {b["product"]: b["value"] for b in answer["years"][-1]["burnt"]}
    assert_allclose([found["COA"], found["GAS"]], year.by_fuel[0], atol=1e-6)
    assert found["COA"] == 0 < found["GAS"]
