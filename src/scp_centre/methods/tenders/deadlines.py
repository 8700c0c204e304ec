"""Whether a tender still takes offers, as far as what was published says so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from scp_centre.methods.tenders.checks import moment
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
    """start, end : of the time for offers; None where not given with date, time and zone."""

    start: datetime | None
    end: datetime | None
    status: str


def period_of(release: dict[str, Any]) -> Period:
    """Return when offers are taken, and the status of the tender as published."""
    tender = tender_of(release) or {}
    period = tender.get("tenderPeriod")
    dates = period if isinstance(period, dict) else {}
    status = str(tender.get("status") or "")[:40]
    return Period(moment(dates.get("startDate")), moment(dates.get("endDate")), status)


def deadline_of(period: Period, now: datetime) -> Deadline:
    """Return whether a tender takes offers at a moment, which has a time zone."""
    if period.status.casefold() in ENDED or (period.end is not None and period.end < now):
        return Deadline.CLOSED
    if period.end is None:
        return Deadline.UNKNOWN
    if period.start is not None and period.start > now:
        return Deadline.NOT_YET
    return Deadline.OPEN
