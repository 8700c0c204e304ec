"""Databases: openLCA's packages read whole, linked by rules, mapped to factors with a trace."""

import csv
import gzip
import io
import json
import tarfile
import zipfile

import numpy as np
import pytest

from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    Flow,
    Kind,
    build_model,
    link_database,
    list_unfactored,
    map_flows,
    read_spreads,
    solve_model,
)
from tests.methods.lifecycle_fixtures import FOLDER
from tests.shared_data import needs_shared

KG, KWH, MJ, MASS, ENERGY = "kg", "kWh", "MJ", "mass", "energy"


def package(version, *, extra=(), flow=None, process=None):
    """Return a ZIP of one power plant, in the words of a schema version."""
    new = version == 2
    words = {
        "input": "isInput" if new else "input",
        "reference": "isQuantitativeReference" if new else "quantitativeReference",
        "unit": "isRefUnit" if new else "referenceUnit",
        "property": "isRefFlowProperty" if new else "referenceFlowProperty",
    }

    def flow_of(key, kind, of_property, category):
        factor = {"flowProperty": {"@id": of_property}, "conversionFactor": 1.0}
        factor[words["property"]] = True
        return {
            "@id": key,
            "name": key,
            "flowType": kind,
            "category": category,
            "flowProperties": [factor],
        }

    def exchange(key, amount, unit, of_property, **more):
        found = {"flow": {"@id": key}, "amount": amount, "unit": {"@id": unit}}
        return found | {"flowProperty": {"@id": of_property}} | more

    air = "Elementary flows/Emission to air/unspecified" if new else {"@id": "air"}
    files = {
        "unit_groups/m.json": {"@id": "m", "units": [{"@id": KG, "name": KG, words["unit"]: True}]},
        "unit_groups/e.json": {
            "@id": "e",
            "units": [
                {"@id": MJ, "name": MJ, words["unit"]: True, "conversionFactor": 1.0},
                {"@id": KWH, "name": KWH, "conversionFactor": 3.6},
            ],
        },
        "flow_properties/m.json": {"@id": MASS, "unitGroup": {"@id": "m"}},
        "flow_properties/e.json": {"@id": ENERGY, "unitGroup": {"@id": "e"}},
        "categories/air.json": {"@id": "air", "name": "air", "category": {"@id": "emissions"}},
        "categories/e.json": {"@id": "emissions", "name": "Elementary flows"},
        "flows/power.json": flow_of("power", "PRODUCT_FLOW", ENERGY, None),
        "flows/coal.json": flow_of("coal", "PRODUCT_FLOW", MASS, None),
        "flows/co2.json": flow or flow_of("co2", "ELEMENTARY_FLOW", MASS, air),
        "processes/plant.json": process
        or {
            "@id": "plant",
            "name": "Power plant",
            "exchanges": [
                exchange("power", 1.0, KWH, ENERGY, **{words["reference"]: True}),
                exchange("coal", 0.4, KG, MASS, **{words["input"]: True}),
                exchange(
                    "co2",
                    0.9,
                    KG,
                    MASS,
                    uncertainty={"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomSd": 1.2},
                ),
            ],
        },
    }
    if new:
        files["olca-schema.json"] = {"version": 2}
    files |= dict(extra)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return target.getvalue()


def read(content):
    """Return flows, processes and findings of a package, as the pages get them."""
    records = list(parts_of("olca", content, {}))
    flows = [
        Flow(**record["flow"] | {"compartment": tuple(record["flow"]["compartment"])})
        for record in records
        if "flow" in record
    ]
    return flows, [r["process"] for r in records if "process" in r], records[-1]["findings"]


@pytest.mark.parametrize("version", [1, 2])
def test_both_schemas_are_read_in_reference_units(version):
    flows, processes, findings = read(package(version))
    assert findings == []
    assert {flow.id: (flow.kind, flow.unit) for flow in flows} == {
        "power": ("product", MJ),
        "coal": ("product", KG),
        "co2": ("elementary", KG),
    }
    assert "air" in flows[-1].compartment[-1] or "unspecified" in flows[-1].compartment
    found = link_database(flows, processes)
    model = build_model(found.technosphere.matrix(), found.biosphere.matrix(), [1.0])
    inventory = solve_model(model, found.demand("plant", 3.6))  # 3.6 MJ are 1 kWh
    assert inventory.score == pytest.approx(0.9)
    assert found.cut_off == 1 and found.faults.without_producer == (("plant", "coal"),)
    (spread,) = found.biosphere_spreads
    assert spread.kind is Kind.LOGNORMAL and spread.sigma == pytest.approx(np.log(1.2))


