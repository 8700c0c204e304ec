"""The rows of a text table (CSV), in whatever encoding and with whatever separator."""

import io
from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.csv_reader import CsvForm, detect_form, read_rows
from scp_centre.centre.foreign_files.file_kinds import require_kind
from scp_centre.centre.foreign_files.refusals import FileRefusal

AT_ONCE = 2_000  # rows of one part of the answer
MOST_COLUMNS = 5_000


def read(
    content: bytes,
    *,
    encoding: str = "",
    separator: str = "",
    most_rows: int = 6_000_000,
    language: str = "",
) -> Iterator[Any]:
    """Yield {"encoding": …, "separator": …}, then lists of rows, each a list of texts.

    language : of whoever reads the file, which decides where its bytes do not

    Raises FileRefusal for what is no text, or cannot be read as a table.
    """
    require_kind(content, "text")
    form = detect_form(content, CsvForm(encoding, separator), language)
    yield {"encoding": form.encoding, "separator": form.separator}
    rows: list[list[str]] = []
    for number, row in enumerate(read_rows(io.BytesIO(content), form), start=1):
        if number > most_rows:
            break
        if len(row) > MOST_COLUMNS:
            raise FileRefusal("too_many", columns=len(row), row=number)
        rows.append(row)
        if len(rows) >= AT_ONCE:
            yield rows
            rows = []
    yield rows
