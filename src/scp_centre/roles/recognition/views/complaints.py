"""Complaints: written by anybody, read by a secret address, answered by a label officer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.limits.tallies import DAY, count, too_often
from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import complaints as actions
from scp_centre.roles.recognition.models import (
    OPEN_COMPLAINTS,
    Complaint,
    ComplaintState,
    Licence,
)
from scp_centre.roles.recognition.queries import register
from scp_centre.roles.recognition.surveillance_forms import (
    CheckForm,
    ComplaintAnswerForm,
    ComplaintForm,
)

MOST_OF_NETWORK = 5  # within an hour
MOST_OF_LICENCE = 50  # within a day
PAGE = 50


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, number: str) -> HttpResponse:
    """Complain about a product; the holder of its licence does not learn who complained."""
    licence = get_object_or_404(register(), number=number.upper())
    form = ComplaintForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if form.cleaned_data["website"]:  # no person sees this field: a program filled it in
                return redirect("licence", number=licence.number)
            if _comes_too_often(request, licence):
                form.add_error(
                    None,
                    _("Too many complaints were received in a short time. Try again tomorrow."),
                )
                status = 429
            elif made := _received(licence, form):
                return redirect("complaint_state", secret=made.secret)
    context = {"licence": licence, "form": form, "days": actions.DAYS_TO_ANSWER}
    return render(request, "recognition/complain.html", context, status=status)


def _comes_too_often(request: HttpRequest, licence: Licence) -> bool:
    """Count a complaint; return whether its network or its licence had too many of late."""
    of_network = too_often(request, "complaints", MOST_OF_NETWORK)
    return of_network or count("complaints", licence.number, DAY) > MOST_OF_LICENCE


def _received(licence: Licence, form: ComplaintForm) -> Complaint | None:
    said = form.cleaned_data
    try:
        return actions.receive_complaint(licence, said["text"], said["place"])
    except SpokenError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return None


@login_not_required
@require_safe
def complaint_state(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whoever complained how their complaint stands."""
    found = get_object_or_404(
        Complaint.objects.select_related("licence__application__version"), secret=secret
    )
    context = {"complaint": found, "address": request.build_absolute_uri()}
    answer = render(request, "recognition/complaint_state.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def complaints(request: SignedInRequest) -> HttpResponse:
    """List the complaints: those to answer first, then the answered ones."""
    require(request.user, "answer_complaint")
    found = Complaint.objects.select_related("licence")
    answered = found.exclude(state__in=OPEN_COMPLAINTS).order_by("-answered")
    context = {
        "waiting": found.filter(state__in=OPEN_COMPLAINTS),
        "page": Paginator(answered, PAGE).get_page(read_page(request.GET)),
        "today": timezone.localdate(),
    }
    return render(request, "recognition/complaints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Complaint.objects.filter(pk=pk))
def complaint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a complaint to the label officer, and answer it."""
    require(request.user, "answer_complaint")
    found = get_object_or_404(Complaint.objects.select_related("licence"), pk=pk)
    start = {"outcome": "", "answer": found.answer}
    form = ComplaintAnswerForm(
        request.POST or None, initial=start, beside={"state": str(found.state)}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_complaint(
                found, said["outcome"], said["answer"], acting_user=request.user
            )
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The complaint has been answered."))
            return redirect("complaints")
    context = {
        "complaint": found,
        "form": form if found.state in OPEN_COMPLAINTS or form.is_bound else None,
        "checks": found.licence.checks.filter(finding=""),
        "upheld": ComplaintState.UPHELD,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/complaint.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Complaint.objects.filter(pk=pk))
def check_complaint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a check of the licence because of a complaint; the holder reads only the check."""
    require(request.user, "answer_complaint")
    found = get_object_or_404(Complaint.objects.select_related("licence__application"), pk=pk)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.examine_complaint(found, said["task"], said["due"], acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(
                request, _("The check has been opened. The holder will see what is being checked.")
            )
            return redirect("complaint", pk=pk)
    context = {"form": form, "title": _("Open a licence check")}
    context |= {"lead": found.licence.about, "button": _("Open the check")}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/form.html", context, status=status)
