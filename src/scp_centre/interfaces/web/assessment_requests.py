"""Requests for an assessment, for the experts and the director: make it a company, or decline."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.errors import CentreError
from scp_centre.centre.field_choices import offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.public_site.models import AssessmentRequest
from scp_centre.centre.public_site.queries import answered_requests, open_requests
from scp_centre.centre.public_site.request_actions import accept_request, decline_request
from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.models import Centre, Organisation, Sector
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.translation import LANGUAGES
from scp_centre.interfaces.web.request_letters import tell_declined
from scp_centre.methods.messages import _

PER_PAGE = 25
MOST_KNOWN = 20  # organisations with a like name, to choose from


class AcceptForm(HouseForm):
    organisation = RowField(
        Organisation.objects.none(),
        label=_("Existing company"),
        required=False,
        empty_label=_("No company yet (add a new one)"),
    )
    name = forms.CharField(label=_("Name of the company"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=100)
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)

    def __init__(self, asked: AssessmentRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        alike = _alike(asked.company)
        if alike.exists():
            offer_rows(self, "organisation", alike)
        else:
            del self.fields["organisation"]


def _alike(name: str) -> Any:
    """Return the organisations whose name has the longest word of a name in it."""
    longest = max(name.split() or [name], key=len)
    found = Organisation.objects.filter(name__icontains=longest).values("pk")[:MOST_KNOWN]
    return Organisation.objects.filter(pk__in=[row["pk"] for row in found])


class DeclineForm(HouseForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=1_000, widget=forms.Textarea({"rows": 3})
    )


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List the requests that wait for an answer, and those that were answered lately."""
    require(request.user, "see_requests")
    page = Paginator(answered_requests(), PER_PAGE).get_page(read_page(request.GET))
    context = {"waiting": open_requests(), "page": page}
    return render(request, "public_site/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a request; make it a company, or decline it with a reason."""
    require(request.user, "see_requests")
    asked = get_object_or_404(AssessmentRequest, pk=pk)
    declines = "decline" in request.POST
    start = {"name": asked.company, "sector": asked.sector, "country": _country()}
    accept = AcceptForm(asked, None if declines else request.POST or None, initial=start)
    decline = DeclineForm(request.POST if declines else None)
    if request.method == "POST":
        require(request.user, "answer_request")
        form = decline if declines else accept
        if form.is_valid() and (answer := _answer(request, asked, form)):
            return answer
    context = {
        "asked": asked,
        "language_name": LANGUAGES.get(asked.language, ""),
        "accept": accept,
        "decline": decline,
        "writes": bool(asked.email) and has_mail_server(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "public_site/request.html", context, status=status)


def _answer(
    request: SignedInRequest, asked: AssessmentRequest, form: forms.Form
) -> HttpResponse | None:
    """Carry out what a form says; return None when it has to be shown again."""
    try:
        if isinstance(form, DeclineForm):
            return _decline(request, asked, form.cleaned_data["reason"])
        values = dict(form.cleaned_data)
        known = values.pop("organisation", None)
        made = accept_request(asked, values, known, acting_user=request.user)
    except CentreError as error:
        known_field = error.where if error.where in form.fields else None
        form.add_error(known_field, error.in_full)
        return None
    messages.success(request, _("The company and its contact person have been saved."))
    return redirect("organisation", pk=made.pk)


def _decline(request: SignedInRequest, asked: AssessmentRequest, reason: str) -> HttpResponse:
    decline_request(asked, reason, acting_user=request.user)
    asked.refresh_from_db()
    if tell_declined(asked):
        messages.success(request, _("Request declined. We are sending the reason by e-mail."))
    else:
        messages.success(request, _("Request declined. Please call the person."))
    return redirect("assessment_requests")


def _country() -> str:
    return Centre.objects.filter(pk=1).values_list("country", flat=True).first() or ""
