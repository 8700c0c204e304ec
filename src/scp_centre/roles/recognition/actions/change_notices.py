"""Changes that the holder of a licence gives notice of, and whether they have to be verified."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import enter_event, require_text
from scp_centre.roles.recognition.actions.surveillance import open_check
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_unbound
from scp_centre.roles.recognition.models import (
    Cause,
    Change,
    ChangeDecision,
    ChangeNotice,
    Licence,
    LicenceState,
    Step,
)

MOST_OPEN = 20  # notices of one licence that wait for a decision


@transaction.atomic
def give_notice(
    licence: Licence, kind: str, text: str, day: date, *, acting_user: Person
) -> ChangeNotice:
    """Give notice of a change to what a licence was awarded for; sent twice, it is there once."""
    require(acting_user, "apply_for_label", licence.application.organisation)
    licence = Licence.objects.select_for_update().get(pk=licence.pk)
    text = require_text(text, "text", _("Describe the change."))
    if licence.state == LicenceState.WITHDRAWN:
        raise RecognitionError(
            _("This licence has been withdrawn."),
            where="text",
            cure=_("Start a new application for the product."),
        )
    waiting = licence.changes.filter(decision="")
    if first := waiting.filter(kind=Change(kind), text=text, day=day).first():
        return first
    if waiting.count() >= MOST_OPEN:
        raise RecognitionError(
            _("Too many changes to this licence are awaiting a decision."),
            where="text",
            cure=_("Wait until the label officer has decided on these changes."),
        )
    made = ChangeNotice.objects.create(
        licence=licence,
        kind=Change(kind),
        text=text,
        day=day,
        sent_by=acting_user,
    )
    enter_event(licence.application, Step.CHANGE, made.text, acting_user=acting_user)
    return made


@transaction.atomic
def decide_on_change(
    notice: ChangeNotice,
    decision: str,
    reason: str,
    due: date | None,
    *,
    acting_user: Person,
) -> None:
    """Decide whether a change has to be verified; where it has, a check is opened.

    due : until when it is verified; needed where it is
    """
    notice = ChangeNotice.objects.select_for_update().get(pk=notice.pk)
    licence = notice.licence
    require(acting_user, "watch_licences")
    require_unbound(acting_user, licence.application.organisation)
    if notice.decision:
        raise RecognitionError(
            _("This change has already been decided on."),
            where="decision",
            cure=_("Reload the page."),
        )
    if decision not in ChangeDecision.values:
        raise RecognitionError(
            _("The decision is missing."), where="decision", cure=_("Choose a decision.")
        )
    reason = require_text(reason, "reason", _("Enter the reason for the decision."))
    notice.decision, notice.reason = ChangeDecision(decision), reason
    notice.decided, notice.decided_by = timezone.now(), acting_user
    step = Step.CHANGE_PASSED
    if decision == ChangeDecision.NEEDED:
        if due is None:
            raise RecognitionError(
                _("The due date is missing."),
                where="due",
                cure=_("Enter the date by which the change must be verified."),
            )
        step = Step.CHANGE_CHECKED
        notice.check_opened = open_check(
            licence, Cause.CHANGE, reason, due, acting_user=acting_user
        )
    notice.save(update_fields=["decision", "reason", "decided", "decided_by", "check_opened"])
    enter_event(licence.application, step, reason, acting_user=acting_user)
