"""What waits for a person after the award of licences: complaints, changes and checks."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.home import Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import Number, _
from scp_centre.roles.recognition.models import (
    OPEN_COMPLAINTS,
    ChangeNotice,
    Check,
    Complaint,
    FeeDemand,
)


def after_award_tasks(person: Person) -> Iterator[TaskGroup]:
    """Yield what waits for the label officer: complaints, changes to decide, checks to finish."""
    if allowed(person, "answer_complaint"):
        complaints = Complaint.objects.filter(state__in=OPEN_COMPLAINTS)
        yield group_tasks(
            _("Complaints to answer"),
            complaints.select_related("licence").order_by("due", "pk"),
            lambda one: Task(
                one.licence.about,
                reverse("complaint", args=[one.pk]),
                one.licence.number,
                one.due,
            ),
            more=reverse("complaints"),
        )
    if allowed(person, "watch_licences"):
        notices = ChangeNotice.objects.filter(decision="").select_related("licence")
        yield group_tasks(
            _("Changes to decide on"),
            notices,
            lambda one: Task(one.licence.about, reverse("change_notice", args=[one.pk]), one.kind),
            more=reverse("surveillance"),
        )
        checks = Check.objects.filter(finding="").select_related("licence")
        yield group_tasks(
            _("Licence checks to finish"),
            checks,
            _check,
            more=reverse("surveillance"),
        )


def _check(one: Check) -> Task:
    address = reverse("licence_check", args=[one.pk])
    return Task(one.licence.about, address, one.licence.number, one.due)


def open_fees(companies: Sequence[int | None]) -> TaskGroup:
    """Return the fees that some companies owe."""
    found = FeeDemand.objects.filter(
        application__organisation__in=companies, paid_on__isnull=True, waived=""
    )
    return group_tasks(
        _("Fees to pay"),
        found.select_related("application__organisation", "application__product"),
        lambda one: Task(
            one.application.about,
            reverse("application", args=[one.application_id]),
            _(
                "{amount} {currency}, reference {reference}, requested on {day}",
                amount=Number(one.amount, ","),
                currency=one.currency,
                reference=one.reference,
                day=timezone.localdate(one.asked),
            ),
        ),
    )


def own_checks(companies: Sequence[int | None]) -> TaskGroup:
    """Return the open checks of the licences of some companies."""
    found = Check.objects.filter(finding="", licence__application__organisation__in=companies)
    return group_tasks(_("Checks on your licences"), found.select_related("licence"), _check)


def decided_changes(companies: Sequence[int | None], since: date) -> TaskGroup:
    """Return the changes of some companies that were decided on since a day."""
    found = ChangeNotice.objects.filter(
        licence__application__organisation__in=companies, decided__date__gte=since
    )
    return group_tasks(
        _("Decisions on your changes"),
        found.select_related("licence"),
        lambda one: Task(one.licence.about, reverse("change_notice", args=[one.pk]), one.decision),
    )
