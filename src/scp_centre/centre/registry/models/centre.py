"""The centre itself, and what pays for its work."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager


class Centre(models.Model):
    """The centre itself: one row, written when it is set up."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    language = models.CharField(max_length=8, default="en")
    currency = models.CharField(max_length=3)
    gwp_set = models.CharField(max_length=3, default="AR6")
    electricity_factor = models.FloatField(null=True)
    electricity_factor_source = models.CharField(max_length=500, blank=True)
    # https://centre.example.org: in letters, labels and identifiers; "" while there is none.
    public_address = models.CharField(max_length=200, blank=True)
    # What was signed under them still holds.
    former_addresses = models.JSONField(default=list, blank=True)
    # How the public reaches it; each may be empty.
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    # Of links and buttons, #rrggbb, on light and on dark grounds; "" for those of the product.
    colour = models.CharField(max_length=7, blank=True)
    dark_colour = models.CharField(max_length=7, blank=True)
    # Of the picture beside its name (public_site.Mark), as it is drawn; "" while there is none.
    mark_digest = models.CharField(max_length=64, blank=True)
    mark_width = models.PositiveIntegerField(default=0)
    mark_height = models.PositiveIntegerField(default=0)
    # Its companies and people are invented; said on every page, wherever the data are put.
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_centre"),
            models.CheckConstraint(
                condition=Q(electricity_factor__isnull=True) | ~Q(electricity_factor_source=""),
                name="electricity_factor_with_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """What pays for assessments: a donor's project or the centre's own programme."""

    name = models.CharField(max_length=200, unique=True)
    donor = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
