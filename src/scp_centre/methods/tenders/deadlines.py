"""Whether a tender still takes offers, as far as what was published says so."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from scp_centre.methods.tenders.checks import local_moment, moment
from scp_centre.methods.tenders.matching import tender_of

ENDED = ("complete", "cancelled", "unsuccessful", "withdrawn")


class Deadline(StrEnum):
    """OPEN: the deadline is to come. CLOSED: it passed, or the status says that it ended.
    NOT_YET: offers are taken later. UNKNOWN: the publisher gives no deadline that can be read.
    """

    OPEN = "open"
    CLOSED = "closed"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Period:
    """start, end : of the time for offers; None where none can be read

    status : as published    said_end : the deadline as published
    is_local : the deadline names no time zone and was read in a given one
    """

    start: datetime | None
    end: datetime | None
    status: str
    said_end: str = ""
    is_local: bool = False


def period_of(release: dict[str, Any], zone: tzinfo | None = None) -> Period:
    """Return when offers are taken, and the status of the tender as published.

    zone : in which dates are read that name none; without it they are not read. A deadline that is
    a day lasts until its end
    """
    tender = tender_of(release) or {}
    period = tender.get("tenderPeriod")
    dates = period if isinstance(period, dict) else {}
    status = str(tender.get("status") or "")[:40]
    start, end = moment(dates.get("startDate")), moment(dates.get("endDate"))
    local = None
    if zone is not None:
        start = start or local_moment(dates.get("startDate"), zone)
        local = None if end else local_moment(dates.get("endDate"), zone, is_end=True)
    said = dates.get("endDate")
    said_end = said if isinstance(said, str) else ""
    return Period(start, end or local, status, said_end, local is not None)


def deadline_of(period: Period, now: datetime) -> Deadline:
    """Return whether a tender takes offers at a moment, which has a time zone."""
    if period.status.casefold() in ENDED or (period.end is not None and period.end < now):
        return Deadline.CLOSED
    if period.end is None:
        return Deadline.UNKNOWN
    if period.start is not None and period.start > now:
        return Deadline.NOT_YET
    return Deadline.OPEN
