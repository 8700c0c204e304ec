"""EcoSpold 2, ILCD, SimaPro CSV and the table: their own conventions, tested by hand."""

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


# ILCD

ILCD = "http://lca.jrc.it/ILCD"


def ilcd_set(kind, key, inside, *, information, version="1.1", rest=""):
    root = f"{kind[0].lower()}{kind[1:]}DataSet"
    return f"""<{root} xmlns="{ILCD}/{kind}" xmlns:c="{ILCD}/Common" version="{version}">
        <{information}><dataSetInformation><c:UUID>{key}</c:UUID>{inside}</{information}>
        {rest}</{root}>"""


def ilcd_flow(key, kind, place=""):
    category = f'<c:category level="0">{place}</c:category>' if place else ""
    return ilcd_set(
        "Flow",
        key,
        f"""<name><baseName xml:lang="en">{key}</baseName></name><classificationInformation>
        <c:elementaryFlowCategorization>{category}</c:elementaryFlowCategorization>
        </classificationInformation></dataSetInformation><quantitativeReference>
        <referenceToReferenceFlowProperty>7</referenceToReferenceFlowProperty>
        </quantitativeReference>""",
        information="flowInformation",
        rest=f"""<modellingAndValidation><LCIMethod><typeOfDataSet>{kind}</typeOfDataSet>
        </LCIMethod></modellingAndValidation><flowProperties>
        <flowProperty dataSetInternalID="7"><referenceToFlowPropertyDataSet refObjectId="mass"/>
        </flowProperty></flowProperties>""",
    )


def ilcd_process(key, *rows, reference="0", more="", kind="Unit process", version="1.1"):
    listed = "".join(
        f'<exchange dataSetInternalID="{n}">{one}</exchange>' for n, one in enumerate(rows)
    )
    return ilcd_set(
        "Process",
        key,
        f"""<name><baseName xml:lang="en">{key}</baseName></name></dataSetInformation>
        <quantitativeReference><referenceToReferenceFlow>{reference}</referenceToReferenceFlow>
        </quantitativeReference><geography>
        <locationOfOperationSupplyOrProduction location="RER"/></geography>{more}""",
        information="processInformation",
        version=version,
        rest=f"""<modellingAndValidation><LCIMethodAndAllocation><typeOfDataSet>{kind}
        </typeOfDataSet></LCIMethodAndAllocation></modellingAndValidation>
        <exchanges>{listed}</exchanges>""",
    )


def flows(name, way, amount, more=""):
    return f"""<referenceToFlowDataSet refObjectId="{name}"><c:shortDescription>{name}
        </c:shortDescription></referenceToFlowDataSet><exchangeDirection>{way}</exchangeDirection>
        <resultingAmount>{amount}</resultingAmount>{more}"""


def shared_out(**shares):
    listed = "".join(
        f'<allocation internalReferenceToCoProduct="{product[1:]}" allocatedFraction="{share}"/>'
        for product, share in shares.items()
    )
    return f"<allocations>{listed}</allocations>"


def ilcd(*processes):
    parts = [
        ilcd_set(
            "UnitGroup",
            "units",
            """</dataSetInformation><quantitativeReference>
            <referenceToReferenceUnit>1</referenceToReferenceUnit></quantitativeReference>""",
            information="unitGroupInformation",
            rest="""<units><unit dataSetInternalID="0"><name>g</name></unit>
            <unit dataSetInternalID="1"><name>kg</name></unit></units>""",
        ),
        ilcd_set(
            "FlowProperty",
            "mass",
            """</dataSetInformation><quantitativeReference>
            <referenceToReferenceUnitGroup refObjectId="units"/></quantitativeReference>""",
            information="flowPropertiesInformation",
        ),
        ilcd_flow("CO2", "Elementary flow", "Emissions to air"),
        ilcd_flow("ash", "Waste flow"),
        *(ilcd_flow(name, "Product flow") for name in ("steel", "bolt", "nut")),
        f'<contactDataSet xmlns="{ILCD}/Contact" version="1.1"/>',
    ]
    files = {f"ILCD/sets/{n}.xml": one for n, one in enumerate([*processes, *parts])}
    return zipped(files)


