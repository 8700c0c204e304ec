"""Jobs: what a person asked for, how far it is, and where the result lies."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.translation.fields import MessageField, MessageJSONField, WordField
from scp_centre.methods.messages import _


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """One piece of long work.

    claim : the run that works on it; a run whose claim was taken away keeps nothing
    beat : when its worker last showed a sign of life
    upload : the file that it works on, until it is done
    findings : what is wrong in that file: place, message, cure
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = MessageField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True)
    payload = models.JSONField(default=dict)
    state = WordField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=1)
    claim = models.UUIDField(null=True, editable=False)
    beat = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    message = MessageField(blank=True)
    findings = MessageJSONField(default=list)
    upload = models.FileField(upload_to="uploads/%Y/%m", blank=True)
    result = models.FileField(upload_to="jobs/%Y/%m", blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=Q(step__lte=F("steps")), name="progress_is_a_share")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def percent(self) -> int:
        return round(100 * self.step / self.steps) if self.steps else 0

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)


class Worker(models.Model):
    """A process that does jobs, by its machine and number, and when it was last seen."""

    name = models.CharField(max_length=300, unique=True)
    started = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
