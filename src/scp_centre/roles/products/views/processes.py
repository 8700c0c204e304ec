"""Processes of imported databases as background data of a model: found, and taken."""

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.footprints import Factor
from scp_centre.methods.footprints.spread import sigma_of
from scp_centre.methods.messages import _
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import Content, rows_of
from scp_centre.roles.products.database_forms import ProcessForm, ProcessSearchForm
from scp_centre.roles.products.databases.impacts import row_impacts
from scp_centre.roles.products.databases.scores import row_of, score_of, unit_of
from scp_centre.roles.products.models import DatabaseProcess, KeptImpactMethod
from scp_centre.roles.products.queries import databases_for, find_processes
from scp_centre.roles.products.views.model_page import form_page, model_at, page_of, save

PER_PAGE = 30


@require_safe
def footprint_processes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search the processes of all imported databases by name."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    gwp = content.model.gwp_set
    form = ProcessSearchForm(request.GET or None)
    found = form.found_in(partial(find_processes, request.user))
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    context |= {
        "form": form,
        "page": page,
        "gwp": gwp,
        "databases": databases_for(request.user).count(),
        "rows": [
            {"process": one, "score": score_of(one, gwp), "unit": unit_of(one)} for one in page
        ],
    }
    return render(request, "products/processes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_process(request: SignedInRequest, pk: int, process: int) -> HttpResponse:
    """Take a process into the model, as a row with its score."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    row: DatabaseProcess = get_object_or_404(find_processes(request.user, ""), pk=process)
    gwp = content.model.gwp_set
    form = ProcessForm(request.POST or None)
    if unit_of(row) is None or not row.has_score:
        context |= {"process": row, "unit": unit_of(row)}
        return render(request, "products/process_refused.html", context, status=409)
    if request.method == "POST" and form.is_valid():
        factor = _row(content, row, form.cleaned_data["spread"] or 0.0)
        if save(request, model, changes.with_factor(content, factor), form):
            messages.success(
                request, _("The process has been added to this model as a background row.")
            )
            address = reverse("new_footprint_line", args=[pk])
            return redirect(f"{address}?{urlencode({'factor': factor.key})}")
    context |= {"process": row, "score": score_of(row, gwp), "gwp": gwp, "unit": unit_of(row)}
    return form_page(request, context, form, _("Add a process from a database"))


def _row(content: Content, process: DatabaseProcess, spread: float) -> Factor:
    """Return the row of a process; one that the model has already is put in its place."""
    origin = (process.database_id, process.key)
    known: dict[Any, str] = {
        (row.origin.database, row.origin.process): row.key
        for row in content.model.factors
        if row.origin
    }
    key = known.get(origin) or changes.free_key(f"lca {process.name}", rows_of(content))
    made = row_of(process, key, content.model.gwp_set, sigma_of(spread / 100))
    used = {one.key for one in content.model.methods}
    methods = list(KeptImpactMethod.objects.filter(content_hash__in=used))
    return replace(made, impacts=row_impacts([made], methods).get(key, ()))
