"""Have the report made, and remember the sums that outsiders learn from its public version."""

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.rules import WHY
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import report_language
from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.centre.year_report.gather import YearReport, gather
from scp_centre.centre.year_report.months import Months, checked_months
from scp_centre.centre.year_report.public_version import public_version
from scp_centre.methods.messages import _

FORMATS = ("pdf", "docx", "xlsx")
KIND = "year_report"


@transaction.atomic
def request_year_report(
    months: Months, format_: str, *, is_public: bool, acting_user: Person, base: str = ""
) -> Job:
    """Have the report on some months made as a document.

    base : what its links begin with while the centre has no public address; for its own readers
    Raises YearReportError for months that no report can be about, or another format.
    """
    require(acting_user, "see_year_report")
    checked_months(months.first, months.last, timezone.localdate())
    if format_ not in FORMATS:
        raise YearReportError(
            _("This format does not exist."), where="format", cure=_("Choose PDF, DOCX or XLSX.")
        )
    names = {"months": months.key, "format": format_.upper()}
    if is_public:
        title = _("The centre's year, {months}, public version, {format}", **names)
    else:
        title = _("The centre's year, {months}, {format}", **names)
    payload = {
        "first": months.first.isoformat(),
        "last": months.last.isoformat(),
        "format": format_,
        "public": is_public,
        "language": report_language(),
        "base": "" if is_public else base,
    }
    job = queue_job(KIND, title, payload, acting_user=acting_user, organisation=None)
    record(
        "make_year_report",
        months.key,
        acting_user=acting_user,
        after={"format": format_, "public": is_public},
    )
    return job


@transaction.atomic
def report_publicly(months: Months, *, acting_user: Person) -> YearReport:
    """Return the public version, and enter its sums in the ledger: outsiders know them from now on.

    In one transaction, so that two reports at once are compared with each other.
    """
    require(acting_user, "see_year_report")
    # Locked: what is published meanwhile would not be compared with what is shown here.
    list(Centre.objects.select_for_update().values_list("pk"))
    today = timezone.localdate()
    report, decided = public_version(gather(months, today), today)
    disclose([one.figure for one in decided])
    record(
        "report_sums",
        months.key,
        acting_user=acting_user,
        after={
            "figures": [one.figure.name for one in decided if not one.reason],
            "withheld": list(dict.fromkeys(WHY[one.reason] for one in decided if one.reason)),
        },
    )
    return report
