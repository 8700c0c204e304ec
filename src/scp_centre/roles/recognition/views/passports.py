"""Product passports: issued by the holder, handed out to everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.public_files import ASKED_AGAIN
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.credentials.untp import read_passport, registry_entry
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import passports as actions
from scp_centre.roles.recognition.forms import PassportForm
from scp_centre.roles.recognition.models import Licence, Passport
from scp_centre.roles.recognition.passport_content import (
    commodity_of,
    ended_passport_of,
    passport_of,
    sites_of,
)
from scp_centre.roles.recognition.queries import applications_for, register


@require_http_methods(["GET", "HEAD", "POST"])
def issue_passport(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the holder of a licence choose what its product passport discloses, and issue it."""
    licence = get_object_or_404(
        Licence.objects.select_related("application__organisation"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    require(request.user, "apply_for_label", licence.application.organisation)
    form = PassportForm(bool(sites_of(licence)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_passport(
                licence, base_of(request), **form.cleaned_data, acting_user=request.user
            )
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(
                request, _("The passport has been issued. The file is on the public page.")
            )
            return redirect("licence", number=licence.number)
    lead = _(
        "The passport states which label criteria were verified as met. The passport is public."
    )
    context = {"form": form, "title": _("Issue a product passport"), "lead": lead}
    context |= {"button": _("Issue the passport"), "application": licence.application}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/form.html", context, status=status)


def _passport_at(number: str) -> tuple[Licence, Passport]:
    licence = get_object_or_404(register(), number=number.upper())
    found = passport_of(licence)
    if found is None:
        raise Http404
    return licence, found


def _gone(number: str) -> HttpResponse | None:
    """Answer that the passport of a licence was revoked; None where none was."""
    licence = get_object_or_404(register(), number=number.upper())
    found = ended_passport_of(licence)
    if found is None:
        return None
    said = {"error": "The passport was revoked.", "revoked": found.credential.revoked}
    answer = JsonResponse(said, status=410)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


def _for_all(content: dict[str, object], kind: str) -> HttpResponse:
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = kind
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


@login_not_required
@require_safe
def licence_passport(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the signed product passport of a valid licence; 410 after it was revoked."""
    if gone := _gone(number):
        return gone
    _licence, found = _passport_at(number)
    return _for_all(found.credential.content, "application/vc")


@login_not_required
@require_safe
def licence_conformity(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the signed conformity credential of a passport; 410 after it was revoked."""
    if gone := _gone(number):
        return gone
    _licence, found = _passport_at(number)
    if found.conformity is None:
        raise Http404
    return _for_all(found.conformity.content, "application/vc")


@login_not_required
@require_safe
def passport_registry(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the fields that the EU registry of product passports asks for."""
    if gone := _gone(number):
        return gone
    licence, found = _passport_at(number)
    said = read_passport(found.credential.content)
    resolver = base_of(request) + reverse("licence_passport", args=[licence.number])
    return _for_all({**registry_entry(said, resolver, commodity_of(licence))}, "application/json")
