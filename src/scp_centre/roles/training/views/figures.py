"""The figures of training: page, XLSX and PDF for a donor."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.entry_fields import DayField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.pages.file_answers import XLSX
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.sample import is_sample_centre
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.figures import (
    Figures,
    breakdown_tables,
    compose_figures,
    figures_xlsx,
    key_figures,
    training_figures,
    what_is_counted,
    workshop_table,
)
from scp_centre.roles.training.views.files import speaker_of


class SpanForm(HouseForm):
    nouns = {
        "start": _("First day"),
        "end": _("Last day"),
    }

    start = DayField(label=_("From"))
    end = DayField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("start") and values.get("end") and values["end"] < values["start"]:
            self.add_error("end", _("The last day is before the first day."))
        return values


def _asked(request: HttpRequest) -> tuple[SpanForm, Figures | None]:
    today = timezone.localdate()
    whole_year: dict[str, date] = {"start": date(today.year, 1, 1), "end": today}
    form = SpanForm(request.GET if whole_year.keys() & request.GET.keys() else whole_year)
    if not form.is_valid():
        return form, None
    return form, training_figures(form.cleaned_data["start"], form.cleaned_data["end"])


@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """Show the figures of a span of days."""
    require(request.user, "see_workshops")
    form, found = _asked(request)
    say = current_speaker()
    context: dict[str, Any] = {"form": form, "figures": found}
    if found:
        context |= {
            "counted": tuple(what_is_counted(found)),
            "sums": key_figures(found, say),
            "table": workshop_table(found, say) if found.rows else None,
            "tables": breakdown_tables(found, say),
            "query": f"start={found.start:%Y-%m-%d}&end={found.end:%Y-%m-%d}",
        }
    return render(request, "training/figures.html", context, status=200 if found else 422)


@require_safe
def figures_file(request: SignedInRequest, ending: str) -> HttpResponse:
    """Hand the figures out as a workbook or a report."""
    require(request.user, "see_workshops")
    _unused, found = _asked(request)
    if found is None or ending not in ("xlsx", "pdf"):
        raise Http404
    say = speaker_of()
    if ending == "xlsx":
        answer = HttpResponse(figures_xlsx(found, say), content_type=XLSX)
    else:
        centre = Centre.objects.first()
        note = say(_("Fictional workshops of the sample centre.")) if is_sample_centre() else ""
        report = compose_figures(found, centre.name if centre else "", say, note)
        answer = HttpResponse(write_pdf(report), content_type="application/pdf")
    name = f"training-{found.start:%Y-%m-%d}-{found.end:%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
