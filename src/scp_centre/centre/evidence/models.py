"""Observations: figures with their derivation."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.registry.models import Site


class Status(models.TextChoices):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Observation(models.Model):
    """One figure about a site, with all that is needed to trace it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="observations")
    origin = models.CharField(max_length=100, db_index=True)
    indicator = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    value = models.FloatField()
    unit = models.CharField(max_length=40)
    period = models.CharField(max_length=60)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    formula = models.TextField()
    inputs = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    succeeded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="succeeds"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "indicator", "period"],
                condition=Q(succeeded_by__isnull=True),
                name="one_current_figure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}: {self.value:g} {self.unit}"
