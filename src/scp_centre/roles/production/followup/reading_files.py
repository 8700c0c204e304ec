"""Readings as a file: XLSX or CSV in, row by row, so that a million of them need no memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, Any

from scp_centre.centre.foreign_files import WORKBOOK, Allowance
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.sheets.cell_words import as_in_file
from scp_centre.centre.sheets.findings import (
    Finding,
    WorkbookError,
    in_text_table,
    whole_file,
)
from scp_centre.centre.sheets.row_reader import find_columns, read_row, written_titles
from scp_centre.centre.sheets.schema import Sheet, load_sheets
from scp_centre.centre.sheets.table_file import Cells, is_csv, open_table, typed_row
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.methods.entries import FILE_NOTATIONS, Notation, read_date, read_number
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _

MOST_READINGS = 5_000_000
MOST_FINDINGS = 1_000
SHOWN_METERS = 20
Names = tuple[str, ...]  # (meter,), or (company, site, meter)


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """One reading as entered: the key of its meter, first and last day, value."""

    meter: str
    start: date
    end: date
    value: float
    source: str = ""


# Number of the row, key of the meter, first and last day in ISO form, value, source.
Incoming = tuple[int, int, str, str, float, str]


@cache
def readings_sheet(many_sites: bool = False) -> Sheet:
    return load_sheets(Path(__file__).with_name("readings.toml"))[int(many_sites)]


def write_template(
    rows: list[dict[str, Any]], *, many_sites: bool = False, language: str = "en"
) -> bytes:
    """Return the workbook for readings, with what is known already."""
    return write_tables([(readings_sheet(many_sites), rows)], language)


def read_readings(
    file: IO[bytes],
    name: str,
    meters: Mapping[Names, int],
    *,
    many_sites: bool = False,
    chosen: CsvForm | None = None,
    allowance: Allowance = WORKBOOK,
) -> Iterator[Incoming]:
    """Yield the readings of an XLSX or CSV file, in its order.

    meters : names of a meter -> its key    chosen : what the user says of a text table

    Raises WorkbookError with every finding, at the end: a row that does not fit, an unknown
    meter, a last day before the first.
    """
    sheet = readings_sheet(many_sites)
    findings: list[Finding] = []
    text = is_csv(name)
    table = open_table(file, name, sheet, chosen, allowance)
    header, rows, notations = table.header, table.rows, table.notations
    places = find_columns(sheet, header, findings, table.header_row)
    findings.extend(table.findings)
    reader = RowReader(sheet, places, meters, findings, notations)
    count = 0
    for number, row in rows if not findings else ():
        if not any(row):
            continue
        if count == MOST_READINGS:
            findings.append(
                Finding(
                    sheet.name,
                    number,
                    "",
                    _(
                        "The file has more than {_READINGS} rows.",
                        _READINGS=Number(MOST_READINGS, ","),
                    ),
                    _("Split the file."),
                )
            )
            break
        count += 1
        found = (text and reader.quick(number, row)) or reader.careful(number, row, header)
        if found and not findings:
            yield found
        if len(findings) >= MOST_FINDINGS:
            break
    if not findings and not count:
        raise whole_file(_("The file contains no readings."), _("Fill in at least one row."))
    if findings:
        told = as_in_file(findings, {sheet.name: written_titles(sheet, header)})
        told = in_text_table(told) if text else told
        raise WorkbookError(sorted(set(told))[:MOST_FINDINGS])


class _Days(dict[str, str]):
    """Days as text -> the same in ISO form; each is read once. Raises InvalidValueError."""

    def __init__(self, notations: Sequence[Notation]) -> None:
        super().__init__()
        self.notations = notations

    def __missing__(self, text: str) -> str:
        self[text] = day = read_date(text, self.notations).isoformat()
        return day


class RowReader:
    """Rows to readings: the quick way for text that fits, the careful one for all else."""

    def __init__(
        self,
        sheet: Sheet,
        places: Mapping[str, int],
        meters: Mapping[Names, int],
        findings: list[Finding],
        notations: tuple[Notation, ...] = FILE_NOTATIONS,
    ) -> None:
        self.notations = notations
        self.sheet, self.places, self.meters, self.findings = sheet, places, meters, findings
        self.names = [c.key for c in sheet.columns if c.key in ("company", "site", "meter")]
        self.days = _Days(notations)
        if not findings:
            at = [places[name] for name in self.names]
            self.names_of: Callable[[Cells], Names] = lambda row: tuple(row[i] for i in at)

    def quick(self, number: int, row: Cells) -> Incoming | None:
        """Return the reading of a row of text in which all is as it should be; else None."""
        places = self.places
        try:
            start, end = self.days[row[places["start"]]], self.days[row[places["end"]]]
            value = self.number(row[places["value"]])
            meter = self.meters[self.names_of(row)]
            source = row[places["source"]] if "source" in places else ""
        except (InvalidValueError, KeyError, IndexError):
            return None
        if not 0 <= value < float("inf") or end < start or len(source) > 500:
            return None
        return number, meter, start, end, value, source

    def number(self, text: str) -> float:
        """Return a number; digits alone mean the same in every notation, and most rows are so."""
        if text.isascii() and text.isdigit():
            return float(text)
        return read_number(text, self.notations)

    def careful(self, number: int, row: Cells, header: Cells) -> Incoming | None:
        """Return the reading of a row, or None and what is wrong with it."""
        before = len(self.findings)
        typed = typed_row(self.sheet, header, row, self.notations)
        v = read_row(self.sheet, self.places, number, typed, self.findings)
        start, end = v.get("start"), v.get("end")
        names = tuple(str(v.get(name) or "") for name in self.names)
        meter = self.meters.get(names)
        if meter is None and all(names):
            self._add(
                number,
                "Meter",
                _("There is no meter called '{join}'.", join=" / ".join(names)),
                self._known(),
            )
        if start and end and end < start:
            self._add(
                number,
                "Last day",
                _("The last day, {end}, is before the first day, {start}.", end=end, start=start),
                _("Correct one of the two dates."),
            )
        if len(self.findings) > before or meter is None or start is None or end is None:
            return None
        source = (v.get("source") or "")[:500]
        return number, meter, start.isoformat(), end.isoformat(), v["value"], source

    def _add(self, number: int, column: str, message: str, cure: str) -> None:
        self.findings.append(Finding(self.sheet.name, number, column, message, cure))

    def _known(self) -> str:
        names = sorted({n[-1] for n in self.meters})
        if not names:
            return _("There are no meters yet. First add a meter on the site's readings page.")
        shown = names[:SHOWN_METERS]
        if len(names) > SHOWN_METERS:
            return _("Known keys: {names} …", names=shown)
        return _("Known keys: {names}.", names=shown)
