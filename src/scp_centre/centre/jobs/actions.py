"""Queue work and run it. A job that was running when its worker died can be run again."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from scp_centre.centre.errors import CentreError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.methods.errors import MethodError

Progress = Callable[[int, int, str], None]
Work = Callable[[Job, Progress], tuple[str, bytes]]
WORKERS: dict[str, Work] = {}


def worker(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind; it returns a file's name and content."""

    def register(function: Work) -> Work:
        WORKERS[kind] = function
        return function

    return register


def queue_job(
    kind: str,
    title: str,
    payload: dict[str, object],
    *,
    acting_user: Person,
    organisation: Organisation | None,
) -> Job:
    """Queue a job; the caller has checked that the person may have it done."""
    job = Job.objects.create(
        kind=kind, title=title, payload=payload, owner=acting_user, organisation=organisation
    )
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


@task()
def run_job(job_id: str) -> None:
    """Do a job. What it is asked twice it does once: a finished job is left alone."""
    job = Job.objects.get(pk=job_id)
    if job.is_over:
        return
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, started=timezone.now(), message="")

    def progress(step: int, steps: int, message: str) -> None:
        Job.objects.filter(pk=job.pk).update(step=step, steps=steps, message=message)

    try:
        name, content = WORKERS[job.kind](job, progress)
    except (CentreError, MethodError) as error:
        _finish(job, State.FAILED, f"{error.message} {error.cure}".strip())
        return
    except Exception:
        _finish(job, State.FAILED, "The work broke off unexpectedly. Try again; it is logged.")
        raise
    job.refresh_from_db()
    job.result.save(f"{job.pk}-{name}", ContentFile(content), save=False)
    job.result_name = name
    job.state, job.step, job.finished, job.message = State.DONE, job.steps, timezone.now(), ""
    job.save()


def _finish(job: Job, state: State, message: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, message=message[:500], finished=timezone.now()
    )


def resume_jobs() -> int:
    """Queue again what a dead worker left running; called when a worker starts."""
    left = list(Job.objects.filter(state=State.RUNNING))
    for job in left:
        Job.objects.filter(pk=job.pk).update(state=State.WAITING, step=0)
        run_job.enqueue(str(job.pk))
    return len(left)
