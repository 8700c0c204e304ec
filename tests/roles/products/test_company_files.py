"""All data for a company holds its footprint models, alternatives, reviews and approved footprints."""

import csv
import io
import json
import zipfile

import pytest

from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.production.data_export import pack_company
from scp_centre.roles.products import actions
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.workbook import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def bracket(sample_centre):
    model = FootprintModel.objects.get(product__name__startswith="Zinc")
    actions.submit_footprint(model, acting_user=sample_centre["expert"])
    actions.return_footprint(model, "Where is the zinc?", acting_user=sample_centre["reviewer"])
    return model


def packed(company):
    return zipfile.ZipFile(io.BytesIO(pack_company(company)))


def table(package, name):
    return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))


def test_models_alternatives_and_reviews_are_in_the_file(bracket):
    package = packed(bracket.product.organisation)
    book = package.read(f"footprints/{bracket.pk}-model.xlsx")
    kept = read_content(bracket.content)
    assert read_workbook(io.BytesIO(book)).model.alternatives == kept.model.alternatives
    (row,) = table(package, "footprint_models.csv")
    assert row["remark"] == "Where is the zinc?" and row["standing"] == "sent back"
    assert len(json.loads(row["content"])["model"]["alternatives"]) == 3
    acts = {one["act"] for one in table(package, "audit.csv")}
    assert {"submit_footprint", "return_footprint"} <= acts
    assert b"footprint_models.csv" in package.read("README.txt")


def test_an_approved_footprint_is_in_the_file_as_it_was_approved(sample_centre, bracket):
    actions.submit_footprint(bracket, acting_user=sample_centre["expert"])
    footprint = actions.approve_footprint(bracket, acting_user=sample_centre["reviewer"])
    package = packed(bracket.product.organisation)
    declared = json.loads(package.read(f"footprints/{bracket.pk}-approved-1.json"))
    assert declared["id"] == str(footprint.key)
    assert f"footprints/{bracket.pk}-approved-1.xlsx" in package.namelist()
    (row,) = table(package, "approved_footprints.csv")
    assert json.loads(row["content"]) == footprint.content


def test_nobody_elses_footprint_is_in_the_file(bracket):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    package = packed(dairy)
    assert len(table(package, "footprint_models.csv")) == 1
    for name in package.namelist():
        assert b"Zinc-plated" not in package.read(name)
    assert not any(f"footprints/{bracket.pk}-" in name for name in package.namelist())
