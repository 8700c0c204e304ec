"""Completeness check, verification criterion by criterion, and decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import ACTS, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.signing.actions import is_reachable
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import decisions, licences, schemes
from scp_centre.roles.recognition.actions import verification as actions
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import undecided, verified_decision
from scp_centre.roles.recognition.evidence_fields import YES
from scp_centre.roles.recognition.forms import (
    AGAIN,
    RESTORE,
    SUSPEND,
    WITHDRAW,
    DecisionForm,
    FindingForm,
    HoldingForm,
    LicenceForm,
    QuestionForm,
    ReasonForm,
    VerifierForm,
)
from scp_centre.roles.recognition.independence import bond_to_applicant
from scp_centre.roles.recognition.licence_validity import state_of
from scp_centre.roles.recognition.models import (
    Affiliation,
    Application,
    Licence,
    LicenceState,
    State,
    word_of_result,
)
from scp_centre.roles.recognition.queries import applications_for, differs_today
from scp_centre.roles.recognition.views.application_page import (
    application_at,
    outcome_rows,
    show,
    without_evidence,
)

ACTS_OF_LICENCE = {
    LicenceState.VALID: (SUSPEND, WITHDRAW),
    LicenceState.SUSPENDED: (RESTORE, WITHDRAW),
}


def _candidates(application: Application, officer: Person) -> tuple[Any, list[str]]:
    """Return who may verify an application, and why others may not."""
    people = (
        Person.objects.filter(
            memberships__role__in=ACTS["verify_application"].roles, is_active=True
        )
        .exclude(pk=officer.pk)
        .distinct()
    )
    bonds = {one.pk: bond_to_applicant(one, application) for one in people}
    free = [pk for pk, bond in bonds.items() if not bond]
    return Person.objects.filter(pk__in=free), [bond for bond in bonds.values() if bond]


@require_safe
def check_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the label officer checks: completeness, holding, who may verify."""
    return _check_page(request, application_at(request, pk, "handle_application"))


def _check_page(request: SignedInRequest, found: Application, **forms: Any) -> HttpResponse:
    people, bonds = _candidates(found, request.user)
    rows = outcome_rows(found, request)
    context = {
        "application": found,
        "rows": rows,
        "missing": without_evidence(rows),
        "bonds": bonds,
        "verifier_form": forms.get("verifier") or VerifierForm(people),
        "reason_form": forms.get("reason") or ReasonForm(),
        "holding_form": forms.get("holding") or HoldingForm(initial=_holding(found)),
    }
    return show(request, "check", context, is_refused=bool(forms))


def _holding(application: Application) -> dict[str, str]:
    own = Affiliation.objects.filter(organisation=application.organisation).first()
    return {"holding": own.holding if own else ""}


@require_POST
def accept_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find an application complete and name its verifier."""
    found = application_at(request, pk, "handle_application")
    form = VerifierForm(_candidates(found, request.user)[0], request.POST)
    if not form.is_valid():
        return _check_page(request, found, verifier=form)
    actions.accept_application(found, form.cleaned_data["verifier"], acting_user=request.user)
    messages.success(request, _("The application is complete. The verifier can begin."))
    return redirect("application", pk=pk)


@require_POST
def return_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an application back as incomplete."""
    found = application_at(request, pk, "handle_application")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _check_page(request, found, reason=form)
    actions.return_application(found, form.cleaned_data["reason"], acting_user=request.user)
    messages.success(request, _("The application has been sent back."))
    return redirect("application", pk=pk)


@require_POST
@one_writer(lambda pk: Application.objects.filter(pk=pk))
def keep_affiliation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the holding of the applicant."""
    found = application_at(request, pk, "handle_application")
    log = ("keep_affiliation", str(found.organisation))
    form = HoldingForm(request.POST, initial=_holding(found), log=log)
    if not form.is_valid():
        return _check_page(request, found, holding=form)
    company, holding = found.organisation, form.cleaned_data["holding"]
    schemes.keep_affiliation(company, holding, acting_user=request.user)
    messages.success(request, _("Group saved."))
    return redirect("check_application", pk=pk)


@require_safe
def verify_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the verifier criterion by criterion: limit, evidence, own decision."""
    return _verify_page(request, application_at(request, pk, "verify_application"))


