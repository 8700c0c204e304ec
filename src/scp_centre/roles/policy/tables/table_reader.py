"""Read a national table from the template: an XLSX workbook, or a ZIP of CSV files named alike.

Labels align by name, never by position. Every mistake is collected and told with its cell.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.foreign_files import WORKBOOK, FileRefusal, stream
from scp_centre.centre.foreign_files.frames import Uncomputed
from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.sheets.cells import NOT_COMPUTED, SAVE_AGAIN
from scp_centre.centre.sheets.findings import Finding, WorkbookError, whole_file
from scp_centre.centre.sheets.table_file import read_text_table
from scp_centre.centre.sheets.table_notation import table_notations
from scp_centre.centre.sheets.workbook_file import Rows, read_sheets
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.entries import FILE_NOTATIONS, Notation, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import Message, Number, _

Array = NDArray[np.float64]

SHEETS = ("About", "Sectors", "Buyers", "Flows", "Final demand", "Value added", "Stressors")
NUMBERS_FROM = {  # sheet -> column from which its numbers stand
    "Flows": 1,
    "Final demand": 1,
    "Value added": 2,
    "Stressors": 3,
    "Make": 1,
    "Use": 1,
}
SUPPLY_USE = ("Industries", "Make", "Use")
KINDS = ("household", "government", "investment", "export", "import")
FIELDS = {
    "Country": "",
    "Year": "the year of the flows",
    "Money": "such as million EUR; one unit for all flows",
    "Prices of": "the year whose prices are meant",
    "Source": "publication and table",
    "Licence": "under which it may be shown",
    "Inhabitants": "persons, for figures per head",
    "Technology": "industry or commodity; only with Make and Use",
}
NEEDED = ("Country", "Year", "Money", "Source")
LARGEST_UNPACKED = 100 * 1024**2
MOST_SECTORS = 2_000
NAMED = 6  # codes that a sentence lists


@dataclass(slots=True)
class TableFile:
    """What a file says, labels checked, nothing computed yet.

    flows : (sector, sector)  money, or None with make and use
    demand : (sector, buyer)  money    value_added : (item, sector)  money
    stressors : (flow, sector)    direct : (flow, buyer)
    make : (industry, commodity)    use : (commodity, industry)
    """

    about: dict[str, str]
    sectors: list[tuple[str, str, str]]
    buyers: list[tuple[str, str, str]]
    flows: Array | None
    demand: Array
    value_items: list[tuple[str, str]]
    value_added: Array
    flow_names: list[tuple[str, str, str]]
    stressors: Array
    direct: Array
    industries: list[tuple[str, str]] = field(default_factory=list)
    make: Array | None = None
    use: Array | None = None

    @property
    def year(self) -> int:
        return int(self.about["Year"])


def read_table(file: IO[bytes], name: str) -> TableFile:
    """Return the table of a file; raise WorkbookError with all mistakes."""
    sheets = _csv_sheets(file) if name.lower().endswith(".zip") else read_sheets(file)
    return _Reader(sheets).read()


def _csv_sheets(file: IO[bytes]) -> dict[str, Rows]:
    return {name.rsplit("/", 1)[-1][:-4]: _csv_rows(part) for name, part in _unpacked(file)}


def _unpacked(file: IO[bytes]) -> list[tuple[str, bytes]]:
    """Return name and content of each CSV file of a ZIP."""
    options: dict[str, Any] = {"endings": [".csv"], "most": 50, "whole": LARGEST_UNPACKED}
    found: list[tuple[str, bytes]] = []
    try:
        for part in stream("archive", file, WORKBOOK, **options):
            if isinstance(part, bytes):
                found[-1] = (found[-1][0], part)
                continue
            name = part["name"]
            if part["fault"]:
                raise whole_file(
                    _("{name} cannot be unpacked.", name=name), _("Create the ZIP archive again.")
                )
            found.append((name, b""))
    except FileRefusal as refusal:
        if refusal.kind == "too_large":
            raise whole_file(
                _("The file is too large when unpacked."), _("Leave out files that are not tables.")
            ) from None
        raise whole_file(
            _("The file cannot be read as a ZIP of CSV files."),
            _("Pack one CSV file for each sheet of the template, named like the sheet."),
        ) from None
    return found


def _csv_rows(content: bytes) -> Rows:
    _unused, lines = read_text_table(io.BytesIO(content))
    return list(lines)


def read_inhabitants(about: Mapping[str, str]) -> float | None:
    """Return the people of a country, where a table says how many they are."""
    text = about.get("Inhabitants", "")
    return read_number(text, FILE_NOTATIONS) if text else None


def _cell_number(value: Any, notations: Sequence[Notation]) -> float:
    """Return a cell as a number: one that is none, or a text as the file writes numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value):
        return float(value)
    if isinstance(value, Uncomputed):
        raise InvalidValueError(NOT_COMPUTED, cure=SAVE_AGAIN)
    return read_number(str(value), notations)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


