"""Remind the lead expert and the company of measures that are due or overdue."""

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Membership
from scp_centre.roles.production.models import Answer, Assessment, Measure, Option, Progress

AHEAD = timedelta(days=14)
AGAIN = timedelta(days=7)


def send_reminders(today: date) -> int:
    """Send one mail for each assessment and address; return how many were sent.

    A measure is mentioned when it was accepted, is not carried out, and is due within two weeks
    or overdue; then not again for a week.
    """
    found: dict[int, list[tuple[Measure, str, date]]] = defaultdict(list)
    dues = {(o.assessment_id, o.key): o.due for o in Option.objects.exclude(due=None)}
    for measure in _open_measures(today):
        due = measure.due or dues.get((measure.assessment_id, measure.option))
        if due and due <= today + AHEAD:
            found[measure.assessment_id].append((measure, measure.name or measure.option, due))
    assessments = Assessment.objects.select_related("lead", "site__organisation").in_bulk(found)
    return sum(_remind(assessments[pk], rows, today) for pk, rows in found.items())


def _open_measures(today: date) -> list[Measure]:
    return list(
        Measure.objects.filter(
            Q(reminded_on=None) | Q(reminded_on__lte=today - AGAIN),
            in_workbook=True,
            answer=Answer.ACCEPTED,
            progress__in=(Progress.PLANNED, Progress.UNDER_WAY),
        )
    )


@transaction.atomic
def _remind(assessment: Assessment, rows: list[tuple[Measure, str, date]], today: date) -> int:
    members = Membership.objects.filter(
        organisation=assessment.site.organisation, person__is_active=True
    ).select_related("person")
    addresses = {m.person.email for m in members}
    if assessment.lead and assessment.lead.is_active:
        addresses.add(assessment.lead.email)
    lines = [
        f"- {name}, due {due}{' (overdue)' if due < today else ''}"
        for _, name, due in sorted(rows, key=lambda r: r[2])
    ]
    text = f"{assessment}\n\nThese measures are due:\n" + "\n".join(lines) + "\n"
    for address in sorted(addresses):
        send_mail(f"Measures due: {assessment}", text, settings.DEFAULT_FROM_EMAIL, [address])
    Measure.objects.filter(pk__in=[m.pk for m, _, _ in rows]).update(reminded_on=today)
    record(
        "send_reminders",
        str(assessment),
        acting_user=None,
        organisation=assessment.site.organisation,
        after={"measures": len(rows), "people": len(addresses)},
    )
    return len(addresses)
