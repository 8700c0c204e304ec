"""What waits for a person in the policy role: comments to answer, consultations to end."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from scp_centre.centre.home import UNTIL, BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Brief, Consultation
from scp_centre.roles.policy.queries import outdated_briefs, shown, tables

BEGIN = (
    BeginLink(_("Write a policy brief"), "new_brief", "write_brief"),
    BeginLink(_("Load a national table"), "new_table", "keep_table"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what waits for whoever writes or publishes briefs, or may comment on them."""
    running = Consultation.objects.filter(ended=None).select_related("brief")
    if allowed(person, "write_brief"):
        unanswered = running.filter(comments__answer="", comments__hidden="")
        yield group_tasks(
            _("Comments on briefs that need an answer"),
            unanswered.annotate(Count("comments")).order_by("closes"),
            _consultation_task,
        )
        yield group_tasks(
            _("Consultations past their closing date"),
            running.filter(closes__lt=today).order_by("closes"),
            _consultation_task,
        )
        yield group_tasks(
            _("Briefs that show an older version of a scenario"),
            outdated_briefs(),
            lambda brief: Task(brief.title, reverse("brief", args=[brief.slug])),
        )
    if allowed(person, "publish_brief"):
        drafts = Brief.objects.exclude(shown()).order_by("title")
        yield group_tasks(
            _("Unpublished briefs"),
            drafts,
            lambda brief: Task(brief.title, reverse("brief", args=[brief.slug])),
        )


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the national tables and the briefs of who writes them."""
    if not allowed(person, "write_brief"):
        return
    yield group_tasks(
        _("Policy briefs"),
        Brief.objects.order_by("-pk"),
        lambda brief: Task(brief.title, reverse("brief", args=[brief.slug])),
        more=reverse("policy"),
    )
    yield group_tasks(
        _("National tables"),
        tables(),
        lambda table: Task(str(table), reverse("policy_table", args=[table.pk])),
        more=reverse("policy"),
    )


def _consultation_task(one: Consultation) -> Task:
    address = reverse("consultation", args=[one.pk])
    return Task(one.brief.title, address, due=one.closes, day_is=UNTIL)
