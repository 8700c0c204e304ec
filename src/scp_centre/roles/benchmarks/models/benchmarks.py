"""Benchmarks, the plants behind them, and what was released of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.translation.fields import MessageJSONField, WordField
from scp_centre.methods.disclosure import Rules
from scp_centre.methods.messages import _, p_
from scp_centre.methods.unit_signs import write_unit


class Approach(models.TextChoices):
    """How plants are scored; the curve and the sector's figure are the same for all."""

    DISTRIBUTION = "distribution", _("distribution")
    REGRESSION = "regression", _("regression")
    DEA = "dea", _("dea")
    SFA = "sfa", _("sfa")


# What the ledger counts; a benchmark of something else is in the words of its statistician.
RESOURCES = [
    (str(word), word)
    for word in (
        _("energy"),
        _("water"),
        _("materials"),
        _("carbon"),
        _("wastewater"),
        _("waste"),
    )
]


class Benchmark(models.Model):
    """What is compared: one use per unit of one output, of the plants of a sector, in a year.

    population : plants of the sector, whether they report or not; None where nobody knows
    minimum_contributors, p_percent, dominance_n, dominance_percent : the rules of its releases
    price : money per use_unit    emission_factor : kg CO2e per use_unit; both with their source
    plants_changed : when plants or columns were last written: what was computed before is old
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    isic = models.CharField(max_length=4)
    boundary = models.CharField(max_length=500)
    use = WordField(max_length=60, words=RESOURCES)
    use_unit = models.CharField(max_length=20)
    output = models.CharField(max_length=60)
    output_unit = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    exclusions = models.CharField(max_length=500, blank=True)
    minimum_contributors = models.PositiveIntegerField(default=5)
    p_percent = models.FloatField(default=10.0)
    dominance_n = models.PositiveIntegerField(default=2)
    dominance_percent = models.FloatField(default=85.0)
    approach = WordField(max_length=12, choices=Approach.choices, default=Approach.DISTRIBUTION)
    approach_reason = models.CharField(max_length=500, blank=True)
    population = models.PositiveIntegerField(null=True)
    price = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    price_source = models.CharField(max_length=300, blank=True)
    emission_factor = models.FloatField(null=True)
    emission_source = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    plants_changed = models.DateTimeField(auto_now_add=True, null=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["title", "-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_contributors__gte=3), name="three_contributors_at_least"
            ),
            models.CheckConstraint(
                condition=Q(p_percent__gte=5, p_percent__lte=100)
                & Q(dominance_n__gte=1, dominance_percent__gt=0, dominance_percent__lte=100),
                name="rules_that_protect",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | (~Q(price_source="") & ~Q(currency="")),
                name="a_price_with_its_source",
            ),
            models.CheckConstraint(
                condition=Q(emission_factor__isnull=True) | ~Q(emission_source=""),
                name="an_emission_factor_with_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    @property
    def unit(self) -> str:
        return f"{self.use_unit}/{self.output_unit}"

    @property
    def rules(self) -> Rules:
        """The rules of what may be published of it."""
        return Rules(
            self.minimum_contributors, self.dominance_n, self.dominance_percent, self.p_percent
        )


class Part(models.TextChoices):
    """What a further column of the survey is for."""

    REGRESSOR = "regressor", _("regressor")
    PRODUCT = "product", _("product")
    INPUT = "input", _("input")
    OUTPUT = "output", _("output")


class Variable(models.Model):
    """A further column of a benchmark's survey.

    regressor : what a plant cannot change this year, for the regression and the cost frontier
    product   : a part of the output mix; output = sum of amount x weight
    input, output : a further one of the frontier, beside the use and the output
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="variables")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    part = WordField(max_length=10, choices=Part.choices)
    logarithm = models.BooleanField(default=False)
    weight = models.FloatField(null=True)
    weight_source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "key"], name="a_column_stands_once"),
            models.CheckConstraint(
                condition=~Q(part="product")
                | (Q(weight__isnull=False) & Q(weight__gt=0) & ~Q(weight_source="")),
                name="a_product_with_its_weight_and_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {write_unit(self.unit)}"


class Plant(models.Model):
    """One plant as it was reported; never shown outside the benchmark's own pages.

    holder : the company, or the holding that owns several; it counts as one contributor
    values : key of a variable -> figure; a key that is absent was not reported
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="plants")
    name = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120, blank=True)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    region = models.CharField(max_length=80, blank=True)
    use = models.FloatField()
    made = models.FloatField()
    values = models.JSONField(default=dict)
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
    """What the public sees: frozen, numbered, never changed.

    ledger : what its content tells everybody and its marks each company, as linear facts about the
    plants; never shown
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="releases")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    ledger = models.JSONField(default=list)
    released = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = FollowedManager()

    class Meta:
        ordering = ["-released", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "version"], name="one_release_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.benchmark}, release {self.version}"

    @property
    def number(self) -> str:
        """Its public address below benchmarks/, by which other releases cite it."""
        return f"{self.benchmark.slug}/{self.version}"


