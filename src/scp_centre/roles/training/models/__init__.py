"""Nouns of training: what is taught, who meets in a room, what they write and agree on."""

from scp_centre.roles.training.models.attendance import (
    AttendanceCorrection,
    Presence,
    SectionRun,
)
from scp_centre.roles.training.models.chart import Note, NoteState, Photo, Sheet, Theme
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
    Agreement,
    Carried,
    Evaluation,
    Question,
    QuizAnswer,
    Vote,
)
from scp_centre.roles.training.models.poll import Poll, PollAnswer, PollKind, QuestionVote
from scp_centre.roles.training.models.pool import Readiness, TrainerObservation
from scp_centre.roles.training.models.room import (
    Change,
    Experience,
    Gender,
    Group,
    Participant,
    Screen,
    Show,
    Workshop,
)

__all__ = [
    "Action",
    "Agreement",
    "AttendanceCorrection",
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
    "Poll",
    "PollAnswer",
    "PollKind",
    "Presence",
    "Question",
    "QuestionVote",
    "QuizAnswer",
    "Readiness",
    "Screen",
    "Section",
    "SectionRun",
    "Sheet",
    "Show",
    "Standing",
    "Theme",
    "TrainerObservation",
    "Vote",
    "Workshop",
]
