"""EcoSpold 2: links, spreads, treatments, by-products, formulas."""

import math

import pytest

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.lifecycle import Kind, link_database
from tests.methods.lifecycle_fixtures import FOLDER
from tests.methods.test_lifecycle_formats import inventory, kinds, read, spreads, zipped
from tests.shared_data import needs_shared


def ecospold2(activity, *rows, more="", namespace="http://www.EcoInvent.org/EcoSpold02"):
    return f"""<?xml version="1.0" encoding="utf-8"?><ecoSpold xmlns="{namespace}">
        <activityDataset><activityDescription><activity id="{activity}">
        <activityName xml:lang="en">{activity}</activityName></activity>
        <geography><shortname xml:lang="en">GLO</shortname></geography></activityDescription>
        <flowData>{"".join(rows)}{more}</flowData></activityDataset></ecoSpold>"""


def product(name, amount, group, *, link="", more="", inside="", unit="kg"):
    tag = {"i": "inputGroup", "o": "outputGroup"}[group[0]]
    linked = f'activityLinkId="{link}"' if link else ""
    return f"""<intermediateExchange intermediateExchangeId="{name}" amount="{amount}"
        {linked} {more}><name xml:lang="en">{name}</name><unitName xml:lang="en">{unit}</unitName>
        {inside}<{tag}>{group[1]}</{tag}></intermediateExchange>"""


def emission(name, amount, *, more="", inside=""):
    return f"""<elementaryExchange elementaryExchangeId="{name}" amount="{amount}" {more}>
        <name xml:lang="de">anders</name><name xml:lang="en">{name}</name>
        <unitName xml:lang="en">kg</unitName>{inside}
        <compartment><compartment xml:lang="en">air</compartment>
        <subcompartment xml:lang="en">unspecified</subcompartment></compartment>
        <outputGroup>4</outputGroup></elementaryExchange>"""


def uncertain(written):
    return f"<uncertainty>{written}<pedigreeMatrix reliability='5'/></uncertainty>"


def test_ecospold_2_follows_the_links_in_the_file():
    """Two activities make steel; the bolt takes it from the one that is named."""
    files = {
        "a_steel.spold": ecospold2("a", product("steel", 1, "o0"), emission("CO2", 2)),
        "b_steel.spold": ecospold2("b", product("steel", 1, "o0"), emission("CO2", 5)),
        "bolt.spold": ecospold2(
            "bolt", product("bolt", 1, "o0"), product("steel", 3, "i5", link="b")
        ),
    }
    found = read(zipped(files))
    assert (found.format, found.version, found.findings) == ("EcoSpold", "2", ())
    assert inventory(found, "bolt", "CO2") == pytest.approx(15)
    links = link_database(found.flows, found.processes).links
    assert [(link.provider, link.rule) for link in links] == [("b_steel", "stated")]
    (gas,) = [flow for flow in found.flows if flow.kind == "elementary"]
    assert (gas.name, gas.compartment, gas.unit) == ("CO2", ("air", "unspecified"), "kg")


@pytest.mark.parametrize(
    ("written", "kind", "sigma", "bounds"),
    [
        (
            '<lognormal meanValue="4" mu="1.4" variance="0.01"'
            ' varianceWithPedigreeUncertainty="0.04"/>',
            Kind.LOGNORMAL,
            0.2,
            None,
        ),
        (
            '<normal meanValue="4" variance="0.01" varianceWithPedigreeUncertainty="0.25"/>',
            Kind.NORMAL,
            0.5,
            None,
        ),
        (
            '<triangular minValue="1" mostLikelyValue="4" maxValue="5"/>',
            Kind.TRIANGULAR,
            None,
            (1, 5),
        ),
        ('<uniform minValue="1" maxValue="5"/>', Kind.UNIFORM, None, (1, 5)),
    ],
)
def test_the_spreads_of_ecospold_2_are_variances(written, kind, sigma, bounds):
    """0.04 is the variance of the logarithm, so sigma is 0.2; 0.25 kg² that of a normal amount."""
    rows = product("a", 1, "o0"), emission("CO2", 4, inside=uncertain(written))
    spread = spreads(read(ecospold2("a", *rows).encode()))["CO2"]
    assert spread.kind is kind
    assert spread.sigma == (pytest.approx(sigma) if sigma else None)
    assert (spread.minimum, spread.maximum) == (bounds or (None, None))


