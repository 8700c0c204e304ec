"""What a form asks for is done once: a double click, two windows, a page sent again.

Each form holds a random value of its own: the token against forged requests, which Django masks
anew for every page. The first act of a request writes a row for it in its own transaction, so that
of two requests at the same time the database lets one through: the other waits for it, is turned
back with all that it wrote, and gets the answer of the first. What somebody changed in a form and
sends again is another form, since the digest is of all that it holds.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from scp_centre.centre.sent_forms.models import SentForm

KEPT = timedelta(days=1)
PAGES_KEPT = timedelta(minutes=5)


class SentTwiceError(Exception):
    """Another request has done what this form asks for. No refusal: the answer is that one's."""


@dataclass
class Sending:
    """A form that is being answered."""

    digest: str
    run: UUID = field(default_factory=uuid4)
    is_done: bool = False


CURRENT: ContextVar[Sending | None] = ContextVar("sent_form", default=None)


def claim_form() -> None:
    """Note, inside the transaction of an act, that the form of this request is done.

    Raises SentTwiceError when another request did it.
    """
    sending = CURRENT.get()
    if sending is None or is_claimed(sending):
        return
    try:
        with transaction.atomic():
            SentForm.objects.create(digest=sending.digest, run=sending.run)
    except IntegrityError:
        raise SentTwiceError from None
    sending.is_done = True


def is_claimed(sending: Sending) -> bool:
    """Return whether the row of a form is this request's own; an act refused takes it along."""
    mine = SentForm.objects.filter(digest=sending.digest, run=sending.run)
    return sending.is_done and mine.exists()


def find_sent(digest: str) -> SentForm | None:
    return SentForm.objects.filter(digest=digest).first()


@transaction.atomic
def keep_answer(sending: Sending, status: int, location: str, page: str) -> None:
    """Keep what was answered, for whoever sends the form again; forget what is old."""
    mine = SentForm.objects.filter(digest=sending.digest, run=sending.run)
    mine.update(status=status, location=location, page=page)
    now = timezone.now()
    SentForm.objects.filter(made__lt=now - PAGES_KEPT).exclude(page="").update(page="")
    SentForm.objects.filter(made__lt=now - KEPT).delete()


@transaction.atomic
def forget_form(sending: Sending) -> None:
    """Let a form that was refused be sent again as it is."""
    SentForm.objects.filter(digest=sending.digest, run=sending.run).delete()
