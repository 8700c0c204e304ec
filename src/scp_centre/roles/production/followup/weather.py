"""Daily temperatures of a weather service to degree days of whole months."""

import io
from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.sheets.findings import (
    Finding,
    WorkbookError,
    in_text_table,
    whole_file,
)
from scp_centre.centre.sheets.row_reader import LOOKED_AT
from scp_centre.centre.sheets.table_file import read_text_table
from scp_centre.centre.sheets.table_notation import table_notations
from scp_centre.methods.entries import FILE_NOTATIONS, Notation, read_date, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _, n_
from scp_centre.methods.verification import cooling_degree_days, heating_degree_days
from scp_centre.roles.production.followup.reading_files import ReadingEntry

LARGEST = 5 * 1024**2
MOST_ROWS = 20_000  # days of more than 50 years
MOST_FINDINGS = 200
COLDEST, HOTTEST = -90.0, 60.0  # of any day on record, in degrees Celsius
SHEET = "Temperatures"
METHODS = {"heating": heating_degree_days, "cooling": cooling_degree_days}


@dataclass(frozen=True, slots=True)
class Month:
    """Degree days of one month; `missing` counts days without a temperature."""

    start: date
    end: date
    degree_days: float
    missing: int


def read_temperatures(file: IO[bytes], chosen: CsvForm | None = None) -> dict[date, float]:
    """Return day -> mean temperature, °C, of a CSV file with a day and a temperature in each row.

    Lines above the first day are passed over. Raises WorkbookError with every row that does not
    fit.
    """
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise whole_file(
            _("The file is larger than 5 MB."),
            _("Upload daily mean temperatures, not hourly values."),
        )
    form, lines = read_text_table(io.BytesIO(content), chosen)
    rows = list(islice(lines, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise whole_file(
            n_(
                "The file has more than {count} row.",
                "The file has more than {count} rows.",
                MOST_ROWS,
            ),
            _("Upload daily mean temperatures for 50 years at most."),
        )
    days = (row[0] for row in rows if row)
    degrees = (row[1] for row in rows if len(row) > 1)
    notations = table_notations(form, degrees, days)
    found: dict[date, float] = {}
    findings: list[Finding] = []
    above = _lines_above(rows)
    for number, row in enumerate(rows, start=1):
        if number <= above or not any(cell.strip() for cell in row):
            continue
        _take(number, row, notations, found, findings)
        if len(findings) == MOST_FINDINGS:
            break
    if findings:
        raise WorkbookError(in_text_table(findings))
    if not found:
        raise whole_file(
            _("The file contains no temperatures."),
            _("Enter one row for each day, for example 2026-01-31,4.5"),
        )
    return found


def _take(
    number: int,
    row: list[str],
    notations: Sequence[Notation],
    found: dict[date, float],
    findings: list[Finding],
) -> None:
    value = row[1].strip() if len(row) > 1 else ""
    try:
        day = read_date(row[0], notations)
    except InvalidValueError as error:
        findings.append(Finding(SHEET, number, "Day", error.message, error.cure))
        return
    try:
        degrees = read_number(value, notations, unit="°C")
    except InvalidValueError as error:
        findings.append(Finding(SHEET, number, "Temperature", error.message, error.cure))
        return
    if not COLDEST <= degrees <= HOTTEST:
        findings.append(
            Finding(
                SHEET,
                number,
                "Temperature",
                _("'{value}' is not a valid daily temperature.", value=value[:40]),
                _("Enter the daily mean in degrees Celsius."),
            )
        )
    elif day in found:
        findings.append(
            Finding(
                SHEET,
                number,
                "Day",
                _("{day} appears twice.", day=day),
                _("Delete one of the two rows."),
            )
        )
    else:
        found[day] = degrees


def _lines_above(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand above the first day: titles, headings, units."""
    for count, row in enumerate(rows[: LOOKED_AT + 1]):
        if row and _is_day(row[0]):
            return count
    return 1


def _is_day(text: str) -> bool:
    """Return whether a text can be a day, even if it could be two."""
    try:
        read_date(text, FILE_NOTATIONS)
    except UnclearEntryError:
        return True
    except InvalidValueError:
        return False
    return True


def by_month(temperatures: dict[date, float], kind: str, base: float) -> list[Month]:
    """Return the degree days of each month that the temperatures touch.

    kind : heating or cooling    base : °C
    """
    months: dict[tuple[int, int], list[float]] = defaultdict(list)
    for day, degrees in sorted(temperatures.items()):
        months[day.year, day.month].append(degrees)
    made = []
    for (year, month), daily in months.items():
        days = monthrange(year, month)[1]
        start, end = date(year, month, 1), date(year, month, days)
        made.append(Month(start, end, METHODS[kind](daily, base), days - len(daily)))
    return made


def as_readings(months: list[Month], key: str, source: str) -> list[ReadingEntry]:
    """Return readings of the whole months; a month with a day missing is left out."""
    return [
        ReadingEntry(key, m.start, m.end, round(m.degree_days, 2), source)
        for m in months
        if not m.missing
    ]
