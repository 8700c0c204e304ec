"""The centre's mark, its pages, the results that it published, and requests for an assessment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation, Sector
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _, p_


class Mark(models.Model):
    """The picture that stands beside the centre's name: one row, or none.

    content : a PNG or an SVG that was made here of what was uploaded    digest : of it
    """

    content = models.BinaryField()
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_mark")]

    def __str__(self) -> str:
        return f"{self.media_type}, {self.width} × {self.height}"


class PageKey(models.TextChoices):
    """The pages of plain text; the welcome stands on the front page."""

    WELCOME = "welcome", _("Welcome")
    ABOUT = "about", _("About us")
    SERVICES = "services", _("Services")
    PRIVACY = "privacy", _("Privacy")
    IMPRINT = "imprint", _("Imprint")


class SitePage(models.Model):
    """What one page says in one language, in Markdown. Without a text there is no page."""

    key = models.CharField(max_length=20, choices=PageKey.choices)
    language = models.CharField(max_length=8)
    text = models.TextField()
    changed = models.DateTimeField(auto_now=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["key", "language"]
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="one_page_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class PublishedResult(models.Model):
    """One sum over organisations in one year, as it was published. A later row takes its place.

    kind : what was summed, as a role declares it    value : rounded, as it is shown
    by_organisation : what each gave; never shown, kept so that a company can withdraw its consent
    withdrawn : since when it is no longer shown; it still counts as what people have seen
    """

    kind = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    value = models.FloatField()
    unit = models.CharField(max_length=40)
    by_organisation = models.JSONField()
    published = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "kind", "-published", "-pk"]
        indexes = [models.Index(fields=["kind", "year"], name="results_of_a_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"],
                condition=Q(withdrawn=None),
                name="one_shown_result_of_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.value:g} {self.unit}"


class RequestState(models.TextChoices):
    OPEN = "open", p_("request", "open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class AssessmentRequest(models.Model):
    """A company asks for an assessment, without an account.

    language : in which it is answered    reason : why it was declined
    organisation : what it became    is_sample : it is of nobody
    """

    company = models.CharField(max_length=200)
    sector = WordField(max_length=40, choices=Sector.choices)
    place = models.CharField(max_length=200)
    person = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    about = models.TextField(max_length=3_000)
    language = models.CharField(max_length=8, default="en")
    state = WordField(
        max_length=10, choices=RequestState.choices, default=RequestState.OPEN, db_index=True
    )
    reason = models.CharField(max_length=1_000, blank=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["created", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone=""), name="a_request_can_be_answered"
            )
        ]

    def __str__(self) -> str:
        return self.company

    @property
    def is_open(self) -> bool:
        return bool(self.state == RequestState.OPEN)
