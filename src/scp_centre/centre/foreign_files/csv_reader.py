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
from scp_centre.methods.messages import _

ENCODINGS = {  # as Python calls them -> as the spreadsheet programs do
    "utf-8-sig": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "cp1252": _("Western European (Windows-1252)"),
    "mac_roman": _("Western European (Mac)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "gb18030": _("Chinese (GB 18030)"),
}
SEPARATORS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical bar")}
# A semicolon or tab that fits the rows is meant; a comma may also part decimals or names.
BY_LIKELIHOOD = ("\t", ";", ",", "|")
SAMPLE = 256 * 1024  # bytes in which the separator is looked for
SAMPLE_ROWS = 40
BEGINNINGS = (  # that begin a file and name its encoding
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_name(encoding: str) -> str:
    """Return the name of an encoding as spreadsheet programs call it."""
    return ENCODINGS.get(plain_encoding(encoding), encoding)


def plain_encoding(encoding: str) -> str:
    """Return the encoding of the list that is meant: UTF-16 in either order is one."""
    return "utf-16" if encoding.startswith(("utf-16", "utf-32")) else encoding


class CsvFault(Exception):
    """Text that is no table.   kind : unreadable or no_text    row : of the table, from 1"""

    def __init__(self, kind: str, why: str = "", row: int = 0) -> None:
        super().__init__(why)
        self.kind, self.why, self.row = kind, why, row


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a text table is written; what is empty is not known yet.

    notation : name of how its numbers and dates are written (table_notation)
    """

    encoding: str = ""
    separator: str = ""
    notation: str = ""


def detect_form(content: bytes, chosen: CsvForm | None = None) -> CsvForm:
    """Return how a table is written; what the user chose stays.

    >>> detect_form("Année;Été".encode("cp1252"))
    CsvForm(encoding='cp1252', separator=';')
    """
    chosen = chosen or CsvForm()
    encoding = chosen.encoding or detect_encoding(content)
    if chosen.separator:
        return CsvForm(encoding, chosen.separator)
    even = content[: SAMPLE - SAMPLE % 4]
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(even)
    return CsvForm(encoding, detect_separator(sample))


def detect_encoding(content: bytes) -> str:
    """Return the encoding of a text, by its mark, its zeros, or what fits all of it."""
    for mark, name in BEGINNINGS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if b"\x00" in head:
        return _wide(head)
    for name in ("utf-8-sig", "cp1252"):
        if _fits(content, name):
            return name
    # Five places of Windows-1252 are empty; Mac Roman has é, è and ç in or beside them.
    return "mac_roman"


def _wide(head: bytes) -> str:
    """Return which UTF-16 has zeros there: Latin text has one in every second byte."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    many = len(head) // 8
    if odd > max(many, 4 * even):
        return "utf-16-le"
    if even > max(many, 4 * odd):
        return "utf-16-be"
    raise CsvFault("no_text")


def _fits(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    step = 1024**2
    try:
        for start in range(0, len(content), step):
            decoder.decode(content[start : start + step])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


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

    Raises CsvFault with the row for what cannot be read.
    """
    text = io.TextIOWrapper(file, encoding=form.encoding, errors="replace", newline="")
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=form.separator), start=1):
            if number == 1 and _is_separator_line(row, form.separator):
                continue
            yield [unprotect(cell) for cell in row]
    except csv.Error as error:
        raise CsvFault("unreadable", str(error), number + 1) from None
    finally:
        text.detach()


def _is_separator_line(row: list[str], separator: str) -> bool:
    """Return whether a row is the line `sep=;` that Excel understands."""
    return separator.join(row).lstrip("\ufeff").strip().lower() == f"sep={separator}".strip()
