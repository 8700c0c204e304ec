"""A table of items, of our template or anybody's: its headings are mapped to fields once."""

import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.centre.sheets.cell_words import names_of
from scp_centre.centre.sheets.csv_reader import CsvForm
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.findings import Finding, whole_file
from scp_centre.centre.sheets.schema import Sheet, load_sheets
from scp_centre.centre.sheets.table_file import read_text_table
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.methods.messages import Number, _
from scp_centre.roles.clearinghouse.fields import TEXT, clean
from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected
from scp_centre.roles.clearinghouse.item_readers.draft import (
    YEAR,
    Draft,
    guess,
    language_code,
)
from scp_centre.roles.clearinghouse.vocabulary import LISTS, code_named

MOST_ROWS = 50_000
CUT_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6})\Z")
HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]+|#\d+);")
WHY = _("Why this row was not imported")
LOOKED_AT = 6  # rows in which the headings may stand
KEYWORDS = ("mots-clés", "mots clés", "palabras clave")
OTHER_NAMES = {  # what other programs call the fields
    "title": ("name", "dc.title", "titre", "título"),
    "summary": ("abstract", "description", "dc.description", "résumé", "resumen", "descripción"),
    "address": ("url", "link", "website", "dc.identifier.uri", "lien", "enlace"),
    "identifier": ("id", "key", "dc.identifier"),
    "type": (
        "category",
        "dc.type",
        "item type",
        "resource type",
        "type de ressource",
        "type de document",
        "tipo de recurso",
        "tipo de documento",
    ),
    "language": ("dc.language", "langue", "idioma"),
    "authors": ("author", "creator", "dc.creator", "auteur", "auteurs", "autor", "autores"),
    "year": ("date", "published", "issued", "publication year", "dc.date", "année", "año"),
    "topics": ("subject", "subjects", "keywords", "tags", "dc.subject", *KEYWORDS),
    "countries": ("country", "coverage", "pays", "país"),
    "sectors": ("sector", "industry", "secteur"),
    "publisher": ("dc.publisher", "organisation", "organization", "éditeur", "editorial"),
    "licence": ("license", "rights"),
}
Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of a file, all as text; a row with its number in the file.

    form : how it was written, where it is text
    """

    headings: list[str]
    rows: Rows
    form: CsvForm | None = None


@cache
def items_sheet() -> Sheet:
    return load_sheets(Path(__file__).with_name("items.toml"))[0]


def template(language: str = "en") -> bytes:
    """Return the template as XLSX."""
    return write_tables([(items_sheet(), [])], language)


def read_table(content: bytes, name: str, chosen: CsvForm | None = None) -> Table:
    """Return the table of an XLSX or CSV file; raises WorkbookError for anything else.

    chosen : what the user says of the encoding and separator of a CSV file
    """
    form, rows = _xlsx(content) if content[:2] == b"PK" else _csv(content, chosen)
    named = [
        (len(_known(cells)), -place) for place, (_unused, cells) in enumerate(rows[:LOOKED_AT])
    ]
    if not rows or not named:
        raise whole_file(_("{name} holds no row.", name=name), _("Start from the template."))
    best = -max(named)[1]
    headings = [heading.strip() for heading in rows[best][1]]
    if sum(bool(h) for h in headings) < 1:
        raise whole_file(_("{name} has no headings.", name=name), _("Put them into the first row."))
    width = len(headings)
    found = [(n, _mended(c, width)) for n, c in rows[best + 1 :] if any(map(str.strip, c))]
    if len(found) > MOST_ROWS:
        raise whole_file(
            _("More than {_ROWS} rows.", _ROWS=Number(MOST_ROWS, ",")), _("Split the file.")
        )
    return Table(headings, found, form)


def _mended(cells: list[str], width: int) -> list[str]:
    """Return a row in which no HTML entity is cut in two, as the separator ; cuts &nbsp;."""
    if len(cells) <= width:
        return [cell.strip() for cell in cells]
    made: list[str] = []
    for cell in cells:
        if made and CUT_ENTITY.search(made[-1]):
            made[-1] += f";{cell}"
        else:
            made.append(cell)
    return [cell.strip() for cell in made]


def _xlsx(content: bytes) -> tuple[None, Rows]:
    book = read_sheets(io.BytesIO(content))
    name = "Items" if "Items" in book else next(iter(book), "")
    return None, [
        (number, [_plain(c) for c in cells])
        for number, cells in enumerate(book.get(name, [])[: MOST_ROWS + LOOKED_AT + 1], 1)
    ]


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _csv(content: bytes, chosen: CsvForm | None) -> tuple[CsvForm, Rows]:
    form, rows = read_text_table(io.BytesIO(content), chosen)
    first = islice(rows, MOST_ROWS + LOOKED_AT + 1)
    return form, list(enumerate(first, 1))


def _known(headings: Sequence[str]) -> dict[int, str]:
    """Return place -> field of headings that say what they are."""
    named = {}
    for column in items_sheet().columns:
        for name in (*names_of(column.title), column.key, *OTHER_NAMES.get(column.key, ())):
            named.setdefault(name.lower(), column.key)
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        key = named.get(heading.strip().rstrip(" *").lower())
        if key and key not in found.values():
            found[place] = key
    return found


def is_why(heading: str) -> bool:
    """Return whether a heading is that of the column in which we say why a row was refused."""
    return heading.strip().lower() in names_of(WHY)


def is_template(headings: Sequence[str]) -> bool:
    """Return whether a table is one of ours, in any language: each heading is one of its titles."""
    ours = {name.lower() for column in items_sheet().columns for name in names_of(column.title)}
    return all(h.strip().rstrip(" *").lower() in ours for h in headings if h and not is_why(h))


def guess_mapping(headings: Sequence[str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return heading -> field: as it was mapped before, else as it says itself."""
    found = {headings[place]: key for place, key in _known(headings).items()}
    keys = {c.key for c in items_sheet().columns}
    found |= {h: k for h, k in kept.items() if h in headings and (k in keys or k == "")}
    return {h: k for h, k in found.items() if not is_why(h)}


