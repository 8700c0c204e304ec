"""Quizzes of a workshop: their questions, what was answered, what was learned."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.http import QueryDict

from scp_centre.centre.documents.markdown import slides_of
from scp_centre.centre.query_string import read_text, read_whole_numbers, read_word
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import Message
from scp_centre.methods.quizzes import Gain, ItemStatistics, item_statistics, learning_gain
from scp_centre.roles.training.models import (
    CourseAnswer,
    Enrolment,
    Kind,
    Module,
    Participant,
    QuizAnswer,
    Section,
    Workshop,
)
from scp_centre.roles.training.number_answers import (
    AskedBack,
    chosen_reading,
    how_it_counted,
    typed_in,
    which_word,
)


def questions_of(section: Section) -> list[dict[str, Any]]:
    """Return the questions of a quiz; one that asks again has those of the earlier one."""
    questions: list[dict[str, Any]] = section.questions
    if len(questions) == 1 and questions[0]["kind"] == "again":
        earlier = source_of(section)
        return questions_of(earlier) if earlier else []
    return [q for q in questions if q["kind"] not in ("again", "rating", "text")]


def source_of(section: Section) -> Section | None:
    """Return the earlier quiz whose questions a quiz asks again."""
    if not section.questions or section.questions[0]["kind"] != "again":
        return None
    title = section.questions[0]["text"]
    earlier = section.module.sections.filter(kind=Kind.QUIZ, place__lt=section.place)
    return earlier.filter(title=title).first() or earlier.first()


def quizzes_of(workshop: Workshop) -> list[Section]:
    """Return the quizzes that the workshop has come to."""
    sections = workshop.module.sections.filter(kind=Kind.QUIZ)
    return [s for s in sections if s.place <= workshop.section or workshop.ended]


def given_in(form: QueryDict, questions: list[dict[str, Any]]) -> dict[int, Any]:
    """Return the answers of a form by question, as they are kept."""
    given: dict[int, Any] = {}
    for i, question in enumerate(questions):
        name = f"answer-{i}"
        if question["kind"] in ("single", "multiple"):
            given[i] = [str(number) for number in read_whole_numbers(form, name)]
        elif question["kind"] == "match":
            known = {b for _, b in question["pairs"]}
            sent = [read_word(form, f"{name}-{j}") for j in range(len(question["pairs"]))]
            pairs = {
                a: b if b in known else ""
                for (a, _), b in zip(question["pairs"], sent, strict=True)
            }
            given[i] = pairs if any(pairs.values()) else {}
        else:
            text = read_text(form, name).strip()[:300]
            given[i] = chosen_reading(text, read_word(form, f"{name}-meant"), typed_in(form))
    return given


@dataclass(frozen=True, slots=True)
class Step:
    """What a learner of a course sees at once: a text, or a quiz."""

    section: Section
    text: str
    quiz: bool = False


def course_steps(module: Module) -> list[Step]:
    """Return a module step by step, for one person alone: slides, task, quiz, hand-out."""
    steps: list[Step] = []
    for section in module.sections.all():
        steps += [Step(section, slide) for slide in slides_of(section.slides)]
        if section.task:
            steps.append(Step(section, f"# {section.title}\n\n{section.task}"))
        if section.kind == Kind.QUIZ and questions_of(section):
            steps.append(Step(section, f"# {section.title}", quiz=True))
        if section.handout:
            steps.append(Step(section, f"# {section.title}\n\n{section.handout}"))
    return steps


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody sees it.

    choices : right sides of a match, in an order of their own
    sent : what they typed, where it is asked back    readings : what it can mean
    problem : why it cannot be marked as it stands
    """

    place: int
    question: dict[str, Any]
    choices: list[str]
    answer: QuizAnswer | CourseAnswer | None
    sent: Any = None
    readings: Sequence[tuple[str, str]] = ()
    problem: str | None = None

    @property
    def chosen(self) -> list[str]:
        """Return what was ticked."""
        given = self.sent if self.sent is not None else self.answer and self.answer.given
        return given if isinstance(given, list) else []

    @property
    def typed(self) -> str:
        """Return what was typed."""
        given = self.sent if self.sent is not None else self.answer and self.answer.given
        return given if isinstance(given, str) else ""

    @property
    def paired(self) -> dict[str, str]:
        """Return what was matched."""
        given = self.sent if self.sent is not None else self.answer and self.answer.given
        return given if isinstance(given, dict) else {}

    @property
    def counted(self) -> list[Message]:
        """Return how a typed answer was understood, where it does not read like the right one."""
        if self.answer is None or not isinstance(self.answer.given, str):
            return []
        if self.question["kind"] == "number":
            return how_it_counted(self.question, self.answer.given, self.answer.language)
        return which_word(self.question["accepted"], self.answer.given)

    @property
    def right_words(self) -> str:
        """Return the right answer, in words."""
        kind = self.question["kind"]
        if kind in ("single", "multiple"):
            return "; ".join(o["text"] for o in self.question["options"] if o["right"])
        if kind == "match":
            return "; ".join(f"{a}: {b}" for a, b in self.question["pairs"])
        if kind == "number":
            number = current_speaker().number(self.question["value"], 4)
            return f"{number} {self.question['unit']}".strip()
        return " / ".join(self.question["accepted"])


