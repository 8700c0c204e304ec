"""Complaints about a product: anybody's, answered by a label officer, unknown to the holder."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import require_text
from scp_centre.roles.recognition.actions.surveillance import open_check
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_unbound
from scp_centre.roles.recognition.models import (
    OPEN_COMPLAINTS,
    Cause,
    Check,
    Complaint,
    ComplaintState,
    Licence,
)

DAYS_TO_ANSWER = 20
MOST_OPEN = 200  # of one licence: beyond, one more tells the officer nothing
SAME_WITHIN = timedelta(hours=1)  # so long the same words are the same complaint, sent again


@transaction.atomic
def receive_complaint(licence: Licence, text: str, place: str) -> Complaint:
    """Save what a stranger complains about; neither who it is nor from where is kept.

    Sent again because the answer was lost, it is there once. The row in the log belongs to no
    company, so that the holder does not read it.
    """
    text = require_text(text, "text", _("Describe the problem."))
    place = " ".join(place.split())
    licence = Licence.objects.select_for_update().get(pk=licence.pk)
    if first := _sent_before(licence, text, place):
        return first
    if licence.complaints.filter(state__in=OPEN_COMPLAINTS).count() >= MOST_OPEN:
        raise RecognitionError(
            _("Many complaints about this licence are still unanswered."),
            where="text",
            cure=_("Try again in a few days."),
        )
    made = Complaint.objects.create(
        licence=licence,
        text=text,
        place=place,
        secret=secrets.token_urlsafe(32),
        due=timezone.localdate() + timedelta(days=DAYS_TO_ANSWER),
    )
    record("receive_complaint", licence.number, acting_user=None)
    return made


def _sent_before(licence: Licence, text: str, place: str) -> Complaint | None:
    """Return the complaint in the same words that arrived just now.

    Only for an hour, so that nobody finds a complaint by trying words.
    """
    lately = licence.complaints.filter(
        state__in=OPEN_COMPLAINTS, received__gte=timezone.now() - SAME_WITHIN
    )
    return lately.filter(text=text, place=place).first()


@transaction.atomic
def answer_complaint(
    complaint: Complaint, outcome: str, answer: str, *, acting_user: Person
) -> None:
    """Answer a complaint for good; its outcome is counted in the history of the licence.

    outcome : upheld, or not upheld
    """
    complaint = _held(complaint, acting_user)
    if outcome not in (ComplaintState.UPHELD, ComplaintState.REJECTED):
        raise RecognitionError(
            _("The outcome is missing."), where="outcome", cure=_("Choose an outcome.")
        )
    complaint.answer = require_text(answer, "answer", _("Enter your answer."))
    complaint.state = ComplaintState(outcome)
    complaint.answered, complaint.answered_by = timezone.now(), acting_user
    complaint.save(update_fields=["answer", "state", "answered", "answered_by"])
    after = {"complaint": complaint.pk, "outcome": outcome}
    record("answer_complaint", complaint.licence.number, acting_user=acting_user, after=after)


@transaction.atomic
def examine_complaint(complaint: Complaint, task: str, due: date, *, acting_user: Person) -> Check:
    """Open a check of the licence because of a complaint; its holder reads the task alone."""
    complaint = _held(complaint, acting_user)
    complaint.state = ComplaintState.EXAMINED
    complaint.save(update_fields=["state"])
    licence = complaint.licence
    after = {"complaint": complaint.pk}
    record("examine_complaint", licence.number, acting_user=acting_user, after=after)
    return open_check(licence, Cause.COMPLAINT, task, due, acting_user=acting_user)


def _held(complaint: Complaint, person: Person) -> Complaint:
    found = Complaint.objects.select_for_update().get(pk=complaint.pk)
    require(person, "answer_complaint")
    require_unbound(person, found.licence.application.organisation)
    if found.state not in OPEN_COMPLAINTS:
        raise RecognitionError(
            _("This complaint has already been answered."),
            where="state",
            cure=_("Reload the page."),
        )
    return found
