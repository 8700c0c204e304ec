"""What the code says: every message of pages, forms, errors and reports, read from the sources.

A formatted string becomes a message with holes: f"There is no meter {key!r}." is the message
"There is no meter '{key}'.". Translators find it in the PO files; `scp-centre messages` keeps them.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from scp_centre.centre.translation.messages import FOLDER, HOLE, LANGUAGES, catalogues

SOURCES = Path(__file__).parents[2]
CALLS = {  # name of what is called -> positions of its arguments that somebody reads
    "Act": (1,),
    "BeginLink": (0,),
    "Calculation": (1, 2, 4),
    "CellError": (0, 1),
    "CentreRole": (1,),
    "Check": (2, 3, 4),
    "CompanySection": (0, 3),
    "Clash": (2, 3),
    "DependentKind": (1,),
    "Explanation": (0,),
    "Fact": (0, 2),
    "Figure": (1,),
    "Finding": (3, 4),
    "Given": (0, 3),
    "group_tasks": (0,),
    "heads": tuple(range(1, 12)),
    "JourneyLink": (1,),
    "MenuEntry": (0,),
    "News": (0,),
    "_news": (0,),
    "Offer": (1,),
    "PublicPage": (0,),
    "TaskGroup": (0,),
    "_P": (2,),
    "__init__": (0,),
    "_add": (2, 3),
    "_confirm": (1, 2, 3, 4),
    "_edit": (4,),
    "_fail": (1,),
    "_note": (2, 3),
    "_part": (0,),
    "_require_name": (1,),
    "_targets": (0,),
    "_wrong": (3, 4),
    "add_error": (1,),
    "error": (1,),
    "progress": (2,),
    "refuse": (1, 2),
    "queue_job": (1,),
    "say": (0,),
    "spoken": (0,),
    "self": (0,),
    "success": (1,),
    "warning": (1,),
    "ValidationError": (0,),
    "whole_file": (0, 1),
}
TABLES = {  # constants that hold words in their values
    "ABSOLUTE",
    "ACCOUNT_WORDS",
    "ANY",
    "APPROACH_WORDS",
    "BREAKDOWNS",
    "CHANGES",
    "CHOOSE_ROLE",
    "CITATION_KINDS",
    "CUTS",
    "DETAIL_LABELS",
    "DIMENSIONS",
    "ENCODINGS",
    "ENDS",
    "FACETS",
    "FAULTS",
    "FIRST_COMPANY",
    "FROM_LIST",
    "FIND_OUT",
    "FLAGS",
    "DONE",
    "HELPS",
    "INPUTS",
    "INSTRUMENTS",
    "KIND_TITLES",
    "LABELS",
    "LOGGED",
    "LOGGED_SECURITY",
    "MARKS",
    "MEASURE_HEADS",
    "NOTICES",
    "NOT_SAID",
    "NO_COLUMN",
    "OPTION_KINDS",
    "OTHER_LINK",
    "PLAN_NAMES",
    "PRESSURES",
    "QUALITIES",
    "QUEUE",
    "READ_ITEMS",
    "REASONS",
    "VERDICTS",
    "RATIO_NAMES",
    "RESULT_TITLES",
    "ROLES_OF_CENTRE",
    "ROLE_NAMES",
    "RULES",
    "SAID",
    "SCOPES",
    "SEPARATORS",
    "SHOWS",
    "SIZES",
    "SOURCE_KINDS",
    "TITLES",
    "TRIES",
    "TWO_ROWS",
    "UNKNOWN_COLUMN",
    "USES",
    "VERIFIED_NAMES",
    "WAYS_DOWN",
    "WHY",
    "WORDS",
}
TOLD = {
    "place",
    "verdict",
    "tally_sentence",
    "_after_ending",
    "_decoupling",
    "_ending",
    "_no_type",
    "_place_in_text",
    "_same_as",
    "_too_wide",
    "_types",
}  # functions whose answers are read
NOT_FOR_PAGES = (
    "centre/api/",
    "centre/backups.py",
    "centre/declarations.py",
    "interfaces/api/",
    "interfaces/cli/compute.py",
    "interfaces/contracts/",
    "reference/",
    "settings/",
)
KEYWORDS = {"label", "help_text", "cure", "message", "empty_label", "sentence", "formula", "staff"}
ERRORS = re.compile(r"^_?[A-Z]\w*Error$")
LETTERS = re.compile(r"[^\W\d_]{2}")
Message = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One message and where it is said."""

    message: Message
    file: str
    line: int


def collect() -> list[Said]:
    """Return every message of the sources, in the order of files and lines."""
    found: list[Said] = []
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if "migrations" not in path.parts and not name.startswith(NOT_FOR_PAGES):
            found += _of_python(path)
    for path in sorted(SOURCES.rglob("*.toml")):
        found += _of_sheets(path)
    for path in sorted(SOURCES.rglob("*.html")):
        found += _of_template(path)
    return found


def _of_template(path: Path) -> Iterator[Said]:
    lines = templatize(path.read_text("utf-8")).splitlines()
    source = "\n".join(line.lstrip() for line in lines)  # its indents are not Python's
    name = path.relative_to(SOURCES).as_posix()
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for line, function, message, _ in extract_python(BytesIO(source.encode()), keywords, [], {}):
        plain = message[:2] if function == "ngettext" else message
        yield Said(plain if isinstance(plain, str) else tuple(plain), name, line)


