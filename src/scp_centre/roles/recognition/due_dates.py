"""By when a step of an application ends, and how the clock stands while the applicant answers."""

from datetime import date, timedelta


def due_after(begin: date, days: int) -> date:
    """Return the last day of a step that begins on a day and may take so many days.

    >>> due_after(date(2026, 3, 2), 20)
    datetime.date(2026, 3, 22)
    """
    return begin + timedelta(days=days)


def due_after_stop(due: date, stopped: date, resumed: date) -> date:
    """Return the last day of a step for which the clock stood: later by the days of the stop.

    >>> due_after_stop(date(2026, 3, 22), date(2026, 3, 10), date(2026, 3, 17))
    datetime.date(2026, 3, 29)
    """
    return due + (resumed - stopped)
