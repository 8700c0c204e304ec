"""Impact methods of other programs: checked, imported, looked into, removed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_page, read_whole_number, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.lifecycle import Flow, ImpactMethod, medium_of
from scp_centre.methods.messages import Message, _
from scp_centre.roles.products import actions
from scp_centre.roles.products.databases.impacts import MatchedMethod, match_method
from scp_centre.roles.products.gas_titles import MEDIUM_TITLES
from scp_centre.roles.products.gas_titles import RULE_TITLES as MAPPING_TITLES
from scp_centre.roles.products.impact_method_files import read_impact_method
from scp_centre.roles.products.life_cycle_files import MINUTE
from scp_centre.roles.products.method_forms import MethodFileForm, MethodImportForm
from scp_centre.roles.products.models import KeptImpactMethod
from scp_centre.roles.products.queries import databases_for, methods_for

PER_PAGE = 100
LEFT_OUT_TITLES = {
    "regional": _("Factors for one location only (not used)"),
    "unreadable": _("Factors that are not numbers (left out)"),
    "contradictory": _(
        "Additional factors for the same flow that differ from the first factor (left out)"
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def impact_methods(request: SignedInRequest) -> HttpResponse:
    """List the imported methods; check a file, of which nothing is kept, or import it."""
    require(request.user, "model_footprint")
    may_keep = allowed(request.user, "keep_impact_method")
    importing = may_keep and read_word(request.POST, "act") == "import"
    data, files = request.POST or None, request.FILES or None
    form = (
        MethodImportForm(data, files, importing=importing)
        if may_keep
        else MethodFileForm(data, files)
    )
    context: dict[str, Any] = {
        "form": form,
        "may_keep": may_keep,
        "methods": methods_for(request.user),
    }
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if importing:
                said = {name: values[name] for name in MethodImportForm.stated}
                job = actions.request_impact_method(
                    values["file"], **said, acting_user=request.user
                )
                return redirect("job", pk=job.pk)
            context |= _checked(read_impact_method(values["file"], MINUTE))
            context["file_name"], status = values["file"].name, 200
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else "file", error.in_full)
    return render(request, "products/impact_methods.html", context, status=status)


def _checked(method: ImpactMethod) -> dict[str, Any]:
    """Return what a file holds."""
    left_out = {
        "regional": method.regional,
        "unreadable": method.unreadable,
        "contradictory": method.contradictory,
    }
    return {
        "read": method,
        "categories": [
            {"name": one.name, "unit": one.unit, "factors": len(method.factors.get(one.id, ()))}
            for one in method.categories
        ],
        "left_out": _titled(left_out),
        "normalisations": [one.name for one in method.normalisations],
    }


def _titled(left_out: dict[str, int]) -> list[tuple[Message, int]]:
    return [(title, left_out[key]) for key, title in LEFT_OUT_TITLES.items() if left_out.get(key)]


@require_safe
def kept_method(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an imported method: its categories, and what of each database has no factor."""
    method = _method_at(request, pk)
    databases = list(databases_for(request.user))
    asked = read_whole_number(request.GET, "database", default=0)
    database = next((one for one in databases if one.pk == asked), None)
    context: dict[str, Any] = {
        "method": method,
        "categories": method.categories,
        "left_out": _titled(method.left_out),
        "normalisations": method.normalisations,
        "databases": databases,
        "database": database,
        "may_keep": allowed(request.user, "keep_impact_method"),
    }
    if database is not None:
        matched = match_method(method, database)
        page = Paginator(_without_factor(matched), PER_PAGE).get_page(read_page(request.GET))
        context |= {"matched": matched, "page": page, "rules": _rules(matched)}
    return render(request, "products/impact_method.html", context)


def _rules(matched: MatchedMethod) -> list[tuple[Message, int]]:
    """Return how many flows of a database found their factor by each rule."""
    found = list(matched.counted.values())
    return [(title, found.count(key)) for key, title in MAPPING_TITLES.items() if key in found]


def _without_factor(matched: MatchedMethod) -> list[tuple[Flow, Message, Message]]:
    """Return each flow without a factor, with its medium and why."""
    kinds = (
        (matched.unclear, _("Several flows of the method match equally well")),
        (matched.no_unit, _("The unit of the flow cannot be converted to the unit of the factor")),
        (matched.missing, _("The method has no factor for the flow")),
    )
    return [
        (flow, MEDIUM_TITLES[medium_of(flow)], why)
        for flows, why in kinds
        for flow in sorted(flows, key=lambda one: one.name.casefold())
    ]


def _method_at(request: SignedInRequest, pk: int) -> KeptImpactMethod:
    require(request.user, "see_footprint")
    found: KeptImpactMethod = get_object_or_404(methods_for(request.user), pk=pk)
    return found


@require_POST
def remove_method(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a method that no footprint uses."""
    actions.remove_impact_method(_method_at(request, pk), acting_user=request.user)
    messages.success(request, _("The impact method has been removed."))
    return redirect("impact_methods")
