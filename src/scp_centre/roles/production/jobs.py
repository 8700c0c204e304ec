"""The long work of this role: making reports."""

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Centre, Organisation, Site
from scp_centre.centre.registry.sample import is_sample_centre
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.year_report.jobs import INTERNAL_NOTE
from scp_centre.methods.messages import Number, _, n_, sentences
from scp_centre.roles.production import actions
from scp_centre.roles.production.dependents import record_donor_report
from scp_centre.roles.production.errors import AssessmentError
from scp_centre.roles.production.followup.reading_import import staged_by_meter
from scp_centre.roles.production.models import Assessment, Meter
from scp_centre.roles.production.queries import outcomes_of, result_of
from scp_centre.roles.production.slugs import file_stem

SAMPLE_NOTE = _("Sample centre of a fictional country.")
FORMATS = ("pdf", "docx", "xlsx", "json")


@worker("report")
def make_report(job: Job, progress: Progress) -> Made:
    """Return the report's file name and content."""
    from scp_centre.roles.production.report import (
        compose,
        results_json,
        write_docx,
        write_pdf,
        write_results_xlsx,
    )
    from scp_centre.roles.production.report.cautions import Edition

    assessment = Assessment.objects.filter(pk=job.payload["assessment"]).first()
    if assessment is None:
        raise AssessmentError(
            _("This assessment has been deleted."), cure=_("Import the assessment again.")
        )
    format_, language = job.payload["format"], job.payload["language"]
    progress(1, 4, _("Calculating the assessment"))
    result = result_of(assessment)
    progress(2, 4, _("Creating the charts and diagrams"))
    if format_ == "json":
        content = results_json(result).encode()
    elif format_ == "xlsx":
        content = write_results_xlsx(result, language)
    else:
        edition = Edition(assessment.revision, timezone.localdate(assessment.changed))
        report = compose(result, language, outcomes_of(assessment), edition)
        progress(3, 4, _("Laying out the pages"))
        content = write_pdf(report) if format_ == "pdf" else write_docx(report)
    stem = file_stem(assessment.company, assessment.site_name)
    return f"{stem}-{result.assessed.period.key}-{language}.{format_}", content, ""


@worker("company_data")
def pack_data(job: Job, progress: Progress) -> Made:
    """Return all data of a company as one ZIP file."""
    from scp_centre.roles.production.data_export import pack_company

    organisation = Organisation.objects.filter(pk=job.payload["organisation"]).first()
    if organisation is None:
        raise AssessmentError(_("This company has been deleted."), cure=_("Contact the centre."))
    progress(1, 2, _("Preparing workbooks and figures"))
    return f"{file_stem(organisation.name)}-all-data.zip", pack_company(organisation), ""


@worker("donor_report", act="see_portfolio")
def make_donor_report(job: Job, progress: Progress) -> Made:
    """Return the donor report as PDF or XLSX, as far as whoever asked may see."""
    from scp_centre.roles.production.report import write_pdf
    from scp_centre.roles.production.report.donor import compose_donor_report, write_donor_xlsx

    filters, format_ = job.payload["filters"], job.payload["format"]
    is_public = bool(job.payload.get("public"))
    language = job.payload.get("language", "en")
    today = timezone.localdate()
    progress(1, 3, _("Calculating portfolio totals"))
    if format_ == "xlsx":
        content = write_donor_xlsx(job.owner, filters, language)
    else:
        centre = Centre.objects.filter(pk=1).first()
        name = centre.name if centre else "Cleaner production centre"
        note = sentences(
            "" if is_public else INTERNAL_NOTE, SAMPLE_NOTE if is_sample_centre() else ""
        )
        report = compose_donor_report(
            job.owner, filters, today, name, note, language, is_public=is_public
        )
        progress(2, 3, _("Laying out the pages"))
        content = write_pdf(report)
    with transaction.atomic():
        record_donor_report(job)
    version = "-public" if is_public else ""
    return f"donor-report{version}-{today}.{format_}", content, ""


@worker("investment_file")
def make_investment_file(job: Job, progress: Progress) -> Made:
    """Return an investment file as PDF or XLSX."""
    from scp_centre.roles.production.followup.investment_figures import finance
    from scp_centre.roles.production.models import InvestmentFile
    from scp_centre.roles.production.report import write_pdf
    from scp_centre.roles.production.report.investment_file import (
        compose_investment,
        write_investment_xlsx,
    )

    file = InvestmentFile.objects.filter(pk=job.payload["file"]).first()
    if file is None:
        raise AssessmentError(
            _("This investment file has been deleted."), cure=_("Create the investment file again.")
        )
    language = job.payload.get("language", "en")
    progress(1, 2, _("Calculating the cash flow"))
    result = result_of(file.assessment)
    financing = finance(file, result)
    if job.payload["format"] == "xlsx":
        content = write_investment_xlsx(file, financing, result.currency, language)
    else:
        content = write_pdf(compose_investment(file, financing, result, language))
    return f"investment-file-{file.pk}.{job.payload['format']}", content, ""


@worker("readings")
def import_readings_file(job: Job, progress: Progress) -> Made:
    """Import a file of readings and return what came in, meter by meter."""
    site = Site.objects.filter(pk=job.payload["site"]).first()
    if site is None and job.payload["site"]:
        raise AssessmentError(
            _("This site has been deleted."), cure=_("Import the readings for another site.")
        )
    rows = 0

    def staged(count: int) -> None:
        nonlocal rows
        rows = count
        progress(1, 3, n_("{count} row read", "{count} rows read", count))

    def kept(count: int) -> None:
        progress(
            2,
            3,
            _(
                "Readings imported: {count} of {rows}",
                count=Number(count, ","),
                rows=Number(rows, ","),
            ),
        )

    if not job.upload:
        raise AssessmentError(
            _("The file has already been deleted."), cure=_("Correct the file and upload it again.")
        )
    progress(0, 3, _("Reading the file"))
    with job.upload.open("rb") as file:
        counts = actions.import_readings(
            file,
            job.payload["name"],
            site=site,
            acting_user=job.owner,
            on_staged=staged,
            on_kept=kept,
            chosen=CsvForm(
                *(str(job.payload.get(name, "")) for name in ("encoding", "separator", "notation"))
            ),
        )
    said = n_(
        "{count} reading added, {counts2} corrected, {counts3} already present.",
        "{count} readings added, {counts2} corrected, {counts3} already present.",
        counts["new"],
        counts2=Number(counts["corrected"]),
        counts3=Number(counts["unchanged"]),
    )
    return "readings-imported.csv", _by_meter(), said


def _by_meter() -> bytes:
    head = ["Company", "Site", "Meter", "Rows", "First day", "Last day"]
    rows = staged_by_meter()
    meters = Meter.objects.select_related("site__organisation").in_bulk([row[0] for row in rows])
    lines = []
    for key, *about in rows:
        site = meters[key].site
        lines.append([site.organisation.name, site.name, meters[key].key, *about])
    return csv_bytes(head, lines)
