"""The designer's form: move an amount and see the footprint change; keep it as an alternative."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries import write_number
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import STAGE_TITLES, Alternative, Change, Stage
from scp_centre.methods.lifecycle import evaluate_parameters
from scp_centre.methods.messages import _
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import Content, rows_of
from scp_centre.roles.products.ecodesign import kept_as, propose
from scp_centre.roles.products.footprint_computation import compute, compute_alternative
from scp_centre.roles.products.forms import DesignForm, NameForm
from scp_centre.roles.products.per_cent import per_cent
from scp_centre.roles.products.views.model_page import model_at, page_of, save

SAME = 1e-12


@require_http_methods(["GET", "HEAD", "POST"])
def footprint_design(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try changes; with POST, keep them as an alternative."""
    is_post = request.method == "POST"
    model = model_at(request, pk, "model_footprint" if is_post else "see_footprint")
    context = page_of(model, request, "design")
    content: Content = context["content"]
    try:
        base = compute(content).base
    except SpokenError as error:
        context["refused"] = error if content.model.lines else None
        return render(request, "products/empty.html", context)
    rows = rows_of(content)
    values = evaluate_parameters(content.model.parameters)
    numbers = {k: v for k, v in values.items() if not isinstance(content.model.parameters[k], str)}
    start = _start(content, numbers)
    given = request.POST if is_post else request.GET
    tried = "uses" in given
    form = DesignForm(content.model.lines, rows, numbers, given if tried else None, initial=start)
    name = NameForm(request.POST if is_post else None)
    context |= {"form": form, "name": name, "base": base, "stages": _stages(form)}
    context["parameters"] = [form[key] for key in form.parameter_names]
    alternative = Alternative("", "")
    if tried and form.is_valid():
        alternative = alternative_from(form.cleaned_data, content, numbers)
    result = _result(content, alternative, form)
    context |= {"result": result, "is_changed": _is_changed(alternative)}
    if result is not None:
        context |= {"shares": _compared(base, result), "kept": _written(form)}
    if is_post and form.is_valid() and name.is_valid() and result is not None:
        kept = _named(alternative, name.cleaned_data, content)
        if save(request, model, changes.with_alternative(content, kept), name):
            messages.success(request, _("Alternative saved."))
            return redirect("footprint", pk=pk)
    if read_word(request.GET, "part"):
        return render(request, "products/design_result.html", context)
    status = 422 if is_post else 200
    return render(request, "products/design.html", context, status=status)


def _start(content: Content, numbers: dict[str, float]) -> dict[str, Any]:
    start: dict[str, Any] = {"uses": content.model.uses}
    for line in content.model.lines:
        start[f"amount-{line.key}"] = line.amount
        start[f"factor-{line.key}"] = line.factor
        start[f"recycled-{line.key}"] = per_cent(line.recycled)
    return start | {f"parameter-{name}": value for name, value in numbers.items()}


def _stages(form: DesignForm) -> list[dict[str, Any]]:
    found = []
    for stage in Stage:
        lines = [
            {"line": line, "row": row, "fields": [form[name] for name in names]}
            for line, row, names in form.rows_of_lines
            if line.stage is stage
        ]
        lines = [one for one in lines if one["fields"]]
        if lines:
            found.append({"title": STAGE_TITLES[stage], "lines": lines})
    return found


def alternative_from(
    values: dict[str, Any], content: Content, numbers: dict[str, float]
) -> Alternative:
    """Return what the form says differs from the base product."""
    changed = []
    for line in content.model.lines:
        amount = values.get(f"amount-{line.key}")
        factor = values.get(f"factor-{line.key}")
        recycled = values.get(f"recycled-{line.key}")
        change = Change(
            line.key,
            amount=amount if amount is not None and amount != line.amount else None,
            factor=factor if factor and factor != line.factor else None,
            recycled=None if recycled is None else _moved(recycled / 100, line.recycled),
        )
        if change != Change(line.key):
            changed.append(change)
    parameters = {
        name: values[f"parameter-{name}"]
        for name, old in numbers.items()
        if _moved(values[f"parameter-{name}"], old) is not None
    }
    return Alternative(
        "",
        "",
        uses=_moved(values["uses"], content.model.uses),
        parameters=parameters,
        changes=tuple(changed),
    )


def _moved(new: float, old: float) -> float | None:
    """Return a value that differs from the old one, else None."""
    return None if abs(new - old) <= SAME * max(abs(new), abs(old)) else new


def _result(content: Content, alternative: Alternative, form: DesignForm) -> Any:
    try:
        return compute_alternative(content, alternative)
    except SpokenError as error:
        form.add_error(None, error.in_full)
        return None


def _is_changed(one: Alternative) -> bool:
    return bool(one.changes or one.parameters or one.uses is not None)


def _compared(base: Any, result: Any) -> list[dict[str, Any]]:
    stages = [s for s in Stage if s in base.stages or s in result.stages]
    return [
        {
            "title": STAGE_TITLES[stage],
            "before": base.stages.get(stage, 0.0),
            "after": result.stages.get(stage, 0.0),
            "change": result.stages.get(stage, 0.0) - base.stages.get(stage, 0.0),
        }
        for stage in stages
    ]


def _written(form: DesignForm) -> list[tuple[str, str]]:
    """Return the fields of the form as the page's language writes them, to be sent once more."""
    values = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    notation = current_speaker().notation
    return [
        (name, write_number(value, notation) if isinstance(value, int | float) else str(value))
        for name, value in values.items()
        if name in form.fields
    ]


def _named(alternative: Alternative, values: dict[str, Any], content: Content) -> Alternative:
    taken = [one.key for one in content.model.alternatives]
    return Alternative(
        key=changes.free_key(values["name"], taken),
        name=values["name"],
        note=values["note"],
        uses=alternative.uses,
        parameters=alternative.parameters,
        changes=alternative.changes,
    )


@require_POST
def keep_proposal(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Keep a proposal of the page as an alternative of the model."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "result")["content"]
    found = propose(content, compute(content).base)
    if not 1 <= number <= len(found):
        raise Http404
    title = current_speaker()(found[number - 1].title)
    taken = [one.key for one in content.model.alternatives]
    kept = kept_as(found[number - 1], changes.free_key(title, taken), title[:100])
    if kept is None:
        raise Http404
    save(request, model, changes.with_alternative(content, kept), None)
    messages.success(request, _("Alternative saved."))
    return redirect("footprint", pk=pk)


@require_POST
def remove_alternative(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Remove an alternative."""
    model = model_at(request, pk, "model_footprint")
    content: Content = page_of(model, request, "result")["content"]
    if key not in {one.key for one in content.model.alternatives}:
        raise Http404
    save(request, model, changes.without_alternative(content, key), None)
    messages.success(request, _("Alternative removed."))
    return redirect("footprint", pk=pk)
