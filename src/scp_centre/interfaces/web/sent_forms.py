"""The answer to a form that is sent twice is the answer of the first."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from scp_centre.centre.errors import SigningError
from scp_centre.centre.query_string import read_word
from scp_centre.centre.sent_forms.models import SentForm
from scp_centre.centre.sent_forms.once import (
    CURRENT,
    Sending,
    SentTwiceError,
    find_sent,
    forget_form,
    keep_answer,
)
from scp_centre.centre.signing.sealed_secrets import seal, unseal
from scp_centre.methods.messages import _

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
MASKED = 64  # signs of a token that was masked for one page; an unmasked one is of many
KEPT = "kept"  # what a phone gives a form that it keeps and sends again, from whichever page
SHORTEST_KEPT = 16
SALT = "scp_centre.sent_forms"
PATIENCE = 20.0  # seconds that the second request waits for the answer of the first
LOOK_AGAIN = 0.05
LARGEST_PAGE = 500_000
SAID = _("You submitted this form twice. It was processed only once.")
# Signing in and out, passwords and codes: each is a matter of the session.
NOT_HERE = "/accounts/"
Next = Callable[[HttpRequest], HttpResponse]


class FormsOnce:
    """Do what a form asks for once; stands within the check against forged requests."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = CURRENT.set(None)
        try:
            response = self.get_response(request)
            sending = CURRENT.get()
            if sending is None:
                return response
            if sending.is_done:
                _end(sending, response)
                return response
            return _overtaken(request, sending, response)
        finally:
            CURRENT.reset(before)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, named: Any
    ) -> HttpResponse | None:
        """Answer a form that was sent before; else remember which one this request is about."""
        is_exempt = getattr(view, "csrf_exempt", False)  # its body is the view's to read
        if request.method != "POST" or is_exempt or request.path.startswith(NOT_HERE):
            return None
        if not _is_of_one_form(request):
            return None
        digest = _digest(request)
        if (sent := _wait_for(digest)) is not None:
            return _again(request, sent)
        CURRENT.set(Sending(digest))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SentTwiceError):
            return None
        sending = CURRENT.get()
        CURRENT.set(None)
        return _again(request, _wait_for(sending.digest) if sending else None)


def _end(sending: Sending, response: HttpResponse) -> None:
    if response.status_code >= 400:
        forget_form(sending)
        return
    location = response.url if isinstance(response, HttpResponseRedirectBase) else ""
    page = ""
    if not location and not response.streaming and len(response.content) < LARGEST_PAGE:
        page = seal(response.content)
    keep_answer(sending, response.status_code, location[:2000], page)


def _overtaken(request: HttpRequest, sending: Sending, response: HttpResponse) -> HttpResponse:
    """Return the answer of the first to a request that was refused because the first was done."""
    if isinstance(response, HttpResponseRedirectBase):
        return response
    sent = _wait_for(sending.digest)
    return response if sent is None else _again(request, sent)


def _wait_for(digest: str) -> SentForm | None:
    """Return the sending of a form once it is answered; None where there is none."""
    until = time.monotonic() + PATIENCE
    while (sent := find_sent(digest)) is not None:
        # One that began long ago was cut off after its act: there is no answer to wait for.
        is_cut_off = timezone.now() - sent.made > timedelta(seconds=2 * PATIENCE)
        if sent.status or is_cut_off or time.monotonic() > until:
            return sent
        time.sleep(LOOK_AGAIN)
    return None


def _again(request: HttpRequest, sent: SentForm | None) -> HttpResponse:
    """Return the answer of the first; where it is lost, lead on and say that it was done."""
    if sent is not None and sent.page:
        try:
            return HttpResponse(unseal(sent.page), status=sent.status)
        except SigningError:  # the key of the installation changed meanwhile
            pass
    messages.info(request, SAID)
    if sent is not None and sent.location:
        return redirect(sent.location)
    return redirect("home")


def _is_kept(request: HttpRequest) -> bool:
    return len(read_word(request.POST, KEPT)) >= SHORTEST_KEPT


def _is_of_one_form(request: HttpRequest) -> bool:
    """Return whether the request carries a value that no other form carries."""
    return _is_kept(request) or len(read_word(request.POST, TOKEN)) == MASKED


def _digest(request: HttpRequest) -> str:
    """Return what is the same for one form sent twice, and another for any change in it.

    A form that a phone kept is known by the value that the phone gave it: the token is that of
    the page from which it happens to be sent.
    """
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")  # tells apart who has no account
    parts = [str(request.user.pk), browser, request.get_full_path()]
    aside = {TOKEN} if _is_kept(request) else set()
    for name, texts in request.POST.lists():
        if name not in aside:
            parts += [name, str(len(texts)), *texts]
    for name, files in request.FILES.lists():
        for file in files:
            parts += [name, str(file.name), _digest_of_file(file)]
    return salted_hmac(SALT, json.dumps(parts), algorithm="sha256").hexdigest()


def _digest_of_file(file: Any) -> str:
    made = sha256()
    for chunk in file.chunks():
        made.update(chunk)
    file.seek(0)
    return made.hexdigest()
