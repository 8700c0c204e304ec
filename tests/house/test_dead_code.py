"""What nothing names any more goes: templates, static files, tags, addresses, functions."""

import ast
import io
import re
import tokenize
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.house.parsed_source import parsed
from tests.interfaces.test_permissions import addresses

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
SUFFIXES = {".py", ".html", ".js", ".css", ".txt", ".typ", ".toml", ".json"}
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")

# Templates that a library or Django asks for by these names.
LIBRARY = ("account/", "mfa/", "usersessions/")
OF_DJANGO = {"403.html", "404.html", "500.html"}
# Addresses for programs of others, which know them by a standard or by the documentation.
FOR_PROGRAMS = {
    "clearinghouse_json",
    "data_catalogue",
    "did_document",
    "item_schema",
    "status_list",
    "suspension_list",
}
# Libraries of methods are whole, though no role asks for each of their calculations.
CALCULATIONS = "methods/utilities/"
# What a framework calls: the name is its own.
OF_FRAMEWORKS = {"__all__", "handler400", "handler404", "handler500"}
# What the tests of the house ask the sources for.
OF_TESTS = {"SHARED_ADDRESSES", "all_links"}


@cache
def sources():
    """Return path -> text of all that may name something; translations name nothing."""
    return {
        path: path.read_text("utf-8")
        for path in SOURCE.rglob("*")
        if path.suffix in SUFFIXES and "locale" not in path.parts
    }


def below(folder):
    """Yield each file below a folder of this name, with its name there."""
    for path in SOURCE.rglob("*"):
        parts = path.relative_to(SOURCE).parts
        if folder in parts and path.is_file():
            yield path, "/".join(parts[parts.index(folder) + 1 :])


def is_named(name, own):
    return any(name in text for path, text in sources().items() if path != own)


def is_composed(path, name):
    """Return whether a role puts the name together, and has the last part as a word."""
    folder, _, last = name.rpartition("/")
    role = path.parents[len(path.parts) - len(SOURCE.parts) - 3]
    texts = [t for p, t in sources().items() if p.suffix == ".py" and role in p.parents]
    composes = any(re.search(rf'f"{folder}/[^"]*\{{', text) for text in texts)
    return composes and any(f'"{Path(last).stem}"' in text for text in texts)


def test_each_template_is_asked_for():
    unnamed = [
        name
        for path, name in below("templates")
        if not is_named(name, path) and not is_composed(path, name)
    ]
    own = [n for n in unnamed if not n.startswith(LIBRARY) and n not in OF_DJANGO]
    assert own == []


def test_templates_of_libraries_take_the_place_of_theirs():
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    named = [name for path, name in below("templates") if not is_named(name, path)]
    of_library = [name for name in named if name.startswith(LIBRARY)]
    assert of_library
    for name in of_library:
        assert get_template(name)
        stem = (theirs / name).with_suffix("")
        assert list(stem.parent.glob(f"{stem.name}.*")), f"allauth has no template {name}"


def is_beside(path):
    """Return whether a style sheet names a file of its own folder; its addresses are relative."""
    sheets = [
        text for p, text in sources().items() if p.suffix == ".css" and p.parent == path.parent
    ]
    return any(f'url("{path.name}")' in text for text in sheets)


def test_each_static_file_is_asked_for():
    files = list(below("static"))
    assert [n for path, n in files if not is_named(n, path) and not is_beside(path)] == []


def test_each_address_is_led_to():
    named = Counter(
        w for text in sources().values() for w in re.findall(r"[\"']([\w-]+)[\"']", text)
    )
    given = Counter(
        name
        for path, text in sources().items()
        if path.name.endswith("urls.py")
        for name in re.findall(r'name="([\w-]+)"', text)
    )
    unled = {name for name, _ in addresses() if name in given and named[name] <= given[name]}
    of_library = {name for name in unled if name.startswith(("account_", "mfa_"))}
    assert unled - of_library == FOR_PROGRAMS


def words_of(path, text):
    """Yield the words of a source that may name something; docstrings and comments do not."""
    if path.suffix != ".py":
        yield from WORD.findall(text)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_text = token.type == tokenize.STRING and '"""' not in token.string[:4]
        if token.type == tokenize.NAME or is_text:
            yield from WORD.findall(token.string)


def made_here(tree):
    """Yield the names that a module makes for others: functions, classes, constants."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


@pytest.fixture(scope="module")
def made():
    """Return (module, name) of all that is made at the top of a module."""
    return [
        (path.relative_to(SOURCE).as_posix(), name)
        for path, text in sources().items()
        if path.suffix == ".py" and not {"migrations", "settings"} & set(path.parts)
        for name in made_here(parsed(text))
    ]


def test_each_function_class_and_constant_is_used(made):
    said = Counter(w for path, text in sources().items() for w in words_of(path, text))
    times = Counter(name for _, name in made)
    idle = [
        f"{module}: {name}"
        for module, name in made
        if said[name] <= times[name]
        and name not in OF_FRAMEWORKS | OF_TESTS
        and not module.startswith(CALCULATIONS)
        and not (module.endswith("apps.py") and name.endswith("Config"))
    ]
    assert idle == []
