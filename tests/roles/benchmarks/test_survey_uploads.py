"""A survey that is sent: shown, corrected, imported as a job, kept for the next one."""

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from scp_centre.centre.jobs.models import Job
from scp_centre.roles.benchmarks import upkeep
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.kept_results import CORRECTIONS_JOB
from scp_centre.roles.benchmarks.models import KeptMapping, SurveyUpload, surveys
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.surveys.survey_queries import open_upload
from tests.roles.benchmarks.survey_files import workbook

HEAD = ["Plant name", "Firm", "Energy (MWh)", "Milk (t)"]
ROWS = [["North", "Alpha", 100, 50], ["South", "Beta", 200, 80]]
SHOWN = {"shown_sheet": "Data", "shown_row": 1, "heading_row": 1, "drops_totals": "on",
         "keep": "on", "column_0": "name", "column_1": "company", "column_2": "use",
         "column_3": "made", "unit_use": "MWh", "unit_made": "t"}  # fmt: skip


@pytest.fixture
def milk(sample_centre):
    return actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031},
        acting_user=sample_centre["statistician"],
    )


def test_a_layout_is_shown_confirmed_kept_and_used_again(
    milk, signed_in, django_capture_on_commit_callbacks
):
    client, page = signed_in("statistician"), reverse("benchmark", args=[milk.slug])
    answer = client.post(page, {"survey": workbook(Data=[HEAD, *ROWS])})
    upload = SurveyUpload.objects.get()
    assert answer.url == reverse("survey_upload", args=[milk.slug, upload.pk])
    shown = client.get(answer.url).content.decode()
    assert "Plant name" in shown and "360" in shown and milk.plants.count() == 0
    assert signed_in("reviewer").get(answer.url).status_code == 403
    client = signed_in("statistician")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer.url, SHOWN | {"act": "import"})
    assert milk.plants.get(name="North").use == pytest.approx(360)
    assert KeptMapping.objects.get().benchmark == milk
    again = workbook(Next=[[], ["Plant  name", *HEAD[1:]], ["West", "Gamma", 10, 5]])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"survey": again})
    assert milk.plants.get(name="West").use == pytest.approx(36)


@pytest.fixture
def send(milk, signed_in, django_capture_on_commit_callbacks):
    """Return a function that sends a file; it returns the client and the address of its page."""

    def sent(*rows):
        client = signed_in("statistician")
        page = reverse("benchmark", args=[milk.slug])
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page, {"survey": workbook(Data=[HEAD, *rows])})
        upload = SurveyUpload.objects.latest("created")
        return client, reverse("survey_upload", args=[milk.slug, upload.pk]), upload

    return sent


def test_the_first_plants_show_each_column_that_is_imported(send, milk):
    client, page, _ = send(*ROWS)
    form = client.get(page).context["form"]
    assert [field.name for field in form.unit_fields()] == ["unit_use", "unit_made"]
    (row, cells), _ = client.get(page).context["plants"]
    shown = {str(cell["title"]): cell["text"] for cell in cells}
    assert row == 2
    assert shown == {"Plant": "North", "Company": "Alpha", "Use": "360", "Output": "50"}


def test_nobody_sees_the_upload_of_another(send, milk, sample_centre):
    client, page, upload = send(*ROWS)
    SurveyUpload.objects.update(owner=sample_centre["director"])
    table = reverse("survey_findings", args=[milk.slug, upload.pk])
    assert [client.get(address).status_code for address in (page, table)] == [404, 404]
    assert client.post(page, SHOWN | {"act": "import"}).status_code == 404
    assert milk.plants.count() == 0


def test_what_is_missing_or_chosen_twice_is_named(send, milk):
    client, page, _upload = send(*ROWS)
    file = workbook(Data=[[*HEAD[:2], "Energy", HEAD[3]], *ROWS])
    client.post(reverse("benchmark", args=[milk.slug]), {"survey": file})
    without = reverse("survey_upload", args=[milk.slug, SurveyUpload.objects.latest("created").pk])
    lacking = client.post(without, SHOWN | {"act": "import", "unit_use": "", "column_3": ""})
    assert lacking.status_code == 422 and b"Choose the unit of this column." in lacking.content
    twice = client.post(page, SHOWN | {"act": "import", "column_3": "use"})
    assert twice.status_code == 422 and b"Column C is already" in twice.content
    assert milk.plants.count() == 0


def test_another_row_of_headings_is_shown_before_it_is_imported(send, milk):
    client, page, _upload = send(*ROWS)
    moved = client.post(page, SHOWN | {"act": "import", "heading_row": 2})
    assert b"You chose another table" in moved.content and milk.plants.count() == 0


