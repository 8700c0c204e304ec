"""Pictures of a benchmark: the curve, the trend, regions, a plant's gap, the expert's plots."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.pictures.tokens import ENERGY, GOOD, INK, LOSS, MONEY, MUTED, SOFT
from scp_centre.centre.pictures.vega_charts import Spec, base, render
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.methods.targets import contraction_path
from scp_centre.roles.benchmarks.models import Benchmark, Release, Status, Target
from scp_centre.roles.benchmarks.plant_position import (
    FRONTIER,
    QUARTILE,
    SCORE_75,
    Standing,
)
from scp_centre.roles.benchmarks.releases.release_content import Place, quartile_of
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.scores.scores import Scores

WAYS_DOWN: dict[str, str] = {
    QUARTILE: _("to the best quartile"),
    FRONTIER: _("to the frontier"),
    SCORE_75: _("to a score of 75"),
}


def draw_curve(
    release: Release, say: Speaker, form: str, places: list[tuple[str, Place]] | None = None
) -> str:
    """Return the curve as SVG: the published points, the sector, and the own plants."""
    benchmark, content = release.benchmark, release.content
    rows: list[dict[str, Any]] = [
        {
            "share": 100 * p["share"],
            "value": p["value"],
            "shown": say.number(p["value"], 3, zeros=True),
        }
        for p in content["points"]
    ]
    spec: Spec = base(FORMS[form], 200, rows)
    x = {
        "field": "share",
        "type": "quantitative",
        "title": say(_("Share of plants using this amount or less, %")),
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 25, 50, 75, 100]},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": f"{say(benchmark.use)}, {say.unit(benchmark.unit)}",
        "scale": {"zero": True},
        "axis": {"tickCount": 5},
    }
    sector = [{"value": content["sector"], "shown": say(_("Sector"))}]
    layers: list[dict[str, Any]] = [
        *(_bands(say, x) if quartile_of(content) is not None else ()),
        {
            "data": {"values": sector},
            "mark": {"type": "rule", "color": MONEY, "strokeDash": [5, 4]},
            "encoding": {"y": y},
        },
        {
            "data": {"values": sector},
            "mark": {"type": "text", "align": "right", "dy": -6, "color": SOFT},
            "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": "shown"}},
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


def _bands(say: Speaker, x: Spec) -> list[dict[str, Any]]:
    """Return the quarter of plants that use least and the one that uses most, shaded."""
    rows = [
        {"share": 0, "to": 25, "best": True, "shown": say(_("best quartile"))},
        {"share": 75, "to": 100, "best": False, "shown": ""},
    ]
    colour = {
        "field": "best",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [True, False], "range": [GOOD, LOSS]},
    }
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rect", "opacity": 0.1},
            "encoding": {"x": x, "x2": {"field": "to"}, "color": colour},
        },
        {
            "data": {"values": rows[:1]},
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": -6, "color": SOFT},
            "encoding": {"x": x, "y": {"value": 185}, "text": {"field": "shown"}},
        },
    ]


def _own(places: list[tuple[str, Place]], x: Spec, y: Spec) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
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
            "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
            "encoding": {"x": x, "y": y, "y2": {"value": 176}},
        },
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
                    "fontWeight": 600,
                    "color": INK,
                },
                # at the foot, where nothing else is drawn
                "encoding": {"x": x, "y": {"value": 185}, "text": {"field": "shown"}},
            }
            for right in (True, False)
        ),
    ]


def _finish(spec: Spec, layers: list[dict[str, Any]], say: Speaker) -> str:
    spec["layer"] = layers
    return with_dark_mode(render(spec, say.language))


def _labels(x: Spec, y: Spec, **mark: Any) -> dict[str, Any]:
    """Return a layer that writes the value beside each mark."""
    return {
        "mark": {"type": "text", "color": INK, **mark},
        "encoding": {"x": x, "y": y, "text": {"field": "shown"}},
    }


def axis_of_change(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis on which a change can be read: a quarter of it free at each end.

    From 0 where the values differ by so much that this shows it too.

    >>> axis_of_change([10.4, 10.2, 10.0])
    (9.5, 10.9)
    >>> axis_of_change([10.0, 4.0])
    (0.0, 11.5)
    """
    low, high = min(values), max(values)
    free = max((high - low) / 4, 0.05 * high)
    begin = 0.0 if low < high / 2 else low - free
    return round(begin, 2 - _exponent(high)), round(high + free, 2 - _exponent(high))


