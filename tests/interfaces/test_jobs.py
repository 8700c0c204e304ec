"""Jobs: cancelled, tried again, never done twice, taken up when their worker died."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from scp_centre.centre.errors import JobError
from scp_centre.centre.jobs import actions
from scp_centre.centre.jobs.models import Job, State

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def job(sample_centre, monkeypatch):
    """A job of a kind that counts its runs, waiting."""
    runs = []

    def work(job, progress):
        runs.append(job.pk)
        progress(1, 2, "half way")
        return "result.txt", b"done", "Counted."

    monkeypatch.setitem(actions.WORKERS, "count", work)
    made = Job.objects.create(kind="count", title="Count", owner=sample_centre["expert"])
    made.runs = runs
    return made


def run(job):
    actions.run_job.func(str(job.pk))
    job.refresh_from_db()
    return job


def test_done_once_however_often_it_is_asked_for(job):
    assert run(job).state == State.DONE
    run(job)
    assert len(job.runs) == 1


def test_cancelled_while_it_waits(job, sample_centre):
    actions.cancel_job(job, acting_user=sample_centre["expert"])
    assert run(job).state == State.CANCELLED and job.runs == []


def test_cancelled_while_it_runs_it_keeps_nothing(job, sample_centre, monkeypatch):
    def work(running, progress):
        actions.cancel_job(running, acting_user=sample_centre["expert"])
        progress(1, 2, "half way")
        raise AssertionError("the work goes on after it was cancelled")

    monkeypatch.setitem(actions.WORKERS, "count", work)
    run(job)
    assert job.state == State.CANCELLED and not job.result


def test_a_run_whose_job_was_taken_up_by_another_keeps_nothing(job, monkeypatch):
    def work(running, progress):
        Job.objects.filter(pk=running.pk).update(claim=None, state=State.WAITING)
        return "late.txt", b"late", ""

    monkeypatch.setitem(actions.WORKERS, "count", work)
    run(job)
    assert job.state == State.WAITING and not job.result


def test_tried_again_after_a_failure(job, sample_centre, django_capture_on_commit_callbacks):
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, message="Broken")
    with django_capture_on_commit_callbacks(execute=True):
        actions.retry_job(job, acting_user=sample_centre["expert"])
    job.refresh_from_db()
    assert job.state == State.DONE and job.message == "Counted."


def test_others_neither_cancel_nor_retry(job, sample_centre):
    for act in (actions.cancel_job, actions.retry_job):
        with pytest.raises(JobError, match="somebody else"):
            act(job, acting_user=sample_centre["director"])


def test_what_is_over_is_not_cancelled(job, sample_centre):
    run(job)
    with pytest.raises(JobError, match="has ended"):
        actions.cancel_job(job, acting_user=sample_centre["expert"])


def test_a_live_worker_keeps_its_job(job):
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=timezone.now())
    assert actions.resume_jobs() == 0


def test_a_job_that_waits_and_stands_in_no_queue_is_queued_again(job):
    """A process was killed after the job was written and before it was queued."""
    assert actions.resume_jobs() == 0  # just now it may be on its way
    Job.objects.filter(pk=job.pk).update(created=timezone.now() - timedelta(minutes=5))
    assert actions.resume_jobs() == 1
    job.refresh_from_db()
    assert job.is_over


def test_a_job_that_waits_in_the_queue_is_not_queued_twice(job):
    old = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(created=old)
    DBTaskResult.objects.create(
        args_kwargs={"args": [str(job.pk)], "kwargs": {}},
        task_path=actions.run_job.module_path,
        run_after=old,
        backend_name="default",
    )
    assert actions.resume_jobs() == 0


def test_a_job_that_kills_its_workers_is_given_up(job):
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=long_ago, tries=2)
    assert actions.resume_jobs() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED and "3 times" in job.message


def test_the_buttons_of_the_page(signed_in, job):
    client = signed_in("expert")
    assert "Cancel" in client.get(f"/jobs/{job.pk}/").content.decode()
    client.post(f"/jobs/{job.pk}/cancel/")
    assert "Run the job again" in client.get(f"/jobs/{job.pk}/").content.decode()
