"""What an address or a form carries, read in one place: whole numbers, days, words, texts.

All of it comes from strangers. `int` takes `²` no more than it takes `x`, but `isdigit` says yes;
a number beyond 64 bits ends in the database, a NUL ends in PostgreSQL, the year 9999 ends a day
later. So nothing else reads a number, a day or a word of an address or form by hand (forms have
the fields of centre/entry_fields.py and centre/row_fields.py).
"""

import re
from collections.abc import Collection
from datetime import date

from django.http import QueryDict

from scp_centre.centre.clean_text import clean_text
from scp_centre.centre.errors import FilterError
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries import MACHINE, read_date, read_number
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

LARGEST = 2**63 - 1  # that a column of the database holds
MOST_SIGNS = 500  # of a word; longer ones are cut
MOST_VALUES = 1_000  # of one name
_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)


def parse_whole_number(
    text: object, *, least: int = 0, most: int = LARGEST, default: int | None = None
) -> int | None:
    """Return a whole number in ASCII digits within bounds, else the default.

    >>> parse_whole_number(" 12 "), parse_whole_number("²"), parse_whole_number("-3", least=-5)
    (12, None, -3)
    """
    if not isinstance(text, str) or not _WHOLE.fullmatch(text.strip()):
        return default
    number = int(text.strip())
    return number if least <= number <= most else default


def parse_day(text: object) -> date | None:
    """Return a day as ISO 8601 writes it, within 1900 to 2199.

    >>> parse_day("2025-02-28"), parse_day("2025-02-30"), parse_day("9999-12-31")
    (datetime.date(2025, 2, 28), None, None)
    """
    if not isinstance(text, str):
        return None
    try:
        return read_date(text, MACHINE)
    except InvalidValueError:
        return None


def read_whole_number(
    values: QueryDict, name: str, *, least: int = 0, most: int = LARGEST, default: int | None = None
) -> int | None:
    """Return the whole number of a name, or the default where there is none within bounds."""
    return parse_whole_number(values.get(name), least=least, most=most, default=default)


def read_whole_numbers(
    values: QueryDict, name: str, *, most_values: int = MOST_VALUES
) -> list[int]:
    """Return the whole numbers of a name that is given several times; others are left out."""
    numbers = [parse_whole_number(text) for text in values.getlist(name)[:most_values]]
    return [number for number in numbers if number is not None]


def read_decimal(values: QueryDict, name: str) -> float | None:
    """Return the number of a name as the page's language writes it; None for what is none."""
    try:
        return read_number(values.get(name, ""), current_speaker().notation)
    except InvalidValueError:
        return None


def read_page(values: QueryDict, *, most: int = 10**8) -> int:
    """Return the page that is asked for, from 1 to `most`; 1 where none is."""
    number = parse_whole_number(values.get("page"), least=-LARGEST, default=1) or 1
    return min(max(number, 1), most)


def read_word(values: QueryDict, name: str, default: str = "") -> str:
    """Return the word or words of a name on one line, without control characters."""
    text = values.get(name)
    return default if text is None else clean_text(" ".join(text[:MOST_SIGNS].split()))


def read_choice(values: QueryDict, name: str, choices: Collection[str], default: str = "") -> str:
    """Return the word of a name that filters a list: "" or one of the choices.

    Raises FilterError for any other: a filter that nobody understood would show all rows.
    """
    word = read_word(values, name, default)
    if word and word not in choices:
        raise unknown_filter(name, word)
    return word


def unknown_filter(name: str, word: str) -> FilterError:
    """Return the refusal of a value that a filter does not have."""
    return FilterError(
        _("This list cannot be filtered by “{value}”.", value=word[:60]),
        where=name,
        cure=_("Choose one of the values on the page."),
    )


def read_filter_day(values: QueryDict, name: str) -> date | None:
    """Return the day by which a list is filtered, or nothing where none is given.

    Raises FilterError for a text that is no day from 1900 to 2199.
    """
    text = read_word(values, name).strip()
    day = parse_day(text)
    if text and day is None:
        raise unknown_filter(name, text)
    return day


def read_words(values: QueryDict, name: str, *, most_values: int = MOST_VALUES) -> list[str]:
    """Return the words of a name that is given several times."""
    return [clean_text(text[:MOST_SIGNS]).strip() for text in values.getlist(name)[:most_values]]


def read_text(values: QueryDict, name: str) -> str:
    """Return a text of several lines, whole, without control characters."""
    return clean_text(values.get(name, ""))