def _exponent(value: float) -> int:
    """Return the exponent of the first digit of a number: 1 of 10.4."""
    return int(np.floor(np.log10(value))) if value > 0 else 0


def draw_trend(
    benchmark: Benchmark,
    trend: Sequence[tuple[int, Release]],
    targets: Sequence[Target],
    say: Speaker,
    form: str,
) -> str:
    """Return the sector over the years, and the path that each adopted target asks for."""
    rows = [
        {
            "year": y,
            "value": r.content["sector"],
            "shown": say.number(r.content["sector"], 3, zeros=True),
        }
        for y, r in trend
    ]
    paths: list[dict[str, Any]] = [
        {"year": year, "value": value, "path": str(t.pk), "last": year == t.target_year}
        for t in targets
        if t.status == Status.ADOPTED
        for year, value in contraction_path(t.base, t.base_year, t.value, t.target_year).items()
    ]
    ends = [p | {"shown": say.number(p["value"], 3, zeros=True)} for p in paths if p["last"]]
    years = [r["year"] for r in (*rows, *paths)]
    sector = [r.content["sector"] for _year, r in trend]
    bounds = axis_of_change([*sector, *(p["value"] for p in paths)])
    title = f"{say(benchmark.use)}, {say.unit(benchmark.unit)}"
    if bounds[0] > 0:
        title = say(_("{title} (axis does not start at 0)", title=title))
    x = {
        "field": "year",
        "type": "quantitative",
        "title": say(_("Year")),
        "scale": {"domain": [min(years), max(years)], "nice": False},
        "axis": {"format": "d", "tickMinStep": 1, "tickCount": 4 if form == "narrow" else 8},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(bounds), "zero": False, "nice": False},
        "axis": {"tickCount": 5},
    }
    layers: list[dict[str, Any]] = []
    if paths:
        layers = [
            {
                "data": {"values": paths},
                "mark": {"type": "line", "color": GOOD, "strokeDash": [6, 4], "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "detail": {"field": "path"}},
            },
            {"data": {"values": ends}, **_labels(x, y, align="right", dy=-10, fontWeight=600)},
        ]
    layers += [
        {
            "mark": {"type": "line", "color": ENERGY, "strokeWidth": 2, "point": {"color": ENERGY}},
            "encoding": {"x": x, "y": y},
        },
        _labels(x, y, align="left", dx=2, dy=16),
    ]
    return _finish(base(FORMS[form], 220, rows), layers, say)


def draw_regions(release: Release, say: Speaker, form: str) -> str:
    """Return a bar for each region that may be published, and the sector's own figure."""
    content = release.content
    rows = [
        {"name": r["name"], "value": r["value"], "shown": say.number(r["value"], 3, zeros=True)}
        for r in content["regions"]
        if r["value"] is not None
    ]
    y = {"field": "name", "type": "nominal", "title": None, "sort": "x"}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": say.unit(release.benchmark.unit),
        "axis": {"tickCount": 5},
    }
    sector = {"data": {"values": [{"value": content["sector"]}]}}
    layers = [
        {"mark": {"type": "bar", "color": ENERGY, "size": 16}, "encoding": {"x": x, "y": y}},
        _labels(x, y, align="right", dx=-5),  # beyond the bars is the sector's mark
        sector
        | {
            "mark": {"type": "rule", "color": MONEY, "strokeDash": [5, 4]},
            "encoding": {"x": x},
        },
    ]
    return _finish(base(FORMS[form], 30 * len(rows) + 20, rows), layers, say)


