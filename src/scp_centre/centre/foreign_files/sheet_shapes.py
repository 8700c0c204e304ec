"""What a sheet of a workbook hides and merges, by its XML: quick reading passes it over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

ROW = re.compile(rb"<row\b([^<>]{0,2000})>")
COLUMN = re.compile(rb"<col\b([^<>]{0,2000})>")
MERGED = re.compile(
    rb'<mergeCell\b[^<>]{0,2000}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
NUMBER = re.compile(rb'\b(r|min|max)="(\d{1,7})"')
PART, OVERLAP = 1024**2, 4_096  # bytes looked at together, and looked at twice
MOST_MERGED = 20_000
LONGEST_MERGED = 10_000  # rows of one merged block


@dataclass(slots=True)
class SheetShape:
    """Hidden rows, 1 the first; hidden columns, 0 the first; blocks merged over several rows.

    merged : first row, last row, column of the cell that holds the value
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def shape_of(part: IO[bytes]) -> SheetShape:
    """Return what a sheet hides and merges, of its XML."""
    shape = SheetShape()
    merged: set[tuple[int, int, int]] = set()
    for text in _pieces(part):
        if b"hidden=" in text:
            _hidden(text, shape)
        if b"<mergeCell " in text and len(merged) < MOST_MERGED:
            merged |= set(_merged(text))
    shape.merged = sorted(merged)
    return shape


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    end = b""
    while chunk := part.read(PART):
        yield end + chunk
        end = chunk[-OVERLAP:]


def _hidden(text: bytes, shape: SheetShape) -> None:
    for found in ROW.finditer(text):
        if HIDDEN.search(found[1]):
            shape.hidden_rows |= {n for name, n in _numbers(found[1]) if name == b"r"}
    for found in COLUMN.finditer(text):
        if HIDDEN.search(found[1]):
            places = dict(_numbers(found[1]))
            first, last = places.get(b"min", 1), places.get(b"max", 0)
            shape.hidden_columns |= set(range(first - 1, min(last, first + 1_000)))


def _numbers(attributes: bytes) -> list[tuple[bytes, int]]:
    return [(found[1], int(found[2])) for found in NUMBER.finditer(attributes)]


def _merged(text: bytes) -> Iterator[tuple[int, int, int]]:
    for column, first, _last_column, last in MERGED.findall(text):
        begin, end = int(first), int(last)
        if begin < end <= begin + LONGEST_MERGED:
            yield begin, end, _place(column)


def _place(letters: bytes) -> int:
    """Return the place of a column, 0 for A."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place - 1
