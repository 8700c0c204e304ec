"""What waits for a person in the benchmarks role."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from scp_centre.centre.home import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, Status, Target
from scp_centre.roles.benchmarks.queries import latest_releases

BEGIN = (BeginLink(_("Define a benchmark"), "new_benchmark", "keep_benchmark"),)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield benchmarks to release, and targets to comment on, answer or adopt."""
    if allowed(person, "keep_benchmark"):
        yield group_tasks(
            _("Unreleased benchmarks"),
            Benchmark.objects.filter(releases=None).order_by("-created"),
            lambda one: Task(one.title, reverse("benchmark", args=[one.slug]), str(one.year)),
        )
    if allowed(person, "propose_target"):
        asked = Target.objects.filter(comments__answer="", comments__isnull=False)
        yield _targets(
            _("Comments on your targets awaiting an answer"), asked.filter(proposed_by=person)
        )
    open_ = Target.objects.filter(status=Status.CONSULTED)
    if allowed(person, "adopt_target"):
        yield _targets(_("Targets to adopt or drop after consultation"), open_)
    elif allowed(person, "propose_target"):
        waiting = open_.exclude(comments__author=person).exclude(proposed_by=person)
        yield _targets(_("Targets to comment on"), waiting)


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the latest benchmarks of who makes them, the latest releases of who works with them."""
    if allowed(person, "keep_benchmark"):
        yield group_tasks(
            _("Benchmarks"),
            Benchmark.objects.order_by("-year", "title"),
            lambda one: Task(one.title, reverse("benchmark", args=[one.slug]), str(one.year)),
            more=reverse("benchmarks"),
        )
    elif allowed(person, "propose_target"):
        yield group_tasks(
            _("Latest published benchmarks"),
            sorted(latest_releases(), key=lambda one: -one.benchmark.year),
            lambda one: Task(
                one.benchmark.title,
                reverse("benchmark_release", args=[one.benchmark.slug, one.version]),
                str(one.benchmark.year),
            ),
            more=reverse("benchmarks"),
        )


def _targets(title: str, rows: QuerySet[Target]) -> TaskGroup:
    return group_tasks(
        title,
        rows.distinct().select_related("release__benchmark").order_by("proposed"),
        lambda one: Task(
            one.release.benchmark.title,
            reverse("benchmark_target", args=[one.pk]),
            str(one.target_year),
        ),
    )
