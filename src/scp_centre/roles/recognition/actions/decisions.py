"""The decision, by somebody who did not verify; and the appeal against it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.criteria import Result
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.applications import require_in_force
from scp_centre.roles.recognition.actions.events import (
    enter_event,
    locked,
    require_state,
    require_text,
)
from scp_centre.roles.recognition.actions.fees import require_fees_settled
from scp_centre.roles.recognition.actions.licences import issue_licence
from scp_centre.roles.recognition.actions.verification import shown_findings
from scp_centre.roles.recognition.due_dates import due_after
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.evidence import verified_decision
from scp_centre.roles.recognition.independence import require_independent, require_other_person
from scp_centre.roles.recognition.letters import file_letter
from scp_centre.roles.recognition.models import (
    OPEN,
    Application,
    LetterKind,
    Licence,
    State,
    Step,
)


@transaction.atomic
def decide_on_application(
    application: Application,
    award: bool,
    reason: str,
    *,
    acting_user: Person,
    shown: str | None = None,
    start: date | None = None,
) -> None:
    """Award or refuse, with a reason; whoever verified or advised cannot.

    shown : mark of what the page showed (`shown_findings`)    start : of the licence, today

    Raises RecognitionError for an award where a criterion is not met or not known.
    """
    application = locked(application)
    require(acting_user, "decide_application")
    require_state(application, State.VERIFIED, State.APPEAL)
    require_other_person(acting_user, application)
    require_independent(acting_user, application)
    require_shown(shown, shown_findings(application), str(application))
    reason = require_text(reason, "reason", _("Enter the reason for the decision."))
    decision = verified_decision(application, "en")
    result = decision.result
    if award:
        require_in_force(application.version)
        require_fees_settled(application)
    if award and result != Result.MET:
        raise RecognitionError(
            _("Not all criteria are met, so the licence cannot be awarded."),
            where="award",
            cure=_("Refuse the application, or send it back to the verifier."),
        )
    application.state = State.AWARDED if award else State.REFUSED
    application.decider, application.decided = acting_user, timezone.now()
    application.reason, application.due = reason[:2000], None
    application.save(update_fields=["state", "decider", "decided", "reason", "due"])
    if award:
        first_day = start or timezone.localdate()
        licence = issue_licence(application, first_day, acting_user, decision.grade)
        enter_event(application, Step.AWARDED, licence.number, acting_user=acting_user)
        _tell_of_award(licence, reason, acting_user)
    else:
        enter_event(application, Step.REFUSED, reason, acting_user=acting_user)
        _tell_of_refusal(application, reason, acting_user)


def _tell_of_award(licence: Licence, reason: str, person: Person) -> None:
    said = [
        _(
            "Licence {number} has been awarded. It is valid from {first} to {last}.",
            number=licence.number,
            first=licence.start,
            last=licence.until,
        ),
        _("Reason: {reason}", reason=reason),
    ]
    title = _("Your licence has been awarded")
    file_letter(licence.application, LetterKind.DECISION, title, said, acting_user=person)


def _tell_of_refusal(application: Application, reason: str, person: Person) -> None:
    said = [_("The application has been refused."), _("Reason: {reason}", reason=reason)]
    if application.first_decider_id is None:
        said.append(_("You can appeal once. Somebody else will then make a new decision."))
    title = _("Decision on your application")
    file_letter(application, LetterKind.DECISION, title, said, acting_user=person)


@transaction.atomic
def verify_again(application: Application, reason: str, *, acting_user: Person) -> None:
    """Send an application back to the verifier, who may change findings and signs again."""
    application = locked(application)
    require(acting_user, "decide_application")
    require_state(application, State.VERIFIED, State.APPEAL)
    require_other_person(acting_user, application)
    require_independent(acting_user, application)
    reason = require_text(reason, "reason", _("Enter what needs to be verified again."))
    application.state, application.evidence, application.verified = State.VERIFICATION, {}, None
    days = application.version.scheme.verification_days
    application.due = due_after(timezone.localdate(), days)
    application.save(update_fields=["state", "evidence", "verified", "due"])
    enter_event(application, Step.AGAIN, reason, acting_user=acting_user)


def _require_no_other_open(application: Application) -> None:
    """Refuse an appeal while the company asks for the same once more."""
    others = Application.objects.filter(
        version__scheme=application.version.scheme,
        organisation=application.organisation,
        product=application.product,
        state__in=OPEN,
    )
    if others.exclude(pk=application.pk).exists():
        raise RecognitionError(
            _("There is another open application for this product or company."),
            where="appeal",
            cure=_("Continue with that application, or withdraw it and then appeal."),
        )


@transaction.atomic
def appeal_decision(application: Application, text: str, *, acting_user: Person) -> None:
    """Appeal against a refusal; another director decides again."""
    application = locked(application)
    require(acting_user, "apply_for_label", application.organisation)
    require_state(application, State.REFUSED)
    if application.first_decider_id is not None:
        raise RecognitionError(
            _("The appeal has been decided."),
            where="appeal",
            cure=_("Start a new application for the product."),
        )
    _require_no_other_open(application)
    application.appeal = require_text(text, "appeal", _("Explain why the decision is wrong."))[
        :2000
    ]
    application.first_decider, application.decider = application.decider, None
    application.state = State.APPEAL
    days = application.version.scheme.decision_days
    application.due = due_after(timezone.localdate(), days)
    fields = ["appeal", "first_decider", "decider", "state", "due"]
    application.save(update_fields=fields)
    enter_event(application, Step.APPEALED, application.appeal, acting_user=acting_user)
