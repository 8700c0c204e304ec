"""Offers and needs of residues, the exchanges between them, and what was moved."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import p_
from scp_centre.methods.symbiosis import tonnes_a_year

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    OFFER = "offer", p_("residue", "offer")
    NEED = "need", p_("residue", "need")


class Standing(models.TextChoices):
    OPEN = "open", p_("residue", "open")
    WITHDRAWN = "withdrawn", p_("residue", "withdrawn")


class Matter(models.TextChoices):
    """The physical state of a residue."""

    SOLID = "solid", p_("state of matter", "solid")
    SLUDGE = "sludge", p_("state of matter", "sludge")
    LIQUID = "liquid", p_("state of matter", "liquid")
    GAS = "gas", p_("state of matter", "gas")


UNITS = (("t", p_("unit", "tonnes")), ("kg", p_("unit", "kilograms")))


class Period(models.TextChoices):
    YEAR = "year", p_("period", "year")
    QUARTER = "quarter", p_("period", "quarter")
    MONTH = "month", p_("period", "month")
    WEEK = "week", p_("period", "week")
    DAY = "day", p_("period", "day")
    ONCE = "once", p_("period", "once")


class Residue(models.Model):
    """What a site offers, or what it could use.

    codes : of the European List of Waste; an offer has one of six digits or none, a need takes
    those that begin with 2, 4 or 6 digits    permits : of a need, hazardous codes it may take
    assessment : of a mirror entry, what shows whether it is hazardous
    states : of an offer the one it has, of a need those it takes
    contents : [substance, lowest, highest] in per cent; of a need what it tolerates
    contaminants : of an offer, the same of what disturbs
    quantity : in unit, in each period    months : 1 to 12; none: all year
    price : money per tonne; of an offer what disposal costs today, of a need what it pays today for
    what the residue replaces    treatment : money per tonne that a need spends on it, or None
    co2e : kg per tonne of what the residue replaces, with its source
    """

    kind = WordField(max_length=8, choices=Kind.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="residues")
    material = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    codes = models.JSONField(default=list)
    is_hazardous = models.BooleanField(default=False)
    assessment = models.CharField(max_length=300, blank=True)
    permits = models.JSONField(default=list)
    states = models.JSONField(default=list)
    contents = models.JSONField(default=list)
    contaminants = models.JSONField(default=list)
    quantity = models.FloatField()
    unit = models.CharField(max_length=4)
    period = WordField(max_length=8, choices=Period.choices)
    is_quantity_checked = models.BooleanField(default=False)
    months = models.JSONField(default=list)
    price = models.FloatField(null=True)
    treatment = models.FloatField(null=True)
    co2e = models.FloatField(null=True)
    co2e_source = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    farthest = models.FloatField(null=True)
    standing = WordField(max_length=10, choices=Standing.choices, default=Standing.OPEN)
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["standing", "kind"], name="open_residues")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_residue_has_a_quantity"),
            models.CheckConstraint(
                condition=Q(co2e__isnull=True) | ~Q(co2e_source=""),
                name="a_factor_of_a_need_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.material

    @property
    def owner(self) -> Organisation:
        return self.site.organisation

    @property
    def is_offer(self) -> bool:
        return bool(self.kind == Kind.OFFER)

    @property
    def tonnes(self) -> float:
        """Return tonnes a year; what comes once counts as one year's."""
        period = str.__str__(self.period)
        return tonnes_a_year(self.material, self.quantity, self.unit, period, "quantity")


