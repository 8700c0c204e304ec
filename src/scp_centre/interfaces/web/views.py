"""Pages that belong to no single role."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.audit.details import details_of, is_hidden, naming, subject_shown
from scp_centre.centre.audit.log_sentences import security_acts, sentence_of
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.home.home_page import home_of
from scp_centre.centre.jobs.actions import cancel_job, retry_job
from scp_centre.centre.jobs.models import State
from scp_centre.centre.jobs.queries import jobs_for
from scp_centre.centre.query_string import read_choice, read_filter_day, read_page, read_word
from scp_centre.centre.registry.actions import choose_language
from scp_centre.centre.registry.permissions import allowed, memberships, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import LANGUAGES
from scp_centre.interfaces.contracts import contracts
from scp_centre.interfaces.contracts.own_process import run_apart
from scp_centre.interfaces.web.context import plain_words
from scp_centre.interfaces.web.middleware import keep_language
from scp_centre.interfaces.web.public_site import front_page
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

ROWS_OF_LOG = 25  # on a page


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person, what changed since they were here, what they can begin.

    Who is not signed in sees the public site.
    """
    if not request.user.is_authenticated:
        return front_page(request)
    if not memberships(request.user):
        return render(request, "no_role.html")
    return render(
        request, "home.html", {"home": home_of(request.user), "today": timezone.localdate()}
    )


@csrf_exempt
@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show all pages in another language from now on; a person's choice goes with the person.

    Of who is not signed in nothing is kept here: their form needs no token, and so no cookie.
    """
    if request.user.is_authenticated:
        return csrf_protect(_choose_language)(request)
    return _choose_language(request)


def _choose_language(request: HttpRequest) -> HttpResponse:
    chosen = read_word(request.POST, "language")
    back = read_word(request.POST, "next", "/")
    here = {request.get_host()}
    if back[:1] != "/" or not url_has_allowed_host_and_scheme(back, here, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)  # never a name of a page, as `redirect` reads it
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            choose_language(chosen, acting_user=request.user)
        keep_language(response, chosen)
    return response


@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    page = Paginator(jobs_for(request.user), 30).get_page(read_page(request.GET))
    running = any(not j.is_over for j in page)
    return render(request, "jobs.html", {"page": page, "running": running})


@require_safe
def job(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return render(request, "job.html", {"job": get_object_or_404(jobs_for(request.user), pk=pk)})


@require_POST
def job_act(request: SignedInRequest, pk: UUID, act: str) -> HttpResponse:
    """Cancel a job, or do it again."""
    found = get_object_or_404(jobs_for(request.user), pk=pk)
    {"cancel": cancel_job, "retry": retry_job}[act](found, acting_user=request.user)
    return redirect("job", pk=pk)


@require_safe
def job_file(request: SignedInRequest, pk: UUID) -> HttpResponse | FileResponse:
    found = get_object_or_404(jobs_for(request.user), pk=pk)
    if found.state != State.DONE or not found.result:
        raise Http404
    return FileResponse(found.result.open("rb"), as_attachment=True, filename=found.result_name)


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """Show who did what when, found by words of the subject, the act or the person, and by day.

    Only security: who signed in, was refused, changed an account, took data out.
    """
    require(request.user, "read_audit")
    security = bool(read_choice(request.GET, "only", ("security",)))
    words, until = read_word(request.GET, "words"), read_filter_day(request.GET, "day")
    sees_figures = allowed(request.user, "see_company")
    found = naming(words, sees_figures).select_related("person", "about", "organisation")
    if security:
        found = found.filter(act__in=security_acts())
    if until:
        found = found.filter(when__date__lte=until)
    page = Paginator(found, ROWS_OF_LOG).get_page(read_page(request.GET))
    rows = [_audit_row(entry, sees_figures) for entry in page]
    context = {"page": page, "rows": rows, "words": words, "day": until, "security": security}
    context |= {"sees_figures": sees_figures}
    return render(request, "audit.html", context)


def _audit_row(entry: Entry, sees_figures: bool) -> dict[str, Any]:
    """Return a row as it is shown to whoever sees the figures of companies, or does not."""
    hidden = is_hidden(entry, sees_figures)
    return {
        "when": entry.when,
        "person": entry.person,
        "act": sentence_of(entry.act),
        "subject": subject_shown(entry, sees_figures),
        "before": [] if hidden else details_of(entry.before),
        "after": [] if hidden else details_of(entry.after),
    }


@require_safe
def methods(request: SignedInRequest) -> JsonResponse:
    require(request.user, "compute")
    return JsonResponse({"methods": [{"name": c.name, "summary": c.summary} for c in contracts()]})


@require_POST
def compute(request: SignedInRequest, method: str) -> JsonResponse:
    """Answer as `scp-centre compute METHOD` does."""
    require(request.user, "compute")
    try:
        data = read_json(request.body)
    except (ValueError, RawPostDataException):  # a form, no JSON
        raise InvalidValueError(
            _("The body of the request is not JSON."), where="body", cure=_("Send one JSON object.")
        ) from None
    return JsonResponse(run_apart(method, data, person=request.user.pk))


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer without asking the request for its host, which may be what is wrong with it."""
    context = plain_words() | {"unknown_name": isinstance(exception, DisallowedHost)}
    return HttpResponse(render_to_string("400.html", context), status=400)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long, or sent without cookies."""
    return render(request, "stale_form.html", status=403)
