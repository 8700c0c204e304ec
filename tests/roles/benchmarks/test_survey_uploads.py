"""A survey that is sent: shown, corrected, imported as a job, kept for the next one."""

import pytest
from django.urls import reverse

from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.models import KeptMapping, SurveyUpload
from scp_centre.roles.benchmarks.sample import DEFINITION
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
