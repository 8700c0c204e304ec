"""Sheets whose rows and columns carry codes: aligned by name, each mistake told with its cell."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.foreign_files.frames import Uncomputed
from scp_centre.centre.sheets.cells import NOT_COMPUTED, SAVE_AGAIN
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.table_notation import table_notations
from scp_centre.centre.sheets.workbook_file import Rows
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.entries import Notation, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import Message, Number, _

Array = NDArray[np.float64]
NUMBERS_FROM = {  # sheet -> column from which its numbers stand
    "Flows": 1,
    "Final demand": 1,
    "Value added": 2,
    "Stressors": 3,
    "Make": 1,
    "Use": 1,
}
LARGEST = 1e18  # of any entry: sums and products of these stay numbers
NAMED = 6  # codes that a sentence lists


def _cell_number(value: Any, notations: Sequence[Notation]) -> float:
    """Return a cell as a number: one that is none, or a text as the file writes numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value):
        return float(value)
    if isinstance(value, Uncomputed):
        raise InvalidValueError(NOT_COMPUTED, cure=SAVE_AGAIN)
    return read_number(str(value), notations)


def text_of(value: Any) -> str:
    """Return a cell as text, whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


class LabelledSheets:
    """Sheets by name, and what is found wrong in them."""

    def __init__(self, sheets: dict[str, Rows]) -> None:
        self.sheets = {name.strip().lower(): rows for name, rows in sheets.items()}
        self.findings: list[Finding] = []
        # Each sheet of a ZIP is a file of its own, and may be written in its own way.
        self.notations = {name: table_notations(None, self._texts(name)) for name in NUMBERS_FROM}

    def _texts(self, sheet: str) -> Iterator[str]:
        """Yield the texts that may be numbers: what stands behind code, title and unit."""
        for row in self.sheets.get(sheet.lower(), [])[1:]:
            behind = row[NUMBERS_FROM[sheet] :]
            yield from (cell for cell in behind if isinstance(cell, str) and cell)

    def _wrong(self, sheet: str, row: int, column: str, message: str, cure: str) -> None:
        self.findings.append(Finding(sheet, row, column, message, cure))

    def _raise(self) -> None:
        if self.findings:
            raise WorkbookError(self.findings)

    def _body(self, sheet: str, width: int) -> list[tuple[int, Sequence[Any]]]:
        """Return the rows below the head that hold something, each with its number in the sheet."""
        head, *below = self.sheets[sheet.lower()] or [[]]
        headed = [i for i, title in enumerate(head) if i < width or text_of(title)]
        return [
            (number, row)
            for number, row in enumerate(below, start=2)
            if any(i < len(row) and text_of(row[i]) for i in headed)
        ]

    def _list(
        self, sheet: str, width: int, check: Callable[[int, tuple[str, ...]], None] | None = None
    ) -> list[tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for number, row in self._body(sheet, width):
            cells = tuple(text_of(c) for c in row[:width])
            cells += ("",) * (width - len(cells))
            if not cells[0]:
                self._wrong(
                    sheet, number, "Code", _("There is no code."), _("Give each row a code.")
                )
            elif cells[0] in found:
                self._wrong(
                    sheet,
                    number,
                    "Code",
                    _("The code {cells} is given twice.", cells=cells[0]),
                    _("Give each row a code of its own."),
                )
            if check is not None:
                check(number, cells)
            # A row without a title is called by its code.
            titled = (cells[0], cells[1] or cells[0], *cells[2:]) if width > 1 else cells
            found[cells[0] or f"{number}"] = titled
        if not found:
            self._wrong(sheet, 0, "", _("The sheet is empty."), _("Give one row at least."))
        return list(found.values())

    def _columns(
        self,
        sheet: str,
        wanted: Sequence[str],
        missing: set[str] = frozenset(),  # type: ignore[assignment]
        more: Sequence[str] = (),
    ) -> dict[str, int]:
        """Return where each wanted column stands; every other and every missing one is told."""
        header = [text_of(c) for c in (self.sheets[sheet.lower()] or [[]])[0]]
        places: dict[str, int] = {}
        for i, title in enumerate(header):
            if title in places:
                self._wrong(
                    sheet,
                    1,
                    xl_col_to_name(i),
                    _(
                        "“{title}” heads two columns, {first} and {second}.",
                        title=title,
                        first=xl_col_to_name(places[title]),
                        second=xl_col_to_name(i),
                    ),
                    _("Join the two, or give each a code of its own."),
                )
            elif title:
                places[title] = i
        self._find_unheaded(sheet, header)
        known = {"Code", "Title", "Unit", *wanted, *more}
        for title, i in places.items():
            if title not in known:
                self._wrong(
                    sheet,
                    1,
                    xl_col_to_name(i),
                    _("This table has no code “{title}”.", title=title),
                    _("Use the codes of the sheets Sectors and Buyers."),
                )
        lacking = [w for w in wanted if w not in places and w not in missing]
        if lacking:
            self._wrong(
                sheet,
                1,
                "",
                _missing_columns(lacking),
                _("Give one column for each code."),
            )
        return places

    def _find_unheaded(self, sheet: str, header: Sequence[str]) -> None:
        """Tell columns with numbers below that no code stands over."""
        told = {i for i, title in enumerate(header) if title}
        for number, row in enumerate(self.sheets[sheet.lower()][1:], start=2):
            for i, cell in enumerate(row):
                if i not in told and isinstance(cell, int | float):
                    told.add(i)
                    self._wrong(
                        sheet,
                        number,
                        xl_col_to_name(i),
                        _("This number stands in a column without a code."),
                        _("Enter the code of this column in the first row, or clear the column."),
                    )

    def _matrix(self, sheet: str, rows: Sequence[str], columns: Sequence[str]) -> Array:
        names, found = self._rows(sheet, columns, 1)
        order = {name[0]: i for i, name in enumerate(names)}
        for (number, _row), (code, *_unused) in zip(self._body(sheet, 1), names, strict=False):
            if code and code not in rows:
                self._wrong(
                    sheet,
                    number,
                    "Code",
                    _("This table has no code “{code}”.", code=code),
                    _("Use the codes of the sheet Sectors, each once."),
                )
        lacking = [r for r in rows if r not in order]
        if lacking:
            self._wrong(
                sheet,
                0,
                "Code",
                _missing_rows(lacking),
                _("Give one row for each code, with zeros where there is no flow."),
            )
            return np.zeros((len(rows), len(columns)))
        return found[[order[r] for r in rows]]

    def _rows(
        self,
        sheet: str,
        columns: Sequence[str],
        width: int,
        *,
        missing: set[str] = frozenset(),  # type: ignore[assignment]
        more: Sequence[str] = (),
    ) -> tuple[list[tuple[str, ...]], Array]:
        """Return labelled rows of numbers in the order of `columns`.

        missing : columns that may be left out    more : titles of columns that hold no numbers
        """
        places = self._columns(sheet, columns, missing, more)
        names = self._list(sheet, width)
        body = self._body(sheet, width)
        found = np.zeros((len(body), len(columns)))
        for i, (number, row) in enumerate(body):
            for j, column in enumerate(columns):
                place = places.get(column)
                cell = row[place] if place is not None and place < len(row) else None
                if cell is None or cell == "":
                    continue
                try:
                    found[i, j] = _cell_number(cell, self.notations[sheet])
                except UnclearEntryError as error:
                    self._wrong(sheet, number, column, error.message, error.cure)
                except InvalidValueError:
                    self._wrong(
                        sheet,
                        number,
                        column,
                        _("'{cell}' is not a number.", cell=cell),
                        _("Give a plain number; leave the cell empty if there is nothing."),
                    )
                if abs(found[i, j]) > LARGEST:
                    self._wrong(
                        sheet,
                        number,
                        column,
                        _("{number} is too large.", number=Number(found[i, j], ",g")),
                        _("Enter {maximum} or less.", maximum=Number(LARGEST, ",.0f")),
                    )
        return names, found


def _missing_columns(lacking: Sequence[str]) -> Message:
    named, more = list(lacking[:NAMED]), len(lacking) - NAMED
    if more <= 0:
        return _("Columns are missing: {names}.", names=named)
    return _("Columns are missing: {names} and {more} more.", names=named, more=more)


def _missing_rows(lacking: Sequence[str]) -> Message:
    named, more = list(lacking[:NAMED]), len(lacking) - NAMED
    if more <= 0:
        return _("Rows are missing: {names}.", names=named)
    return _("Rows are missing: {names} and {more} more.", names=named, more=more)
