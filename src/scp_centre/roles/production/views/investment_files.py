"""Investment files: written, read by the company, submitted, followed to the money."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.actions.investment_files import NEXT
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.investment_figures import finance
from scp_centre.roles.production.forms import InvestmentForm, MoveForm
from scp_centre.roles.production.models import FileState, InvestmentFile
from scp_centre.roles.production.report.investment_file import (
    cash_table,
    dependence_table,
    options_table,
    worth_table,
)
from scp_centre.roles.production.views.assessment import find_assessment


def _file(request: SignedInRequest, pk: int) -> InvestmentFile:
    found = InvestmentFile.objects.filter(
        assessment__in=queries.assessments_for(request.user)
    ).select_related("assessment__site__organisation", "written_by", "consent_by")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_investment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write an investment file for chosen options."""
    assessment = find_assessment(request, pk)
    require(request.user, "write_investment", assessment.site.organisation)
    return _write(request, assessment, None)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: InvestmentFile.objects.filter(pk=pk))
def edit_investment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    file = _file(request, pk)
    require(request.user, "write_investment", file.assessment.site.organisation)
    return _write(request, file.assessment, file)


def _write(request: SignedInRequest, assessment: Any, file: InvestmentFile | None) -> HttpResponse:
    result, say = queries.result_of(assessment), current_speaker()
    options = [
        (
            o.entry.key,
            f"{o.entry.name} ({say.money(o.appraisal.terms.own_investment, result.currency)})",
        )
        for o in result.options
        if o.entry.decision != "reject"
    ]
    chosen = [o.entry.key for o in result.plan.options]
    names = [*InvestmentForm.base_fields]
    initial = {n: getattr(file, n) for n in names} if file else {"options": chosen}
    log = ("write_investment", str(file)) if file else None
    form = InvestmentForm(options, request.POST or None, initial=initial, log=log)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_investment(
                assessment, form.cleaned_data, acting_user=request.user, file=file
            )
        except FollowUpError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            messages.success(
                request, _("Investment file saved. The company has been asked to give consent.")
            )
            return redirect("investment", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"assessment": assessment, "form": form, "file": file}
    return render(request, "production/investment_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def investment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an investment file with its figures and its way; move it on."""
    file = _file(request, pk)
    organisation = file.assessment.site.organisation
    states: list[str] = list(NEXT[FileState(file.state)])
    form = MoveForm(states, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_investment(file, acting_user=request.user, **form.cleaned_data)
        except FollowUpError as error:
            form.add_error(None, error.in_full)
        else:
            messages.success(request, _("Step saved."))
            return redirect("investment", pk=pk)
    result = queries.result_of(file.assessment)
    tables, problem = [], ""
    try:
        financing = finance(file, result)
    except FollowUpError as error:
        problem = error.in_full
    else:
        money = result.currency
        tables = [
            options_table(financing, money, current_speaker()),
            worth_table(file, financing, money, current_speaker()),
            cash_table(financing, money, current_speaker()),
            dependence_table(financing, money, current_speaker()),
        ]
    context = {
        "file": file,
        "assessment": file.assessment,
        "tables": tables,
        "problem": problem,
        "form": form,
        "steps": file.steps.select_related("person"),
        "may_move": states and allowed(request.user, "move_investment", organisation),
        "may_consent": file.state == FileState.DRAFT
        and not file.consent_by_id
        and allowed(request.user, "consent_investment", organisation),
        "may_write": file.state == FileState.DRAFT
        and allowed(request.user, "write_investment", organisation),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "production/investment.html", context, status=status)


@require_POST
def consent_investment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the company's consent to showing this file."""
    actions.consent_investment(_file(request, pk), acting_user=request.user)
    messages.success(request, _("Company consent saved."))
    return redirect("investment", pk=pk)


@require_POST
def make_investment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the file set."""
    format_ = "xlsx" if read_word(request.POST, "format") == "xlsx" else "pdf"
    job = actions.request_investment_file(_file(request, pk), format_, acting_user=request.user)
    return redirect("job", pk=job.pk)
