"""Tasks: what waits for a person, in groups of one kind; and what a person can begin."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from scp_centre.methods.messages import N_, _

DUE, UNTIL, HELD = N_("due on {day}"), N_("ends on {day}"), N_("on {day}")
PAST = {DUE: N_("overdue since {day}"), UNTIL: N_("ended on {day}"), HELD: HELD}
MOST_SHOWN = 5  # tasks of one group on the home page; its list page has the others


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits.

    name : what it is about, in its owner's words    address : where it is done
    about : what else tells it apart, such as the company    due : the day by which
    day_is : what that day is: the last one, an end, or when something takes place
    """

    name: str
    address: str
    about: str = ""
    due: date | None = None
    day_is: str = DUE

    @property
    def day_said(self) -> str:
        """Return what is to be read of the day, which may be past."""
        words = PAST[self.day_is] if is_overdue(self.due, timezone.localdate()) else self.day_is
        return _(words, day=self.due)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks of one kind, the most urgent first.

    title : what is to be done, without the number    count : how many there are
    tasks : the first of them    more : address of the page with all, where there is one
    due : the earliest day of all tasks, where they have one
    """

    title: str
    count: int
    tasks: tuple[Task, ...] = ()
    more: str = ""
    due: date | None = None

    @property
    def others(self) -> int:
        """Return how many tasks are not shown."""
        return self.count - len(self.tasks)


@dataclass(frozen=True, slots=True)
class BeginLink:
    """Something that a person who may do an act can begin on a page."""

    title: str
    url_name: str
    act: str


def group_tasks(
    title: str,
    rows: QuerySet[Any] | Iterable[Any],
    task_of: Callable[[Any], Task],
    *,
    more: str | Callable[[Any], str] = "",
) -> TaskGroup:
    """Return a group of the first rows; the others are counted only when there are any.

    rows : in order of urgency; one more than usual is shown rather than said to be left
    more : address of the page with all, or how it is made of the first row that is not shown
    """
    if isinstance(rows, QuerySet):
        first = list(rows[: MOST_SHOWN + 2])
        count = rows.count() if len(first) > MOST_SHOWN + 1 else len(first)
    else:
        first = list(rows)
        count = len(first)
    shown = count if count == MOST_SHOWN + 1 else MOST_SHOWN
    tasks = tuple(task_of(row) for row in first[:shown])
    if callable(more):
        more = more(first[shown]) if count > shown else ""
    return TaskGroup(title, count, tasks, more, tasks[0].due if tasks else None)


def in_order(groups: Iterable[TaskGroup], today: date) -> list[TaskGroup]:
    """Return the groups with something in them: what is overdue first, else as they came."""
    found = [group for group in groups if group.count]
    return sorted(found, key=lambda group: not is_overdue(group.due, today))


def is_overdue(due: date | None, today: date) -> bool:
    return due is not None and due < today