def test_a_file_that_is_gone_is_said(send, milk):
    client, page, upload = send(*ROWS)
    upload.file.storage.delete(upload.file.name)
    assert b"is no longer on the server" in client.get(page, follow=True).content


def test_sent_twice_it_is_one_import(send, milk):
    client, page, upload = send(*ROWS)
    first = client.post(page, SHOWN | {"act": "import"})  # the job waits
    second = client.post(page, SHOWN | {"act": "import"})
    upload.refresh_from_db()
    assert first.url == second.url == reverse("job", args=[upload.job.pk])
    refused = client.post(page, {"act": "discard"}, follow=True)
    assert b"Cancel the job first" in refused.content or b"being imported" in refused.content
    assert SurveyUpload.objects.filter(pk=upload.pk).exists()


def test_plants_that_look_alike_are_asked_about(send, milk, django_capture_on_commit_callbacks):
    client, page, upload = send(*ROWS, ["Nord", "Alpha", 100, 50])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
    upload.refresh_from_db()
    assert upload.only_questions and milk.plants.count() == 0
    shown = client.get(page).content.decode()
    assert "has the same company, use and output" in shown and "Import all rows" in shown
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"act": "accept"})
    assert milk.plants.count() == 3


def test_errors_are_not_accepted(send, milk, django_capture_on_commit_callbacks):
    client, page, upload = send(*ROWS, ["Nord", "Alpha", "none at all", 50])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
        client.post(page, {"act": "accept"})
    upload.refresh_from_db()
    assert not upload.only_questions and milk.plants.count() == 0


def test_the_corrected_table_is_imported(send, milk, django_capture_on_commit_callbacks):
    """The row is named; mended and sent again, the added column is no hindrance."""
    client, page, upload = send(*ROWS, ["East", "Gamma", "none at all", 50])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
    ids = re.findall(r' id="([^"]+)"', client.get(page).content.decode())
    assert "corrected_survey" in ids and len(ids) == len(set(ids))  # two forms, no name twice
    answer = client.get(reverse("survey_findings", args=[milk.slug, upload.pk]))
    book = load_workbook(io.BytesIO(answer.content))
    table = book["Data"]
    assert [cell.value for cell in table[1]] == [*HEAD, "Corrections needed"]
    assert table["E4"].value and not table["E2"].value
    table["C4"] = 10
    mended = io.BytesIO()
    book.save(mended)
    mended.seek(0)
    mended.name = "mended.xlsx"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("benchmark", args=[milk.slug]), {"survey": mended})
        fresh = SurveyUpload.objects.exclude(pk=upload.pk).first()
        if fresh and not fresh.job:  # shown again, as the layout was not saved
            again = reverse("survey_upload", args=[milk.slug, fresh.pk])
            client.post(again, SHOWN | {"act": "import"})
    assert milk.plants.get(name="East").use == pytest.approx(36)


def test_the_table_to_correct_of_a_large_survey_is_a_job(
    send, milk, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(surveys, "MOST_BYTES_OF_A_PAGE", 100)
    client, page, upload = send(*ROWS, ["East", "Gamma", "none at all", 50])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
    address = reverse("survey_findings", args=[milk.slug, upload.pk])
    assert client.get(address).url == page  # nothing is read while the sender waits
    shown = client.get(page).content.decode()
    assert "Prepare the corrections table" in shown and address not in shown
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(page, {"act": "corrections"}, headers={"accept-language": "fr"})
        assert client.post(page, {"act": "corrections"}).url == first.url  # asked twice, done once
    job = Job.objects.get(kind=CORRECTIONS_JOB)
    assert job.state == "done" and first.url == reverse("job", args=[job.pk])
    download = client.get(reverse("job_file", args=[job.pk]))
    table = load_workbook(io.BytesIO(b"".join(download)))["Data"]
    assert table["E4"].value and not table["E2"].value


def test_what_is_imported_is_not_said_to_be_discarded(
    send, milk, django_capture_on_commit_callbacks
):
    client, page, upload = send(*ROWS)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
    upload.refresh_from_db()
    there = milk.plants.count()
    assert upload.imported and there > 0
    answer = client.post(page, {"act": "discard"}, follow=True).content.decode()
    assert "have been imported" in answer and "was discarded" not in answer
    assert milk.plants.count() == there and SurveyUpload.objects.filter(pk=upload.pk).exists()


def test_a_file_is_discarded_or_tidied(send, milk, django_capture_on_commit_callbacks):
    client, page, upload = send(*ROWS)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"act": "discard"})
    assert not SurveyUpload.objects.exists()
    assert not upload.file.storage.exists(upload.file.name)
    _client, _page, old = send(*ROWS)
    _client, _page, new = send(*ROWS)
    SurveyUpload.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=15))
    with django_capture_on_commit_callbacks(execute=True):
        assert list(upkeep.tidy(timezone.now()))
    assert list(SurveyUpload.objects.all()) == [new]
    assert not old.file.storage.exists(old.file.name)
    open_upload(new).close()


