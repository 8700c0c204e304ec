"""Open a table as a file: XLSX or CSV, row by row, so that a million rows need no memory."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from os import SEEK_END
from pathlib import Path
from typing import IO, Any, NamedTuple

from scp_centre.centre.errors import CentreError
from scp_centre.centre.foreign_files import (
    WORKBOOK,
    Allowance,
    FileRefusal,
    read_here,
    stream,
)
from scp_centre.centre.foreign_files.csv_reader import SEPARATORS, CsvForm
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.foreign_files.text_encoding import encoding_name
from scp_centre.centre.sheets import table_notation
from scp_centre.centre.sheets.cell_words import columns_by_title
from scp_centre.centre.sheets.cells import typed_cell
from scp_centre.centre.sheets.findings import Finding, WorkbookError, whole_file
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.row_reader import HEADER_ROW, LOOKED_AT
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.table_notation import notation_sentence, sheet_notations
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.centre.text_files import reader_language
from scp_centre.centre.translation import Speaker
from scp_centre.methods.entries import FILE_NOTATIONS, Notation
from scp_centre.methods.messages import Number, _

Cells = Sequence[Any]
Numbered = Iterable[tuple[int, Cells]]
SMALL = 4 * 1024**2  # bytes of a text table whose rows are held in memory
TEXT_ENDINGS = (".csv", ".tsv", ".txt")


class OpenTable(NamedTuple):
    """The header of a table, its rows with their numbers, and how its texts may be written.

    findings : what the sheet hides, or merges over several rows
    """

    header: Cells
    rows: Numbered
    notations: tuple[Notation, ...] = FILE_NOTATIONS
    header_row: int = HEADER_ROW
    findings: tuple[Finding, ...] = ()


def is_csv(name: str) -> bool:
    """Return whether a file is text, by its name."""
    return name.lower().endswith(TEXT_ENDINGS)


def read_text_table(
    file: Path | IO[bytes],
    chosen: CsvForm | None = None,
    allowance: Allowance = WORKBOOK,
) -> tuple[CsvForm, Iterator[list[str]]]:
    """Return how a text table is written, and its rows, each as texts; empty rows count.

    chosen : what the user says of it    A path is a file of whoever runs the command line.

    Raises WorkbookError for what is no text.
    """
    parts = _text_parts(file, chosen or CsvForm(), allowance)
    about = next(parts)
    form = CsvForm(about["encoding"], about["separator"], chosen.notation if chosen else "")
    return form, chain.from_iterable(parts)


def _text_parts(file: Path | IO[bytes], chosen: CsvForm, allowance: Allowance) -> Iterator[Any]:
    options = text_options(chosen)
    try:
        if isinstance(file, Path):
            yield from read_here("table", file.read_bytes(), **options)
        elif file.seek(0, SEEK_END) <= SMALL:
            # Read at once, so that no reader waits for what is done with the rows.
            yield from list(stream("table", file, allowance, **options))
        else:
            yield from stream("table", file, allowance, **options)
    except FileRefusal as refusal:
        raise table_refused(refusal) from None


def text_options(chosen: CsvForm | None = None) -> dict[str, Any]:
    """Return what the reader of text tables is told: what the user chose, and their language."""
    chosen = chosen or CsvForm()
    return {
        "encoding": chosen.encoding,
        "separator": chosen.separator,
        "language": reader_language(),
    }


def table_refused(refusal: FileRefusal) -> CentreError:
    """Return why a text table is not read, in the user's words."""
    if said := refusal_sentences(refusal):
        return whole_file(*said)
    row = refusal.about.get("row") or 0
    if refusal.kind == "too_many":
        cells = refusal.about.get("columns", 0)
        return whole_file(
            _(
                "Row {row} has too many columns ({cells}).",
                row=row,
                cells=Number(cells, ","),
            ),
            _("Choose another separator, or delete the unused columns."),
        )
    if row:
        return whole_file(
            _("Row {row} cannot be read: {why}.", row=row, why=refusal.why), _("Correct that row.")
        )
    return whole_file(
        _("The file is not a table in text format."), _("Save the file as CSV UTF-8, or as .xlsx.")
    )


def reading_sentence(
    file: IO[bytes], name: str, say: Speaker, chosen: CsvForm | None, sheet: Sheet | None = None
) -> str:
    """Return how a file is read where it is a text table, to be shown; nothing for a workbook.

    sheet : what its columns are, which tells how its numbers and dates are written
    """
    if not is_csv(name):
        return ""
    chosen = chosen or CsvForm()
    options = text_options(chosen)
    try:
        about, *parts = stream(
            "table", file, WORKBOOK, **options, most_rows=table_notation.LOOKED_AT
        )
    except FileRefusal as refusal:
        raise table_refused(refusal) from None
    finally:
        file.seek(0)
    form = CsvForm(about["encoding"], about["separator"], chosen.notation)
    if sheet is None:
        return form_sentence(form, say)
    rows = [row for part in parts for row in part]
    place = _place_of_headings(rows[:LOOKED_AT], sheet)
    places = _places(rows[place] if rows else [], sheet)
    notations = sheet_notations(form, sheet, places, rows[place + 1 :])
    return f"{form_sentence(form, say)} {notation_sentence(notations, say)}"


def form_sentence(form: CsvForm, say: Speaker) -> str:
    """Return in which encoding a text table was read, and with which separator."""
    return say(
        _(
            "The text file was read with the encoding {encoding} and the separator {separator}. "
            "If letters or columns are wrong, choose another encoding or separator.",
            encoding=say(encoding_name(form.encoding)),
            separator=say(SEPARATORS.get(form.separator, form.separator)),
        )
    )


