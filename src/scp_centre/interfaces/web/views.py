"""Pages that belong to no single role."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.audit.security import SECURITY_ACTS, names_of_subjects
from scp_centre.centre.evidence.queries import figures_for, remarks_for
from scp_centre.centre.jobs.actions import cancel_job, retry_job
from scp_centre.centre.jobs.models import State
from scp_centre.centre.jobs.queries import jobs_for
from scp_centre.centre.query_string import read_day, read_page, read_word
from scp_centre.centre.registry.actions import choose_language
from scp_centre.centre.registry.permissions import allowed, require, sentence_of
from scp_centre.centre.translation import LANGUAGES
from scp_centre.interfaces.contracts import contracts, run
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if allowed(request.user, "see_company"):
        return redirect("assessments")
    if allowed(request.user, "keep_sources"):
        return redirect("clearinghouse_queue")
    if allowed(request.user, "see_releases"):
        return redirect("benchmarks")
    return redirect("people" if allowed(request.user, "see_people") else "account_logout")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show all pages in another language from now on; a person's choice goes with the person."""
    chosen = read_word(request.POST, "language")
    back = read_word(request.POST, "next", "/")
    here = {request.get_host()}
    if back[:1] != "/" or not url_has_allowed_host_and_scheme(back, here, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)  # never a name of a page, as `redirect` reads it
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            choose_language(chosen, acting_user=request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, httponly=True, samesite="Lax"
        )
    return response


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(jobs_for(request.user), 30).get_page(read_page(request.GET))
    running = any(not j.is_over for j in page)
    return render(request, "jobs.html", {"page": page, "running": running})


@require_safe
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "job.html", {"job": get_object_or_404(jobs_for(request.user), pk=pk)})


@require_POST
def job_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Cancel a job, or do it again."""
    found = get_object_or_404(jobs_for(request.user), pk=pk)
    {"cancel": cancel_job, "retry": retry_job}[act](found, acting_user=request.user)
    return redirect("job", pk=pk)


@require_safe
def job_file(request: HttpRequest, pk: UUID) -> HttpResponse | FileResponse:
    found = get_object_or_404(jobs_for(request.user), pk=pk)
    if found.state != State.DONE or not found.result:
        raise Http404
    return FileResponse(found.result.open("rb"), as_attachment=True, filename=found.result_name)


@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "see_figure")
    found = get_object_or_404(figures_for(request.user), pk=pk)
    older = figures_for(request.user).filter(
        origin=found.origin, indicator=found.indicator, period=found.period
    )
    remarks = (
        remarks_for(request.user)
        .filter(figure__in=older)
        .select_related("author", "settled_by", "figure")
    )
    context = {
        "figure": found,
        "versions": older.order_by("-version"),
        "sources": found.derived_from.all(),
        "derived": found.enters.all(),
        "remarks": remarks,
    }
    return render(request, "figure.html", context)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show who did what when, found by words of the subject, the act or the person, and by day.

    Only security: who signed in, was refused, changed an account, took data out.
    """
    require(request.user, "read_audit")
    security = read_word(request.GET, "only") == "security"
    words, until = read_word(request.GET, "words"), read_day(request.GET, "day")
    found = Entry.objects.select_related("person", "organisation")
    if security:
        found = found.filter(act__in=SECURITY_ACTS)
    for word in words.split()[:10]:
        found = found.filter(
            Q(subject__icontains=word) | Q(act__icontains=word) | Q(person__name__icontains=word)
        )
    if until:
        found = found.filter(when__date__lte=until)
    page = Paginator(found, 50).get_page(read_page(request.GET))
    names = names_of_subjects(page)
    rows = [(e, sentence_of(e.act), names.get(e.subject, e.subject)) for e in page]
    context = {"page": page, "rows": rows, "words": words, "day": until, "security": security}
    return render(request, "audit.html", context)


@require_safe
def methods(request: HttpRequest) -> JsonResponse:
    require(request.user, "compute")
    return JsonResponse({"methods": [{"name": c.name, "summary": c.summary} for c in contracts()]})


@require_POST
def compute(request: HttpRequest, method: str) -> JsonResponse:
    """Answer as `scp-centre compute METHOD` does."""
    require(request.user, "compute")
    try:
        data = json.loads(request.body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidValueError(
            _("The body is not JSON."), where="body", cure=_("Send one JSON object.")
        ) from None
    return JsonResponse(run(method, data))


def _refuse(name: str) -> None:
    raise ValueError(name)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long, or sent without cookies."""
    return render(request, "stale_form.html", status=403)
