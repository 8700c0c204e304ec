"""Benchmarks, the plants behind them, and what was released of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.registry.models import Organisation


class Benchmark(models.Model):
    """What is compared: one use per unit of one output, of the plants of a sector, in a year."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    isic = models.CharField(max_length=4)
    boundary = models.CharField(max_length=500)
    use = models.CharField(max_length=60)
    use_unit = models.CharField(max_length=20)
    output = models.CharField(max_length=60)
    output_unit = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    exclusions = models.CharField(max_length=500, blank=True)
    minimum_contributors = models.PositiveIntegerField(default=5)
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_contributors__gte=3), name="three_contributors_at_least"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    @property
    def unit(self) -> str:
        return f"{self.use_unit}/{self.output_unit}"


class Plant(models.Model):
    """One plant as it was reported; never shown outside the benchmark's own pages."""

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="plants")
    name = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    region = models.CharField(max_length=80, blank=True)
    use = models.FloatField()
    made = models.FloatField()
    source = models.CharField(max_length=200, blank=True)
    figure = models.ForeignKey(
        Observation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    excluded = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "name"], name="a_plant_stands_once"),
            models.CheckConstraint(condition=Q(use__gt=0, made__gt=0), name="a_plant_that_ran"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def intensity(self) -> float:
        return self.use / self.made


class Release(models.Model):
    """What the public sees: frozen, numbered, never changed."""

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="releases")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    released = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-released", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "version"], name="one_release_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.benchmark}, release {self.version}"


class Contribution(models.Model):
    """What one plant gave to a release, as it was then."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="contributions")
    name = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    use = models.FloatField()
    made = models.FloatField()
    source = models.CharField(max_length=200, blank=True)
    figure = models.ForeignKey(Observation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="a_plant_contributes_once")
        ]

    def __str__(self) -> str:
        return self.name


class Method(models.TextChoices):
    CONTRACTION = "contraction"
    BEST_QUARTILE = "best quartile"


class Status(models.TextChoices):
    CONSULTED = "in consultation"
    ADOPTED = "adopted"
    DROPPED = "dropped"


class Target(models.Model):
    """What a sector is to reach, from a release on; value and base in the benchmark's unit."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="targets")
    method = models.CharField(max_length=20, choices=Method.choices)
    rate = models.FloatField(null=True)
    target_year = models.PositiveIntegerField()
    base = models.FloatField()
    value = models.FloatField()
    ceiling = models.FloatField()
    reason = models.CharField(max_length=1000)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CONSULTED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gt=0, value__lte=models.F("base")), name="a_target_that_betters"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release.benchmark.title}, {self.target_year}"

    @property
    def base_year(self) -> int:
        return self.release.benchmark.year


class TargetComment(models.Model):
    """What somebody says of a proposed target, and the answer."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["created"]

    def __str__(self) -> str:
        return self.text[:40]
