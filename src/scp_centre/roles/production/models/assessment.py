"""Assessments and what was entered for them: one table per sheet, one row per row, as entered."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Person, Programme, Sector, Site
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Phase(models.TextChoices):
    PLANNING = "planning", _("planning")
    PRE_ASSESSMENT = "pre-assessment", _("pre-assessment")
    ASSESSMENT = "assessment", _("assessment")
    FEASIBILITY = "feasibility", _("feasibility")
    IMPLEMENTATION = "implementation", _("implementation")


class Review(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "with the reviewer", _("with the reviewer")
    SENT_BACK = "sent back", _("sent back")
    APPROVED = "approved", _("approved")


class Assessment(models.Model):
    """A cleaner production assessment of one site, with the values of the sheet Factory."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="assessment")
    phase = WordField(max_length=20, choices=Phase.choices, default=Phase.ASSESSMENT)
    review = WordField(max_length=20, choices=Review.choices, default=Review.DRAFT)
    lead = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    programme = models.ForeignKey(
        Programme, on_delete=models.SET_NULL, null=True, related_name="assessments"
    )
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)

    company = models.CharField(max_length=200)
    site_name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    sector = WordField(max_length=40, words=Sector.choices)
    isic = models.CharField(max_length=20, null=True)  # noqa: DJ001  empty and absent differ
    product = models.CharField(max_length=200)
    output_unit = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    price_year = models.PositiveIntegerField()
    gwp_set = models.CharField(max_length=3)
    electricity_factor = models.FloatField(null=True)
    electricity_factor_source = models.CharField(max_length=500, null=True)  # noqa: DJ001
    discount_rate = models.FloatField()
    tax_rate = models.FloatField(null=True)
    tolerance = models.FloatField(null=True)
    expert = models.CharField(max_length=200, null=True)  # noqa: DJ001
    assessed_on = models.DateField(null=True)
    note = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    # What follows from the rows, written with each change, so that lists need no computing.
    assessed_period = models.CharField(max_length=100, blank=True)
    loss_cost = models.FloatField(null=True)
    plan_saving = models.FloatField(null=True)
    plan_investment = models.FloatField(null=True)
    plan_co2e_t = models.FloatField(null=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["company", "site_name"]
        indexes = [models.Index(fields=["company", "site_name"], name="by_company_and_site")]

    def __str__(self) -> str:
        return f"{self.company}, {self.site_name}"

    @property
    def origin(self) -> str:
        """The name by which the ledger of evidence knows this assessment."""
        return f"assessment:{self.pk}"


class Row(models.Model):
    """What the rows of all sheets share: their assessment and their place."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]


class Period(Row):
    key = models.CharField(max_length=100)
    start = models.DateField()
    end = models.DateField()
    output = models.FloatField()

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_period_per_key"),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="period_in_order"),
            models.CheckConstraint(condition=Q(output__gt=0), name="output_above_zero"),
        ]

    def __str__(self) -> str:
        return self.key


class Centre(Row):
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    equipment = models.JSONField(default=list)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_centre_per_key")
        ]

    def __str__(self) -> str:
        return self.name


class Cost(Row):
    period = models.CharField(max_length=100)
    centre = models.CharField(max_length=100)
    system_cost = models.FloatField(null=True, validators=[MinValueValidator(0)])
    waste_management_cost = models.FloatField(null=True, validators=[MinValueValidator(0)])
    variable_share = models.FloatField(null=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "period", "centre"], name="one_cost_per_centre"
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre}, {self.period}"


class Flow(Row):
    period = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    substance = models.CharField(max_length=100)
    source = models.CharField(max_length=100, null=True)  # noqa: DJ001  None is the outside
    target = models.CharField(max_length=100, null=True)  # noqa: DJ001
    amount = models.FloatField()
    unit = models.CharField(max_length=20)
    uncertainty = models.FloatField(null=True)
    quality = models.CharField(max_length=20)
    price = models.FloatField(null=True)
    price_rise = models.FloatField(null=True)
    energy_content = models.FloatField(null=True)
    steam_pressure = models.FloatField(null=True)
    feedwater = models.FloatField(null=True)
    heating_value = models.CharField(max_length=10, null=True)  # noqa: DJ001
    balance = models.CharField(max_length=20, null=True)  # noqa: DJ001
    recycled = models.BooleanField(null=True)
    measured_on = models.DateField(null=True)
    origin = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "period", "key"], name="one_flow_per_key"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}"


class Stock(Row):
    period = models.CharField(max_length=100)
    centre = models.CharField(max_length=100)
    balance = models.CharField(max_length=20)
    amount = models.FloatField()
    unit = models.CharField(max_length=20)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "period", "centre", "balance"], name="one_stock_per_centre"
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre}, {self.period}"


class Decision(models.TextChoices):
    DO_NOW = "do now", _("do now")
    STUDY = "study", _("study")
    REJECT = "reject", _("reject")


class Option(Row):
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    catalogue = models.CharField(max_length=100, null=True)  # noqa: DJ001
    description = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    investment = models.FloatField()
    operating_cost = models.FloatField(null=True)
    years = models.PositiveIntegerField()
    escalation = models.FloatField(null=True)
    subsidy = models.FloatField(null=True)
    loan = models.FloatField(null=True)
    loan_rate = models.FloatField(null=True)
    loan_years = models.PositiveIntegerField(null=True)
    salvage = models.FloatField(null=True)
    depreciation_years = models.PositiveIntegerField(null=True)
    decision = WordField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    responsible = models.CharField(max_length=200, null=True)  # noqa: DJ001
    due = models.DateField(null=True)
    replaced = models.FloatField(null=True)
    other_saving = models.FloatField(null=True)
    other_saving_basis = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    renewal = models.FloatField(null=True)
    renewal_years = models.PositiveIntegerField(null=True)
    saving_range = models.FloatField(null=True)
    investment_range = models.FloatField(null=True)
    book_value = models.FloatField(null=True)
    book_years = models.PositiveIntegerField(null=True)
    sale = models.FloatField(null=True)

    objects = FollowedManager()

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_option_per_key"),
            models.CheckConstraint(
                condition=~Q(decision="reject") | (Q(reason__isnull=False) & Q(reason__gt="")),
                name="rejection_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outlay(Row):
    """An investment that an option needs in a later year."""

    option = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    amount = models.FloatField()
    what = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "option", "year"], name="one_outlay_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.year}"


class Saving(Row):
    option = models.CharField(max_length=100)
    flow = models.CharField(max_length=100)
    share = models.FloatField(null=True)
    amount = models.FloatField(null=True)
    unit = models.CharField(max_length=20, null=True)  # noqa: DJ001
    value = models.FloatField(null=True)
    basis = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    interacts = models.BooleanField(null=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "option", "flow"], name="one_saving_per_flow"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.flow}"


class Measurement(Row):
    option = models.CharField(max_length=100)
    calculation = models.CharField(max_length=100)
    parameter = models.CharField(max_length=100)
    value = models.FloatField()
    unit = models.CharField(max_length=20, null=True)  # noqa: DJ001
    uncertainty = models.FloatField(null=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "option", "parameter"], name="one_reading_per_parameter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.parameter}"


TABLES: dict[str, type[Row]] = {
    "periods": Period,
    "centres": Centre,
    "costs": Cost,
    "flows": Flow,
    "stocks": Stock,
    "options": Option,
    "outlays": Outlay,
    "savings": Saving,
    "measurements": Measurement,
}
