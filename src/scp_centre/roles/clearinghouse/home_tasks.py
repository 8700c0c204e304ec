"""What waits for a person in the clearinghouse: the editor's queue."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from scp_centre.centre.home import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.models import Item, Standing

BEGIN = (
    BeginLink(_("Add an item to the clearinghouse"), "new_item", "keep_sources"),
    BeginLink(_("Write a newsletter"), "write_newsletter", "send_newsletter"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield the queue of who edits items, by what is to be done."""
    if not allowed(person, "keep_sources"):
        return
    yield _part(
        _("Suggested items waiting for a decision"),
        "suggested",
        queries.waiting(Standing.SUGGESTED),
    )
    yield _part(
        _("Harvested items waiting for a decision"),
        "harvested",
        queries.waiting(Standing.HARVESTED),
    )
    yield _part(_("Items that changed at the source"), "unsettled", queries.unsettled())
    yield _part(_("Items to review again"), "due", queries.due())
    yield _part(_("Items with a broken link"), "broken", queries.broken())


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield what was published last, for who edits the clearinghouse."""
    if allowed(person, "keep_sources"):
        yield group_tasks(
            _("Recently published items"),
            queries.public_items().prefetch_related("texts").order_by("-published"),
            lambda item: Task(item.title, reverse("edit_item", args=[item.pk])),
            more=reverse("clearinghouse"),
        )


def _part(title: str, part: str, rows: QuerySet[Item]) -> TaskGroup:
    return group_tasks(
        title,
        rows,
        lambda item: Task(item.title, reverse("edit_item", args=[item.pk])),
        more=f"{reverse('clearinghouse_queue')}?part={part}",
    )
