"""Databases of other formats: the same records, each format's own conventions kept."""

import io
import math
import zipfile

import numpy as np
import pytest

from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.lifecycle import (
    Kind,
    build_model,
    collect_database,
    link_database,
    solve_model,
)
from tests.methods.lifecycle_fixtures import FOLDER
from tests.methods.test_lifecycle_database import package
from tests.shared_data import needs_shared


def read(content):
    """Return the database in a file, as page and command get it."""
    return collect_database(parts_of("lca", content, {}))


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def inventory(database, process, substance, amount=1.0):
    """Return how much of a substance a demand for the product of a process gives to nature."""
    linked = link_database(database.flows, database.processes)
    names = {flow.id: flow.name for flow in database.flows}
    counted = [float(names[flow] == substance) for flow in linked.flows]
    model = build_model(linked.technosphere.matrix(), linked.biosphere.matrix(), counted)
    place = next(p["id"] for p in database.processes if p["name"] == process)
    return solve_model(model, linked.demand(place, amount)).score


def kinds(database):
    return sorted(finding.kind for finding in database.findings)


def spreads(database):
    """Return the spreads of the biosphere by the name of the flow."""
    linked = link_database(database.flows, database.processes)
    names = {flow.id: flow.name for flow in database.flows}
    rows = zip(linked.biosphere.row.tolist(), linked.biosphere_spreads, strict=True)
    return {names[linked.flows[row]]: spread for row, spread in rows}


# EcoSpold 1


def ecospold1(*data_sets, namespace="http://www.EcoInvent.org/EcoSpold01"):
    return f'<?xml version="1.0"?><ecoSpold xmlns="{namespace}">{"".join(data_sets)}</ecoSpold>'


def data_set(name, unit, *exchanges, place="CH", allocations="", relates="true"):
    listed = "".join(
        f'<exchange number="{number}" {one}</exchange>' for number, one in enumerate(exchanges, 1)
    )
    return f"""<dataset number="1"><metaInformation><processInformation>
        <referenceFunction name="{name}" unit="{unit}" amount="1"
          datasetRelatesToProduct="{relates}"/>
        <geography location="{place}"/></processInformation></metaInformation>
        <flowData>{listed}{allocations}</flowData></dataset>"""


def row(name, unit, amount, group, more=""):
    way, number = group
    tag = {"i": "inputGroup", "o": "outputGroup"}[way]
    return f'name="{name}" unit="{unit}" meanValue="{amount}" {more}><{tag}>{number}</{tag}>'


AIR = 'category="air" subCategory="unspecified" CASNumber="000124-38-9"'
HERE = 'location="CH"'
POWER = data_set(
    "electricity",
    "kWh",
    row("electricity", "kWh", 1, "o0", HERE),
    row("Carbon dioxide, fossil", "g", 500, "o4", AIR),
)
DISPOSAL = data_set(
    "disposal, ash",
    "kg",
    row("disposal, ash", "kg", 1, "o0", HERE),
    row("Carbon dioxide, fossil", "kg", 0.1, "o4", AIR),
)


def test_ecospold_1_is_recognised_and_its_amounts_stand_in_the_unit_of_the_flow():
    steel = data_set(
        "steel",
        "kg",
        row("steel", "kg", 2, "o0", HERE),
        row("electricity", "MJ", 7.2, "i5", HERE),
        row("Carbon dioxide, fossil", "kg", 1, "o4", AIR),
    )
    found = read(ecospold1(steel, POWER).encode())
    assert (found.format, found.version, found.findings) == ("EcoSpold", "1", ())
    units = {flow.name: (flow.unit, flow.kind, flow.compartment, flow.cas) for flow in found.flows}
    assert units == {
        "steel": ("kg", "product", (), ""),
        "electricity": ("kWh", "product", (), ""),
        "Carbon dioxide, fossil": ("kg", "elementary", ("air", "unspecified"), "124-38-9"),
    }
    # 7.2 MJ are 2 kWh with 0.5 kg each, and 1 kg from the process, for 2 kg of steel.
    assert inventory(found, "steel", "Carbon dioxide, fossil") == pytest.approx(1.0)


