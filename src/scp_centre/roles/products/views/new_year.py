"""A newer reviewed year of the flows behind a model: what would move, and taking it over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.flow_updates import LineUpdate, updates_of, with_updates
from scp_centre.roles.products.flows import flows_of
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.views.model_page import model_at, page_of, save


def updates_for(model: FootprintModel, content: Content) -> tuple[LineUpdate, ...]:
    """Return what newer reviewed figures would change; nothing where no line stands on one."""
    if not any(line.evidence for line in content.model.lines):
        return ()
    return updates_of(content, flows_of(model.product.organisation))


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_new_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a newer reviewed year moves, line by line; take it over when asked."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    updates = updates_for(model, content)
    made = with_updates(content, updates)
    if request.method == "POST" and updates:
        save(request, model, made, None)
        messages.success(request, _("The model now uses the newer figures."))
        return redirect("footprint", pk=pk)
    if updates:
        context |= _moves(content, made, updates)
    return render(request, "products/new_year.html", context)


def _moves(content: Content, made: Content, updates: tuple[LineUpdate, ...]) -> dict[str, Any]:
    before, after = compute(content).base, compute(made).base
    old = {row.line.line.key: row.value for row in before.rows}
    new = {row.line.line.key: row.value for row in after.rows}
    return {
        "rows": [
            {
                "update": one,
                "before": old[one.old.key],
                "after": new[one.old.key],
                "change": new[one.old.key] - old[one.old.key],
            }
            for one in updates
        ],
        "before": before.total,
        "after": after.total,
        "change": (after.total - before.total) / before.total if before.total else 0.0,
        "period": made.about.period,
        "period_moves": made.about.period != content.about.period,
    }
