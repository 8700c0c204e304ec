"""Open a table as a file: XLSX or CSV, row by row, so that a million rows need no memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from scp_centre.centre.sheets.cells import typed_cell
from scp_centre.centre.sheets.findings import WorkbookError, whole_file
from scp_centre.centre.sheets.opening import open_workbook
from scp_centre.centre.sheets.rows import HEADER_ROW
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.words import columns_by_title

Cells = Sequence[Any]


def is_csv(name: str) -> bool:
    """Return whether a file is text, by its name."""
    return name.lower().endswith(".csv")


def open_table(
    file: IO[bytes], name: str, sheet: Sheet
) -> tuple[Cells, Iterable[tuple[int, Cells]]]:
    """Return the header of a table and its rows with their numbers.

    Raises WorkbookError for a file that is neither.
    """
    return _csv(file, sheet) if is_csv(name) else _xlsx(file, sheet)


def _xlsx(file: IO[bytes], sheet: Sheet) -> tuple[Cells, Iterable[tuple[int, Cells]]]:
    book = open_workbook(file)  # type: ignore[arg-type]
    if sheet.name not in book.sheetnames:
        raise whole_file(
            f"The workbook has no sheet {sheet.name}.", "Start from the template of this page."
        )
    cells = book[sheet.name]
    header = next(cells.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW, values_only=True), ())
    rows = cells.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    return header, enumerate(rows, HEADER_ROW + 1)


def _csv(file: IO[bytes], sheet: Sheet) -> tuple[Cells, Iterable[tuple[int, Cells]]]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        head = text.readline()
    except UnicodeDecodeError:
        raise _not_text() from None
    delimiter = ";" if head.count(";") > head.count(",") else ","
    header = next(csv.reader([head], delimiter=delimiter), [])
    comma = delimiter == ";"  # where the semicolon parts fields, the comma may part decimals
    meant = columns_by_title(sheet, [t.strip(" *") for t in header])
    numbers = [
        i
        for i, t in enumerate(header)
        if (column := meant.get(t.strip(" *"))) and column.type == "number"
    ]

    def rows() -> Iterator[tuple[int, Cells]]:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            for number, row in enumerate(reader, start=2):
                for i in numbers if comma else ():
                    if i < len(row):
                        row[i] = row[i].replace(",", ".")
                yield number, row
        except UnicodeDecodeError:
            raise _not_text() from None
        except csv.Error as error:
            raise whole_file(
                f"Line {reader.line_num + 1} cannot be read: {error}.", "Correct that line."
            ) from None
        finally:
            text.detach()

    return header, rows()


def _not_text() -> WorkbookError:
    return whole_file("The file is not text in UTF-8.", "Save it as CSV UTF-8.")


def typed_row(sheet: Sheet, header: Cells, row: Cells) -> list[Any]:
    """Return text as a spreadsheet would hold it; what does not fit stays text and is found."""
    titles = [str(title).strip(" *") for title in header]
    columns = columns_by_title(sheet, titles)
    return [
        typed_cell(columns.get(title), value) if isinstance(value, str) else value
        for title, value in zip(titles, row, strict=False)
    ]
