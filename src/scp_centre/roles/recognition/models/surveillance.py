"""What happens after the award: complaints, draws, checks of licences, and changes by holders."""

from django.conf import settings
from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import p_
from scp_centre.roles.recognition.models.applications import Licence, Scheme

PERSON = settings.AUTH_USER_MODEL


class ComplaintState(models.TextChoices):
    RECEIVED = "received", p_("complaint", "received")
    EXAMINED = "being examined", p_("complaint", "being examined")
    UPHELD = "upheld", p_("complaint", "upheld")
    REJECTED = "not upheld", p_("complaint", "not upheld")


OPEN_COMPLAINTS = (ComplaintState.RECEIVED, ComplaintState.EXAMINED)


class Complaint(models.Model):
    """What somebody complains about; nobody is asked who they are.

    place : where the product was seen or bought    secret : of the page on which its state is read
    due : the day by which it is answered    answer : for the complainant alone
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="complaints")
    text = models.CharField(max_length=3000)
    place = models.CharField(max_length=200, blank=True)
    secret = models.CharField(max_length=64, unique=True)
    received = models.DateTimeField(auto_now_add=True)
    due = models.DateField()
    state = WordField(
        max_length=20, choices=ComplaintState.choices, default=ComplaintState.RECEIVED
    )
    answer = models.CharField(max_length=3000, blank=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return f"{self.licence}: {self.received:%Y-%m-%d}"


class Draw(models.Model):
    """A sample of a scheme's licences for surveillance, drawn so that anybody can repeat it.

    size : licences to draw    days : that each check may take
    seed_source : a public event whose outcome nobody knows before `seed_day`
    seed : that outcome; "" before    licences : that could be drawn, as numbers, on that day
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="draws")
    size = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    task = models.CharField(max_length=1000)
    seed_source = models.CharField(max_length=300)
    seed_day = models.DateField()
    announced = models.DateTimeField(auto_now_add=True)
    announced_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=200, blank=True)
    licences = models.JSONField(default=list)
    drawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seed_day", "-pk"]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.seed_day}"


class Cause(models.TextChoices):
    SAMPLE = "drawn in the sample", p_("surveillance", "drawn in the sample")
    COMPLAINT = "information from outside", p_("surveillance", "information from outside")
    CHANGE = "change by the holder", p_("surveillance", "change by the holder")
    OTHER = "decision of the label officer", p_("surveillance", "decision of the label officer")


class CheckFinding(models.TextChoices):
    KEPT = "criteria kept", p_("surveillance", "criteria kept")
    CORRECTED = "fault found and corrected", p_("surveillance", "fault found and corrected")
    SUSPENDED = "licence suspended", p_("surveillance", "licence suspended")


class Check(models.Model):
    """A check of one licence after its award.

    task : what is checked, as the holder reads it    finding : "" while it is open
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="checks")
    cause = WordField(max_length=40, choices=Cause.choices)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, related_name="checks")
    task = models.CharField(max_length=1000)
    due = models.DateField()
    opened = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    finding = WordField(max_length=40, choices=CheckFinding.choices, blank=True, default="")
    note = models.CharField(max_length=1000, blank=True)
    found = models.DateTimeField(null=True)
    found_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "licence"],
                condition=models.Q(draw__isnull=False),
                name="one_check_of_a_draw",
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence}, {self.due}"


class Change(models.TextChoices):
    RECIPE = "recipe or material", p_("change", "recipe or material")
    SUPPLIER = "supplier", p_("change", "supplier")
    SITE = "site of production", p_("change", "site of production")
    PROCESS = "production process", p_("change", "production process")
    PACKAGING = "packaging", p_("change", "packaging")
    NAME = "name or GTIN", p_("change", "name or GTIN")
    OTHER = "something else", p_("change", "something else")


class ChangeDecision(models.TextChoices):
    NOT_NEEDED = "no verification needed", p_("change", "no verification needed")
    NEEDED = "verification needed", p_("change", "verification needed")


class ChangeNotice(models.Model):
    """What the holder of a licence changes, and whether it has to be verified.

    day : from when it is changed    decision : "" until the label officer decides
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="changes")
    kind = WordField(max_length=40, choices=Change.choices)
    text = models.CharField(max_length=2000)
    day = models.DateField()
    sent = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decision = WordField(max_length=40, choices=ChangeDecision.choices, blank=True, default="")
    reason = models.CharField(max_length=1000, blank=True)
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    check_opened = models.OneToOneField(
        Check, on_delete=models.PROTECT, null=True, related_name="change"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.licence}: {self.kind}"
