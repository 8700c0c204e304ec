"""Completeness check and verification, criterion by criterion, by somebody independent."""

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.evidence.actions import Entry, approve_figures, enter_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.criteria import Outcome, Result, Scheme
from scp_centre.methods.explanation import Explanation, Figure
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import (
    enter_event,
    locked,
    require_state,
    require_text,
    void_findings,
)
from scp_centre.roles.recognition.criteria_texts import indicators_of, scheme_of
from scp_centre.roles.recognition.due_dates import due_after
from scp_centre.roles.recognition.errors import IndependenceError, RecognitionError
from scp_centre.roles.recognition.evidence import (
    decide_application,
    facts_of,
    findings_that_count,
    seen_of,
    take_snapshot,
    undecided,
)
from scp_centre.roles.recognition.independence import require_independent, require_unbound
from scp_centre.roles.recognition.letters import file_letter
from scp_centre.roles.recognition.models import (
    Application,
    Declaration,
    Document,
    Finding,
    Found,
    LetterKind,
    Question,
    State,
    Step,
)


@transaction.atomic
def accept_application(application: Application, verifier: Person, *, acting_user: Person) -> None:
    """Find an application complete and name its verifier, who must be independent.

    Raises IndependenceError, saying what binds the verifier to the applicant.
    """
    application = locked(application)
    require(acting_user, "handle_application")
    require_state(application, State.SUBMITTED)
    if not allowed(verifier, "verify_application"):
        raise IndependenceError(
            _("{person} is not allowed to verify applications.", person=verifier),
            where="verifier",
            cure=_("Appoint a verifier or reviewer from the centre."),
        )
    if verifier.pk == acting_user.pk:
        raise IndependenceError(
            _("You cannot appoint yourself as the verifier."),
            where="verifier",
            cure=_("Appoint someone else."),
        )
    require_unbound(acting_user, application.organisation)
    require_independent(verifier, application)
    application.verifier, application.state = verifier, State.VERIFICATION
    days = application.version.scheme.verification_days
    application.due = due_after(timezone.localdate(), days)
    application.save(update_fields=["verifier", "state", "due"])
    enter_event(application, Step.COMPLETE, str(verifier), acting_user=acting_user)
    file_letter(
        application,
        LetterKind.COMPLETE,
        _("Your application is complete"),
        [
            _("The application is complete, and verification has begun."),
            _("Verification will end no later than {day}.", day=application.due),
        ],
        acting_user=acting_user,
    )


@transaction.atomic
def return_application(application: Application, reason: str, *, acting_user: Person) -> None:
    """Send an application back as incomplete, saying what is missing."""
    application = locked(application)
    require(acting_user, "handle_application")
    require_unbound(acting_user, application.organisation)
    require_state(application, State.SUBMITTED)
    reason = require_text(reason, "reason", _("Enter what is missing."))
    application.state, application.due, application.reason = State.DRAFT, None, reason
    application.save(update_fields=["state", "due", "reason"])
    enter_event(application, Step.RETURNED, reason, acting_user=acting_user)
    file_letter(
        application,
        LetterKind.COMPLETE,
        _("Your application is incomplete"),
        [_("The application was returned as incomplete:"), reason],
        acting_user=acting_user,
    )


def _require_verifier(application: Application, person: Person) -> None:
    """Raise where somebody else verifies, or where something binds them to the applicant since."""
    require(person, "verify_application")
    if application.verifier_id != person.pk:
        raise IndependenceError(
            _("Somebody else is verifying this application."),
            where="verifier",
            cure=_("Ask the label officer for help."),
        )
    require_independent(person, application)


@transaction.atomic
def ask_applicant(application: Application, text: str, *, acting_user: Person) -> Question:
    """Remark on an application; the clock stands until the applicant has answered.

    The same remark, sent twice, waits once for its answer.
    """
    application = locked(application)
    _require_verifier(application, acting_user)
    require_state(application, State.VERIFICATION, State.REMARKS)
    text = require_text(text, "text", _("Enter the remark that the applicant should answer."))
    if first := application.questions.filter(text=text, answered__isnull=True).first():
        return first
    made = Question.objects.create(application=application, text=text, author=acting_user)
    if application.stopped is None:
        application.stopped = timezone.localdate()
    application.state = State.REMARKS
    application.save(update_fields=["stopped", "state"])
    enter_event(application, Step.ASKED, text, acting_user=acting_user)
    file_letter(
        application,
        LetterKind.REMARK,
        _("Remark on your application"),
        [
            _(
                "The verifier has asked you to answer a remark. The deadline is paused until you "
                "answer."
            ),
            text,
        ],
        acting_user=acting_user,
    )
    return made


