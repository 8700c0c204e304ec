"""Pages of a survey on its way in: how it is read, what is wrong, the layouts that are saved."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.jobs.models import State
from scp_centre.centre.pages.file_answers import XLSX
from scp_centre.centre.query_string import read_text, read_whole_number, read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.actions import survey_uploads as actions
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.forms import SurveyForm
from scp_centre.roles.benchmarks.models import Benchmark, KeptMapping, SurveyUpload
from scp_centre.roles.benchmarks.surveys.findings_file import write_findings
from scp_centre.roles.benchmarks.surveys.survey_columns import PREFIX, shown_value, survey_sheet
from scp_centre.roles.benchmarks.surveys.survey_form import MappingForm, TableForm
from scp_centre.roles.benchmarks.surveys.survey_import import (
    FirstRows,
    read_first_plants,
    read_survey,
)
from scp_centre.roles.benchmarks.surveys.survey_layout import (
    Proposal,
    missing_titles,
    propose_mapping,
)
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    Book,
    SurveyMapping,
    headings_of,
    mapping_of,
)
from scp_centre.roles.benchmarks.surveys.survey_queries import (
    find_kept,
    is_template,
    lacking_columns,
    lacking_sentence,
    open_upload,
    uploads_of,
)
from scp_centre.roles.benchmarks.surveys.survey_rows import read_first_rows

SHOWN_PLANTS = 5
Titles = list[tuple[str, str, str]]


def take_survey(request: SignedInRequest, found: Benchmark, form: SurveyForm) -> HttpResponse:
    """Take in a file: import it where it is known how it is read, else ask.

    Raises WorkbookError for a file that cannot be read.
    """
    file, chosen = form.cleaned_data["survey"], form.csv_form()
    book = read_first_rows(file, file.name, chosen)
    file.seek(0)
    upload = actions.upload_survey(found, file, file.name, chosen, acting_user=request.user)
    kept = find_kept(book, found)
    if kept is None and not is_template(book, found):
        return redirect("survey_upload", slug=found.slug, pk=upload.pk)
    mapping = None
    if kept is not None:
        mapping = kept[1]
    layout = kept[0] if kept else None
    job = actions.request_survey_import(upload, mapping, acting_user=request.user, kept=layout)
    return redirect("job", pk=job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_upload(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Show how a survey is read; correct it, look again, import."""
    require(request.user, "keep_benchmark")
    upload = _own(request, slug, pk)
    act = read_word(request.POST, "act") if request.method == "POST" else ""
    try:
        if act == "discard":
            actions.discard_upload(upload, acting_user=request.user)
            messages.success(request, _("The uploaded file was discarded."))
            return redirect("benchmark", slug=slug)
        if act == "accept":
            return _accept(request, upload)
        if act == "corrections":
            say = current_speaker()
            job = actions.request_corrections(upload, say.language, acting_user=request.user)
            return redirect("job", pk=job.pk)
        if upload.imported and not act:
            return redirect("benchmark", slug=slug)
        if upload.imported or (upload.job and not upload.job.is_over):
            assert upload.job is not None  # noqa: S101 -- what is imported was a job's work
            return redirect("job", pk=upload.job.pk)
        with open_upload(upload) as file:
            book = read_first_rows(file, upload.name, upload.csv_form)
    except BenchmarkError as error:
        messages.error(request, error.in_full)
        return redirect("benchmark", slug=slug)
    return _mapping_page(request, upload, book, act)


def _own(request: SignedInRequest, slug: str, pk: UUID) -> SurveyUpload:
    """Return a survey of whoever asks; those of others are not there."""
    found = get_object_or_404(Benchmark, slug=slug)
    return get_object_or_404(uploads_of(request.user, found), pk=pk)


def _accept(request: SignedInRequest, upload: SurveyUpload) -> HttpResponse:
    """Import rows that look alike, as their sender says that they are different plants."""
    mapping = mapping_of(upload.mapping) if upload.mapping else None
    job = actions.request_survey_import(
        upload, mapping, acting_user=request.user, accepts_questions=upload.only_questions
    )
    return redirect("job", pk=job.pk)


def _mapping_page(
    request: SignedInRequest, upload: SurveyUpload, book: Book, act: str
) -> HttpResponse:
    """Answer with the table as it is read; import it where that is confirmed and whole."""
    found = upload.benchmark
    proposal, is_shown = _proposal(request, upload, book)
    data = request.POST if act and is_shown else None
    form = MappingForm(book, found, proposal.mapping, data)
    mapping = proposal.mapping
    if data is not None:
        is_whole = form.is_valid()
        mapping = form.mapping(form.cleaned_data)
        if act == "import" and is_whole:
            return _import(request, upload, book, form, mapping)
    place = {"sheet": mapping.sheet, "heading_row": mapping.heading_row}
    first, refused = _first_plants(book, found, mapping)
    titles = _shown_titles(found, mapping)
    findings = [] if act else _findings(upload)  # of how it was read before
    context = {
        "upload": upload,
        "benchmark": found,
        "table_form": TableForm(book, mapping.sheet, initial=place),
        "form": form,
        "doubts": _doubts(found, mapping, proposal, is_first=data is None),
        "checked": None if findings else _check_file(upload, form, mapping),
        "is_new_place": bool(act) and not is_shown,
        "titles": titles,
        "first": first,
        "plants": _cells_of(first, titles),
        "refused": refused,
        "findings": findings,
        "corrected_form": SurveyForm(auto_id="corrected_%s"),  # beside a form with like names
        "is_template": not upload.mapping and is_template(book, found),
    }
    failed = bool(data) and not form.is_valid()
    return render(request, "benchmarks/survey_upload.html", context, status=422 if failed else 200)


