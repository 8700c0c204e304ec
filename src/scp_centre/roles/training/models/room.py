"""A workshop in a room: its clock, people, groups, and the changes that every screen follows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Sector
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.roles.training.models.content import Module


class Show(models.TextChoices):
    """What the projector shows of the section that the workshop is at."""

    SECTION = "the section", _("the section")
    JOIN = "how to join", _("how to join")
    GROUPS = "the groups", _("the groups")
    BOARD = "the board", _("the board")
    PLAN = "the action plan", _("the action plan")
    ASKED = "what is asked", _("what is asked")


class Workshop(models.Model):
    """A module, held once.

    code : what participants type in    section, slide : where the workshop is, counted from 0
    clock_ends : when the time is up; clock_left : seconds, while the clock stands
    presenting : number of the group that reports back
    page, zoom : what the projector shows of what does not fit; turn_seconds : it turns by itself
    raised : the question that stands on the projector; without one, the oldest that is open
    asked : the newest thing that the trainer asks the room, on phones and, if shown, the projector
    blocked_words : what no word cloud shows, as plain_words writes it
    screen_code : for projectors without an account, until screen_code_ends
    last_change : number of the newest change, see Change
    began : when the trainer started it; until then nothing is measured
    minutes_held : what all sections but breaks took, counted when it ended; None while it goes on,
    and for a workshop that ended before this was measured
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=100, blank=True)
    starts = models.DateTimeField()
    code = models.CharField(max_length=8, unique=True)
    code_ends = models.DateTimeField()
    rooms = models.JSONField(default=list)
    dots = models.PositiveIntegerField(default=3)
    report_minutes = models.PositiveIntegerField(default=5)
    section = models.PositiveIntegerField(default=0)
    slide = models.PositiveIntegerField(default=0)
    show = WordField(max_length=16, choices=Show.choices, default=Show.JOIN)
    clock_ends = models.DateTimeField(null=True)
    clock_left = models.PositiveIntegerField(null=True)
    clock_whole = models.PositiveIntegerField(default=0)
    presenting = models.PositiveIntegerField(null=True)
    page = models.PositiveIntegerField(default=0)
    zoom = models.SmallIntegerField(default=0)
    turn_seconds = models.PositiveIntegerField(default=0)
    raised = models.ForeignKey("Question", on_delete=models.SET_NULL, null=True, related_name="+")
    asked = models.ForeignKey("Poll", on_delete=models.SET_NULL, null=True, related_name="+")
    blocked_words = models.JSONField(default=list)
    questions_shown = models.BooleanField(default=True)
    screen_code = models.CharField(max_length=8, blank=True, default="")
    screen_code_ends = models.DateTimeField(null=True)
    charts_closed = models.BooleanField(default=False)
    votes_open = models.BooleanField(default=False)
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    minutes_held = models.PositiveIntegerField(null=True)
    last_change = models.PositiveIntegerField(default=0)
    follow_up_asked = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="workshops"
    )

    objects = FollowedManager()

    class Meta:
        ordering = ["-starts"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nobody can join any more: it has ended, or its code has."""
        return self.ended is not None or self.code_ends < timezone.now()


class Group(models.Model):
    """A small group; turn : its place in the order of the report-back."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    room = models.CharField(max_length=100, blank=True)
    spokesperson = models.ForeignKey(
        "Participant", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    turn = models.PositiveIntegerField(null=True)
    locked = models.BooleanField(default=False)
    reported = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="one_group_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.number}"


class Experience(models.TextChoices):
    NEW = "new to it", _("new to it")
    SOME = "some years", _("some years")
    MANY = "many years", _("many years")


class Gender(models.TextChoices):
    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "another", _("another")


class Participant(models.Model):
    """Somebody on the list, without an account. Of the key of their phone only a digest is kept.

    checked_in : when they first came; None for who was never seen in the room
    valid_until : the last day of their certificate, where it ends    renewed : since when it counts
    minutes : for how long they took part, counted when the workshop ended; see minutes_held
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=100)
    organisation = models.CharField(max_length=150, blank=True)
    sector = WordField(max_length=40, choices=Sector.choices, blank=True)
    experience = WordField(max_length=20, choices=Experience.choices, blank=True)
    language = models.CharField(max_length=8, blank=True)
    gender = WordField(max_length=10, choices=Gender.choices, blank=True)
    email = models.EmailField(blank=True)
    shares_contact = models.BooleanField(default=False)
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="members")
    pinned = models.BooleanField(default=False)
    left = models.BooleanField(default=False)
    checked_in = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    valid_until = models.DateField(null=True)
    renewed = models.DateField(null=True)
    joined = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "name", "organisation"], name="one_participant_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="one_participant_of_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def took_part(self) -> bool:
        """Whether they took part in a workshop that has ended; as attendance.TOOK_PART."""
        return not self.left if self.minutes is None else self.minutes > 0


class Screen(models.Model):
    """A projector without an account, known by the digest of its key. until : then it goes dark"""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="screens")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.made:%H:%M}"


class Change(models.Model):
    """Something that screens in the room must know, in the order in which it was done.

    number : counted in the workshop without gaps; a screen asks for all after the last it has
    group : who may know it where that is one group    operation : of a phone, done once only
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=20)
    group = models.PositiveIntegerField(null=True)
    data = models.JSONField(default=dict)
    operation = models.UUIDField(null=True)
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="one_change_of_a_number"),
            models.UniqueConstraint(
                fields=["workshop", "operation"],
                condition=Q(operation__isnull=False),
                name="one_change_of_an_operation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.number}: {self.part}"
