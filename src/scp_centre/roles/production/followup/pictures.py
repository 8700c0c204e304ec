"""Pictures of follow-up: from identified to verified, and use against its baseline."""

from typing import Any

from scp_centre.centre.pictures.tokens import GOOD, MONEY, MUTED, SOFT
from scp_centre.centre.pictures.vega_charts import base, render
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.followup.period_rows import all_rows
from scp_centre.roles.production.followup.saving_verification import Verification


def draw_stages(stages: list[tuple[str, float]], currency: str, say: Speaker, width: float) -> str:
    """Return bars of the yearly saving that is identified, accepted, carried out, verified."""
    rows = [
        {"stage": say(name), "value": value, "shown": say.money(value, currency)}
        for name, value in stages
    ]
    spec = base(width, 30 * len(rows), rows)
    names = [r["stage"] for r in rows]
    colours = [MUTED, MONEY, MONEY, GOOD]
    spec["encoding"] = {
        "y": {"field": "stage", "type": "nominal", "sort": names, "title": None},
        "x": {
            "field": "value",
            "type": "quantitative",
            "title": say(_("{unit} per year", unit=currency)),
            "axis": {"tickCount": 5},
        },
    }
    spec["layer"] = [
        {
            "mark": {"type": "bar", "height": 18},
            "encoding": {
                "color": {
                    "field": "stage",
                    "type": "nominal",
                    "scale": {"domain": names, "range": colours},
                    "legend": None,
                }
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"text": {"field": "shown"}},
        },
    ]
    return render(spec, say.language)


def draw_baseline(verified: Verification, say: Speaker, width: float) -> str:
    """Return measured use and what the baseline expects, period by period or month by month."""
    rows: list[dict[str, Any]] = []
    for row in all_rows(verified):
        day = row.span[0].isoformat()
        rows.append({"day": day, "value": row.expected, "what": say(_("Baseline"))})
        rows.append({"day": day, "value": row.measured, "what": say(_("Measured"))})
    spec = base(width, 220, rows)
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [say(_("Baseline")), say(_("Measured"))], "range": [SOFT, GOOD]},
        "legend": {"orient": "top"},
    }
    time = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {
            "format": "%b %Y",
            "labelFlush": False,
            "labelOverlap": "greedy",
            "labelSeparation": 8,
        },
    }
    value = {
        "field": "value",
        "type": "quantitative",
        "title": f"{verified.use.name}, {say.unit(verified.use.unit)}",
    }
    spec["layer"] = [
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {
                "x": time,
                "y": value,
                "color": colour,
                "strokeDash": {
                    "field": "what",
                    "type": "nominal",
                    "legend": None,
                    "scale": {
                        "domain": [say(_("Baseline")), say(_("Measured"))],
                        "range": [[5, 4], [1, 0]],
                    },
                },
            },
        },
        {
            "data": {"values": [{"day": verified.spans[0][0].isoformat()}]},
            "mark": {"type": "rule", "color": SOFT},
            "encoding": {"x": time},
        },
    ]
    return render(spec, say.language)