class Contribution(models.Model):
    """What one plant gave to a release, as it was then, and how the method scored it.

    score, low, high : 0 to 100 by the benchmark's approach; None where it cannot be scored
    frontier : use at which the plant would be on the frontier, or score 75 by regression
    order    : m of the smoothed frontier, where the frontier itself would tell; else None
    peers    : size class -> share of the weight of those that it is measured against
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="contributions")
    name = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    region = models.CharField(max_length=80, blank=True)
    use = models.FloatField()
    made = models.FloatField()
    values = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    frontier = models.FloatField(null=True)
    order = models.PositiveIntegerField(null=True)
    peers = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)
    figure = models.ForeignKey(Observation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="a_plant_contributes_once")
        ]

    def __str__(self) -> str:
        return self.name


class KeptResult(models.Model):
    """What a job has computed of the plants of a benchmark, for the statistician's pages.

    kind : an approach, or "check"    state : of the plants that it was computed of
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="kept")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=200)
    content = MessageJSONField()
    computed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "kind"], name="one_kept_result_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.benchmark}: {self.kind}"


class OwnScore(models.Model):
    """A year that a company has scored against a release by itself, and asked to save.

    values : title of a column of the model -> figure    score, low, high : 0 to 100, as shown then
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="own_scores"
    )
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="own_scores")
    name = models.CharField(max_length=120)
    year = models.PositiveIntegerField()
    use = models.FloatField()
    made = models.FloatField()
    values = models.JSONField(default=dict)
    score = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name", "-year", "-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "release", "name", "year"], name="one_own_score_a_year"
            ),
            models.CheckConstraint(condition=Q(use__gt=0, made__gt=0), name="an_own_year_that_ran"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"


class Method(models.TextChoices):
    CONTRACTION = "contraction", _("contraction")
    CLASSES = "contraction by class", _("contraction by class")
    CONVERGENCE = "convergence", _("convergence")
    BEST_QUARTILE = "best quartile", _("best quartile")
    BEST_TENTH = "best tenth", _("best tenth")
    FRONTIER = "frontier", _("frontier")


class Status(models.TextChoices):
    CONSULTED = "in consultation", _("in consultation")
    ADOPTED = "adopted", p_("target", "adopted")
    DROPPED = "dropped", _("dropped")


class Target(models.Model):
    """What a sector is to reach, from a release on; value and base in the benchmark's unit.

    rate : 1/year, share of the base (contraction)    rates : size class -> rate (by class)
    end_value, end_year : where the sector's path ends (convergence)
    ceiling : intensity to which plants above it come down, where that is how the target is met
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="targets")
    method = WordField(max_length=20, choices=Method.choices)
    rate = models.FloatField(null=True)
    rates = models.JSONField(default=dict)
    end_value = models.FloatField(null=True)
    end_year = models.PositiveIntegerField(null=True)
    target_year = models.PositiveIntegerField()
    base = models.FloatField()
    value = models.FloatField()
    ceiling = models.FloatField(null=True)
    reason = models.CharField(max_length=1000)
    status = WordField(max_length=20, choices=Status.choices, default=Status.CONSULTED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided = models.DateTimeField(null=True)

    objects = FollowedManager()

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


class RegionMap(models.Model):
    """The shapes of the country's regions, as somebody has given them: one row."""

    shapes = models.JSONField()
    source = models.CharField(max_length=300)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_map_of_regions")]

    def __str__(self) -> str:
        return self.source
