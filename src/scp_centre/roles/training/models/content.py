"""What is taught: modules in versions and languages, each a row of sections."""

from django.conf import settings
from django.db import models

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Standing(models.TextChoices):
    DRAFT = "draft", _("draft")
    READY = "ready", _("ready")
    RETIRED = "retired", _("retired")


class Module(models.Model):
    """One version of a module in one language; what a workshop was held with is never changed.

    key : the same for all versions and languages of a module
    valid_months : for how long a certificate of it is valid; None: for good
    """

    key = models.SlugField(max_length=60)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    valid_months = models.PositiveSmallIntegerField(null=True)
    standing = WordField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    is_supplied = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed = models.DateTimeField(auto_now=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["title", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"], name="one_version_of_a_module"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """How long the module takes."""
        return sum(section.minutes for section in self.sections.all())


class Picture(models.Model):
    """A picture for slides of a module, in all its versions and languages.

    source : where it comes from and who may use it; shown beside it
    """

    id = models.UUIDField(primary_key=True)
    key = models.SlugField(max_length=60, db_index=True)
    file = models.FileField(upload_to="training/pictures/%Y/")
    source = models.CharField(max_length=300)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return self.source


class Kind(models.TextChoices):
    TALK = "talk", _("talk")
    QUIZ = "quiz", _("quiz")
    ACTIVITY = "small-group activity", _("small-group activity")
    REPORT = "report-back", _("report-back")
    VOTE = "priorities", _("priorities")
    PLAN = "action plan", _("action plan")
    EVALUATION = "evaluation", _("evaluation")
    BREAK = "break", _("break")


class Section(models.Model):
    """One part of a module.

    slides : Markdown, slides apart by a line of ---    notes : for the trainer only
    task : what groups are to do    sheets : headings of their flip chart
    handout : what participants take home
    questions : of an evaluation or a quiz, see quiz_text.py
    """

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="sections")
    place = models.PositiveIntegerField()
    kind = WordField(max_length=24, choices=Kind.choices)
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField()
    slides = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    task = models.TextField(blank=True)
    sheets = models.JSONField(default=list)
    handout = models.TextField(blank=True)
    questions = models.JSONField(default=list)

    objects = FollowedManager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["module", "place"], name="one_section_in_a_place")
        ]

    def __str__(self) -> str:
        return self.title
