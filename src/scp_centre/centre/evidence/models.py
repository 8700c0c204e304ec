"""Observations: figures with their derivation, their review, and the consent to use them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.centre.translation.fields import MessageField, MessageJSONField, WordField
from scp_centre.methods.messages import _


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Observation(models.Model):
    """One figure about a site, with all that is needed to trace it. Never changed, only succeeded.

    subject : what the figure is about where it is not the site as a whole, as the kind of option
    uncertainty : relative standard uncertainty, 0.05 for 5 %; None where nobody stated one
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="observations")
    origin = models.CharField(max_length=100, db_index=True)
    indicator = models.CharField(max_length=60)
    name = MessageField()
    subject = models.CharField(max_length=60, blank=True)
    value = models.FloatField()
    unit = models.CharField(max_length=40)
    period = models.CharField(max_length=60)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    formula = MessageField()
    inputs = MessageJSONField(default=list)
    sources = models.JSONField(default=list)
    uncertainty = models.FloatField(null=True)
    status = WordField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_on = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    succeeded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="succeeds"
    )
    derived_from = models.ManyToManyField(
        "self", symmetrical=False, related_name="enters", through="Derivation"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "indicator", "period"],
                condition=Q(succeeded_by__isnull=True),
                name="one_current_figure",
            ),
            models.CheckConstraint(
                condition=~Q(status="reviewed") | Q(reviewed_by__isnull=False),
                name="reviewed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "status"], name="figures_of_an_indicator"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}: {self.value:g} {self.unit}"


class Derivation(models.Model):
    """One figure entered another."""

    figure = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="links_back")
    source = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="links_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure", "source"], name="one_link_between_figures"),
            models.CheckConstraint(
                condition=~Q(figure=models.F("source")), name="no_figure_enters_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} -> {self.figure}"


class Remark(models.Model):
    """What a reviewer says of one figure; open until it is settled."""

    figure = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=2000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_on = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created"]

    def __str__(self) -> str:
        return f"{self.figure}: {self.text[:40]}"


class Use(models.TextChoices):
    BENCHMARK = "benchmark", _("benchmark")
    CASE_STUDY = "case study", _("case study")
    LABEL = "label", _("label")


class Consent(models.Model):
    """A company gave or withdrew its consent to one use of its data; the latest row counts."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consents"
    )
    use = WordField(max_length=20, choices=Use.choices)
    given = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["organisation", "use"], name="consents_of_a_company")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.use} {'given' if self.given else 'withdrawn'}"
