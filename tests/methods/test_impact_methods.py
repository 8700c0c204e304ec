"""Impact methods of other programs: read in each form, matched to flows, signs and units kept."""

import csv
import gzip
import io
import json
import zipfile

import pytest

from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.lifecycle import Flow, characterise, collect_method
from tests.methods.lifecycle_fixtures import FOLDER
from tests.shared_data import needs_shared

AIR, GROUND = ("Elementary flows", "Emission to air"), ("Elementary flows", "Resource", "in ground")


def method_of(content):
    return collect_method(parts_of("impact_method", content, {}))


def table(*rows, head="category,category_unit,Flow,Flow property,Flow unit,Location,Factor"):
    return "\n".join([head, *rows]).encode()


def package(new, *factors, units=True):
    """Return a ZIP of one category; units of mass are kg and g."""
    unit_group = {
        "@id": "mass-units",
        "units": [
            {"@id": "kg", "name": "kg", "isRefUnit" if new else "referenceUnit": True},
            {"@id": "g", "name": "g", "conversionFactor": 0.001},
        ],
    }
    flow = {
        "@id": "so2",
        "name": "Sulfur dioxide",
        "cas": "7446-09-5",
        "flowType": "ELEMENTARY_FLOW",
        "category": "/".join(AIR) if new else {"@id": "air", "name": "Emission to air"},
        "flowProperties": [
            {
                "flowProperty": {"@id": "mass"},
                "conversionFactor": 1.0,
                "isRefFlowProperty" if new else "referenceFlowProperty": True,
            }
        ],
    }
    category = {
        "@id": "acid",
        "name": "Acidification",
        "refUnit" if new else "referenceUnitName": "mol H+ eq",
        "impactFactors": list(factors),
    }
    files = {
        "olca-schema.json": {"version": 2} if new else None,
        "unit_groups/a.json": unit_group if units else None,
        "flow_properties/a.json": {"@id": "mass", "unitGroup": {"@id": "mass-units"}},
        "flows/so2.json": flow,
        "lcia_categories/acid.json": category,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, json.dumps(content))
    return target.getvalue()


def factor(value, flow="so2", unit="kg", **more):
    return {
        "flow": {"@id": flow, "name": flow, "category": "/".join(AIR), "refUnit": "kg"},
        "unit": {"@id": unit, "name": unit},
        "flowProperty": {"@id": "mass"},
        "value": value,
        **more,
    }


@pytest.mark.parametrize("new", [True, False])
def test_a_package_of_openlca_gives_factors_per_reference_unit(new):
    """0.00131 mol H+ eq per g is 1.31 per kg."""
    found = method_of(package(new, factor(0.00131, unit="g"), factor(0.5, flow="hcl")))
    assert [(one.name, one.unit) for one in found.categories] == [("Acidification", "mol H+ eq")]
    assert found.factors["acid"]["so2"] == (pytest.approx(1.31), "kg")
    flow = Flow("other", "sulfur dioxide ", "elementary", AIR, unit="t")
    hcl = Flow("hcl", "HCl", "elementary", AIR, unit="kg")
    counted = characterise(found, [flow, hcl])
    assert counted.C.tolist() == [[pytest.approx(1310.0), 0.5]]
    assert counted.mapping.mapped["other"].rule == "name and compartment"
    assert counted.mapping.mapped["hcl"].rule == "identifier"


def test_a_resource_that_is_taken_counts_above_zero():
    """An inventory counts taken ore as -2 kg, and the factor of the method is 3 per kg."""
    found = method_of(table("Ores,kg Sb eq,ore,Mass,kg,,3", "Ores,kg Sb eq,air,Mass,kg,,1"))
    ore = Flow("ore", "Ore", "elementary", GROUND, unit="kg")
    air = Flow("air", "Dust", "elementary", AIR, unit="kg")
    counted = characterise(found, [ore, air])
    assert (counted.C @ [-2.0, 5.0]).tolist() == [11.0]


