"""What becomes of an assessment: measures, comments, readings, verified savings, financing."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.methods.unit_signs import write_unit
from scp_centre.roles.production.models.assessment import Assessment, Decision


class Answer(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Progress(models.TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under way", _("under way")
    CARRIED_OUT = "carried out", _("carried out")
    GIVEN_UP = "given up", _("given up")


class Measure(models.Model):
    """What became of one option: the company's answer, who carries it out, how far it is.

    It holds to the option by its key, so that importing the workbook again keeps it. What the
    option promises a year is written here with each import, so that a portfolio can be summed.

    approved_* : decision and promise at the last approval; what is changed after it is no promise
    of the approved assessment. Empty before the first approval.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="measures")
    option = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    answer = WordField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answer_reason = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateTimeField(null=True)
    owner = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    progress = WordField(max_length=12, choices=Progress.choices, default=Progress.PLANNED)
    progress_reason = models.CharField(max_length=2000, blank=True)
    carried_out_on = models.DateField(null=True)
    spent = models.FloatField(null=True)
    changed = models.DateTimeField(auto_now=True)

    reminded_on = models.DateField(null=True)
    in_workbook = models.BooleanField(default=True)
    decision = WordField(max_length=10, choices=Decision.choices, default=Decision.STUDY)
    promised_money = models.FloatField(default=0)
    promised_mwh = models.FloatField(default=0)
    promised_m3 = models.FloatField(default=0)
    promised_t = models.FloatField(default=0)
    promised_co2e_t = models.FloatField(default=0)
    promised_investment = models.FloatField(default=0)
    approved_decision = WordField(max_length=10, choices=Decision.choices, blank=True)
    approved_money = models.FloatField(null=True)
    approved_mwh = models.FloatField(null=True)
    approved_m3 = models.FloatField(null=True)
    approved_t = models.FloatField(null=True)
    approved_co2e_t = models.FloatField(null=True)

    class Meta:
        ordering = ["option"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "option"], name="one_measure_per_option"),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(answer_reason=""),
                name="declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(progress="given up") | ~Q(progress_reason=""),
                name="given_up_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(progress="carried out") | Q(carried_out_on__isnull=False),
                name="carried_out_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.option}"


class Comment(models.Model):
    """What somebody of the company or the centre says about an option."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    option = models.CharField(max_length=100)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


VERIFICATION = "verification:"  # how the origin of a verified saving begins; the measure follows
DRIVER_UNITS = ("K d", "batches")  # units of drivers that no flow is in


class Meter(models.Model):
    """What is read at a site: a meter of use, or a driver of use such as output or degree days."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="meters")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=20)
    driver = models.BooleanField(default=False)
    flow = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["driver", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="one_meter_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {write_unit(self.unit)}"


class Reading(models.Model):
    """What a meter counted from one day to another. Corrected by a successor, never changed."""

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="readings")
    start = models.DateField()
    end = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=500, blank=True)
    current = models.BooleanField(default=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "start"], condition=Q(current=True), name="one_current_reading"
            ),
            models.CheckConstraint(
                condition=Q(end__gte=models.F("start")), name="reading_in_order"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.meter}: {self.start} to {self.end}: {self.value:g}"


class DayTemperature(models.Model):
    """The mean outdoor temperature of one day at a site, by which weather models are fitted."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="temperatures")
    day = models.DateField()
    celsius = models.FloatField()
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="one_temperature_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.day}: {self.celsius:g} °C"


class VerifiedSaving(models.Model):
    """A saving of one measure as verified; a later one takes its place.

    avoided, low, high, money, co2e_t and the sums by unit are what the readings carry: what was
    measured, at most a year of it. `measured_days` says over how many days.

    meter, more_meters : what measured it; their savings are added up in `unit`
    model : name of the baseline model, or "choose" where the best was taken
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="verifications")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    more_meters = models.ManyToManyField(Meter, related_name="+")
    drivers = models.ManyToManyField(Meter, related_name="+")
    model = models.CharField(max_length=40, default="line")
    baseline_start = models.DateField()
    baseline_end = models.DateField()
    reporting_start = models.DateField()
    reporting_end = models.DateField()
    confidence = models.FloatField(default=0.9)
    verdict = models.CharField(max_length=12)
    avoided = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    unit = models.CharField(max_length=20)
    money = models.FloatField(null=True)
    co2e_t = models.FloatField(null=True)
    mwh = models.FloatField(default=0)
    m3 = models.FloatField(default=0)
    t = models.FloatField(default=0)
    measured_days = models.PositiveIntegerField(null=True)
    current = models.BooleanField(default=True)
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(current=True), name="one_current_verification"
            ),
            models.CheckConstraint(
                condition=Q(reporting_start__gt=models.F("baseline_end")),
                name="reporting_after_the_baseline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.avoided:g} {self.unit}, {self.verdict}"

    @property
    def days(self) -> int:
        """Days over which the saving was measured."""
        return self.measured_days or (self.reporting_end - self.reporting_start).days + 1

    @property
    def is_of_a_year(self) -> bool:
        return self.days >= 360

    @property
    def meter_names(self) -> str:
        return " · ".join([self.meter.name, *(meter.name for meter in self.more_meters.all())])

    @property
    def origin(self) -> str:
        """The name by which the ledger of evidence knows the verification of this measure."""
        return f"{VERIFICATION}{self.measure_id}"


class Note(models.Model):
    """Something seen on the factory floor, with a picture or without."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000, blank=True)
    photo = models.FileField(upload_to="notes/%Y/%m", blank=True)
    made = models.DateTimeField()
    received = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(photo=""), name="a_note_says_or_shows_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


class Presence(models.Model):
    """Who has an assessment open, and since when they gave no sign of it any more."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="one_presence_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.assessment}"


class Receipt(models.Model):
    """An entry that a device sent, by the name that the device gave it: sent twice, kept once."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class FileState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    DISBURSED = "disbursed", _("disbursed")


class InvestmentFile(models.Model):
    """What a bank or programme reads to finance chosen options; followed until disbursed."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="investment_files"
    )
    title = models.CharField(max_length=200)
    bank = models.CharField(max_length=200)
    options = models.JSONField(default=list)
    purpose = models.TextField(max_length=4000)
    technology = models.TextField(max_length=4000)
    suppliers = models.TextField(max_length=4000)
    risks = models.TextField(max_length=4000)
    loan = models.FloatField(default=0)
    loan_rate = models.FloatField(null=True)
    loan_years = models.PositiveIntegerField(null=True)
    state = WordField(max_length=10, choices=FileState.choices, default=FileState.DRAFT)
    consent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    consent_on = models.DateTimeField(null=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(consent_by__isnull=False),
                name="submitted_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(loan=0) | (Q(loan_rate__isnull=False) & Q(loan_years__isnull=False)),
                name="a_loan_has_its_terms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.assessment}"


class FileStep(models.Model):
    """One step of an investment file on its way, with what was said."""

    file = models.ForeignKey(InvestmentFile, on_delete=models.CASCADE, related_name="steps")
    state = WordField(max_length=10, choices=FileState.choices)
    note = models.CharField(max_length=2000, blank=True)
    amount = models.FloatField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created"]

    def __str__(self) -> str:
        return f"{self.file}: {self.state}"
