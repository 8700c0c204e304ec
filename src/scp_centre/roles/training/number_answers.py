"""Numbers that participants type, read by the house's readers and told as they were read.

What can mean two things, or cannot be read at all, is asked back before it is marked: nobody loses
a mark by the way they write.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from scp_centre.centre.query_string import read_word
from scp_centre.centre.translation import Speaker, current_speaker, speaker
from scp_centre.methods.entries import Notation, read_amount, read_money, write_number
from scp_centre.methods.errors import MethodError, UnclearEntryError, UnitError
from scp_centre.methods.messages import Message, _
from scp_centre.methods.quantity import SYMBOLS, convert, kind_of, units_of
from scp_centre.methods.quizzes import mark_number, plain_words
from scp_centre.methods.unit_signs import write_unit

Readings = list[tuple[str, str]]  # what a form sends -> what people read
MOST_UNITS = 8  # named in one sentence


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Why an answer is not marked yet. readings : what it can mean    said : what is wrong in it"""

    readings: Readings
    said: str | None = None


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A typed number as it was understood.

    written, unit : as it stands there    value : in the unit asked for, None where that cannot be
    """

    written: float
    unit: str
    value: float | None


def typed_in(form: QueryDict) -> Speaker:
    """Return the language of the page that answers were typed on; without a line, days ago."""
    language = read_word(form, "language")
    return speaker(language) if language else current_speaker()


def read_answer(question: Mapping[str, Any], text: str, notation: Notation) -> ReadNumber:
    """Return a typed number in the unit that a question asks for.

    A number without a unit is in the one asked for; a unit of another kind has no value there.
    Raises MethodError for what is no number, can mean two things, or has a unit nobody knows.
    """
    asked = question["unit"]
    if _is_currency(asked, notation):
        amount = read_money(text, notation, year=0, currency=asked).amount
        return ReadNumber(amount, asked, amount)
    written, unit = read_amount(text, notation)
    if unit in ("", asked):
        return ReadNumber(written, asked, written)
    if not asked:
        raise UnitError(
            _("The question asks for a number without a unit."),
            where="answer",
            cure=_("Enter only the number."),
        )
    if asked not in SYMBOLS or unit not in SYMBOLS:
        raise UnitError(
            _("The unit '{unit}' is not recognised.", unit=unit[:20]),
            where="answer",
            cure=_(
                "Use one of these: {join}.",
                join=[write_unit(u) for u in _units_like(asked)[:MOST_UNITS]],
            ),
        )
    same = kind_of(unit) == kind_of(asked)
    return ReadNumber(written, unit, convert(written, unit, asked) if same else None)


def _is_currency(unit: str, notation: Notation) -> bool:
    return len(unit) == 3 and any(unit in codes for codes in notation.currencies.values())


def _units_like(asked: str) -> list[str]:
    if asked not in SYMBOLS:
        return [asked]
    return [asked, *(u for u in units_of(kind_of(asked)) if u != asked)]


def units_for(asked: str, notation: Notation) -> dict[str, tuple[float, float]]:
    """Return the units that a number may be written in: sign -> (offset, slope) to the one asked.

    asked = offset + slope x written
    """
    if _is_currency(asked, notation):
        return {sign: (0.0, 1.0) for sign, codes in notation.currencies.items() if asked in codes}
    if asked not in SYMBOLS:
        return {asked: (0.0, 1.0)} if asked else {}
    lines = {}
    for unit in _units_like(asked):
        zero = convert(0.0, unit, asked)
        lines[unit] = lines[write_unit(unit)] = (zero, convert(1.0, unit, asked) - zero)
    return lines


def mark_typed(question: Mapping[str, Any], text: str, notation: Notation) -> float:
    """Return 1 for a typed number that is right, within the tolerance, in any unit of its kind."""
    try:
        value = read_answer(question, text, notation).value
    except MethodError:
        return 0.0
    return 0.0 if value is None else mark_number(value, question["value"], question["tolerance"])


def unclear_answers(
    questions: list[dict[str, Any]], given: Mapping[int, Any], say: Speaker
) -> dict[int, AskedBack]:
    """Return what cannot be marked as it stands: place of the question -> why."""
    found: dict[int, AskedBack] = {}
    for i, question in enumerate(questions):
        text = given.get(i, "")
        if question["kind"] != "number" or not isinstance(text, str) or not text:
            continue
        try:
            read_answer(question, text, say.notation)
        except UnclearEntryError as error:
            readings = _readings(text, error, say)
            found[i] = AskedBack(readings, None if readings else error.in_full)
        except MethodError as error:
            found[i] = AskedBack([], error.in_full)
    return found


def chosen_reading(text: str, meant: str, say: Speaker) -> str:
    """Return a text with the reading that somebody chose in place of its number."""
    try:
        read_amount(text, say.notation)
    except UnclearEntryError as error:
        return dict(_readings(text, error, say)).get(meant, text)
    except MethodError:
        return text
    return text


def _readings(text: str, error: UnclearEntryError, say: Speaker) -> Readings:
    """Return the numbers that a text can be; none where it is the sign of a currency."""
    values = [v for v in error.readings if isinstance(v, int | float)]
    unit = text.lstrip("-+(0123456789.,'’ \u00a0\u202f\u2212").strip(") ")
    shown = [write_number(float(str(v)), say.notation) for v in values]
    return [
        (repr(value), f"{number} {unit}".strip())
        for value, number in zip(values, shown, strict=True)
    ]


def how_it_counted(question: Mapping[str, Any], text: str, language: str) -> list[Message]:
    """Return how a typed number was read, where it is not simply the right one.

    language : of the page that it was typed on; "" where that is not known
    """
    if not language:
        return []
    told = current_speaker()
    try:
        found = read_answer(question, text, speaker(language).notation)
    except MethodError:
        return [_("“{text}” could not be read as a number.", text=text[:40])]
    asked = question["unit"]
    if found.value is None:
        return [
            _(
                "{unit} and {asked} do not measure the same quantity.",
                unit=write_unit(found.unit),
                asked=write_unit(asked),
            )
        ]
    right = mark_number(found.value, question["value"], question["tolerance"]) == 1
    value = f"{told.number(found.value, 6)} {write_unit(asked)}".strip()
    said = []
    if found.unit != asked:
        said.append(_("{text} is {value}.", text=text[:40], value=value))
    elif not right or not _is_as_shown(text, found.value, told):
        said.append(_("The answer was read as {value}.", value=value))
    if right and abs(found.value - question["value"]) > 1e-9 * abs(question["value"]):
        low, high = (question["value"] + s * question["tolerance"] for s in (-1, 1))
        said.append(
            _(
                "Answers from {low} to {high} {unit} are accepted.",
                low=told.number(low, 6),
                high=told.number(high, 6),
                unit=write_unit(asked),
            )
        )
    return said


def which_word(accepted: Collection[str], text: str) -> list[Message]:
    """Return which accepted word a text counted as, where it is written otherwise."""
    same = next((word for word in accepted if plain_words(word) == plain_words(text)), None)
    if same is None or same == text.strip():
        return []
    return [_("The answer counts as “{word}”.", word=same)]


def _is_as_shown(text: str, value: float, say: Speaker) -> bool:
    return text.strip().startswith(say.number(value, 12))
