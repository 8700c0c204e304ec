"""What waits for a person in the recognition role."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from scp_centre.centre.home import UNTIL, BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import COMPANY, allowed, memberships
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.models import OPEN, Application, Licence, LicenceState, State
from scp_centre.roles.recognition.queries import applications_for
from scp_centre.roles.recognition.surveillance_tasks import (
    after_award_tasks,
    decided_changes,
    open_fees,
    own_checks,
)

BEGIN = (
    BeginLink(_("Apply for a label or award"), "new_application", "apply_for_label"),
    BeginLink(_("Create a scheme"), "new_scheme", "keep_scheme"),
)
SOON = timedelta(days=90)
RECENT = timedelta(days=30)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what waits: for the label officer, verifier, director and applicant."""
    if not allowed(person, "see_recognition"):
        return
    seen = applications_for(person).order_by("due", "pk")
    if allowed(person, "handle_application"):
        waiting = seen.filter(state=State.SUBMITTED)
        yield _group(_("Applications to check"), waiting, "check_application")
    if allowed(person, "verify_application"):
        own = seen.filter(verifier=person, state=State.VERIFICATION)
        yield _group(_("Applications to verify"), own, "verify_application")
    if allowed(person, "decide_application"):
        ready = seen.filter(state__in=(State.VERIFIED, State.APPEAL))
        ready = ready.exclude(verifier=person).exclude(first_decider=person)
        yield _group(_("Applications to decide on"), ready, "decide_application")
    yield from after_award_tasks(person)
    companies = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    if companies:
        yield from _of_companies(companies, seen.filter(organisation__in=companies), today)


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the applications in progress of whoever handles them."""
    if allowed(person, "handle_application"):
        found = applications_for(person).filter(state__in=OPEN).order_by("due", "pk")
        yield _group(_("Applications in progress"), found, "application")


def _of_companies(
    companies: list[int | None], own: QuerySet[Application], today: date
) -> Iterator[TaskGroup]:
    """Yield what waits for an applicant: to be completed, answered, read or renewed."""
    recent = Q(state__in=(State.AWARDED, State.REFUSED), decided__date__gte=today - RECENT)
    mine = list(own.filter(Q(state__in=(State.DRAFT, State.REMARKS)) | recent))
    drafts = [one for one in mine if one.state == State.DRAFT]
    yield group_tasks(
        _("Applications returned as incomplete"),
        [one for one in drafts if one.reason],
        lambda one: Task(str(one), reverse("application", args=[one.pk]), one.reason),
        more=reverse("recognition"),
    )
    new = [one for one in drafts if not one.reason]
    yield _group(_("Draft applications"), new, "application")
    asked = [one for one in mine if one.state == State.REMARKS]
    yield _group(_("Remarks on your applications"), asked, "application")
    decided = [one for one in mine if one.state in (State.AWARDED, State.REFUSED)]
    yield group_tasks(_("Decisions on your applications"), decided, _decided)
    yield _suspended(companies)
    yield open_fees(companies)
    yield own_checks(companies)
    yield decided_changes(companies, today - RECENT)
    yield _ending(companies, today)


def _group(title: str, found: Iterable[Application], page: str) -> TaskGroup:
    """Return applications with the day by which each is due; while the clock stands there is none.

    The scheme says which of several applications for one product it is.
    """

    def task_of(one: Application) -> Task:
        scheme = one.version.scheme.name
        about = _("{scheme}, deadline paused", scheme=scheme) if one.stopped else scheme
        due = None if one.stopped else one.due
        return Task(one.about, reverse(page, args=[one.pk]), about, due)

    return group_tasks(title, found, task_of, more=reverse("recognition"))


def _decided(one: Application) -> Task:
    address = reverse("application", args=[one.pk])
    about = _("{scheme}: {state}", scheme=one.version.scheme.name, state=one.state)
    return Task(one.about, address, about)


def _suspended(companies: list[int | None]) -> TaskGroup:
    """Return the licences of some companies that are suspended, each with the reason."""
    found = Licence.objects.filter(
        application__organisation__in=companies, state=LicenceState.SUSPENDED
    ).select_related("application__version", "application__organisation", "application__product")
    return group_tasks(
        p_("group", "Suspended licences"),
        found,
        lambda one: Task(
            f"{one.number}, {one.application.about}",
            reverse("application", args=[one.application_id]),
            one.reason,
        ),
    )


def _ending(companies: list[int | None], today: date) -> TaskGroup:
    """Return the licences of some companies that end soon, to be renewed."""
    found = Licence.objects.filter(
        application__organisation__in=companies,
        state=LicenceState.VALID,
        until__range=(today, today + SOON),
    ).select_related("application__version__scheme", "application__organisation")
    renewed = Application.objects.filter(renews__isnull=False, state__in=(*OPEN, State.AWARDED))
    return group_tasks(
        _("Licences to renew"),
        found.exclude(pk__in=renewed.values("renews")).order_by("until"),
        lambda one: Task(
            one.application.about,
            reverse("application", args=[one.application_id]),
            one.number,
            one.until,
            UNTIL,
        ),
    )
