"""What happened in a workshop as xAPI 1.0.3 statements, for a learning record store."""

import uuid
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from scp_centre.roles.training.attendance import TOOK_PART
from scp_centre.roles.training.models import Kind, Participant, QuizAnswer, Workshop
from scp_centre.roles.training.quiz_results import questions_of

VERBS = {
    "attended": "http://adlnet.gov/expapi/verbs/attended",
    "answered": "http://adlnet.gov/expapi/verbs/answered",
}
TYPES = {
    "workshop": "http://adlnet.gov/expapi/activities/meeting",
    "question": "http://adlnet.gov/expapi/activities/question",
}
Json = dict[str, Any]


def statements_of(workshop: Workshop, home: str) -> Iterator[Json]:
    """Yield the statements: who attended, once it has ended, and each answer with its mark.

    home : address of this centre; people are accounts of it, by number and not by name
    """
    address = f"{home.rstrip('/')}/training/workshops/{workshop.pk}"
    attended = workshop.participants.filter(TOOK_PART) if workshop.ended else ()
    for who in attended:
        yield _statement(who, "attended", home, address, workshop.title, "workshop") | {
            "timestamp": _written(workshop.ended),
            **({"result": {"duration": f"PT{who.minutes}M"}} if who.minutes else {}),
        }
    sections = workshop.module.sections.filter(kind=Kind.QUIZ)
    questions = {s.pk: questions_of(s) for s in sections}
    answers = QuizAnswer.objects.filter(participant__workshop=workshop).select_related(
        "participant"
    )
    for answer in answers.order_by("pk"):
        question = questions[answer.section_id][answer.question]
        place = f"{address}/quiz/{answer.section_id}/{answer.question}"
        yield _statement(
            answer.participant, "answered", home, place, question["text"], "question"
        ) | {
            "result": {
                "score": {"scaled": round(answer.mark, 4)},
                "success": answer.mark == 1,
                "response": str(answer.given),
            },
            "context": {"contextActivities": {"parent": [{"id": address}]}},
            "timestamp": _written(answer.made),
        }


def _statement(who: Participant, verb: str, home: str, activity: str, name: str, kind: str) -> Json:
    language = who.workshop.module.language
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{home}/{who.pk}/{verb}/{activity}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": home, "name": f"participant-{who.pk}"},
        },
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": activity,
            "definition": {"name": {language: name}, "type": TYPES[kind]},
        },
    }


def _written(moment: Any) -> str:
    return str(moment.astimezone(UTC).isoformat(timespec="milliseconds"))
