"""What took place: when each section was held, who was in the room, and what was corrected."""

from django.conf import settings
from django.db import models

from scp_centre.centre.translation.fields import MessageField
from scp_centre.roles.training.models.content import Section
from scp_centre.roles.training.models.room import Participant, Workshop


class SectionRun(models.Model):
    """A stretch of time in which a workshop was at a section; a section may have several."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="runs")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="runs")
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["began", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"],
                condition=models.Q(ended__isnull=True),
                name="one_section_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop}: {self.section}, {self.began:%H:%M}"


class Presence(models.Model):
    """A stretch of time in which somebody was in the room, from check-in to leaving."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="presences")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(until__isnull=True),
                name="one_presence_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.since:%H:%M}"


class AttendanceCorrection(models.Model):
    """Minutes that the trainer states instead of those measured; the newest of a thing counts.

    participant : whose minutes of the section; None: how long the section was held
    before : minutes that stood until then
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="corrections")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, related_name="corrections"
    )
    minutes = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    reason = MessageField()
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.before} → {self.minutes}"