class TransportRate(models.Model):
    """What it costs to move a tonne one kilometre, and what that emits; one row for the centre.

    cost : money per tonne and kilometre    co2e : kg per tonne and kilometre
    """

    cost = models.FloatField()
    cost_source = models.CharField(max_length=300)
    co2e = models.FloatField(null=True)
    co2e_source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_transport_rate"),
            models.CheckConstraint(
                condition=Q(co2e__isnull=True) | ~Q(co2e_source=""),
                name="a_transport_factor_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cost:g}"


class State(models.TextChoices):
    """Where an exchange stands."""

    PROPOSED = "proposed", p_("exchange", "proposed")
    AGREED = "agreed", p_("exchange", "agreed")
    TRIAL = "trial", p_("exchange", "trial")
    RUNNING = "running", p_("exchange", "running")
    ENDED = "ended", p_("exchange", "ended")
    REFUSED = "refused", p_("exchange", "refused")


LIVE = (State.PROPOSED, State.AGREED, State.TRIAL, State.RUNNING)
INTRODUCED = (State.AGREED, State.TRIAL, State.RUNNING)
NEXT = {  # where an exchange may go, once both sides have agreed
    State.AGREED: (State.TRIAL, State.RUNNING, State.ENDED),
    State.TRIAL: (State.RUNNING, State.ENDED),
    State.RUNNING: (State.ENDED,),
}


class Exchange(models.Model):
    """An offer and a need that the centre introduced to each other.

    offer_site, need_site : whose residue it is, as they stood when it was proposed: what is moved
    is theirs, wherever the entry goes later
    shared : side -> what the other could read of the entry when it ended or was declined
    offer_agreed, need_agreed : when each side agreed    *_note : who told the centre so, where the
    company did not say it here    reason : why it was declined or ended
    tonnes : a year, as planned when it was proposed    km : between the two
    disposal, purchase, treatment, transport : money per tonne, as planned
    replaced_co2e, transport_co2e : kg per tonne, as planned, each with its source
    """

    offer = models.ForeignKey(Residue, on_delete=models.PROTECT, related_name="given")
    need = models.ForeignKey(Residue, on_delete=models.PROTECT, related_name="taken")
    offer_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    need_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    shared = models.JSONField(default=dict)
    state = WordField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed = models.DateTimeField(auto_now_add=True)
    offer_agreed = models.DateTimeField(null=True)
    need_agreed = models.DateTimeField(null=True)
    offer_note = models.CharField(max_length=300, blank=True)
    need_note = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    tonnes = models.FloatField()
    km = models.FloatField(null=True)
    disposal = models.FloatField(null=True)
    purchase = models.FloatField(null=True)
    treatment = models.FloatField(null=True)
    transport = models.FloatField(null=True)
    replaced_co2e = models.FloatField(null=True)
    replaced_source = models.CharField(max_length=300, blank=True)
    transport_co2e = models.FloatField(null=True)
    transport_source = models.CharField(max_length=300, blank=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "need"],
                condition=Q(state__in=("proposed", "agreed", "trial", "running")),
                name="one_live_exchange_of_a_pair",
            ),
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(state__in=("agreed", "trial", "running")),
                name="an_offer_is_agreed_once",
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=("agreed", "trial", "running")),
                name="a_need_is_agreed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused"))
                | Q(offer_agreed__isnull=False, need_agreed__isnull=False),
                name="introduced_once_both_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_introduced(self) -> bool:
        """Return whether both sides have agreed, so that each knows the other."""
        return self.offer_agreed is not None and self.need_agreed is not None

    @property
    def introduced(self) -> datetime | None:
        """Return when the second side agreed; None before that."""
        if self.offer_agreed is None or self.need_agreed is None:
            return None
        return max(self.offer_agreed, self.need_agreed)

    @property
    def is_over(self) -> bool:
        """Return whether it ended or was declined: what a side reads of the other stands still."""
        return self.state in (State.ENDED, State.REFUSED)

    def site_of(self, side: str) -> Site:
        """Return the site of the offer or of the need, as it was when the pair was proposed."""
        return self.offer_site if side == "offer" else self.need_site


class Movement(models.Model):
    """What was moved between two days, both included; a fact, unlike what was planned.

    evidence : what shows it, such as numbers of weighing tickets
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="movements")
    start = models.DateField()
    end = models.DateField()
    tonnes = models.FloatField()
    evidence = models.CharField(max_length=300)
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tonnes__gt=0), name="something_was_moved"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="moved_from_to"),
            models.CheckConstraint(condition=~Q(evidence=""), name="moved_with_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"