def _questions(application: Application) -> Any:
    return application.questions.select_related("author", "answered_by")


def _verify_page(
    request: SignedInRequest, found: Application, form: QuestionForm | None = None
) -> HttpResponse:
    context = {
        "application": found,
        "rows": outcome_rows(found, request),
        "questions": _questions(found),
        "left": undecided(found, scheme_of(found.version)),
        "form": form or QuestionForm(),
        "is_open": found.state == State.VERIFICATION and found.verifier_id == request.user.pk,
        "may_ask": found.state in (State.VERIFICATION, State.REMARKS)
        and found.verifier_id == request.user.pk,
        "shown": mark_of(actions.shown_findings(found)),
    }
    return show(request, "verify", context, is_refused=form is not None)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, place: Application.objects.filter(pk=pk))
def verify_criterion(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """Decide one criterion."""
    found = application_at(request, pk, "verify_application")
    rows = outcome_rows(found, request)
    if place >= len(rows):
        raise Http404
    row = rows[place]
    finding, outcome = row["finding"], row["outcome"]
    start = {"found": str(finding.found), "reason": finding.reason} if finding else {}
    form = FindingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.decide_criterion(
                found,
                outcome.criterion.id,
                values["found"],
                values["reason"],
                acting_user=request.user,
            )
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("Your assessment of the criterion has been saved."))
            return redirect("verify_application", pk=pk)
    context = {"application": found, "row": row, "form": form}
    context["questions"] = _questions(found)
    return show(request, "criterion", context, is_refused=request.method == "POST")


@require_POST
def ask_applicant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a remark to the applicant."""
    found = application_at(request, pk, "verify_application")
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _verify_page(request, found, form)
    actions.ask_applicant(found, form.cleaned_data["text"], acting_user=request.user)
    messages.success(
        request, _("Your remark has been sent. The deadline is paused until the applicant answers.")
    )
    return redirect("verify_application", pk=pk)


@require_POST
def sign_verification(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the verification."""
    found = application_at(request, pk, "verify_application")
    shown = read_word(request.POST, SHOWN)
    actions.sign_verification(found, acting_user=request.user, shown=shown)
    messages.success(request, _("The verification has been signed. A director will now decide."))
    return redirect("application", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Award or refuse."""
    found = application_at(request, pk, "decide_application")
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, found, form.cleaned_data)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The decision has been made."))
            return redirect("application", pk=pk)
    decision = verified_decision(found)
    context = {
        "application": found,
        "rows": outcome_rows(found, request),
        "result": word_of_result(decision.result),
        "grade": decision.grade.title if decision.grade else "",
        "questions": _questions(found),
        "form": form,
        "shown": mark_of(actions.shown_findings(found)),
        "is_reachable": is_reachable(),
    }
    return show(request, "decide", context, is_refused=request.method == "POST")


def _decide(request: SignedInRequest, found: Application, values: dict[str, Any]) -> None:
    reason, person = values["reason"], request.user
    if values["award"] == AGAIN:
        decisions.verify_again(found, reason, acting_user=person)
        return
    shown = read_word(request.POST, SHOWN)
    decisions.decide_on_application(
        found, values["award"] == YES, reason, acting_user=person, shown=shown
    )


@require_http_methods(["GET", "HEAD", "POST"])
def keep_licence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suspend a licence, lift that, or withdraw it."""
    require(request.user, "keep_licence")
    licence = get_object_or_404(
        Licence.objects.select_related("application__version__scheme", "credential"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    form = LicenceForm(ACTS_OF_LICENCE.get(licence.state, ()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = {
            SUSPEND: licences.suspend_licence,
            RESTORE: licences.restore_licence,
            WITHDRAW: licences.withdraw_licence,
        }[form.cleaned_data["act"]]
        try:
            act(licence, form.cleaned_data["reason"], acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The licence is now {state}.", state=_now(licence)))
            return redirect("application", pk=licence.application_id)
    context = {"form": form, "licence": licence, "other_today": differs_today(licence)}
    context["state"] = state_of(licence)
    return show(request, "keep_licence", context, is_refused=request.method == "POST")


def _now(licence: Licence) -> str:
    return state_of(Licence.objects.get(pk=licence.pk))
