"""Send a letter to each of its readers once.

A row is claimed, the letter goes, the row is marked. What kills the run in between leaves a row
that is claimed and not marked: the next run sends that one again, so that one reader at most gets
the letter twice, and none is forgotten.
"""

import smtplib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from scp_centre.centre.deliveries.models import Delivery, DeliveryState
from scp_centre.centre.faults.fault_log import record_fault
from scp_centre.centre.limits.letters import mailbox_of, may_write, not_written
from scp_centre.centre.mail import hand_over

# Longer than a mail server may take for one letter (EMAIL_TIMEOUT for each of its answers).
CLAIM_LASTS = timedelta(minutes=3)
KEPT_DAYS = 400
SALT = "scp_centre.deliveries"
# What a mail server says of one letter. Any other error says that it takes none at present.
OF_ONE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    ValueError,  # an address that no mail server can take
)
Compose = Callable[[str], EmailMessage | None]


def address_letter(letter: str, addresses: Iterable[str]) -> None:
    """Note who gets a letter; who stands there already is not noted twice."""
    rows = [Delivery(letter=letter, mailbox=_digest(a), address=a) for a in addresses]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def send_waiting(
    letter: str,
    compose: Compose,
    *,
    since: datetime,
    after: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Send a letter to all who wait for it, one after the other.

    compose : the letter for an address; None for whoever does not want it any more
    since : when this run began; what an earlier run claimed and did not end is sent again
    after : is told how many are done of how many, before each letter

    Raises OSError when the mail server takes no letters; who waits goes on waiting.
    """
    rows = Delivery.objects.filter(letter=letter)
    total, done = rows.count(), rows.exclude(outcome="").count()
    for delivery in list(rows.filter(outcome="")):
        after(done, total)
        if _claim(delivery, since):
            _send(delivery, compose(delivery.address))
        done += 1


def send_once(letter: str, address: str, compose: Callable[[], EmailMessage]) -> bool:
    """Send a letter to one address, if it has not gone there; return whether it went now.

    Raises OSError when the mail server does not take it; a later call tries again.
    """
    address_letter(letter, [address])
    delivery = Delivery.objects.get(letter=letter, mailbox=_digest(address))
    if delivery.outcome or not _claim(delivery, timezone.now() - CLAIM_LASTS):
        return False
    return _send(delivery, compose()) == DeliveryState.SENT


def send_reminder(letter: str, message: EmailMessage, kind: str) -> bool:
    """Send a letter to its one address, once, within the limit of its kind; say if it went now.

    One that the mail server does not take waits for the next round, and keeps no other back.
    """
    (address,) = message.to
    if has_gone(letter, address) or not may_write(kind, address):
        return False
    sent = False
    try:
        sent = send_once(letter, address, lambda: message)
    except OSError as error:
        record_fault(error, place=f"letter {kind}")
    if not sent:
        not_written(kind, address)
    return sent


def has_gone(letter: str, address: str) -> bool:
    """Return whether nothing is left to do about a letter to an address."""
    ended = Delivery.objects.filter(letter=letter, mailbox=_digest(address)).exclude(outcome="")
    return ended.exists()


def tally_of(letter: str) -> dict[str, int]:
    """Return how many readers a letter has, how many got it, were refused, wait."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(letter=letter)
    return rows.aggregate(
        total=Count("pk"),
        sent=Count("pk", filter=Q(outcome=DeliveryState.SENT)),
        refused=Count("pk", filter=Q(outcome=DeliveryState.REFUSED)),
        waiting=Count("pk", filter=Q(outcome="")),
    )


def forget_old_deliveries(now: datetime) -> int:
    """Remove rows of letters that went long ago; return how many."""
    old = Delivery.objects.filter(ended__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]


def _claim(delivery: Delivery, since: datetime) -> bool:
    free = Q(claimed=None) | Q(claimed__lt=since)
    mine = Delivery.objects.filter(free, pk=delivery.pk, outcome="")
    return bool(mine.update(claimed=timezone.now()))


def _send(delivery: Delivery, message: EmailMessage | None) -> str:
    outcome = DeliveryState.NOT_WANTED
    if message is not None:
        try:
            hand_over(message)
            outcome = DeliveryState.SENT
        except OF_ONE_LETTER:  # this address keeps nobody else from reading
            outcome = DeliveryState.REFUSED
        except OSError:
            Delivery.objects.filter(pk=delivery.pk).update(claimed=None)
            raise
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            outcome=outcome, ended=timezone.now(), address=""
        )
    return outcome


def _digest(address: str) -> str:
    return salted_hmac(SALT, mailbox_of(address), algorithm="sha256").hexdigest()
