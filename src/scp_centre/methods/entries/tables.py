"""How a table of unknown origin is written, by what its own columns can mean."""

from collections.abc import Iterable, Sequence

from scp_centre.methods.entries.dates import read_date
from scp_centre.methods.entries.notation import FILE_NOTATIONS, Notation
from scp_centre.methods.entries.numbers import read_number
from scp_centre.methods.errors import InvalidValueError


def fitting_notations(
    numbers: Iterable[str],
    days: Iterable[str] = (),
    candidates: Sequence[Notation] = FILE_NOTATIONS,
) -> tuple[Notation, ...]:
    """Return the notations in which all entries of a table can be read; all where they disagree.

    One cell such as 1.234,5 or 31/12/2026 decides for the table. What no notation reads is left
    out here, and is found when its cell is read.

    >>> [n.name for n in fitting_notations(["1,234", "1.234,5"])]
    ['comma']
    """
    left = list(candidates)
    for text, is_day in [*((t, False) for t in numbers), *((t, True) for t in days)]:
        if len(left) == 1:
            break
        left = [one for one in left if _reads(text, one, is_day)] or left
    return tuple(left)


def _reads(text: str, notation: Notation, is_day: bool) -> bool:
    try:
        read_date(text, notation) if is_day else read_number(text, notation)
    except InvalidValueError:
        return False
    return True
