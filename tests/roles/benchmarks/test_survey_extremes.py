"""Surveys that know less than the centre, say what cannot be, or come from odd programs."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.models import Benchmark, Part, SurveyUpload
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_layout import propose_mapping
from scp_centre.roles.benchmarks.surveys.survey_rows import read_first_rows
from tests.roles.benchmarks.survey_files import text_table, workbook

HEAD = ["Plant name", "Firm", "Energy (GJ)", "Cheese (t)"]


@pytest.fixture
def cheese(sample_centre):
    return Benchmark.objects.get(slug="energy-of-cheese-dairies-2025")


@pytest.fixture
def milk(sample_centre):
    return actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031},
        acting_user=sample_centre["statistician"],
    )


def read(file, benchmark):
    mapping = propose_mapping(read_first_rows(file, file.name), benchmark).mapping
    file.seek(0)
    return read_survey(file, file.name, benchmark, mapping=mapping)


def test_what_a_survey_has_no_column_for_stays_as_it_is(cheese, sample_centre):
    """Else each plant of a holding became a contributor of its own, and a release told of it."""
    before = {
        p.name: (p.holder, p.company_name, p.company_id, p.region, p.values, p.source)
        for p in cheese.plants.all()
    }
    assert len({holder for holder, *_ in before.values()}) < len(before)
    assert all(values for *_, values, _source in before.values())
    rows = [[p.name, p.company_name, p.use, p.made] for p in cheese.plants.all()]
    found = read(workbook(Data=[HEAD, *rows]), cheese)
    actions.keep_plants(cheese, found.plants, acting_user=sample_centre["statistician"])
    after = {
        p.name: (p.holder, p.company_name, p.company_id, p.region, p.values, p.source)
        for p in cheese.plants.all()
    }
    assert after == before


def test_a_column_that_is_there_and_empty_empties_it(cheese, sample_centre):
    plant = next(p for p in cheese.plants.all() if p.values and p.holder != p.company_name)
    variable = cheese.variables.exclude(part=Part.PRODUCT).first()
    assert variable.key in plant.values
    head = [*HEAD, "Holding", variable.title]
    row = [plant.name, plant.company_name, plant.use, plant.made, "", ""]
    found = read(workbook(Data=[head, row]), cheese)
    actions.keep_plants(cheese, found.plants, acting_user=sample_centre["statistician"])
    plant.refresh_from_db()
    assert plant.holder == plant.company_name
    assert variable.key not in plant.values


@pytest.mark.parametrize(
    ("unit", "use", "made"),
    [("MWh", 1e308, 10), ("GJ", 1e300, 1e-300), ("GJ", 1, 1e-320), ("GJ", 5e-324, 1e308)],
)
def test_amounts_that_no_plant_can_have_are_refused(milk, unit, use, made):
    head = ["Plant", "Company", f"Energy ({unit})", "Milk (t)"]
    with pytest.raises(WorkbookError) as refused:
        read(workbook(Data=[head, ["North", "Alpha", use, made]]), milk)
    said = str(refused.value.findings[0].message)
    assert "is not a possible value for a plant." in said or "is too small" in said


def test_signs_that_no_database_holds_do_not_come_in(milk):
    rows = [["Nor_x0000_th", "Al_x202E_pha", 100, 50]]
    (plant,) = read(
        workbook(Data=[["Plant", "Company", "Energy (GJ)", "Milk (t)"], *rows]), milk
    ).plants
    assert (plant["name"], plant["company_name"]) == ("North", "Alpha")
    table = text_table("Plant,Company,Energy (GJ),Milk (t)\nS\x01outh,Be\x85ta,100,50\n")
    (plant,) = read(table, milk).plants
    assert (plant["name"], plant["company_name"]) == ("South", "Beta")


def test_headings_below_many_remarks_are_found(milk):
    remarks = [[f"Remark {n}"] for n in range(40)]
    head = ["Plant", "Company", "Energy (GJ)", "Milk (t)"]
    (plant,) = read(workbook(Data=[*remarks, head, ["North", "Alpha", 100, 50]]), milk).plants
    assert plant["name"] == "North"


@pytest.mark.parametrize("name", ["a/b", "a:b", "a[b]", "'q'", "n" * 40])
def test_a_table_to_correct_opens_whatever_its_sheet_was_called(
    milk, signed_in, name, django_capture_on_commit_callbacks
):
    client = signed_in("statistician")
    file = workbook(Data=[["Plant", "Company", "Energy (GJ)", "Milk (t)"], ["North", "A", -1, 50]])
    client.post(reverse("benchmark", args=[milk.slug]), {"survey": _renamed(file, name)})
    upload = SurveyUpload.objects.latest("created")
    answer = client.get(reverse("survey_findings", args=[milk.slug, upload.pk]))
    assert answer.status_code in (200, 302)
    page = client.get(reverse("survey_upload", args=[milk.slug, upload.pk]))
    sent = {f.name: page.context["form"][f.name].value() or "" for f in page.context["form"]}
    shown = {"shown_sheet": page.context["form"].place[0], "shown_row": 1, "heading_row": 1}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page.request["PATH_INFO"], sent | shown | {"act": "import"})
    answer = client.get(reverse("survey_findings", args=[milk.slug, upload.pk]))
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer)))
    assert "-1" in str([[c.value for c in row] for row in book.worksheets[0]])


def _renamed(file, name):
    """Return the file with a name of its sheet that other programs write, and Excel refuses."""
    import zipfile

    whole, made = zipfile.ZipFile(file), io.BytesIO()
    made.name = "survey.xlsx"
    with zipfile.ZipFile(made, "w") as out:
        for part in whole.namelist():
            content = whole.read(part)
            if part == "xl/workbook.xml":
                content = content.replace(b'name="Data"', f'name="{name}"'.encode())
            out.writestr(part, content)
    made.seek(0)
    return made


def test_a_column_that_was_removed_meanwhile_is_no_error(cheese, sample_centre):
    variable = cheese.variables.exclude(part=Part.PRODUCT).first()
    file = workbook(Data=[[*HEAD, variable.title], ["North", "Alpha", 100, 50, "7"]])
    mapping = propose_mapping(read_first_rows(file, file.name), cheese).mapping
    variable.delete()
    file.seek(0)
    (plant,) = read_survey(file, file.name, cheese, mapping=mapping).plants
    assert plant["name"] == "North" and plant["values"] == {}
