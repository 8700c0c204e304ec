"""Schemes with their criteria, applications with their evidence, and licences."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.criteria import Result
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.models.spoken_titles import SpokenTitles

PERSON = settings.AUTH_USER_MODEL


class SchemeKind(models.TextChoices):
    LABEL = "ecolabel", _("ecolabel")
    AWARD = "company award", _("company award")


class Scheme(SpokenTitles):
    """A label or award.

    name, promise : of the next criteria that are published; published ones have their own
    code : begins the numbers of its licences    terms : its public terms
    openness, stakeholders, monitoring, sanctions : what it says of each rule for sustainability
        labels (scheme_rules.py)
    completeness_days, verification_days, decision_days : how long each step may take
    needs_fee : a licence is awarded only after the fee is settled
    """

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=150)
    kind = WordField(max_length=20, choices=SchemeKind.choices, default=SchemeKind.LABEL)
    category = models.CharField(max_length=150)
    owner = models.CharField(max_length=150)
    promise = models.CharField(max_length=300)
    terms = models.TextField(blank=True)
    openness = models.TextField(blank=True)
    stakeholders = models.TextField(blank=True)
    monitoring = models.TextField(blank=True)
    sanctions = models.TextField(blank=True)
    completeness_days = models.PositiveIntegerField(default=5)
    verification_days = models.PositiveIntegerField(default=20)
    decision_days = models.PositiveIntegerField(default=5)
    licence_years = models.PositiveIntegerField(default=3)
    needs_fee = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    objects = FollowedManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def public_promise(self) -> str:
        """Return what the latest published criteria promise; before them, what is to be."""
        published = [one for one in self.versions.all() if one.published is not None]
        return published[0].said_promise if published else self.said_promise


class CriteriaVersion(SpokenTitles):
    """A version of a scheme's criteria; once published it never changes.

    name, promise, titles : of the scheme on the day of publication; "" for a draft
    content : as methods/criteria reads it, with titles in further languages (criteria_texts.py)
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=150, blank=True, default="")
    promise = models.CharField(max_length=300, blank=True, default="")
    content = models.JSONField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    published = models.DateTimeField(null=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="one_criteria_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.number}"


class Affiliation(models.Model):
    """A company belongs to a holding: who is of one of its companies is of none independent."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="affiliation"
    )
    holding = models.CharField(max_length=150)

    class Meta:
        ordering = ["holding"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.holding}"


class Document(models.Model):
    """A test report or other proof of a company, uploaded once for all products and renewals.

    digest : SHA-256 of the file
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="label_documents"
    )
    title = models.CharField(max_length=200)
    issued_by = models.CharField(max_length=200)
    issued_on = models.DateField()
    file = models.FileField(upload_to="label-documents/%Y/%m")
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"], name="one_document_per_content"
            )
        ]

    def __str__(self) -> str:
        return self.title


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", p_("application", "submitted")
    VERIFICATION = "in verification", _("in verification")
    REMARKS = "waiting for answers", _("waiting for answers")
    VERIFIED = "verified", p_("application", "verified")
    AWARDED = "awarded", p_("application", "awarded")
    REFUSED = "refused", p_("application", "refused")
    APPEAL = "under appeal", _("under appeal")
    CLOSED = "withdrawn by the applicant", _("withdrawn by the applicant")


OPEN = (
    State.DRAFT,
    State.SUBMITTED,
    State.VERIFICATION,
    State.REMARKS,
    State.VERIFIED,
    State.APPEAL,
)
OPEN_WORDS = [str.__str__(one.value) for one in OPEN]


class Application(models.Model):
    """A company asks for a label for one product, or for an award.

    product : None for an award of the company itself
    adviser : whoever of the centre helped to write it; neither verifies nor decides
    due : the day by which the present step ends; it moves by the days for which the clock stood
    stopped : since when the clock stands because the applicant owes an answer
    evidence : what was decided on: measure -> value, unit, source; written when verified
    """

    version = models.ForeignKey(
        CriteriaVersion, on_delete=models.PROTECT, related_name="applications"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    state = WordField(max_length=30, choices=State.choices, default=State.DRAFT)
    applicant = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    adviser = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    verifier = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    first_decider = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey(
        "Licence", on_delete=models.PROTECT, null=True, related_name="renewals"
    )
    due = models.DateField(null=True)
    stopped = models.DateField(null=True)
    submitted = models.DateTimeField(null=True)
    verified = models.DateTimeField(null=True)
    decided = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    appeal = models.CharField(max_length=2000, blank=True)
    evidence = models.JSONField(default=dict)
    changes = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    objects = FollowedManager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "product"],
                condition=Q(state__in=OPEN_WORDS) & Q(product__isnull=False),
                name="one_open_application_for_a_product",
            ),
            models.UniqueConstraint(
                fields=["version", "organisation"],
                condition=Q(state__in=OPEN_WORDS) & Q(product__isnull=True),
                name="one_open_application_of_a_company",
            ),
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | ~Q(decider=models.F("verifier")),
                name="who_verified_does_not_decide",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.scheme.name}: {self.about}"

    @property
    def about(self) -> str:
        """Return what is to be recognised: a product of a company, or the company itself."""
        if self.product is None:
            return str(self.organisation)
        return f"{self.organisation}, {self.product.name}"

    @property
    def origin(self) -> str:
        """Return under which name its figures are in the ledger."""
        return f"label:{self.pk}"


