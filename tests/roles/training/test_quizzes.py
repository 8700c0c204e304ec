"""Quizzes of a module: read, asked, marked with the reason, asked again to see what was learned."""

import pytest

from scp_centre.centre.translation import speaker
from scp_centre.roles.training.actions import modules, workshops
from scp_centre.roles.training.actions.quizzes import answer_quiz, mark
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant, QuizAnswer
from scp_centre.roles.training.module_text import read_module, write_module
from scp_centre.roles.training.number_answers import (
    how_it_counted,
    unclear_answers,
    which_word,
)
from scp_centre.roles.training.quiz_results import questions_of, results_of
from tests.interfaces.test_rooms import joined
from tests.roles.training.test_workshops import trainer  # noqa: F401

MODULE = """key: balances
language: en
title: Balances
summary: What goes in comes out.

# quiz, 10: What do you know

## Questions
- single: What leaves with the waste water?
  - [x] product
  - [ ] electricity
  - why: Electricity leaves as heat.
- multiple: Which are inputs?
  - [x] raw material
  - [x] energy
  - [ ] noise
- number: A pump of 2 kW runs 10 h. How much does it use? = 20 kWh ± 2 %
- words: What is left of inputs after the product? = loss | non-product output
- match: Who does it?
  - scans a label => a buyer
  - measures a flow => an expert

# talk, 20: Balances

## Slides
# In = out

# quiz, 10: What do you know now

## Questions
- again: What do you know
"""


@pytest.fixture
def held(trainer):  # noqa: F811
    """A workshop with that module, at its first quiz."""
    from django.utils import timezone

    module = modules.write_from_text(MODULE, acting_user=trainer)
    modules.mark_ready(module, acting_user=trainer)
    return workshops.plan_workshop(module, "Quiz", timezone.now(), acting_user=trainer)


def questions():
    return read_module(MODULE)[1][0]["questions"]


def test_a_quiz_reads_and_writes_the_same(held):
    assert write_module(held.module) == MODULE


@pytest.mark.parametrize(
    ("line", "instead", "words"),
    [
        ("  - [x] product", "  - [ ] product", "Line 9: the question"),
        ("  - [ ] electricity", "  - [x] electricity", "cannot be marked"),
        (" = 20 kWh ± 2 %", "", "Line 17: the right answer is missing"),
        ("20 kWh ± 2 %", "much", "is not a number"),
        ("  - scans a label => a buyer\n", "", "cannot be marked"),
        ("- words: What", "- wrds: What", "is not a question"),
    ],
)
def test_a_question_that_cannot_be_marked_is_named_with_its_line(line, instead, words):
    with pytest.raises(TrainingError, match=words):
        read_module(MODULE.replace(line, instead))


@pytest.mark.parametrize(
    ("place", "given", "expected"),
    [
        (0, ["0"], 1),
        (0, ["1"], 0),
        (0, ["7", "x"], 0),
        (1, ["0", "1"], 1),
        (1, ["0", "1", "2"], 0.5),
        (2, "20", 1),
        (2, "20.3 kWh", 1),
        (2, "20,3 kWh", 0),  # no number of English
        (2, "72 MJ", 1),
        (2, "0.02 MWh", 1),
        (2, "21 kWh", 0),
        (2, "20 kg", 0),
        (2, "twenty", 0),
        (3, "Non-Product Output.", 1),
        (3, "profit", 0),
        (4, {"scans a label": "a buyer", "measures a flow": "a buyer"}, 0.5),
    ],
)
def test_answers_are_marked(place, given, expected):
    assert mark(questions()[place], given) == expected


def test_an_answer_is_read_in_the_language_of_its_page():
    assert mark(questions()[2], "20,3 kWh", speaker("fr").notation) == 1


