"""PACT 3.0.3: what is written is valid by the published schema, and examples are read."""

import dataclasses
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    CarbonFootprint,
    DeclaredProduct,
    read_footprint,
    write_footprint,
)
from tests.methods.lifecycle_fixtures import FOLDER
from tests.shared_data import needs_shared

CHAIR = DeclaredProduct(
    footprint_id=UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    created=datetime(2026, 1, 2, tzinfo=UTC),
    company="Timber Works",
    company_ids=("urn:company:example:timber",),
    name="Chair",
    description="Beech chair",
    ids=("urn:gtin:5695872369587",),
    unit="piece",
    amount=1.0,
    mass=4.0,
    start=datetime(2025, 1, 1, tzinfo=UTC),
    end=datetime(2026, 1, 1, tzinfo=UTC),
    fossil_carbon=0.0,
    biogenic_carbon=2.0,
    gwp_sets=("AR6",),
    standards=("ISO14067", "PACT-3.0"),
    exempted=0.0,
    country="KE",
    primary_share=80.0,
)
CARBON = CarbonFootprint(
    fossil=3.1,
    biogenic_emissions=0.25,
    biogenic_uptake=-7.5,
    product_uptake=-7.3333,
    land_use_change=1e-7,
    aircraft=0.02,
)


def test_the_totals_differ_by_the_uptake_in_the_product_only():
    pcf = write_footprint(CHAIR, CARBON)["pcf"]
    including, excluding = (
        float(pcf[f"pcf{way}BiogenicUptake"]) for way in ("Including", "Excluding")
    )
    assert including - excluding == pytest.approx(float(pcf["biogenicCO2Uptake"]))
    assert pcf["landUseChangeGhgEmissions"] == "0.0000001"


@needs_shared
def test_what_is_written_is_valid_by_the_schema():
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    yaml = pytest.importorskip("yaml")
    api = yaml.safe_load((FOLDER / "pact/openapi-3.0.3.yaml").read_text("utf-8"))
    schema = {"$ref": "#/components/schemas/ProductFootprint", "components": api["components"]}
    jsonschema_rs.validator_for(schema).validate(write_footprint(CHAIR, CARBON))
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validator_for(schema).validate({"id": 1})


@needs_shared
@pytest.mark.parametrize("number", [1, 2])
def test_published_examples_are_read(number):
    sent = json.loads((FOLDER / f"pact/example-{number}.json").read_text("utf-8"))
    found = read_footprint(sent)
    assert found.including_uptake == float(sent["pcf"]["pcfIncludingBiogenicUptake"])
    assert found.carbon.total_excluding_uptake == pytest.approx(found.excluding_uptake)


def test_what_is_written_is_read_back():
    found = read_footprint(write_footprint(CHAIR, CARBON))
    assert (found.product, found.unit, found.amount) == ("Chair", "piece", 1)
    assert found.carbon.total_including_uptake == pytest.approx(CARBON.total_including_uptake)
    assert found.notes == ()


def test_totals_that_do_not_fit_are_noted():
    sent = write_footprint(CHAIR, CARBON)
    sent["pcf"]["pcfIncludingBiogenicUptake"] = "9"
    (note,) = read_footprint(sent).notes
    assert "-7.3333" in note


def test_all_faults_of_a_footprint_are_said_at_once():
    sent = write_footprint(CHAIR, CARBON)
    del sent["pcf"]["fossilGhgEmissions"]
    sent["pcf"]["declaredUnitAmount"] = 1.0
    sent["productIds"] = ["5695872369587"]
    with pytest.raises(InvalidValueError) as caught:
        read_footprint(sent)
    for field in ("pcf.fossilGhgEmissions", "pcf.declaredUnitAmount", "productIds"):
        assert field in caught.value.message
    with pytest.raises(InvalidValueError, match="The field pcf is missing from the footprint"):
        read_footprint({})
    with pytest.raises(InvalidValueError, match="declaredUnitOfMeasurement"):
        write_footprint(dataclasses.replace(CHAIR, unit="barrel"), CARBON)
