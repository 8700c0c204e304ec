"""Whole months that a report is about, and the months that they are compared with."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.methods.messages import _

FIRST_YEAR = 1994  # when the first of these centres began
MOST_YEARS = 10
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Months:
    """From the first day of one month to the last day of another."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the first moment, and the first that is no longer within."""
        begin = datetime.combine(self.first, time.min)
        end = datetime.combine(_later(self.last.replace(day=1), 1), time.min)
        zone = timezone.get_current_timezone()
        return timezone.make_aware(begin, zone), timezone.make_aware(end, zone)

    @property
    def count(self) -> int:
        years = self.last.year - self.first.year
        return MONTHS * years + self.last.month - self.first.month + 1

    @property
    def is_calendar_year(self) -> bool:
        return self.first.month == 1 and self.count == MONTHS

    @property
    def before(self) -> "Months":
        """Return the same months a year earlier, or as many years earlier as there are years."""
        back = -MONTHS * -(-self.count // MONTHS)
        return months_of(_later(self.first, back), _later(self.last.replace(day=1), back))

    def is_over(self, today: date) -> bool:
        return self.last < today

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def key(self) -> str:
        """Return it as it stands in the name of a file: 2026, or 2026-01-to-2026-06."""
        if self.is_calendar_year:
            return str(self.first.year)
        return f"{self.first:%Y-%m}-to-{self.last:%Y-%m}"


def months_of(first: date, last: date) -> Months:
    """Return the whole months in which two days lie, and all between."""
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return Months(first.replace(day=1), end)


def year_of(year: int) -> Months:
    return months_of(date(year, 1, 1), date(year, MONTHS, 1))


def checked_months(first: date, last: date, today: date) -> Months:
    """Return whole months that a report can be about.

    Raises YearReportError for months out of order, to come, or of too many years.
    """
    if last < first:
        raise YearReportError(
            _("The end month is before the start month."),
            where="last",
            cure=_("Choose a later end month or an earlier start month."),
        )
    if first > today:
        raise YearReportError(
            _("This period has not started yet."),
            where="first",
            cure=_("Choose a start month that is not in the future."),
        )
    if first.year < FIRST_YEAR:
        raise YearReportError(
            _("No centre existed before {year}.", year=str(FIRST_YEAR)),
            where="first",
            cure=_("Choose a later start month."),
        )
    found = months_of(first, last)
    if found.count > MOST_YEARS * MONTHS:
        raise YearReportError(
            _("A report can cover at most {_YEARS} years.", _YEARS=MOST_YEARS),
            where="last",
            cure=_("Choose a shorter period."),
        )
    return found


def _later(first: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    number = MONTHS * first.year + first.month - 1 + months
    return date(number // MONTHS, number % MONTHS + 1, 1)
