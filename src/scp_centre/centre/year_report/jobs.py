"""The long work: the report on the centre's year as PDF, DOCX or XLSX."""

from datetime import date

from django.utils import timezone

from scp_centre.centre.installation.addresses import public_address
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import speaker
from scp_centre.centre.year_report.actions import KIND, report_publicly
from scp_centre.centre.year_report.gather import YearReport, gather
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _, sentences

SAMPLE_NOTE = _("Sample centre of a fictional country.")
INTERNAL_NOTE = _(
    "Internal: the sums in this report can reveal the figures of individual companies."
)


@worker(KIND, act="see_year_report")
def make_year_report(job: Job, progress: Progress) -> Made:
    """Return the report's file name and content."""
    require(job.owner, "see_year_report")  # they may have lost the role since
    first, last = (date.fromisoformat(job.payload[name]) for name in ("first", "last"))
    months, is_public = Months(first, last), bool(job.payload["public"])
    progress(1, 3, _("Counting the work done in all roles"))
    if is_public:
        report = report_publicly(months, acting_user=job.owner)
    else:
        report = gather(months, timezone.localdate())
    progress(2, 3, _("Laying out the pages"))
    format_, language = job.payload["format"], job.payload["language"]
    content = write_report(report, format_, language, base=job.payload.get("base", ""))
    version = "-public" if is_public else ""
    return f"centre-year-{months.key}{version}-{language}.{format_}", content, ""


def write_report(report: YearReport, format_: str, language: str, *, base: str = "") -> bytes:
    """Return the report in a format and a language.

    base : what links begin with while the centre has no public address
    """
    from scp_centre.centre.documents.docx_file import write_docx
    from scp_centre.centre.documents.pdf_file import write_pdf
    from scp_centre.centre.year_report.document import compose
    from scp_centre.centre.year_report.workbook import write_workbook

    say, address = speaker(language), public_address() or base
    centre = Centre.objects.filter(pk=1).first()
    name, today = centre.name if centre else "", timezone.localdate()
    note = sentences(
        "" if report.is_public else INTERNAL_NOTE,
        SAMPLE_NOTE if centre and centre.is_sample else "",
    )
    if format_ == "xlsx":
        return write_workbook(report, say, address, centre=name, note=note, today=today)
    document = compose(
        report,
        say,
        centre=name,
        country=centre.country if centre else "",
        note=note,
        today=today,
        address=address,
    )
    return write_pdf(document) if format_ == "pdf" else write_docx(document)
