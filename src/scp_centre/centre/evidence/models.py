"""Observations: figures with their derivation, their review, and the consent to use them."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation, Product, Site
from scp_centre.centre.translation.fields import MessageField, MessageJSONField, WordField
from scp_centre.methods.messages import _

SUBJECTS = ("site", "product", "organisation", "sector", "nation")
CODED = ("sector", "nation")  # written out; the others are rows of the registry


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


NUMBER = models.BigIntegerField()


def _key(name: str) -> Coalesce:
    """Return a reference that may be empty as a number, so that two empty ones are the same."""
    return Coalesce(models.F(name), models.Value(0), output_field=NUMBER)


def _only(name: str) -> Q:
    """Return the condition that a figure is about one kind of subject and about no other."""
    found = Q()
    for other in SUBJECTS:
        empty = Q(**{other: ""}) if other in CODED else Q(**{f"{other}__isnull": True})
        found &= ~empty if other == name else empty
    return found


class Observation(models.Model):
    """One figure about one subject, with all that is needed to trace it. Only ever succeeded.

    site, product, organisation, sector (ISIC), nation : exactly one says what it is about
    subject : a part of that, where it is not the whole, as the kind of option
    uncertainty : relative standard uncertainty, 0.05 for 5 %; None where nobody stated one
    is_latest : no later version exists    look_again : since when something it stands on differs
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="observations"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="observations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="observations"
    )
    sector = models.CharField(max_length=4, blank=True)
    nation = models.CharField(max_length=100, blank=True)
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
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_on = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_latest = models.BooleanField(default=True)
    succeeded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="succeeds"
    )
    derived_from = models.ManyToManyField(
        "self", symmetrical=False, related_name="enters", through="Derivation"
    )
    look_again = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                "origin",
                "indicator",
                "period",
                _key("site"),
                _key("product"),
                _key("organisation"),
                "sector",
                "nation",
                condition=Q(is_latest=True),
                name="one_current_figure",
            ),
            models.CheckConstraint(
                condition=reduce(or_, map(_only, SUBJECTS)), name="one_subject_of_a_figure"
            ),
            models.CheckConstraint(
                condition=Q(is_latest=False) | Q(succeeded_by__isnull=True),
                name="what_is_latest_has_no_successor",
            ),
            models.CheckConstraint(
                condition=~Q(status="reviewed") | Q(reviewed_by__isnull=False),
                name="reviewed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "status"], name="figures_of_an_indicator"),
            models.Index(
                fields=["entered_by"],
                condition=Q(look_again__isnull=False),
                name="figures_to_look_at_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}: {self.value:g} {self.unit}"

    @property
    def owner(self) -> Organisation | None:
        """Return the organisation whose figure it is; None for one of a sector or nation."""
        part = self.site or self.product
        return part.organisation if part else self.organisation

    @property
    def about(self) -> str:
        """Return the name of what the figure is about; a sector by its code."""
        return str(self.site or self.product or self.organisation or self.sector or self.nation)


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


class Dependent(models.Model):
    """Something that a role made of a figure: a release, brief, case study, report …

    kind, key : which one, as its role declares    title : as it was called when it was made
    look_again : since when a figure below it differs    owner : who is told so
    """

    figure = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="dependents")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)
    look_again = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "kind", "key"], name="one_row_a_dependent"),
        ]
        indexes = [
            models.Index(fields=["kind", "key"], name="figures_of_a_dependent"),
            models.Index(
                fields=["owner"],
                condition=Q(look_again__isnull=False),
                name="dependents_to_look_at_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.figure}"


class Use(models.TextChoices):
    BENCHMARK = "benchmark", _("benchmark")
    CASE_STUDY = "case study", _("case study")
    LABEL = "label", _("label")
    FOOTPRINT = "footprint", _("footprint")
    MARKET = "market", _("market")
    NETWORK = "network", _("network")
    EXCHANGE = "exchange between centres", _("exchange between centres")
    RESULTS = "results of the centre", _("results of the centre")


class Consent(models.Model):
    """A company gave or withdrew its consent to one use of its data; the latest row counts."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consents"
    )
    use = WordField(max_length=40, choices=Use.choices)
    given = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["organisation", "use"], name="consents_of_a_company")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.use} {'given' if self.given else 'withdrawn'}"
