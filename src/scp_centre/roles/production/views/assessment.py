"""Pages of an assessment: what is true comes from queries, what happens from actions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.evidence.queries import current_figures
from scp_centre.centre.jobs.queries import jobs_for
from scp_centre.centre.pages.file_answers import XLSX
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.models import Sector
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.translation import current_speaker, report_language
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.assessment.option_matches import catalogue
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.forms import ReportForm, WorkbookForm
from scp_centre.roles.production.models import Assessment, Phase, Review
from scp_centre.roles.production.pictures import PICTURES, draw
from scp_centre.roles.production.report.cautions import open_balances
from scp_centre.roles.production.report.content import cost_sum
from scp_centre.roles.production.report.notices import notice_text
from scp_centre.roles.production.report.saving_ranges import plan_range_said
from scp_centre.roles.production.report.tables import (
    absolute_table,
    balance_table,
    emissions_table,
    loss_table,
    sector_table,
)
from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.production.workbook import WorkbookError, write_workbook
from scp_centre.roles.production.workbook.schema import sheet

PER_PAGE = 50


def find_assessment(request: SignedInRequest, pk: int) -> Assessment:
    """Return the assessment, or 404: whose it is must not be seen from outside."""
    found: dict[int, Assessment] = request.__dict__.setdefault("_assessments", {})
    if pk not in found:
        found[pk] = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    return found[pk]


def show_page(request: SignedInRequest, pk: int, name: str, **more: Any) -> HttpResponse:
    assessment = find_assessment(request, pk)
    result = queries.result_of(assessment)
    status = more.pop("status", 200)
    context = {"assessment": assessment, "result": result, "tab": name} | more
    return render(request, f"production/{name}.html", context, status=status)


def tell_of_review(request: SignedInRequest, before: Assessment) -> None:
    """Say that the assessment is a draft again, where what was just saved made it one.

    before : as it was read before the change
    """
    if before.review not in (Review.APPROVED, Review.SUBMITTED):
        return
    if Assessment.objects.filter(pk=before.pk, review=Review.DRAFT).exists():
        said = _("The data changed, so the assessment is a draft again. Submit it for review.")
        messages.warning(request, said)


@require_safe
def assessments(request: SignedInRequest) -> HttpResponse:
    """Show the assessments by company, found by words, sector, phase and review."""
    require(request.user, "see_company")
    chosen = {name: read_word(request.GET, name) for name in ("sector", "phase", "review")}
    words = read_word(request.GET, "words").strip()
    all_ = queries.assessments_for(request.user)
    found = queries.of_words(all_, words, "company", "site_name", **chosen)
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    context = {
        "page": page,
        "words": words,
        "fields": [
            ("sector", _("Sector"), Sector.labels, chosen["sector"]),
            ("phase", _("Phase"), Phase.labels, chosen["phase"]),
            ("review", _("Review"), Review.labels, chosen["review"]),
        ],
        "any": bool(words or any(chosen.values()) or page.paginator.count),
        "may_import": allowed(request.user, "import_workbook"),
    }
    return render(request, "production/assessments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a workbook; every mistake is shown by sheet, row and column, with its cure."""
    require(request.user, "import_workbook")
    form = WorkbookForm(request.POST or None, request.FILES or None)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.import_workbook(form.cleaned_data["workbook"], acting_user=request.user)
        except WorkbookError as error:
            findings = error.findings
        except MethodError as error:
            findings = [
                {
                    "place": error.where or _("Workbook"),
                    "message": error.message,
                    "cure": error.cure,
                }
            ]
        else:
            messages.success(
                request,
                _(
                    "{made} has been imported as revision {revision}.",
                    made=made,
                    revision=made.revision,
                ),
            )
            return redirect("assessment", pk=made.pk)
    status = 422 if findings or (request.method == "POST") else 200
    name = getattr(request.FILES.get("workbook"), "name", "")
    context = {"form": form, "findings": findings, "file_name": name}
    return render(request, "production/upload.html", context, status=status)


@require_safe
def template(request: SignedInRequest) -> HttpResponse:
    begun = queries.factory_of_the_centre()
    return download(
        write_workbook(factory=begun, language=current_speaker().language),
        "cleaner-production-assessment.xlsx",
    )


@require_safe
def sample_workbook(request: SignedInRequest) -> HttpResponse:
    return download(
        write_workbook(sample_file("dairy"), language=current_speaker().language),
        "rivermouth-dairy.xlsx",
    )