def _doubts(
    found: Benchmark, mapping: SurveyMapping, proposal: Proposal, *, is_first: bool
) -> list[str]:
    """Return what a person has to decide or should know of how a table is read."""
    values = {key.removeprefix(PREFIX): None for key in mapping.columns if key.startswith(PREFIX)}
    lacking = lacking_sentence(lacking_columns(found, [{"values": values}]))
    return [*(proposal.doubts if is_first else ()), *filter(None, [lacking])]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a whole file holds, before it is imported.

    errors, questions : to be corrected, to be answered    left_out : rows that are not imported
    """

    errors: list[Finding]
    questions: list[Finding]
    left_out: list[Finding]


def _check_file(upload: SurveyUpload, form: MappingForm, mapping: SurveyMapping) -> Checked | None:
    """Return what the import of a file would say; None of a large one, or where columns lack."""
    if upload.is_large or missing_titles(mapping, form.sheet):
        return None
    if form.lacks_units():
        return None
    try:
        with open_upload(upload) as file:
            read = read_survey(file, upload.name, upload.benchmark, upload.csv_form, mapping)
    except WorkbookError as error:
        return Checked(error.findings, [], [])
    return Checked([], read.questions, read.left_out)


def _findings(upload: SurveyUpload) -> list[Any]:
    """Return what the import found wrong, where it failed."""
    job = upload.job
    return job.findings if job and job.state == State.FAILED else []


def _proposal(request: SignedInRequest, upload: SurveyUpload, book: Book) -> tuple[Proposal, bool]:
    """Return how the table may be read, and whether the page that was sent showed that table.

    Who chooses another sheet or row of headings is shown that table first; what was chosen for
    the columns of another table is not taken for this one.
    """
    sent = request.POST
    sheet = read_text(sent, "sheet" if "sheet" in sent else "shown_sheet")
    row = read_whole_number(sent, "heading_row") or 0
    if sheet in book and 0 < row <= len(book[sheet]):
        shown = (read_text(sent, "shown_sheet"), read_whole_number(sent, "shown_row"))
        proposal = propose_mapping(book, upload.benchmark, sheet, row)
        return proposal, shown == (sheet, row)
    if upload.mapping:
        return Proposal(mapping_of(upload.mapping)), False
    return propose_mapping(book, upload.benchmark), False


def _import(
    request: SignedInRequest,
    upload: SurveyUpload,
    book: Book,
    form: MappingForm,
    mapping: SurveyMapping,
) -> HttpResponse:
    found = upload.benchmark
    headings = headings_of(book[mapping.sheet], mapping)
    try:
        job = actions.confirm_mapping(
            upload,
            mapping,
            headings if form.cleaned_data["keep"] else None,
            acting_user=request.user,
        )
    except BenchmarkError as error:
        messages.error(request, error.in_full)
        return redirect("benchmark", slug=found.slug)
    return redirect("job", pk=job.pk)


def _first_plants(
    book: Book, found: Benchmark, mapping: SurveyMapping
) -> tuple[FirstRows | None, str]:
    try:
        rows = book[mapping.sheet]
        return read_first_plants(rows, found, mapping, most=SHOWN_PLANTS), ""
    except WorkbookError as error:
        return None, error.findings[0].message


def _shown_titles(found: Benchmark, mapping: SurveyMapping) -> Titles:
    """Return the columns in which the first plants are shown: key, title, unit."""
    sheet = survey_sheet(found)
    units = {"use": found.use_unit, "made": found.output_unit}
    return [
        (column.key, column.title, units.get(column.key, ""))
        for column in sheet.columns
        if column.key in mapping.columns and column.key != "use_unit"
    ]


def _cells_of(first: FirstRows | None, titles: Titles) -> list[tuple[int, list[dict[str, Any]]]]:
    """Return the first plants as their table shows them; numbers with five figures."""
    say = current_speaker()

    def text(value: Any) -> str:
        if isinstance(value, int | float):
            return say.number(value, 5)
        return "" if value is None else str(value)

    return [
        (
            number,
            [{"title": title, "text": text(shown_value(values, key))} for key, title, _u in titles],
        )
        for number, values in (first.plants if first else ())
    ]


@require_safe
def survey_findings(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Send a survey back with what is to be corrected at the end of each row."""
    require(request.user, "keep_benchmark")
    upload = _own(request, slug, pk)
    mapping = mapping_of(upload.mapping) if upload.mapping else None
    if upload.is_large:  # a job makes it: its page asks for one
        return redirect("survey_upload", slug=slug, pk=pk)
    try:
        with open_upload(upload) as file:
            data = write_findings(
                file, upload.name, upload.benchmark, mapping, upload.csv_form, current_speaker()
            )
    except (BenchmarkError, WorkbookError) as error:
        messages.error(request, error.in_full)
        return redirect("benchmark", slug=slug)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slug}-to-correct.xlsx"'
    return response


@require_POST
def forget_layout(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Forget how tables with some headings are read."""
    require(request.user, "keep_benchmark")
    kept = get_object_or_404(KeptMapping, benchmark__slug=slug, pk=pk)
    actions.forget_mapping(kept, acting_user=request.user)
    messages.success(request, _("The saved layout was deleted."))
    return redirect("benchmark", slug=slug)
