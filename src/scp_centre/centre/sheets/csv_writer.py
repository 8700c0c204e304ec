"""Write CSV files: the only place of the product that does. Each cell is protected."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from scp_centre.centre.cell_protection import protect


class CsvWriter:
    """Writes rows to a text file, each cell protected."""

    def __init__(self, target: Any, *, lines: str = "\r\n", separator: str = ",") -> None:
        self._writer = csv.writer(target, lineterminator=lines, delimiter=separator)

    def row(self, cells: Iterable[Any]) -> None:
        """Write one row."""
        self._writer.writerow([protect(cell) for cell in cells])

    def rows(self, rows: Iterable[Iterable[Any]]) -> None:
        """Write rows."""
        for cells in rows:
            self.row(cells)


def csv_text(
    head: Sequence[Any],
    rows: Iterable[Iterable[Any]],
    *,
    lines: str = "\r\n",
    separator: str = ",",
) -> str:
    """Return a table as the text of a CSV file."""
    target = io.StringIO()
    writer = CsvWriter(target, lines=lines, separator=separator)
    writer.row(head)
    writer.rows(rows)
    return target.getvalue()


def csv_bytes(head: Sequence[Any], rows: Iterable[Iterable[Any]], *, separator: str = ",") -> bytes:
    """Return a table as CSV in UTF-8, with the mark that tells Excel so."""
    return csv_text(head, rows, separator=separator).encode("utf-8-sig")
