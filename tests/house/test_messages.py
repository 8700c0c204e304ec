"""The message files hold all that the code says, and nothing that it does not say."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from scp_centre.centre.translation.extraction import (
    MARKS,
    collect,
    is_translated,
    key_of,
    wrong_holes,
)
from scp_centre.centre.translation.fields import WordField
from scp_centre.centre.translation.messages import LANGUAGES, catalogue_files, catalogues
from tests.house.parsed_source import parsed

COMPLETE = ("fr", "es")
TAGS = re.compile(r"</[^>]+>")
# A hole, and the counted noun behind it; {_MOST}, a limit written in the code, is never 1.
# What {most}, {max} and {len} hold is a limit, or passes one: always more than one.
COUNTED = re.compile(
    r"(?:\{(?!_[A-Z]|most\}|max\}|len\})\w+\}|%\(\w+\)s) ((?:other |more |such )?[a-z]{2,}s|people)\b"
)
VERBS = {
    *(
        "adds",
        "appears",
        "asks",
        "avoids",
        "carries",
        "comes",
        "counts",
        "leaves",
        "causes",
        "changes",
        "circulates",
        "contains",
        "costs",
        "delivers",
    ),
    *("describes", "does", "ends", "gives", "has", "holds", "includes", "influences", "invites"),
    *("is", "joins", "leads", "less", "lies", "makes", "measures", "overlaps", "redirects"),
    "removes",
    *(
        "belongs",
        "reports",
        "rises",
        "rounds",
        "runs",
        "saves",
        "stays",
        "takes",
        "uses",
        "was",
        "works",
    ),
}
# These are no counts: a ratio; pixels and times in thousands.
MANY = {"times", "pixels"}
SOURCE = Path(__file__).parents[2] / "src" / "scp_centre"


@pytest.fixture(scope="module")
def said():
    return {key_of(m) for m in collect() if m.id}


def messages(language):
    return [m for part in catalogues(language) for m in part if m.id]


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_file_holds_what_the_code_says(said, language):
    """When this fails: ./centre messages, then translate what is empty."""
    held = {key_of(m) for m in messages(language)}
    assert sorted(said - held) == []
    catalogue = {key_of(m) for m in messages("fr")} - said
    assert sorted(held - said - catalogue) == []


@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language):
    assert [m.id for m in messages(language) if not is_translated(m.string)] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_has_the_holes_and_tags_of_its_message(language):
    assert [m.id for m in messages(language) if wrong_holes(m)] == []
    plain = [m for m in messages(language) if isinstance(m.id, str) and m.string]
    assert [m.id for m in plain if len(TAGS.findall(m.id)) != len(TAGS.findall(m.string))] == []


def test_a_message_that_holds_a_count_is_a_plural():
    """When this fails: n_, "blocktranslate count", or "Plants: {n}"; "1 plants" is no English."""
    wrong = []
    for message in messages("fr"):
        if isinstance(message.id, str):
            nouns = {found.split()[-1] for found in COUNTED.findall(message.id)}
            if nouns - VERBS - MANY:
                wrong.append(message.id)
    assert wrong == []


def test_translators_find_ordinary_files():
    for language in (code for code in LANGUAGES if code != "en"):
        for file in catalogue_files(language):
            text = file.read_text("utf-8")
            assert f"Language: {language}" in text and "Plural-Forms" in text, file


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_what_one_role_alone_says_lies_with_it_and_nothing_else_does(language):
    for file in catalogue_files(language):
        with file.open("rb") as opened:
            speakers = [
                {name.split("/")[1] if name.startswith("roles/") else "" for name, _ in m.locations}
                for m in read_po(opened)
                if m.id and m.locations
            ]
        own = {file.parts[-3]} if file.parts[-4] == "roles" else None
        if own:
            assert all(names == own for names in speakers), file
        else:
            assert not [names for names in speakers if len(names) == 1 and names != {""}], file


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


def marked(tree):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
    ]


# Where a text is for people: name of what is called -> position of the text.
FOR_PEOPLE = {
    "Act": 1,
    "CellError": 0,
    "Check": 2,
    "DependentKind": 1,
    "MenuEntry": 0,
    "PublicPage": 0,
    "ValidationError": 0,
    "add_error": 1,
    "error": 1,
    "progress": 2,
    "queue_job": 1,
    "success": 1,
    "warning": 1,
}
KEYWORDS = {"label", "help_text", "cure", "empty_label", "sentence"}
OF_PROGRAMMERS = {"ClashError", "ValueError", "TypeError", "LookupError"}
NOT_FOR_PAGES = (
    "centre/api/",
    "centre/backups.py",
    "interfaces/",
    "reference/",
    "roles/policy/global_tables/conversion.py",
    "settings/",
)
LETTERS = re.compile(r"[^\W\d_]{2}")


def said_to_people(node):
    """Yield the texts of a call that somebody reads."""
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    is_error = called.endswith("Error") and called not in OF_PROGRAMMERS
    at = FOR_PEOPLE.get(called, 0 if is_error else None)
    if at is not None and at < len(node.args):
        yield node.args[at]
    yield from (k.value for k in node.keywords if k.arg in KEYWORDS)


def test_what_people_read_is_marked():
    """When this fails: _("...") around the sentence, n_ where it counts (docs/translating.md)."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        web = name.startswith(("interfaces/web/", "interfaces/journeys/"))
        if (name.startswith(NOT_FOR_PAGES) and not web) or "/migrations/" in name:
            continue
        tree = parsed(path.read_text("utf-8"))
        kept = kept_texts(tree)
        for node in ast.walk(tree):
            said = said_to_people(node) if isinstance(node, ast.Call) else ()
            texts = [t for one in said for t in kept.get(getattr(one, "id", ""), [one])]
            wrong += [f"{name}:{t.lineno} {ast.unparse(t)[:60]}" for t in texts if unmarked(t)]
    assert wrong == []


