"""The portfolio of the centre: sums by any dimension, programmes, the donor report."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_choice, read_page, read_word
from scp_centre.centre.registry.models import Programme
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions
from scp_centre.roles.production.forms import FileForm, ProgrammeForm
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.portfolio import (
    DIMENSIONS,
    NOT_SAID,
    behind,
    choices,
    chosen,
    portfolio,
)
from scp_centre.roles.production.report.donor import group_table, stage_table
from scp_centre.roles.production.views.assessment import PER_PAGE, find_assessment


def _filters(request: HttpRequest) -> dict[str, str]:
    values = request.POST if request.method == "POST" else request.GET
    chosen = {name: read_word(values, name) for name in DIMENSIONS}
    return {name: value for name, value in chosen.items() if value}


@require_safe
def show_portfolio(request: SignedInRequest) -> HttpResponse:
    """Show savings from identified to verified, by a dimension, with the assessments behind."""
    require(request.user, "see_portfolio")
    by = read_choice(request.GET, "by", DIMENSIONS, "sector") or "sector"
    filters = _filters(request)
    found = portfolio(request.user, filters, by)
    values = choices(request.user)
    all_ = chosen(request.user, filters)
    shown = all_.select_related("lead", "programme")
    page = Paginator(shown, PER_PAGE).get_page(read_page(request.GET))
    sums = behind(all_, (a.pk for a in page))
    fields = [
        (name, title, [*values[name], NOT_SAID], filters.get(name, ""))
        for name, (title, _unused) in DIMENSIONS.items()
    ]
    context = {
        "found": found,
        "by": by,
        "dimensions": [(name, title) for name, (title, _unused) in DIMENSIONS.items()],
        "fields": fields,
        "filters": filters,
        "stages": [stage_table(total, current_speaker()) for total in found.totals],
        "groups": group_table(found, current_speaker()),
        "page": page,
        "may_add": allowed(request.user, "add_programme"),
        "rows": [(a, sums[a.pk]) for a in page],
    }
    return render(request, "production/portfolio.html", context)


@require_POST
def donor_report(request: SignedInRequest) -> HttpResponse:
    """Have the donor report made."""
    asked = read_word(request.POST, "format")
    job = actions.request_donor_report(
        _filters(request),
        "xlsx" if asked == "xlsx" else "pdf",
        is_public=asked == "public",
        acting_user=request.user,
    )
    return redirect("job", pk=job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: SignedInRequest) -> HttpResponse:
    """Show the programmes and add one."""
    require(request.user, "add_programme")
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_programme(**form.cleaned_data, acting_user=request.user)
        messages.success(request, _("Programme added."))
        return redirect("programmes")
    context = {"programmes": Programme.objects.all(), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "production/programmes.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Assessment.objects.filter(pk=pk))
def assessment_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say phase, lead, programme and region of an assessment."""
    assessment = find_assessment(request, pk)
    require(request.user, "keep_file", assessment.site.organisation)
    initial = {
        "phase": assessment.phase,
        "region": assessment.site.region,
        "lead": assessment.lead_id,
        "programme": assessment.programme_id,
    }
    form = FileForm(request.POST or None, initial=initial, log=("keep_file", str(assessment)))
    if request.method == "POST" and form.is_valid():
        actions.keep_file(assessment, **form.cleaned_data, acting_user=request.user)
        messages.success(request, _("Assessment file saved."))
        return redirect("follow_up", pk=pk)
    context = {"assessment": assessment, "form": form}
    status = 422 if request.method == "POST" else 200
    context["may_add"] = allowed(request.user, "add_programme")
    return render(request, "production/file.html", context, status=status)
