"""Footprint models of products, and the footprints that a reviewer approved."""

import uuid

from django.conf import settings
from django.db import models

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Product
from scp_centre.centre.translation.fields import MessageJSONField, WordField
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


class LifeCycleDatabase(models.Model):
    """A life-cycle database of another program that the centre has imported.

    content_hash : SHA-256 of the imported file    licence : as the importer states it
    faults : what was wrong in it: title, count, examples
    system : the linked system with its elementary flows (see system_file.py)
    """

    name = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=300)
    format = models.CharField(max_length=60)
    schema_version = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64, unique=True)
    processes = models.PositiveIntegerField()
    flows = models.PositiveIntegerField()
    faults = MessageJSONField(default=list)
    system = models.FileField(upload_to="life-cycle-databases/%Y/%m")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported = models.DateTimeField(auto_now_add=True)
    computed = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DatabaseProcess(models.Model):
    """One process of an imported database, with the greenhouse gases of a unit of its product.

    unit : of the product, as the database writes it
    year, quality : as the database states them; None and "" where it does not
    gases : key of a greenhouse gas -> kg per unit, from cradle to gate
    has_score : False where the process depends on a loop that consumes more than it makes
    """

    database = models.ForeignKey(
        LifeCycleDatabase, on_delete=models.CASCADE, related_name="process_rows"
    )
    place = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=400)
    product = models.CharField(max_length=400)
    unit = models.CharField(max_length=40)
    location = models.CharField(max_length=120, blank=True)
    year = models.PositiveIntegerField(null=True)
    quality = models.CharField(max_length=40, blank=True)
    gases = models.JSONField(default=dict)
    has_score = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "location", "key"]
        constraints = [
            models.UniqueConstraint(fields=["database", "place"], name="one_process_per_place")
        ]

    def __str__(self) -> str:
        return self.name


class FlowDecision(models.Model):
    """What a flow of this name and medium counts as, in every database: somebody decided it.

    name : in small letters, without double blanks    target : key of a gas, or NOT_COUNTED
    """

    name = models.CharField(max_length=300)
    medium = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=40)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "medium"]
        constraints = [
            models.UniqueConstraint(fields=["name", "medium"], name="one_decision_per_flow")
        ]

    def __str__(self) -> str:
        return self.name


class KeptImpactMethod(models.Model):
    """An impact method of another program that the centre has imported.

    version, source, licence : as the importer states them
    content_hash : SHA-256 of the imported file
    categories : name, unit and number of factors of each
    left_out : what of the file was not taken, by kind -> count
    normalisations : names of the sets of references and weights
    content : categories, flows and factors (see method_file.py)
    """

    name = models.CharField(max_length=120)
    version = models.CharField(max_length=60)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64, unique=True)
    categories = models.JSONField(default=list)
    flows = models.PositiveIntegerField()
    factors = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    normalisations = models.JSONField(default=list)
    content = models.FileField(upload_to="impact-methods/%Y/%m")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_method_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.version}"


class ProductDeclaration(models.Model):
    """An environmental product declaration that the centre has imported.

    key, release : identifier and version of the data set
    source, licence : as the importer states them
    owner, registration, standard : as the file states them
    amount, unit : that the results are of; "" where the file does not hold the unit
    indicators : name, unit and amounts by module and scenario, as the file states them
    content_hash : SHA-256 of the imported file
    """

    key = models.CharField(max_length=300)
    release = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    location = models.CharField(max_length=300, blank=True)
    year = models.PositiveIntegerField(null=True)
    valid_until = models.PositiveIntegerField(null=True)
    owner = models.CharField(max_length=300, blank=True)
    registration = models.CharField(max_length=300, blank=True)
    standard = models.CharField(max_length=300, blank=True)
    amount = models.FloatField()
    unit = models.CharField(max_length=300, blank=True)
    indicators = models.JSONField(default=list)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "location", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "release"], name="one_declaration_per_version")
        ]

    def __str__(self) -> str:
        return self.name
