"""The builder: what a footprint is of, its lines, parameters, own rows and reviewed flows."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import STAGE_TITLES, Factor, Line, ResolvedLine, Stage, resolve
from scp_centre.methods.footprints.spread import sigma_of
from scp_centre.methods.messages import _
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.choices import RULE_TITLES
from scp_centre.roles.products.content import (
    BOUNDARY_TITLES,
    Content,
    rows_of,
    stages_within,
)
from scp_centre.roles.products.flows import (
    SiteFlow,
    evidence_of,
    flows_of,
    has_consent,
    output_in,
)
from scp_centre.roles.products.forms import (
    AboutForm,
    FactorForm,
    FlowForm,
    LineForm,
    ParameterForm,
)
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.per_cent import per_cent
from scp_centre.roles.products.sentences import LEFT_OUT
from scp_centre.roles.products.views.model_page import (
    form_page,
    model_at,
    new_row,
    offered_rows,
    page_of,
    save,
)
from scp_centre.roles.products.views.new_year import updates_for
from scp_centre.roles.products.views.products import content_from

OWN = "own"
PARTS = ("fossil", "biogenic", "land_use", "aircraft")
UNIT_OF_DECLARED = {
    "kilogram": "kg",
    "liter": "l",
    "cubic meter": "m3",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "square meter": "m2",
    "piece": "pieces",
}


@require_safe
def footprint_build(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the model, stage by stage."""
    model = model_at(request, pk)
    context = page_of(model, request, "build")
    content: Content = context["content"]
    lines = _resolved(content)
    parts = {line.key: line.part for line in content.model.lines}
    context |= {
        "updates": updates_for(model, content) if context["may_model"] else (),
        "boundary": BOUNDARY_TITLES[content.about.boundary],
        "stages": [
            {
                "stage": stage.name.lower(),
                "title": STAGE_TITLES[stage],
                "lines": [one for one in lines if one["line"].stage is stage],
            }
            for stage in stages_within(content.about.boundary)
        ],
        "rules": RULE_TITLES,
        "costs": [{"cost": one, "part": parts.get(one.line, "")} for one in content.model.costs],
        "cycles": [{"cycle": one, "part": parts.get(one.line, "")} for one in content.model.cycles],
    }
    return render(request, "products/build.html", context)


