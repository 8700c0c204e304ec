"""Pages of one's own account that the library has not, or not so: address and sessions."""

from allauth.account import views as library
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.audit.security import record_security
from scp_centre.centre.errors import AccountError
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.mail import Outcome
from scp_centre.centre.registry import email_change
from scp_centre.centre.registry.models import AddressChange
from scp_centre.centre.registry.sessions import end_other_sessions
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.interfaces.web.own_account import letter_texts, letters
from scp_centre.interfaces.web.own_account.forms import AddressForm
from scp_centre.methods.messages import _


@never_cache
@require_http_methods(["GET", "POST"])
def address(request: SignedInRequest) -> HttpResponse:
    """Ask for another e-mail address; the present one holds until the new one is confirmed."""
    form = AddressForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = email_change.prepare_address_change(
                form.cleaned_data["email"], acting_user=request.user
            )
        except AccountError as error:
            form.add_error("email", error.in_full)
        else:
            _send_link(request, asked)
            return redirect("account_email")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "waiting": waiting_change(request)}
    return render(request, "account/address.html", context, status=status)


def waiting_change(request: SignedInRequest) -> AddressChange | None:
    """Return the change of address that waits for its confirmation."""
    mine = AddressChange.objects.filter(person=request.user, expires__gt=timezone.now())
    return mine.first()


def _send_link(request: SignedInRequest, asked: email_change.Asked) -> None:
    """Send the link to the new address, a word to the present one, and say what was done.

    The change is saved once the letter is taken: until then an earlier change goes on waiting.
    An address that somebody else has gets a letter too, without a link: the page cannot tell.
    """
    say = current_speaker()
    letter = letter_texts.taken_letter(asked.email, say)
    if not asked.taken:
        link = base_of(request) + reverse("confirm_address", args=[asked.secret])
        letter = letter_texts.confirm_letter(asked.email, request.user, link, say)
    outcome = letters.send_now(letter, "address_change")
    if outcome != Outcome.SENT:
        _say_not_sent(request, outcome)
        return
    email_change.request_address_change(asked, acting_user=request.user)
    letters.send_later(letter_texts.asked_letter(request.user, request), "address_notice")
    messages.success(
        request,
        _(
            "An e-mail is on its way to {email}. Open the link in that e-mail. Until then, your "
            "current address stays valid.",
            email=asked.email,
        ),
    )


def _say_not_sent(request: HttpRequest, outcome: Outcome) -> None:
    """Say that the letter with the link did not go, and why; nothing was changed."""
    if outcome == Outcome.NO_SERVER:
        messages.error(request, _("This centre has no mail server. Your address has not changed."))
    elif outcome == Outcome.LIMITED:
        messages.error(
            request, _("This address has received several e-mails today. Try again tomorrow.")
        )
    else:
        messages.error(request, _("The e-mail could not be sent. Your address has not changed."))


@require_POST
def cancel_address(request: SignedInRequest) -> HttpResponse:
    """Leave the address as it is."""
    email_change.cancel_address_change(acting_user=request.user)
    messages.success(request, _("Your address has not changed."))
    return redirect("account_email")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for one click that a program reading mail does not make, then change the address."""
    if request.method == "POST":
        person, old = email_change.confirm_address(secret)
        notice = letter_texts.changed_letter(person, old, request)
        letters.send_later(notice, "address_notice")
        messages.success(
            request, _("Your new address is confirmed. From now on, sign in with the new address.")
        )
        return redirect("account" if request.user.is_authenticated else "account_login")
    change = email_change.find_address_change(secret)
    status = 200 if change else 404
    return render(request, "account/confirm_address.html", {"change": change}, status=status)


@require_http_methods(["GET", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """Show where one is signed in; sign out everywhere else."""
    if request.method == "POST":
        with transaction.atomic():
            end_other_sessions(request.user, request)
            record_security("end_sessions", request.user, request, acting_user=request.user)
        messages.success(request, _("You have been signed out everywhere else."))
        return redirect("usersessions_list")
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: row.last_seen_at, reverse=True)
    return render(request, "account/sessions.html", {"sessions": rows})


@require_http_methods(["GET", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    """Change the password; whoever has none is led to the page that sends a link."""
    if not request.user.has_usable_password():
        return redirect("account_reset_password")
    answer: HttpResponse = library.password_change(request)
    return answer
