"""Pages on which anybody verifies what the centre signed."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.signing import actions, queries
from scp_centre.centre.signing.models import Credential
from scp_centre.methods.messages import _

CERTIFICATE = {
    "page": _("Verify a certificate"),
    "valid": _("This certificate is valid."),
    "issued": _("This centre issued the certificate, and nothing in it has been changed."),
    "revoked": _("This certificate has been revoked."),
    "not_valid": _("This certificate is not valid."),
    "not_established": _("We could not establish whether this certificate is valid."),
    "criteria": _("What was achieved"),
    "evidence": _("Where and when"),
}
LICENCE = {
    "page": _("Verify a licence"),
    "valid": _("This licence is valid."),
    "issued": _("This centre issued the licence, and nothing in it has been changed."),
    "revoked": _("This licence has been withdrawn."),
    "not_valid": _("This licence is not valid."),
    "not_established": _("We could not establish whether this licence is valid."),
    "criteria": _("Criteria of the licence"),
    "evidence": _("Licensed product or company, and number"),
}
SHOWN_OF_PRODUCT = ("name", "description")
WORDS = {"licence": LICENCE}  # of each kind of credential that is not a certificate of a person


@login_not_required
@require_safe
def verify_credential(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show whether a credential of this centre holds, what it says, and who signed it."""
    found = Credential.objects.filter(pk=pk).first()
    if found is None:
        return render(request, "unknown_credential.html", status=404)
    verdict = queries.check(found)
    said = found.content["credentialSubject"]  # of a badge, or of a product passport
    subject = said.get("achievement") or {name: said.get(name, "") for name in SHOWN_OF_PRODUCT}
    context = {
        "credential": found,
        "verdict": verdict,
        "achievement": subject,
        "issuer": found.content["issuer"],
        "evidence": found.content.get("evidence", []),
        "method": found.content["proof"]["verificationMethod"],
        "now": timezone.now(),
        "words": WORDS.get(found.kind, CERTIFICATE),
    }
    return render(request, "credential.html", context)


@login_not_required
@require_safe
def credential_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the signed credential out, for a wallet or another verifier."""
    found = get_object_or_404(Credential, pk=pk)
    answer = JsonResponse(found.content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Type"] = "application/vc"
    answer["Content-Disposition"] = f'attachment; filename="{pk}.json"'
    return answer


@require_POST
def change_key(request: SignedInRequest) -> HttpResponse:
    """Make a new key to sign with, and withdraw the old one where it was lost."""
    actions.change_key(acting_user=request.user, withdraw=bool(read_word(request.POST, "withdraw")))
    messages.success(request, _("The centre now signs with a new key."))
    return redirect("centre_settings")


@login_not_required
@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """Say who the centre is, and which keys it signs with."""
    answer = JsonResponse(queries.did_document())
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_safe
def status_list(request: HttpRequest, purpose: str = actions.REVOCATION) -> HttpResponse:
    """Hand out which credentials were taken back, or are suspended, signed."""
    answer = JsonResponse(queries.status_list(purpose))
    answer["Content-Type"] = "application/vc"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=60"
    return answer
