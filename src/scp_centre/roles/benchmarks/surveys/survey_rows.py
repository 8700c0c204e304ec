"""The rows of a survey that was sent: the first of each sheet, or all of one table."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

from scp_centre.centre.foreign_files import WORKBOOK, Allowance, FileRefusal, stream
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.foreign_files.frames import PerCent
from scp_centre.centre.sheets.cells import shown_number, typed_cell
from scp_centre.centre.sheets.findings import Finding, whole_file
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.table_file import is_csv, read_text_table, table_refused, text_options
from scp_centre.centre.sheets.table_notation import table_notations
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.methods.entries import Notation
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.surveys.survey_mapping import Cells, SurveyMapping

FIRST_ROWS = 60
Numbered = list[tuple[int, list[Any]]]


def read_first_rows(
    file: IO[bytes], name: str, chosen: CsvForm | None = None
) -> dict[str, list[list[Any]]]:
    """Return the first rows of each sheet; a text table is one sheet without a name.

    Raises WorkbookError for what cannot be read.
    """
    book = _first_sheets(file, name, chosen)
    whole = {sheet: rows for sheet, rows in book.items() if any(map(any, rows))}
    if not whole:
        raise whole_file(_("The file contains no plants."), _("Fill in at least one row."))
    return whole


def _first_sheets(file: IO[bytes], name: str, chosen: CsvForm | None) -> dict[str, list[list[Any]]]:
    if not is_csv(name):
        return read_sheets(file, most_rows=FIRST_ROWS)
    options = text_options(chosen)
    try:
        _about, *parts = stream("table", file, WORKBOOK, **options, most_rows=FIRST_ROWS)
    except FileRefusal as refusal:
        raise table_refused(refusal) from None
    return {"": [row for part in parts for row in part]}


def read_table(
    file: IO[bytes],
    name: str,
    mapping: SurveyMapping,
    chosen: CsvForm | None = None,
    allowance: Allowance = WORKBOOK,
) -> tuple[list[Cells], Numbered, list[Finding]]:
    """Return the rows down to the headings of a table, and those of its plants with their numbers.

    The third is what the sheet hides of them, or merges over several rows.

    Raises WorkbookError for what cannot be read, or where the sheet is not there.
    """
    above = mapping.first_row - 1
    if is_csv(name):
        _form, rows = read_text_table(file, chosen, allowance)
        head: list[Cells] = list(islice(rows, above))
        return head, list(enumerate(rows, mapping.first_row)), []
    book = read_sheets(file, allowance, sheets=[mapping.sheet])
    if mapping.sheet not in book:
        raise whole_file(
            _("The workbook has no sheet called {name}.", name=mapping.sheet),
            _("Choose the sheet that contains the plants."),
        )
    sheet = book[mapping.sheet]
    places = mapping.columns.values()
    hidden = list(find_hidden_cells(mapping.sheet, sheet, mapping.first_row, places))
    return list(sheet[:above]), list(enumerate(sheet[above:], mapping.first_row)), hidden


def type_rows(sheet: Sheet, mapping: SurveyMapping, rows: Numbered) -> Numbered:
    """Return rows whose texts are numbers where their column is: read as the table writes them."""
    columns = {column.key: column for column in sheet.columns}  # some may be gone since
    numeric = {
        place: columns[key]
        for key, place in mapping.columns.items()
        if key in columns and columns[key].type == "number"
    }
    units = {place: mapping.units.get(key, "") for key, place in mapping.columns.items()}
    notations = _notations(mapping, list(numeric), rows)
    typed: Numbered = []
    for number, row in rows:
        cells = list(row)
        for place, column in numeric.items():
            cell = cells[place] if place < len(cells) else None
            if isinstance(cell, str):
                cells[place] = typed_cell(column, cell, notations)
            elif isinstance(cell, PerCent) and units[place]:
                cells[place] = shown_number(cell, units[place])  # in the unit of its own column
        typed.append((number, cells))
    return typed


def _notations(
    mapping: SurveyMapping, places: Sequence[int], rows: Numbered
) -> tuple[Notation, ...]:
    return table_notations(CsvForm(notation=mapping.notation), _texts(places, rows))


def _texts(places: Sequence[int], rows: Numbered) -> Iterator[str]:
    for _number, row in rows:
        for place in places:
            cell = row[place] if place < len(row) else None
            if isinstance(cell, str) and cell.strip():
                yield cell
