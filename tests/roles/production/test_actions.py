"""Every write of the production role: done, audited, refused where it must be, nothing half-written."""

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.errors import AssessmentError
from scp_centre.roles.production.models import TABLES, Assessment, Option
from scp_centre.roles.production.workbook import WorkbookError, write_workbook

pytestmark = pytest.mark.django_db


def upload(file):
    return io.BytesIO(write_workbook(file))


@pytest.fixture
def assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def counts():
    tables = (*TABLES.values(), Assessment, Site, Organisation, Observation, Entry)
    return {t.__name__: t._default_manager.count() for t in tables}


def test_the_database_gives_back_what_was_entered(assessment, dairy_file):
    assert load_file(assessment) == dairy_file


def test_importing_again_updates_and_doubles_nothing(assessment, dairy_file, sample_centre):
    before = counts()
    again = actions.import_workbook(upload(dairy_file), acting_user=sample_centre["expert"])
    assert again.pk == assessment.pk and again.revision == assessment.revision + 1
    after = counts()
    assert after.pop("Entry") == before.pop("Entry") + 1
    assert after == before


def test_a_changed_figure_succeeds_the_old_one(assessment, dairy_file, sample_centre):
    flows = tuple(
        replace(f, amount=f.amount + 100) if f.key == "w_vat" else f for f in dairy_file.flows
    )
    actions.import_workbook(
        upload(replace(dairy_file, flows=flows)), acting_user=sample_centre["expert"]
    )
    water = Observation.objects.filter(origin=assessment.origin, indicator="water", period="2025")
    assert [w.value for w in water.order_by("version")] == [17_000, 17_100]
    old, new = water.order_by("version")
    assert old.succeeded_by == new and new.succeeded_by is None


def test_a_workbook_with_one_mistake_changes_nothing(assessment, dairy_file, sample_centre):
    book = openpyxl.load_workbook(upload(dairy_file))
    book["Flows"].cell(row=6, column=8).value = -3
    buffer = io.BytesIO()
    book.save(buffer)
    before = counts()
    with pytest.raises(WorkbookError, match="1 error"):
        actions.import_workbook(buffer, acting_user=sample_centre["expert"])
    assert counts() == before


def test_an_assessment_that_cannot_be_computed_is_not_stored(assessment, dairy_file, sample_centre):
    savings = tuple(
        replace(s, share=None, amount=9e9, unit="t") if s.flow == "milk_lost_2" else s
        for s in dairy_file.savings
    )
    before = counts()
    with pytest.raises(AssessmentError, match="many times larger than the flow"):
        actions.import_workbook(
            upload(replace(dairy_file, savings=savings)), acting_user=sample_centre["expert"]
        )
    assert counts() == before


def test_a_company_imports_its_own_workbook_and_no_other(dairy_file, sample_centre):
    mine = actions.import_workbook(upload(dairy_file), acting_user=sample_centre["company"])
    assert mine.changed_by == sample_centre["company"]
    with pytest.raises(NotPermittedError):
        actions.import_workbook(upload(dairy_file), acting_user=sample_centre["dyehouse"])


def test_a_company_cannot_add_another_company(dairy_file, sample_centre):
    other = replace(dairy_file, factory=replace(dairy_file.factory, company="Someone Else"))
    before = counts()
    with pytest.raises(WorkbookError) as caught:
        actions.import_workbook(upload(other), acting_user=sample_centre["company"])
    assert "not for your company" in caught.value.findings[0].message
    assert counts() == before


def test_a_reviewer_imports_nothing(dairy_file, sample_centre):
    with pytest.raises(
        NotPermittedError, match="You are not allowed to import an assessment workbook"
    ):
        actions.import_workbook(upload(dairy_file), acting_user=sample_centre["reviewer"])


def test_a_choice_changes_plan_figures_and_log(assessment, sample_centre):
    before = queries.result_of(assessment).plan
    changed = actions.decide_options(
        assessment, {"pushout": ("study", "Price to be asked")}, acting_user=sample_centre["expert"]
    )
    assert changed == 1
    assessment.refresh_from_db()
    after = queries.result_of(assessment).plan
    assert after.investment == pytest.approx(before.investment - 38_000)
    figure = Observation.objects.get(
        origin=assessment.origin, indicator="plan_investment", succeeded_by__isnull=True
    )
    assert figure.value == pytest.approx(after.investment)
    entry = Entry.objects.filter(act="decide_option").latest("pk")
    assert entry.before["decision"] == "do now" and entry.after["decision"] == "study"
    assert entry.person == sample_centre["expert"]


