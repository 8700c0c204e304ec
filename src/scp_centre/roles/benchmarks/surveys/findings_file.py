"""A survey as it was sent, with a column that says of each row what to correct."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import IO, Any

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.foreign_files.frames import PerCent
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.table_file import open_table
from scp_centre.centre.sheets.tables import make_formats
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.centre.translation import Speaker
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.surveys.survey_columns import survey_sheet
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    FINDINGS_TITLE,
    SurveyMapping,
    heading_text,
    is_findings_title,
)
from scp_centre.roles.benchmarks.surveys.survey_rows import read_table

Numbered = Iterable[tuple[int, Sequence[Any]]]
WIDE = 60  # characters of the column
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")  # signs that Excel refuses in the name of a sheet
LONGEST_NAME = 31


def write_findings(
    file: IO[bytes],
    name: str,
    benchmark: Benchmark,
    mapping: SurveyMapping | None,
    chosen: CsvForm,
    say: Speaker,
) -> bytes:
    """Return the table of a survey as XLSX, with what is to be corrected at the end of each row.

    It can be mended and sent again: the column that is added is passed over.
    """
    findings = _findings(file, name, benchmark, mapping, chosen)
    if mapping is None:
        sheet = survey_sheet(benchmark)
        table = open_table(file, name, sheet, chosen)
        head_row, rows = table.header_row, [(table.header_row, table.header), *table.rows]
        sheet_name = sheet.name
    else:
        head, body, _hidden = read_table(file, name, mapping, chosen)
        head_row, rows = mapping.heading_row, [*enumerate(head, 1), *body]
        sheet_name = mapping.sheet or survey_sheet(benchmark).name
    return _write(str(sheet_name), rows, head_row, findings, say)


def _findings(
    file: IO[bytes],
    name: str,
    benchmark: Benchmark,
    mapping: SurveyMapping | None,
    chosen: CsvForm,
) -> Sequence[Finding]:
    try:
        reading = read_survey(file, name, benchmark, chosen, mapping)
    except WorkbookError as error:
        return error.findings
    return reading.questions


def _write(
    sheet_name: str,
    rows: Numbered,
    head_row: int,
    findings: Iterable[Finding],
    say: Speaker,
) -> bytes:
    by_row = _by_row(findings, say)
    kept = [(number, list(row)) for number, row in rows]
    header = next(row for number, row in kept if number == head_row)
    own = next((i for i, c in enumerate(header) if is_findings_title(heading_text(c))), None)
    place = own if own is not None else max((len(row) for _number, row in kept), default=0)
    buffer = BytesIO()
    with new_book(buffer) as book:
        formats = make_formats(book)
        percent = book.add_format({"num_format": "0.##########%"})
        page = book.add_worksheet(_sheet_name(sheet_name))
        for number, row in kept:
            for j, cell in enumerate(row):
                if j != place:
                    _write_cell(page, number - 1, j, cell, {**formats, "percent": percent})
            if number in by_row:
                page.write_string(number - 1, place, by_row[number], formats["must"])
        page.write_string(head_row - 1, place, say(FINDINGS_TITLE), formats["must"])
        page.set_column(place, place, WIDE)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """Return the name of a sheet without what Excel refuses; other programs write it."""
    plain = NOT_IN_NAMES.sub(" ", name).strip(" '")[:LONGEST_NAME]
    return plain or "Plants"


def _by_row(findings: Iterable[Finding], say: Speaker) -> Mapping[int, str]:
    """Return what is said of each row, in one text."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in findings:
        column = f"{say(one.column)}: " if one.column else ""
        said[one.row].append(f"{column}{say(one.message)} {say(one.cure)}".strip())
    return {row: " ".join(texts) for row, texts in said.items()}


def _write_cell(page: Any, i: int, j: int, cell: Any, formats: Mapping[str, Any]) -> None:
    """Write a cell as it was read."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(i, j, cell)
    elif isinstance(cell, PerCent):
        page.write_number(i, j, cell, formats["percent"])
    elif isinstance(cell, int | float):
        page.write_number(i, j, cell)
    elif isinstance(cell, date | datetime | time):
        page.write_datetime(i, j, cell, formats["date"])
    else:
        page.write_string(i, j, str(cell))
