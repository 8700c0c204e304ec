"""Which impact methods a model shows other indicators by, and what the result shows of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import STAGE_TITLES, IndicatorResult
from scp_centre.methods.messages import _
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.databases.impacts import row_impacts, used_method
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.indicator_sentences import indicator_notes
from scp_centre.roles.products.method_forms import IndicatorsForm
from scp_centre.roles.products.models import KeptImpactMethod
from scp_centre.roles.products.queries import methods_for
from scp_centre.roles.products.views.model_page import model_at, page_of, save


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_indicators(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the impact methods of a model; the rows of its databases are computed by them."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    methods = list(methods_for(request.user))
    form = IndicatorsForm(methods, content.model.methods, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        # A form without a tick is valid: it takes all methods away.
        if form.is_valid():
            try:
                made = _with_choice(content, methods, form.cleaned_data)
            except SpokenError as error:
                form.add_error(None, error.in_full)
            else:
                if save(request, model, made, form):
                    messages.success(request, _("Saved."))
                    return redirect("footprint", pk=pk)
    context |= {
        "form": form,
        "methods": methods,
        "imported": sum(row.origin is not None for row in content.model.factors),
        "foreign": _foreign(content, methods),
    }
    return render(request, "products/indicators_form.html", context, status=status)


def _with_choice(
    content: Content, methods: list[KeptImpactMethod], values: dict[str, Any]
) -> Content:
    chosen = [one for one in methods if values.get(f"method-{one.pk}")]
    used = [used_method(one, values.get(f"normalisation-{one.pk}") or "") for one in chosen]
    return changes.with_methods(content, used, row_impacts(content.model.factors, chosen))


def _foreign(content: Content, methods: list[KeptImpactMethod]) -> list[str]:
    """Return the methods of the model that this centre has not imported."""
    known = {one.content_hash for one in methods}
    return [f"{one.name}, {one.version}" for one in content.model.methods if one.key not in known]


def shown_indicators(computed: Computed) -> dict[str, Any]:
    """Return what the page of a result shows of other indicators."""
    return {
        "indicators": [
            {
                "result": one,
                "rows": [(row, _largest_stage(row)) for row in one.categories],
                "notes": indicator_notes(one),
                "is_normalised": bool(one.method.normalisation),
            }
            for one in computed.indicators
        ]
    }


def _largest_stage(row: IndicatorResult) -> tuple[str, float] | None:
    """Return the stage with the largest share, where all stages have the same sign."""
    if not row.value or any(value * row.value < 0 for value in row.stages.values()):
        return None
    stage = max(row.stages, key=lambda one: abs(row.stages[one]))
    return STAGE_TITLES[stage], row.stages[stage] / row.value
