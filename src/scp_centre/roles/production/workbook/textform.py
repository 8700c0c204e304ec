"""A workbook as text: one section per sheet, fields by `|`. The samples are kept in this form."""

from typing import Any

from scp_centre.centre.sheets.cells import CellError, read_cell, typed_cell
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.methods.entries import FILE_NOTATIONS, POINT
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.workbook.doubtful_readings import ask_back_readings
from scp_centre.roles.production.workbook.rules import check_records
from scp_centre.roles.production.workbook.schema import sheets
from scp_centre.roles.production.workbook.workbook_reader import records_of


def read_text(text: str) -> AssessmentFile:
    """Return the records; the same checks as for a workbook, rows counted by line."""
    findings: list[Finding] = []
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {s.record: [] for s in sheets()}
    sheet: Sheet | None = None
    keys: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("["):
            sheet = next(s for s in sheets() if s.name == stripped.strip("[]"))
            keys = []
        elif sheet and sheet.layout == "form":
            key, _, value = stripped.partition("=")
            form = rows[sheet.record] or [(number, {})]
            rows[sheet.record] = form
            _read(form[0][1], sheet, sheet.column(key.strip()), number, value.strip(), findings)
        elif sheet and not keys:
            keys = [k.strip() for k in stripped.split("|")]
        elif sheet:
            values: dict[str, Any] = {}
            cells = dict(zip(keys, (c.strip() for c in line.split("|")), strict=False))
            for column in sheet.columns:
                _read(values, sheet, column, number, cells.get(column.key, ""), findings)
            rows[sheet.record].append((number, values))
    check_records(rows, findings)
    findings.extend(ask_back_readings(rows))
    if findings:
        raise WorkbookError(sorted(set(findings)))
    return records_of(rows)


def _read(
    values: dict[str, Any],
    sheet: Sheet,
    column: Column,
    row: int,
    text: str,
    findings: list[Finding],
) -> None:
    try:
        values[column.key] = read_cell(column, _typed(column, text))
    except CellError as error:
        findings.append(Finding(sheet.name, row, column.title, error.message, error.cure))


def _typed(column: Column, text: str) -> Any:
    """Return what a spreadsheet cell would hold for this text."""
    if not text:
        return None
    if column.type in ("number", "integer"):
        return typed_cell(column, text, (POINT,))
    return typed_cell(column, text, FILE_NOTATIONS) if column.type == "date" else text
