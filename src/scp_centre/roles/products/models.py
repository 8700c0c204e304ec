"""Footprint models of products, and the footprints that a reviewer approved."""

import uuid

from django.conf import settings
from django.db import models

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Product
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Standing(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "sent back", _("sent back")
    APPROVED = "approved", _("approved")


class FootprintModel(models.Model):
    """The footprint model of one product.

    content : what content.py reads    version : counts the changes of the content
    remark : why the reviewer sent it back
    """

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, related_name="footprint_model"
    )
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    standing = WordField(max_length=12, choices=Standing.choices, default=Standing.DRAFT)
    remark = models.CharField(max_length=2000, blank=True)
    is_sample = models.BooleanField(default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed = models.DateTimeField(auto_now=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["product__organisation__name", "product__name"]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def origin(self) -> str:
        """Return under which name its figures are in the ledger."""
        return f"footprint:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Return whether its content may be changed."""
        return self.standing in (Standing.DRAFT, Standing.RETURNED)


class Footprint(models.Model):
    """A footprint that was approved: the content of its model on that day, never changed.

    number : 1, 2, 3 … of the model    key : identifies it in the machine-readable footprint
    """

    model = models.ForeignKey(FootprintModel, on_delete=models.PROTECT, related_name="approved")
    number = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.JSONField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="one_footprint_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.model}, {self.number}"