def asked_of(who: Participant, section: Section) -> list[Asked]:
    """Return the questions of a quiz with what somebody answered."""
    answers = {a.question: a for a in QuizAnswer.objects.filter(participant=who, section=section)}
    return _asked(section, answers)


def asked_of_learner(enrolment: Enrolment, section: Section) -> list[Asked]:
    """Return the questions of a quiz with what a learner answered last."""
    answers = enrolment.answers.filter(section=section).order_by("attempt")
    return _asked(section, {a.question: a for a in answers})


def _asked(section: Section, answers: Mapping[int, QuizAnswer | CourseAnswer]) -> list[Asked]:
    rows = []
    for i, question in enumerate(questions_of(section)):
        choices = [b for _, b in question.get("pairs", ())]
        random.Random(f"{section.pk}-{i}").shuffle(choices)
        rows.append(Asked(i, question, choices, answers.get(i)))
    return rows


def asked_back(
    asked: list[Asked], given: Mapping[int, Any], unclear: Mapping[int, AskedBack]
) -> list[Asked]:
    """Return questions with what was sent, and what is not clear in it."""
    rows = [replace(one, sent=given.get(one.place)) for one in asked]
    return [
        replace(one, readings=unclear[one.place].readings, problem=unclear[one.place].said)
        if one.place in unclear
        else one
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class Results:
    """Of one quiz in one workshop. gain : where it asks an earlier one again"""

    section: Section
    people: int
    items: list[tuple[dict[str, Any], ItemStatistics]]
    gain: Gain | None


def results_of(workshop: Workshop) -> list[Results]:
    """Return the results of each quiz that somebody answered."""
    found = []
    for section in workshop.module.sections.filter(kind=Kind.QUIZ):
        questions = questions_of(section)
        marks = _marks(workshop, section)
        if not marks:
            continue
        table = np.full((len(marks), len(questions)), np.nan)
        for row, own in zip(table, marks.values(), strict=True):
            for i, mark in own.items():
                row[i] = mark
        items = list(zip(questions, item_statistics(table), strict=True))
        found.append(Results(section, len(marks), items, _gain(workshop, section)))
    return found


def _marks(workshop: Workshop, section: Section) -> dict[int, dict[int, float]]:
    """Return marks by person and question."""
    found: dict[int, dict[int, float]] = {}
    rows = QuizAnswer.objects.filter(section=section, participant__workshop=workshop)
    for who, question, mark in rows.values_list("participant", "question", "mark"):
        found.setdefault(who, {})[question] = mark
    return found


def _gain(workshop: Workshop, section: Section) -> Gain | None:
    earlier = source_of(section)
    if earlier is None:
        return None
    before, after = _marks(workshop, earlier), _marks(workshop, section)
    both = sorted(before.keys() & after.keys())
    n = len(questions_of(section))
    if not both or not n:
        return None
    # What was left out was not known: each mean is over all questions.
    x = np.array([sum(before[who].values()) / n for who in both])
    y = np.array([sum(after[who].values()) / n for who in both])
    return learning_gain(x, y)
