"""Costs of a model and of its alternatives, and recycled content and end of life of its parts."""

from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.footprints import (
    Cost,
    CostBasis,
    CostChange,
    Factor,
    PartCycle,
    Stage,
    missing_inputs,
)
from scp_centre.methods.messages import _
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import Content, rows_of, stages_within
from scp_centre.roles.products.cost_forms import (
    SHARES,
    AlternativeCostsForm,
    CostBasisForm,
    CostForm,
    CycleForm,
)
from scp_centre.roles.products.per_cent import per_cent
from scp_centre.roles.products.views.model_page import (
    form_page,
    model_at,
    offered_rows,
    page_of,
    save,
)

CHANGED = ("price", "low", "high", "amount", "removed")


@require_http_methods(["GET", "HEAD", "POST"])
def cost_basis(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say in which money costs are, and how they are discounted."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    basis = content.model.cost_basis
    start = asdict(basis) | {"rate": per_cent(basis.rate)} if basis else {}
    form = CostBasisForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = CostBasis(values["currency"], values["year"], values["rate"] / 100, values["years"])
        if save(request, model, changes.with_cost_basis(content, made), form):
            messages.success(request, _("Saved."))
            return redirect("footprint_build", pk=pk)
    return form_page(request, context, form, _("Currency, prices and lifetime"))


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_cost(request: SignedInRequest, pk: int, key: str = "") -> HttpResponse:
    """Add a cost, or change one."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    if content.model.cost_basis is None:
        return redirect("footprint_cost_basis", pk=pk)
    old = next((one for one in content.model.costs if one.key == key), None)
    if key and old is None:
        raise Http404
    start = asdict(old) | {"stage": str(old.stage or "")} if old else {}
    if old and old.line:
        start["amount"] = None
    stages = stages_within(content.about.boundary)
    form = CostForm(content.model.lines, stages, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        cost = _cost_from(form.cleaned_data, content, key)
        if save(request, model, changes.with_cost(content, cost), form):
            messages.success(request, _("Cost saved."))
            return redirect("footprint_build", pk=pk)
    return form_page(request, context, form, _("Edit a cost") if old else _("Add a cost"))


def _cost_from(values: dict[str, Any], content: Content, key: str) -> Cost:
    taken = [one.key for one in content.model.costs]
    return Cost(
        key=key or changes.free_key(values["name"], taken),
        name=values["name"],
        price=values["price"],
        unit=values["unit"].strip(),
        source=values["source"],
        line=values["line"],
        stage=Stage(values["stage"]) if values["stage"] else None,
        amount=0.0 if values["amount"] is None else values["amount"],
        per_use=values["per_use"],
        low=values["low"],
        high=values["high"],
    )


@require_POST
def remove_cost(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Remove a cost."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "build")["content"]
    if key not in {one.key for one in content.model.costs}:
        raise Http404
    save(request, model, changes.without_cost(content, key), None)
    messages.success(request, _("Cost removed."))
    return redirect("footprint_build", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def alternative_costs(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Say what an alternative changes in the costs."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "result")
    content: Content = context["content"]
    old = next((one for one in content.model.alternatives if one.key == key), None)
    if old is None or not content.model.costs:
        raise Http404
    start: dict[str, Any] = {"years": old.years}
    for change in old.costs:
        start |= {f"{name}-{change.cost}": getattr(change, name) for name in CHANGED}
    form = AlternativeCostsForm(content.model.costs, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = replace(
            old,
            years=form.cleaned_data["years"],
            costs=_changes_from(form.cleaned_data, content),
        )
        if save(request, model, changes.with_alternative(content, made), form):
            messages.success(request, _("Saved."))
            return redirect("footprint", pk=pk)
    return form_page(request, context, form, _("Costs of {name}", name=old.name))


def _changes_from(values: dict[str, Any], content: Content) -> tuple[CostChange, ...]:
    found = []
    for cost in content.model.costs:
        stated: dict[str, Any] = {name: values.get(f"{name}-{cost.key}") for name in CHANGED}
        stated["removed"] = bool(stated["removed"])
        change = CostChange(cost.key, **stated)
        if change != CostChange(cost.key):
            found.append(change)
    return tuple(found)


@require_http_methods(["GET", "HEAD", "POST"])
def part_cycle(request: SignedInRequest, pk: int, key: str = "") -> HttpResponse:
    """Enter recycled content and end of life of a part, or change them."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    old = next((one for one in content.model.cycles if one.key == key), None)
    if key and old is None:
        raise Http404
    start = asdict(old) | {name: per_cent(getattr(old, name)) for name in SHARES} if old else {}
    rows = offered_rows(content)
    form = CycleForm(content.model.lines, rows, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        cycle = _cycle_from(form.cleaned_data, content, key)
        made = changes.with_cycle(_with_rows(content, cycle, rows), cycle)
        form.ask_for(missing_inputs(cycle, rows))
        if form.is_valid() and save(request, model, made, form):
            messages.success(request, _("Saved."))
            return redirect("footprint", pk=pk)
    return form_page(request, context, form, _("Recycled content and end of life of a part"))


def _cycle_from(values: dict[str, Any], content: Content, key: str) -> PartCycle:
    taken = [one.key for one in content.model.cycles]
    stated = dict(values)
    for name in SHARES:
        stated[name] = values[name] / 100
    return PartCycle(key=key or changes.free_key(values["line"], taken), **stated)


def _with_rows(content: Content, cycle: PartCycle, rows: dict[str, Factor]) -> Content:
    """Return the content with the rows that it has to keep, such as the national grid."""
    for key in cycle.rows:
        if key not in rows_of(content) and key in rows:
            content = changes.with_factor(content, rows[key])
    return content


@require_POST
def remove_cycle(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Remove the end of life of a part."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "build")["content"]
    if key not in {one.key for one in content.model.cycles}:
        raise Http404
    save(request, model, changes.without_cycle(content, key), None)
    messages.success(request, _("Saved."))
    return redirect("footprint_build", pk=pk)
