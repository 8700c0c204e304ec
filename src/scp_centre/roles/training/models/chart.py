"""Flip charts: sheets, the notes on them, each with one owner, and pictures of paper."""

from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.roles.training.models.room import Group, Participant, Workshop


class Theme(models.Model):
    """Notes that the trainer put together on the board, under a title.

    merged : they stand as one note, of which they are the parts; each keeps its text and its dots
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(max_length=200)
    merged = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made", "pk"]

    def __str__(self) -> str:
        return self.title


class Sheet(models.Model):
    """One sheet of a group's flip chart. roles : its notes name one of the centre's nine roles."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sheets")
    place = models.PositiveIntegerField()
    heading = models.CharField(max_length=200)
    roles = models.BooleanField(default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["group", "place"], name="one_sheet_in_a_place")
        ]

    def __str__(self) -> str:
        return self.heading


class NoteState(models.TextChoices):
    SHOWN = "shown", _("shown")
    WITHDRAWN = "withdrawn", _("withdrawn")
    HIDDEN = "hidden by the trainer", _("hidden by the trainer")


class Note(models.Model):
    """What one person wrote; only its owner changes it, and an older text is never written over.

    revision : how often it was written; a phone says which revision it changes
    role : number of the centre's role that it is about    late : came after the charts were closed
    twin : what the same person had written on another phone, kept beside
    given : put on the board by its group, though it names no role
    theme, placed_role : where the trainer put it on the board instead of where its group did
    author : who wrote the text that stands, while somebody else has taken the note over
    """

    id = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="notes")
    owner = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, related_name="notes_taken_over"
    )
    text = models.CharField(max_length=2000)
    role = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)
    state = WordField(max_length=24, choices=NoteState.choices, default=NoteState.SHOWN)
    late = models.BooleanField(default=False)
    twin = models.BooleanField(default=False)
    given = models.BooleanField(default=False)
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="notes")
    placed_role = models.PositiveSmallIntegerField(null=True)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return self.text[:60]


class Photo(models.Model):
    """A picture of a paper flip chart."""

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="photos")
    owner = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="training/photos/%Y/")
    hidden = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return f"{self.group}: {self.made:%H:%M}"
