"""The values of an XLSX workbook, row by row: formulas as they were computed when it was saved."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from scp_centre.centre.foreign_files.file_kinds import kind_of_file, require_kind
from scp_centre.centre.foreign_files.frames import PerCent, Uncomputed
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.sheet_shapes import shape_of

LARGEST_UNPACKED = 100 * 1024**2
LARGEST_RATIO = 200
MOST_PARTS = 2_000
MOST_CELLS = 6_000_000
MOST_COLUMNS = 5_000
PER_CENT_FORMATS = {9, 10}  # 0% and 0.00%, built in
AT_ONCE = 1_000  # rows of one part of the answer
UNCOMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
PART, OVERLAP = 1024**2, 100  # bytes of a sheet looked at together, and looked at twice
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how XLSX writes signs that XML does not know


def read(
    content: bytes, *, sheets: Sequence[str] = (), most_rows: int = 1_100_000
) -> Iterator[dict[str, Any]]:
    """Yield {"sheets": all names}, then {"sheet": name, "rows": […]} in the order of the rows.

    sheets : whose rows are wanted; of all where none is named

    Rows lose their empty end. Raises FileRefusal for what is no plain XLSX of sensible size.
    """
    if content and kind_of_file(content) not in ("zip", "damaged"):
        require_kind(content, "xlsx")
    _check_package(content)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    names = [sheet.title for sheet in book.worksheets]
    yield {"sheets": names}
    cells = 0
    shown_as_per_cent = _uses_per_cent(book)
    formulas = _formulas(content) if _has_uncomputed(content) else None
    package = zipfile.ZipFile(io.BytesIO(content))
    marked = shown_as_per_cent or formulas is not None
    pages: list[Any] = list(book.worksheets)
    for sheet in pages:
        if sheets and sheet.title not in sheets:
            continue
        sheet.reset_dimensions()  # what a file says of its size need not be true
        with package.open(sheet._worksheet_path) as part:
            shape = shape_of(part)
        filling = _Filling(shape.merged)
        rows: list[list[Any]] = []
        values = _rows(sheet, shown_as_per_cent)
        if formulas is not None:
            values = _with_formulas(values, formulas[sheet.title])
        for number, row in enumerate(values, start=1):
            if number > most_rows:
                break
            if len(row) > MOST_COLUMNS:
                raise FileRefusal("too_many", sheet=sheet.title, columns=len(row))
            kept = _trimmed(filling.fill(number, row))
            cells += len(kept)
            if cells > MOST_CELLS:
                raise FileRefusal("too_many", sheet=sheet.title, cells=cells)
            rows.append(kept)
            if len(rows) >= AT_ONCE:
                yield {"sheet": sheet.title, "rows": rows, "marked": marked}
                rows = []
        yield {
            "sheet": sheet.title,
            "rows": rows,
            "marked": marked,
            "hidden_rows": sorted(shape.hidden_rows),
            "hidden_columns": sorted(shape.hidden_columns),
            "merged_numbers": filling.numbers,
        }


class _Filling:
    """Writes a text that is merged over several rows into each of them, as the sheet shows it.

    numbers : first and last row and column of blocks of numbers, which belong to no row alone
    """

    def __init__(self, merged: Sequence[tuple[int, int, int]]) -> None:
        self.begins: dict[int, list[tuple[int, int]]] = {}
        for first, last, place in merged:
            self.begins.setdefault(first, []).append((last, place))
        self.open: dict[int, tuple[int, Any]] = {}  # column -> last row, text
        self.numbers: list[tuple[int, int, int]] = []

    def fill(self, number: int, row: Sequence[Any]) -> Sequence[Any]:
        """Return a row with the texts of the blocks that began above it."""
        begun = self.begins.get(number, ())
        for last, place in begun:
            value = row[place] if place < len(row) else None
            if isinstance(value, str):
                self.open[place] = last, value
            elif value is not None:
                self.numbers.append((number, last, place))
        if not self.open:
            return row
        filled = list(row)
        for place, (last, value) in list(self.open.items()):
            filled += [None] * (place + 1 - len(filled))
            if filled[place] is None:
                filled[place] = value
            if number >= last:
                del self.open[place]
        return filled


def _uses_per_cent(book: Any) -> bool:
    """Return whether any cell of a workbook may be shown as a percentage."""
    own = {164 + i for i, form in enumerate(book._number_formats) if "%" in form}
    return any(style.numFmtId in own | PER_CENT_FORMATS for style in book._cell_styles)


def _rows(sheet: Any, shown_as_per_cent: bool) -> Iterator[Sequence[Any]]:
    """Yield the values of rows; only where percentages occur are the formats looked at."""
    if not shown_as_per_cent:
        yield from sheet.iter_rows(values_only=True)
        return
    for row in sheet.iter_rows():
        yield [_shown(cell) for cell in row]


def _shown(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, int | float) and "%" in cell.number_format:
        return PerCent(value)
    return value


def _has_uncomputed(content: bytes) -> bool:
    """Return whether a sheet holds a formula without a saved result."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if not name.lower().startswith("xl/worksheets/"):
                continue
            with package.open(name) as part:
                end = b""
                while chunk := part.read(PART):
                    if UNCOMPUTED.search(end + chunk):
                        return True
                    end = chunk[-OVERLAP:]
    return False


def _formulas(content: bytes) -> Any:
    """Return the workbook with its formulas as they are written."""
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, keep_links=False)


def _with_formulas(rows: Iterator[Sequence[Any]], sheet: Any) -> Iterator[Sequence[Any]]:
    """Yield rows in which a formula that nobody computed stands for the value that it lacks."""
    sheet.reset_dimensions()
    for row, written in zip(rows, sheet.iter_rows(), strict=False):
        yield [
            Uncomputed(str(cell.value)) if value is None and cell.data_type == "f" else value
            for value, cell in zip(row, written, strict=False)
        ]


def _trimmed(row: Sequence[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return [_plain(cell) for cell in row[:end]]


def _plain(cell: Any) -> Any:
    if isinstance(cell, str) and "_x" in cell and not isinstance(cell, Uncomputed):
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return cell


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileRefusal("unreadable", "it is no XLSX file") from None
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise FileRefusal("macros")
    if "[content_types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise FileRefusal("unreadable", "it is no XLSX file")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * packed or len(parts) > MOST_PARTS:
        raise FileRefusal("too_large", size=unpacked, parts=len(parts))
