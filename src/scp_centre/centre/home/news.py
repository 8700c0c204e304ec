"""What others did since a person was here, on what concerns them: read from the audit log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from scp_centre.centre.audit.details import subject_shown
from scp_centre.centre.audit.log_sentences import security_acts, sentence_of
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import (
    ACTS,
    COMPANY,
    EVERYBODY,
    allowed,
    memberships,
    sees_all_organisations,
)

MOST_NEWS = 8
LONGEST = timedelta(days=30)  # of what is older, the pages themselves tell


@dataclass(frozen=True, slots=True)
class NewsLine:
    """What somebody did: when, who, the act in words, on what, and whose it is."""

    when: datetime
    person: str
    act: str
    subject: str
    organisation: str


def last_visit(person: Person) -> datetime | None:
    """Return when a person signed in before this time; None on the first visit."""
    signed_in = Entry.objects.filter(about=person, act="sign_in").order_by("-when")
    moments = list(signed_in.values_list("when", flat=True)[:2])
    return moments[1] if len(moments) > 1 else None


def news_for(person: Person, since: datetime) -> list[NewsLine]:
    """Return what others did since a moment on the organisations and in the work of a person."""
    since = max(since, timezone.now() - LONGEST)
    sees_figures = allowed(person, "see_company")
    found = Entry.objects.filter(_concerns(person), when__gt=since).exclude(person=person)
    found = found.exclude(act__in=security_acts()).exclude(person=None)
    rows = found.select_related("person", "organisation").order_by("-when")[:MOST_NEWS]
    return [
        NewsLine(
            row.when,
            str(row.person),
            sentence_of(row.act),
            subject_shown(row, sees_figures),
            row.organisation.name if row.organisation else "",
        )
        for row in rows
    ]


def _concerns(person: Person) -> Q:
    """Return which rows concern a person: of their companies, and of acts that they may do, too.

    A member of a company is told of that company only; acts that everybody may do are no news.
    """
    mine = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    own = Q(organisation__in=mine)
    roles = {m.role for m in memberships(person)} - {COMPANY}
    if not roles:
        return own
    acts = [
        key
        for key, act in ACTS.items()
        if roles & set(act.roles) and not set(EVERYBODY) <= set(act.roles)
    ]
    working = Q(act__in=acts)
    if not sees_all_organisations(person):
        working &= Q(organisation=None)
    return own | working
