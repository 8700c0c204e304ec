"""Letters: every e-mail of the centre leaves here, and whoever sends one is told what became of it.

A mail server can take as long as it likes: nothing is sent while rows are held. An act commits
first, then its letter goes, and what the page says follows from the answer.
"""

from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from scp_centre.centre.faults.fault_log import record_fault
from scp_centre.centre.limits.letters import may_write, not_written

# Away, refusing (SMTPException is one of these), or an address that no mail server can take.
REFUSALS = (OSError, ValueError)


class Outcome(StrEnum):
    """What became of a letter."""

    SENT = "sent"  # the mail server took it
    REFUSED = "refused"
    NO_SERVER = "no server"  # it was printed on the console of the server
    LIMITED = "limited"  # the mailbox had as many as it may get


def has_mail_server() -> bool:
    """Return whether letters leave this machine at all."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))


def write(to: str, subject: str, body: str) -> EmailMessage:
    """Return a letter of plain text; a title in its subject may have had several lines."""
    return EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [to])


def send(letter: EmailMessage, kind: str, *, counted: bool = False) -> Outcome:
    """Send a letter to one mailbox, within the limit of its kind; count it only when it was taken.

    counted : may_write was asked before, by the page that had the letter sent
    """
    (address,) = letter.to
    if not has_mail_server():
        hand_over(letter)
        return Outcome.NO_SERVER
    if not (counted or may_write(kind, address)):
        return Outcome.LIMITED
    try:
        hand_over(letter)
    except REFUSALS as error:
        not_written(kind, address)
        record_fault(error, place=f"letter {kind}")
        return Outcome.REFUSED
    return Outcome.SENT


def hand_over(letter: EmailMessage) -> None:
    """Hand a letter to the mail server. Raises one of REFUSALS when it is not taken.

    Raises RuntimeError within a transaction, which would hold its rows, and on the embedded
    database everybody's, until the mail server answers.
    """
    with transaction.atomic(durable=True):
        pass
    letter.send()
