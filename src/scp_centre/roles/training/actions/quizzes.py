"""Answer a quiz: once, marked at once, with the reason."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.centre.translation import Speaker, current_speaker
from scp_centre.methods.entries import Notation
from scp_centre.methods.quizzes import mark_choices, mark_matching, mark_words
from scp_centre.roles.training.actions.workshops import tell_trainer
from scp_centre.roles.training.models import Participant, QuizAnswer, Section
from scp_centre.roles.training.number_answers import mark_typed


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
            return mark_typed(question, str(given), notation or current_speaker().notation)
        case "words":
            return mark_words(str(given), question["accepted"])
        case _:
            return mark_matching(dict(question["pairs"]), dict(given))


@transaction.atomic
def answer_quiz(
    who: Participant,
    section: Section,
    questions: list[dict[str, Any]],
    given: Mapping[int, Any],
    say: Speaker | None = None,
) -> list[QuizAnswer]:
    """Keep and mark the answers of somebody; a quiz that was sent once stays as it is.

    say : language of the page that they were typed on
    """
    say = say or current_speaker()
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
            mark=mark(questions[i], value, say.notation),
            language=say.language,
        )
        for i, value in given.items()
        if value not in ("", [], {})
    ]
    QuizAnswer.objects.bulk_create(made)
    tell_trainer(who.workshop, "quiz")
    return made
