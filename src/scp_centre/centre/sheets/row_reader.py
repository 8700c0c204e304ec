"""Read the rows of a sheet: columns by title, cells by type, every mistake found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scp_centre.centre.sheets.cell_words import columns_by_title
from scp_centre.centre.sheets.cells import CellError, is_empty, read_cell
from scp_centre.centre.sheets.findings import NO_COLUMN, UNKNOWN_COLUMN, Finding
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.messages import Number, _

HEADER_ROW = 3
LOOKED_AT = 30  # rows in which the headings of a table may stand
MOST_ROWS = 50_000
Row = tuple[int, dict[str, Any]]


def written_titles(sheet: Sheet, titles: Iterable[Any]) -> dict[str, str]:
    """Return titles of the schema -> titles as a file writes them."""
    plain = [str(t).strip().rstrip(" *") for t in titles if not is_empty(t)]
    return {column.title: title for title, column in columns_by_title(sheet, plain).items()}


def read_rows(
    sheet: Sheet,
    header: Sequence[Any],
    rows: Iterable[tuple[int, Sequence[Any]]],
    findings: list[Finding],
    header_row: int = HEADER_ROW,
) -> Iterator[Row]:
    """Read the rows of a table, of a workbook or of a text file; findings are added."""
    places = find_columns(sheet, header, findings, header_row)
    last = 0
    for number, row in rows:
        if all(is_empty(row[i]) for i in places.values() if i < len(row)):
            continue
        last += 1
        if last > MOST_ROWS:
            findings.append(
                Finding(
                    sheet.name,
                    number,
                    "",
                    _("The file has more than {_ROWS} rows.", _ROWS=Number(MOST_ROWS, ",")),
                    _("Split the file."),
                )
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
            read_into(values, sheet, column, number, value, findings)
    return values


def find_columns(
    sheet: Sheet, header: Sequence[Any], findings: list[Finding], header_row: int = HEADER_ROW
) -> dict[str, int]:
    """Return the position of each column by its title: order does not matter, names do.

    header_row : in which the titles stand
    """
    written: dict[str, int] = {}
    for i, title in enumerate(header):
        if not is_empty(title):
            written.setdefault(str(title).strip().rstrip(" *"), i)
    findings.extend(_repeated_columns(sheet, header, header_row))
    meant = columns_by_title(sheet, written)
    titles = {column.title: written[title] for title, column in meant.items()}
    for column in sheet.columns:
        if column.title not in titles and column.required:
            findings.append(
                Finding(
                    sheet.name,
                    header_row,
                    column.title,
                    NO_COLUMN,
                    _("Add this heading to the header row, as in the template."),
                )
            )
    for title in written:
        if title not in meant:
            findings.append(
                Finding(
                    sheet.name,
                    header_row,
                    title[:60],
                    UNKNOWN_COLUMN,
                    _(
                        "Correct the heading, or move the column to the right of a column without "
                        "a heading."
                    ),
                )
            )
    return {c.key: titles[c.title] for c in sheet.columns if c.title in titles}


def _repeated_columns(sheet: Sheet, header: Sequence[Any], header_row: int) -> Iterator[Finding]:
    """Yield a finding for each column that a table has twice: neither is taken in silence."""
    named = [(i, str(t).strip().rstrip(" *")) for i, t in enumerate(header) if not is_empty(t)]
    meant = columns_by_title(sheet, (title for _i, title in named))
    places: dict[str, list[int]] = {}
    for place, title in named:
        if title in meant:
            places.setdefault(meant[title].title, []).append(place)
    for title, found in places.items():
        if len(found) > 1:
            first, second = (xl_col_to_name(place) for place in found[:2])
            yield Finding(
                sheet.name,
                header_row,
                title,
                _(
                    "Two columns have the heading “{title}”: {first} and {second}.",
                    title=title,
                    first=first,
                    second=second,
                ),
                _("Keep one of the two columns, or rename the other one."),
            )


def find_header(sheet: Sheet, rows: Sequence[Sequence[Any]]) -> int:
    """Return in which of the first rows the headings of a sheet stand, 1 the first.

    That is the row in which most of them are; where none is, the row of the template.
    """
    known = [
        len(columns_by_title(sheet, [str(t).strip().rstrip(" *") for t in row if not is_empty(t)]))
        for row in rows[:LOOKED_AT]
    ]
    most = max(known, default=0)
    if not most:
        return HEADER_ROW
    is_usual = len(known) >= HEADER_ROW and known[HEADER_ROW - 1] == most
    return HEADER_ROW if is_usual else known.index(most) + 1


def read_into(
    values: dict[str, Any],
    sheet: Sheet,
    column: Column,
    row: int,
    value: Any,
    findings: list[Finding],
) -> None:
    """Read one cell into the values of its row, or add what is wrong with it."""
    try:
        values[column.key] = read_cell(column, value)
    except CellError as error:
        findings.append(Finding(sheet.name, row, column.title, error.message, error.cure))
