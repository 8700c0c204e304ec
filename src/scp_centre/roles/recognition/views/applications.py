"""Applications on the applicant's side."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.signing.actions import is_reachable
from scp_centre.centre.stale_forms import mark_of, one_writer
from scp_centre.methods.criteria import Scheme, words_of
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import applications as actions
from scp_centre.roles.recognition.actions import decisions
from scp_centre.roles.recognition.actions.documents import add_document
from scp_centre.roles.recognition.actions.verification import shown_findings
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import verified_decision
from scp_centre.roles.recognition.evidence_fields import NO, YES, word_in
from scp_centre.roles.recognition.forms import (
    AnswerForm,
    AppealForm,
    DocumentForm,
    EvidenceForm,
    StartForm,
    documents_of,
)
from scp_centre.roles.recognition.independence import advisers_shown
from scp_centre.roles.recognition.licence_validity import is_valid, state_of
from scp_centre.roles.recognition.models import (
    OPEN,
    Application,
    Licence,
    LicenceState,
    Question,
    State,
    word_of_result,
)
from scp_centre.roles.recognition.passport_content import ended_passport_of
from scp_centre.roles.recognition.queries import (
    applications_for,
    companies_of,
    current_versions,
    documents_for,
)
from scp_centre.roles.recognition.views.application_page import (
    application_at,
    fees_and_letters,
    outcome_rows,
    show,
    without_evidence,
)


@require_safe
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an application: state, criteria with evidence, remarks, history, what comes next."""
    found = application_at(request, pk, "see_recognition")
    person, company = request.user, found.organisation
    licence = Licence.objects.filter(application=found).first()
    applicant = allowed(person, "apply_for_label", company)
    rows = outcome_rows(found, request)
    context = {
        "application": found,
        "scheme": found.version.scheme,
        "rows": rows,
        "missing": without_evidence(rows),
        "questions": found.questions.select_related("author", "answered_by"),
        "events": found.events.select_related("person"),
        "advisers": advisers_shown(found),
        "licence": licence,
        "licence_state": state_of(licence) if licence else "",
        "result": _result_of(found),
        "shown": mark_of(shown_findings(found)),
        "may_declare": actions.may_declare(found, person),
        "may_submit": applicant and found.state == State.DRAFT,
        "may_close": applicant and found.state in OPEN,
        "may_answer": applicant and found.state == State.REMARKS,
        "may_appeal": applicant and found.state == State.REFUSED and not found.first_decider_id,
        "may_renew": licence is not None and actions.may_renew(licence, person),
        "successor": licence.successor if licence else None,
        "may_check": allowed(person, "handle_application") and found.state == State.SUBMITTED,
        "may_verify": found.verifier_id == person.pk,
        "may_decide": allowed(person, "decide_application")
        and found.state in (State.VERIFIED, State.APPEAL)
        and person.pk not in (found.verifier_id, found.first_decider_id),
        "may_keep": allowed(person, "keep_licence"),
        **fees_and_letters(found, person),
        **_after_award(licence, applicant, allowed(person, "watch_licences")),
        "today": timezone.localdate(),
    }
    return show(request, "application", context)


def _after_award(licence: Licence | None, is_applicant: bool, may_watch: bool) -> dict[str, Any]:
    """Return what happened to a licence after its award, and what may be done about it."""
    if licence is None:
        return {}
    is_over = licence.state == LicenceState.WITHDRAWN
    return {
        "checks": licence.checks.all(),
        "notices": licence.changes.all(),
        "may_give_notice": is_applicant and not is_over,
        "may_issue_passport": is_applicant and bool(licence.product) and is_valid(licence),
        "is_reachable": is_reachable(),
        "ended_passport": ended_passport_of(licence),
        "may_watch": may_watch and not is_over,
    }


def _result_of(application: Application) -> str:
    """Return what follows from the verifier's decisions; "" before the verification is signed."""
    if application.verified is None:
        return ""
    return word_of_result(verified_decision(application).result)


