"""Anybody checks a credential of any issuer. Nothing is kept, and nothing is fetched."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scp_centre.centre.limits.tallies import MINUTE, count, network_of
from scp_centre.centre.signing.queries import find_presented
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.credential_form import CredentialForm
from scp_centre.roles.recognition.presented_credential import (
    check_document,
    contents_of,
    keys_of_document,
)

MOST_CHECKS = 20  # of one network in a minute
PAGE = "recognition/check_credential.html"
SHADES = {"valid": "good-note", "not valid": "wrong-note"}  # all else asks for attention


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_credential(request: HttpRequest) -> HttpResponse:
    """Show the form, and whether the credential that was sent holds."""
    if request.method != "POST":
        return render(request, PAGE, {"form": CredentialForm()})
    form = CredentialForm(request.POST, request.FILES)
    if count("credentials", network_of(request), MINUTE) > MOST_CHECKS:
        form.add_error(
            None,
            _(
                "Too many credentials were checked from your network within a minute. Wait a "
                "minute, then try again."
            ),
        )
        return render(request, PAGE, {"form": form}, status=429)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422)
    data, now = form.cleaned_data, timezone.now()
    credential, listed = data["credential"], data["status"]
    keys = keys_of_document(data["keys"] or {})
    lists = {str(listed.get("id", "")): listed} if listed else {}
    found = check_document(credential, now, keys, lists)
    context = {
        "form": _next_form(form, found.holds),
        "answer": found,
        "record": find_presented(credential) if found.holds != "open" else None,
        "shade": SHADES.get(found.holds, ""),
        "contents": contents_of(credential, current_speaker()),
        "now": now,
    }
    answer = render(request, PAGE, context)
    answer["Cache-Control"] = "no-store"
    return answer


def _next_form(sent: CredentialForm, holds: str) -> CredentialForm:
    """Return an empty form; where more is needed for an answer, one with what was sent."""
    if holds != "open":
        return CredentialForm()
    data = sent.data
    kept = {"text": sent.cleaned_data["sent"]} | {n: data.get(n, "") for n in ("keys", "status")}
    return CredentialForm(initial=kept)
