"""Read a national table from the template: an XLSX workbook, or a ZIP of CSV files named alike.

Labels align by name, never by position. Every mistake is collected and told with its cell.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

import numpy as np

from scp_centre.centre.foreign_files import WORKBOOK, FileRefusal, stream
from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.sheets.findings import WorkbookError, whole_file
from scp_centre.centre.sheets.table_file import read_text_table
from scp_centre.centre.sheets.unread_sheets import find_unread_sheets
from scp_centre.centre.sheets.workbook_file import Rows, read_sheets
from scp_centre.methods.entries import FILE_NOTATIONS, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import Number, _, as_written
from scp_centre.roles.policy.tables.fuel_sheet import SHEET, FuelRow, FuelSheets
from scp_centre.roles.policy.tables.import_matrices import IMPORTED, IMPORTS, ImportMatrices
from scp_centre.roles.policy.tables.labelled_sheets import SHOWN, Array, key_of_sheet, text_of
from scp_centre.roles.policy.tables.value_kinds import (
    KIND,
    LIKE_IMPORTS,
    VALUE_KINDS,
    kind_of_code,
)

SAME = 1e-9  # of all value added, by which a row that is a total may differ from it
SHEETS = ("About", "Sectors", "Buyers", "Flows", "Final demand", "Value added", "Stressors")
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
LONGEST_OF = {"Country": 120, "Money": 40, "Source": 500, "Licence": 200}  # characters
NEEDED = ("Country", "Year", "Money", "Source")
ACCOUNTING_KIND = "accounting"  # of a sector that only balances the accounts
NUMBERS_IN_NOTES = 20  # beyond which a sheet that is not read is told
CSV = ".csv"
OTHER_TABLES = (".tsv", ".xls", ".xlsx", ".xlsm", ".ods")  # told, not passed over
LARGEST_UNPACKED = 100 * 1024**2
MOST_SECTORS = 2_000


@dataclass(slots=True)
class TableFile:
    """What a file says, labels checked, nothing computed yet.

    flows : (sector, sector)  money, or None with make and use
    demand : (sector, buyer)  money
    value_items : code, title and kind (VALUE_KINDS) of each row    value_added : (item, sector)
        money, those of all kinds: what a column holds beside flows
    stressors : (flow, sector)    direct : (flow, buyer)
    make : (industry, commodity)    use : (commodity, industry)
    fuels : products that are burnt    burnt : (fuel, sector or industry, then buyer)  each in the
        unit of its fuel, NaN where the file does not say
    accounting : codes of sectors that only balance the accounts
    """

    about: dict[str, str]
    sectors: list[tuple[str, str, str]]
    buyers: list[tuple[str, str, str]]
    flows: Array | None
    demand: Array
    value_items: list[tuple[str, str, str]]
    value_added: Array
    flow_names: list[tuple[str, str, str]]
    stressors: Array
    direct: Array
    industries: list[tuple[str, str]] = field(default_factory=list)
    make: Array | None = None
    use: Array | None = None
    fuels: list[FuelRow] = field(default_factory=list)
    burnt: Array | None = None
    accounting: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        return int(self.about["Year"])


def read_table(file: IO[bytes], name: str) -> TableFile:
    """Return the table of a file; raise WorkbookError with all mistakes."""
    is_zip = name.lower().endswith(".zip")
    sheets = _csv_sheets(file) if is_zip else [*read_sheets(file).items()]
    return _Reader(sheets).read()


def _csv_sheets(file: IO[bytes]) -> list[tuple[str, Rows]]:
    """Return name and rows of each file of a ZIP, of two with the same name both."""
    parts = _unpacked(file)
    for name, _unused in parts:
        if not name.lower().endswith(CSV):
            raise whole_file(
                _("{name} is not a CSV file.", name=name),
                _("Save the file as CSV, or remove it from the ZIP archive."),
            )
    return [(name[: -len(CSV)], _csv_rows(name, part)) for name, part in parts]


def _unpacked(file: IO[bytes]) -> list[tuple[str, bytes]]:
    """Return name and content of each file of a ZIP that may be a table."""
    endings = [CSV, *OTHER_TABLES]
    options: dict[str, Any] = {"endings": endings, "most": 50, "whole": LARGEST_UNPACKED}
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
            _("The file cannot be read as a ZIP archive of CSV files."),
            _(
                "Add one CSV file to the ZIP archive for each sheet of the template, named after "
                "the sheet."
            ),
        ) from None
    return found


def _csv_rows(name: str, content: bytes) -> Rows:
    try:
        _unused, lines = read_text_table(io.BytesIO(content))
        return list(lines)
    except WorkbookError as error:  # of which file of the archive
        raise WorkbookError([replace(one, file=name) for one in error.findings]) from None


def read_inhabitants(about: Mapping[str, str]) -> float | None:
    """Return the people of a country, where a table says how many they are."""
    text = about.get("Inhabitants", "")
    return read_number(text, FILE_NOTATIONS) if text else None


class _Reader(FuelSheets, ImportMatrices):
    """Reads the sheets in their order and collects what is wrong."""

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
        known = {key_of_sheet(one) for one in (*SHEETS, *SUPPLY_USE, SHEET, *IMPORTED)}
        read = known - ({"flows"} if supply_use else {key_of_sheet(one) for one in SUPPLY_USE})
        books = [(self.names[key], rows) for key, rows in self.sheets.items() if key not in read]
        self.findings += find_unread_sheets(books, (), names=known, most=NUMBERS_IN_NOTES)
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
                    "The table has {len} sectors, which is too many to calculate on this page.",
                    len=Number(len(sectors), ","),
                ),
                _("Merge sectors before loading the table."),
            )
        self._raise()
        codes, who = [s[0] for s in sectors], [b[0] for b in buyers]
        industries = self._list("Industries", 2) if supply_use else []
        plants = [i[0] for i in industries]
        demand = self._matrix("Final demand", codes, who)
        self._check_imports(buyers, demand)
        items, value_added = self._rows("Value added", plants or codes, 2, more=(KIND,))
        value_items = self._kinds_of_value(items, value_added)
        names, caused = self._rows("Stressors", (plants or codes) + who, 3, missing=set(who))
        fuels, burnt = self._fuels(codes, [*(plants or codes), *who])
        n = len(plants or codes)
        found = TableFile(
            about=about,
            sectors=sectors,  # type: ignore[arg-type]
            buyers=buyers,  # type: ignore[arg-type]
            flows=None if supply_use else self._matrix("Flows", codes, codes),
            demand=demand,
            value_items=value_items,
            value_added=value_added,
            flow_names=names,  # type: ignore[arg-type]
            stressors=caused[:, :n],
            direct=caused[:, n:],
            industries=industries,  # type: ignore[arg-type]
            make=self._matrix("Make", plants, codes) if supply_use else None,
            use=self._matrix("Use", codes, plants) if supply_use else None,
            fuels=fuels,
            burnt=burnt,
            accounting=self._accounting(),
        )
        imported = self._imports(codes, buyers, supply_use=supply_use)
        self._refuse_imports_twice(value_items, value_added, imported is not None)
        self._raise()
        return found if imported is None else _with_imports(found, *imported)

    def _refuse_imports_twice(
        self, items: Sequence[tuple[str, str, str]], rows: Array, has_matrices: bool
    ) -> None:
        kinds = [kind for _code, _title, kind in items]
        places = [i for i, kind in enumerate(kinds) if kind == VALUE_KINDS[1]]
        if has_matrices and places and rows[places].any():
            self._wrong(
                "Value added",
                0,
                "",
                _(
                    "Imports appear both in a row of this sheet and in the import matrices, so "
                    "they are counted twice."
                ),
                _("Leave out the row or the matrices."),
            )

    def _accounting(self) -> tuple[str, ...]:
        """Return the codes of sectors that are marked as accounting sectors."""
        column = self._columns_of_texts("Sectors").get(KIND)
        found = []
        for number, row in self._body("Sectors", 3):
            kind = text_of(row[column]) if column is not None and column < len(row) else ""
            if kind == ACCOUNTING_KIND:
                found.append(text_of(row[0]))
            elif kind:
                self._wrong(
                    "Sectors",
                    number,
                    KIND,
                    _("'{kind}' is not a valid kind of sector.", kind=kind[:SHOWN]),
                    _(
                        "Enter “{accounting}” for scrap, used goods and the like. Otherwise, "
                        "leave the cell empty.",
                        accounting=as_written(ACCOUNTING_KIND),
                    ),
                )
        return tuple(found)

    def _check_imports(self, buyers: Sequence[tuple[str, ...]], demand: Array) -> None:
        for k, (code, _title, kind) in enumerate(buyers):
            if kind == "import" and demand.size and demand[:, k].sum() > 0:
                self._wrong(
                    "Final demand",
                    0,
                    code,
                    _(
                        "These imports add up to a positive number, but imports must be negative "
                        "here."
                    ),
                    _(
                        "Put a minus sign before each import, or choose another kind for these "
                        "buyers."
                    ),
                )

    def _kinds_of_value(
        self, items: Sequence[tuple[str, ...]], rows: Array
    ) -> list[tuple[str, str, str]]:
        """Return the rows of value added with their kind: stated, or known by a published code."""
        column = self._columns_of_texts("Value added").get(KIND)
        found: list[tuple[str, str, str]] = []
        for (number, row), (code, title) in zip(self._body("Value added", 2), items, strict=False):
            stated = text_of(row[column]) if column is not None and column < len(row) else ""
            if stated and stated not in VALUE_KINDS:
                self._wrong(
                    "Value added",
                    number,
                    KIND,
                    _("'{stated}' is not a valid kind of row here.", stated=stated),
                    _("Choose one of these options: {join}.", join=list(VALUE_KINDS)),
                )
            kind = stated or kind_of_code(code)
            if not kind and LIKE_IMPORTS.search(title):
                self._wrong(
                    "Value added",
                    number,
                    "",
                    _("“{title}” may be imports rather than value added.", title=title),
                    _(
                        "Add a column “{kind}” to this sheet and enter one of these in each row: "
                        "{kinds}.",
                        kind=as_written(KIND),
                        kinds=list(VALUE_KINDS),
                    ),
                )
            found.append((code, title, kind or VALUE_KINDS[0]))
        self._find_total(found, rows)
        return found

    def _find_total(self, items: Sequence[tuple[str, str, str]], rows: Array) -> None:
        """Tell a row of value added that is the sum of all others: it would count twice."""
        if len(rows) < 3 or len(items) != len(rows):
            return
        whole, size = rows.sum(axis=0), np.abs(rows).sum()
        for (number, _row), item, row in zip(
            self._body("Value added", 2), items, rows, strict=False
        ):
            if row.any() and np.abs(2 * row - whole).sum() <= SAME * size:
                self._wrong(
                    "Value added",
                    number,
                    "",
                    _(
                        "“{title}” is the sum of the other rows and would be counted twice.",
                        title=item[1],
                    ),
                    _("Remove this row."),
                )

    def _columns_of_texts(self, sheet: str) -> dict[str, int]:
        header = (self.sheets[sheet.lower()] or [[]])[0]
        return {text_of(title): i for i, title in enumerate(header)}

    def _about(self) -> dict[str, str]:
        rows = self.sheets["about"]
        found = {text_of(r[0]): text_of(r[1]) for r in rows if len(r) > 1 and text_of(r[0])}
        for name in NEEDED:
            if not found.get(name):
                self._wrong(
                    "About",
                    0,
                    name,
                    _("{name} is empty.", name=name),
                    _("Enter {name}.", name=FIELDS[name] or name),
                )
        for name in FIELDS:
            self._bound("About", 0, name, found.get(name, ""), LONGEST_OF.get(name, 40))
        year = found.get("Year", "")
        if year and parse_whole_number(year, least=1900, most=2200) is None:
            self._wrong(
                "About",
                0,
                "Year",
                _("'{year}' is not a year.", year=year),
                _("Enter a year such as 2023."),
            )
        prices = found.get("Prices of", "")
        if prices and parse_whole_number(prices, least=1900, most=2200) is None:
            self._wrong(
                "About",
                0,
                "Prices of",
                _("'{prices}' is not a year.", prices=prices),
                _("Enter one year."),
            )
        self._check_inhabitants(found)
        technology = found.setdefault("Technology", "industry") or "industry"
        if technology not in ("industry", "commodity"):
            self._wrong(
                "About",
                0,
                "Technology",
                _("'{technology}' is not a technology assumption.", technology=technology),
                _("Enter industry or commodity."),
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
                _("'{about}' is not a valid number of people.", about=about["Inhabitants"]),
                _("Enter a number, or leave the cell empty."),
            )

    def _kind(self, row: int, cells: tuple[str, ...]) -> None:
        if cells[2] not in KINDS:
            self._wrong(
                "Buyers",
                row,
                "Kind",
                _("'{cells}' is not a valid kind of buyer.", cells=cells[2]),
                _("Choose one of these options: {join}.", join=list(KINDS)),
            )


def _with_imports(file: TableFile, flows: Array, demand: Array) -> TableFile:
    """Return a domestic table with its imports, product by product, as imports that compete."""
    assert file.flows is not None
    taken_out = -(flows.sum(axis=1) + demand.sum(axis=1))
    burnt = file.burnt
    if burnt is not None:
        burnt = np.insert(burnt, burnt.shape[1], np.nan, axis=1)
    return replace(
        file,
        buyers=[*file.buyers, IMPORTS],
        flows=file.flows + flows,
        demand=np.column_stack([file.demand + demand, taken_out]),
        direct=np.insert(file.direct, file.direct.shape[1], 0.0, axis=1),
        burnt=burnt,
    )