def test_an_undefined_spread_is_none_and_one_without_its_value_is_said():
    undefined = '<undefined minValue="1" maxValue="9" standardDeviation95="3"/>'
    rows = (
        emission("CO2", 4, inside=uncertain(undefined)),
        emission("CH4", 4, inside=uncertain("<lognormal meanValue='4'/>")),
    )
    found = read(ecospold2("a", product("a", 1, "o0"), *rows).encode())
    assert spreads(found) == {"CO2": None, "CH4": None}
    assert kinds(found) == ["no_spread"]


def test_treatment_with_a_negative_reference_adds_its_burden():
    """Once as in linked databases (negative input), once as unlinked ones write it (by-product)."""
    treatment = ecospold2("landfill", product("ash", -1, "o0"), emission("CO2", 0.5))
    waste = (
        "<classification><classificationSystem>By-product classification</classificationSystem>"
        "<classificationValue>Waste</classificationValue></classification>"
    )
    for handed_over in (
        product("ash", -2, "i5", link="landfill"),
        product("ash", 2, "o2", inside=waste),
        product("ash", 2, "o3"),
    ):
        plant = ecospold2("plant", product("heat", 1, "o0"), handed_over, emission("CO2", 1))
        for names in (("1.spold", "2.spold"), ("2.spold", "1.spold")):
            found = read(zipped(dict(zip(names, (treatment, plant), strict=True))))
            assert found.findings == ()
            assert inventory(found, "plant", "CO2") == pytest.approx(1 + 2 * 0.5)


def test_a_waste_that_is_taken_away_from_the_output_is_a_credit():
    treatment = ecospold2("landfill", product("ash", -1, "o0"), emission("CO2", 0.5))
    plant = ecospold2("plant", product("heat", 1, "o0"), product("ash", -2, "o3"))
    found = read(zipped({"1.spold": treatment, "2.spold": plant}))
    assert inventory(found, "plant", "CO2") == pytest.approx(-1)


def test_products_of_other_files_have_no_amount_and_unallocated_ones_are_said():
    linked = ecospold2("mill", product("flour", 1, "o0"), product("bran", 0, "o0"))
    found = read(linked.encode())
    assert found.findings == ()
    assert [p["id"] for p in found.processes] == ["mill_flour"]
    whole = ecospold2("mill", product("flour", 1, "o0"), product("bran", 2, "o2"))
    assert kinds(read(whole.encode())) == ["by_product"]


def test_a_formula_that_gives_another_amount_is_said_and_the_stated_amount_kept():
    parameter = '<parameter variableName="share" amount="0.5"/>'
    for formula, finding in (
        ("share * 8", []),
        ("share * 9", ["formula_differs"]),
        ("Ref('x')", ["formula_unread"]),
    ):
        written = f'isCalculatedAmount="true" mathematicalRelation="{formula}"'
        rows = product("a", 1, "o0"), emission("CO2", 4, more=written)
        found = read(ecospold2("a", *rows, more=parameter).encode())
        assert kinds(found) == finding
        assert inventory(found, "a", "CO2") == 4


def test_an_unknown_version_of_ecospold_2_is_refused():
    content = ecospold2("a", product("a", 1, "o0"), namespace="http://www.EcoInvent.org/EcoSpold03")
    with pytest.raises(FileRefusal, match="unknown schema version"):
        read(content.encode())


@needs_shared
def test_the_sample_of_ecospold_2_is_imported():
    """Its pentanol is "23 + SUM(8;2)"; of its triangle the amount 25 is not between 2 and 5."""
    found = read((FOLDER / "formats/sample_ecospold2.xml").read_bytes())
    (process,) = found.processes
    reference = next(e for e in process["exchanges"] if e["is_reference"])
    assert (process["name"], process["location"], reference["amount"]) == ("Sample", "AX", 33)
    assert reference["spread"] == {"kind": "lognormal", "log_variance": 2.21}
    assert "outside_bounds" in kinds(found)
    assert "formula_differs" not in kinds(found)
    flows = {flow.name: flow.compartment for flow in found.flows}
    assert flows["Chloride"] == ("soil", "industrial")
    assert math.isclose(spreads(found)["Volume occupied, reservoir"].sigma, math.sqrt(2))