def test_a_number_that_can_mean_two_things_is_asked_back(held):  # noqa: F811
    phone, first = joined(held), f"/room/{held.pk}/quiz/0/"
    sent = form(right=True) | {"answer-2": "20.000", "language": "fr"}
    page = phone.post(first, sent)
    asked = page.content.decode()
    assert page.status_code == 422 and not QuizAnswer.objects.exists()
    assert 'name="answer-2-meant" value="20.0"' in asked and 'value="20000.0"' in asked
    assert phone.post(first, sent | {"answer-2-meant": "20.0"}).status_code == 302
    assert QuizAnswer.objects.get(question=2).mark == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,500 kg"),
        ("en", "1500"),
        ("en", "1.5 t"),
        ("en", "1 500 kg"),
        ("fr", "1 500 kg"),
        ("fr", "1,5 t"),
        ("es", "1.500 kg"),
        ("ar", "١٬٥٠٠ kg"),
        ("en", "1 500 000 g"),
    ],
)
def test_a_number_counts_as_people_of_its_language_write_it(language, text):
    question = {"kind": "number", "value": 1500.0, "unit": "kg", "tolerance": 1.0}
    assert mark(question, text, speaker(language).notation) == 1


@pytest.mark.parametrize("text", ["635", "€635", "635 €", "635 EUR", "EUR 635", "635,00 €"])
def test_an_amount_counts_with_the_sign_before_or_behind(text):
    question = {"kind": "number", "value": 635.0, "unit": "EUR", "tolerance": 1.0}
    assert mark(question, text, speaker("fr").notation) == 1
    assert mark(question, text.replace("635", "700"), speaker("fr").notation) == 0


@pytest.mark.parametrize(
    ("unit", "text", "words"),
    [
        ("kWh", "twenty", "does not begin with a number"),
        ("kWh", "20 kilowatts", "not recognised. Use one of these: kWh"),
        ("", "20 EUR", "a number without a unit. Enter only the number"),
        ("EUR", "20 USD", "Enter the amount in EUR"),
        ("years", "20 months", "Use one of these: years"),
    ],
)
def test_what_cannot_be_read_is_asked_back_and_costs_no_mark(unit, text, words):
    question = {"kind": "number", "value": 20.0, "unit": unit, "tolerance": 1.0}
    (asked,) = unclear_answers([question], {0: text}, speaker("en")).values()
    assert words in str(asked.said) and asked.readings == []
    assert not unclear_answers([question], {0: ""}, speaker("en")), "left out is left out"


def test_a_unit_of_another_kind_is_wrong_and_says_so():
    question = {"kind": "number", "value": 20.0, "unit": "kWh", "tolerance": 1.0}
    assert not unclear_answers([question], {0: "20 kg"}, speaker("en"))
    (said,) = how_it_counted(question, "20 kg", "en")
    assert str(said) == "kg and kWh do not measure the same quantity."


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("20 kWh", "en", []),
        ("20", "en", []),
        ("72 MJ", "en", ["72 MJ is 20 kWh."]),
        (
            "20,3",
            "fr",
            ["The answer was read as 20.3 kWh.", "Answers from 19.6 to 20.4 kWh are accepted."],
        ),
        ("73 MJ", "en", ["73 MJ is 20.2778 kWh.", "Answers from 19.6 to 20.4 kWh are accepted."]),
        ("25", "en", ["The answer was read as 25 kWh."]),
        ("20", "", []),
    ],
)
def test_what_is_right_but_unlike_says_why_it_counted(text, language, said):
    question = {"kind": "number", "value": 20.0, "unit": "kWh", "tolerance": 0.4}
    assert [str(one) for one in how_it_counted(question, text, language)] == said


def test_words_that_are_right_but_unlike_say_which_they_counted_as():
    accepted = ["loss", "non-product output"]
    assert which_word(accepted, "loss") == []
    assert [str(w) for w in which_word(accepted, "Non product OUTPUT")] == [
        "The answer counts as “non-product output”."
    ]