def _of_sheets(path: Path) -> Iterator[Said]:
    """Yield what the sheets of a workbook say: names, help, titles and allowed words."""
    name = path.relative_to(SOURCES).as_posix()
    for sheet in tomllib.loads(path.read_text("utf-8")).get("sheet", []):
        yield from (Said(sheet[part], name, 0) for part in ("name", "help"))
        for column in sheet["column"]:
            yield from (Said(column[part], name, 0) for part in ("title", "help"))
            yield from (
                Said(word, name, 0) for word in column.get("allowed", []) if LETTERS.search(word)
            )


def _of_python(path: Path) -> Iterator[Said]:
    tree = ast.parse(path.read_text("utf-8"))
    name = path.relative_to(SOURCES).as_posix()
    for node in ast.walk(tree):
        if plural := _plural_of(node):
            yield Said(plural, name, node.lineno)  # type: ignore[attr-defined]
        for text in _read_by_somebody(node):
            for message in _messages_in(text):
                if LETTERS.search(HOLE.sub("", message)) and "__" not in message:
                    yield Said(message, name, text.lineno)


def _plural_of(node: ast.AST) -> tuple[str, str] | None:
    """Return the two forms of Done(number, one, many); None for anything else."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Done":
        return None
    texts = [arg.value for arg in node.args[1:3] if isinstance(arg, ast.Constant)]
    return (str(texts[0]), str(texts[1])) if len(texts) == 2 else None


def _read_by_somebody(node: ast.AST) -> Iterable[ast.expr]:
    """Return the expressions of a node that end before somebody's eyes."""
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        places = (0,) if ERRORS.match(called) and called not in CALLS else CALLS.get(called, ())
        yield from (node.args[i] for i in places if i < len(node.args))
        yield from (k.value for k in node.keywords if k.arg in KEYWORDS)
        if called == "ChoiceField":
            yield from (k.value for k in node.keywords if k.arg == "choices")
    elif isinstance(node, ast.ClassDef) and any(_is_choices(base) for base in node.bases):
        yield from (item.value for item in node.body if isinstance(item, ast.Assign))
    elif isinstance(node, ast.Assign) and any(_is_words(target) for target in node.targets):
        yield node.value
    elif isinstance(node, ast.FunctionDef) and ("said" in node.name or node.name in TOLD):
        yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value)


def _is_choices(base: ast.expr) -> bool:
    return isinstance(base, ast.Attribute) and base.attr == "TextChoices"


def _is_words(target: ast.expr) -> bool:
    """Return whether a constant is a table of words."""
    return isinstance(target, ast.Name) and target.id in TABLES


def _messages_in(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield _with_holes(node)
        case ast.IfExp():
            yield from _messages_in(node.body)
            yield from _messages_in(node.orelse)
        case ast.BoolOp():
            for part in node.values:
                yield from _messages_in(part)
        case ast.Tuple() | ast.List():
            for part in node.elts:
                yield from _messages_in(part)
        case ast.Dict():
            for part in node.values:
                yield from _messages_in(part)
            for key in node.keys:  # a heading with its text; other keys are no sentences
                if isinstance(key, ast.Constant) and str(key.value)[:1].isupper():
                    yield str(key.value)
        case ast.Call(func=ast.Attribute(value=value)):  # "…".strip()
            yield from _messages_in(value)


def _with_holes(node: ast.JoinedStr) -> str:
    parts: list[str] = []
    names: dict[str, str] = {}
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        assert isinstance(part, ast.FormattedValue)
        quote = "'" if part.conversion == ord("r") else ""
        parts.append(f"{quote}{{{_name(part.value, names)}}}{quote}")
    return "".join(parts)


def _name(value: ast.expr, names: dict[str, str]) -> str:
    """Return the name of a hole: that of what fills it, or its number."""
    source = ast.unparse(value)
    inner = value
    while isinstance(inner, ast.Call | ast.Subscript):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    words = re.findall(r"[a-z_]\w*", ast.unparse(inner))
    name = words[-1] if words and len(words) < 4 else f"value{len(names) + 1}"
    if names.get(name, source) != source:
        name = f"{name}{len(names) + 1}"
    names[name] = source
    return name


def update(language: str) -> tuple[int, int]:
    """Write what the code says into the PO file of a language; return all and untranslated.

    Translations stay; what is said no more is dropped.
    """
    known = {m.id: m.string for part in catalogues(language) for m in part if m.id}
    elsewhere = _ids_of(FOLDER / f"{language}.catalogue.po", language)
    path = FOLDER / f"{language}.po"
    made = Catalog(locale=language, project="scp-centre", charset="utf-8", fuzzy=False)
    made.header_comment = f"# Messages of pages, reports and pictures: {LANGUAGES[language]}."
    for said in collect():
        key = said.message
        first = key if isinstance(key, str) else key[0]
        if first in elsewhere:
            continue
        made.add(key, known.get(key) or known.get(first), locations=[(said.file, said.line)])
    with path.open("wb") as file:
        write_po(file, made, width=100, no_location=False, include_lineno=False, omit_header=False)
    messages = [m for m in made if m.id]
    return len(messages), sum(1 for m in messages if not is_translated(m.string))


def _ids_of(path: Path, language: str) -> set[str]:
    from babel.messages.pofile import read_po

    if not path.exists():
        return set()
    with path.open("rb") as file:
        return {str(m.id) for m in read_po(file, locale=language) if m.id}


def is_translated(text: str | tuple[str, ...]) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)
