"""Published tenders, and the words by which buyers ask for a product."""

from django.conf import settings
from django.db import models

from scp_centre.centre.registry.models import Product
from scp_centre.centre.translation.fields import MessageJSONField


class TenderFile(models.Model):
    """A file of published tenders, as it was imported.

    tenders : releases read    new, newer, known : what they were to the centre
    faults : rows that cannot be read, and rows without a tender: place and message
    findings : what is doubtful in the tenders: place and message; nothing was changed
    """

    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64, unique=True)
    tenders = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    newer = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    faults = MessageJSONField(default=list)
    findings = MessageJSONField(default=list)
    imported = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-imported", "-pk"]

    def __str__(self) -> str:
        return self.name


class Tender(models.Model):
    """The latest release of one process of procurement that was imported.

    ocid : its identifier    released : date of the release, as published
    amount, currency : the value as published, "" where none is
    codes : " 15540000 15500000 ", CPV codes that could be read; HS codes stand after "hs"
    text : words of titles and descriptions in lower case, without accents
    content : what the matching reads of the tender
    deadline : as published    is_local : it names no time zone; `closes` was read in the centre's
    states : where several imports told of the process, what each said: file, columns
    """

    file = models.ForeignKey(TenderFile, on_delete=models.CASCADE, related_name="rows")
    ocid = models.CharField(max_length=200, unique=True)
    released = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=500, blank=True)
    buyer = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=40, blank=True)
    opens = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    deadline = models.CharField(max_length=60, blank=True)
    is_local = models.BooleanField(default=False)
    amount = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=10, blank=True)
    codes = models.TextField(blank=True)
    text = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    states = models.JSONField(default=list)

    class Meta:
        ordering = ["closes", "pk"]
        indexes = [models.Index(fields=["closes"], name="tenders_by_deadline")]

    def __str__(self) -> str:
        return self.title or self.ocid


class ProductWords(models.Model):
    """The words by which buyers ask for a product, one phrase on each line."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="market_words")
    words = models.TextField(max_length=2000, blank=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["product"]

    def __str__(self) -> str:
        return str(self.product)
