"""What waits for a person in the training role: workshops to lead, learners, courses to finish."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.home import HELD, UNTIL, BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import (
    Course,
    Enrolment,
    Learning,
    Module,
    Participant,
    Standing,
    Workshop,
)
from scp_centre.roles.training.queries import workshops_to_come

SOON = timedelta(days=14)
ENDING, RECENTLY = timedelta(days=90), timedelta(days=180)  # of certificates that expire
BEGIN = (
    BeginLink(_("Plan a workshop"), "new_workshop", "run_workshop"),
    BeginLink(_("Open a course"), "new_course", "run_workshop"),
    BeginLink(_("Write a training module"), "new_module", "write_module"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what waits for a trainer, and the courses that a person follows."""
    if allowed(person, "run_workshop"):
        soon = workshops_to_come().filter(trainer=person, starts__date__lte=today + SOON)
        yield group_tasks(_("Your workshops in the next two weeks"), soon, _workshop_task)
        yield _learners(person)
        yield _actions_to_follow(person)
        yield _certificates_that_end(person, today)
    under_way = Enrolment.objects.filter(person=person, state=Learning.UNDER_WAY)
    yield group_tasks(
        _("Courses to finish"),
        under_way.select_related("course").order_by("course__deadline", "begun"),
        lambda one: Task(
            one.course.title, reverse("course", args=[one.course_id]), due=one.course.deadline
        ),
    )


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the courses that a trainer holds, and the modules that are drafts."""
    if not allowed(person, "run_workshop"):
        return
    yield group_tasks(
        _("Your courses"),
        Course.objects.filter(trainer=person).order_by("-opens"),
        lambda one: Task(one.title, reverse("course", args=[one.pk])),
        more=reverse("training"),
    )
    yield group_tasks(
        _("Draft modules"),
        Module.objects.filter(standing=Standing.DRAFT).order_by("-changed"),
        lambda one: Task(one.title, reverse("training_module", args=[one.pk])),
        more=reverse("training"),
    )


def _learners(person: Person) -> TaskGroup:
    asked = Enrolment.objects.filter(course__trainer=person, state=Learning.ASKED)
    return group_tasks(
        _("Course applications to decide on"),
        asked.select_related("course", "person").order_by("begun"),
        lambda one: Task(
            str(one.person), reverse("course", args=[one.course_id]), one.course.title
        ),
    )


def _actions_to_follow(person: Person) -> TaskGroup:
    """Return workshops whose agreed actions somebody should ask about."""
    asked = Workshop.objects.filter(trainer=person, follow_up_asked__isnull=False)
    open_ = asked.filter(actions__followed=None, actions__hidden=False)
    return group_tasks(
        _("Workshop actions to follow up"),
        open_.distinct().order_by("ended"),
        lambda one: Task(one.title, reverse("workshop", args=[one.pk])),
    )


def _certificates_that_end(person: Person, today: date) -> TaskGroup:
    """Return who holds a certificate that ends soon, or has ended of late."""
    near = (today - RECENTLY, today + ENDING)
    held = Participant.objects.filter(workshop__trainer=person, valid_until__range=near)
    return group_tasks(
        _("Certificates to renew"),
        held.select_related("workshop__module").order_by("valid_until"),
        lambda one: Task(
            one.name,
            reverse("participant", args=[one.pk]),
            one.workshop.module.title,
            one.valid_until,
            UNTIL,
        ),
    )


def _workshop_task(workshop: Workshop) -> Task:
    day = timezone.localtime(workshop.starts).date()
    return Task(workshop.title, reverse("workshop", args=[workshop.pk]), workshop.place, day, HELD)
