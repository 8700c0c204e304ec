"""Pictures of an assessment in the templates of this role."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe

from scp_centre.centre.translation import current_speaker
from scp_centre.roles.production.assessment.calculations import Calculation
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.pictures import draw
from scp_centre.roles.production.pictures.sketches import draw_sketch

register = template.Library()


@register.inclusion_tag("production/assessment_picture.html")
def picture(
    assessment: Assessment, result: AssessmentResult, name: str, level: int = 2
) -> dict[str, Any]:
    """Show a picture with its table and downloads."""
    drawn = draw(name, result, current_speaker())
    at = {"pk": assessment.pk, "revision": assessment.revision, "name": name}
    return {
        "picture": drawn,
        "flow": name.startswith("sankey"),
        "level": level,
        "wide": reverse("picture", kwargs=at | {"form": "wide", "ending": "svg"}),
        "narrow": reverse("picture", kwargs=at | {"form": "narrow", "ending": "svg"}),
        "png": reverse("picture", kwargs=at | {"form": "wide", "ending": "png"}),
        "csv": reverse("picture", kwargs=at | {"form": "wide", "ending": "csv"}),
        "numeric": _numeric(drawn.rows),
    }


@register.inclusion_tag("production/sketch.html")
def sketch(calculation: Calculation) -> dict[str, Any]:
    """Show where the readings of a calculation are taken, with their words below."""
    drawn = draw_sketch(calculation, current_speaker())
    return {"sketch": drawn, "svg": mark_safe(drawn.svg)}  # built from escaped words


def _numeric(rows: tuple[tuple[str, ...], ...]) -> list[int]:
    """Return the columns that hold figures: they are set to the right."""
    if not rows:
        return []
    figures = set("0123456789.,+-%–\u2212\u00a0 ")
    columns = list(zip(*rows, strict=False))
    return [
        j
        for j, cells in enumerate(columns)
        if any(cells) and all(set(cell) <= figures for cell in cells)
    ]