class Declaration(models.Model):
    """What the applicant declares of one measure, and the document that proves it."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="declarations"
    )
    measure = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="declarations"
    )

    class Meta:
        ordering = ["measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "measure"], name="one_declaration_per_measure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.measure}"


class Found(models.TextChoices):
    MET = "met", _("met")
    NOT_MET = "not met", _("not met")
    NOT_KNOWN = "not known", _("not known")
    NOT_ASKED = "not asked", _("not asked")


def word_of_result(result: Result) -> str:
    """Return a result of the criteria as a message."""
    return Found(str(result)).label


class Finding(models.Model):
    """What the verifier decided of one criterion.

    computed : what followed from the evidence at that time
    seen : the evidence itself, of each measure that the criterion uses; where that has changed
        since, the finding no longer counts (evidence.py)
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=60)
    found = WordField(max_length=12, choices=Found.choices)
    computed = WordField(max_length=12, choices=Found.choices)
    seen = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000)
    verifier = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_finding_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.found}"


class Question(models.Model):
    """A remark of the verifier that the applicant has to answer; the clock stands until then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=2000)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class LicenceState(models.TextChoices):
    VALID = "valid", p_("licence", "valid")
    SUSPENDED = "suspended", p_("licence", "suspended")
    WITHDRAWN = "withdrawn", p_("licence", "withdrawn")
    EXPIRED = "expired", p_("licence", "expired")
    BEGINS_LATER = "begins later", _("begins later")


class Licence(models.Model):
    """The right to show a label or award on one product, for some years.

    state : valid, suspended or withdrawn; that it has expired, or begins later, follows from the
        day (`state_on`)
    company, country, product, gtin : what was recognised, as it was named at the award; whatever
        the register calls it later, the licence is for this
    grade : which grade of the criteria was reached, by its id; "" where they have none
    """

    number = models.CharField(max_length=30, unique=True)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="licence"
    )
    company = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    product = models.CharField(max_length=200, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    grade = models.CharField(max_length=40, blank=True, default="")
    start = models.DateField()
    until = models.DateField()
    state = WordField(max_length=12, choices=LicenceState.choices, default=LicenceState.VALID)
    reason = models.CharField(max_length=300, blank=True)
    changed = models.DateTimeField(auto_now=True)
    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="+")

    objects = FollowedManager()

    class Meta:
        ordering = ["-start", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("start")), name="a_licence_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index(fields=["gtin"], name="licences_of_a_gtin"),
            models.Index(fields=["state", "id"], name="licences_of_a_state"),
            models.Index(fields=["start"], name="licences_by_first_day"),
            models.Index(fields=["until"], name="licences_by_last_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def about(self) -> str:
        """Return what was recognised: a product of a company, or the company itself."""
        return f"{self.company}, {self.product}" if self.product else self.company

    def state_on(self, day: date) -> str:
        """Return its state on a day: a valid one begins on its first day and ends with its last."""
        state: str = self.state
        if state == LicenceState.VALID and self.until < day:
            state = LicenceState.EXPIRED.label
        elif state == LicenceState.VALID and day < self.start:
            state = LicenceState.BEGINS_LATER.label
        return state

    @property
    def successor(self) -> "Licence | None":
        """Return the licence that renewed this one."""
        return Licence.objects.filter(application__renews=self).order_by("-start").first()


class Step(models.TextChoices):
    """What happened to an application or its licence; each is a word of the audit log, too."""

    STARTED = "start_application", _("Application started")
    DECLARED = "declare_evidence", _("Evidence declared")
    SUBMITTED = "submit_application", _("Application submitted")
    RETURNED = "return_application", _("Application returned as incomplete")
    COMPLETE = "accept_application", _("Application complete, verifier appointed")
    ASKED = "ask_applicant", _("Remark for the applicant")
    ANSWERED = "answer_verifier", _("Remark answered")
    FOUND = "decide_criterion", _("Criterion assessed")
    VOID = "void_findings", _("Evidence changed, so these criteria must be assessed again")
    VERIFIED = "sign_verification", _("Verification signed")
    AGAIN = "verify_again", _("Returned to the verifier")
    AWARDED = "award_licence", _("Licence awarded")
    REFUSED = "refuse_application", _("Application refused")
    APPEALED = "appeal_decision", _("Appeal lodged")
    CLOSED = "close_application", _("Application withdrawn by the applicant")
    SUSPENDED = "suspend_licence", _("Licence suspended")
    LIFTED = "lift_suspension", _("Suspension lifted")
    WITHDRAWN = "withdraw_licence", _("Licence withdrawn")
    RENEWAL = "renew_licence", _("Renewal started")
    DRAWN = "draw_for_surveillance", _("Drawn for surveillance")
    CHECK_OPENED = "open_check", _("Surveillance opened")
    CHECKED = "record_check", _("Surveillance finished")
    FEE_ASKED = "ask_fee", _("Fee requested")
    FEE_PAID = "mark_fee_paid", _("Fee paid")
    FEE_WAIVED = "waive_fee", _("Fee waived")
    PASSPORT = "issue_passport", _("Product passport issued")
    CHANGE = "give_notice", _("Change notified by the holder")
    CHANGE_PASSED = "pass_change", _("The change does not need verification")
    CHANGE_CHECKED = "verify_change", _("The change must be verified")


class Event(models.Model):
    """One step in the life of an application and its licence.   step : a value of Step"""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=30)
    note = models.CharField(max_length=2000, blank=True)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sentence}: {self.application}"

    @property
    def sentence(self) -> str:
        """Return what happened, as a message."""
        return Step(self.step).label