def draw_gap(release: Release, mine: Standing, say: Speaker, form: str) -> str:
    """Return the way down from a plant's use to the best quartile and to the frontier."""
    unit, left = release.benchmark.use_unit, mine.use
    rows: list[dict[str, Any]] = []
    rows.append({"name": say(_("Your use")), "from": 0.0, "to": left, "kind": "own"})
    quartile = quartile_of(release.content)
    for gap in sorted(mine.gaps, key=lambda g: g.use):
        end = mine.use - gap.use
        name = say(WAYS_DOWN[gap.to])
        if end < left:
            rows.append({"name": name, "from": end, "to": left, "kind": "gap"})
            left = end
    if quartile is not None or len(rows) > 1:
        rows.append({"name": say(_("Remaining use")), "from": 0.0, "to": left, "kind": "left"})
    for row in rows:
        row["shown"] = say.amount(row["to"] - row["from"], unit)
    y = {"field": "name", "type": "nominal", "title": None, "sort": None}
    x = {"field": "from", "type": "quantitative", "title": say.unit(unit), "axis": {"tickCount": 5}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["own", "gap", "left"], "range": [ENERGY, LOSS, GOOD]},
    }
    at = {"field": "to", "type": "quantitative"}
    layers = [
        {
            "mark": {"type": "bar", "size": 18},
            "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": colour},
        },
        _labels(at, y, align="left", dx=4),
    ]
    return _finish(base(FORMS[form], 34 * len(rows) + 16, rows), layers, say)


def draw_spread(benchmark: Benchmark, intensities: Sequence[float], say: Speaker, form: str) -> str:
    """Return how many plants have which figure, for the statistician."""
    values = np.asarray(intensities, float)
    counts, edges = np.histogram(values, bins=min(20, max(5, int(np.sqrt(len(values)) * 2))))
    rows = [
        {"from": float(edges[i]), "to": float(edges[i + 1]), "count": int(n)}
        for i, n in enumerate(counts)
    ]
    x = {
        "field": "from",
        "type": "quantitative",
        "title": f"{say(benchmark.use)}, {say.unit(benchmark.unit)}",
        "scale": {"zero": False, "nice": False},
    }
    y = {
        "field": "count",
        "type": "quantitative",
        "title": say(_("Plants")),
        "axis": {"tickMinStep": 1, "tickCount": 5},
    }
    bars = {
        "mark": {"type": "bar", "color": ENERGY, "stroke": "#ffffff"},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0}},
    }
    return _finish(base(FORMS[form], 180, rows), [bars], say)


def draw_models(
    benchmark: Benchmark, plants: Sequence[Given], scores: Scores, say: Speaker, form: str
) -> str:
    """Return what a model expects beside what was measured, for the statistician."""
    rows = [
        {"expected": scores.expected[p.name], "use": p.use}
        for p in plants
        if p.name in scores.expected
    ]
    ends = [min(min(r.values()) for r in rows), max(max(r.values()) for r in rows)]
    scale = {"type": "log", "domain": [0.9 * ends[0], 1.1 * ends[1]], "nice": False}
    unit = benchmark.use_unit
    x = {
        "field": "expected",
        "type": "quantitative",
        "title": say(_("Expected by the model, {unit}", unit=unit)),
        "scale": scale,
        "axis": {"tickCount": 5},
    }
    y = x | {"field": "use", "title": say(_("Measured, {unit}", unit=unit))}
    layers = [
        {
            "data": {"values": [{"expected": e, "use": e} for e in ends]},
            "mark": {"type": "line", "color": MUTED, "strokeDash": [5, 4]},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "point", "color": ENERGY, "filled": True, "size": 45},
            "encoding": {"x": x, "y": y},
        },
    ]
    return _finish(base(FORMS[form], 240, rows), layers, say)
