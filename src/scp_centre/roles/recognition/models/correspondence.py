"""Fees and letters of an application: what is owed, and what was written to the applicant."""

from django.conf import settings
from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import p_
from scp_centre.roles.recognition.models.applications import Application, Scheme

PERSON = settings.AUTH_USER_MODEL


class Fee(models.Model):
    """A line of a scheme's public fee table.   amount : in whole units of the currency"""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="fees")
    title = models.CharField(max_length=150)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.amount} {self.currency}"


class FeeDemand(models.Model):
    """A fee that an applicant is asked for; title and amount stay as they were then.

    reference : by which it is paid    paid_on : the day, None while it is owed
    waived : why it need not be paid; "" where it must
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="fees")
    title = models.CharField(max_length=150)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=40, unique=True)
    asked = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField(null=True)
    waived = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_settled(self) -> bool:
        """Return whether nothing is owed any more."""
        return self.paid_on is not None or bool(self.waived)


class LetterKind(models.TextChoices):
    COMPLETE = "completeness", p_("letter", "completeness")
    REMARK = "remark", p_("letter", "remark")
    FEE = "fee", p_("letter", "fee")
    DECISION = "decision", p_("letter", "decision")
    SUSPENSION = "suspension or withdrawal", p_("letter", "suspension or withdrawal")


class Letter(models.Model):
    """A letter to the applicant, kept word by word; its PDF is set from these words.

    language : of the applicant    paragraphs : texts in that language
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    kind = WordField(max_length=30, choices=LetterKind.choices)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    paragraphs = models.JSONField()
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
