"""Nouns of the policy role."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Table(models.Model):
    """A national table of one year; its arrays lie on disk under its key.

    digest : of everything that was loaded    checks : what was found, as code, level and sectors
    weights : indicator -> the flows that it counts, with factor and source
    isic : sector -> its division, where the table says it
    accounts : what it says of the nation, as table_import.national_accounts gives it
    fuels : which products are burnt, as fuels_burnt.burn gives it
    confirmed, confirmed_by : that its gross domestic product is the country's
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(max_length=120)
    year = models.PositiveIntegerField()
    money = models.CharField(max_length=40)
    prices_of = models.PositiveIntegerField(null=True)
    inhabitants = models.FloatField(null=True)
    source = models.CharField(max_length=500)
    licence = models.CharField(max_length=200, blank=True)
    gwp_set = models.CharField(max_length=10)
    sectors = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    checks = models.JSONField(default=list)
    weights = models.JSONField(default=dict)
    isic = models.JSONField(default=dict)
    accounts = models.JSONField(default=dict)
    fuels = models.JSONField(default=list)
    is_supply_use = models.BooleanField(default=False)
    original = models.FileField(upload_to="tables/originals")
    is_sample = models.BooleanField(default=False)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    loaded = models.DateTimeField(auto_now_add=True)
    confirmed = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = FollowedManager()

    class Meta:
        ordering = ["country", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["country", "year"], name="one_table_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.country}, {self.year}"

    @property
    def is_to_confirm(self) -> bool:
        """Return whether nobody has confirmed what it says of gross domestic product."""
        return bool(self.accounts) and self.confirmed is None


class World(models.Model):
    """A global table of one year, converted on the command line; its arrays lie on disk."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    money = models.CharField(max_length=40, blank=True)
    regions = models.JSONField()
    sectors = models.PositiveIntegerField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    loaded = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["title", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["title", "year"], name="one_world_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"


class Scenario(models.Model):
    """A list of instruments on a table; every change makes a version.

    content : the scenario file    latest : whether a later version exists
    """

    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="scenarios")
    family = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    is_latest = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    written = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["family", "version"], name="one_scenario_a_version"),
        ]

    def __str__(self) -> str:
        return self.title


class Run(models.Model):
    """What a scenario gave, kept by the content of table, scenario and method."""

    key = models.CharField(max_length=64, unique=True)
    result = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class Standing(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONSULTATION = "in consultation", _("in consultation")
    PUBLISHED = "published", _("published")


class Brief(models.Model):
    """A brief: text with figures that live until it is published, and are frozen then.

    text : Markdown with figures as {{name}}    frozen : name -> figure, once published
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="briefs")
    scenarios = models.ManyToManyField(Scenario, blank=True, related_name="briefs")
    language = models.CharField(max_length=8, default="en")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    standing = WordField(
        max_length=20, choices=Standing.choices, default=Standing.DRAFT, db_index=True
    )
    frozen = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    changed = models.DateTimeField(auto_now=True)
    published = models.DateTimeField(null=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-changed"]

    def __str__(self) -> str:
        return self.title


class Consultation(models.Model):
    """A brief as it was put to the public, and what became of it.

    paragraphs : the text as it was, paragraph by paragraph    changes : what changed, in words
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="consultations")
    version = models.PositiveIntegerField()
    paragraphs = models.JSONField()
    question = models.CharField(max_length=400, blank=True)
    opens = models.DateField()
    closes = models.DateField()
    changes = models.TextField(blank=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opens"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="closes_after_opening")
        ]

    def __str__(self) -> str:
        return f"{self.brief}, {self.opens}"


class Outcome(models.TextChoices):
    TAKEN = "taken up", _("taken up")
    PARTLY = "taken up in part", _("taken up in part")
    NOT = "not taken up", _("not taken up")
    NOTED = "noted", _("noted")


class Comment(models.Model):
    """What somebody says to a paragraph, and the answer. Paragraph 0 is the whole."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="comments"
    )
    paragraph = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=4000)
    made = models.DateTimeField(auto_now_add=True)
    hidden = models.CharField(max_length=200, blank=True)
    outcome = WordField(max_length=20, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["paragraph", "made"]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"


class Kind(models.TextChoices):
    LAW = "law", _("law")
    STANDARD = "standard", _("standard")
    LEVY = "tax or levy", _("tax or levy")
    SUBSIDY = "subsidy", _("subsidy")
    PROGRAMME = "programme", _("programme")
    PROCUREMENT = "public procurement", _("public procurement")
    CAMPAIGN = "campaign", _("campaign")
    AGREEMENT = "voluntary agreement", _("voluntary agreement")


class Stage(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONSULTED = "consulted", _("consulted")
    ADOPTED = "adopted", _("adopted")
    IN_FORCE = "in force", _("in force")
    EVALUATED = "evaluated", _("evaluated")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Instrument(models.Model):
    """A law or programme in the register, through its life."""

    title = models.CharField(max_length=200, unique=True)
    kind = WordField(max_length=30, choices=Kind.choices)
    summary = models.TextField(max_length=1200)
    responsible = models.CharField(max_length=160)
    address = models.URLField(blank=True)
    stage = WordField(max_length=20, choices=Stage.choices, default=Stage.PROPOSED)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, null=True, blank=True)
    brief = models.ForeignKey(Brief, on_delete=models.SET_NULL, null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = FollowedManager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """A stage that an instrument reached, with its day and what is to say of it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="steps")
    stage = WordField(max_length=20, choices=Stage.choices)
    day = models.DateField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.stage}"


class Goal(models.Model):
    """What an instrument is to reach, and what was reached.

    indicator : in words    base, target, reached : in `unit`
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="goals")
    indicator = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    base_year = models.PositiveIntegerField()
    base = models.FloatField()
    target_year = models.PositiveIntegerField()
    target = models.FloatField()
    reached_year = models.PositiveIntegerField(null=True, blank=True)
    reached = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["target_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target_year__gt=F("base_year")), name="target_after_base"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.target:g} {self.unit} by {self.target_year}"

    @property
    def share(self) -> float | None:
        """Return how far of the way from base to target was reached."""
        if self.reached is None or self.target == self.base:
            return None
        return (self.reached - self.base) / (self.target - self.base)
