"""What comments, docstrings and documents point to is there: files, folders, modules."""

import ast
import importlib
import io
import re
import tokenize
from functools import cache
from pathlib import Path

from tests.house.parsed_source import parsed

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/scp_centre"
CODE = ("src", "tests", "tools", "performance")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md")  # the changelog tells of what was
BEGINNINGS = (
    *("src", "docs", "tests", "tools", "performance", "deploy", "lock", ".ci"),
    *("methods", "reference", "centre", "roles", "interfaces", "settings", "journeys"),
)
ADDRESS = re.compile(r"https?://\S+")
FILE = re.compile(
    r"(?<![\w/.<>{}*-])(?:[\w.-]+/)*[\w-][\w.-]*\.(?:py|md|toml|html|css|js|typ|sh)(?![\w/-])"
)
DATA = re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, BEGINNINGS))})/[\w./-]+\.\w+")
FOLDER = re.compile(r"(?<![\w/.-])(?:src|docs|tests|tools|performance|deploy|lock)/(?:[\w-]+/)*")
MODULE = re.compile(r"\bscp_centre(?:\.[A-Za-z_]\w*)+")
# Made by whoever follows the page: the role of an example, what a server keeps for itself.
MADE_BY_THE_READER = re.compile(r"\bvisits\b|test_visits|deploy/(?:certificates|compose\.env)")


@cache
def files():
    """Return all files of the project by their names."""
    found = {}
    for folder in (*CODE, "docs", "deploy", "lock", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                found.setdefault(path.name, []).append(path)
    for path in ROOT.iterdir():
        if path.is_file():
            found.setdefault(path.name, []).append(path)
    return found


def comments_of(text):
    """Yield the comments and docstrings of a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


MARKED = {
    ".html": re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.S),
    ".css": re.compile(r"/\*.*?\*/", re.S),
    ".js": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S),
    ".typ": re.compile(r"(?<!:)//[^\n]*"),
    ".toml": re.compile(r"#[^\n]*"),
}


def said():
    """Yield (path, text) of all that points to something."""
    for path in ((ROOT / "docs").rglob("*.md"), (ROOT / name for name in DOCUMENTS)):
        yield from ((p, p.read_text("utf-8")) for p in path)
    for path in (p for folder in CODE for p in (ROOT / folder).rglob("*")):
        if path.suffix == ".py":
            text = path.read_text("utf-8")
            if lost(path, text):  # taking a source apart is slow; code as a whole is a quick look
                yield path, "\n".join(comments_of(text))
        elif path.suffix in MARKED:
            yield path, "\n".join(MARKED[path.suffix].findall(path.read_text("utf-8")))


def points(text):
    """Return the names of files and folders, and those of modules, in a text."""
    text = ADDRESS.sub("", text)
    names = {*FILE.findall(text), *DATA.findall(text), *FOLDER.findall(text)}
    return names | set(MODULE.findall(text))


def is_there(name, beside):
    """Return whether a file or folder is there, as seen from the root or from whoever names it."""
    places = (ROOT, PACKAGE, PACKAGE / "centre", ROOT / "tests", *beside.parents)
    if any((place / name).exists() for place in places):
        return True
    return any(path.as_posix().endswith("/" + name) for path in files().get(Path(name).name, ()))


@cache
def is_module(name):
    """Return whether a name is a module of this project, or something within one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        place = ROOT / "src" / Path(*parts[:end])
        if place.with_suffix(".py").exists() or (place / "__init__.py").exists():
            rest = parts[end:]
            return not rest or hasattr(importlib.import_module(".".join(parts[:end])), rest[0])
    return False


def lost(path, text):
    """Return what a text points to that is not there."""
    return {
        name
        for name in points(text)
        if not (is_module(name) if MODULE.fullmatch(name) else is_there(name.rstrip("/."), path))
        and not MADE_BY_THE_READER.search(name)
    }


def test_what_is_pointed_to_is_there():
    found = {f"{p.relative_to(ROOT)}: {name}" for p, text in said() for name in lost(p, text)}
    assert sorted(found) == []


def test_the_walk_sees_what_is_gone():
    assert points("see `centre/gone.py`, scp_centre.gone and docs/gone/") == {
        "centre/gone.py",
        "scp_centre.gone",
        "docs/gone/",
    }
    assert not is_there("centre/gone.py", ROOT) and is_there("centre/errors.py", ROOT)
    assert not is_module("scp_centre.gone") and is_module("scp_centre.centre.errors.CentreError")