def test_waste_to_treatment_and_avoided_products_of_ecospold_1_keep_their_signs():
    plant = data_set(
        "heat",
        "MJ",
        row("heat", "MJ", 1, "o0", HERE),
        row("disposal, ash", "kg", 2, "o3", HERE),
        row("electricity", "kWh", 0.2, "o1", HERE),
    )
    found = read(ecospold1(plant, POWER, DISPOSAL).encode())
    assert found.findings == ()
    emitted = inventory(found, "heat", "Carbon dioxide, fossil")
    assert emitted == pytest.approx(2 * 0.1 - 0.2 * 0.5)


@pytest.mark.parametrize(
    ("more", "kind", "sigma", "bounds"),
    [
        ('uncertaintyType="1" standardDeviation95="1.44"', Kind.LOGNORMAL, math.log(1.2), None),
        ('uncertaintyType="2" standardDeviation95="0.4"', Kind.NORMAL, 0.2, None),
        ('uncertaintyType="3" minValue="1" maxValue="5"', Kind.TRIANGULAR, None, (1, 5)),
        ('uncertaintyType="4" minValue="1" maxValue="5"', Kind.UNIFORM, None, (1, 5)),
    ],
)
def test_the_spreads_of_ecospold_1_are_read_by_its_own_convention(more, kind, sigma, bounds):
    """standardDeviation95 is GSD² of a lognormal, twice the deviation of a normal amount."""
    content = data_set(
        "a", "kg", row("a", "kg", 1, "o0", HERE), row("CO2", "kg", 2, "o4", f"{AIR} {more}")
    )
    spread = spreads(read(ecospold1(content).encode()))["CO2"]
    assert spread.kind is kind
    assert spread.sigma == (pytest.approx(sigma) if sigma else None)
    assert (spread.minimum, spread.maximum) == (bounds or (None, None))


def test_a_spread_in_another_unit_is_converted_with_its_amount():
    more = f'{AIR} uncertaintyType="2" standardDeviation95="40"'
    first = data_set("a", "kg", row("a", "kg", 1, "o0", HERE), row("CO2", "kg", 1, "o4", AIR))
    second = data_set("b", "kg", row("b", "kg", 1, "o0", HERE), row("CO2", "g", 200, "o4", more))
    assert spreads(read(ecospold1(first, second).encode()))["CO2"].sigma == pytest.approx(0.02)


def allocation(product, per_cent, *places):
    listed = "".join(f"<referenceToInputOutput>{n}</referenceToInputOutput>" for n in places)
    return (
        f'<allocation referenceToCoProduct="{product}" fraction="{per_cent}">{listed}</allocation>'
    )


def refinery(*allocations):
    return data_set(
        "refinery",
        "kg",
        row("petrol", "kg", 3, "o2", HERE),
        row("bitumen", "kg", 1, "o2", HERE),
        row("CO2", "kg", 10, "o4", AIR),
        row("electricity", "kWh", 4, "i5", HERE),
        allocations="".join(allocations),
        relates="false",
    )


def test_co_products_of_ecospold_1_are_allocated_by_the_shares_in_the_file():
    shares = [allocation(1, 60, 3), allocation(2, 40, 3), allocation(1, 75, 4)]
    found = read(ecospold1(refinery(*shares, allocation(2, 25, 4)), POWER).encode())
    assert found.findings == ()
    linked = link_database(found.flows, found.processes)
    names = {flow.id: flow.name for flow in found.flows}
    model = build_model(
        linked.technosphere.matrix(), linked.biosphere.matrix(), np.ones(len(linked.flows))
    )
    by_product = {
        names[p["reference"]]: solve_model(model, linked.demand(p["id"])).score
        for p in found.processes
    }
    assert by_product["petrol"] == pytest.approx((0.6 * 10 + 0.75 * 4 * 0.5) / 3)
    assert by_product["bitumen"] == pytest.approx(0.4 * 10 + 0.25 * 4 * 0.5)