def test_a_table_may_name_its_flows_for_databases_with_other_identifiers():
    """Sulfur dioxide to air in general; to soil and to air near the ground with factors alike."""
    head = "category,category_unit,flow,flow name,compartment,cas,flow unit,factor"
    found = method_of(
        table(
            "Acid,kg,a,Sulfur dioxide,Elementary flows/Emission to air/unspecified,7446-09-5,kg,2",
            "Acid,kg,b,Ammonia,air/low,,kg,3",
            "Acid,kg,c,Ammonia,air/low,,kg,3",
            "Acid,kg,d,Nitric acid,air,,kg,5",
            "Acid,kg,e,Nitric acid,air,,kg,6",
            head=head,
        )
    )
    flows = [
        Flow("1", "sulfur dioxide", "elementary", ("air", "high population density"), unit="kg"),
        Flow("2", "SO2", "elementary", ("air",), cas="07446-09-5", unit="kg"),
        Flow("3", "Ammonia", "elementary", ("air", "low"), unit="g"),
        Flow("4", "Nitric acid", "elementary", ("air",), unit="kg"),
        Flow("5", "sulfur dioxide", "elementary", ("water",), unit="kg"),
    ]
    counted = characterise(found, flows)
    assert counted.C.tolist() == [[2.0, 2.0, pytest.approx(0.003), 0.0, 0.0]]
    rules = {key: one.rule for key, one in counted.mapping.mapped.items()}
    assert rules == {
        "1": "name and medium",
        "2": "CAS and compartment",
        "3": "several with the same factors",
    }
    assert (set(counted.mapping.unclear), counted.mapping.missing) == ({"4"}, ("5",))


def test_what_cannot_be_used_is_counted_and_nothing_guessed():
    content = table(
        "A,kg,one,Mass,kg,,2",
        "A,kg,one,Mass,kg,FR,9",
        "A,kg,two,Mass,kg,,much",
        "A,kg,far,Area,m2,,1",
    )
    found = method_of(content)
    assert (found.regional, found.unreadable) == (1, 1)
    flows = [Flow(key, key, "elementary", AIR, unit="kg") for key in ("one", "two", "far")]
    counted = characterise(found, flows)
    assert counted.C.tolist() == [[2.0, 0.0, 0.0]]
    assert counted.mapping.missing == ("two",) and counted.no_unit == ("far",)
    lost = method_of(package(True, factor(1.0, unit="ton"), factor(2.0, flow="hcl")))
    assert lost.unreadable == 1 and "so2" not in lost.factors["acid"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"nothing", "unreadable"),
        (b"\xff\xfe\x00", "wrong_encoding"),
        (b"PK\x03\x04 broken", "unreadable"),
        (table(), "empty"),
        (table("A,kg,one,2,3", head="category,category_unit,flow,factor,factor"), "unreadable"),
        (package(True, factor(10**400)), "empty"),
        (package(True), "empty"),
        (package(True, "no factor", {"value": "1"}), "empty"),
    ],
)
def test_what_is_no_method_is_refused(content, kind):
    with pytest.raises(FileRefusal) as refused:
        method_of(content)
    assert refused.value.kind == kind


@needs_shared
@pytest.mark.parametrize(
    ("name", "contradictory"), [("ipcc2021", 0), ("traci21", 0), ("en15804a2", 23)]
)
def test_published_methods_are_read_whole(name, contradictory):
    """Each flow of the published table has its factor in each category; 23 have a second one."""
    content = gzip.decompress((FOLDER / f"lcia/{name}.csv.gz").read_bytes())
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    found = method_of(content)
    assert (found.unreadable, found.regional) == (0, sum(bool(row["Location"]) for row in rows))
    general = {(row["category"], row["Flow"]) for row in rows if not row["Location"]}
    assert {(c, flow) for c, of in found.factors.items() for flow in of} == general
    assert found.contradictory == contradictory
