"""Read a workbook into records. Everything that is wrong is found, and raised once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.worksheet.worksheet import Worksheet

from scp_centre.roles.production.assessment.entries import RECORDS, AssessmentFile
from scp_centre.roles.production.workbook.cells import CellError, is_empty, read_cell
from scp_centre.roles.production.workbook.findings import Finding, WorkbookError
from scp_centre.roles.production.workbook.opening import open_workbook
from scp_centre.roles.production.workbook.rules import check_records
from scp_centre.roles.production.workbook.schema import Column, Sheet, sheets
from scp_centre.roles.production.workbook.words import as_in_file, columns_by_title

HEADER_ROW = 3
MOST_ROWS = 50_000
Row = tuple[int, dict[str, Any]]


def read_workbook(file: str | Path | BinaryIO) -> AssessmentFile:
    """Return the records of a workbook.

    Raises WorkbookError with every finding: sheet, row, column, what is wrong, what to do.
    """
    book = open_workbook(Path(file) if isinstance(file, str) else file)
    findings: list[Finding] = []
    rows: dict[str, list[Row]] = {}
    titles: dict[str, dict[str, str]] = {}
    for sheet in sheets():
        if sheet.name not in book.sheetnames:
            findings.append(_absent_sheet(sheet, book.sheetnames))
            continue
        read = _read_form if sheet.layout == "form" else _read_table
        cells = book[sheet.name]
        titles[sheet.name] = _written_titles(sheet, cells)
        rows[sheet.record] = list(read(sheet, cells, findings))
    check_records(rows, findings)
    if findings:
        raise WorkbookError(sorted(set(as_in_file(findings, titles))))
    return records_of(rows)


def _written_titles(sheet: Sheet, cells: Worksheet) -> dict[str, str]:
    """Return the titles as this file writes them: title of the schema -> title in the file."""
    if sheet.layout == "form":
        found = [
            row[0] for row in cells.iter_rows(max_row=HEADER_ROW + 200, max_col=1, values_only=True)
        ]
    else:
        found = list(
            next(cells.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW, values_only=True), ())
        )
    return written_titles(sheet, found)


def written_titles(sheet: Sheet, titles: Iterable[Any]) -> dict[str, str]:
    plain = [str(t).strip().rstrip(" *") for t in titles if not is_empty(t)]
    return {column.title: title for title, column in columns_by_title(sheet, plain).items()}


def records_of(rows: dict[str, list[Row]]) -> AssessmentFile:
    """Return the records of rows that were read and checked."""
    made: dict[str, Any] = {
        record: tuple(RECORDS[record](**values) for _, values in rows[record])
        for record in RECORDS
        if record != "factory"
    }
    return AssessmentFile(factory=RECORDS["factory"](**rows["factory"][0][1]), **made)


def _absent_sheet(sheet: Sheet, present: list[str]) -> Finding:
    return Finding(
        sheet.name,
        0,
        "",
        f"The sheet is missing. The workbook has: {', '.join(present)[:200]}.",
        "Add it from the template; leave it empty if there is nothing to enter.",
    )


def _read_form(sheet: Sheet, cells: Worksheet, findings: list[Finding]) -> Iterator[Row]:
    """Read label and value pairs; the labels stand in the first column."""
    written = {
        str(row[0]).strip(): (number, row[1] if len(row) > 1 else None)
        for number, row in enumerate(
            cells.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW + 200, values_only=True),
            start=HEADER_ROW,
        )
        if row and not is_empty(row[0])
    }
    meant = columns_by_title(sheet, written)
    labels = {column.title: written[label] for label, column in meant.items()}
    values: dict[str, Any] = {}
    for column in sheet.columns:
        if column.title not in labels:
            if column.required:
                findings.append(
                    Finding(
                        sheet.name,
                        0,
                        column.title,
                        "This line is missing.",
                        "Copy it from the template.",
                    )
                )
            continue
        number, value = labels[column.title]
        _read_into(values, sheet, column, number, value, findings)
    yield HEADER_ROW, values


def _read_table(sheet: Sheet, cells: Worksheet, findings: list[Finding]) -> Iterator[Row]:
    header = next(cells.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW, values_only=True), ())
    rows = enumerate(cells.iter_rows(min_row=HEADER_ROW + 1, values_only=True), HEADER_ROW + 1)
    yield from read_rows(sheet, header, rows, findings)


def read_rows(
    sheet: Sheet,
    header: Sequence[Any],
    rows: Iterable[tuple[int, Sequence[Any]]],
    findings: list[Finding],
) -> Iterator[Row]:
    """Read the rows of a table, of a workbook or of a text file; findings are added."""
    places = find_columns(sheet, header, findings)
    last = 0
    for number, row in rows:
        if all(is_empty(row[i]) for i in places.values() if i < len(row)):
            continue
        last += 1
        if last > MOST_ROWS:
            findings.append(
                Finding(sheet.name, number, "", f"More than {MOST_ROWS:,} rows.", "Split the file.")
            )
            return
        yield number, read_row(sheet, places, number, row, findings)


def read_row(
    sheet: Sheet,
    places: Mapping[str, int],
    number: int,
    row: Sequence[Any],
    findings: list[Finding],
) -> dict[str, Any]:
    """Return the values of one row, by key; places say where each column stands."""
    values: dict[str, Any] = {}
    for column in sheet.columns:
        if column.key in places:
            i = places[column.key]
            value = row[i] if i < len(row) else None
            _read_into(values, sheet, column, number, value, findings)
    return values


def find_columns(sheet: Sheet, header: Sequence[Any], findings: list[Finding]) -> dict[str, int]:
    """Return the position of each column by its title: order does not matter, names do."""
    written = {str(t).strip().rstrip(" *"): i for i, t in enumerate(header) if not is_empty(t)}
    meant = columns_by_title(sheet, written)
    titles = {column.title: written[title] for title, column in meant.items()}
    for column in sheet.columns:
        if column.title not in titles and column.required:
            findings.append(
                Finding(
                    sheet.name,
                    HEADER_ROW,
                    column.title,
                    "This column is missing.",
                    f"Put its title into row {HEADER_ROW}, as in the template.",
                )
            )
    for title in written:
        if title not in meant:
            findings.append(
                Finding(
                    sheet.name,
                    HEADER_ROW,
                    title[:60],
                    "This column is not known.",
                    "Correct its title, or move it behind an empty header.",
                )
            )
    return {c.key: titles[c.title] for c in sheet.columns if c.title in titles}


def _read_into(
    values: dict[str, Any],
    sheet: Sheet,
    column: Column,
    row: int,
    value: Any,
    findings: list[Finding],
) -> None:
    try:
        values[column.key] = read_cell(column, value)
    except CellError as error:
        findings.append(Finding(sheet.name, row, column.title, error.message, error.cure))
