"""The trainers' pool: who may train which module, as somebody else observed."""

from django.conf import settings
from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Readiness(models.TextChoices):
    LEARNING = "in training", _("in training")
    ASSISTS = "may assist", _("may assist")
    TRAINS = "may train alone", _("may train alone")
    ENDED = "no longer trains this", _("no longer trains this")


class TrainerObservation(models.Model):
    """What somebody saw of a trainer at work; the newest of a module says what they may do.

    module_key : of a module in all its versions and languages
    """

    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="training_observations"
    )
    module_key = models.SlugField(max_length=60)
    readiness = WordField(max_length=24, choices=Readiness.choices)
    observed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    observed = models.DateField()
    remark = models.CharField(max_length=500, blank=True)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-observed", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(trainer=models.F("observed_by")),
                name="nobody_observes_themself",
            )
        ]

    def __str__(self) -> str:
        return f"{self.trainer}, {self.module_key}: {self.readiness}"