def test_what_a_package_lacks_is_found_and_the_rest_imported():
    unit = {"flow": {"@id": "coal"}, "amount": 1.0, "unit": {"@id": "barrel"}, "isInput": True}
    alien = {"flow": {"@id": "nobody"}, "amount": 1.0, "isInput": True}
    worded = {"flow": {"@id": "coal"}, "amount": "1,5", "isInput": True}
    plain = {"flow": {"@id": "power"}, "amount": 1.0, "isQuantitativeReference": True}
    process = {"@id": "p", "name": "Plant", "exchanges": [unit, alien, worded, plain]}
    broken = [
        ("processes/broken.json", '{"@id": "b", "amount": NaN}'),
        ("processes/idle.json", '{"@id": "idle"}'),
    ]
    _flows, processes, findings = read(package(2, process=process, extra=broken))
    kinds = sorted(finding["kind"] for finding in findings)
    assert kinds == [
        "no_amount",
        "no_conversion",
        "no_reference",
        "unknown_flow",
        "unreadable_file",
    ]
    assert [len(p["exchanges"]) for p in processes] == [1, 0]


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        package(2, extra=[("olca-schema.json", '{"version": 9}')]),
    ],
)
def test_what_is_no_package_is_refused(content):
    with pytest.raises(FileRefusal):
        read(content)


def process(key, reference, *exchanges):
    whole = {"is_input": False, "is_avoided": False, "is_reference": False, "provider": None}
    listed = [whole | {"flow": reference, "amount": 1.0, "is_reference": True}]
    listed += [whole | exchange for exchange in exchanges]
    return {"id": key, "name": key, "reference": reference, "exchanges": listed}


PRODUCTS = [Flow("bread", "bread", "product"), Flow("flour", "flour", "product")]


def takes(flow, **more):
    return {"flow": flow, "amount": 1.0, "is_input": True} | more


def test_providers_are_found_by_rules_that_are_shown():
    makers = [process("b", "flour"), process("a", "flour")]
    (link,) = link_database(PRODUCTS, [process("z", "bread", takes("flour")), *makers]).links
    assert (link.provider, link.rule) == ("a", "smallest identifier")
    stated = process("z", "bread", takes("flour", provider="b"))
    found = link_database(PRODUCTS, [stated, *makers])
    assert [(one.provider, one.rule) for one in found.links] == [("b", "stated")]
    assert found.faults.several_producers == ()
    (link,) = link_database(PRODUCTS, [process("z", "bread", takes("flour")), makers[0]]).links
    assert (link.provider, link.rule) == ("b", "only producer")


def test_a_by_product_is_no_provider_and_an_avoided_input_is_a_credit():
    mill = process("mill", "bread", {"flow": "flour", "amount": 1.0}, takes("flour"))
    found = link_database(PRODUCTS, [mill])
    assert found.cut_off == 1 and found.faults.only_by_product == (("mill", "flour"),)
    credit = process("z", "bread", takes("flour", is_avoided=True))
    found = link_database(PRODUCTS, [credit, process("a", "flour")])
    assert found.technosphere.matrix()[0, 1] == 1


def test_a_database_without_references_is_refused():
    with pytest.raises(InvalidValueError, match="No process in the database"):
        link_database(PRODUCTS, [{"id": "a", "name": "a", "reference": None, "exchanges": []}])


AIR = ("Elementary flows", "Emission to air", "unspecified")
CO2 = Flow("m1", "Carbon dioxide, fossil", "elementary", AIR, "124-38-9", "kg")


def co2(key, name, compartment=("air", "unspecified"), cas=""):
    return Flow(key, name, "elementary", compartment, cas, "kg")