def open_table(
    file: IO[bytes],
    name: str,
    sheet: Sheet,
    chosen: CsvForm | None = None,
    allowance: Allowance = WORKBOOK,
) -> OpenTable:
    """Return the header of a table and its rows with their numbers; of a text, as texts.

    chosen : what the user says of a text table

    Raises WorkbookError for a file that is neither.
    """
    if is_csv(name):
        return _csv(file, sheet, chosen, allowance)
    return _xlsx(file, sheet, allowance)


def _xlsx(file: IO[bytes], sheet: Sheet, allowance: Allowance) -> OpenTable:
    """Return the table of the sheet of that name, or of the one whose headings fit best.

    The headings may stand in any of the first rows: a template has its title above them, a sheet
    of somebody's own begins with them.
    """
    book = read_sheets(file, allowance)
    named = {sheet.name: book[sheet.name]} if sheet.name in book else book
    found = [(*_headings(rows, sheet), rows, name) for name, rows in named.items()]
    known, place, rows, chosen = max(found, key=lambda one: one[0], default=(0, 0, [], ""))
    _refuse_second(sheet, found, known, chosen)
    if sheet.name not in book and not known:
        raise whole_file(
            _("The workbook has no sheet called {name}.", name=sheet.name),
            _("Start from the template on this page."),
        )
    if not known:
        place = HEADER_ROW - 1
    header = rows[place] if len(rows) > place else []
    first = place + 2 + _repeated_headings(rows[place + 1 :], header)
    numbered = enumerate(rows[first - 1 :], first)
    places = _places(header, sheet).values()
    findings = tuple(find_hidden_cells(chosen, rows, first, places))
    return OpenTable(header, numbered, header_row=place + 1, findings=findings)


def _repeated_headings(below: Sequence[Cells], header: Cells) -> int:
    """Return how many rows below the headings only repeat them, as merged headings do."""
    for count, row in enumerate(below):
        filled = [(i, cell) for i, cell in enumerate(row) if cell not in (None, "")]
        if not filled or any(i >= len(header) or header[i] != cell for i, cell in filled):
            return count
    return 0


def _refuse_second(
    sheet: Sheet, found: Sequence[tuple[int, int, Sequence[Cells], str]], known: int, chosen: str
) -> None:
    """Refuse a workbook in which several sheets have these headings and rows below them."""
    for has, place, rows, name in found:
        is_other = known and has == known and name != chosen
        if is_other and any(map(any, rows[place + 1 :])):
            raise whole_file(
                _("The sheets “{first}” and “{second}” both have the headings of {sheet}.",
                  first=chosen, second=name, sheet=sheet.name),
                _("Rename the sheet to import to {sheet}, or remove the other one.",
                  sheet=sheet.name),
            )  # fmt: skip


def _headings(rows: Sequence[Cells], sheet: Sheet) -> tuple[int, int]:
    """Return how many headings the best of the first rows has, and which row that is."""
    known = [len(columns_by_title(sheet, _titles(row))) for row in rows[:LOOKED_AT]]
    most = max(known, default=0)
    return most, known.index(most) if known else 0


def _csv(file: IO[bytes], sheet: Sheet, chosen: CsvForm | None, allowance: Allowance) -> OpenTable:
    form, rows = read_text_table(file, chosen, allowance)
    first = list(islice(rows, table_notation.LOOKED_AT))
    place = _place_of_headings(first[:LOOKED_AT], sheet)
    header = first[place] if first else []
    body = first[place + 1 :]
    notations = sheet_notations(form, sheet, _places(header, sheet), body)
    numbered = enumerate(chain(body, rows), start=place + 2)
    return OpenTable(header, _within(numbered, len(header)), notations)


def _within(rows: Numbered, width: int) -> Numbered:
    """Yield rows; raise WorkbookError for one with more cells than there are headings.

    Such a row has a separator in a number or name, and what follows would stand under the
    wrong heading.
    """
    for number, row in rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise WorkbookError([too_wide(number)])
        yield number, row


def too_wide(number: int) -> Finding:
    """Return that a row of a text table has more cells than there are headings."""
    return Finding(
        "",
        number,
        "",
        _("The row has more cells than there are headings."),
        _("Put a text or number that contains the separator in quotation marks."),
    )


def _place_of_headings(first: list[list[str]], sheet: Sheet) -> int:
    """Return which row holds the headings: a template saved as CSV has its title above them."""
    known = [len(columns_by_title(sheet, _titles(row))) for row in first]
    return known.index(max(known)) if known else 0


def _places(header: Cells, sheet: Sheet) -> dict[str, int]:
    titles = _titles(header)
    meant = columns_by_title(sheet, titles)
    return {meant[title].key: i for i, title in enumerate(titles) if title in meant}


def _titles(header: Cells) -> list[str]:
    return ["" if title is None else str(title).strip(" *") for title in header]


def typed_row(
    sheet: Sheet, header: Cells, row: Cells, notations: Sequence[Notation] = FILE_NOTATIONS
) -> list[Any]:
    """Return text as a spreadsheet would hold it; what does not fit stays text and is found."""
    titles = _titles(header)
    columns = columns_by_title(sheet, titles)
    return [
        typed_cell(columns.get(title), value, notations) if isinstance(value, str) else value
        for title, value in zip(titles, row, strict=False)
    ]
