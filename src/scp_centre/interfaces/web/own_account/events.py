"""What happens to accounts, as Django and the library announce it: logged, acted upon."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from scp_centre.centre.audit.security import record_failure, record_security
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.sessions import end_other_sessions
from scp_centre.centre.registry.tokens import tokens_of
from scp_centre.interfaces.web.own_account import attempts, letter_texts, letters
from scp_centre.methods.messages import _


def _person(user: Any) -> Person:
    """Return the row of a person: a request's user is often a stand-in that reads it later."""
    return Person.objects.get(pk=user.pk)


def on_sign_in(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    record_security("sign_in", user, request, acting_user=user)


def on_sign_out(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    if user is not None:
        record_security("sign_out", user, request, acting_user=user)


def on_password_changed(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    """Log it. That other sessions end is Django's doing: they know the old password only."""
    record_security("change_password", user, request, acting_user=user)
    name_tokens(request, user)


def on_password_reset(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    record_security("reset_password", user, request)
    attempts.forgive(user.email, request)


def on_added(
    sender: object, request: HttpRequest, user: Any, authenticator: Authenticator, **_unused: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _changed("add_second_factor", user, request)


def on_removed(
    sender: object, request: HttpRequest, user: Any, authenticator: Authenticator, **_unused: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _changed("remove_second_factor", user, request)


def on_renewed(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    _changed("renew_recovery_codes", user, request)


def on_used(
    sender: object, request: HttpRequest, user: Any, authenticator: Authenticator, **_unused: Any
) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record_security("use_recovery_code", user, request, acting_user=user)


def on_wrong_code(sender: object, request: HttpRequest, user: Any, **_unused: Any) -> None:
    signed_in = _person(user) if request.user.is_authenticated else None
    record_failure("fail_second_factor", user, request, acting_user=signed_in)
    if attempts.count_wrong_code(user.pk, request):
        letters.send_later(letter_texts.code_notice(user, request), "account_notice")


def _changed(act: str, user: Any, request: HttpRequest) -> None:
    person = _person(user)
    record_security(act, person, request, acting_user=person)
    end_other_sessions(person, request)
    name_tokens(request, person)


def name_tokens(request: HttpRequest, person: Person) -> None:
    """Say which programs can still act for a person whose password or second factor changed."""
    if names := ", ".join(tokens_of(person)):
        messages.warning(
            request,
            _(
                "Programs can still act on your behalf with these tokens: {names}. On your "
                "account page, revoke any tokens that you do not recognise.",
                names=names,
            ),
        )


def connect() -> None:
    """Listen to what is announced; called once, when the application is ready."""
    user_logged_in.connect(on_sign_in)
    user_logged_out.connect(on_sign_out)
    password_changed.connect(on_password_changed)
    password_reset.connect(on_password_reset)
    second_factor.authenticator_added.connect(on_added)
    second_factor.authenticator_removed.connect(on_removed)
    second_factor.authenticator_reset.connect(on_renewed)
    second_factor.authenticator_used.connect(on_used)
    second_factor.authentication_failed.connect(on_wrong_code)