def kept_texts(tree):
    """Return what the names of a module stand for: name -> each value that it is given."""
    kept = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    kept[target.id].append(node.value)
    return kept


def unmarked(node):
    """Return whether a text is written out without a mark."""
    if isinstance(node, ast.IfExp):
        return unmarked(node.body) or unmarked(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = [v.value for v in node.values if isinstance(v, ast.Constant)]
        return bool(LETTERS.search(" ".join(parts)))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return " " in node.value or node.value[:1].isupper()
    return False


def test_no_message_is_taken_apart_or_glued():
    """Within +, %, an f-string, join or format a message is plain English: holes do that."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = parsed(path.read_text("utf-8"))
        for node in ast.walk(tree):
            parts = []
            if isinstance(node, ast.BinOp):
                parts = [node.left, node.right]
            elif isinstance(node, ast.FormattedValue | ast.Attribute | ast.Subscript):
                parts = [node.value]
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join":
                parts = [e for a in node.args for e in getattr(a, "elts", [getattr(a, "elt", a)])]
            marks = [p for p in parts if p in marked(p)]
            wrong += [f"{path.name}:{m.lineno} {ast.unparse(m)[:60]}" for m in marks]
    assert wrong == []


def test_marks_hold_literals():
    """A mark of something else is seen by no translator."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        tables = path.read_text("utf-8")
        for node in marked(parsed(tables)):
            literal = isinstance(node.args[0], ast.Constant)
            # N_ marks the texts of a table, and _(TABLE[key], …) fills their holes.
            filled = isinstance(node.args[0], ast.Subscript | ast.Name) and "N_(" in tables
            if not literal and not filled and path.name != "messages.py":
                wrong.append(f"{path.name}:{node.lineno} {ast.unparse(node)[:60]}")
    assert wrong == []


def test_no_hole_is_filled_with_a_word_that_no_translator_sees():
    """`_("Consent {what}.", what="given" if given else "withdrawn")` is English in every language."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = parsed(path.read_text("utf-8"))
        bound = texts_of_names(tree)
        for node in marked(tree):
            for keyword in node.keywords:
                said = said_by(keyword.value) + bound.get(id(held_by(keyword.value)), [])
                words = [w for w in said if re.search("[a-z]{3}", w)]
                names = NAMES_OF_FIELDS | {f"{{{keyword.arg}}}"}
                wrong += [
                    f"{path.name}:{node.lineno} {w}"
                    for w in words
                    if w not in names
                    and not re.search("[._]", w.strip())  # a path or name of fields
                ]
    assert wrong == []


NAMES_OF_FIELDS = {  # of the standard of credentials, of machine interfaces, and of a file
    "created",
    "credentialSubject",
    "criteria",
    "description",
    "expires",
    "industry",
    "inputs",
    "issuer",
    "measures",
    "name",
    "outputs",
    "pcf",
    "specVersion",
    "title",
    "validFrom",
    "validUntil",
    "version",
}


def held_by(value):
    """Return what an expression is made of: `name` of `name.replace("_", " ")`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr not in {"replace", "lower", "capitalize", "strip", "title"}:
            break
        value = value.func.value
    return value


def texts_of_names(tree):
    """Return id of each name that is read -> the texts that its function may have bound to it.

    Bound within the function, or given to it by a call of its module.
    """
    found = {}
    given = texts_of_parameters(tree)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        bound = defaultdict(list, {k: list(v) for k, v in given[function.name].items()})
        for node in ast.walk(function):
            for target, value in bindings(node):
                bound[target.id] += said_by(value)
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and bound[node.id]:
                found[id(node)] = bound[node.id]
    return found


def texts_of_parameters(tree):
    """Return function -> parameter -> the texts with which its module calls it."""
    parameters = {
        node.name: [a.arg for a in node.args.args]
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    found = defaultdict(lambda: defaultdict(list))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in parameters:
            name = node.func.id
            for parameter, value in zip(parameters[name], node.args, strict=False):
                found[name][parameter] += said_by(value)
            for keyword in node.keywords:
                found[name][keyword.arg] += said_by(keyword.value)
    return found


def bindings(node):
    """Yield each name that a statement binds, with what it is bound to."""
    pairs = []
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.For | ast.comprehension):
        pairs = [(node.target, one) for one in getattr(node.iter, "elts", [])]
    for target, value in pairs:
        if isinstance(target, ast.Name):
            yield target, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from (
                (t, v)
                for t, v in zip(target.elts, value.elts, strict=False)
                if isinstance(t, ast.Name)
            )


def said_by(value):
    """Return the texts that an expression may itself be: not keys, comparisons and arguments."""
    if isinstance(value, ast.IfExp):
        return said_by(value.body) + said_by(value.orelse)
    if isinstance(value, ast.BoolOp | ast.List | ast.Tuple):
        return [
            w for one in getattr(value, "values", getattr(value, "elts", [])) for w in said_by(one)
        ]
    if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Dict):
        return [w for one in value.value.values for w in said_by(one)]
    if isinstance(value, ast.BinOp):
        return said_by(value.left) + said_by(value.right)
    if isinstance(value, ast.JoinedStr):
        return [w for one in value.values if isinstance(one, ast.Constant) for w in said_by(one)]
    return [value.value] if isinstance(getattr(value, "value", None), str) else []


def test_each_word_of_a_closed_list_is_its_own_message():
    """What the database holds is compared with the word, and shown by the message of that word."""
    wrong = [
        (model.__name__, field.name, value, str.__str__(label))
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, WordField)
        for value, label in field.flatchoices
        if value and value != str.__str__(label)
    ]
    assert wrong == []
