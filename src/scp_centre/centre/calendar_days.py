"""Whether a day has come: what was done, read or carried out is not of a day to come."""

from datetime import UTC, date, datetime, timedelta

FURTHEST_EAST = timedelta(hours=14)  # where a day begins first: UTC+14, the Line Islands


def latest_day() -> date:
    """Return the latest day that has begun anywhere: people may be east of the server."""
    return (datetime.now(UTC) + FURTHEST_EAST).date()
