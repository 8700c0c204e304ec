"""The list of footprint models, starting one, and the background rows."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.pages.file_answers import XLSX, attachment
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import Factor, ProductModel, co2e_of
from scp_centre.methods.messages import _
from scp_centre.reference.background_rows import background_rows
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.products import actions
from scp_centre.roles.products.choices import CATEGORY_TITLES, category_title
from scp_centre.roles.products.content import About, Boundary, Content, read_content
from scp_centre.roles.products.content_changes import with_evidence_of
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.forms import BackgroundForm, StartForm, UploadForm
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.queries import companies_to_model, models_for
from scp_centre.roles.products.sentences import LEFT_OUT
from scp_centre.roles.products.views.model_page import model_at, seen_version
from scp_centre.roles.products.workbook import read_workbook, write_workbook

GWP = "AR6"  # by which the list of rows shows single gases


@require_safe
def footprints(request: SignedInRequest) -> HttpResponse:
    """List the footprint models that somebody may see."""
    require(request.user, "see_footprint")
    rows = [_row(model) for model in models_for(request.user)]
    context = {"rows": rows, "may_model": allowed(request.user, "model_footprint")}
    return render(request, "products/footprints.html", context)


def _row(model: FootprintModel) -> dict[str, Any]:
    content = read_content(model.content)
    try:
        total = compute(content).base.total
    except SpokenError:
        total = None  # a model that has no line yet
    return {
        "model": model,
        "unit": content.model.functional_unit,
        "total": total,
        "alternatives": len(content.model.alternatives),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new_footprint(request: SignedInRequest) -> HttpResponse:
    """Start the footprint of a product."""
    require(request.user, "model_footprint")
    year = timezone.localdate().year - 1
    centre = Centre.objects.first()
    start = {
        "start": date(year, 1, 1),
        "end": date(year, 12, 31),
        "gwp_set": centre.gwp_set if centre else GWP,
        "boundary": Boundary.GRAVE,
        "uses": 1.0,
        "declared_amount": 1.0,
        "declared_unit": "kilogram",
        "country": centre.country if centre else "",
    }
    companies = companies_to_model(request.user)
    form = StartForm(companies, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            model = actions.start_with_product(
                form.cleaned_data,
                content_from(form.cleaned_data),
                acting_user=request.user,
            )
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("The model is ready. Add the first line."))
            return redirect("footprint_build", pk=model.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "products/new.html", {"form": form}, status=status)


def content_from(values: dict[str, Any], model: ProductModel | None = None) -> Content:
    """Return the content that a form about a product describes.

    model : what the product has already; all of it stays but the form's own fields
    """
    about = About(
        declared_unit=values["declared_unit"],
        declared_amount=values["declared_amount"],
        boundary=Boundary(values["boundary"]),
        start=values["start"],
        end=values["end"],
        description=values["description"],
        country=values["country"],
        mass=values["mass"],
        fossil_carbon=values["fossil_carbon"],
        biogenic_carbon=values["biogenic_carbon"],
        exempted=values["exempted"],
    )
    changed = replace(
        model or ProductModel("", ()),
        functional_unit=values["functional_unit"],
        uses=values["uses"],
        gwp_set=values["gwp_set"],
    )
    return Content(about, changed)


@require_safe
def background(request: SignedInRequest) -> HttpResponse:
    """Show the background rows with source, year, region and quality."""
    require(request.user, "see_footprint")
    form = BackgroundForm(request.GET or None)
    found = _asked_rows(form)
    gwp = gwp_set(GWP)
    rows = [
        {
            "row": row,
            "value": co2e_of(row, gwp),
            "category": category_title(row.category),
            "left_out": LEFT_OUT.get(row.leaves_out, ""),
        }
        for row in found
    ]
    rows.sort(key=lambda one: (list(CATEGORY_TITLES).index(one["row"].category), one["row"].name))  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": rows,
        "gwp": GWP,
        "all": len(background_rows()),
        "left_out_words": _words_on_what_is_left_out(found),
        "sources": _sources(),
    }
    status = 422 if form.errors else 200
    return render(request, "products/background.html", context, status=status)


def _asked_rows(form: BackgroundForm) -> list[Factor]:
    """Return the background rows that a form asks for; none where it was not understood."""
    rows = background_rows().values()
    if not form.is_bound:
        return list(rows)
    if not form.is_valid():
        return []
    asked = form.cleaned_data
    words = asked["q"].lower().split()
    return [
        row
        for row in rows
        if asked["category"] in ("", row.category)
        and all(word in row.name.lower() for word in words)
    ]


def _words_on_what_is_left_out(rows: list[Factor]) -> list[str]:
    """Return how the sources of some rows say what they leave out, each once."""
    return list(dict.fromkeys(row.covers for row in rows if row.leaves_out))


def _sources() -> list[dict[str, str]]:
    """Return each source of the rows once, with its licence."""
    found = {row.source: row.licence for row in background_rows().values()}
    return [{"title": title, "licence": licence} for title, licence in found.items()]


@require_safe
def footprint_template(request: SignedInRequest) -> HttpResponse:
    """Hand out the empty workbook of a footprint model."""
    require(request.user, "see_footprint")
    return attachment(write_workbook(None), "footprint-template.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def import_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Replace the content of a model with a filled-in workbook."""
    model = model_at(request, pk, "model_footprint")
    form = UploadForm(request.POST or None, request.FILES or None)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            old = read_content(model.content)
            content = with_evidence_of(read_workbook(form.cleaned_data["file"], old), old)
            seen = seen_version(request)
            actions.write_footprint(model, content, acting_user=request.user, seen=seen)
        except WorkbookError as error:
            findings = list(error.findings)
            form.add_error("file", _("Nothing was imported. Correct the workbook first."))
        except SpokenError as error:
            form.add_error("file", error.in_full)
        else:
            messages.success(request, _("The workbook has been imported."))
            return redirect("footprint", pk=pk)
    context = {"form": form, "model": model, "product": model.product, "findings": findings}
    status = 422 if request.method == "POST" else 200
    return render(request, "products/import.html", context, status=status)
