"""What the code says: every marked message, read from the sources by Babel, with gettext's marks.

Three kinds of files speak: Python (`_`, `n_`, `p_`), templates (Django's tags) and the sheets of
workbooks (TOML). Translators find their messages in the PO files; `scp-centre messages` keeps them.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.extract import extract_python as extract_tokens
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from scp_centre.centre.translation.messages import FOLDER, LANGUAGES, PACKAGE, catalogues

HERE = f"{__name__}:"
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", f"{HERE}extract_calls"),
    ("**.html", f"{HERE}extract_template"),
    ("**.toml", f"{HERE}extract_sheets"),
]
MARKS: dict[str, Any] = {
    "_": (1,),
    "N_": (1,),
    "n_": (1, 2),
    "p_": ((1, "c"), 2),
    "gettext": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LETTERS = re.compile(r"[^\W\d_]{2}")
HOLES = re.compile(r"\{\w+\}|%\(\w+\)s|%%")
CREATED = re.compile(rb'^"POT-Creation-Date: .*$', re.M)
Extracted = tuple[int, str, Any, list[str]]
Key = tuple[str, str]  # context, message


@cache
def collect() -> Catalog:
    """Return every message of the sources, with the files that say it."""
    made = Catalog()
    found = extract_from_dir(PACKAGE, METHODS, keywords=MARKS)
    for file, line, message, _comments, context in sorted(found, key=lambda row: row[:2]):
        made.add(message, locations=[(file, line)], context=context)
    return made


def extract_calls(
    file: IO[bytes], keywords: Mapping[str, Any], tags: object, options: object
) -> Iterator[Extracted]:
    """Yield the marked messages of a Python file.

    By its syntax tree, not Babel's tokens: marks also stand within other marks and formatted texts.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [getattr(a, "value", None) for a in node.args]
            texts = [text if isinstance(text, str) else None for text in texts]
            if node.func.id in keywords and any(texts):
                yield node.lineno, node.func.id, texts[0] if len(texts) == 1 else tuple(texts), []


def extract_template(
    file: IO[bytes], keywords: Mapping[str, Any], tags: object, options: object
) -> Iterator[Extracted]:
    """Yield the messages of a template, by Django's own reading of it."""
    lines = templatize(file.read().decode()).splitlines()
    source = "\n".join(line.lstrip() for line in lines)  # its indents are not Python's
    yield from cast(Iterator[Extracted], extract_tokens(BytesIO(source.encode()), keywords, [], {}))


def extract_sheets(
    file: IO[bytes], keywords: object, tags: object, options: object
) -> Iterator[Extracted]:
    """Yield what the sheets of a workbook say: names, help, titles and allowed words."""
    for sheet in tomllib.loads(file.read().decode()).get("sheet", []):
        columns = sheet["column"]
        texts = [sheet["name"], sheet["help"], *(c[part] for c in columns for part in TEXTS)]
        allowed = (word for column in columns for word in column.get("allowed", []))
        texts += filter(LETTERS.search, allowed)
        yield from ((1, "_", text, []) for text in texts)


TEXTS = ("title", "help")  # of a column


def update(language: str) -> tuple[int, int, list[str]]:
    """Write what the code says into the PO files of a language; translations stay.

    Return how many messages there are, how many lack a translation, and which have other holes.
    """
    known: dict[Key, Any] = {}
    for catalogue in catalogues(language):
        known |= {key_of(message): message.string for message in catalogue if message.id}
    elsewhere = _ids_of(FOLDER / f"{language}.catalogue.po", language)
    made: dict[Path, Catalog] = {}
    for said in collect():
        if said.id and key_of(said) not in elsewhere:
            catalogue = made.setdefault(_folder_of(said), _empty_catalogue(language))
            string = known.get(key_of(said))
            if isinstance(said.id, tuple) and isinstance(string, str):
                string = (string,) * catalogue.num_plurals if string else None
            catalogue.add(said.id, string, locations=said.locations, context=said.context)
    _write_catalogues(language, made)
    messages = [m for catalogue in made.values() for m in catalogue if m.id]
    missing = sum(1 for m in messages if not is_translated(m.string))
    return len(messages), missing, [key_of(m)[1] for m in messages if wrong_holes(m)]


def _folder_of(said: Message) -> Path:
    """Return where a translation lies: with the role that says it, if no other part does."""
    files = [str(file).split("/") for file, _line in said.locations]
    speakers = {tuple(parts[:2]) if parts[0] == "roles" else () for parts in files}
    (speaker,) = speakers if len(speakers) == 1 else ((),)
    return PACKAGE.joinpath(*speaker, "locale") if speaker else FOLDER


def _without_date(content: bytes) -> bytes:
    """Return a PO file without the moment of its making: it alone is no change."""
    return CREATED.sub(b"", content)


def _empty_catalogue(language: str) -> Catalog:
    made = Catalog(locale=language, project="scp-centre", charset="utf-8", fuzzy=False)
    made.header_comment = f"# Messages of pages, reports and pictures: {LANGUAGES[language]}."
    return made


def _write_catalogues(language: str, made: Mapping[Path, Catalog]) -> None:
    """Write the files of a language; a role that says nothing has none."""
    for folder, catalogue in made.items():
        folder.mkdir(exist_ok=True)
        path = folder / f"{language}.po"
        content = BytesIO()
        write_po(content, catalogue, width=100, include_lineno=False)
        if not path.exists() or _without_date(path.read_bytes()) != _without_date(
            content.getvalue()
        ):
            path.write_bytes(content.getvalue())
    for path in PACKAGE.glob(f"roles/*/locale/{language}.po"):
        if path.parent not in made:
            path.unlink()


def key_of(message: Message) -> Key:
    """Return what a message is known by: its context, and its text for one."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def wrong_holes(message: Message) -> list[str]:
    """Return the translations that lack a hole of their message, or have one that it has not.

    Where it counts, a form may say the number in a word (one, two): it may lack one hole.
    """
    if not is_translated(message.string):
        return []
    counts = not isinstance(message.id, str)
    forms = as_forms(message.string)
    wanted = Counter(HOLES.findall(as_forms(message.id)[-1]))
    return [form for form in forms if not _fits(Counter(HOLES.findall(form)), wanted, counts)]


def _fits(held: Counter[str], wanted: Counter[str], counts: bool) -> bool:
    lacking = (wanted - held).total()
    return not held - wanted and lacking <= (1 if counts else 0)


def _ids_of(path: Path, language: str) -> set[Key]:
    if not path.exists():
        return set()
    with path.open("rb") as file:
        return {key_of(m) for m in read_po(file, locale=language) if m.id}


def as_forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the forms of a message or translation: one, or those of its counts."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def is_translated(text: str | Iterable[str] | None) -> bool:
    """Return whether every form of a translation is written."""
    return all(text) if isinstance(text, tuple) else bool(text)
