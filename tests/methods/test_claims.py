"""Claims: the development set by kind, the words marked, facts beside the wording, hostile texts."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from scp_centre.methods.claims import (
    LANGUAGES,
    LONGEST,
    Answer,
    Kind,
    Known,
    check_claim,
    rule_of,
    wording_of,
)
from scp_centre.methods.claims.folding import fold
from scp_centre.methods.claims.vocabulary import pattern_of
from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnknownLabelError
from scp_centre.reference.loader import load_table

CLAIMS = Path(__file__).parents[1] / "cases/claims/claims.csv"
LEAST = 0.95  # precision and recall of each kind on the development set


def claims():
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield row["language"], row["text"], set(filter(None, row["expected"].split("|")))


def kinds(text, language="en", **known):
    return set(check_claim(text, language, known=Known(**known)).kinds)


def test_the_development_set_is_large_and_has_fair_claims_in_three_languages():
    rows = list(claims())
    assert len(rows) >= 150 and sum(not expected for *_, expected in rows) >= 40
    assert len({(language, text) for language, text, _ in rows}) == len(rows)
    for language in LANGUAGES:
        assert sum(one == language for one, *_ in rows) >= 50
        assert {kind for one, _, ks in rows if one == language for kind in ks} == set(Kind)


def test_precision_and_recall_of_each_kind():
    right, false, missed = Counter(), Counter(), Counter()
    for language, text, expected in claims():
        found = {str(kind) for kind in check_claim(text, language).kinds}
        right.update(found & expected)
        false.update(found - expected)
        missed.update(expected - found)
    for kind in Kind:
        assert right[kind] / (right[kind] + false[kind]) >= LEAST, (kind, false)
        assert right[kind] / (right[kind] + missed[kind]) >= LEAST, (kind, missed)


def test_fair_claims_pass():
    objected = [
        text
        for language, text, expected in claims()
        if not expected and check_claim(text, language).answer != Answer.FAIR
    ]
    assert objected == []


def test_the_marked_words_are_those_of_the_text():
    text = "  Éco-responsable : −30 % d’eau !"
    generic, comparison = check_claim(text, "fr").findings
    assert [w.text for w in generic.words] == ["Éco-responsable"]
    assert [w.text for w in comparison.words] == ["−30 % d’eau"]
    for words in (*generic.words, *comparison.words):
        assert text[words.start : words.end] == words.text


@pytest.mark.parametrize(
    ("text", "known", "answer"),
    [
        ("Eco-friendly soap", {}, Answer.INCOMPLETE),
        ("Eco-friendly soap", {"excellent": True}, Answer.FAIR),
        ("Eco-friendly soap", {"excellent": False}, Answer.REFUSED),
        ("Sustainable soap", {"excellent": True}, Answer.INCOMPLETE),
        ("Carbon neutral soap", {"offsets": True}, Answer.REFUSED),
        ("Carbon neutral soap", {"offsets": False}, Answer.INCOMPLETE),
        ("Climate neutral by 2035", {"plan": True}, Answer.FAIR),
        ("Climate neutral by 2035", {"plan": False}, Answer.REFUSED),
        ("With our own eco seal", {"certified": True}, Answer.FAIR),
        ("With our own eco seal", {"certified": False}, Answer.REFUSED),
        ("CFC-free spray", {}, Answer.REFUSED),
    ],
)
def test_what_is_known_beside_the_wording_counts(text, known, answer):
    assert check_claim(text, "en", known=Known(**known)).answer == answer


def test_the_proposal_is_filled_with_what_is_known():
    known = Known(part="Bottle body", share=62.5, material="recycled PET")
    (found,) = check_claim("Made with recycled plastic", "en", known=known).findings
    assert found.instead == "Bottle body: 62.5 % recycled PET, by weight ([method], [year])."
    (found,) = check_claim("Hecho con plástico reciclado", "es", known=known).findings
    assert "62,5" in found.instead and "[método]" in found.instead


def test_a_negation_denies_and_not_only_does_not():
    assert kinds("This product is not climate neutral") == set()
    assert kinds("Not only eco-friendly") == {Kind.GENERIC}
    assert kinds("Ce savon n’est pas écologique", "fr") == set()
    assert kinds("Este jabón no es ecológico", "es") == set()


def test_the_year_tells_a_promise_from_a_report():
    text = "In 2027 we cut the emissions of our plant"
    assert Kind.FUTURE in check_claim(text, "en", year=2026).kinds
    assert Kind.FUTURE not in check_claim(text, "en", year=2028).kinds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_a_rule_that_was_read_and_a_wording(kind, language):
    rule = rule_of(kind, language)
    rows = [r for r in load_table("claim_rules").rows if r["citation"] == rule.citation]
    assert {r["checked"] for r in rows} == {"read"} and all(r["where_read"] for r in rows)
    assert wording_of(kind, language)


def test_a_recalled_rule_is_never_shown_as_law():
    recalled = {r["text"] for r in load_table("claim_rules").rows if r["checked"] == "recalled"}
    shown = {rule_of(kind, language).text for kind in Kind for language in LANGUAGES}
    assert recalled and not recalled & shown


def test_every_row_says_whether_its_source_was_read():
    for row in load_table("claim_words").rows:
        assert row["source"] and row["checked"] in ("read", "recalled")
        assert bool(row["where_read"]) == (row["checked"] == "read")
        assert pattern_of(row["class"], "en" if row["language"] == "any" else row["language"])


READ_WORDS = ["environmentally friendly", "eco-friendly", "nature's friend", "ecological"]
READ_WORDS += ["environmentally correct", "climate friendly", "biodegradable", "green"]
READ_WORDS += ["environmentally safe", "earth friendly", "non-polluting", "ozone friendly"]


@pytest.mark.parametrize("words", READ_WORDS)
def test_the_examples_of_the_directive_and_of_the_standard_are_generic(words):
    assert kinds(f"Our {words} soap") == {Kind.GENERIC}


def test_capitals_accents_and_lookalikes_do_not_hide_a_claim():
    hidden = "ЕСО-friеndly"  # with Cyrillic letters
    assert re.search("[а-я]", hidden.lower())
    for text in (
        "ECO-FRIENDLY",
        "ｅｃｏ－ｆｒｉｅｎｄｌｙ",
        "e\u200bco-friendly",
        "\u202eeco-friendly",
        hidden,
    ):
        assert kinds(text) == {Kind.GENERIC}, text
    assert kinds("ECOLOGIQUE", "fr") == kinds("ÉCOLOGIQUE", "fr") == {Kind.GENERIC}


def test_folding_keeps_each_place():
    text = "Œuf ﬁn, 1,5 kg. Vert"
    folded = fold(text)
    assert folded.text == "oeuf fin 1.5 kg|vert"
    assert len(folded.places) == len(folded.text) and text[folded.places[-1]] == "t"


def test_bad_input_is_refused():
    for text in ("", "  \n"):
        with pytest.raises(MissingValueError):
            check_claim(text, "en")
    for text in ("x" * (LONGEST + 1), "green " * 10_000):
        with pytest.raises(InvalidValueError):
            check_claim(text, "en")
    with pytest.raises(UnknownLabelError):
        check_claim("Grün", "de")


HOSTILE = ["less " * 400, "- 1" * 660, "carbon " * 285, "a-" * 1_000, "1" * 2_000, "\x00" * 9 + "a"]
HOSTILE += ["made from " * 200, "d'ici 2030 " * 180, "مرحبا بيئة " * 150, "<b>" * 600, "%" * 2_000]
HOSTILE += ["de 1" * 500, "reduced co2 " * 160, "than other " * 180, "|" * 2_000, "our own " * 250]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_answered_with_words_of_its_own(text, language):
    """A pattern that goes back over the text again and again would never come to an end here."""
    text = text[:LONGEST]
    for finding in check_claim(text, language).findings:
        assert all(text[w.start : w.end] == w.text and w.text for w in finding.words)
