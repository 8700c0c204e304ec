"""What a sheet hides, and numbers merged over rows: told before they count."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scp_centre.centre.sheets.cells import is_empty
from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.workbook_file import SheetRows
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.messages import _, n_

SHOWN = 12  # rows that a sentence lists


def find_hidden_cells(
    sheet: str,
    rows: Sequence[Sequence[Any]],
    first_row: int = 1,
    places: Iterable[int] | None = None,
) -> Iterator[Finding]:
    """Yield a finding for hidden rows and each hidden column with content, and merged numbers.

    first_row : of the table, below its headings    places : of the columns that are read; None: all
    """
    if not isinstance(rows, SheetRows):
        return
    read = None if places is None else set(places)
    hidden = [n for n in rows.hidden_rows if n >= first_row and _has_content(rows, n, read)]
    if hidden:
        yield Finding(
            sheet,
            hidden[0],
            "",
            n_(
                "{count} hidden row contains data: {rows}.",
                "{count} hidden rows contain data: {rows}.",
                len(hidden),
                rows=_listed(hidden),
            ),
            _("Show the hidden rows and check them, or delete them."),
        )
    for place in rows.hidden_columns:
        if (read is None or place in read) and _column_has_content(rows, first_row, place):
            yield Finding(
                sheet,
                0,
                xl_col_to_name(place),
                _("This column is hidden but contains data."),
                _("Show the column and check it, or delete it."),
            )
    for first, last, place in rows.merged_numbers:
        if last >= first_row and (read is None or place in read):
            yield Finding(
                sheet,
                first,
                xl_col_to_name(place),
                _("One number is merged over rows {first} to {last}.", first=first, last=last),
                _("Unmerge the cells and enter the number of each row."),
            )


def _has_content(rows: SheetRows, number: int, places: set[int] | None) -> bool:
    row = rows[number - 1] if number <= len(rows) else []
    return any(
        not is_empty(cell) for place, cell in enumerate(row) if places is None or place in places
    )


def _column_has_content(rows: SheetRows, first_row: int, place: int) -> bool:
    return any(place < len(row) and not is_empty(row[place]) for row in rows[first_row - 1 :])


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as ranges: 3, 7-9 …"""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = [f"{a}–{b}" if b > a else f"{a}" for a, b in ranges[:SHOWN]]
    return ", ".join(said) + (" …" if len(ranges) > SHOWN else "")
