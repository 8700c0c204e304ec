"""Readings as a file: XLSX or CSV in, all or nothing; the template out."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from scp_centre.roles.production.workbook.findings import Finding, WorkbookError, whole_file
from scp_centre.roles.production.workbook.opening import LARGEST_FILE, open_workbook
from scp_centre.roles.production.workbook.reading import HEADER_ROW, read_rows
from scp_centre.roles.production.workbook.schema import Column, Sheet, load_sheets
from scp_centre.roles.production.workbook.writing import write_tables

MOST_READINGS = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """One reading as entered: the key of its meter, first and last day, value."""

    meter: str
    start: date
    end: date
    value: float
    source: str = ""


@cache
def readings_sheet() -> Sheet:
    return load_sheets(Path(__file__).with_name("readings.toml"))[0]


def write_template(rows: list[dict[str, Any]]) -> bytes:
    """Return the workbook for readings, with what is known already."""
    return write_tables([(readings_sheet(), rows)])


def read_readings(file: BinaryIO, name: str, meters: Sequence[str]) -> list[ReadingEntry]:
    """Return the readings of an XLSX or CSV file.

    Raises WorkbookError with every finding: a row that does not fit, an unknown meter, a period
    twice, a last day before the first.
    """
    findings: list[Finding] = []
    header, rows = _csv(file) if name.lower().endswith(".csv") else _xlsx(file)
    found = list(read_rows(readings_sheet(), header, rows, findings, most=MOST_READINGS))
    entries = _entries(found, meters, findings)
    if findings:
        raise WorkbookError(sorted(set(findings))[:1_000])
    if not entries:
        raise whole_file("The file holds no reading.", "Fill in at least one row.")
    return entries


def _xlsx(file: BinaryIO) -> tuple[Sequence[Any], Iterable[tuple[int, Sequence[Any]]]]:
    book = open_workbook(file)
    sheet = readings_sheet()
    if sheet.name not in book.sheetnames:
        raise whole_file(
            f"The workbook has no sheet {sheet.name}.", "Start from the template of this page."
        )
    cells = book[sheet.name]
    header = next(cells.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW, values_only=True), ())
    rows = cells.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    return header, enumerate(rows, HEADER_ROW + 1)


def _csv(file: BinaryIO) -> tuple[Sequence[Any], Iterable[tuple[int, Sequence[Any]]]]:
    content = file.read(4 * LARGEST_FILE + 1)
    if len(content) > 4 * LARGEST_FILE:
        raise whole_file("The file is larger than 40 MB.", "Split it by year.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise whole_file("The file is not text in UTF-8.", "Save it as CSV UTF-8.") from None
    head = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    header = next(reader, [])
    columns = {c.title: c for c in readings_sheet().columns}
    typed = [columns.get(title.strip()) for title in header]
    return header, ((n, _typed(typed, row)) for n, row in enumerate(reader, start=2))


def _typed(columns: list[Column | None], row: list[str]) -> list[Any]:
    """Return text as a spreadsheet would hold it; what does not fit stays text and is found."""
    values: list[Any] = []
    for column, text in zip(columns, row, strict=False):
        text = text.strip()
        value: Any = text or None
        try:
            if column and text and column.type == "number":
                value = float(text)
            elif column and text and column.type == "date":
                value = date.fromisoformat(text)
        except ValueError:
            value = text
        values.append(value)
    return values


def _entries(
    rows: list[tuple[int, dict[str, Any]]], meters: Sequence[str], findings: list[Finding]
) -> list[ReadingEntry]:
    return [entry for entry in _checked(rows, set(meters), findings) if entry is not None]


def _checked(
    rows: list[tuple[int, dict[str, Any]]], known: set[str], findings: list[Finding]
) -> Iterator[ReadingEntry | None]:
    seen: dict[tuple[str, date], int] = {}
    for number, v in rows:
        meter, start, end = v.get("meter"), v.get("start"), v.get("end")
        if meter and meter not in known:
            names = ", ".join(sorted(known)) or "none yet; add one on the page first"
            findings.append(
                Finding(
                    "Readings",
                    number,
                    "Meter",
                    f"There is no meter {meter!r}.",
                    f"Known are: {names}.",
                )
            )
        if start and end and end < start:
            findings.append(
                Finding(
                    "Readings",
                    number,
                    "Last day",
                    f"{end} is before the first day, {start}.",
                    "Correct one of the two dates.",
                )
            )
        if meter and start and (before := seen.setdefault((meter, start), number)) != number:
            findings.append(
                Finding(
                    "Readings",
                    number,
                    "First day",
                    f"{meter} from {start} already stands in row {before}.",
                    "Delete one of the two rows.",
                )
            )
        if meter and start and end and v.get("value") is not None:
            yield ReadingEntry(meter, start, end, v["value"], v.get("source") or "")