def test_shares_that_do_not_sum_to_1_and_products_without_shares_are_said():
    """And the process is not half taken."""
    shares = [allocation(1, 60, 3, 4), allocation(2, 30, 3, 4)]
    found = read(ecospold1(refinery(*shares), POWER).encode())
    assert [(f.kind, f.name, f.about) for f in found.findings] == [
        ("allocation_sum", "refinery", "90 %")
    ]
    assert [process["name"] for process in found.processes] == ["electricity"]
    found = read(ecospold1(refinery(), POWER).encode())
    assert kinds(found) == ["by_product", "by_product", "no_reference"]


def test_what_an_ecospold_1_data_set_lacks_is_found_and_the_rest_imported():
    content = data_set(
        "a",
        "kg",
        row("a", "kg", 1, "o0", HERE),
        row("electricity", "kg", 1, "i5", HERE),
        row("CO2", "kg", "NaN", "o4", AIR),
        row("dust", "kg", 1, "o4", f'{AIR} uncertaintyType="3" minValue="2" maxValue="5"'),
        row("soot", "kg", 1, "o4", f'{AIR} uncertaintyType="1"'),
        'name="stray" unit="kg" meanValue="1">',
    )
    found = read(ecospold1(content, POWER, POWER).encode())
    assert kinds(found) == [
        "duplicate_process",
        "no_amount",
        "no_conversion",
        "no_spread",
        "outside_bounds",
        "unknown_group",
    ]
    assert len(found.processes) == 2


@pytest.mark.parametrize(
    "content",
    [
        ecospold1(POWER, namespace="http://www.EcoInvent.org/EcoSpold01Impact").encode(),
        ecospold1(POWER, namespace="http://www.EcoInvent.org/EcoSpold09").encode(),
        ecospold1().encode(),
        ecospold1(POWER).encode()[:-30],
        b'<!DOCTYPE a [<!ENTITY b "b">]>' + ecospold1(POWER).encode()[21:],
        b"<a>" * 200 + b"</a>" * 200,
        b"neither one nor the other",
        zipped({"notes.txt": "nothing"}),
    ],
)
def test_other_versions_and_files_are_refused_whole(content):
    with pytest.raises(FileRefusal):
        read(content)


def test_the_unknown_version_is_named():
    name = "http://www.EcoInvent.org/EcoSpold09"
    with pytest.raises(FileRefusal) as refused:
        read(ecospold1(POWER, namespace=name).encode())
    assert refused.value.about == {"version": f"{{{name}}}ecoSpold"}


def test_a_package_of_files_is_one_database():
    """A broken file in it, and one of another format, are said; a bomb in it is not unpacked."""
    files = {
        "a.xml": ecospold1(DISPOSAL),
        "b.xml": ecospold1(POWER),
        "c.xml": "<broken",
        "d.xml": "<html/>",
        "e.xml": "<ecoSpold>" + " " * 2_000_000 + "</ecoSpold>",
    }
    found = read(zipped(files))
    assert kinds(found) == ["other_format", "unreadable_file", "unreadable_file"]
    assert [process["name"] for process in found.processes] == ["disposal, ash", "electricity"]


def test_a_file_of_xml_beside_openlca_data_changes_nothing():
    content = package(2, extra=[("bin/notes.xml", "<notes/>")])
    found = read(content)
    assert (found.format, found.version, len(found.processes)) == ("openLCA JSON-LD", "2", 1)


@needs_shared
def test_the_sample_of_ecospold_1_is_imported():
    found = read((FOLDER / "formats/ecospold1-example.xml").read_bytes())
    (process,) = found.processes
    assert (process["name"], process["location"]) == ("community garden compost service", "DE")
    amounts = {e["amount"]: (e["is_input"], e["spread"]) for e in process["exchanges"]}
    spread = {"kind": "lognormal", "gsd_squared": 1.1}
    assert amounts == {1.0: (False, None), 0.15: (True, spread)}
    assert found.findings == ()
