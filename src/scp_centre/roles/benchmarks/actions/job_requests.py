"""Long work on the plants of a benchmark, asked for as jobs; what they compute is kept."""

from typing import Any

from django.db import transaction

from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.kept_results import (
    CHECK_JOB,
    METHOD_JOB,
    RELEASE_JOB,
    running_job,
)
from scp_centre.roles.benchmarks.models import Benchmark, KeptResult


@transaction.atomic
def request_release(benchmark: Benchmark, *, acting_user: Person) -> Job:
    """Have a benchmark checked and released, as a job; one at a time."""
    require(acting_user, "release_benchmark")
    if running := running_job(benchmark, RELEASE_JOB):
        return running
    return queue_job(
        RELEASE_JOB,
        _("Release of {benchmark}", benchmark=str(benchmark)),
        {"benchmark": benchmark.pk},
        acting_user=acting_user,
        organisation=None,
    )


@transaction.atomic
def request_method(benchmark: Benchmark, approach: str, *, acting_user: Person) -> Job:
    """Have the scores of a method computed and kept, as a job."""
    require(acting_user, "see_plants")
    if running := running_job(benchmark, METHOD_JOB, approach=approach):
        return running
    return queue_job(
        METHOD_JOB,
        _("Scores for {benchmark}", benchmark=str(benchmark)),
        {"benchmark": benchmark.pk, "approach": approach},
        acting_user=acting_user,
        organisation=None,
    )


@transaction.atomic
def request_check(benchmark: Benchmark, *, acting_user: Person) -> Job:
    """Have the plants looked through for outliers, moves and twins, as a job."""
    require(acting_user, "see_plants")
    if running := running_job(benchmark, CHECK_JOB):
        return running
    return queue_job(
        CHECK_JOB,
        _("Plant check for {benchmark}", benchmark=str(benchmark)),
        {"benchmark": benchmark.pk},
        acting_user=acting_user,
        organisation=None,
    )


@transaction.atomic
def keep_result(
    benchmark: Benchmark, kind: str, state: str, content: Any, *, acting_user: Person
) -> None:
    """Keep what was computed of the plants in a state; what was kept before is replaced."""
    require(acting_user, "see_plants")
    KeptResult.objects.update_or_create(
        benchmark=benchmark, kind=kind, defaults={"state": state, "content": content}
    )
