"""The message files hold all that the code says, and nothing that it does not say."""

import re

import pytest

from scp_centre.centre.translation.extraction import collect, is_translated
from scp_centre.centre.translation.messages import FOLDER, LANGUAGES, catalogues

COMPLETE = ("fr", "es")
HOLES = re.compile(r"\{\w+\}|%\(\w+\)s|%%|<[^>]+>")


@pytest.fixture(scope="module")
def said():
    return {s.message for s in collect()}


def messages(language):
    return [m for part in catalogues(language) for m in part if m.id]


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_file_holds_what_the_code_says(said, language):
    """When this fails: ./centre messages, then translate what is empty."""
    held = {m.id for m in messages(language)}
    assert sorted(map(str, said - held)) == []
    catalogue = {m.id for m in messages("fr")} - said
    assert sorted(map(str, held - said - catalogue)) == []


@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language):
    assert [m.id for m in messages(language) if not is_translated(m.string)] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_has_the_holes_and_tags_of_its_message(language):
    wrong = []
    for m in messages(language):
        if isinstance(m.id, str) and m.string:
            here, there = HOLES.findall(m.id), HOLES.findall(m.string)
            if sorted(h for h in here if h[0] != "<") != sorted(h for h in there if h[0] != "<"):
                wrong.append(m.id)
            if sum(h[:2] == "</" for h in here) != sum(h[:2] == "</" for h in there):
                wrong.append(m.id)
    assert wrong == []


def test_translators_find_ordinary_files():
    for language in (code for code in LANGUAGES if code != "en"):
        text = (FOLDER / f"{language}.po").read_text("utf-8")
        assert f"Language: {language}" in text and "Plural-Forms" in text


# What is settled: word in the English message, word that its translation must not have, and why.
SETTLED = {
    "fr": (
        ("", r"[^\W\d_]'[^\W\d_]", "the apostrophe is ’"),
        ("", r"(?i)e-mail|adresse de courriel", "un courriel, une adresse électronique"),
        ("policy brief", r"(?i)politique", "note d’orientation"),
    ),
    "es": (
        ("token", r"(?i)\bfichas?\b", "token"),
        ("policy brief", r"(?i)informes? de política", "nota de política"),
        ("role", r"(?i)\bfunción\b|\bfunciones\b", "rol"),
    ),
}


@pytest.mark.parametrize("language", SETTLED)
def test_one_word_stands_for_one_thing(language):
    """The terms of the glossary that are sure; a new sentence keeps to them."""
    wrong = []
    for m in messages(language):
        texts = [m.string] if isinstance(m.string, str) else list(m.string)
        for word, unwanted, instead in SETTLED[language]:
            said = (str(m.id) if word else "").lower()
            if word in said and any(re.search(unwanted, text) for text in texts):
                wrong.append((m.id, instead))
    assert wrong == []
