"""Unexpected errors: noted as they happen, said on the page with a number, listed for who mends."""

import sys
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from scp_centre.centre.faults.fault_log import KEEP_DAYS, record_fault
from scp_centre.centre.faults.models import Fault
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.interfaces.api.problems import problem
from scp_centre.interfaces.web.availability import database_is_away, say_away
from scp_centre.interfaces.web.context import plain_words
from scp_centre.methods.messages import _

MOST_SHOWN = 25


def connect() -> None:
    """Listen to errors that nobody caught; called once, when the application is ready."""
    got_request_exception.connect(note)


def note(sender: object, request: HttpRequest | None = None, **_: Any) -> None:
    """Note the error that is being handled; the page that follows says its number."""
    error = sys.exc_info()[1]
    if error is None or request is None or database_is_away(error):
        return
    match = request.resolver_match
    place = f"/{match.route}" if match else "before any address"
    request.fault_number = record_fault(  # type: ignore[attr-defined]
        error, place=place, method=request.method or ""
    )


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Answer with the number of the error, in the form that was asked for."""
    error = sys.exc_info()[1]
    if error is not None and database_is_away(error):
        return say_away(request, error)
    number = getattr(request, "fault_number", "")
    if request.path.startswith("/api/"):
        return _as_problem(number)
    context = {"number": number, "sent": request.method not in ("GET", "HEAD")}
    try:
        return render(request, "500.html", context, status=500)
    except Exception:  # the frame of the page itself is broken: a page that asks for nothing
        text = render_to_string("500_plain.html", context | plain_words())
        return HttpResponse(text, status=500)


def _as_problem(number: str) -> HttpResponse:
    """Return the error as the API writes all of its errors, with its number."""
    detail = "An unexpected error stopped this request."
    cure = _("Give the administrator this number: {number}.", number=number)
    return problem(500, detail, code="unexpected", cure=cure, instance=number)


@require_safe
def faults(request: SignedInRequest) -> HttpResponse:
    """Show unexpected errors, the latest first; found by the number that a page showed."""
    require(request.user, "see_faults")
    number = read_word(request.GET, "number").upper()[:20]
    found = Fault.objects.all()
    rows = [one for one in found if _has(one, number)] if number else found
    page = Paginator(rows, MOST_SHOWN).get_page(read_page(request.GET))
    shown = [(one, [(n, parse_datetime(when)) for n, when in one.numbers]) for one in page]
    context = {"page": page, "rows": shown, "number": number, "days": KEEP_DAYS}
    return render(request, "faults.html", context)


def _has(fault: Fault, number: str) -> bool:
    return any(number == n for n, _ in fault.numbers)
