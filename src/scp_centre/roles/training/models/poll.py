"""What the trainer asks the room at any moment: polls, word clouds, questions with votes."""

from django.db import models

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.roles.training.models.outcome import Question
from scp_centre.roles.training.models.room import Participant, Workshop


class PollKind(models.TextChoices):
    CHOICE = "poll", _("poll")
    WORDS = "word cloud", _("word cloud")
    QUESTIONS = "questions", _("questions")


class Poll(models.Model):
    """Something that the room is asked. options : what a poll offers, in its order"""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="polls")
    kind = WordField(max_length=16, choices=PollKind.choices)
    text = models.CharField(max_length=300)
    options = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"],
                condition=models.Q(is_open=True),
                name="one_open_poll_of_a_workshop",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class PollAnswer(models.Model):
    """What somebody answered, once.

    choice : of a poll, the place of the option, counted from 0    words : of a word cloud
    late : came after the poll was closed, from a phone that had no line
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="answers")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="poll_answers"
    )
    choice = models.PositiveSmallIntegerField(null=True)
    words = models.JSONField(default=list)
    late = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "participant"], name="one_answer_to_a_poll_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.poll}"


class QuestionVote(models.Model):
    """Somebody wants a question of another to be answered, too."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="question_votes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "participant"], name="one_vote_for_a_question_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.question}"