def _resolved(content: Content) -> list[dict[str, Any]]:
    """Return each line with its row, and with its amount where a formula gives it."""
    rows = rows_of(content)
    found: dict[str, ResolvedLine] = {}
    try:
        found = {one.line.key: one for one in resolve(content.model, rows).lines}
    except SpokenError:
        found = {}  # said on the page of the result
    return [
        {
            "line": line,
            "row": rows.get(line.factor),
            "resolved": found.get(line.key),
            "left_out": LEFT_OUT.get(rows[line.factor].leaves_out) if line.factor in rows else "",
            "is_formula": isinstance(line.amount, str),
        }
        for line in content.model.lines
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_about(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a footprint is of."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    about = content.about
    start = {name: getattr(about, name) for name in about.__slots__}
    start |= {
        "functional_unit": content.model.functional_unit,
        "uses": content.model.uses,
        "gwp_set": content.model.gwp_set,
    }
    form = AboutForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = content_from(form.cleaned_data, content.model)
        if save(request, model, made, form):
            messages.success(request, _("Saved."))
            return redirect("footprint_build", pk=pk)
    return form_page(request, context, form, _("Product and scope"))


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_line(request: SignedInRequest, pk: int, key: str = "") -> HttpResponse:
    """Add a line to a stage, or change one."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    old = content.line(key) if key else None
    if key and old is None:
        raise Http404
    rows, stages = offered_rows(content), stages_within(content.about.boundary)
    form = LineForm(stages, rows, request.POST or None, initial=_line_start(request, old))
    if request.method == "POST" and form.is_valid():
        line = _line_from(form.cleaned_data, content, old, rows)
        made = changes.with_line(content, line, new_row(content, line.factor))
        if save(request, model, made, form):
            messages.success(request, _("Line saved."))
            return redirect("footprint_build", pk=pk)
    context["line"] = old
    title = _("Edit a line") if old else _("Add a line")
    return form_page(request, context, form, title)


def _line_start(request: SignedInRequest, old: Line | None) -> dict[str, Any]:
    if old is None:
        asked = read_word(request.GET, "stage").upper()
        stage = Stage[asked] if asked in Stage.__members__ else Stage.MATERIALS
        return {"stage": str(stage), "factor": read_word(request.GET, "factor")}
    return {
        "stage": str(old.stage),
        "part": old.part,
        "factor": old.factor,
        "amount": old.amount,
        "unit": old.unit,
        "per_use": old.per_use,
        "recycled": per_cent(old.recycled) if old.recycled else None,
        "spread": per_cent(old.spread) if old.spread else None,
        "source": old.source,
    }


def _line_from(
    values: dict[str, Any], content: Content, old: Line | None, rows: dict[str, Factor]
) -> Line:
    factor = rows[values["factor"]]
    taken = [line.key for line in content.model.lines]
    amount = values["amount"]
    unit = values["unit"] or factor.unit
    kept = old.evidence if old and (old.amount, old.unit) == (amount, unit) else None
    return Line(
        key=old.key if old else changes.free_key(values["part"], taken),
        stage=Stage(values["stage"]),
        part=values["part"],
        factor=factor.key,
        amount=amount,
        unit=unit,
        source=values["source"],
        spread=(values["spread"] or 0.0) / 100,
        recycled=(values["recycled"] or 0.0) / 100,
        per_use=values["per_use"],
        evidence=kept,
    )


@require_POST
def remove_line(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Remove a line."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "build")["content"]
    if content.line(key) is None:
        raise Http404
    save(request, model, changes.without_line(content, key), None)
    messages.success(request, _("Line removed."))
    return redirect("footprint_build", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_parameter(request: SignedInRequest, pk: int, name: str = "") -> HttpResponse:
    """Set a parameter."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    if name and name not in content.model.parameters:
        raise Http404
    start = {"name": name, "value": content.model.parameters[name]} if name else {}
    form = ParameterForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = changes.with_parameter(content, values["name"], values["value"])
        if save(request, model, made, form):
            messages.success(request, _("Parameter saved."))
            return redirect("footprint_build", pk=pk)
    return form_page(request, context, form, _("Set a parameter"))


@require_POST
def remove_parameter(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Remove a parameter that no amount needs."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "build")["content"]
    if name not in content.model.parameters:
        raise Http404
    save(request, model, changes.without_parameter(content, name), None)
    messages.success(request, _("Parameter removed."))
    return redirect("footprint_build", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_own_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a row that the company or a supplier states."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor = _factor_from(form.cleaned_data, content)
        if save(request, model, changes.with_factor(content, factor), form):
            messages.success(request, _("Row saved. You can now choose it in a line."))
            return redirect("footprint_build", pk=pk)
    return form_page(request, context, form, _("Add your own background row"))


def _factor_from(values: dict[str, Any], content: Content) -> Factor:
    emissions = {f"published_{part}": values[part] for part in PARTS if values[part]}
    return Factor(
        key=changes.free_key(f"own {values['name']}", rows_of(content)),
        name=values["name"],
        category=OWN,
        unit=values["unit"],
        emissions=emissions or {"published_fossil": 0.0},
        source=values["source"],
        year=values["year"],
        region=values["region"],
        gwp_set=values["gwp_set"],
        sigma=sigma_of((values["spread"] or 0.0) / 100),
    )


@require_POST
def remove_own_row(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Remove a row of the model that no line takes."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "build")["content"]
    if key not in {row.key for row in content.model.factors}:
        raise Http404
    save(request, model, changes.without_factor(content, key), None)
    messages.success(request, _("Row removed."))
    return redirect("footprint_build", pk=pk)


@require_safe
def footprint_flows(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the reviewed flows of the company that a line may take a share of."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    company = model.product.organisation
    context |= {"consent": has_consent(company), "flows": flows_of(company)}
    return render(request, "products/flows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_flow(request: SignedInRequest, pk: int, figure: int, place: int) -> HttpResponse:
    """Take a share of a reviewed flow into the model."""
    model = model_at(request, pk, "model_footprint")
    context = page_of(model, request, "build")
    content: Content = context["content"]
    flow = _flow_at(model, figure, place)
    rows, stages = offered_rows(content), stages_within(content.about.boundary)
    form = FlowForm(
        stages,
        rows,
        request.POST or None,
        initial=_flow_start(content, flow),
        has_losses=flow.loss_share is not None,
    )
    if request.method == "POST" and form.is_valid():
        line = _line_of_flow(form.cleaned_data, content, flow)
        made = changes.with_line(content, line, new_row(content, line.factor))
        if save(request, model, made, form):
            messages.success(request, _("The flow has been added to the model as a line."))
            return redirect("footprint_build", pk=pk)
    context["flow"] = flow
    return form_page(request, context, form, _("Add a reviewed flow to the model"))


def _flow_at(model: FootprintModel, figure: int, place: int) -> SiteFlow:
    for flow in flows_of(model.product.organisation):
        if (flow.figure.pk, flow.place) == (figure, place):
            return flow
    raise Http404


def _flow_start(content: Content, flow: SiteFlow) -> dict[str, Any]:
    unit = UNIT_OF_DECLARED.get(content.about.declared_unit, "")
    output = output_in(flow, unit) if unit else None
    per_unit = content.about.declared_amount
    return {
        "stage": str(Stage.PRODUCTION),
        "part": flow.name,
        "share": 100.0,
        "rule": "whole",
        "output": output / per_unit if output is not None else None,
    }


def _line_of_flow(values: dict[str, Any], content: Content, flow: SiteFlow) -> Line:
    """Return the line of a share of a flow:  amount × share / output × functional units an item."""
    share, output = values["share"] / 100, values["output"]
    apart = values.get("losses") == "mfca"
    evidence = evidence_of(flow, share, values["rule"], output, losses_apart=apart)
    stage = Stage(values["stage"])
    items = 1.0 if stage is Stage.USE else content.model.uses
    taken = [line.key for line in content.model.lines]
    return Line(
        key=changes.free_key(values["part"], taken),
        stage=stage,
        part=values["part"],
        factor=values["factor"],
        amount=flow.amount * share / output * items,
        unit=flow.unit,
        source=f"{flow.figure.site}, {flow.figure.period}: {flow.name}",
        evidence=evidence,
    )
