"""Courses between workshops: a module that people follow at their own pace."""

from django.conf import settings
from django.db import models

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _
from scp_centre.roles.training.models.content import Module, Section


class Door(models.TextChoices):
    """Who may enrol."""

    OPEN = "everybody", _("everybody")
    APPROVAL = "whom the trainer accepts", _("whom the trainer accepts")
    COMPANIES = "people of chosen companies", _("people of chosen companies")


class Course(models.Model):
    """A module, open to learners for a span of days. pass_mark : share of the last quiz, 0 to 1"""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="courses")
    title = models.CharField(max_length=200)
    door = WordField(max_length=30, choices=Door.choices, default=Door.OPEN)
    companies = models.ManyToManyField(Organisation, blank=True, related_name="+")
    opens = models.DateField()
    deadline = models.DateField(null=True)
    pass_mark = models.FloatField(default=0.6)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="courses"
    )
    is_sample = models.BooleanField(default=False)

    objects = FollowedManager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__gte=0, pass_mark__lte=1),
                name="a_pass_mark_is_between_0_and_1",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Learning(models.TextChoices):
    ASKED = "waits to be accepted", _("waits to be accepted")
    UNDER_WAY = "under way", _("under way")
    PASSED = "passed", _("passed")
    REFUSED = "not accepted", _("not accepted")


class Enrolment(models.Model):
    """Somebody who follows a course. step : the furthest that they came, counted from 0"""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    state = WordField(max_length=24, choices=Learning.choices)
    step = models.PositiveIntegerField(default=0)
    mark = models.FloatField(null=True)
    begun = models.DateTimeField(auto_now_add=True)
    passed = models.DateTimeField(null=True)
    reminded = models.DateField(null=True)

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(fields=["course", "person"], name="one_enrolment_in_a_course")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"


class CourseAnswer(models.Model):
    """What a learner answered to a question, try after try. mark : 0 to 1

    language : of the page that it was typed on, by which its numbers are read; "" of older ones
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answers")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="course_answers")
    question = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField()
    given = models.JSONField()
    language = models.CharField(max_length=8, blank=True)
    mark = models.FloatField()
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "section", "question", "attempt"],
                name="one_course_answer_of_an_attempt",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.question}: {self.mark:g}"
