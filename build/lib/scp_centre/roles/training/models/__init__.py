"""Nouns of training: what is taught, who meets in a room, what they write and agree on."""

from scp_centre.roles.training.models.chart import Note, NoteState, Photo, Sheet
from scp_centre.roles.training.models.content import Kind, Module, Picture, Section, Standing
from scp_centre.roles.training.models.course import (
    Course,
    CourseAnswer,
    Door,
    Enrolment,
    Learning,
)
from scp_centre.roles.training.models.outcome import (
    Action,
    Carried,
    Evaluation,
    Question,
    QuizAnswer,
    Vote,
)
from scp_centre.roles.training.models.room import (
    Change,
    Experience,
    Gender,
    Group,
    Participant,
    Show,
    Workshop,
)

__all__ = [
    "Action",
    "Carried",
    "Change",
    "Course",
    "CourseAnswer",
    "Door",
    "Enrolment",
    "Evaluation",
    "Experience",
    "Gender",
    "Group",
    "Kind",
    "Learning",
    "Module",
    "Note",
    "NoteState",
    "Participant",
    "Photo",
    "Picture",
    "Question",
    "QuizAnswer",
    "Section",
    "Sheet",
    "Show",
    "Standing",
    "Vote",
    "Workshop",
]
