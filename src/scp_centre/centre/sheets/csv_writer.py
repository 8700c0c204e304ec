"""Write CSV files: the only place of the product that does, and the rule for text in them.

A cell of text that a spreadsheet would run gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection). Two things go beyond that advice:

- Numbers stay numbers: -5 is written as -5, whether it comes as a number or as its digits.
- The rule can be undone without loss. Apostrophes that stand there already are counted: text such
  as '=1 becomes ''=1. `csv_reader` takes one away, so what we write comes back as it was.

The same is done after a semicolon, tab or line break inside a text, because a spreadsheet that
separates by semicolons begins a new cell there.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# The signs that begin a formula; the wide ones are those of East Asian keyboards.
RUNS = "=+\\-@＝＋－＠"
BEGINS = r"(?:(?<![\s\S])|(?<=[;\t\r\n]))"
AT_RISK = re.compile(rf"""{BEGINS}("*)('*)(?=[{RUNS}]|(?<![;\t\r\n])[\t\r\n])""")
PROTECTED = re.compile(rf"""{BEGINS}("*)'('*)(?=[{RUNS}]|(?<![;\t\r\n])[\t\r\n])""")


def protect(cell: Any) -> Any:
    """Return a cell as it is written to a CSV file.

    >>> protect("=1+1"), protect("'=1"), protect("-5"), protect(-5), protect("a;@b")
    ("'=1+1", "''=1", '-5', -5, "a;'@b")
    """
    if not isinstance(cell, str) or not cell or NUMBER.fullmatch(cell):
        return cell
    return AT_RISK.sub(r"\1'\2", cell)


def unprotect(cell: str) -> str:
    """Return the text that `protect` was given.

    >>> unprotect("'=1+1"), unprotect("''=1"), unprotect("it's")
    ('=1+1', "'=1", "it's")
    """
    return PROTECTED.sub(r"\1\2", cell) if "'" in cell else cell


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
