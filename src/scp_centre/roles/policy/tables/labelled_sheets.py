"""Sheets whose rows and columns carry codes: aligned by name, each mistake told with its cell."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.foreign_files.frames import Uncomputed
from scp_centre.centre.sheets.cells import NOT_COMPUTED, SAVE_AGAIN
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.table_notation import table_notations
from scp_centre.centre.sheets.unread_sheets import is_number
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
    "Fuels": 3,
    "Imported flows": 1,
    "Imported final demand": 1,
}
READ = {"about", "sectors", "buyers", "industries", *map(str.lower, NUMBERS_FROM)}
OTHER_NAMES = dict.fromkeys(("fuel", "combustible", "combustibles"), "fuels")
LARGEST = 1e18  # of any entry: sums and products of these stay numbers
NAMED = 6  # codes that a sentence lists
SHOWN = 40  # characters of a text that is too long
LONGEST = (60, 300, 60)  # characters of a code, a title, and what stands in the third column


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


def key_of_sheet(name: str) -> str:
    """Return the small letters by which a sheet, or a file of a ZIP, is known.

    >>> key_of_sheet("tables/Combustibles"), key_of_sheet(" Final demand")
    ('fuels', 'final demand')
    """
    key = name.rsplit("/", 1)[-1].strip().lower()
    return OTHER_NAMES.get(key, key)


def _blank_rows(rows: Rows) -> int:
    """Return how many rows without anything stand above the first that holds something."""
    return next((i for i, row in enumerate(rows) if any(map(text_of, row))), 0)


class LabelledSheets:
    """Sheets by name, and what is found wrong in them.

    sheets : by the small letters of a name    heads : in which row of each its head stands
    """

    def __init__(self, named: Iterable[tuple[str, Rows]]) -> None:
        """Take each sheet once; two of the same name are told, and neither wins in silence.

        named : names as in the file, of a ZIP with their folders; and rows
        """
        self.sheets: dict[str, Rows] = {}
        self.heads: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.findings: list[Finding] = []
        for name, rows in named:
            key = key_of_sheet(name)
            if key in self.sheets:
                self._tell_twice(self.names[key], name)
                continue
            if key in READ:
                self.findings += find_hidden_cells(name, rows)
            above = _blank_rows(rows)
            self.sheets[key], self.names[key] = list(rows[above:]), name
            self.heads[key] = above + 1
        # Each sheet of a ZIP is a file of its own, and may be written in its own way.
        self.notations = {name: table_notations(None, self._texts(name)) for name in NUMBERS_FROM}

    def _tell_twice(self, first: str, second: str) -> None:
        self._wrong(
            second,
            0,
            "",
            _("“{first}” and “{second}” contain the same sheet.", first=first, second=second),
            _("Remove the duplicate entry."),
        )

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
            for number, row in enumerate(below, start=self._head(sheet) + 1)
            if any(i < len(row) and text_of(row[i]) for i in headed)
        ]

    def _head(self, sheet: str) -> int:
        """Return in which row of the file the head of a sheet stands."""
        return self.heads[sheet.lower()]

    def _list(
        self, sheet: str, width: int, check: Callable[[int, tuple[str, ...]], None] | None = None
    ) -> list[tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for number, row in self._body(sheet, width):
            cells = tuple(text_of(c) for c in row[:width])
            cells += ("",) * (width - len(cells))
            if not cells[0]:
                self._wrong(
                    sheet,
                    number,
                    "Code",
                    _("The code is missing."),
                    _("Enter a code for each row."),
                )
            elif cells[0] in found:
                self._wrong(
                    sheet,
                    number,
                    "Code",
                    _("The code {cells} appears twice.", cells=cells[0]),
                    _("Give each row a unique code."),
                )
            for title, cell, longest in zip(("Code", "Title", ""), cells, LONGEST, strict=False):
                self._bound(sheet, number, title, cell, longest)
            if check is not None:
                check(number, cells)
            # A row without a title is called by its code.
            titled = (cells[0], cells[1] or cells[0], *cells[2:]) if width > 1 else cells
            found[cells[0] or f"{number}"] = titled
        if not found:
            self._wrong(sheet, 0, "", _("The sheet is empty."), _("Enter at least one row."))
        return list(found.values())

    def _bound(self, sheet: str, row: int, column: str, text: str, longest: int) -> None:
        """Tell a text that is longer than what a page can show and the database keeps."""
        if len(text) > longest:
            self._wrong(
                sheet,
                row,
                column,
                _("This text is too long: “{begin}…”.", begin=text[:SHOWN]),
                _("Use {_LONGEST} characters or fewer.", _LONGEST=longest),
            )

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
                    self._head(sheet),
                    xl_col_to_name(i),
                    _(
                        "Two columns have the heading “{title}”: {first} and {second}.",
                        title=title,
                        first=xl_col_to_name(places[title]),
                        second=xl_col_to_name(i),
                    ),
                    _("Merge the two columns, or give each a unique code."),
                )
            elif title:
                places[title] = i
        self._find_unheaded(sheet, header)
        known = {"Code", "Title", "Unit", *wanted, *more}
        for title, i in places.items():
            if title not in known:
                self._wrong(
                    sheet,
                    self._head(sheet),
                    xl_col_to_name(i),
                    _("The code “{title}” does not exist in this table.", title=title),
                    _("Use the codes from the Sectors and Buyers sheets."),
                )
        lacking = [w for w in wanted if w not in places and w not in missing]
        if lacking:
            self._wrong(
                sheet,
                self._head(sheet),
                "",
                _missing_columns(lacking),
                _("Enter one column for each code."),
            )
        return places

    def _find_unheaded(self, sheet: str, header: Sequence[str]) -> None:
        """Tell columns with numbers below that no code stands over."""
        told = {i for i, title in enumerate(header) if title}
        below = self.sheets[sheet.lower()][1:]
        for number, row in enumerate(below, start=self._head(sheet) + 1):
            for i, cell in enumerate(row):
                if i not in told and is_number(cell):
                    told.add(i)
                    self._wrong(
                        sheet,
                        number,
                        xl_col_to_name(i),
                        _("This number is in a column without a code."),
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
                    _("The code “{code}” does not exist in this table.", code=code),
                    _("Use the codes from the Sectors sheet, each only once."),
                )
        lacking = [r for r in rows if r not in order]
        if lacking:
            self._wrong(
                sheet,
                0,
                "Code",
                _missing_rows(lacking),
                _("Enter one row for each code, with zeros where there is no flow."),
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
        empty: float = 0.0,
    ) -> tuple[list[tuple[str, ...]], Array]:
        """Return labelled rows of numbers in the order of `columns`.

        missing : columns that may be left out    more : titles of columns that hold no numbers
        empty : what stands where a cell is empty
        """
        places = self._columns(sheet, columns, missing, more)
        names = self._list(sheet, width)
        body = self._body(sheet, width)
        found = np.full((len(body), len(columns)), empty)
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
                        _("Enter a plain number, or leave the cell empty if there is no value."),
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
