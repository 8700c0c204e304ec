"""openLCA packages with faults that people really send: said by name, and nothing silently wrong."""

import io
import json
import zipfile

import pytest

from scp_centre.interfaces.cli.main import main
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.life_cycle_files import HOUR, read_life_cycle_file

AIR = "Elementary flows/Emission to air/unspecified"
PHYSICAL, CAUSAL = "PHYSICAL_ALLOCATION", "CAUSAL_ALLOCATION"


def flow(key, kind, **more):
    of_mass = {"flowProperty": {"@id": "mass"}, "conversionFactor": 1, "isRefFlowProperty": True}
    return {"@id": key, "name": key, "flowType": kind, "flowProperties": [of_mass], **more}


def exchange(key, amount, *, takes=False, is_reference=False, **more):
    of = {"unit": {"@id": "kg"}, "flowProperty": {"@id": "mass"}, "isInput": takes}
    reference = {"isQuantitativeReference": is_reference}
    return {"flow": {"@id": key}, "amount": amount, **of, **reference, **more}


def process(key, *exchanges, **more):
    return {"@id": key, "name": key, "exchanges": list(exchanges), **more}


def package(*processes, version=2, **more):
    units = [{"@id": "kg", "name": "kg", "isRefUnit": True, "conversionFactor": 1}]
    files = {
        "olca-schema.json": {"version": version},
        "unit_groups/u.json": {"@id": "units", "units": units},
        "flow_properties/m.json": {"@id": "mass", "unitGroup": {"@id": "units"}},
        "flows/1.json": flow("steel", "PRODUCT_FLOW"),
        "flows/2.json": flow("power", "PRODUCT_FLOW"),
        "flows/3.json": flow("co2", "ELEMENTARY_FLOW", category=AIR),
        **{f"processes/{place}.json": one for place, one in enumerate(processes)},
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            archive.writestr(name, text)
    return out.getvalue()


def read(content):
    return read_life_cycle_file(io.BytesIO(content), HOUR)


def emitted(found, name):
    (amount,) = found.inventory(found.find(name), 1.0).flows.tolist()
    return amount


STEEL = exchange("steel", 1, is_reference=True)
POWER = process("plant", exchange("power", 1, is_reference=True), exchange("co2", 0.5))


@pytest.mark.parametrize("written", ["2", 2.0, 2])
def test_a_version_is_read_as_programs_write_it(written):
    found = read(package(process("mill", STEEL, exchange("co2", 1)), version=written))
    assert found.database.version == "2"


@pytest.mark.parametrize("written", [3, True, None, [2], "two"])
def test_another_version_is_refused(written):
    with pytest.raises(ProductError, match="which is not supported"):
        read(package(process("mill", STEEL), version=written))


@pytest.mark.parametrize("used", [1, 2])
def test_a_process_that_eats_its_own_product_is_left_out_and_said(used):
    """1 made and 2 used would be a waste of 1 that is treated, with a negative score."""
    greedy = process("mill", STEEL, exchange("steel", used, takes=True), exchange("co2", 1))
    found = read(package(greedy, POWER))
    assert list(found.names.values()) == ["plant"]
    (said,) = [
        one
        for one in found.faults()
        if (
            "Processes not calculated because they make no product, or use as much of their "
            "own product as they make"
        )
        in str(one.title)
    ]
    assert said.examples == ("mill",)
    modest = process("mill", STEEL, exchange("steel", 0.5, takes=True), exchange("co2", 1))
    assert emitted(read(package(modest, POWER)), "mill") == pytest.approx(2.0)


def test_a_reference_of_zero_is_said_by_the_name_of_its_process():
    idle = process("mill", exchange("steel", 0, is_reference=True), exchange("co2", 1))
    assert "mill" not in read(package(idle, POWER)).names.values()
    with pytest.raises(Exception, match="makes any of its reference product"):
        read(package(idle))


def test_a_negative_reference_takes_in_and_its_score_is_positive():
    """2 kg taken in emit 1 kg: 0.5 kg for each that is treated, also where others hand it over."""
    mill = process("mill", exchange("steel", -2, is_reference=True), exchange("co2", 1))
    assert emitted(read(package(mill)), "mill") == pytest.approx(0.5)
    user = process("user", exchange("power", 1, is_reference=True),
                   exchange("steel", -4, takes=True))  # fmt: skip
    assert emitted(read(package(mill, user)), "user") == pytest.approx(2.0)


def test_only_the_first_of_two_references_holds():
    both = process("mill", STEEL, exchange("power", 1, is_reference=True), exchange("co2", 1))
    found = read(package(both))
    assert emitted(found, "mill") == 1.0
    assert "Co-products that carry no burden because they have no allocation shares" in str(
        found.faults()[0].title
    )


def shares(method, *values, **more):
    rows = [
        {"allocationType": method, "product": {"@id": product}, "value": value, **more}
        for product, value in zip(("steel", "power"), values, strict=True)
    ]
    return {"defaultAllocationMethod": method, "allocationFactors": rows}


def test_stated_shares_make_one_process_a_product():
    """3 kg over 1 kg of steel (60 %) and 2 kg of power (40 %)."""
    made = (STEEL, exchange("power", 2), exchange("co2", 3, internalId=7))
    found = read(package(process("mill", *made, **shares(PHYSICAL, 0.6, 0.4))))
    assert emitted(found, "mill") == pytest.approx(1.8)
    assert emitted(found, "mill, power") == pytest.approx(0.6)
    causal = shares(CAUSAL, 0.25, 0.75, exchange={"internalId": 7})
    found = read(package(process("mill", *made, **causal)))
    assert emitted(found, "mill") == pytest.approx(0.75)
    assert emitted(found, "mill, power") == pytest.approx(3 * 0.75 / 2)


def test_shares_that_do_not_add_up_are_refused_with_their_sum():
    made = (STEEL, exchange("power", 2), exchange("co2", 3))
    wrong = process("mill", *made, **shares(PHYSICAL, 0.4, 0.4))
    with pytest.raises(ProductError, match=r"add up to 100 %.*80 % \(mill\)"):
        read(package(wrong))
    assert list(read(package(wrong, POWER)).names.values()) == ["plant"]


@pytest.mark.parametrize(
    ("formula", "parameters", "kind"),
    [
        ("a", [{"name": "a", "formula": "b"}, {"name": "b", "formula": "a"}], "formula_unread"),
        ("frobnicate(2)", [], "formula_unread"),
        ("2 * a", [{"name": "a", "value": 5, "isInputParameter": True}], "formula_differs"),
    ],
)
def test_formulas_that_do_not_give_the_amount_are_said(formula, parameters, kind):
    written = exchange("co2", 3, amountFormula=formula)
    found = read(package(process("mill", STEEL, written, parameters=parameters)))
    assert emitted(found, "mill") == 3.0, "the stated amount holds"
    assert kind in {one.kind for one in found.database.findings}


def test_a_formula_over_a_parameter_of_the_whole_file_is_no_fault():
    written = exchange("co2", 4, amountFormula="2 * A")
    known = {"@id": "a", "name": "a", "value": 2, "isInputParameter": True}
    found = read(package(process("mill", STEEL, written), **{"parameters/a.json": known}))
    assert found.database.findings == ()


def test_a_package_whose_processes_cannot_be_read_is_damaged():
    with pytest.raises(ProductError, match="damaged or incomplete"):
        read(package('{"@id": "mill", "exchanges": [{"amount": NaN}]}'))


def test_a_loop_is_named_by_its_processes(tmp_path, capsys):
    mill = process("mill", STEEL, exchange("power", 2, takes=True))
    plant = process("plant", exchange("power", 1, is_reference=True),
                    exchange("steel", 1, takes=True))  # fmt: skip
    path = tmp_path / "a.zip"
    path.write_bytes(package(mill, plant))
    assert main(["inventory", str(path), "--process", "mill"]) == 2
    assert "The processes mill, plant form a loop" in capsys.readouterr().err
