"""What of the centre itself waits for a person: jobs, figures to look at again, invitations."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.evidence.chain import has_marked, marked_figures_for, marked_for
from scp_centre.centre.faults.models import Fault
from scp_centre.centre.home.tasks import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.jobs.models import State
from scp_centre.centre.jobs.queries import jobs_for
from scp_centre.centre.public_site.queries import open_requests
from scp_centre.centre.registry.models import Invitation, Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _

PARAMETER = re.compile(r"<[^>]*>")  # of an address, such as <int:pk>
MOST_FIGURES = 50  # that are looked at for the home page
FRESH = timedelta(days=7)  # what failed or happened longer ago is no task any more
OFFICE_PAGES = (
    BeginLink(_("Check that everything is ready"), "centre_ready", "change_centre"),
    BeginLink(_("Centre settings"), "centre_settings", "change_centre"),
    BeginLink(_("People and roles"), "people", "see_people"),
    BeginLink(_("Audit log"), "audit", "read_audit"),
)
BEGIN = (
    BeginLink(_("Add an organisation"), "new_organisation", "keep_organisation"),
    BeginLink(_("Invite somebody"), "invite", "invite_member"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what waits for a person in the centre's own rooms."""
    if allowed(person, "see_requests"):
        yield _requests()
    yield _failed_jobs(person)
    if has_marked(person):
        yield _marked(person)
    if allowed(person, "invite_staff"):
        yield _unanswered_invitations()
    if allowed(person, "see_faults"):
        yield _new_faults()


def office_work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the pages of whoever runs the centre's office."""
    pages = [
        Task(current_speaker()(page.title), reverse(page.url_name))
        for page in OFFICE_PAGES
        if allowed(person, page.act)
    ]
    if allowed(person, "change_centre"):
        yield TaskGroup(_("Office"), len(pages), tuple(pages))


def _requests() -> TaskGroup:
    return group_tasks(
        _("Assessment requests"),
        open_requests(),
        lambda one: Task(one.company, reverse("assessment_request", args=[one.pk]), one.place),
        more=reverse("assessment_requests"),
    )


def _failed_jobs(person: Person) -> TaskGroup:
    failed = jobs_for(person).filter(state=State.FAILED, created__gt=timezone.now() - FRESH)
    return group_tasks(
        _("Failed jobs"),
        failed.order_by("-created"),
        lambda job: Task(job.title, reverse("job", args=[job.pk])),
        more=reverse("jobs"),
    )


def _marked(person: Person) -> TaskGroup:
    address = reverse("look_again")
    made = [Task(one.shown.title, address) for one in marked_for(person) if one.shown]
    figures = [
        Task(figure.name, reverse("figure", args=[figure.pk]), figure.period)
        for figure in marked_figures_for(person)[:MOST_FIGURES]
    ]
    return group_tasks(
        _("Figures and publications to check again"),
        [*made, *figures],
        lambda task: task,
        more=address,
    )


def _unanswered_invitations() -> TaskGroup:
    over = Invitation.objects.filter(accepted_on=None, expires__lt=timezone.now())
    return group_tasks(
        _("Expired invitations"),
        over.order_by("expires"),
        lambda one: Task(one.email, reverse("people")),
        more=reverse("people"),
    )


def _new_faults() -> TaskGroup:
    recent = Fault.objects.filter(last__gt=timezone.now() - FRESH).order_by("-last")
    return group_tasks(
        _("Unexpected errors in the last 7 days"),
        recent,
        lambda fault: Task(PARAMETER.sub("…", fault.place), reverse("faults")),
        more=reverse("faults"),
    )
