"""SimaPro CSV: units, spreads, formulas, shares."""

import math

import pytest

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.lifecycle import Kind, link_database
from tests.methods.test_lifecycle_formats import inventory, kinds, read, spreads


def simapro(*blocks, decimal=".", version="9.0.0"):
    header = (
        "{SimaPro 9.1}",
        "{processes}",
        f"{{CSV Format version: {version}}}",
        "{CSV separator: Semicolon}",
        f"{{Decimal separator: {decimal}}}",
    )
    return "\r\n".join([*header, "", *blocks]).encode("cp1252")


def sp_process(**sections):
    lines = ["Process", "", "Category type", "material", ""]
    for title, rows in sections.items():
        words = {"inputs": "Materials/fuels", "air": "Emissions to air"}
        lines += [words.get(title, title.replace("_", " ").capitalize()), *rows, ""]
    return "\r\n".join([*lines, "End", ""])


CO2_500_G = "Carbon dioxide;low. pop.;g;500;Undefined;0;0;0;"


def test_simapro_is_read_with_its_own_units_and_cas_numbers():
    power = sp_process(products=["Power;kWh;1;100;not defined;Energy;"], air=[CO2_500_G])
    steel = sp_process(
        products=["Steel;kg;2;100;not defined;Metals;"],
        inputs=["Power;MJ;7.2;Undefined;0;0;0;"],
        avoided_products=["Power;kWh;0.5;Undefined;0;0;0;"],
        waste_to_treatment=["Ash;kg;3;Undefined;0;0;0;"],
    )
    landfill = sp_process(waste_treatment=["Ash;kg;1;All waste types;Others;"], air=[CO2_500_G])
    units = "Units\r\nkWh;Energy;3.6;MJ\r\nMJ;Energy;1;MJ\r\n\r\nEnd\r\n"
    cas = "Airborne emissions\r\nCarbon dioxide;kg;000124-38-9;\r\n\r\nEnd\r\n"
    found = read(simapro(power, steel, landfill, units, cas))
    assert (found.format, found.version, found.findings) == ("SimaPro CSV", "9.0.0", ())
    gas = next(flow for flow in found.flows if flow.kind == "elementary")
    assert (gas.unit, gas.compartment, gas.cas) == ("kg", ("air", "low. pop."), "124-38-9")
    # Of 2 kg: 2 kWh, minus 0.5 kWh avoided, and 3 kg of ash; 0.5 kg CO2 each.
    assert inventory(found, "Steel", "Carbon dioxide") == pytest.approx((2 - 0.5 + 3) * 0.5 / 2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Lognormal;1,44;0;0", (Kind.LOGNORMAL, math.log(1.2), None, None)),
        ("Normal;0,5;0;0", (Kind.NORMAL, 0.25, None, None)),
        ("Triangle;0;1;5", (Kind.TRIANGULAR, None, 1, 5)),
        ("Uniform;0;1;5", (Kind.UNIFORM, None, 1, 5)),
    ],
)
def test_the_spreads_of_simapro(written, expected):
    """A lognormal's number is GSD²; of its normal one half is taken. Decimals by the header."""
    row = f"CO2;;kg;2,5;{written};"
    found = read(simapro(sp_process(products=["Steel;kg;1;100;;;"], air=[row]), decimal=","))
    spread = spreads(found)["CO2"]
    assert (spread.kind, spread.minimum, spread.maximum) == (expected[0], *expected[2:])
    assert spread.sigma == (pytest.approx(expected[1]) if expected[1] else None)
    assert inventory(found, "Steel", "CO2") == 2.5


def test_formulas_of_simapro_use_the_parameters_of_process_and_file():
    process = sp_process(
        products=["Steel;kg;1;100;;;"],
        air=["CO2;;g;500 * twice + deep;Undefined;0;0;0;", "CH4;;kg;unknown;Undefined;0;0;0;"],
        input_parameters=["share;0.5;Undefined;0;0;0;No;"],
        calculated_parameters=["twice;share * 4;"],
    )
    of_file = "Database Input parameters\r\ndeep;100;Undefined;0;0;0;No;\r\n\r\nEnd\r\n"
    found = read(simapro(process, of_file))
    assert inventory(found, "Steel", "CO2") == pytest.approx(1.1)  # 500 · 2 + 100 g
    assert [(f.kind, f.about) for f in found.findings] == [("no_amount", "CH4")]


def test_a_product_without_an_amount_leaves_its_process_without_reference():
    good = sp_process(products=["Steel;kg;1;100;;;"])
    for amount in ("", "unknown"):
        found = read(simapro(good, sp_process(products=[f"Tin;kg;{amount};100;;;"])))
        assert kinds(found) == ["no_amount", "no_reference"]
        assert len(link_database(found.flows, found.processes).processes) == 1


def test_products_of_simapro_have_shares():
    products = ["Petrol;kg;3;60;;;", "Bitumen;kg;1;40;;;"]
    found = read(simapro(sp_process(products=products, air=["CO2;;kg;10;Undefined;0;0;0;"])))
    names = {flow.id: flow.name for flow in found.flows}
    amounts = {names[p["reference"]]: p["exchanges"][1]["amount"] for p in found.processes}
    assert amounts == {"Petrol": pytest.approx(6), "Bitumen": pytest.approx(4)}
    wrong = sp_process(products=["Petrol;kg;3;60;;;", "Tar;kg;1;30;;;"], air=["CO2;;kg;1;;;;;"])
    right = sp_process(products=["Steel;kg;1;100;;;"])
    assert [(f.kind, f.about) for f in read(simapro(wrong, right)).findings] == [
        ("allocation_sum", "90 %")
    ]


def test_what_simapro_has_beside_processes_is_said_and_other_versions_refused():
    steel = sp_process(products=["Steel;kg;1;100;;;"])
    scenario = sp_process(products=["Heat;MJ;1;100;;;"], separated_waste=["Ash;All;90;"])
    stage = "Product stage\r\n\r\nEnd\r\n"
    assert kinds(read(simapro(steel, scenario, stage))) == ["part_not_read", "part_not_read"]
    for content in (simapro(steel, version="12.0"), simapro(steel)[:-10], simapro()):
        with pytest.raises(FileRefusal):
            read(content)
