"""What the pages of this role share: a release by its address, pictures, published ranges."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.methods.messages import Message
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks.models import Benchmark, Release


def release_at(slug: str, version: int) -> Release:
    """Return a release by its address, or answer 404."""
    return get_object_or_404(
        Release.objects.select_related("benchmark"), benchmark__slug=slug, version=version
    )


def known_form(form: str) -> str:
    """Return the form of a picture, or answer 404."""
    if form not in FORMS:
        raise Http404
    return form


def svg(picture: str) -> HttpResponse:
    """Return a picture as an answer."""
    return HttpResponse(picture, content_type="image/svg+xml")


def published_ranges(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return the specific consumptions that others have published for the same class."""
    rows = load_table("specific_consumption").rows
    said = ("boundary", "pressure")
    return [
        row | {name: Message(row[name]) for name in said}
        for row in rows
        if row["isic"] == benchmark.isic
    ]
