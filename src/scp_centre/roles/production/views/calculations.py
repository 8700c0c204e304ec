"""A saving is calculated for an option: choose, enter readings, see the result, save them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from scp_centre.centre.errors import ConflictError
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer, who_changed
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions
from scp_centre.roles.production.actions.calculations import are_stored
from scp_centre.roles.production.assessment import AssessmentFile
from scp_centre.roles.production.assessment.calculations import (
    CALCULATIONS,
    FIELDS,
)
from scp_centre.roles.production.assessment.calculations.estimate import (
    Estimate,
    estimate_saving,
    fill_formula,
)
from scp_centre.roles.production.assessment.entries import Measurement
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.calculation_forms import CalculationForm
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.views.assessment import (
    find_assessment,
    show_page,
    tell_of_review,
)
from scp_centre.roles.production.workbook import WorkbookError


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, key: Assessment.objects.filter(pk=pk))
def calculate(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Show the list of calculations; of the chosen one its form, its result, and save readings."""
    assessment = find_assessment(request, pk)
    require(request.user, "change_record", assessment.site.organisation)
    file = load_file(assessment)
    option = next((o for o in file.options if o.key == key), None)
    if option is None:
        raise Http404
    stored = [m for m in file.measurements if m.option == key]
    chosen = read_word(request.GET, "calculation")
    if chosen and chosen not in CALCULATIONS:
        raise Http404
    context: dict[str, Any] = {
        "tab": "options",
        "option": option,
        "fields": FIELDS,
        "stored": CALCULATIONS.get(stored[0].calculation) if stored else None,
    }
    if not chosen:
        return show_page(request, pk, "calculate", **context)
    calculation = CALCULATIONS[chosen]
    form = CalculationForm(
        calculation,
        request.POST or None,
        stored={m.parameter: (m.value, m.unit) for m in stored if m.calculation == chosen},
        must_replace=bool(stored),
        stored_uncertainty=_stored_uncertainty(stored, chosen),
    )
    mark = mark_of({m.parameter: (m.calculation, m.value, m.unit, m.uncertainty) for m in stored})
    context |= {"calculation": calculation, "form": form, "is_used": _is_used(file, key)}
    context["shown"] = mark
    is_sent = request.method == "POST" and form.is_valid()
    is_saved = is_sent and are_stored(stored, chosen, form.readings(), form.given_uncertainty)
    if _is_stale(request, mark) and not is_saved:
        context["said_stale"] = who_changed("change_record", f"{assessment}: ")
    elif is_sent:
        answer = _answer(request, assessment, key, form)
        if isinstance(answer, HttpResponse):
            return answer
        context |= answer
    status = 422 if request.method == "POST" and "estimate" not in context else 200
    return show_page(request, pk, "calculate", status=status, **context)


def _is_stale(request: SignedInRequest, mark: str) -> bool:
    """Return whether somebody changed the readings that are about to be replaced."""
    sent = read_word(request.POST, SHOWN)
    return read_word(request.POST, "act") == "save" and sent not in ("", mark)


def _answer(
    request: SignedInRequest, assessment: Assessment, key: str, form: CalculationForm
) -> HttpResponse | dict[str, Any]:
    """Return what the page shows of a result, or where it leads once the readings are saved."""
    readings = form.readings()
    is_tried = read_word(request.POST, "act") != "save"
    try:
        found = estimate_saving(form.calculation, readings, form.uncertainty)
        if is_tried:
            return {"estimate": found, "worked": _worked(found), "uncertainty": form.uncertainty}
        actions.keep_readings(
            assessment,
            key,
            form.calculation.key,
            readings,
            acting_user=request.user,
            uncertainty=form.given_uncertainty,
            may_replace=bool(form.cleaned_data.get("replace")),
        )
    except WorkbookError as error:
        return {"problems": error.findings, "is_tried": is_tried}
    except (MethodError, ConflictError) as error:
        told = {"message": error.message, "cure": error.cure}
        return {"problems": [told], "is_tried": is_tried}
    messages.success(request, _("Readings saved in the Measurements sheet."))
    tell_of_review(request, assessment)
    return redirect("option", pk=assessment.pk, key=key)


def _stored_uncertainty(stored: list[Measurement], chosen: str) -> float | None:
    """Return the uncertainty that all stored readings of a calculation share, if they do."""
    values = {m.uncertainty for m in stored if m.calculation == chosen}
    return values.pop() if len(values) == 1 else None


def _worked(found: Estimate) -> str:
    """Return the formula with numbers as the page's language writes them."""
    say = current_speaker()
    written = {name: say.number(value, 6) for name, value in found.readings.items()}
    return fill_formula(found.calculation, written)


def _is_used(file: AssessmentFile, key: str) -> bool:
    """Return whether a saving of the option waits for a calculation."""
    rows = [s for s in file.savings if s.option == key]
    return any(s.share is None and s.amount is None for s in rows)
