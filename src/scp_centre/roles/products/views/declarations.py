"""Environmental product declarations: imported, looked into, taken into a model, removed."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints.spread import sigma_of
from scp_centre.methods.messages import _
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import Content, rows_of
from scp_centre.roles.products.database_forms import (
    DeclarationsForm,
    ProcessSearchForm,
    TakeDeclarationForm,
)
from scp_centre.roles.products.declared_modules import (
    DeclaredModule,
    chosen_modules,
    modules_of,
    row_of_declaration,
    unit_of,
    warming_by_module,
)
from scp_centre.roles.products.models import ProductDeclaration
from scp_centre.roles.products.queries import find_declarations
from scp_centre.roles.products.views.model_page import form_page, model_at, page_of, save

PER_PAGE = 50
USUAL = "A1-A3"  # chosen in the form until somebody chooses otherwise


@require_http_methods(["GET", "HEAD", "POST"])
def product_declarations(request: SignedInRequest) -> HttpResponse:
    """List the imported declarations; import a file of them."""
    require(request.user, "see_footprint")
    may_keep = allowed(request.user, "keep_life_cycle_database")
    if request.method == "POST":
        require(request.user, "keep_life_cycle_database")
    form = DeclarationsForm(request.POST or None, request.FILES or None) if may_keep else None
    status = 422 if request.method == "POST" else 200
    if form is not None and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            job = actions.request_declarations(
                values["file"], values["source"], values["licence"], acting_user=request.user
            )
            return redirect("job", pk=job.pk)
        except SpokenError as error:
            form.add_error("file", error.in_full)
    context = {"form": form, **_search(request)}
    return render(request, "products/declarations.html", context, status=status)


def _search(request: SignedInRequest) -> dict[str, Any]:
    search = ProcessSearchForm(request.GET or None)
    found = search.found_in(partial(find_declarations, request.user))
    return {
        "search": search,
        "page": Paginator(found, PER_PAGE).get_page(read_page(request.GET)),
    }


@require_safe
def product_declaration(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a declaration: each indicator by module, with module D apart."""
    require(request.user, "see_footprint")
    declaration = get_object_or_404(find_declarations(request.user, ""), pk=pk)
    context = {
        "declaration": declaration,
        "may_keep": allowed(request.user, "keep_life_cycle_database"),
        **_table(declaration),
    }
    return render(request, "products/declaration.html", context)


def _table(declaration: ProductDeclaration) -> dict[str, Any]:
    modules = sorted(modules_of(declaration), key=lambda one: one.is_beyond)
    rows = []
    for one in declaration.indicators:
        values = {DeclaredModule(a["module"], a["scenario"]): a["value"] for a in one["amounts"]}
        rows.append({"name": one["name"], "unit": one["unit"],
                     "values": [values.get(module) for module in modules]})  # fmt: skip
    return {"modules": modules, "rows": rows}


@require_POST
def remove_declaration(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a declaration; models keep the rows that they took of it."""
    require(request.user, "see_footprint")
    declaration = get_object_or_404(find_declarations(request.user, ""), pk=pk)
    actions.remove_declaration(declaration, acting_user=request.user)
    messages.success(request, _("The declaration has been removed."))
    return redirect("product_declarations")


@require_safe
def footprint_declarations(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search the declarations that a model may take."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build") | _search(request)
    return render(request, "products/model_declarations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_declaration(request: SignedInRequest, pk: int, declaration: int) -> HttpResponse:
    """Take modules of a declaration into a model, as a row of its own."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    found = get_object_or_404(find_declarations(request.user, ""), pk=declaration)
    warming = warming_by_module(found)
    stated = {module for values in warming.values() for module in values}
    offered = [one for one in modules_of(found) if not one.is_beyond and one in stated]
    initial = {"modules": [one.key for one in offered if one.module == USUAL]}
    choices = [(one.key, one.label) for one in offered]
    form = TakeDeclarationForm(choices, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            chosen = chosen_modules(found, values["modules"])
            key = changes.free_key(f"epd {found.name}", rows_of(content))
            sigma = sigma_of((values["spread"] or 0.0) / 100)
            factor = row_of_declaration(found, chosen, key, sigma)
        except SpokenError as error:
            form.add_error("modules", error.in_full)
        else:
            if save(request, model, changes.with_factor(content, factor), form):
                messages.success(request, _("Row saved. You can now choose it in a line."))
                address = reverse("new_footprint_line", args=[pk])
                return redirect(f"{address}?{urlencode({'factor': factor.key})}")
    context |= {"declaration": found, "declared_unit": unit_of(found)}
    return form_page(request, context, form, _("Use an environmental product declaration"))