def test_choosing_the_same_again_changes_nothing(assessment, sample_centre):
    same = {
        o.key: (o.decision, o.reason or "") for o in Option.objects.filter(assessment=assessment)
    }
    assert actions.decide_options(assessment, same, acting_user=sample_centre["expert"]) == 0
    assert not Entry.objects.filter(act="decide_option").exists()


def test_rejecting_needs_a_reason_and_leaves_all_as_it_was(assessment, sample_centre):
    choice = {"leaks": ("study", "later"), "pushout": ("reject", " ")}
    with pytest.raises(AssessmentError, match=": the reason for rejecting the option is missing."):
        actions.decide_options(assessment, choice, acting_user=sample_centre["expert"])
    assert Option.objects.get(assessment=assessment, key="leaks").decision == "do now"


def test_the_database_itself_refuses_a_rejection_without_reason(assessment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.filter(assessment=assessment, key="leaks").update(
            decision="reject", reason=None
        )


def test_not_permitted_to_choose(assessment, sample_centre):
    for name in ("reviewer", "director", "admin", "dyehouse"):
        with pytest.raises(NotPermittedError):
            actions.decide_options(
                assessment, {"leaks": ("study", "")}, acting_user=sample_centre[name]
            )


@pytest.mark.parametrize(
    ("format_", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")]
)
def test_a_report_is_made_as_a_job(
    assessment, sample_centre, format_, start, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.request_report(
            assessment, format_, "en", acting_user=sample_centre["company"]
        )
    job.refresh_from_db()
    assert (job.state, job.percent) == (State.DONE, 100)
    with job.result.open("rb") as made:
        assert made.read().startswith(start)
    assert job.result_name == f"rivermouth-dairy-rivermouth-plant-2025-en.{format_}"
    assert Entry.objects.filter(act="make_report").count() == 1


def test_a_report_of_another_company_is_refused(assessment, sample_centre):
    with pytest.raises(NotPermittedError):
        actions.request_report(assessment, "pdf", "en", acting_user=sample_centre["dyehouse"])
    assert not Job.objects.exists()


def test_a_job_that_fails_says_so_in_words(
    assessment, sample_centre, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        job = actions.request_report(assessment, "pdf", "en", acting_user=sample_centre["expert"])
    Job.objects.filter(pk=job.pk).update(
        payload={"assessment": 10**9, "format": "pdf", "language": "en"}
    )
    callbacks[-1]()
    job.refresh_from_db()
    assert job.state == State.FAILED and "has been deleted" in job.message


def test_a_finished_job_is_not_done_twice(
    assessment, sample_centre, django_capture_on_commit_callbacks
):
    from scp_centre.centre.jobs.actions import run_job

    with django_capture_on_commit_callbacks(execute=True):
        job = actions.request_report(assessment, "json", "en", acting_user=sample_centre["expert"])
    job.refresh_from_db()
    finished = job.finished
    run_job.enqueue(str(job.pk))
    job.refresh_from_db()
    assert job.finished == finished


def test_what_a_dead_worker_left_is_done_by_the_next(
    assessment, sample_centre, django_capture_on_commit_callbacks
):
    from scp_centre.centre.jobs.actions import resume_jobs

    with django_capture_on_commit_callbacks(execute=False):
        job = actions.request_report(assessment, "json", "en", acting_user=sample_centre["expert"])
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=long_ago)
    assert resume_jobs() == 1
    job.refresh_from_db()
    assert job.state == State.DONE


def test_figures_of_a_period_that_is_gone_are_withdrawn(assessment, dairy_file, sample_centre):
    kept = replace(
        dairy_file,
        periods=tuple(p for p in dairy_file.periods if p.key == "2025"),
        flows=tuple(f for f in dairy_file.flows if f.period == "2025"),
        costs=tuple(c for c in dairy_file.costs if c.period == "2025"),
    )
    actions.import_workbook(upload(kept), acting_user=sample_centre["expert"])
    gone = Observation.objects.filter(origin=assessment.origin, period="2024")
    assert set(gone.values_list("status", flat=True)) == {Status.WITHDRAWN}
