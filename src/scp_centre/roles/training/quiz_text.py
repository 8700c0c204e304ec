"""Questions as text: of an evaluation, which have no right answer, and of a quiz, which have.

- rating: The workshop was useful
- text: What should we change?
- single: Which of these leaves the factory last?
  - [x] the product
  - [ ] the raw material
  - why: shown with the mark
- multiple: …                            as single, with several [x]
- number: How much is lost? = 12.5 kWh ± 2 %
- number: What does the loss cost? = @loss_cost(material=1000; product=70; loss=30) EUR
- words: What is the waste of a balance called? = loss | non-product output
- match: Which role is it?
  - a label that a buyer scans => Recognition
- again: Title of an earlier quiz        the same questions, to see what was learned
"""

import re
from collections.abc import Iterator
from typing import Any

from scp_centre.methods.entries import Notation, read_amount, read_number
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.exercises import computed

QUESTION = re.compile(r"^- (rating|text|single|multiple|number|words|match|again): (.+)$")
OPTION = re.compile(r"^\s+- \[([ xX])\] (.+)$")
PAIR = re.compile(r"^\s+- (.+?) => (.+)$")
WHY = re.compile(r"^\s+- why: (.+)$")
Lines = list[tuple[int, str]]


def read_questions(lines: Lines, notation: Notation) -> list[dict[str, Any]]:
    """Return questions as values of a row; each remembers what it needs to be marked.

    notation : of the module's language, in which right answers are written

    Raises TrainingError with the line for what is no question, or has no right answer.
    """
    questions: list[dict[str, Any]] = []
    places: list[int] = []
    for number, line in lines:
        if not line.strip():
            continue
        if found := QUESTION.match(line):
            questions.append(_begun(number, found[1], found[2].strip(), notation))
            places.append(number)
        elif not questions or not _add(questions[-1], line):
            raise TrainingError(
                _(
                    "Line {number}: '{strip}' is not a question.",
                    number=number,
                    strip=line.strip()[:40],
                ),
                where=f"line {number}",
                cure=_(
                    "Write - single: … and, on the line below, two spaces and - [x] the right "
                    "answer."
                ),
            )
    for question, number in zip(questions, places, strict=True):
        _require_answer(question, number)
    return questions


def _begun(number: int, kind: str, text: str, notation: Notation) -> dict[str, Any]:
    if kind not in ("number", "words"):
        return {"kind": kind, "text": text}
    asked, _unused, answer = text.rpartition(" = ")
    if not asked:
        raise TrainingError(
            _("Line {number}: the right answer is missing.", number=number),
            where=f"line {number}",
            cure=_(
                "Write the answer after the question: … = 12.5 kWh ± 2 %, or … = one word | "
                "another."
            ),
        )
    question: dict[str, Any] = {"kind": kind, "text": asked.strip(), "answer": answer.strip()}
    if kind == "words":
        return question | {"accepted": [a.strip() for a in answer.split("|") if a.strip()]}
    return question | _number(number, answer, notation)


def _number(number: int, answer: str, notation: Notation) -> dict[str, Any]:
    """Return value, unit and absolute tolerance of a right answer; 1 % unless it is said."""
    value_text, _unused, tolerance_text = answer.partition("±")
    try:
        made = computed(answer)
        value, unit = made[:2] if made else read_amount(value_text, notation)
        tolerance_text = tolerance_text.strip() or "1 %"
        if tolerance_text.endswith("%"):
            tolerance = abs(value) * read_number(tolerance_text, notation, unit="%") / 100
        else:
            tolerance = read_amount(tolerance_text, notation)[0]
    except TrainingError as error:
        words = _("Line {number}: {what}", number=number, what=error.message)
        raise TrainingError(words, where=f"line {number}", cure=error.cure) from error
    except MethodError as error:
        raise TrainingError(
            _(
                "Line {number}: '{strip}' is not a number with a unit and a tolerance.",
                number=number,
                strip=answer.strip(),
            ),
            where=f"line {number}",
            cure=_("For example, write = 12.5 kWh ± 2 %."),
        ) from error
    return {"value": value, "unit": unit, "tolerance": tolerance}


def _add(question: dict[str, Any], line: str) -> bool:
    """Add an option, a pair or the reason to the question that is being read."""
    if found := WHY.match(line):
        question["why"] = found[1].strip()
    elif question["kind"] in ("single", "multiple") and (found := OPTION.match(line)):
        option = {"text": found[2].strip(), "right": found[1] != " "}
        question.setdefault("options", []).append(option)
    elif question["kind"] == "match" and (found := PAIR.match(line)):
        question.setdefault("pairs", []).append([found[1].strip(), found[2].strip()])
    else:
        return False
    return True


def _require_answer(question: dict[str, Any], number: int) -> None:
    rights = sum(option["right"] for option in question.get("options", ()))
    wanting = {
        "single": rights != 1,
        "multiple": rights < 1,
        "match": len(question.get("pairs", ())) < 2,
    }
    if wanting.get(question["kind"], False):
        raise TrainingError(
            _(
                "Line {number}: the question '{question}' cannot be marked.",
                number=number,
                question=question["text"][:40],
            ),
            where=f"line {number}",
            cure=_(
                "A single question has one [x], a multiple question at least one, and a match "
                "question at least two pairs a => b."
            ),
        )


def write_questions(questions: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of questions; reading them gives the same."""
    for question in questions:
        answer = f" = {question['answer']}" if "answer" in question else ""
        yield f"- {question['kind']}: {question['text']}{answer}"
        for option in question.get("options", ()):
            yield f"  - [{'x' if option['right'] else ' '}] {option['text']}"
        for a, b in question.get("pairs", ()):
            yield f"  - {a} => {b}"
        if "why" in question:
            yield f"  - why: {question['why']}"
