"""ILCD: flows from their own files, spreads, shares, variables."""

import math

import pytest

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.lifecycle import Kind
from tests.methods.lifecycle_fixtures import FOLDER
from tests.methods.test_lifecycle_formats import inventory, kinds, read, spreads, zipped
from tests.shared_data import needs_shared

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
