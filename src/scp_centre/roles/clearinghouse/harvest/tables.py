"""A table of items, of our template or anybody's: its headings are mapped to fields once."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from scp_centre.centre.cell_protection import unprotect
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.foreign_files.frames import Uncomputed
from scp_centre.centre.sheets.cell_words import names_of
from scp_centre.centre.sheets.cells import NOT_COMPUTED, SAVE_AGAIN, is_formula_error
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.findings import Finding, WorkbookError, whole_file
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.row_reader import LOOKED_AT
from scp_centre.centre.sheets.schema import Sheet, load_sheets
from scp_centre.centre.sheets.table_file import read_text_table
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.messages import Number, _

MOST_ROWS = 50_000
CUT_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6})\Z")
WHY = _("Reason this row was not imported")
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

    form : how it was written, where it is text    sheet : its name, where it is a workbook
    """

    headings: list[str]
    rows: Rows
    form: CsvForm | None = None
    sheet: str = ""


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
    form: CsvForm | None = None
    sheet = ""
    if content[:2] == b"PK":
        sheet, rows = _xlsx(content)
    else:
        form, rows = _csv(content, chosen)
    named = [
        (len(_known(cells)), -place) for place, (_unused, cells) in enumerate(rows[:LOOKED_AT])
    ]
    if not rows or not named:
        raise whole_file(
            _("{name} is empty.", name=name),
            _("Enter items in the template, or upload another file."),
        )
    best = -max(named)[1]
    headings = [heading.strip() for heading in rows[best][1]]
    if sum(bool(h) for h in headings) < 1:
        raise whole_file(
            _("{name} has no headings.", name=name), _("Enter the headings in the first row.")
        )
    width = len(headings)
    _refuse_repeated(sheet, rows[best][0], headings)
    found = [(n, _mended(c, width)) for n, c in rows[best + 1 :] if any(map(str.strip, c))]
    if not found:
        raise whole_file(
            _("{name} has headings, but no rows below them.", name=name),
            _("Enter at least one item."),
        )
    if len(found) > MOST_ROWS:
        raise whole_file(
            _("The file has more than {_ROWS} rows.", _ROWS=Number(MOST_ROWS, ",")),
            _("Split the file."),
        )
    if form is None and any(map(is_why, headings)):  # our own file, saved as a workbook
        found = [(number, [unprotect(cell) for cell in cells]) for number, cells in found]
    return Table(headings, found, form, sheet)


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


def _xlsx(content: bytes) -> tuple[str, Rows]:
    book = read_sheets(io.BytesIO(content))
    name = "Items" if "Items" in book else _sheet_of_items(book)
    for number, cells in enumerate(book.get(name, []), 1):
        if any(isinstance(cell, Uncomputed) for cell in cells):
            raise WorkbookError([Finding(name, number, "", NOT_COMPUTED, SAVE_AGAIN)])
        for cell in filter(is_formula_error, cells):
            said = _("The formula in this cell returns the error {strip}.", strip=cell.strip())
            mend = _("Correct the formula, or type the value.")
            raise WorkbookError([Finding(name, number, "", said, mend)])
    if hidden := list(find_hidden_cells(name, book.get(name, []))):
        raise WorkbookError(hidden)
    return name, [
        (number, [_plain(c) for c in cells])
        for number, cells in enumerate(book.get(name, [])[: MOST_ROWS + LOOKED_AT + 1], 1)
    ]


def _sheet_of_items(book: Mapping[str, Sequence[Sequence[Any]]]) -> str:
    """Return the sheet with the most headings that say what they are, else the first with rows."""

    def worth(name: str) -> tuple[int, bool]:
        rows = book[name]
        known = [len(_known([_plain(cell) for cell in row])) for row in rows[:LOOKED_AT]]
        return max(known, default=0), any(map(any, rows))

    return max(book, key=worth, default="")


def _refuse_repeated(sheet: str, row: int, headings: Sequence[str]) -> None:
    """Refuse a table with two columns of one heading: only one of them would be imported."""
    named = [h for h in headings if h and not is_why(h)]
    for heading in named:
        if named.count(heading) > 1:
            first, second = [xl_col_to_name(i) for i, h in enumerate(headings) if h == heading][:2]
            said = _(
                "Two columns have the heading “{title}”: {first} and {second}.",
                title=heading[:60],
                first=first,
                second=second,
            )
            mend = _("Keep one of the two columns, or rename the other one.")
            raise WorkbookError([Finding(sheet, row, heading[:60], said, mend)])


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
    named: dict[str, str] = {}
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


def refused_rows(table: Table, why: Mapping[int, Sequence[str]], heading: str) -> bytes:
    """Return the refused rows as they came, as CSV to be corrected and sent again.

    why : number of the row -> what is wrong with it; it stands in a last column that an import
        passes over    The separator is the sender's, whose spreadsheet shows it in columns.
    """
    if not why:
        return b""
    places = [place for place, h in enumerate(table.headings) if h and not is_why(h)]
    head = [table.headings[place] for place in places] + [heading]
    rows = []
    for number, cells in table.rows:
        if number in why:
            own = [cells[p] if p < len(cells) else "" for p in places]
            rows.append([*own, " ".join(why[number])])
    return csv_bytes(head, rows, separator=table.form.separator if table.form else ",")


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
