"""What the library asks us: who may sign in, what is said, which letters are sent."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from scp_centre.centre.audit.security import record_failure
from scp_centre.centre.registry.models import Person
from scp_centre.interfaces.web.own_account import attempts, letters
from scp_centre.interfaces.web.own_account.letters import person_of
from scp_centre.methods.messages import _

# What the library says, by its own keys, in our words. The last ones are messages after an act,
# by the names of the library's templates; what stands here as nothing is not said at all.
ACCOUNT_WORDS = {
    "account_inactive": _("This account is closed."),
    "email_password_mismatch": _("The e-mail address or password is wrong."),
    "enter_current_password": _("This is not your current password."),
    "incorrect_code": _("The code is wrong. Enter the code that your phone shows now."),
    "incorrect_password": _("The password is wrong."),
    "invalid_login": _("Enter an e-mail address such as name@example.org."),
    "invalid_password_reset": _("This link is no longer valid."),
    "too_many_login_attempts": _(
        "Too many failed attempts. Wait five minutes, or use the “Forgotten password” link."
    ),
    "attempts_at_once": _(
        "There are too many sign-in attempts for this account right now. Try again in a few "
        "seconds."
    ),
    "rate_limited": _("Too many attempts. Wait five minutes."),
    "cannot_delete_authenticator": _("The second factor cannot be switched off."),
    "cannot_generate_recovery_codes": _(
        "Recovery codes require a second factor. Switch on the second factor first."
    ),
    "unverified_email": _("The second factor requires a confirmed e-mail address."),
    "add_email_blocked": _("You cannot add another e-mail address while the second factor is on."),
    "account/messages/password_changed.txt": _(
        "Your password has been changed. You have been signed out everywhere else."
    ),
    "mfa/messages/totp_activated.txt": _(
        "The second factor is on. You have been signed out everywhere else."
    ),
    "mfa/messages/totp_deactivated.txt": _(
        "The second factor is off. You have been signed out everywhere else."
    ),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Here are your new recovery codes. Write them down. Use one if you lose your phone. Each "
        "code works once."
    ),
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": "",
}


class CentreAccounts(DefaultAccountAdapter):
    """Accounts are made by invitation; nobody signs up unasked."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_WORDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account = _account(request, credentials)
        if attempts.is_locked(account, request):
            record_failure(
                "refuse_sign_in", person_of(account), request, acting_user=_signed_in(request)
            )
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        account = _account(request, credentials)
        try:
            with attempts.one_after_another(account, request):
                person = super().authenticate(request, **credentials)
                if person is not None:
                    attempts.forgive(account, request)
                return person  # type: ignore[no-any-return]  # of allauth
        except TimeoutError:
            raise self.validation_error("attempts_at_once") from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = _account(request, credentials)
        attempts.count_wrong(account, request)
        person = _signed_in(request)
        act = "fail_password" if person else "fail_sign_in"
        record_failure(act, person or person_of(account), request, acting_user=person)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened, in our words."""
        said = ACCOUNT_WORDS.get(message_template, "") if message_template else message
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        letters.send_notice(template_prefix, cast(Person, user), self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise LookupError(template_prefix)


class CentreSecondFactor(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | ACCOUNT_WORDS


def _signed_in(request: HttpRequest) -> Person | None:
    """Return who is signed in and only asked for the password again."""
    user = getattr(request, "user", None)
    return Person.objects.get(pk=user.pk) if user and user.is_authenticated else None


def _account(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Return the address of the account that a password is given for."""
    person = _signed_in(request)
    return person.email if person else str(credentials.get("email", ""))
