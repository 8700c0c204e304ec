"""Queue work, run it, cancel it, try again; what a dead worker left is taken up by another.

A run claims its job; only the run that still holds the claim may keep a result, so that a job
that two workers took up has one result.
"""

import errno
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import CentreError, JobError
from scp_centre.centre.faults.fault_log import record_fault
from scp_centre.centre.installation.database import AWAY
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.journal import log
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.rows import save_row
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _, n_

Progress = Callable[[int, int, str], None]
# Name of the file, its content (empty: no file), what to say, and what was left out and why.
Made = tuple[str, bytes, str] | tuple[str, bytes, str, Sequence[Finding]]
Work = Callable[[Job, Progress], Made]
WORKERS: dict[str, Work] = {}
ACTS: dict[str, str] = {}  # kind of jobs -> the act that opens them
BEAT_SECONDS = 5
STALE_SECONDS = 30
MOST_TRIES = 3
MOST_FINDINGS = 1_000
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _ClaimLostError(Exception):
    """The job was cancelled, or another run has taken it up."""


def worker(kind: str, *, act: str = "") -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind; it returns a file and what to say of it.

    act : what a person must be allowed, also later, to see such a job and its file
    """

    def register(function: Work) -> Work:
        WORKERS[kind] = function
        if act:
            ACTS[kind] = act
        return function

    return register


def queue_job(
    kind: str,
    title: str,
    payload: dict[str, object],
    *,
    acting_user: Person,
    organisation: Organisation | None,
    upload: File | None = None,  # type: ignore[type-arg]
) -> Job:
    """Queue a job; the caller has checked that the person may have it done."""
    claim_form()
    busy = Job.objects.filter(owner=acting_user, state__in=(State.WAITING, State.RUNNING)).count()
    if busy >= settings.MOST_JOBS_AT_ONCE:
        raise JobError(
            n_(
                "You already have {count} job waiting or running.",
                "You already have {count} jobs waiting or running.",
                busy,
            ),
            where=title,
            cure=_("Wait until some jobs have finished, or cancel some on the Jobs page."),
        )
    job = Job.objects.create(
        kind=kind,
        title=title,
        payload=payload,
        owner=acting_user,
        organisation=organisation,
        upload=upload or "",
    )
    _enqueue(job)
    return job


def _enqueue(job: Job) -> None:
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))


@task()
def run_job(job_id: str) -> None:
    """Do a job. What is asked twice is done once: only a waiting job can be claimed."""
    claim = uuid.uuid4()
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=State.WAITING).update(
        state=State.RUNNING, claim=claim, started=now, beat=now, message="", findings=[]
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    mine = Job.objects.filter(pk=job.pk, claim=claim, state=State.RUNNING)

    latest: dict[str, Any] = {}

    def progress(step: int, steps: int, message: str) -> None:
        wanted = mine.filter(cancel_asked=False)
        shown = {"step": step, "steps": steps, "message": message}
        if connection.in_atomic_block:  # nobody would see it: the sign of life shows it
            latest.update(shown)
            kept = wanted.exists()
        else:
            latest.clear()
            kept = bool(wanted.update(beat=timezone.now(), **shown))
        if not kept:
            raise _ClaimLostError

    try:
        with _beating(job.pk, claim, latest):
            made = WORKERS[job.kind](job, progress)
        _keep(job, claim, *made)
    except _ClaimLostError:
        mine.update(state=State.CANCELLED, message=_("Cancelled."), finished=timezone.now())
    except (CentreError, MethodError) as error:
        found = [f.as_dict() for f in getattr(error, "findings", ())]
        _fail(mine, error.in_full, found[:MOST_FINDINGS])
        if found and job.upload:  # the same file would fail again
            job.upload.delete(save=False)
            Job.objects.filter(pk=job.pk).update(upload="")
    except OSError as error:
        if error.errno in DISK_FULL:
            log(f"Job {job.pk} ({job.kind}): {error.strerror}.")
            _fail(mine, _("The server's disk is full. Tell the administrator, then try again."))
        else:
            _fail_unexpectedly(mine, job, error)
    except Exception as error:
        _fail_unexpectedly(mine, job, error)


def _keep(
    job: Job,
    claim: uuid.UUID,
    name: str,
    content: bytes,
    said: str,
    left_out: Sequence[Finding] = (),
) -> None:
    """Keep the result, if this run still holds the job; what it worked on is not needed more."""
    with transaction.atomic():
        held = (
            Job.objects.select_for_update()
            .filter(pk=job.pk, claim=claim, state=State.RUNNING)
            .first()
        )
        if held is None:
            return
        if content:
            held.result.save(f"{held.pk}-{name}", ContentFile(content), save=False)
            held.result_name = name
        held.findings = [finding.as_dict() for finding in left_out[:MOST_FINDINGS]]
        held.state, held.step, held.finished = State.DONE, held.steps, timezone.now()
        held.message = said
        upload, held.upload = held.upload.name, ""
        save_row(held)
        if upload:
            storage = held.upload.storage
            transaction.on_commit(lambda: storage.delete(upload))


def _fail_unexpectedly(mine: object, job: Job, error: Exception) -> None:
    number = record_fault(error, place=f"job {job.kind}")
    _fail(
        mine,
        _(
            "An unexpected error stopped this job. Try again. If the error happens again, give "
            "the administrator this number: {number}.",
            number=number,
        ),
    )


def _fail(mine: object, message: str, findings: Sequence[object] = ()) -> None:
    mine.update(  # type: ignore[attr-defined]
        state=State.FAILED,
        message=message,
        findings=list(findings),
        finished=timezone.now(),
    )


@contextmanager
def _beating(pk: uuid.UUID, claim: uuid.UUID, latest: dict[str, Any]) -> Iterator[None]:
    """Show a sign of life every few seconds, from a thread of its own, while work goes on.

    latest : progress that the work could not show itself, being inside a transaction
    """
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            mine = Job.objects.filter(pk=pk, claim=claim, state=State.RUNNING)
            try:
                mine.update(beat=timezone.now(), **latest)
            except AWAY:  # the work itself holds the embedded database, or the server was started
                connection.close()  # anew: the next sign of life connects again
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT_SECONDS)


def resume_jobs(stale_seconds: float = STALE_SECONDS) -> int:
    """Queue again what dead workers left running; a job that killed three is given up."""
    silent_since = timezone.now() - timedelta(seconds=stale_seconds)
    resumed = 0
    for job in Job.objects.filter(state=State.RUNNING, beat__lt=silent_since):
        mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, claim=job.claim)
        if job.tries + 1 >= MOST_TRIES:
            _fail(
                mine,
                _(
                    "The job stopped {_TRIES} times without an error message. Contact the "
                    "administrator.",
                    _TRIES=MOST_TRIES,
                ),
            )
        elif mine.update(state=State.WAITING, step=0, claim=None, tries=job.tries + 1):
            run_job.enqueue(str(job.pk))
            resumed += 1
    return resumed + _enqueue_forgotten(silent_since)


def _enqueue_forgotten(created_before: datetime) -> int:
    """Queue again what waits and stands in no queue: a process was killed between the two.

    Asking twice for a job does no harm, so nothing is locked meanwhile.
    """
    waiting = Job.objects.filter(state=State.WAITING, created__lt=created_before)
    keys = {str(pk) for pk in waiting.values_list("pk", flat=True)}
    if not keys:
        return 0
    ready = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=run_job.module_path
    )
    asked = {str(one["args"][0]) for one in ready.values_list("args_kwargs", flat=True)}
    for key in keys - asked:
        run_job.enqueue(key)
    return len(keys - asked)


@transaction.atomic
def cancel_job(job: Job, *, acting_user: Person) -> None:
    """Cancel one's own job: at once while it waits, at its next step while it runs."""
    job = _own(job, acting_user)
    if job.is_over:
        raise JobError(
            _("The job {title} has ended: {state}.", title=job.title, state=job.state),
            where=job.title,
            cure=_("There is nothing to cancel."),
        )
    if job.state == State.WAITING:
        job.state, job.message, job.finished = State.CANCELLED, _("Cancelled."), timezone.now()
    job.cancel_asked = True
    save_row(job)
    _log("cancel_job", job, acting_user)


@transaction.atomic
def retry_job(job: Job, *, acting_user: Person) -> None:
    """Do one's own job again that failed or was cancelled."""
    job = _own(job, acting_user)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise JobError(
            _("The job {title} is {state}.", title=job.title, state=job.state),
            where=job.title,
            cure=_("Only a failed job can be run again."),
        )
    job.state, job.step, job.tries, job.claim = State.WAITING, 0, 0, None
    job.cancel_asked, job.message, job.finished = False, "", None
    save_row(job)
    _log("retry_job", job, acting_user)
    _enqueue(job)


def _own(job: Job, person: Person) -> Job:
    held = Job.objects.select_for_update().get(pk=job.pk)
    if held.owner_id != person.pk:
        raise JobError(
            _("This job belongs to somebody else."),
            where=job.title,
            cure=_("Ask the person who started the job."),
        )
    return held


def _log(act: str, job: Job, person: Person) -> None:
    record(act, job.title, acting_user=person, organisation=job.organisation)