def test_flows_find_their_factor_in_this_order_with_a_trace():
    methane = Flow("m2", "Methane", "elementary", AIR, "74-82-8", "kg")
    flows = [
        co2("m1", "whatever"),
        co2("own", "CO2 of ours"),
        co2("blank", "Carbon dioxide,  fossil "),
        co2("number", "CH4", cas="000074-82-8"),
        co2("water", "Carbon dioxide, fossil", ("water",)),
    ]
    found = map_flows(flows, [CO2, methane], {"own": "m1", "water": "gone"})
    assert {key: (one.target, one.rule) for key, one in found.mapped.items()} == {
        "m1": ("m1", "identifier"),
        "own": ("m1", "kept list"),
        "blank": ("m1", "name and compartment"),
        "number": ("m2", "CAS and compartment"),
    }
    assert found.missing == ("water",)
    twice = Flow("m3", "carbon dioxide, fossil", "elementary", AIR)
    assert map_flows([flows[2]], [CO2, twice], {}).unclear == {"blank": ("m1", "m3")}


def test_what_has_no_factor_is_listed_by_mass():
    flows = [co2("a", "Methane"), co2("b", "Methane "), co2("c", "Ammonia"), co2("d", "CO2")]
    found = list_unfactored(flows, np.array([1.0, 2.0, -0.5, 9.0]), {"d": 1})
    assert [(one.name, one.amount) for one in found] == [("Methane", 3), ("Ammonia", -0.5)]


@pytest.fixture(scope="module")
def uslci():
    """Return the package of 766 real processes as flows, processes, findings and the system."""
    target = io.BytesIO()
    with (
        tarfile.open(FOLDER / "uslci-1.5/jsonld.tgz") as packed,
        zipfile.ZipFile(target, "w") as archive,
    ):
        for part in packed:
            if part.isfile():
                archive.writestr(part.name, packed.extractfile(part).read())
    flows, processes, findings = read(target.getvalue())
    return flows, findings, link_database(flows, processes)


@needs_shared
def test_a_real_database_is_imported_whole_and_its_faults_are_said(uslci):
    _flows, findings, found = uslci
    # 132 processes have 256 outputs beside their reference, and no allocation that is in force
    assert {one["kind"] for one in findings} == {"by_product"}
    assert len(findings) == 256
    assert (len(found.processes), len(found.links), len(found.flows)) == (766, 3_725, 2_918)
    assert len(found.biosphere.value) >= 24_145
    assert len(found.faults.without_producer) == 2_461
    assert len(found.faults.several_producers) == 249
    assert found.cut_off == 2_829
    names = {name for group in found.faults.alike_names for name in group}
    assert "Carbon dioxide, fossil " in names


@needs_shared
def test_the_inventories_of_four_products_are_those_stated(uslci):
    flows, _findings, found = uslci
    name_of = {flow.id: flow.name.strip() for flow in flows}
    names = [name_of[flow] for flow in found.flows]
    factors = np.ones(len(names))
    model = build_model(found.technosphere.matrix(), found.biosphere.matrix(), factors)
    stated = json.loads((FOLDER / "uslci-1.5/answers.json").read_text("utf-8"))
    for case in stated["cases"]:
        inventory = solve_model(model, found.demand(case["id"]))
        for substance in case.keys() & set(names):
            rows = [row for row, name in enumerate(names) if name == substance]
            total = inventory.flows[rows].sum()
            assert total == pytest.approx(case[substance], rel=1e-9, abs=1e-15)


@needs_shared
def test_by_identifier_alone_four_flows_find_a_factor(uslci):
    """And the mass that no factor counts is said, fossil CO2 first."""
    flows, _findings, found = uslci
    by_id = {flow.id: flow for flow in flows}
    rows = [by_id[flow] for flow in found.flows]
    with gzip.open(FOLDER / "lcia/ipcc2021.csv.gz", "rt") as text:
        targets = {row["Flow"] for row in csv.DictReader(text)}
    mapped = map_flows(rows, [Flow(key, "", "elementary") for key in targets], {}).mapped
    assert len(mapped) == 4
    model = build_model(found.technosphere.matrix(), found.biosphere.matrix(), np.ones(len(rows)))
    power = found.demand("b65eb774-e80d-3ba6-a63c-5e1a5e33e54b")
    left = list_unfactored(rows, solve_model(model, power).flows, mapped)
    emitted = [one for one in left if one.unit == "kg" and one.amount > 0]
    assert emitted[0].name == "Carbon dioxide, fossil"
    assert emitted[0].amount > 0.19


@needs_shared
def test_the_spreads_of_a_real_database_stop_nothing(uslci):
    _flows, _findings, found = uslci
    spreads, notes = read_spreads(found.biosphere.value, found.biosphere_spreads, name="biosphere")
    assert len(spreads.entry) + len(notes) > 0