@require_http_methods(["GET", "HEAD", "POST"])
def new_application(request: SignedInRequest) -> HttpResponse:
    """Start an application."""
    require(request.user, "apply_for_label")
    companies = companies_of(request.user)
    start = {"company": companies.first() if companies.count() == 1 else None}
    form = StartForm(current_versions(), companies, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.start_application(
                values["version"],
                values["company"],
                values["product"],
                acting_user=request.user,
            )
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            return redirect("declare_evidence", pk=made.pk)
    context = {"form": form, "title": _("Apply for a label or award")}
    context |= {"button": _("Start the application")}
    context["lead"] = _(
        "If the licence is awarded, the company, the product and the state of the licence become "
        "public."
    )
    return show(request, "form", context, is_refused=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Application.objects.filter(pk=pk))
def declare_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declare what is known of each measure, with the documents that prove it."""
    found = application_at(request, pk, "apply_for_label")
    scheme = scheme_of(found.version)
    documents = documents_of(found.organisation)
    form = EvidenceForm(scheme, documents, request.POST or None, initial=_declared(found, scheme))
    if request.method == "POST" and form.is_valid():
        for name, measure in scheme.measures.items():
            fields = {f"value_{name}", f"document_{name}"}
            if fields & set(form.changed_data):
                value = _value(form.cleaned_data[f"value_{name}"], measure.kind)
                document = form.cleaned_data[f"document_{name}"]
                actions.declare(found, measure, value, document, acting_user=request.user)
        messages.success(request, _("Evidence saved."))
        return redirect("application", pk=pk)
    context = {"form": form, "application": found, "may_declare": True}
    context["rows"] = outcome_rows(found, request)
    return show(request, "evidence", context, is_refused=request.method == "POST")


def _declared(application: Application, scheme: Scheme) -> dict[str, Any]:
    start: dict[str, Any] = {}
    for one in application.declarations.all():
        value = one.value
        if isinstance(value, bool):
            value = YES if value else NO
        elif isinstance(value, str) and one.measure in scheme.measures:
            value = word_in(value, words_of(scheme, one.measure))
        start |= {f"value_{one.measure}": value, f"document_{one.measure}": one.document_id}
    return start


def _value(said: Any, kind: str) -> float | bool | str | None:
    """Return what a field says as a value of a kind of measure; None where it is empty."""
    if said in (None, ""):
        return None
    if kind == "yes or no":
        return bool(said == YES)
    return float(said) if kind == "number" else str(said)


@require_POST
def submit_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submit an application."""
    actions.submit_application(
        application_at(request, pk, "apply_for_label"), acting_user=request.user
    )
    messages.success(request, _("The application has been submitted."))
    return redirect("application", pk=pk)


@require_POST
def close_application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw an application."""
    actions.close_application(
        application_at(request, pk, "apply_for_label"), acting_user=request.user
    )
    messages.success(request, _("The application has been withdrawn."))
    return redirect("application", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_question(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a remark of the verifier."""
    question = get_object_or_404(
        Question.objects.select_related("application__organisation"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    require(request.user, "apply_for_label", question.application.organisation)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_question(question, form.cleaned_data["answer"], acting_user=request.user)
        messages.success(request, _("The answer has been sent."))
        return redirect("application", pk=question.application_id)
    context = {"form": form, "title": _("Answer the remark"), "lead": question.text}
    context |= {"button": _("Send the answer"), "application": question.application}
    unanswered = question.application.questions.filter(answered__isnull=True)
    if not unanswered.exclude(pk=pk).exists():
        context["note"] = _(
            "This is the last open remark. Once you answer it, the verification continues and you "
            "can no longer change the evidence. If evidence is missing, enter it first."
        )
        context["note_url"] = reverse("declare_evidence", args=[question.application_id])
        context["note_link"] = _("Enter evidence")
    return show(request, "form", context, is_refused=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Appeal against a refusal."""
    found = application_at(request, pk, "apply_for_label")
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.appeal_decision(found, form.cleaned_data["appeal"], acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(
                request, _("The appeal has been lodged. Somebody else will make a new decision.")
            )
            return redirect("application", pk=pk)
    context = {"form": form, "title": _("Appeal against the decision"), "lead": found.reason}
    context |= {"button": _("Lodge the appeal"), "application": found}
    return show(request, "form", context, is_refused=request.method == "POST")


@require_POST
def renew_licence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start the renewal of a licence."""
    licence = get_object_or_404(
        Licence.objects.select_related("application__organisation"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    require(request.user, "apply_for_label", licence.application.organisation)
    made = actions.renew_licence(licence, acting_user=request.user)
    messages.success(
        request, _("The renewal has started with the evidence you entered previously.")
    )
    return redirect("declare_evidence", pk=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def label_documents(request: SignedInRequest) -> HttpResponse:
    """List the documents, and add one."""
    require(request.user, "see_recognition")
    companies = companies_of(request.user)
    may_add = allowed(request.user, "apply_for_label")
    start = {"company": companies.first() if companies.count() == 1 else None}
    form = DocumentForm(companies, request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST":
        require(request.user, "apply_for_label")
        if form.is_valid() and _add_document(request, form):
            return redirect("label_documents")
    context = {"documents": documents_for(request.user), "form": form if may_add else None}
    return show(request, "documents", context, is_refused=request.method == "POST")


def _add_document(request: SignedInRequest, form: DocumentForm) -> bool:
    values = form.cleaned_data
    try:
        add_document(
            values["company"],
            values["title"],
            values["issued_by"],
            values["issued_on"],
            values["file"].read(),
            acting_user=request.user,
        )
    except SpokenError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    messages.success(request, _("Document saved. It counts for all products."))
    return True


@require_safe
def label_document(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out a document."""
    found = get_object_or_404(documents_for(request.user), pk=pk)
    with found.file.open("rb") as file:
        return attachment(file.read(), f"document-{found.pk}.pdf", "application/pdf")
