"""The page of the centre's year: figures of all roles, what each counts, charts, documents."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.query_string import parse_day, read_choice, read_page, read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.centre.year_report.actions import request_year_report
from scp_centre.centre.year_report.declaration import Section, Stage
from scp_centre.centre.year_report.document import (
    CONTRIBUTION,
    STAGE_NOTES,
    figure_address,
    status_notes,
)
from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.centre.year_report.gather import YearReport, gather, gather_figures
from scp_centre.centre.year_report.months import Months, checked_months, year_of
from scp_centre.centre.year_report.pictures import charts_of
from scp_centre.centre.year_report.public_version import public_version
from scp_centre.centre.year_report.shown_values import (
    contributions_shown,
    headlines,
    line_shown,
    months_shown,
    reasons,
    savings_shown,
    section_title,
    table_shown,
    value_shown,
)
from scp_centre.methods.messages import _

YEARS_OFFERED = 4
ROWS_ON_A_PAGE = 100


class MonthField(forms.CharField):
    """A month as browsers send it, 2026-04; its first day."""

    widget = forms.TextInput({"type": "month", "pattern": "[0-9]{4}-[0-9]{2}"})

    def clean(self, value: Any) -> date:
        text = super().clean(value)
        found = parse_day(f"{text}-01")
        if found is None:
            raise ValidationError(
                _("This is not a valid month. Enter the year and the month, for example 2026-04.")
            )
        return found


class MonthsForm(HouseForm):
    first = MonthField(label=_("Start month"))
    last = MonthField(label=_("End month"))
    months: Months | None = None

    def clean(self) -> dict[str, Any]:
        """Refuse months that no report can be about."""
        values: dict[str, Any] = super().clean() or {}
        if "first" in values and "last" in values:
            try:
                today = timezone.localdate()
                self.months = checked_months(values["first"], values["last"], today)
            except YearReportError as error:
                self.add_error(error.where, error.in_full)
        return values


def _asked(values: QueryDict) -> MonthsForm:
    """Return the form with the months that are asked for; this year when none are."""
    whole = year_of(timezone.localdate().year)
    default = {"first": f"{whole.first:%Y-%m}", "last": f"{whole.last:%Y-%m}"}
    form = MonthsForm(values if default.keys() & values.keys() else default)
    form.is_valid()
    return form


def _months(values: QueryDict) -> Months:
    months = _asked(values).months
    if months is None:
        raise Http404
    return months


def _report(months: Months, is_public: bool) -> YearReport:
    today = timezone.localdate()
    report = gather(months, today)
    return public_version(report, today)[0] if is_public else report


def _is_public(values: QueryDict) -> bool:
    return bool(read_choice(values, "version", ("public",)))


@require_safe
def year_report(request: SignedInRequest) -> HttpResponse:
    """Show the year; as outsiders would see it where that is asked for."""
    require(request.user, "see_year_report")
    form = _asked(request.GET)
    this_year = timezone.localdate().year
    context: dict[str, Any] = {
        "form": form,
        "years": [year_of(this_year - back) for back in range(YEARS_OFFERED)],
        "is_public": _is_public(request.GET),
    }
    if form.months is None:
        return render(request, "year_report/year.html", context, status=422)
    report = _report(form.months, context["is_public"])
    return render(request, "year_report/year.html", context | _shown(report))


def _shown(report: YearReport) -> dict[str, Any]:
    """Return what the page shows of a report."""
    say, months = current_speaker(), report.months
    query = f"first={months.first:%Y-%m}&last={months.last:%Y-%m}"
    savings = savings_shown(report, say)
    return {
        "report": report,
        "months": months,
        "query": query + ("&version=public" if report.is_public else ""),
        "plain_query": query,
        "now": months_shown(months, say),
        "before": months_shown(months.before, say),
        "notes": [one.text for one in status_notes(report, say, timezone.localdate())],
        "headlines": [(line, _address(report, line.key)) for line in headlines(report, say)],
        "sections": list(_sections(report)),
        "savings": [
            (row, [(line, _address(report, line.key)) for line in row.stages]) for row in savings
        ],
        "savings_reasons": reasons([line for row in savings for line in row.stages], say),
        "stages": [(stage.label, STAGE_NOTES[stage]) for stage in Stage],
        "goals": [
            (one, _address(report, one.line.key)) for one in contributions_shown(report, say)
        ],
        "contribution": CONTRIBUTION,
    }


def _address(report: YearReport, key: str) -> str:
    return figure_address(report, key) if key else ""


def _sections(report: YearReport) -> Iterator[dict[str, Any]]:
    say = current_speaker()
    charts = charts_of(report, say)
    for section in Section:
        lines = [line_shown(line, say) for line in report.section(section)]
        tables = [one for one in report.tables if one.section == section and one.rows]
        yield {
            "key": section.value,
            "title": section_title(section, say),
            "lines": [(line, _address(report, line.key)) for line in lines],
            "charts": [one for one in charts if one.section == section],
            "tables": [(table_shown(one, say), one.note) for one in tables],
        }


@require_safe
def year_figure(request: SignedInRequest, key: str) -> HttpResponse:
    """List what one figure counts, each with its page."""
    require(request.user, "see_year_report")
    months, say = _months(request.GET), current_speaker()
    figure = gather_figures(months).get(key)
    if figure is None:
        raise Http404
    page = Paginator(list(figure.rows()), ROWS_ON_A_PAGE).get_page(read_page(request.GET))
    context = {
        "figure": figure,
        "value": value_shown(figure, say),
        "months": months,
        "shown_months": months_shown(months, say),
        "page": page,
        "query": f"first={months.first:%Y-%m}&last={months.last:%Y-%m}",
        "has_days": any(one.day for one in page),
        "has_about": any(one.about for one in page),
        "has_values": bool(figure.unit) or any(one.value != 1 for one in page),
    }
    return render(request, "year_report/figure.html", context)


@require_safe
def year_chart(request: SignedInRequest, name: str, form: str) -> HttpResponse:
    """Send one chart, for a wide screen or a phone."""
    require(request.user, "see_year_report")
    say = current_speaker()
    report = _report(_months(request.GET), _is_public(request.GET))
    chart = next((one for one in charts_of(report, say) if one.name == name), None)
    if chart is None or form not in FORMS:
        raise Http404
    svg = with_dark_mode(chart.svg(form, say.language))
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def make_year_report(request: SignedInRequest) -> HttpResponse:
    """Have the report made as a document."""
    require(request.user, "see_year_report")
    months = _asked(request.POST).months
    if months is None:  # the page says what is wrong with them
        asked = {key: read_word(request.POST, key) for key in ("first", "last")}
        return redirect(f"{reverse('year_report')}?{urlencode(asked)}")
    job = request_year_report(
        months,
        read_word(request.POST, "format"),
        is_public=_is_public(request.POST),
        acting_user=request.user,
        base=base_of(request),
    )
    return redirect("job", pk=job.pk)