class _Reader:
    """Reads the sheets in their order and collects what is wrong."""

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

    def read(self) -> TableFile:
        supply_use = "make" in self.sheets or "use" in self.sheets
        for name in SHEETS + (SUPPLY_USE if supply_use else ()):
            if name.lower() not in self.sheets and not (supply_use and name == "Flows"):
                self._wrong(
                    name,
                    0,
                    "",
                    _("The sheet {name} is missing.", name=name),
                    _("Start from the template."),
                )
        self._raise()
        about = self._about()
        sectors = self._list("Sectors", 3)
        buyers = self._list("Buyers", 3, self._kind)
        if len(sectors) > MOST_SECTORS:
            self._wrong(
                "Sectors",
                0,
                "",
                _(
                    "The table is too large for this page to compute. Sectors: {len}.",
                    len=Number(len(sectors), ","),
                ),
                _("Join sectors to fewer before loading."),
            )
        self._raise()
        codes, who = [s[0] for s in sectors], [b[0] for b in buyers]
        industries = self._list("Industries", 2) if supply_use else []
        plants = [i[0] for i in industries]
        demand = self._matrix("Final demand", codes, who)
        value_items, value_added = self._rows("Value added", plants or codes, 2)
        names, caused = self._rows("Stressors", (plants or codes) + who, 3, missing=set(who))
        n = len(plants or codes)
        found = TableFile(
            about=about,
            sectors=sectors,  # type: ignore[arg-type]
            buyers=buyers,  # type: ignore[arg-type]
            flows=None if supply_use else self._matrix("Flows", codes, codes),
            demand=demand,
            value_items=value_items,  # type: ignore[arg-type]
            value_added=value_added,
            flow_names=names,  # type: ignore[arg-type]
            stressors=caused[:, :n],
            direct=caused[:, n:],
            industries=industries,  # type: ignore[arg-type]
            make=self._matrix("Make", plants, codes) if supply_use else None,
            use=self._matrix("Use", codes, plants) if supply_use else None,
        )
        self._raise()
        return found

    def _wrong(self, sheet: str, row: int, column: str, message: str, cure: str) -> None:
        self.findings.append(Finding(sheet, row, column, message, cure))

    def _raise(self) -> None:
        if self.findings:
            raise WorkbookError(self.findings)

    def _about(self) -> dict[str, str]:
        rows = self.sheets["about"]
        found = {_text(r[0]): _text(r[1]) for r in rows if len(r) > 1 and _text(r[0])}
        for name in NEEDED:
            if not found.get(name):
                self._wrong(
                    "About",
                    0,
                    name,
                    _("{name} is empty.", name=name),
                    _("Enter {name}.", name=FIELDS[name] or name),
                )
        year = found.get("Year", "")
        if year and parse_whole_number(year, least=1900, most=2200) is None:
            self._wrong(
                "About",
                0,
                "Year",
                _("'{year}' is not a year.", year=year),
                _("Give a year such as 2023."),
            )
        prices = found.get("Prices of", "")
        if prices and parse_whole_number(prices, least=1900, most=2200) is None:
            self._wrong(
                "About",
                0,
                "Prices of",
                _("'{prices}' is not a year.", prices=prices),
                _("Give one year."),
            )
        self._check_inhabitants(found)
        technology = found.setdefault("Technology", "industry") or "industry"
        if technology not in ("industry", "commodity"):
            self._wrong(
                "About",
                0,
                "Technology",
                _("'{technology}' is not a technology assumption.", technology=technology),
                _("Give industry or commodity."),
            )
        return found

    def _check_inhabitants(self, about: dict[str, str]) -> None:
        try:
            people = read_inhabitants(about)
        except UnclearEntryError as error:
            self._wrong("About", 0, "Inhabitants", error.message, error.cure)
            return
        except InvalidValueError:
            people = 0.0
        if people is not None and not people > 0:
            self._wrong(
                "About",
                0,
                "Inhabitants",
                _("'{about}' is not a number of people.", about=about["Inhabitants"]),
                _("Give a number, or leave it empty."),
            )

    def _kind(self, row: int, cells: tuple[str, ...]) -> None:
        if cells[2] not in KINDS:
            self._wrong(
                "Buyers",
                row,
                "Kind",
                _("'{cells}' is not a kind of buyer.", cells=cells[2]),
                _("Choose one of: {join}.", join=list(KINDS)),
            )

    def _list(
        self, sheet: str, width: int, check: Callable[[int, tuple[str, ...]], None] | None = None
    ) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for number, row in enumerate(self.sheets[sheet.lower()][1:], start=2):
            cells = tuple(_text(c) for c in row[:width])
            cells += ("",) * (width - len(cells))
            if not any(cells):
                continue
            if not cells[0]:
                self._wrong(
                    sheet, number, "Code", _("There is no code."), _("Give each row a code.")
                )
            elif cells[0] in {f[0] for f in found}:
                self._wrong(
                    sheet,
                    number,
                    "Code",
                    _("The code {cells} is given twice.", cells=cells[0]),
                    _("Give each row a code of its own."),
                )
            if check is not None:
                check(number, cells)
            found.append((cells[0], *(cells[1:2] and (cells[1] or cells[0],)), *cells[2:]))
        if not found:
            self._wrong(sheet, 0, "", _("The sheet is empty."), _("Give one row at least."))
        return found

    def _columns(
        self,
        sheet: str,
        wanted: Sequence[str],
        missing: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> dict[str, int]:
        """Return where each wanted column stands; every other and every missing one is told."""
        header = [_text(c) for c in (self.sheets[sheet.lower()] or [[]])[0]]
        places = {title: i for i, title in enumerate(header) if title}
        known = {"Code", "Title", "Unit", *wanted}
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

    def _matrix(self, sheet: str, rows: Sequence[str], columns: Sequence[str]) -> Array:
        names, found = self._rows(sheet, columns, 1)
        order = {name[0]: i for i, name in enumerate(names)}
        for number, (code, *_unused) in enumerate(names, start=2):
            if code not in rows:
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
                _("Give one row for each code, with zeros where nothing flows."),
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
    ) -> tuple[list[tuple[str, ...]], Array]:
        """Return labelled rows of numbers in the order of `columns`."""
        places = self._columns(sheet, columns, missing)
        names = self._list(sheet, width)
        below_head = self.sheets[sheet.lower()][1:]
        body = [row for row in below_head if any(map(_text, row[:width]))]
        found = np.zeros((len(body), len(columns)))
        for i, row in enumerate(body):
            for j, column in enumerate(columns):
                place = places.get(column)
                cell = row[place] if place is not None and place < len(row) else None
                if cell is None or cell == "":
                    continue
                try:
                    found[i, j] = _cell_number(cell, self.notations[sheet])
                except UnclearEntryError as error:
                    self._wrong(sheet, i + 2, column, error.message, error.cure)
                except InvalidValueError:
                    self._wrong(
                        sheet,
                        i + 2,
                        column,
                        _("'{cell}' is not a number.", cell=cell),
                        _("Give a plain number; leave the cell empty for nothing."),
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
