"""When a measure is due, in words: the same on pages and in letters."""

from datetime import date

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import Message, _


def due_said(day: date, today: date, say: Speaker, *, is_open: bool = True) -> Message:
    """Return when a measure is due, or since when it is overdue; what is settled never is."""
    if is_open and day < today:
        return _("overdue since {day}", day=say.date(day))
    return _("due on {day}", day=say.date(day))
