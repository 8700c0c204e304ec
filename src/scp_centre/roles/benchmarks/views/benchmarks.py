"""Pages of the benchmarks role for companies and for the public."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scp_centre.centre.public_files import public_file, set_last_modified
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.csv_writer import csv_text
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import word_of
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.board_page import board_pdf
from scp_centre.roles.benchmarks.dependents import sector_figure
from scp_centre.roles.benchmarks.models import Benchmark, Release
from scp_centre.roles.benchmarks.option_kinds import OPTION_KINDS
from scp_centre.roles.benchmarks.pictures import draw_curve, draw_gap, draw_regions, draw_trend
from scp_centre.roles.benchmarks.plant_position import Standing, standings
from scp_centre.roles.benchmarks.releases import region_maps
from scp_centre.roles.benchmarks.views.release_page import (
    known_form,
    published_ranges,
    release_at,
    svg,
)
from scp_centre.roles.benchmarks.views.workbench import APPROACH_WORDS
from scp_centre.roles.benchmarks.what_if import expected_of, what_ifs


@require_safe
def benchmarks(request: SignedInRequest) -> HttpResponse:
    """Show the released benchmarks, and to the statistician those in work."""
    require(request.user, "see_releases")
    may_see, mine = allowed(request.user, "see_plants"), queries.releases_of(request.user)
    may_follow = allowed(request.user, "see_participation")
    context = {
        "releases": [(r, r.pk in mine) for r in queries.latest_releases()],
        "in_work": Benchmark.objects.all() if may_see or may_follow else [],
        "may_see": may_see,
        "may_follow": may_follow,
        "has_history": allowed(request.user, "save_own_score"),
        "may_keep": allowed(request.user, "keep_benchmark"),
    }
    return render(request, "benchmarks/benchmarks.html", context)


@require_safe
def place(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a company where its own plants stand."""
    found, places = _own(request, slug)
    content = found.content
    mine = {c.pk: c for c in queries.own_contributions(found, request.user)}
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "places": [
            (one, expected_of(found, mine[one.pk]), what_ifs(found, mine[one.pk], request.user))
            for one in places
        ],
        "approach": APPROACH_WORDS[queries.approach_of(found)],
        "price": content.get("price"),
        "options": [
            saved | {"kind": word_of(saved["kind"], OPTION_KINDS)}
            for saved in content.get("options", [])
        ],
        "emission": content.get("emission"),
        "sector_figure": sector_figure(found),
        "own_figures": queries.own_contributions(found, request.user).exclude(figure=None),
    }
    return render(request, "benchmarks/place.html", context)


@require_safe
def place_picture(request: SignedInRequest, slug: str, form: str) -> HttpResponse:
    """Draw the own plants on the curve of the sector."""
    found, places = _own(request, slug)
    named = [(s.name, s.place) for s in places]
    return svg(draw_curve(found, current_speaker(), known_form(form), named))


@require_safe
def gap_picture(request: SignedInRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """Draw the way of one own plant from its use to the frontier."""
    found, places = _own(request, slug)
    for mine in places:
        if mine.pk == pk:
            return svg(draw_gap(found, mine, current_speaker(), known_form(form)))
    raise Http404


@require_safe
def place_board(request: SignedInRequest, slug: str, paper: str) -> HttpResponse:
    """Send the page that a company shows its board, on letter or A4 paper."""
    found, places = _own(request, slug)
    if paper not in ("letter", "a4"):
        raise Http404
    response = HttpResponse(
        board_pdf(found, places, current_speaker(), paper), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="benchmark-{slug}-{paper}.pdf"'
    return response


def _own(request: SignedInRequest, slug: str) -> tuple[Release, list[Standing]]:
    require(request.user, "see_releases")
    found = Release.objects.filter(benchmark__slug=slug).select_related("benchmark").first()
    places = standings(found, request.user) if found else []
    if found is None or not places:
        raise Http404
    return found, places


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Show everybody the released benchmarks."""
    return render(request, "benchmarks/published.html", {"releases": queries.latest_releases()})


@login_not_required
@require_safe
def release(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Show everybody one release: curve, quartiles, method, data."""
    found = release_at(slug, version)
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "sector": actions.isic_classes().get(found.benchmark.isic, ""),
        "later": Release.objects.filter(benchmark=found.benchmark, version__gt=version).last(),
        "points": [(100 * p["share"], p["value"]) for p in found.content["points"]],
        "half": next((p["value"] for p in found.content["points"] if p["share"] == 0.5), None),
        "address": request.build_absolute_uri(),
        "targets": queries.targets_of(found),
        "trend": queries.trend_of(found.benchmark),
        "regions": found.content.get("regions", []),
        "sizes": queries.sizes_of(found),
        "map": region_maps.map_for(found),
        "model": found.content.get("model"),
        "approach": APPROACH_WORDS[queries.approach_of(found)],
        "may_propose": allowed(request.user, "propose_target"),
        "published": published_ranges(found.benchmark),
        "sector_figure": sector_figure(found) if allowed(request.user, "see_figure") else None,
    }
    return render(request, "benchmarks/release.html", context)


@login_not_required
@require_safe
@public_file
def release_data(request: HttpRequest, slug: str, version: int, ending: str) -> HttpResponse:
    """Send the figures of a release as CSV, JSON, or a Frictionless data package."""
    found = release_at(slug, version)
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
        response: HttpResponse = JsonResponse(about | found.content)
    elif ending == "package":
        response = JsonResponse(_package(found, about))
    elif ending == "csv":
        response = _release_table(found)
    else:
        raise Http404
    set_last_modified(response, found.released)
    return response


def _release_table(found: Release) -> HttpResponse:
    unit = found.benchmark.unit
    rows = [(point["share"], point["value"], unit) for point in found.content["points"]]
    rows += [(group, value, unit) for group, value in queries.further_figures(found)]
    text = csv_text(["share_of_plants", "value", "unit"], rows, lines="\n")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{found.benchmark.slug}-{found.version}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
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
@require_safe
@public_file
def release_picture(request: HttpRequest, slug: str, version: int, form: str) -> HttpResponse:
    """Draw the curve of a release."""
    return svg(draw_curve(release_at(slug, version), current_speaker(), known_form(form)))


@login_not_required
@require_safe
@public_file
def trend_picture(request: HttpRequest, slug: str, version: int, form: str) -> HttpResponse:
    """Draw the sector over the years, with the paths of adopted targets."""
    found, say = release_at(slug, version), current_speaker()
    trend, targets = queries.trend_of(found.benchmark), queries.targets_of(found)
    if len(trend) < 2:
        raise Http404
    return svg(draw_trend(found.benchmark, trend, targets, say, known_form(form)))


@login_not_required
@require_safe
@public_file
def map_picture(request: HttpRequest, slug: str, version: int, form: str) -> HttpResponse:
    """Draw the map of the regions that may be published."""
    found = release_at(slug, version)
    shown = region_maps.map_for(found)
    if shown is None or form not in region_maps.WIDTHS:
        raise Http404
    return svg(region_maps.draw_map(found, shown, current_speaker(), form))


@login_not_required
@require_safe
@public_file
def region_picture(request: HttpRequest, slug: str, version: int, form: str) -> HttpResponse:
    """Draw the figures of the regions that may be published."""
    found = release_at(slug, version)
    if not any(r["value"] is not None for r in found.content.get("regions", [])):
        raise Http404
    return svg(draw_regions(found, current_speaker(), known_form(form)))
