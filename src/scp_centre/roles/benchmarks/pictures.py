"""The curve of a benchmark, with the own plant's dot for those who own it."""

from typing import Any

from scp_centre.centre.pictures.drawing import Spec, base, render
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.pictures.tokens import ENERGY, GOOD, INK, LOSS, MONEY, MUTED, SOFT
from scp_centre.centre.wording import Speaker
from scp_centre.roles.benchmarks.composing import Place
from scp_centre.roles.benchmarks.models import Release

WIDTHS = {"wide": 640.0, "narrow": 300.0}


def draw_curve(
    release: Release, say: Speaker, form: str, places: list[tuple[str, Place]] | None = None
) -> str:
    """Return the curve as SVG: the published points, the sector, and the own plants."""
    benchmark, content = release.benchmark, release.content
    rows: list[dict[str, Any]] = [
        {"share": 100 * p["share"], "value": p["value"], "shown": say.number(p["value"], 3)}
        for p in content["points"]
    ]
    width = WIDTHS[form]
    spec: Spec = base(width, 220 if form == "wide" else 200, rows)
    x = {
        "field": "share",
        "type": "quantitative",
        "title": say("Share of plants that use at most so much, %"),
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 25, 50, 75, 100]},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": f"{say(benchmark.use)}, {benchmark.unit}",
        "scale": {"zero": True},
        "axis": {"tickCount": 5},
    }
    sector = [{"value": content["sector"], "shown": say("Sector")}]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": sector},
            "mark": {"type": "rule", "color": MONEY, "strokeDash": [5, 4]},
            "encoding": {"y": y},
        },
        {
            "data": {"values": sector},
            "mark": {"type": "text", "align": "right", "dy": -6, "color": SOFT},
            "encoding": {"y": y, "x": {"value": width}, "text": {"field": "shown"}},
        },
        {
            "mark": {"type": "line", "color": ENERGY, "strokeWidth": 2},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "point", "color": ENERGY, "filled": True, "size": 50},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "text", "align": "right", "dx": -4, "dy": -9, "color": INK},
            "encoding": {"x": x, "y": y, "text": {"field": "shown"}},
        },
    ]
    if places:
        layers += _own(places, x, y)
    spec["layer"] = layers
    return with_dark_mode(render(spec, say.language))


def _own(places: list[tuple[str, Place]], x: Spec, y: Spec) -> list[dict[str, Any]]:
    rows = [
        {
            "share": 100 - p.percentile if p.percentile is not None else 50,
            "value": p.intensity,
            "shown": name,
            "good": p.quartile is not None and p.intensity <= p.quartile,
        }
        for name, p in places
    ]
    colour = {
        "field": "good",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [True, False], "range": [GOOD, LOSS]},
    }
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 160},
            "encoding": {"x": x, "y": y, "color": colour, "stroke": {"value": MUTED}},
        },
        *(
            {
                "data": {"values": [r for r in rows if (r["share"] > 50) == right]},
                "mark": {
                    "type": "text",
                    "align": "right" if right else "left",
                    "dx": 6 if right else -6,
                    "dy": 38,  # under the curve, where nothing else is drawn
                    "fontWeight": 600,
                    "color": INK,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "shown"}},
            }
            for right in (True, False)
        ),
    ]