@transaction.atomic
def decide_criterion(
    application: Application, criterion: str, found: str, reason: str, *, acting_user: Person
) -> Finding:
    """Decide one criterion with a reason.

    Findings whose evidence changed after they were written are void from then on.

    Raises RecognitionError for a criterion that the scheme does not have, without a reason, and for
    a decision against the evidence in the applicant's favour.
    """
    application = locked(application)
    _require_verifier(application, acting_user)
    require_state(application, State.VERIFICATION)
    reason = require_text(reason, "reason", _("Enter what your assessment is based on."))
    computed = {o.criterion.id: o for o in decide_application(application).outcomes}
    if criterion not in computed or found not in Found.values:
        raise RecognitionError(
            _("This criterion does not exist."), where="criterion", cure=_("Reload the page.")
        )
    outcome = computed[criterion]
    _require_by_evidence(Found(found), outcome)
    stale = {one.criterion for one in application.findings.all()} - set(
        findings_that_count(application)
    )
    void_findings(application, stale, acting_user=acting_user)
    result = str(outcome.result)
    made, _created = Finding.objects.update_or_create(
        application=application,
        criterion=criterion,
        defaults={
            "found": found,
            "computed": result,
            "seen": seen_of(outcome.criterion, facts_of(application)),
            "reason": reason[:1000],
            "verifier": acting_user,
        },
    )
    enter_event(
        application,
        Step.FOUND,
        criterion,
        acting_user=acting_user,
        after={"criterion": criterion, "found": found, "computed": result, "reason": reason},
    )
    return made


def _require_by_evidence(found: Found, outcome: Outcome) -> None:
    """Refuse what would be awarded against the evidence, or by leaving a criterion aside."""
    if found == Found.NOT_ASKED and outcome.result != Result.NOT_ASKED:
        raise RecognitionError(
            _("The evidence does not show that this criterion does not apply."),
            where="found",
            cure=_("Assess the criterion as met, not met or not known."),
        )
    if found == Found.MET and outcome.result in (Result.NOT_MET, Result.NOT_ASKED):
        raise RecognitionError(
            _("The evidence shows that this criterion is not met or does not apply."),
            where="found",
            cure=_(
                "Ask the applicant for other evidence, or choose the assessment that the evidence "
                "supports."
            ),
        )


def shown_findings(application: Application) -> dict[str, object]:
    """Return what a page shows of an application that is signed or decided."""
    product = application.product
    return {
        "changes": application.changes,
        "state": str(application.state),
        "about": application.about,
        "gtin": product.gtin if product else "",
    }


@transaction.atomic
def sign_verification(
    application: Application, *, acting_user: Person, shown: str | None = None
) -> None:
    """Sign the verification: the evidence is kept as it is, and declared numbers enter the ledger.

    Raises RecognitionError while a criterion is undecided, or decided on evidence that has changed
    since, or a remark is open.
    """
    application = locked(application)
    _require_verifier(application, acting_user)
    require_state(application, State.VERIFICATION)
    require_shown(shown, shown_findings(application), str(application))
    scheme = scheme_of(application.version)
    if left := undecided(application, scheme):
        raise RecognitionError(
            _("These criteria have not been assessed yet: {criteria}.", criteria=left),
            where="criteria",
            cure=_("Assess each of these criteria, then sign."),
        )
    _enter_declared(application, scheme, acting_user)
    application.evidence = take_snapshot(facts_of(application))
    application.state, application.verified = State.VERIFIED, timezone.now()
    days = application.version.scheme.decision_days
    application.due = due_after(timezone.localdate(), days)
    application.save(update_fields=["evidence", "state", "verified", "due"])
    enter_event(application, Step.VERIFIED, acting_user=acting_user)


def _enter_declared(application: Application, scheme: Scheme, verifier: Person) -> None:
    """Enter the numbers that the verifier saw proved into the ledger, as reviewed figures."""
    indicators = indicators_of(application.version.content)
    own = {name for name, key in indicators.items() if key == f"label_{name}"}
    proved = [
        (one, one.document)
        for one in application.declarations.select_related("document")
        if one.document is not None
        and one.measure in own
        and scheme.measures[one.measure].kind == "number"
    ]
    figures = [_figure(one, document, scheme) for one, document in proved]
    about = application.product or application.organisation
    entry = Entry(about, application.origin, application.applicant)
    issued = {document.issued_on for _unused, document in proved}
    enter_figures(entry, figures, {day.isoformat(): (day, day) for day in issued})
    approve_figures(application.origin, acting_user=verifier)


def _figure(one: Declaration, document: Document, scheme: Scheme) -> Figure:
    said = _("{title}, issued by {issuer}", title=document.title, issuer=document.issued_by)
    return Figure(
        f"label_{one.measure}",
        scheme.measures[one.measure].title,
        float(one.value),
        one.unit or "1",
        document.issued_on.isoformat(),
        explanation=Explanation(said, sources=(f"SHA-256 {document.digest}",)),
    )
