"""Read a workbook into records. Everything that is wrong is found, and raised once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from scp_centre.centre.sheets.cell_words import as_in_file, columns_by_title
from scp_centre.centre.sheets.cells import is_empty
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.row_reader import (
    HEADER_ROW,
    Row,
    find_header,
    read_into,
    read_rows,
    written_titles,
)
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.unread_sheets import find_unread_sheets
from scp_centre.centre.sheets.workbook_file import Rows, read_sheets
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.entries import RECORDS, AssessmentFile
from scp_centre.roles.production.workbook.doubtful_readings import ask_back_readings
from scp_centre.roles.production.workbook.rules import check_records
from scp_centre.roles.production.workbook.schema import sheets

WRITTEN = ("Lists", "Calculations")  # sheets of the template that nothing is entered in
ADDED_LATER = ("outlays",)  # sheets that workbooks of earlier versions lack
FORM_ROWS = 200  # in which the labels of a form may stand


def read_workbook(file: str | Path | BinaryIO) -> AssessmentFile:
    """Return the records of a workbook.

    Raises WorkbookError with every finding: sheet, row, column, what is wrong, what to do.
    """
    book = read_sheets(Path(file) if isinstance(file, str) else file)
    findings: list[Finding] = []
    rows: dict[str, list[Row]] = {}
    titles: dict[str, dict[str, str]] = {}
    for sheet in sheets():
        if sheet.name not in book and sheet.record in ADDED_LATER:
            rows[sheet.record] = []
            continue
        if sheet.name not in book:
            findings.append(_absent_sheet(sheet, list(book)))
            continue
        read = _read_form if sheet.layout == "form" else _read_table
        cells = book[sheet.name]
        titles[sheet.name] = _written_titles(sheet, cells)
        rows[sheet.record] = list(read(sheet, cells, findings))
    findings.extend(
        find_unread_sheets(book.items(), {*WRITTEN, *(one.name for one in sheets())}, sheets())
    )
    check_records(rows, findings)
    findings.extend(ask_back_readings(rows))
    if findings:
        raise WorkbookError(sorted(set(as_in_file(findings, titles))))
    return records_of(rows)


def _written_titles(sheet: Sheet, cells: Rows) -> dict[str, str]:
    """Return the titles as this file writes them: title of the schema -> title in the file."""
    if sheet.layout == "form":
        found = [row[0] for row in cells[: HEADER_ROW + FORM_ROWS] if row]
    else:
        found = _header(sheet, cells)
    return written_titles(sheet, found)


def records_of(rows: dict[str, list[Row]]) -> AssessmentFile:
    """Return the records of rows that were read and checked."""
    made: dict[str, Any] = {
        record: tuple(RECORDS[record](**values) for _unused, values in rows[record])
        for record in RECORDS
        if record != "factory"
    }
    return AssessmentFile(factory=RECORDS["factory"](**rows["factory"][0][1]), **made)


def _absent_sheet(sheet: Sheet, present: list[str]) -> Finding:
    return Finding(
        sheet.name,
        0,
        "",
        _(
            "The sheet is missing. The workbook has these sheets: {join}.",
            join=", ".join(present)[:200],
        ),
        _("Add the sheet from the template. Leave it empty if there is nothing to enter."),
    )


def _read_form(sheet: Sheet, cells: Rows, findings: list[Finding]) -> Iterator[Row]:
    """Read label and value pairs; the labels stand in the first column."""
    written = {
        str(row[0]).strip(): (number, row[1] if len(row) > 1 else None)
        for number, row in enumerate(
            cells[HEADER_ROW - 1 : HEADER_ROW + FORM_ROWS], start=HEADER_ROW
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
                        _("This line is missing."),
                        _("Copy the line from the template."),
                    )
                )
            continue
        number, value = labels[column.title]
        read_into(values, sheet, column, number, value, findings)
    yield HEADER_ROW, values


def _read_table(sheet: Sheet, cells: Rows, findings: list[Finding]) -> Iterator[Row]:
    header_row = find_header(sheet, cells)
    findings.extend(find_hidden_cells(sheet.name, cells, header_row + 1))
    rows = enumerate(cells[header_row:], header_row + 1)
    yield from read_rows(sheet, _header(sheet, cells), rows, findings, header_row)


def _header(sheet: Sheet, cells: Rows) -> list[Any]:
    header_row = find_header(sheet, cells)
    return cells[header_row - 1] if len(cells) >= header_row else []
