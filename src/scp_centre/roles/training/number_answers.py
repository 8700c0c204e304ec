"""Numbers that participants type: what can mean two things is asked back before it is marked."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from scp_centre.centre.query_string import read_word
from scp_centre.centre.translation import Speaker, current_speaker, speaker
from scp_centre.methods.entries import read_amount, write_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError

Readings = list[tuple[str, str]]  # what a form sends -> what people read


def typed_in(form: QueryDict) -> Speaker:
    """Return the language of the page that answers were typed on; without a line, days ago."""
    language = read_word(form, "language")
    return speaker(language) if language else current_speaker()


def unclear_answers(
    questions: list[dict[str, Any]], given: Mapping[int, Any], say: Speaker
) -> dict[int, Readings]:
    """Return what can mean two things: place of the question -> its readings."""
    found: dict[int, Readings] = {}
    for i, question in enumerate(questions):
        text = given.get(i, "")
        if question["kind"] == "number" and isinstance(text, str) and text:
            readings = _readings(text, say)
            if readings:
                found[i] = readings
    return found


def chosen_reading(text: str, meant: str, say: Speaker) -> str:
    """Return a text with the reading that somebody chose in place of its number."""
    known = dict(_readings(text, say))
    return known.get(meant, text)


def _readings(text: str, say: Speaker) -> Readings:
    try:
        read_amount(text, say.notation)
    except UnclearEntryError as error:
        unit = text.lstrip("-+(0123456789.,'’ \u00a0\u202f\u2212").strip(") ")
        shown = [write_number(float(str(v)), say.notation) for v in error.readings]
        return [
            (repr(value), f"{number} {unit}".strip())
            for value, number in zip(error.readings, shown, strict=True)
        ]
    except InvalidValueError:
        return []
    return []
