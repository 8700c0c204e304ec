"""Letters about an account: how often they go, and that the worker sends those nobody waits for.

What they say is in letter_texts.
"""

from functools import partial

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django_tasks import task

from scp_centre.centre.audit.security import record_bounded
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.limits.letters import may_write
from scp_centre.centre.limits.tallies import network_of
from scp_centre.centre.mail import Outcome, send
from scp_centre.centre.registry.models import Person
from scp_centre.centre.translation import current_speaker, speaker
from scp_centre.interfaces.web.own_account.letter_texts import (
    NOTICES,
    Letter,
    change_notice,
    password_letter,
)


def ask_password_letter(address: str, request: HttpRequest) -> None:
    """Have the link for a new password sent, unless the mailbox had three within the hour.

    Nobody is looked up here: the page does the same for an address that nobody has.
    """
    if may_write("password_reset", address):
        language = current_speaker().language
        send_password_letter.enqueue(address, base_of(request), language, network_of(request))


@task()
def send_password_letter(address: str, base: str, language: str, network: str) -> None:
    """Send the link for a new password. It is made here, so that no queue holds it."""
    person = person_of(address)
    record_bounded("ask_password_reset", person, network)
    if person is None:
        return
    key = PasswordResetTokenGenerator().make_token(person)
    values = {"uidb36": user_pk_to_url_str(person), "key": key}
    link = base + reverse("account_reset_password_from_key", kwargs=values)
    letter = password_letter(person, link, speaker(person.language or language))
    send(letter.message(), "password_reset", counted=True)


def person_of(address: str) -> Person | None:
    """Return the person of an address that somebody typed."""
    return Person.objects.filter(email__iexact=address.strip(), is_active=True).first()


def send_notice(template: str, person: Person, request: HttpRequest) -> None:
    """Have a person told what was changed of their account."""
    if template in NOTICES:
        send_later(change_notice(template, person, request), "account_notice")


def send_later(letter: Letter, kind: str) -> None:
    """Have the worker send a letter that nobody waits for, once what it tells of is committed."""
    parts = [part for part in letter.parts if part]
    ask = partial(send_letter.enqueue, letter.to, letter.subject, parts, kind)
    transaction.on_commit(ask)


@task()
def send_letter(to: str, subject: str, parts: list[str], kind: str) -> None:
    send(Letter(to, subject, tuple(parts)).message(), kind)


def send_now(letter: Letter, kind: str) -> Outcome:
    """Send a letter of which the page says what became of it."""
    return send(letter.message(), kind)