def test_a_saved_layout_is_deleted_or_no_longer_fits(
    send, milk, django_capture_on_commit_callbacks
):
    client, page, _upload = send(*ROWS)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, SHOWN | {"act": "import"})
    kept = KeptMapping.objects.get()
    kept.mapping["units"]["use"] = "t"  # as if the benchmark now counted something else
    kept.save()
    _client, _page, upload = send(["West", "Gamma", 10, 5])
    assert upload.job is None and not milk.plants.filter(name="West").exists()
    client.post(reverse("forget_layout", args=[milk.slug, kept.pk]))
    assert not KeptMapping.objects.exists()


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Return a function that sends a page and has the jobs done that it asks for."""

    def sent(client, page, values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page, values)

    return sent


def test_the_layout_of_a_failed_import_is_not_saved(send, post):
    client, page, upload = send(*ROWS, ["Nord", "Alpha", 100, 50])
    post(client, page, SHOWN | {"act": "import"})
    assert not KeptMapping.objects.exists()
    job = client.get(reverse("job", args=[SurveyUpload.objects.get().job.pk])).content.decode()
    assert (
        page in job and reverse("survey_findings", args=[upload.benchmark.slug, upload.pk]) in job
    )
    post(client, page, {"act": "accept"})
    assert KeptMapping.objects.get().source == "survey.xlsx"


def test_the_job_counts_plants_and_says_which_layout_it_used(send, post, milk, sample_centre):
    capacity = {"title": "Capacity used", "unit": "%", "part": "regressor", "logarithm": False}
    person = sample_centre["statistician"]
    actions.add_variable(milk, capacity, acting_user=person)
    actions.choose_approach(milk, "regression", "Capacity differs.", acting_user=person)
    client, page, _upload = send(*ROWS)
    assert "also needs these columns: Capacity used" in client.get(page).content.decode()
    post(client, page, SHOWN | {"act": "import"})
    said = str(SurveyUpload.objects.get().job.message)
    assert "2 new plants imported." in said and "also needs these columns: Capacity used" in said
    _client, _page, again = send(ROWS[0], ["South", "Beta", 210, 80], ["West", "Gamma", 50, 20])
    again.refresh_from_db()
    said = str(again.job.message)
    assert "1 new plant imported. 1 existing plant changed. 1 existing plant is unchanged." in said
    assert "a saved layout (survey.xlsx)" in said and "Use = Energy (MWh)" in said


def test_the_unit_below_a_heading_is_read_when_its_column_is_chosen(milk, signed_in, sample_centre):
    capacity = {"title": "Utilisation", "unit": "%", "part": "regressor", "logarithm": False}
    actions.add_variable(milk, capacity, acting_user=sample_centre["statistician"])
    client = signed_in("statistician")
    head = [[*HEAD[:2], "Energy", "Milk", "Load"], [None, None, "MWh", "t", "%"]]
    file = workbook(Data=[*head, *[[*row, 80] for row in ROWS]])
    client.post(reverse("benchmark", args=[milk.slug]), {"survey": file})
    page = reverse("survey_upload", args=[milk.slug, SurveyUpload.objects.get().pk])
    chosen = SHOWN | {"column_4": "v_utilisation", "units_below": "on", "unit_use": "",
                      "unit_made": ""}  # fmt: skip
    form = client.post(page, chosen | {"act": "look"}).context["form"]
    assert form.is_valid(), form.errors
    assert form.cleaned_data["unit_v_utilisation"] == "%"
    assert form.cleaned_data["unit_use"] == "MWh"


def test_units_are_written_as_they_are(send):
    client, page, _upload = send(*ROWS)
    shown = client.get(page).content.decode()
    assert ">kWh per month<" in shown and ">KWh per month<" not in shown
    assert "(GJ in the benchmark) (optional)" not in shown


def test_errors_of_the_whole_file_are_shown_beforehand(send):
    client, page, _upload = send(*ROWS, *[[f"P{i}", "Alpha", 10 + i, 5 + i] for i in range(8)],
                                 ["Last", "Gamma", "none at all", 50], ["Nord", "Alpha", 100, 50])  # fmt: skip
    checked = client.get(page).context["checked"]
    assert [f.row for f in checked.errors] == [12]
    client, page, _upload = send(*ROWS, ["Nord", "Alpha", 100, 50])
    assert [f.row for f in client.get(page).context["checked"].questions] == [4]