def test_the_phone_shows_why_an_answer_counted(held, trainer):  # noqa: F811
    phone = joined(held)
    for place in (0, 2):
        workshops.go_to(held, place, acting_user=trainer)
        sent = form(right=True) | {"answer-2": "72 MJ", "answer-3": "LOSS", "language": "en"}
        assert phone.post(f"/room/{held.pk}/quiz/{place}/", sent).status_code == 302
    page = phone.get(f"/room/{held.pk}/quiz/2/").content.decode()
    assert "72 MJ is 20 kWh." in page and "The answer counts as “loss”." in page
    refused = joined(held, name="Zoe 2").post(
        f"/room/{held.pk}/quiz/2/", form(right=True) | {"answer-2": "20 kwatt"}
    )
    assert refused.status_code == 422 and "not recognised" in refused.content.decode()


def form(right):
    """An answer to all five questions: right, or wrong but for the first."""
    if right:
        pairs = {"answer-4-0": "a buyer", "answer-4-1": "an expert"}
        return pairs | {
            "answer-0": "0",
            "answer-1": ["0", "1"],
            "answer-2": "20",
            "answer-3": "loss",
        }
    return {"answer-0": "0", "answer-1": "2", "answer-2": "3", "answer-3": "x"}


def test_a_phone_answers_once_and_learns_what_is_right_after_the_second_time(held, trainer):  # noqa: F811
    phone = joined(held)
    first, last = (f"/room/{held.pk}/quiz/{place}/" for place in (0, 2))
    assert phone.get(last).status_code == 404, "not yet"
    phone.post(first, form(right=False))
    page = phone.get(first).content.decode()
    assert "appear again at the end" in page and "Electricity leaves as heat" not in page
    phone.post(first, form(right=True))
    assert QuizAnswer.objects.filter(mark=1).count() == 1, "what was answered stays"
    workshops.go_to(held, 2, acting_user=trainer)
    phone.post(last, form(right=True))
    page = phone.get(last).content.decode()
    assert "Marks: 5 out of 5" in page and "Electricity leaves as heat" in page
    assert "Electricity leaves as heat" in phone.get(first).content.decode()


def test_the_trainer_sees_difficulty_discrimination_and_gain(held, trainer, signed_in):  # noqa: F811
    for i in range(6):
        joined(held, name="Zoe Zander" if i == 0 else f"Zoe {i}")
    first, last = (held.module.sections.get(place=place) for place in (0, 2))
    for i, who in enumerate(Participant.objects.filter(workshop=held)):
        known = i % 2 == 0
        before = {0: ["0"], 2: "20" if known else "3", 3: "loss" if known else "x"}
        answer_quiz(who, first, questions_of(first), before)
        answer_quiz(who, last, questions_of(last), {0: ["0"], 1: ["0", "1"], 2: "20", 3: "loss"})
    before, after = results_of(held)
    assert [s.difficulty for _, s in before.items][:4] == [1, None, 0.5, 0.5]
    assert before.items[2][1].discrimination == pytest.approx(1)
    assert after.gain.n == 6 and after.gain.before == pytest.approx((3 * 0.6 + 3 * 0.2) / 6)
    assert after.gain.after == pytest.approx(0.8)
    page = signed_in("trainer").get(f"/training/workshops/{held.pk}/console/").content.decode()
    assert "Before 40" in page and "after 80" in page


