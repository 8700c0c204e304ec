"""What was shown of sums over companies, and what was hidden: the ledger of all that is public."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.translation.fields import MessageField


class DisclosedFigure(models.Model):
    """One decision on one figure: it was shown, as a linear fact about companies, or hidden.

    place, name : where it was to be shown, and which of the figures there
    title : the figure in words
    figure_class : what is summed; figures of one class over the same companies can be subtracted
    cells : [contributor, year, value, weight] of each part; the figure is the sum of weight x
        value. contributor : key of an organisation, or "name:" and a holder; never shown
    value, half : as shown, in `unit`, and half of the step it was rounded to; 0 counts it as if it
        were shown in full
    reason : the rule that hides it, see rules.WHY; "" of a figure that was shown. What is hidden
        keeps neither value nor cells
    """

    place = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    title = MessageField(blank=True)
    figure_class = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    cells = models.JSONField(default=list)
    value = models.FloatField(null=True)
    half = models.FloatField(default=0.0)
    reason = models.CharField(max_length=10, blank=True)
    entered = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-entered", "-pk"]
        indexes = [
            models.Index(fields=["figure_class"], name="figures_of_a_class"),
            models.Index(fields=["place", "name"], name="figures_of_a_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(reason="") & Q(value__isnull=False))
                | (~Q(reason="") & Q(value__isnull=True)),
                name="shown_or_hidden",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"
