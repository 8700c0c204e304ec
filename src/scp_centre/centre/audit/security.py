"""The security log: who came in, who was refused, what of an account changed, what was taken out.

Its rows stand in the audit log, under the acts below (OWASP ASVS 4, chapter V7). They hold no
password, no text that could be one, and no address of a person whom the centre does not know.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.limits.tallies import DAY, HOUR, count, network_of
from scp_centre.methods.messages import _

# act -> what the log calls it
LOGGED_SECURITY = {
    "sign_in": _("Sign in"),
    "sign_out": _("Sign out"),
    "fail_sign_in": _("Sign-in with a wrong password"),
    "fail_password": _("Wrong current password entered while signed in"),
    "refuse_sign_in": _("Refused after too many wrong passwords"),
    "fail_second_factor": _("Wrong code entered for the second factor"),
    "add_second_factor": _("Switch the second factor on"),
    "remove_second_factor": _("Switch the second factor off"),
    "renew_recovery_codes": _("Create new recovery codes"),
    "use_recovery_code": _("Sign in with a recovery code"),
    "change_password": _("Change the password"),
    "ask_password_reset": _("Ask for a new password"),
    "reset_password": _("Set a new password by e-mail"),
    "request_address_change": _("Request a change of e-mail address"),
    "cancel_address_change": _("Cancel a change of e-mail address"),
    "change_address": _("Change the e-mail address"),
    "end_sessions": _("Sign out everywhere else"),
    "refuse_token": _("Refused: invalid token"),
    "refuse_act": _("Refused: action not allowed for this role"),
    "use_token": _("Use a token (first use that day)"),
    "download": _("Download a file"),
    "more_failures": _("Further failures on this day are not listed"),
}
# Rows that show where somebody was: removed after settings.SECURITY_LOG_DAYS.
PASSING_ACTS = frozenset(LOGGED_SECURITY) - {"change_address"}
MOST_FAILURES_OF_ONE = 20  # rows a day about one person
MOST_FAILURES_OF_NETWORK = 5  # rows an hour from one network about nobody who is known
MOST_FAILURES = 500  # rows a day in all
UNKNOWN = "unknown"


def record_security(
    act: str,
    person: AbstractBaseUser | None,
    request: HttpRequest | None = None,
    *,
    acting_user: AbstractBaseUser | None = None,
    before: dict[str, Any] | None = None,
    **after: Any,
) -> Entry:
    """Write a row about a person's account, with the network that the request came from."""
    return _write(act, person, network_of(request), acting_user, before, after)


def _write(
    act: str,
    person: AbstractBaseUser | None,
    network: str,
    acting_user: AbstractBaseUser | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    after = (after or {}) | ({"network": network} if network else {})
    subject = str(getattr(person, "number_name", "")) if person else UNKNOWN
    return record(act, subject, about=person, acting_user=acting_user, before=before, after=after)


def record_failure(
    act: str,
    person: AbstractBaseUser | None,
    request: HttpRequest,
    *,
    acting_user: AbstractBaseUser | None = None,
) -> None:
    """Write a row about somebody who was refused.

    acting_user : the same person, where a session or token shows that it is
    """
    record_bounded(act, person, network_of(request), acting_user)


def record_bounded(
    act: str,
    person: AbstractBaseUser | None,
    network: str,
    acting_user: AbstractBaseUser | None = None,
) -> None:
    """Write a row about what anybody can cause; a stranger cannot fill the log.

    About one person 20 rows a day of a kind, from one network 5 an hour about nobody known, and
    500 in all.
    """
    if person is not None:
        whose, most, seconds = f"person {person.pk}", MOST_FAILURES_OF_ONE, DAY
    else:
        whose, most, seconds = f"network {network}", MOST_FAILURES_OF_NETWORK, HOUR
    if count(f"log {act}", whose, seconds) > most:
        return
    written = count("log failures", "", DAY)
    if written <= MOST_FAILURES:
        _write(act, person, network, acting_user)
    elif written == MOST_FAILURES + 1:
        _write("more_failures", None, "")


def masked(address: str) -> str:
    """Return an address so far that its owner knows it again: ma…@verdania.example.

    >>> masked("marin@verdania.example")
    'ma…@verdania.example'
    """
    local, _unused, domain = address.rpartition("@")
    return f"{local[:2] if len(local) > 3 else local[:1]}…@{domain}"


def forget_old_security(now: datetime) -> int:
    """Remove rows that show where somebody was, once they are old; return how many."""
    before = now - timedelta(days=settings.SECURITY_LOG_DAYS)
    return Entry.objects.filter(act__in=PASSING_ACTS, when__lt=before).delete()[0]