def refused_rows(
    table: Table, why: Mapping[int, Sequence[str]], notes: Sequence[str], heading: str
) -> bytes:
    """Return the refused rows as they came, as CSV to be mended and sent again.

    why : number of the row -> what is wrong with it; it stands in a last column that an import
        passes over, as do the notes, below the rows
    """
    places = [place for place, h in enumerate(table.headings) if h and not is_why(h)]
    head = [table.headings[place] for place in places] + [heading]
    rows = [
        [*(cells[p] if p < len(cells) else "" for p in places), " ".join(why[number])]
        for number, cells in table.rows
        if number in why
    ]
    rows += [[*([""] * len(places)), note] for note in notes]
    return csv_bytes(head, rows)


def rows_of(table: Table, mapping: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows as field -> text, of headings that are mapped."""
    places = [
        (p, mapping[h]) for p, h in enumerate(table.headings) if mapping.get(h) and not is_why(h)
    ]
    passed_over = {p for p, h in enumerate(table.headings) if is_why(h)}
    for number, cells in table.rows:
        if not any(cell for p, cell in enumerate(cells) if p not in passed_over):
            continue
        yield number, {key: cells[p] for p, key in places if p < len(cells) and cells[p]}


@dataclass(slots=True)
class Leniency:
    """What is forgiven in a table of others.

    kind : type of a row that names none of ours; without it such a row is wrong
    left_out : (field, word) -> how often a word was left out since our lists do not have it; None
        where such a word is a mistake
    """

    kind: str = ""
    left_out: Counter[tuple[str, str]] | None = None

    def said(self) -> list[str]:
        """Return what was left out, in sentences, the most frequent first."""
        titles = {c.key: c.title for c in items_sheet().columns}
        return [
            f"Not in the list, so left out: {word} ({titles.get(field, field)}); in rows: {n}"
            for (field, word), n in (self.left_out or Counter()).most_common()
        ]


def collected(
    table: Table,
    mapping: Mapping[str, str],
    findings: list[Finding],
    leniency: Leniency | None = None,
) -> Iterator[Collected]:
    """Yield the items of a table; what is wrong is added to the findings, and left out."""
    leniency = leniency or Leniency()
    seen: dict[str, int] = {}
    titles = {c.key: c.title for c in items_sheet().columns}
    cells_of = dict(table.rows)
    width = len(table.headings)
    for number, row in rows_of(table, mapping):
        wrong: list[tuple[str, str, str]] = []
        made = _item(row, wrong, leniency)
        origin = (
            row.get("identifier") or row.get("doi") or row.get("address") or row.get("title", "")
        )
        wrong += _too_wide(cells_of[number], width)
        if origin and origin in seen:
            wrong.append(("identifier", f"The same item as row {seen[origin]}.", "Keep one."))
        seen[origin] = number
        for key, message, cure in wrong:
            findings.append(Finding("Items", number, titles.get(key, key), message, cure))
        if not wrong and made is not None:
            yield Collected(origin, made, row=number)


def _too_wide(cells: Sequence[str], width: int) -> list[tuple[str, str, str]]:
    """Return what is wrong with a row that has more cells than there are headings."""
    if not any(cells[width:]):
        return []
    message = f"The row has {len(cells)} cells, and there are {width} headings."
    return [("", message, "Put texts that hold the separator into quotation marks.")]


def _item(
    row: Mapping[str, str], wrong: list[tuple[str, str, str]], leniency: Leniency
) -> Draft | None:
    values: dict[str, Any] = {}
    if not row.get("title"):
        wrong.append(("title", "The title is missing.", "Give it one."))
    said = row.get("type", "")
    kind = code_named("type", said) or leniency.kind
    if said and kind and not code_named("type", said) and leniency.left_out is not None:
        leniency.left_out["type", said[:80]] += 1
    if not kind:
        wrong.append(("type", f"There is no type {said!r}.", "Use one of the template's list."))
    values |= {"type": kind, "language": language_code(row.get("language", ""))}
    for name, scheme in LISTS.items():
        codes = [
            _code(scheme, n, name, wrong, leniency) for n in _labels(scheme, row.get(name, ""))
        ]
        values[name] = [code for code in codes if code]
    if cost := row.get("cost"):
        values["cost"] = _code("cost", cost, "cost", wrong, leniency)
    if leniency.left_out is not None:
        for name, codes in guess(
            f"{row.get('title', '')}. {row.get('summary', '')}", values["language"]
        ).items():
            values[name] = values[name] or codes
    year = row.get("year", "")
    if found := YEAR.search(year):
        year = found.group()
    if year and not (year.isdigit() and len(year) == 4):
        wrong.append(("year", f"{row['year']!r} is no year.", "Four digits."))
    elif year:
        values["year"] = int(year)
    values["authors"] = [a.strip() for a in row.get("authors", "").split(";") if a.strip()]
    for name in ("address", "doi", "publisher", "licence", "contact"):
        values[name] = row.get(name, "")
    if wrong:
        return None
    try:
        clean(values)
    except ClearinghouseError as error:
        wrong.append((error.where, error.message, error.cure))
        return None
    said = {name: row.get("cost_said" if name == "cost" else name, "") for name in TEXT}
    said |= {name: _without_tags(said[name]) for name in ("title", "summary")}
    return Draft(values, said)


def _without_tags(text: str) -> str:
    """Return a text without the HTML that a website's own export leaves in it."""
    return " ".join(html.unescape(plain(text)).split()) if HTML.search(text) else text


def _parts(text: str) -> list[str]:
    """Return what is divided by commas, or by semicolons or bars where there are such."""
    for mark in ("|", ";"):
        if mark in text:
            return [p.strip() for p in text.split(mark) if p.strip()]
    return [p.strip() for p in text.split(",") if p.strip()]


def _labels(scheme: str, text: str) -> Iterator[str]:
    """Yield the labels of a cell; a part that is none may hold several with commas between."""
    for part in _parts(text):
        if "," in part and not code_named(scheme, part):
            yield from (p.strip() for p in part.split(",") if p.strip())
        else:
            yield part


def _code(
    scheme: str,
    name: str,
    field: str,
    wrong: list[tuple[str, str, str]],
    leniency: Leniency,
) -> str:
    code = code_named(scheme, name)
    if not code and leniency.left_out is not None:
        leniency.left_out[field, name[:80]] += 1
    elif not code:
        wrong.append((field, f"{name[:40]!r} is not in the list.", "Use a label or code of it."))
    return code
