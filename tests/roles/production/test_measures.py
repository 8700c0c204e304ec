"""What becomes of an option: answers, comments, progress; and a company's data to take away."""

import datetime
import io
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.production import actions
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.models import Assessment, Comment, Measure
from scp_centre.roles.production.workbook import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def assert_untouched():
    measure = Measure.objects.get(option="rinse")
    assert (measure.answer, measure.progress, measure.owner) == ("open", "planned", "")


def test_the_company_accepts_and_its_answer_survives_the_next_import(
    assessment, sample_centre, dairy_file
):
    actions.answer_option(assessment, "rinse", "accepted", "", acting_user=sample_centre["company"])
    actions.import_file(dairy_file, acting_user=sample_centre["expert"])
    measure = Measure.objects.get(assessment=assessment, option="rinse")
    assert measure.answer == "accepted" and measure.answered_by == sample_centre["company"]
    entry = Entry.objects.filter(act="answer_option").latest("pk")
    assert (entry.before["answer"], entry.after["answer"]) == ("open", "accepted")


def test_declining_needs_a_reason(assessment, sample_centre):
    with pytest.raises(FollowUpError, match="reason for declining"):
        actions.answer_option(
            assessment, "rinse", "declined", " ", acting_user=sample_centre["company"]
        )
    assert_untouched()


@pytest.mark.parametrize("who", ["dyehouse", "expert", "reviewer", "director", "admin"])
def test_nobody_answers_for_the_company(assessment, sample_centre, who):
    with pytest.raises(NotPermittedError):
        actions.answer_option(assessment, "rinse", "accepted", "", acting_user=sample_centre[who])


def test_another_company_can_neither_comment_nor_report(assessment, sample_centre):
    for act in (
        lambda who: actions.comment_option(assessment, "rinse", "Hm", acting_user=who),
        lambda who: actions.report_progress(assessment, "rinse", "planned", acting_user=who),
        lambda who: actions.plan_measure(assessment, "rinse", "X", None, acting_user=who),
    ):
        with pytest.raises(NotPermittedError):
            act(sample_centre["dyehouse"])
    assert not Comment.objects.exists()
    assert_untouched()


def test_progress_from_planned_to_carried_out(assessment, sample_centre):
    expert = sample_centre["expert"]
    due = datetime.date(2026, 5, 31)
    actions.plan_measure(assessment, "rinse", "Maintenance", due, acting_user=expert)
    with pytest.raises(FollowUpError, match="the completion date is missing"):
        actions.report_progress(assessment, "rinse", "carried out", acting_user=expert)
    day = datetime.date(2026, 5, 12)
    measure = actions.report_progress(
        assessment, "rinse", "carried out", carried_out_on=day, spent=1_750, acting_user=expert
    )
    assert (measure.owner, measure.due, measure.carried_out_on) == ("Maintenance", due, day)


def test_giving_up_says_what_kept_it_from_happening(assessment, sample_centre):
    with pytest.raises(FollowUpError, match="reason for abandoning the measure is missing"):
        actions.report_progress(
            assessment, "rinse", "given up", acting_user=sample_centre["expert"]
        )


def test_an_option_that_is_not_there(assessment, sample_centre):
    with pytest.raises(FollowUpError, match="has no option .magic."):
        actions.comment_option(assessment, "magic", "?", acting_user=sample_centre["expert"])


def test_the_database_refuses_what_the_forms_refuse(assessment):
    for bad in (
        {"answer": "declined"},
        {"progress": "given up"},
        {"progress": "carried out"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.create(assessment=assessment, option="another", **bad)


def test_the_option_page_takes_answer_comment_and_progress(signed_in, assessment):
    address = f"/assessments/{assessment.pk}/options/rinse/"
    client = signed_in("company")
    client.post(address, {"act": "answer", "answer-answer": "accepted"})
    client.post(address, {"act": "comment", "comment-text": "We start with hall 2."})
    bad = client.post(
        address,
        {"act": "progress", "progress-progress": "carried out", "progress-carried_out_on": "soon"},
    )
    assert bad.status_code == 422 and "is not a date" in bad.content.decode()
    text = client.get(address).content.decode()
    assert "accepted" in text and "We start with hall 2." in text


def test_a_company_takes_all_its_data_and_nobody_elses(
    assessment, sample_centre, dairy_file, django_capture_on_commit_callbacks
):
    actions.comment_option(
        assessment, "rinse", "We start with hall 2.", acting_user=sample_centre["company"]
    )
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.request_company_data(
            assessment.site.organisation, acting_user=sample_centre["company"]
        )
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.DONE, job.message
    with job.result.open("rb") as file:
        package = zipfile.ZipFile(io.BytesIO(file.read()))
    names = set(package.namelist())
    assert {"figures.csv", "comments.csv", "consents.csv", "audit.csv", "README.txt"} <= names
    workbook = package.read(f"workbooks/{assessment.pk}.xlsx")
    assert read_workbook(io.BytesIO(workbook)) == dairy_file
    assert "We start with hall 2." in package.read("comments.csv").decode("utf-8-sig")
    assert len(json.loads(package.read("figures.json"))) > 20
    for name in names:
        assert b"Lower Bridge" not in package.read(name)


def test_taking_another_companys_data_is_refused(assessment, sample_centre):
    for who in ("dyehouse", "expert", "reviewer", "admin"):
        with pytest.raises(NotPermittedError):
            actions.request_company_data(
                assessment.site.organisation, acting_user=sample_centre[who]
            )
