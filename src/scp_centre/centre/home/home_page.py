"""Gather the home page of a person from all roles and from the centre."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from scp_centre.centre.home.centre_tasks import BEGIN, office_work_of, tasks_for
from scp_centre.centre.home.news import NewsLine, last_visit, news_for
from scp_centre.centre.home.tasks import BeginLink, TaskGroup, in_order
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.roles.discovery import offered

Source = Callable[[Person, date], Iterable[TaskGroup]]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a person finds after signing in.

    since : when they were here before; None on the first visit
    """

    groups: list[TaskGroup]
    work: list[TaskGroup]
    news: list[NewsLine]
    begin: list[BeginLink]
    since: datetime | None


def home_of(person: Person) -> HomePage:
    """Return the home page of a person."""
    since = last_visit(person)
    news = news_for(person, since) if since else []
    return HomePage(tasks_of(person), work_of(person), news, begin_of(person), since)


def tasks_of(person: Person) -> list[TaskGroup]:
    """Return all that waits for a person, anywhere in the system."""
    today = timezone.localdate()
    return in_order((group for source in _all_sources() for group in source(person, today)), today)


def work_of(person: Person) -> list[TaskGroup]:
    """Return what a person has in hand: of the roles, in their order, then of the centre."""
    of_roles = (getattr(module, "work_of", None) for _, module in offered("home_tasks"))
    groups = [group for source in of_roles if source for group in source(person)]
    return [group for group in (*groups, *office_work_of(person)) if group.count]


def begin_of(person: Person) -> list[BeginLink]:
    """Return what a person may begin: of the roles, in their order, then of the centre."""
    links = [link for _, module in offered("home_tasks") for link in getattr(module, "BEGIN", ())]
    return [link for link in (*links, *BEGIN) if allowed(person, link.act)]


def _all_sources() -> Iterator[Source]:
    for _, module in offered("home_tasks"):
        if source := getattr(module, "tasks_for", None):
            yield source
    yield tasks_for