def test_ilcd_is_read_with_flows_units_and_categories_from_their_own_files():
    plant = ilcd_process("plant", flows("steel", "Output", 2), flows("CO2", "Output", 3))
    bolt = ilcd_process(
        "factory",
        flows("bolt", "Output", 1),
        flows("steel", "Input", 4),
        flows("ash", "Output", 0.5),
    )
    landfill = ilcd_process("landfill", flows("ash", "Input", 1), flows("CO2", "Output", 10))
    found = read(ilcd(plant, bolt, landfill))
    assert (found.format, found.version, found.findings) == ("ILCD", "1.1", ())
    units = {flow.name: (flow.kind, flow.unit, flow.compartment) for flow in found.flows}
    assert units["CO2"] == ("elementary", "kg", ("Emissions to air",))
    assert units["ash"] == ("waste", "kg", ())
    assert inventory(found, "factory", "CO2") == pytest.approx(4 * 3 / 2 + 0.5 * 10)
    assert found.processes[0]["location"] == "RER"


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("log-normal", 1.44, (Kind.LOGNORMAL, math.log(1.2), None, None)),
        ("normal", 0.5, (Kind.NORMAL, 0.25, None, None)),
        ("triangular", None, (Kind.TRIANGULAR, None, 1, 5)),
        ("uniform", None, (Kind.UNIFORM, None, 1, 5)),
    ],
)
def test_the_spreads_of_ilcd_are_those_of_95_per_cent(kind, more, expected):
    written = f"""<minimumAmount>1</minimumAmount><maximumAmount>5</maximumAmount>
        <uncertaintyDistributionType>{kind}</uncertaintyDistributionType>"""
    if more:
        written += f"<relativeStandardDeviation95In>{more}</relativeStandardDeviation95In>"
    rows = flows("steel", "Output", 1), flows("CO2", "Output", 3, written)
    spread = spreads(read(ilcd(ilcd_process("plant", *rows))))["CO2"]
    assert (spread.kind, spread.minimum, spread.maximum) == (expected[0], *expected[2:])
    assert spread.sigma == (pytest.approx(expected[1]) if expected[1] else None)


def test_shares_of_ilcd_are_per_cents_at_each_exchange():
    rows = (
        flows("bolt", "Output", 2),
        flows("nut", "Output", 1),
        flows("CO2", "Output", 10, shared_out(_0=70, _1=30)),
    )
    found = read(ilcd(ilcd_process("factory", *rows)))
    assert found.findings == ()
    amounts = {
        p["reference"]: [e["amount"] for e in p["exchanges"] if e["flow"] == "CO2"]
        for p in found.processes
    }
    assert amounts == {"bolt": [pytest.approx(7)], "nut": [pytest.approx(3)]}
    rows = (*rows[:2], flows("CO2", "Output", 10, shared_out(_0=70, _1=20)))
    found = read(
        ilcd(ilcd_process("factory", *rows), ilcd_process("a", flows("steel", "Output", 1)))
    )
    assert kinds(found) == ["allocation_sum"]


def test_variables_of_ilcd_give_amounts_that_are_not_stated():
    variables = """<mathematicalRelations>
        <variableParameter name="share"><meanValue>0.5</meanValue></variableParameter>
        <variableParameter name="twice"><formula>2 * share</formula></variableParameter>
        </mathematicalRelations>"""
    scaled = """<referenceToVariable>twice</referenceToVariable><meanAmount>6</meanAmount>"""
    emitted = flows("CO2", "Output", 1).replace("<resultingAmount>1</resultingAmount>", scaled)
    found = read(ilcd(ilcd_process("a", flows("steel", "Output", 1), emitted, more=variables)))
    assert inventory(found, "a", "CO2") == pytest.approx(6)
    assert found.findings == ()


def test_what_an_ilcd_package_lacks_is_found():
    reminder = "<functionType>General reminder flow</functionType>"
    rows = (
        flows("steel", "Output", 1),
        flows("nut", "Output", 1),
        flows("unknown", "Input", 1),
        flows("bolt", "Input", 1, reminder),
    )
    lone = ilcd_process("lone", flows("CO2", "Output", 1))
    found = read(ilcd(ilcd_process("a", *rows), lone))
    assert kinds(found) == ["by_product", "no_reference", "reminder_flow", "unknown_flow"]


def test_declarations_and_other_versions_of_ilcd_are_refused():
    declared = ilcd_process("epd", flows("steel", "Output", 1), kind="EPD")
    with pytest.raises(FileRefusal, match="declaration"):
        read(ilcd(declared))
    beside = read(ilcd(declared, ilcd_process("a", flows("steel", "Output", 1))))
    assert kinds(beside) == ["declaration"]
    with pytest.raises(FileRefusal, match="unknown schema version"):
        read(ilcd(ilcd_process("a", flows("steel", "Output", 1), version="2.0")))


@needs_shared
def test_the_samples_of_ilcd_are_one_package():
    """Their process makes an elementary flow, glycidol: it has no product, and that is said."""
    names = ("process", "flow", "flowproperty", "unit", "contact", "source")
    files = {f"{n}.xml": (FOLDER / f"formats/ilcd-{n}.xml").read_bytes() for n in names}
    found = read(zipped(files))
    assert kinds(found) == ["no_reference"]
    (flow,) = found.flows
    assert (flow.name, flow.unit, flow.cas) == ("glycidol", "kg", "556-52-5")
    assert flow.compartment[1] == "Emissions to air"
    (process,) = found.processes
    assert process["name"].startswith("Acrylonitrile-Butadiene-Styrene granulate (ABS)")


# SimaPro CSV


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
