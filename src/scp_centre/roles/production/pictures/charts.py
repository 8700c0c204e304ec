"""Charts drawn by Vega-Lite in the process: cost of losses, indicators, abatement, savings."""

from typing import Any

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.tokens import GOOD, GROUND, INK, LOSS, MONEY, SOFT
from scp_centre.centre.pictures.vega_charts import Spec, base

CATEGORY_COLOURS = {"material": "#8a5a2b", "energy": "#c77f00", "system": MONEY, "waste": LOSS}


def _bands(
    spec: Spec, field: str, names: list[str], form: str, once: str = "true"
) -> tuple[list[Spec], dict[str, Any], dict[str, Any]]:
    """Give each name its band; return the layer that writes names, and how bars and texts shift.

    A wide chart names its bars at the axis. A narrow one has no room there: each name stands
    above its bar. once: the rows that write the name, where a name has several.
    """
    y: dict[str, Any] = {"field": field, "type": "nominal", "sort": names, "title": None}
    spec["encoding"] = {"y": y}
    if form != "narrow":
        return [], {}, {}
    y["axis"] = None
    spec["height"] = 42 * max(len(names), 1)
    label = {
        "mark": {"type": "text", "align": "left", "dy": -12, "color": INK, "limit": 300},
        "transform": [{"filter": once}],
        "encoding": {"x": {"value": 0}, "text": {"field": field}},
    }
    return [label], {"yOffset": 6}, {"dy": 6}


def loss_costs(rows: list[dict[str, Any]], form: str, *, axis: str) -> Spec:
    """Stacked bars by loss. rows: loss, category, key, value, total, shown"""
    names = list(dict.fromkeys(r["loss"] for r in rows))
    categories = list(dict.fromkeys(r["category"] for r in rows))
    key_of = {row["category"]: row["key"] for row in reversed(rows)}  # the first row counts
    colours = [CATEGORY_COLOURS[key_of[category]] for category in categories]
    spec = base(FORMS[form], 26 * max(len(names), 1), rows)
    labels, bar, text = _bands(spec, "loss", names, form, "datum.last")
    spec["layer"] = [
        *labels,
        {
            "mark": {"type": "bar", "height": 17, **bar},
            "encoding": {
                "x": {
                    "field": "value",
                    "type": "quantitative",
                    "title": axis,
                    "stack": "zero",
                    "axis": {"tickCount": 5},
                },
                "color": {
                    "field": "category",
                    "type": "nominal",
                    "sort": categories,
                    "scale": {"domain": categories, "range": colours},
                    "legend": {"orient": "top", "title": None, "columns": 2},
                },
                "order": {"field": "order"},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4, **text},
            "transform": [{"filter": "datum.last"}],
            "encoding": {
                "x": {"field": "total", "type": "quantitative"},
                "text": {"field": "shown", "type": "nominal"},
            },
        },
    ]
    return spec


def indicator_changes(rows: list[dict[str, Any]], form: str, *, axis: str) -> Spec:
    """Bars of relative change, good to the right. rows: indicator, change, better, shown"""
    names = [r["indicator"] for r in rows]
    spec = base(FORMS[form], 30 * max(len(names), 1), rows)
    labels, bar, text = _bands(spec, "indicator", names, form)
    room = 1.6 if form == "narrow" else 1.35  # for the figures beyond the bars
    far = room * max((abs(r["change"]) for r in rows), default=1.0) or 1.0
    x = {
        "field": "change",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [-far, far]},
        "axis": {"tickCount": 5},
    }
    spec["layer"] = [
        *labels,
        {
            "mark": {"type": "bar", "height": 16, **bar},
            "encoding": {
                "x": x,
                "color": {
                    "field": "better",
                    "type": "nominal",
                    "legend": None,
                    "scale": {"domain": [True, False], "range": [GOOD, LOSS]},
                },
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, **text},
            "transform": [{"filter": "datum.change >= 0"}],
            "encoding": {"x": x, "text": {"field": "shown"}},
        },
        {
            "mark": {"type": "text", "align": "right", "dx": -5, **text},
            "transform": [{"filter": "datum.change < 0"}],
            "encoding": {"x": x, "text": {"field": "shown"}},
        },
    ]
    return spec


def abatement(rows: list[dict[str, Any]], form: str, *, x_axis: str, y_axis: str) -> Spec:
    """The abatement curve: width is abatement, height cost. rows: option, start, end, cost, n"""
    spec = base(FORMS[form], 230, rows)
    x = {
        "field": "start",
        "type": "quantitative",
        "title": x_axis,
        "scale": {"nice": False},
        "axis": {"grid": False},
    }
    y = {"field": "cost", "type": "quantitative", "title": y_axis}
    spec["layer"] = [
        {
            "mark": {"type": "rect", "stroke": GROUND, "strokeWidth": 1},
            "encoding": {
                "x": x,
                "x2": {"field": "end"},
                "y": y,
                "y2": {"datum": 0},
                "color": {
                    "field": "gain",
                    "type": "nominal",
                    "legend": None,
                    "scale": {"domain": [True, False], "range": [GOOD, MONEY]},
                },
            },
        },
        {
            "mark": {"type": "text", "baseline": "bottom", "dy": -3},
            "encoding": {
                "x": {"field": "middle", "type": "quantitative"},
                "y": {"field": "top", "type": "quantitative"},
                "text": {"field": "n"},
            },
        },
        {"mark": {"type": "rule", "color": SOFT}, "encoding": {"y": {"datum": 0}}},
    ]
    return spec


def waterfall(rows: list[dict[str, Any]], form: str, *, axis: str) -> Spec:
    """Savings one after the other. rows: step, start, end, kind, shown"""
    names = [r["step"] for r in rows]
    spec = base(FORMS[form], 27 * max(len(names), 1), rows)
    labels, bar, text = _bands(spec, "step", names, form)
    spec["layer"] = [
        *labels,
        {
            "mark": {"type": "bar", "height": 17, **bar},
            "encoding": {
                "x": {
                    "field": "start",
                    "type": "quantitative",
                    "title": axis,
                    "axis": {"tickCount": 5},
                },
                "x2": {"field": "end"},
                "color": {
                    "field": "kind",
                    "type": "nominal",
                    "legend": None,
                    "scale": {"domain": ["total", "saving", "cost"], "range": [MONEY, GOOD, LOSS]},
                },
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4, **text},
            "encoding": {
                "x": {"field": "right", "type": "quantitative"},
                "text": {"field": "shown"},
            },
        },
    ]
    return spec
