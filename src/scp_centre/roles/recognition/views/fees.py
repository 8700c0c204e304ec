"""Fees and letters of applications."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import fees as actions
from scp_centre.roles.recognition.fee_forms import (
    PAID,
    AskFeeForm,
    FeeForm,
    FeeRuleForm,
    SettleForm,
)
from scp_centre.roles.recognition.letters import compose_letter
from scp_centre.roles.recognition.models import Fee, FeeDemand, Letter, Scheme
from scp_centre.roles.recognition.queries import applications_for
from scp_centre.roles.recognition.views.application_page import application_at, show


@require_http_methods(["GET", "HEAD", "POST"])
def fee_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the fee table of a scheme to the label officer, and add a line."""
    require(request.user, "keep_scheme")
    scheme = get_object_or_404(Scheme, pk=pk)
    form = FeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_fee(scheme, **form.cleaned_data, acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The fee has been added to the table."))
            return redirect("fee_table", pk=pk)
    rule = FeeRuleForm(initial={"needs_fee": scheme.needs_fee})
    context = {"scheme": scheme, "fees": scheme.fees.all(), "form": form, "rule": rule}
    context["may_remove"] = True
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/fee_table.html", context, status=status)


@require_POST
@one_writer(lambda pk: Scheme.objects.filter(pk=pk))
def set_fee_rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether a licence is awarded only after the fee is settled."""
    require(request.user, "keep_scheme")
    scheme = get_object_or_404(Scheme, pk=pk)
    form = FeeRuleForm(request.POST, initial={"needs_fee": scheme.needs_fee})
    if form.is_valid():
        needs_fee = form.cleaned_data["needs_fee"]
        try:
            actions.set_fee_rule(scheme, needs_fee, acting_user=request.user)
        except SpokenError as error:
            form.add_error(None, error.in_full)
        else:
            messages.success(request, _("Fee rule saved."))
            return redirect("fee_table", pk=pk)
    context = {"scheme": scheme, "fees": scheme.fees.all(), "form": FeeForm(), "rule": form}
    return render(request, "recognition/fee_table.html", context, status=422)


@require_POST
def remove_fee(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a line from a fee table."""
    require(request.user, "keep_scheme")
    fee = get_object_or_404(Fee.objects.select_related("scheme"), pk=pk)
    actions.remove_fee(fee, acting_user=request.user)
    messages.success(request, _("The fee has been removed from the table."))
    return redirect("fee_table", pk=fee.scheme_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_fee(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask an applicant for a fee."""
    found = application_at(request, pk, "handle_application")
    form = AskFeeForm(found.version.scheme, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_fee(found, form.cleaned_data["fee"], acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(
                request,
                _("The fee has been requested from the applicant with a payment reference."),
            )
            return redirect("application", pk=pk)
    context = {"form": form, "title": _("Request a fee"), "application": found}
    context["button"] = _("Request the fee")
    return show(request, "form", context, is_refused=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: FeeDemand.objects.filter(pk=pk))
def settle_fee(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that a fee was paid, or waive it."""
    require(request.user, "handle_application")
    demand = get_object_or_404(FeeDemand.objects.select_related("application"), pk=pk)
    start = {"paid_on": demand.paid_on, "reason": demand.waived}
    form = SettleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["outcome"] == PAID:
                actions.mark_fee_paid(demand, said["paid_on"], acting_user=request.user)
            else:
                actions.waive_fee(demand, said["reason"], acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The fee has been settled."))
            return redirect("application", pk=demand.application_id)
    context = {"form": form, "title": _("Settle the fee"), "lead": demand.reference}
    context |= {"button": _("Save"), "application": demand.application}
    return show(request, "form", context, is_refused=request.method == "POST")


@require_safe
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out a letter as PDF to the applicant and the staff."""
    require(request.user, "see_recognition")
    found = get_object_or_404(
        Letter.objects.select_related("application__organisation", "author"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    return attachment(write_pdf(compose_letter(found)), f"letter-{pk}.pdf", "application/pdf")
