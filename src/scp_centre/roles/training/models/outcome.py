"""What comes of a workshop: questions, dots, the action plan, the evaluation."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.roles.training.models.chart import Note
from scp_centre.roles.training.models.content import Section
from scp_centre.roles.training.models.room import Group, Participant, Workshop


class Question(models.Model):
    """What somebody asks a group that reports back, or where the trainer asks for questions."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="questions")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="questions")
    asked_by = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="questions")
    poll = models.ForeignKey("Poll", on_delete=models.SET_NULL, null=True, related_name="questions")
    text = models.CharField(max_length=500)
    answered = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return self.text[:60]


class Agreement(models.Model):
    """What the room agreed on after a report, as the trainer wrote it down before everybody."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="agreements")
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=500)
    struck = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return self.text[:60]


class Vote(models.Model):
    """Dots that somebody gave to a note of the board."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="votes")
    dots = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "note"], name="one_vote_on_a_note"),
            models.CheckConstraint(condition=Q(dots__gt=0), name="a_vote_has_dots"),
        ]

    def __str__(self) -> str:
        return f"{self.note}: {self.dots}"


class Carried(models.TextChoices):
    OPEN = "not begun", _("not begun")
    UNDER_WAY = "under way", _("under way")
    DONE = "done", _("done")
    DROPPED = "given up", _("given up")


class Action(models.Model):
    """What was agreed: what, who, by when, with whom; and, months later, what became of it."""

    id = models.UUIDField(primary_key=True)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=150)
    due = models.DateField(null=True)
    with_whom = models.CharField(max_length=200, blank=True)
    role = models.PositiveSmallIntegerField(null=True)
    proposed_by = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, related_name="actions"
    )
    hidden = models.BooleanField(default=False)
    carried = WordField(max_length=12, choices=Carried.choices, default=Carried.OPEN)
    remark = models.CharField(max_length=500, blank=True)
    followed = models.DateField(null=True)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return self.what[:60]


class QuizAnswer(models.Model):
    """What somebody answered to a question of a quiz, once. mark : 0 to 1

    language : of the page that it was typed on, by which its numbers are read; "" of older ones
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="quiz_answers"
    )
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="quiz_answers")
    question = models.PositiveIntegerField()
    given = models.JSONField()
    language = models.CharField(max_length=8, blank=True)
    mark = models.FloatField()
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "section", "question"], name="one_answer_to_a_question"
            ),
            models.CheckConstraint(
                condition=Q(mark__gte=0, mark__lte=1), name="a_mark_is_between_0_and_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.question}: {self.mark:g}"


class Evaluation(models.Model):
    """What somebody thought of the workshop: answers in the order of the section's questions."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="evaluation"
    )
    answers = models.JSONField(default=list)
    made = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.participant)
