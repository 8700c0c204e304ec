"""Read CSV as spreadsheets of every country write it: encoding and separator are found out.

What is found out is told to the user, who may choose otherwise. Nothing here knows Django: these
functions run in the reading process of `foreign_files`, and on the command line.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from scp_centre.centre.cell_protection import unprotect
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import check_text, detect_encoding
from scp_centre.methods.messages import _

SEPARATORS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical bar")}
# A semicolon or tab that fits the rows is meant; a comma may also part decimals or names.
BY_LIKELIHOOD = ("\t", ";", ",", "|")
SAMPLE = 256 * 1024  # bytes in which the separator is looked for
SAMPLE_ROWS = 40
MOST_LINES = 1_000  # of one row: beyond, a quotation mark was not closed


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a text table is written; what is empty is not known yet.

    notation : name of how its numbers and dates are written (table_notation)
    """

    encoding: str = ""
    separator: str = ""
    notation: str = ""


def detect_form(content: bytes, chosen: CsvForm | None = None, language: str = "") -> CsvForm:
    """Return how a table is written; what the user chose stays.

    language : of whoever reads it, which decides where the bytes do not

    >>> detect_form("Année;Été".encode("cp1252"))
    CsvForm(encoding='cp1252', separator=';', notation='')

    Raises FileRefusal for what is no text, cannot be read in the encoding or in several.
    """
    chosen = chosen or CsvForm()
    encoding = chosen.encoding or detect_encoding(content, language)
    check_text(content, encoding)
    if chosen.separator:
        return CsvForm(encoding, chosen.separator)
    even = content[: SAMPLE - SAMPLE % 4]
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(even)
    return CsvForm(encoding, detect_separator(sample))


def detect_separator(sample: str) -> str:
    r"""Return what separates the cells of a table.

    That is the separator that parts the headings, and with which the rows have as many cells.
    Where nothing parts the first row, as a title above the headings, the other rows tell.

    >>> detect_separator("Day;Use\n2026-01-01;4,5\n")
    ';'
    """
    first = sample.lstrip("\ufeff").split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    widths = {mark: _widths(sample, mark) for mark in BY_LIKELIHOOD}
    by_headings = {mark: _agreement(found, found[:1]) for mark, found in widths.items()}
    by_rows = {mark: _agreement(found, found) for mark, found in widths.items()}
    for scores in (by_headings, by_rows):
        best = max(scores.values())
        if best:
            return next(mark for mark in BY_LIKELIHOOD if scores[mark] >= min(best, 0.9))
    return ","


def _widths(sample: str, separator: str) -> list[int]:
    """Return how many cells the first rows have that are not empty."""
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(row):
                widths.append(len(row))
            if len(widths) > SAMPLE_ROWS:
                break
    except csv.Error:
        return []
    return widths


def _agreement(widths: list[int], meant: list[int]) -> float:
    """Return which share of the rows has the usual width of those meant; 0 where that is one."""
    if not meant:
        return 0.0
    width, _unused = Counter(meant).most_common(1)[0]
    return widths.count(width) / len(widths) if width > 1 else 0.0


def read_rows(file: IO[bytes], form: CsvForm) -> Iterator[list[str]]:
    """Yield the rows of a table as a spreadsheet shows them; empty ones too, so that each counts.

    An apostrophe that our own writer put before a formula is taken away. A line `sep=;` is passed
    over.

    Raises FileRefusal with the row for what cannot be read.
    """
    end = _end_of(file)
    text = io.TextIOWrapper(file, encoding=form.encoding, newline="")
    reader = csv.reader(text, delimiter=form.separator)
    last: list[str] = []
    number = lines = 0
    try:
        for number, row in enumerate(reader, start=1):
            spans, lines = reader.line_num - lines, reader.line_num
            if spans > MOST_LINES:
                raise FileRefusal("open_quote", row=number)
            last = row if spans > 1 else []
            if number == 1 and _is_separator_line(row, form.separator):
                continue
            yield [unprotect(cell) for cell in row]
    except csv.Error as error:
        kind = "open_quote" if reader.line_num - lines > 1 else "unreadable"
        raise FileRefusal(kind, str(error), row=number + 1) from None
    except UnicodeError:
        raise FileRefusal("wrong_encoding", encoding=form.encoding) from None
    finally:
        text.detach()
    # A cell that was never closed holds all that follows, to the end of the file.
    if last and {"\n", "\r"} & set(last[-1]) and not end.endswith(b'"'):
        raise FileRefusal("open_quote", row=number)


def _end_of(file: IO[bytes]) -> bytes:
    """Return the last signs of a file, without what is blank."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 64, 0))
    end = file.read().strip(b"\r\n\0 \t")
    file.seek(0)
    return end


def _is_separator_line(row: list[str], separator: str) -> bool:
    """Return whether a row is the line `sep=;` that Excel understands."""
    return separator.join(row).lstrip("\ufeff").strip().lower() == f"sep={separator}".strip()