def test_the_exercises_of_the_supplied_modules_are_computed_by_the_methods():
    texts = {p.name: p.read_text("utf-8") for p in modules.SUPPLIED.glob("material-flow-cost.*.md")}
    for text in texts.values():
        _, sections = read_module(text)
        (question,) = [q for q in sections[0]["questions"] if q["kind"] == "number"]
        assert question["value"] == pytest.approx(635) and mark(question, "635") == 1
        assert mark(question, "640") == 1 and mark(question, "380") == 0
        notes = sections[2]["notes"]
        late = 10 / 70 * (700 + 35 + 560 + 40 + 300) + 20
        assert late == pytest.approx(253.6, abs=0.05) and "253" in notes
        assert late / 10 > 635 / 30, "the later a loss, the more it costs"


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("@npv(flows=-12000, 5000, 5000, 5000, 5000, 5000; rate=0.1) EUR ± 1 %", 6953.93),
        ("@payback(flows=-1000, 500, 500, 500) years", 2),
        ("@annuity(rate=0.1; years=5)", 0.263797),
        (
            "@product_cost(material=1000; product=70; loss=30; energy=50; system=800; waste=80)",
            1295,
        ),
    ],
)
def test_an_exercise_gives_what_its_method_gives(answer, value):
    text = f"- number: How much? = {answer}"
    _, sections = read_module(MODULE.replace("- again: What do you know", text))
    assert sections[2]["questions"][0]["value"] == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("key", "values"),
    [("life-cycle-thinking", [66, 36]), ("national-hot-spots", [1247.52, 807.92])],
)
def test_the_figures_of_the_other_modules_are_computed_too(key, values):
    """Of the national one those of Miller and Blair's table; notes and quiz say the same."""
    for path in modules.SUPPLIED.glob(f"{key}.*.md"):
        _, sections = read_module(path.read_text("utf-8"))
        numbers = [q for q in sections[0]["questions"] if q["kind"] == "number"]
        assert [round(q["value"], 2) for q in numbers] == values
    if key == "national-hot-spots":
        from scp_centre.methods.inputoutput import total_output

        x = total_output([[0.15, 0.25], [0.20, 0.05]], [600, 1500])
        assert round(2000 - x[1]) == 158 and "158" in sections[2]["notes"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("@unknown(a=1)", "no exercise called 'unknown'"),
        ("@npv(flows=1)", "cannot be calculated"),
        ("@npv(flows=a; rate=1)", "cannot be calculated"),
        ("@payback(flows=-10, 1)", "do not pay back"),
    ],
)
def test_an_exercise_that_cannot_be_computed_is_named_with_its_line(answer, words):
    text = MODULE.replace("- again: What do you know", f"- number: How much? = {answer}")
    with pytest.raises(TrainingError, match=f"Line 31: .*{words}"):
        read_module(text)


def test_the_figures_of_the_assessment_module_agree_with_its_notes():
    from scp_centre.roles.training.exercises import payback

    water, waste, saved = 120 * 250 * 1.5, 70 * 250 * 2.0, 60 * 250 * 3.5
    assert (water + waste, saved) == (80_000, 52_500)
    assert payback([-90_000, saved, saved]) == pytest.approx(1.7, abs=0.05)
    assert 120 - 70 - 2 == 48 == 0.4 * 120 and 48 * 250 * 1.5 == 18_000
    for path in modules.SUPPLIED.glob("production-assessment.*.md"):
        _, sections = read_module(path.read_text("utf-8"))
        numbers = [q for q in sections[0]["questions"] if q["kind"] == "number"]
        assert [round(q["value"], 2) for q in numbers] == [6953.93, 2.4]


def test_every_supplied_module_has_the_same_parts_in_every_language():
    found = {}
    for path in modules.SUPPLIED.glob("*.md"):
        head, sections = read_module(path.read_text("utf-8"))
        shape = [
            (
                s["kind"],
                s["minutes"],
                len(s.get("sheets", [])),
                [
                    (q["kind"], len(q.get("options", ())), len(q.get("pairs", ())))
                    for q in s.get("questions", [])
                ],
                s.get("slides", "").count("\n---\n"),
                bool(s.get("notes")),
            )
            for s in sections
        ]
        found.setdefault(head["key"], {})[head["language"]] = shape
    assert len(found) == 5
    for languages in found.values():
        assert set(languages) == {"en", "fr", "es"}
        assert languages["en"] == languages["fr"] == languages["es"]
