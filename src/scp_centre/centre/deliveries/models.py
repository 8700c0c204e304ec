"""Deliveries: one row for a letter and a reader."""

from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class DeliveryState(models.TextChoices):
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    NOT_WANTED = "not wanted", _("not wanted")


class Delivery(models.Model):
    """A letter to one mailbox.

    letter : which one, as `newsletter 12`
    mailbox : digest of the address, which stays; the address itself goes when the letter went
    claimed : when a run last began to send it
    """

    letter = models.CharField(max_length=120)
    mailbox = models.CharField(max_length=64)
    address = models.EmailField(blank=True)
    claimed = models.DateTimeField(null=True)
    outcome = WordField(max_length=10, choices=DeliveryState.choices, blank=True)
    ended = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "mailbox"], name="a_letter_once_to_a_mailbox")
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.outcome or 'waiting'}"
