"""Pages of the benchmarks role: for the statistician, for a company, for the public."""

import csv
import io
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scp_centre.centre.errors import BenchmarkError
from scp_centre.centre.registry.acts import allowed, require
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.wording import current_speaker
from scp_centre.methods.benchmarks import flag_outliers
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks import actions, queries
from scp_centre.roles.benchmarks.forms import BenchmarkForm, SurveyForm
from scp_centre.roles.benchmarks.models import Benchmark, Plant, Release
from scp_centre.roles.benchmarks.pictures import WIDTHS, draw_curve
from scp_centre.roles.benchmarks.survey import write_survey

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def benchmarks(request: HttpRequest) -> HttpResponse:
    """Show the released benchmarks, and to the statistician those in work."""
    require(request.user, "see_releases")
    may_see, mine = allowed(request.user, "see_plants"), queries.releases_of(request.user)
    context = {
        "releases": [(r, r.pk in mine) for r in queries.latest_releases()],
        "in_work": Benchmark.objects.prefetch_related("releases") if may_see else [],
        "may_see": may_see,
        "may_keep": allowed(request.user, "keep_benchmark"),
    }
    return render(request, "benchmarks/benchmarks.html", context)


@require_http_methods(["GET", "POST"])
def new_benchmark(request: HttpRequest) -> HttpResponse:
    """Define a benchmark."""
    require(request.user, "keep_benchmark")
    form = BenchmarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define_benchmark(form.cleaned_data, acting_user=request.user)
        except BenchmarkError as error:
            form.add_error(error.where, f"{error.message} {error.cure}")
        else:
            messages.success(request, "The benchmark is defined. Now gather its plants.")
            return redirect("benchmark", slug=made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def benchmark(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plants behind a benchmark; take a survey."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    form = SurveyForm(request.POST or None, request.FILES or None)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["survey"]
        try:
            count = actions.import_plants(found, file, file.name, acting_user=request.user)
        except WorkbookError as error:
            findings = error.findings
        else:
            messages.success(request, f"{count} plants are taken over.")
            return redirect("benchmark", slug=slug)
    plants = list(queries.plants_of(found, request.user))
    context = {
        "benchmark": found,
        "sector": actions.isic_classes().get(found.isic, ""),
        "form": form,
        "findings": findings,
        "releases": found.releases.all(),
        "changes": queries.changes_since(last) if (last := found.releases.first()) else [],
        "may_keep": allowed(request.user, "keep_benchmark"),
        "published": _published_ranges(found),
        **_looked_at(plants, queries.without_consent(found)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/benchmark.html", context, status=status)


def _looked_at(plants: list[Plant], silent: set[int]) -> dict[str, Any]:
    """Return the plants with their flags, those that count and by how many holders."""
    counted = [p for p in plants if not p.excluded and p.pk not in silent]
    flags = flag_outliers([p.intensity for p in counted]) if counted else None
    flagged = {counted[i].pk for i in flags.flagged} if flags else set()
    ordered = sorted(plants, key=lambda p: (bool(p.excluded), p.intensity))
    return {
        "plants": [(p, p.pk in flagged, p.pk in silent) for p in ordered],
        "counted": len(counted),
        "holders": len({p.holder for p in counted}),
        "flags_note": flags.note if flags else "",
    }


def _published_ranges(found: Benchmark) -> list[dict[str, Any]]:
    return [r for r in load_table("specific_consumption").rows if r["isic"] == found.isic]


@require_GET
def survey_template(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the survey as a workbook, with the plants that are known."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    data = write_survey(found, current_speaker().language)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="survey-{found.slug}.xlsx"'
    return response


@require_POST
def plant(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a plant out with a reason, or take it in again."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Plant, benchmark__slug=slug, pk=pk)
    reason = request.POST.get("reason", "")
    if request.POST.get("act") == "exclude" and not reason.strip():
        messages.error(request, "Say why the plant is left out.")
    else:
        actions.exclude_plant(found, reason, acting_user=request.user)
    return redirect("benchmark", slug=slug)


@require_POST
def gather(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the plants of reviewed assessments whose companies consent."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    count = actions.gather_plants(found, acting_user=request.user)
    messages.success(request, f"{count} plants of assessments are taken over.")
    return redirect("benchmark", slug=slug)


@require_GET
def contributions(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Show who may see them the plants that went into a release, and their evidence."""
    require(request.user, "see_plants")
    found = _release(slug, version)
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "rows": found.contributions.select_related("figure"),
        "changes": queries.changes_since(found),
        "may_see_figure": allowed(request.user, "see_figure"),
    }
    return render(request, "benchmarks/contributions.html", context)


@require_POST
def make_release(request: HttpRequest, slug: str) -> HttpResponse:
    """Release what the plants say now."""
    require(request.user, "release_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    try:
        made = actions.release_benchmark(found, acting_user=request.user)
    except BenchmarkError as error:  # back to the plants, where the cure is
        messages.error(request, f"{error.message} {error.cure}")
        return redirect("benchmark", slug=slug)
    messages.success(request, "The benchmark is released.")
    return redirect("benchmark_release", slug=slug, version=made.version)


@require_GET
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a company where its own plants stand."""
    found, places = _own(request, slug)
    context = {"release": found, "benchmark": found.benchmark, "places": places}
    return render(request, "benchmarks/place.html", context)


@require_GET
def place_picture(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    found, places = _own(request, slug)
    named = [(mine.name, where) for mine, where in places]
    return _svg(draw_curve(found, current_speaker(), _form(form), named))


def _own(request: HttpRequest, slug: str) -> tuple[Release, list[Any]]:
    require(request.user, "see_releases")
    found = Release.objects.filter(benchmark__slug=slug).select_related("benchmark").first()
    places = queries.own_places(found, request.user) if found else []
    if found is None or not places:
        raise Http404
    return found, places


@login_not_required
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """Show everybody the released benchmarks."""
    return render(request, "benchmarks/published.html", {"releases": queries.latest_releases()})


@login_not_required
@require_GET
def release(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Show everybody one release: curve, quartiles, method, data."""
    found = _release(slug, version)
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "sector": actions.isic_classes().get(found.benchmark.isic, ""),
        "later": Release.objects.filter(benchmark=found.benchmark, version__gt=version).last(),
        "points": [(100 * p["share"], p["value"]) for p in found.content["points"]],
        "half": next((p["value"] for p in found.content["points"] if p["share"] == 0.5), None),
        "address": request.build_absolute_uri(),
        "targets": queries.targets_of(found),
        "may_propose": allowed(request.user, "propose_target"),
        "published": _published_ranges(found.benchmark),
    }
    return render(request, "benchmarks/release.html", context)


@login_not_required
@require_GET
def release_data(request: HttpRequest, slug: str, version: int, ending: str) -> HttpResponse:
    """Send the figures of a release as CSV, JSON, or a Frictionless data package."""
    found = _release(slug, version)
    about = {
        "benchmark": found.benchmark.title,
        "year": found.benchmark.year,
        "isic": found.benchmark.isic,
        "unit": found.benchmark.unit,
        "boundary": found.benchmark.boundary,
        "release": found.version,
        "released": found.released.date().isoformat(),
        "fictional": found.benchmark.is_sample,
    }
    if ending == "json":
        return JsonResponse(about | found.content)
    if ending == "package":
        return JsonResponse(_package(found, about))
    if ending != "csv":
        raise Http404
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["share_of_plants", "value", "unit"])
    for point in found.content["points"]:
        writer.writerow([point["share"], point["value"], found.benchmark.unit])
    writer.writerow(["sector", found.content["sector"], found.benchmark.unit])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{version}.csv"'
    return response


def _package(found: Release, about: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {"name": "share_of_plants", "type": "string"},
        {"name": "value", "type": "number"},
        {"name": "unit", "type": "string"},
    ]
    return {
        "name": f"{found.benchmark.slug}-{found.version}",
        "title": str(found),
        "description": json.dumps(about),
        "resources": [{"name": "points", "path": "data.csv", "schema": {"fields": fields}}],
    }


@login_not_required
@require_GET
def release_picture(request: HttpRequest, slug: str, version: int, form: str) -> HttpResponse:
    return _svg(draw_curve(_release(slug, version), current_speaker(), _form(form)))


def _release(slug: str, version: int) -> Release:
    return get_object_or_404(
        Release.objects.select_related("benchmark"), benchmark__slug=slug, version=version
    )


def _form(form: str) -> str:
    if form not in WIDTHS:
        raise Http404
    return form


def _svg(picture: str) -> HttpResponse:
    return HttpResponse(picture, content_type="image/svg+xml")
