"""Applications on the applicant's side: started, proved, submitted, answered, withdrawn."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.centre.registry.permissions import COMPANY, allowed, memberships, require
from scp_centre.methods.criteria import Measure
from scp_centre.methods.criteria.plausibility import require_possible
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import (
    enter_event,
    locked,
    require_other_than_verifier,
    require_state,
    require_text,
    void_findings,
)
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.due_dates import due_after, due_after_stop
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.evidence import facts_of, measures_of
from scp_centre.roles.recognition.models import (
    OPEN,
    Application,
    CriteriaVersion,
    Declaration,
    Document,
    Licence,
    LicenceState,
    Question,
    SchemeKind,
    State,
    Step,
)


@transaction.atomic
def start_application(
    version: CriteriaVersion,
    organisation: Organisation,
    product: Product | None,
    *,
    acting_user: Person,
    renews: Licence | None = None,
    sample: bool = False,
) -> Application:
    """Start an application; who starts it for the company is its adviser.

    product : None for an award of the company itself

    Raises RecognitionError for criteria that are not in force, and where one is open already.
    """
    require(acting_user, "apply_for_label", organisation)
    _require_fitting(version, organisation, product)
    require_in_force(version)
    of_scheme = Application.objects.filter(
        version__scheme=version.scheme, organisation=organisation, product=product
    )
    if of_scheme.filter(state__in=OPEN).exists():
        raise RecognitionError(
            _("There is already an open application for this product or company."),
            where="product",
            cure=_("Continue with that application."),
        )
    if renews is None and _has_licence(of_scheme):
        raise RecognitionError(
            _("This product or company already has a licence."),
            where="product",
            cure=_("Renew the licence on its application page."),
        )
    made = Application.objects.create(
        version=version,
        organisation=organisation,
        product=product,
        applicant=acting_user,
        adviser=_as_adviser(acting_user, organisation),
        renews=renews,
        is_sample=sample,
    )
    step = Step.RENEWAL if renews else Step.STARTED
    enter_event(made, step, renews.number if renews else "", acting_user=acting_user)
    return made


def require_in_force(version: CriteriaVersion) -> None:
    """Raise RecognitionError for criteria that are unpublished, that have ended or begin later."""
    today = timezone.localdate()
    has_ended = version.valid_to is not None and version.valid_to < today
    if version.published is None or has_ended or version.valid_from > today:
        raise RecognitionError(
            _("These criteria are not in force."),
            where="version",
            cure=_("Start an application under the current version."),
        )


def _require_fitting(
    version: CriteriaVersion, organisation: Organisation, product: Product | None
) -> None:
    """Refuse a product of another company, and a label without product or an award with one."""
    is_award = version.scheme.kind == SchemeKind.AWARD
    if is_award and product is not None:
        raise RecognitionError(
            _("This award is for a company, not for a product."),
            where="product",
            cure=_("Leave the product field empty."),
        )
    if not is_award and (product is None or product.organisation_id != organisation.pk):
        raise RecognitionError(
            _("The label is for one of the company's products."),
            where="product",
            cure=_("Choose one of this company's products."),
        )


def may_renew(licence: Licence, person: Person) -> bool:
    """Return whether somebody may start the renewal of a licence now."""
    of_company = allowed(person, "apply_for_label", licence.application.organisation)
    taken = licence.renewals.filter(state__in=(*OPEN, State.AWARDED)).exists()
    return of_company and licence.state == LicenceState.VALID and not taken


def _has_licence(applications: Any) -> bool:
    living = (LicenceState.VALID, LicenceState.SUSPENDED)
    today = timezone.localdate()
    return bool(applications.filter(licence__state__in=living, licence__until__gte=today).exists())


def _as_adviser(person: Person, company: Organisation) -> Person | None:
    """Return the person where they are not of the company, but help it."""
    own = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    return None if company.pk in own else person


@transaction.atomic
def renew_licence(licence: Licence, *, acting_user: Person) -> Application:
    """Start the renewal of a licence by the criteria that are in force now.

    What was declared goes along; documents serve again.
    """
    old = licence.application
    require(acting_user, "apply_for_label", old.organisation)
    if licence.state == LicenceState.WITHDRAWN:
        raise RecognitionError(
            _("This licence has been withdrawn."),
            where="licence",
            cure=_("Start a new application for the product."),
        )
    if licence.state == LicenceState.SUSPENDED:
        raise RecognitionError(
            _("The licence {number} is suspended.", number=licence.number),
            where="licence",
            cure=_("Renew the licence after the suspension is lifted."),
        )
    if successor := licence.successor:
        raise RecognitionError(
            _(
                "This licence has already been renewed. The new licence is {number}.",
                number=successor.number,
            ),
            where="licence",
            cure=_("Renew the new licence instead."),
        )
    version = current_version(old.version)
    made = start_application(
        version,
        old.organisation,
        old.product,
        acting_user=acting_user,
        renews=licence,
        sample=old.is_sample,
    )
    known = scheme_of(version).measures
    Declaration.objects.bulk_create(
        Declaration(
            application=made,
            measure=one.measure,
            value=one.value,
            unit=one.unit,
            document=one.document,
        )
        for one in old.declarations.all()
        if one.measure in known
    )
    return made


def current_version(version: CriteriaVersion) -> CriteriaVersion:
    """Return the criteria of the same scheme that are in force; else the same."""
    today = timezone.localdate()
    found = version.scheme.versions.filter(published__isnull=False, valid_from__lte=today)
    return found.first() or version


@transaction.atomic
def declare(
    application: Application,
    measure: Measure,
    value: float | bool | str | None,
    document: Document | None,
    *,
    acting_user: Person,
) -> None:
    """Declare what is known of one measure, with the document that proves it; None takes it back.

    What is declared already changes nothing.

    Raises RecognitionError for a value of the wrong kind and for another company's document.
    """
    application = locked(application)
    require(acting_user, "apply_for_label", application.organisation)
    require_other_than_verifier(acting_user, application)
    require_state(application, State.DRAFT, State.REMARKS)
    if document is not None and document.organisation_id != application.organisation.pk:
        raise RecognitionError(
            _("This document belongs to another company."),
            where="document",
            cure=_("Choose one of the applicant's documents."),
        )
    _require_kind(measure, value)
    _note_adviser(application, acting_user)
    old = application.declarations.filter(measure=measure.name).first()
    said = (value, document.pk if document and value is not None else None)
    if said == (old.value if old else None, old.document_id if old else None):
        return
    if value is None:
        if old:
            old.delete()
    else:
        application.declarations.update_or_create(
            measure=measure.name,
            defaults={"value": value, "unit": measure.unit, "document": document},
        )
    enter_event(
        application,
        Step.DECLARED,
        measure.title,
        acting_user=acting_user,
        after={"measure": measure.name, "value": value, "old": old.value if old else None},
    )
    _void_findings_on(application, measure, acting_user)


def _void_findings_on(application: Application, measure: Measure, person: Person) -> None:
    """Void the findings of the criteria that use a measure of which other evidence is declared."""
    criteria = scheme_of(application.version).criteria
    used = {one.id for one in criteria if measure.name in measures_of(one)}
    void_findings(application, used, acting_user=person)


def _require_kind(measure: Measure, value: float | bool | str | None) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "number": is_number,
        "yes or no": isinstance(value, bool),
        "word": isinstance(value, str),
    }
    if value is not None and not fits[measure.kind]:
        raise RecognitionError(
            _("The evidence for {title} is of the wrong type.", title=measure.title),
            where=measure.name,
            cure=_("Enter the kind of answer that the criteria require."),
        )
    if value is not None and is_number:
        require_possible(measure, float(value))


def _note_adviser(application: Application, person: Person) -> None:
    adviser = _as_adviser(person, application.organisation)
    if adviser is not None and application.adviser_id is None:
        application.adviser = adviser
        application.save(update_fields=["adviser"])


@transaction.atomic
def submit_application(application: Application, *, acting_user: Person) -> None:
    """Submit an application; the centre checks whether it is complete."""
    application = locked(application)
    require(acting_user, "apply_for_label", application.organisation)
    require_state(application, State.DRAFT)
    require_in_force(application.version)
    if not facts_of(application):
        raise RecognitionError(
            _("The application holds no evidence yet."),
            where="evidence",
            cure=_("Enter the evidence for the criteria, then submit the application."),
        )
    _note_adviser(application, acting_user)
    application.state = State.SUBMITTED
    application.submitted = timezone.now()
    days = application.version.scheme.completeness_days
    application.due = due_after(timezone.localdate(), days)
    application.save(update_fields=["state", "submitted", "due"])
    enter_event(application, Step.SUBMITTED, acting_user=acting_user)


@transaction.atomic
def answer_question(question: Question, answer: str, *, acting_user: Person) -> None:
    """Answer a remark; with the last one the clock goes on, later by the days of the stop."""
    application = locked(question.application)
    question = application.questions.get(pk=question.pk)
    require(acting_user, "apply_for_label", application.organisation)
    require_other_than_verifier(acting_user, application)
    require_state(application, State.REMARKS)
    if question.answered is not None:
        raise RecognitionError(
            _("This remark has already been answered."), where="answer", cure=_("Reload the page.")
        )
    question.answer = require_text(answer, "answer", _("Enter your answer."))
    question.answered, question.answered_by = timezone.now(), acting_user
    question.save(update_fields=["answer", "answered", "answered_by"])
    if not application.questions.filter(answered__isnull=True).exists():
        _resume(application)
    enter_event(application, Step.ANSWERED, question.answer, acting_user=acting_user)


def _resume(application: Application) -> None:
    if application.due and application.stopped:
        today = timezone.localdate()
        application.due = due_after_stop(application.due, application.stopped, today)
    application.stopped, application.state = None, State.VERIFICATION
    application.save(update_fields=["due", "stopped", "state"])


@transaction.atomic
def close_application(application: Application, *, acting_user: Person) -> None:
    """Withdraw an application before it is decided."""
    application = locked(application)
    require(acting_user, "apply_for_label", application.organisation)
    require_state(application, *OPEN)
    application.state, application.due, application.stopped = State.CLOSED, None, None
    application.save(update_fields=["state", "due", "stopped"])
    enter_event(application, Step.CLOSED, acting_user=acting_user)


def may_declare(application: Application, person: Person) -> bool:
    """Return whether somebody may declare evidence now."""
    can = allowed(person, "apply_for_label", application.organisation)
    return can and application.state in (State.DRAFT, State.REMARKS)
