"""Remind the lead expert and the company of measures that are due or overdue."""

from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import has_gone, send_reminder
from scp_centre.centre.mail import has_mail_server, write
from scp_centre.centre.registry.models import Membership, Person
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.followup.due_days import due_said
from scp_centre.roles.production.models import Answer, Assessment, Measure, Option, Progress

Due = tuple[Measure, str, date]  # a measure, what it is called, when it is due
AHEAD = timedelta(days=14)
AGAIN = timedelta(days=7)


def send_reminders(today: date) -> int:
    """Send one mail for each assessment and address; return how many were sent.

    A measure is mentioned when it was accepted, is not carried out, and is due within two weeks
    or overdue; then not again for a week. When the mail server takes none, the next run tries.
    """
    if not has_mail_server():
        return 0
    found: dict[int, list[Due]] = defaultdict(list)
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


def _remind(assessment: Assessment, rows: list[Due], today: date) -> int:
    """Write to the people of an assessment; note that they were written to once all have it."""
    people, letter = _people(assessment), _letter_of(assessment, rows)
    sent = sum(_send(letter, assessment, rows, today, person) for person in people)
    if all(has_gone(letter, person.email) for person in people):
        _mark_reminded(assessment, rows, today, people=len(people))
    return sent


def _people(assessment: Assessment) -> list[Person]:
    members = Membership.objects.filter(
        organisation=assessment.site.organisation, person__is_active=True
    ).select_related("person")
    people = {m.person for m in members}
    if assessment.lead and assessment.lead.is_active:
        people.add(assessment.lead)
    return sorted(people, key=lambda p: p.email)


def _letter_of(assessment: Assessment, rows: list[Due]) -> str:
    """Return what tells this round from others: the measures, and when they were last named."""
    parts = sorted(f"{m.pk} {m.reminded_on} {due}" for m, _unused, due in rows)
    return f"measures of {assessment.pk} {sha256(chr(10).join(parts).encode()).hexdigest()}"


@transaction.atomic
def _mark_reminded(assessment: Assessment, rows: list[Due], today: date, *, people: int) -> None:
    Measure.objects.filter(pk__in=[row[0].pk for row in rows]).update(reminded_on=today)
    record(
        "send_reminders",
        str(assessment),
        acting_user=None,
        organisation=assessment.site.organisation,
        after={"measures": len(rows), "people": people},
    )


def _send(
    letter: str, assessment: Assessment, rows: list[Due], today: date, person: Person
) -> bool:
    subject, text = _mail(assessment, rows, today, speaker(person.language))
    return send_reminder(letter, write(person.email, subject, text), "reminder")


def _mail(assessment: Assessment, rows: list[Due], today: date, say: Speaker) -> tuple[str, str]:
    """Return subject and text in the language of whoever is reminded."""
    lines = []
    for _unused, name, due in sorted(rows, key=lambda row: row[2]):
        lines.append(f"- {name}, {say(due_said(due, today, say))}")
    head = say(_("These measures are due:"))
    text = f"{assessment}\n\n{head}\n" + "\n".join(lines) + "\n"
    return say(_("Measures due: {assessment}", assessment=assessment)), text
