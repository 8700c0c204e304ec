"""What the report on the centre's year can refuse."""

from scp_centre.centre.errors import CentreError


class YearReportError(CentreError):
    """Months that no report can be about, or a format that none is written in."""

    code = "year_report"
