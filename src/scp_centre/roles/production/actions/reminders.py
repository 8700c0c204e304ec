"""Remind the lead expert and the company of measures that are due or overdue."""

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Membership
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
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
    people = {m.person for m in members}
    if assessment.lead and assessment.lead.is_active:
        people.add(assessment.lead)
    for person in sorted(people, key=lambda p: p.email):
        subject, text = _mail(assessment, rows, today, speaker(person.language))
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email])
    Measure.objects.filter(pk__in=[m.pk for m, _unused, _unused in rows]).update(reminded_on=today)
    record(
        "send_reminders",
        str(assessment),
        acting_user=None,
        organisation=assessment.site.organisation,
        after={"measures": len(rows), "people": len(people)},
    )
    return len(people)


def _mail(
    assessment: Assessment, rows: list[tuple[Measure, str, date]], today: date, say: Speaker
) -> tuple[str, str]:
    """Return subject and text in the language of whoever is reminded."""
    lines = []
    for _unused, name, due in sorted(rows, key=lambda row: row[2]):
        late = say(_("overdue")) if due < today else ""
        lines.append(
            f"- {name}, {say(_('due on {day}', day=say.date(due)))}" + (late and f" ({late})")
        )
    head = say(_("These measures are due:"))
    text = f"{assessment}\n\n{head}\n" + "\n".join(lines) + "\n"
    return say(_("Measures due: {assessment}", assessment=assessment)), text
