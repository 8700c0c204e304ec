"""Until when a certificate is valid."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has no such day.

    >>> months_after(date(2024, 2, 29), 12), months_after(date(2026, 8, 31), 6)
    (datetime.date(2025, 2, 28), datetime.date(2027, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of_day(day: date) -> datetime:
    """Return the moment at which a day has ended at the centre, in universal time."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    return timezone.make_aware(midnight).astimezone(UTC)