def download(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = find_assessment(request, pk)
    figures = {(f.indicator, f.period): f for f in current_figures(request.user, assessment.origin)}
    result = queries.result_of(assessment)
    period = result.assessed.period.key
    linked = {key: f for (key, of), f in figures.items() if of == period}
    closed = queries.outcomes_of(assessment)
    todo = [o for o in result.plan.options if o.entry.key not in closed]
    doubt = open_balances(result, current_speaker())
    return show_page(request, pk, "overview", figures=linked, todo=todo, doubt=doubt)


@require_safe
def flows(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = find_assessment(request, pk)
    result = queries.result_of(assessment)
    from scp_centre.roles.production.report.annex import flow_table, reconciliation_table

    parts = [
        (
            name,
            balance,
            f"sankey-{balance}",
            balance_table(result, balance, current_speaker()),
            reconciliation_table(result, balance, current_speaker())
            if balance in result.assessed.reconciliations
            else None,
        )
        for balance, name in (
            ("material", _("Material")),
            ("energy", _("Energy")),
            ("water", _("Water")),
        )
        if result.assessed.system.of_balance(balance)
    ]
    notices = [notice_text(n, current_speaker()) for n in result.notices]
    return show_page(
        request,
        pk,
        "flows",
        parts=parts,
        notices=notices,
        entered=flow_table(result, current_speaker()),
    )


@require_safe
def losses(request: SignedInRequest, pk: int) -> HttpResponse:
    result = queries.result_of(find_assessment(request, pk))
    return show_page(
        request,
        pk,
        "losses",
        table=loss_table(result, current_speaker()),
        cost_sum=cost_sum(result, current_speaker()),
    )


@require_safe
def indicators(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = find_assessment(request, pk)
    result = queries.result_of(assessment)
    tables = [
        absolute_table(result, current_speaker()),
        emissions_table(result, current_speaker()),
    ]
    if sector := sector_table(result, current_speaker()):
        tables.insert(1, sector)
    figures = current_figures(request.user, assessment.origin)
    return show_page(request, pk, "indicators", tables=tables, figures=figures)


@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who does what by when, and how exact the estimated savings are."""
    assessment = find_assessment(request, pk)
    result, measures = queries.result_of(assessment), queries.measures_of(assessment)
    return show_page(
        request,
        pk,
        "plan",
        rows=[
            queries.FollowedOption(o, measures.get(o.entry.key), None) for o in result.plan.options
        ],
        today=timezone.localdate(),
        said_range=plan_range_said(result.plan, result.currency, current_speaker()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = find_assessment(request, pk)
    form = ReportForm(
        request.POST or None, initial={"format": "pdf", "language": report_language()}
    )
    if request.method == "POST" and form.is_valid():
        job = actions.request_report(
            assessment,
            form.cleaned_data["format"],
            form.cleaned_data["language"],
            acting_user=request.user,
        )
        return redirect("job", pk=job.pk)
    made = [j for j in jobs_for(request.user)[:50] if j.payload.get("assessment") == assessment.pk]
    return show_page(request, pk, "report", form=form, made=made[:8])


@require_safe
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = find_assessment(request, pk)
    book = write_workbook(load_file(assessment), language=current_speaker().language)
    return download(book, f"assessment-{assessment.pk}.xlsx")


@require_safe
def picture(
    request: SignedInRequest, pk: int, revision: int, name: str, form: str, ending: str
) -> HttpResponse:
    """Send one picture as SVG or PNG, or its data as CSV; the address changes with the revision."""
    assessment = find_assessment(request, pk)
    if name not in PICTURES or form not in FORMS or revision != assessment.revision:
        raise Http404
    drawn = draw(name, queries.result_of(assessment), current_speaker(), form)
    match ending:
        case "svg":
            response = HttpResponse(with_dark_mode(drawn.svg), content_type="image/svg+xml")
        case "png":
            from scp_centre.centre.documents.rasters import png_of

            response = download(png_of(drawn.svg, 2), f"{name}.png", "image/png")
        case "csv":
            response = download(csv_bytes(drawn.head, drawn.rows), f"{name}.csv", "text/csv")
        case _:
            raise Http404
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_safe
def catalogue_page(request: SignedInRequest) -> HttpResponse:
    require(request.user, "see_company")
    rows = catalogue()
    sector, words = (
        read_word(request.GET, "sector"),
        read_word(request.GET, "words").strip().lower(),
    )
    found = [
        r
        for r in rows
        if (not sector or r["sector"] in (sector, "any"))
        and all(
            w in f"{r['title']} {r['kind']} {' '.join(r['equipment'] or ())}".lower()
            for w in words.split()
        )
    ]
    sectors = sorted({r["sector"] for r in rows} - {"any"})
    context = {
        "options": found,
        "all": len(rows),
        "sectors": sectors,
        "sector": sector,
        "words": words,
        "equipment": sheet("Centres").column("equipment"),
        "ranged": sum(1 for r in rows if r["saving_low"] is not None),
    }
    return render(request, "production/catalogue.html", context)


@require_safe
def cases(request: SignedInRequest) -> HttpResponse:
    require(request.user, "see_company")
    from scp_centre.roles.production.assessment.cases import published_cases

    return render(request, "production/cases.html", {"cases": published_cases()})
