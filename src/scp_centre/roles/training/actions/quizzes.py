"""Answer a quiz: once, marked at once, with the reason."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries import Notation, read_amount
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quizzes import (
    mark_choices,
    mark_matching,
    mark_number,
    mark_words,
)
from scp_centre.roles.training.actions.workshops import tell_trainer
from scp_centre.roles.training.models import Participant, QuizAnswer, Section
from scp_centre.roles.training.quiz_text import in_unit


def mark(question: Mapping[str, Any], given: Any, notation: Notation | None = None) -> float:
    """Return the mark of an answer as it was sent: 0 to 1.

    notation : of the page that it was typed on; where none is named, of this page
    """
    match question["kind"]:
        case "single" | "multiple":
            right = {i for i, o in enumerate(question["options"]) if o["right"]}
            return mark_choices(
                right, {n for v in given if (n := parse_whole_number(str(v))) is not None}
            )
        case "number":
            return _mark_number(question, str(given), notation or current_speaker().notation)
        case "words":
            return mark_words(str(given), question["accepted"])
        case _:
            return mark_matching(dict(question["pairs"]), dict(given))


def _mark_number(question: Mapping[str, Any], given: str, notation: Notation) -> float:
    try:
        value, unit = read_amount(given, notation)
    except MethodError:
        return 0.0
    same = in_unit(value, unit, question["unit"])
    if same is None:
        return 0.0
    return mark_number(same, question["value"], question["tolerance"])


@transaction.atomic
def answer_quiz(
    who: Participant,
    section: Section,
    questions: list[dict[str, Any]],
    given: Mapping[int, Any],
    notation: Notation | None = None,
) -> list[QuizAnswer]:
    """Keep and mark the answers of somebody; a quiz that was sent once stays as it is."""
    claim_form()
    Participant.objects.select_for_update().get(pk=who.pk)  # a phone may send it twice at once
    if QuizAnswer.objects.filter(participant=who, section=section).exists():
        return []
    made = [
        QuizAnswer(
            participant=who,
            section=section,
            question=i,
            given=value,
            mark=mark(questions[i], value, notation),
        )
        for i, value in given.items()
        if value not in ("", [], {})
    ]
    QuizAnswer.objects.bulk_create(made)
    tell_trainer(who.workshop, "quiz")
    return made
