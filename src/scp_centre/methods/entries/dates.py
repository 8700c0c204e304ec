"""Dates as people write them: ISO, in figures, or with the name of the month."""

import re
from collections.abc import Sequence
from datetime import date

from scp_centre.methods.entries.notation import ORDERS, Notation, plain_signs
from scp_centre.methods.entries.numbers import Notations
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
CURE = _("Enter the date in this format: 2026-01-31.")
LONGEST = 60
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]|年 ?)(\d{1,2})(?:\2|月 ?)(\d{1,2})日?")
_FIGURES = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4})")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "º", "ª"))
_JOINING = frozenset(("de", "del", "of", "the", "г", "من"))


def read_date(text: str, notation: Notations) -> date:
    """Return the day that a text means, from 1900 to 2199.

    >>> from scp_centre.methods.entries.notation import COMMA
    >>> read_date("2026-02-01", COMMA), read_date("01/02/2026", COMMA)
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 1))

    Raises UnclearEntryError with the readings for 01/02/2026 where both orders are in use, or an
    order that this language does not use; InvalidValueError for what is no date.
    """
    notations = (notation,) if isinstance(notation, Notation) else tuple(notation)
    plain = plain_signs(text[:LONGEST])
    if found := _YEAR_FIRST.fullmatch(plain):
        days = _days([(int(found[1]), int(found[3]), int(found[4]))])
    elif found := _FIGURES.fullmatch(plain):
        return _in_figures(found, text, notations)
    else:
        days = _named(plain, notations)
    if len(days) != 1:
        raise _no_date(text)
    return days[0]


def is_kept_day(day: date) -> bool:
    """Return whether a day is one that the centre keeps: there are days enough on both sides."""
    return FIRST_DAY <= day <= LAST_DAY


def write_date(day: date) -> str:
    """Return a day as every language reads it."""
    return day.isoformat()


def _in_figures(found: re.Match[str], text: str, notations: Sequence[Notation]) -> date:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    orders = ("dmy",) if found[2] == "." else ORDERS  # nobody writes the month before a stop
    in_use = (order for one in notations for order in one.orders)
    used = dict.fromkeys(order for order in in_use if order in orders)
    by_order = {"dmy": (year, second, first), "mdy": (year, first, second)}
    days = _days([by_order[order] for order in used])
    if len(days) == 1:
        return days[0]
    days = days or _days([by_order[order] for order in orders])
    if not days:
        raise _no_date(text)
    raise _unclear(text, days)


def _days(parts: Sequence[tuple[int, int, int]]) -> list[date]:
    """Return the days that exist, each once."""
    found: dict[date, None] = {}
    for year, month, day in parts:
        try:
            one = date(year, month, day)
        except ValueError:
            continue
        if is_kept_day(one):
            found[one] = None
    return list(found)


def _named(plain: str, notations: Sequence[Notation]) -> list[date]:
    """Return the day of `31 October 2026` or `October 31, 2026`."""
    words = [w for w in _WORDS.findall(plain.casefold()) if w not in _ORDINALS | _JOINING]
    figures = [word for word in words if word.isdigit()]
    name = " ".join(word for word in words if not word.isdigit())
    if len(figures) != 2 or not 1 <= len(figures[0]) <= 2 or len(figures[1]) != 4:
        return []
    months = {one.months[name] for one in notations if name in one.months}
    return _days([(int(figures[1]), month, int(figures[0])) for month in months])


def _no_date(text: str) -> InvalidValueError:
    return InvalidValueError(_("'{strip}' is not a date.", strip=text.strip()[:40]), cure=CURE)


def _unclear(text: str, days: Sequence[date]) -> UnclearEntryError:
    shown, written = [write_date(day) for day in days], text.strip()[:40]
    if len(shown) == 1:
        return UnclearEntryError(
            _("'{written}' is not a valid date format in this language.", written=written),
            readings=tuple(days),
            cure=_("Enter {shown} if that is the date you mean.", shown=shown[0]),
        )
    return UnclearEntryError(
        _(
            "'{written}' could mean {shown} or {shown3}.",
            written=written,
            shown=shown[0],
            shown3=shown[1],
        ),
        readings=tuple(days),
        cure=_("Enter {shown} or {shown2}.", shown=shown[0], shown2=shown[1]),
    )
