"""Sheets of a workbook that seem meant to be read, and are not: they are told, not left out."""

from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import get_close_matches
from math import inf
from typing import Any

from scp_centre.centre.foreign_files.frames import Uncomputed
from scp_centre.centre.sheets.cell_words import columns_by_title, names_of
from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.methods.entries import FILE_NOTATIONS, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _

LIKE = 0.75  # of a name, as difflib compares
HEAD_ROWS, HEADINGS = 10, 2
NOTES = _("Read me")  # of our templates; it explains, and holds no figures


def find_unread_sheets(
    book: Iterable[tuple[str, Sequence[Sequence[Any]]]],
    read: Container[str],
    known: Iterable[Sheet] = (),
    *,
    names: Iterable[str] = (),
    most: float = inf,
) -> Iterator[Finding]:
    """Yield a finding for each sheet that seems meant to be read, and is not.

    book : name and rows of each sheet    read : names that are read
    known, names : sheets of the template; a sheet with a name like theirs, or two of their
        headings in one row, is taken for one of them
    most : numbers that a page of notes may hold; any other sheet with more is told, too

    Scratch sheets and notes are left in peace: people keep their own sums in the same file.
    """
    sheets = tuple(known)
    wanted = {name for one in sheets for name in names_of(one.name)} | set(names)
    for name, rows in book:
        is_ours = name in read or name.strip().lower() in names_of(NOTES)
        count = 0 if is_ours else numbers_in(rows)
        if count and (count > most or _is_like(name, wanted) or _has_headings(rows, sheets)):
            yield Finding(
                name,
                0,
                "",
                _("This sheet contains numbers, but it is not imported."),
                _("Rename the sheet as in the template, or remove it."),
            )


def _is_like(name: str, wanted: Iterable[str]) -> bool:
    return bool(get_close_matches(name.strip().lower(), list(wanted), n=1, cutoff=LIKE))


def _has_headings(rows: Sequence[Sequence[Any]], sheets: Iterable[Sheet]) -> bool:
    """Return whether one of the first rows holds two headings of one sheet of the template."""
    for row in rows[:HEAD_ROWS]:
        written = {cell for cell in row if isinstance(cell, str)}
        if any(len(columns_by_title(one, written)) >= HEADINGS for one in sheets):
            return True
    return False


def numbers_in(rows: Iterable[Sequence[Any]]) -> int:
    """Return how many cells are numbers, or texts that are one as in a text table."""
    return sum(is_number(cell) for row in rows for cell in row)


def is_number(cell: Any) -> bool:
    """Return whether a cell is a number, one that was not computed, or a text that is one."""
    if isinstance(cell, bool) or cell is None:
        return False
    if not isinstance(cell, str):
        return isinstance(cell, int | float | Uncomputed)
    if not any(sign.isdigit() for sign in cell):
        return False
    try:
        read_number(cell, FILE_NOTATIONS)
    except UnclearEntryError:
        return True
    except InvalidValueError:
        return False
    return True
