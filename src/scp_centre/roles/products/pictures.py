"""Pictures of a footprint: stages side by side, where it comes from, how far it spreads."""

from collections.abc import Sequence

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.sankey import Link, sankey
from scp_centre.centre.pictures.svg import shorten, with_dark_mode
from scp_centre.centre.pictures.tokens import (
    EMISSION,
    ENERGY,
    LOSS,
    MATERIAL,
    MONEY,
    MUTED,
    PRODUCT,
    WATER,
)
from scp_centre.centre.pictures.vega_charts import base, render
from scp_centre.centre.translation import Speaker
from scp_centre.methods.footprints import STAGE_TITLES, FootprintResult, Stage
from scp_centre.methods.messages import _, p_
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.sentences import UNIT, figure

COLOURS = {
    Stage.MATERIALS: MATERIAL,
    Stage.PRODUCTION: ENERGY,
    Stage.PACKAGING: PRODUCT,
    Stage.DISTRIBUTION: WATER,
    Stage.USE: EMISSION,
    Stage.END: LOSS,
}
NAMES = ("stages", "sources", "spread")


def draw(name: str, computed: Computed, say: Speaker, form: str) -> str:
    """Return one of the pictures by its name."""
    match name:
        case "stages":
            return draw_stages(computed, say, form)
        case "sources":
            return draw_sources(computed.base, say, form)
    return draw_spread(computed, say, form)


def draw_stages(computed: Computed, say: Speaker, form: str) -> str:
    """Return the stages of the base product and of each alternative as stacked bars."""
    designs = [(say(_("Base product")), computed.base)]
    designs += [(one.design.name, one) for one in computed.alternatives]
    return stacked(designs, say, form)


def stacked(designs: Sequence[tuple[str, FootprintResult]], say: Speaker, form: str) -> str:
    """Return designs as bars whose parts are the stages, on one scale from 0."""
    titles = {stage: say(STAGE_TITLES[stage]) for stage in Stage}
    present = [stage for stage in Stage if any(stage in one.stages for _n, one in designs)]
    data = [
        {
            "design": shorten(f"{number}. {name}" if number else name, 26),
            "stage": titles[stage],
            "value": result.stages.get(stage, 0.0),
            "order": number,
            "place": place,
        }
        for number, (name, result) in enumerate(designs)
        for place, stage in enumerate(present)
    ]
    spec = base(FORMS[form], 40 * len(designs), data)
    spec["mark"] = {"type": "bar"}
    spec["encoding"] = {
        "y": {
            "field": "design",
            "type": "nominal",
            "sort": {"field": "order"},
            "title": None,
        },
        "x": {
            "field": "value",
            "type": "quantitative",
            "title": UNIT,
            "axis": {"tickCount": 4, "format": ".3~g"},
        },
        "order": {"field": "place"},
        "color": {
            "field": "stage",
            "type": "nominal",
            "title": None,
            "legend": {"orient": "top", "columns": 1 if form == "narrow" else 6},
            "scale": {
                "domain": [titles[stage] for stage in present],
                "range": [COLOURS[stage] for stage in present],
            },
        },
    }
    return with_dark_mode(render(spec, say.language))


def draw_sources(result: FootprintResult, say: Speaker, form: str) -> str:
    """Return what flows from parts through stages into the product, as a Sankey diagram."""
    names: dict[str, str] = {}
    links: list[Link] = []
    whole = sum(abs(value) for value in result.parts.values()) or 1.0
    thin: dict[Stage, float] = {}
    for (stage, part), value in result.parts.items():
        if value <= 0:
            continue
        if value < 0.02 * whole:
            thin[stage] = thin.get(stage, 0.0) + value
            continue
        key = f"{stage.name}:{part}"
        names[key] = shorten(part, 14 if form == "narrow" else 24)
        links.append(Link(key, stage.name, value, COLOURS[stage], ""))
    for stage, value in thin.items():
        key = f"{stage.name}:*"
        names[key] = say(p_("parts of a sum", "other"))
        links.append(Link(key, stage.name, value, COLOURS[stage], ""))
    for stage, value in result.stages.items():
        if value > 0:
            links.append(Link(stage.name, "product", value, COLOURS[stage], ""))
    for stage in result.stages:
        title = say(STAGE_TITLES[stage])
        part = say.percent(round(result.share(result.stages[stage]), 2))
        names[stage.name] = f"{title} {part}"
    names["product"] = say.amount(result.total, UNIT)
    picture = sankey(
        links,
        names,
        title=say(_("Sources of the footprint")),
        show=lambda value: f"{say(_('{value} kg CO₂e', value=figure(value)))}",
        width=FORMS[form],
        height=360,
        other=say(p_("parts of a sum", "other")),
    )
    return with_dark_mode(picture)


def draw_spread(computed: Computed, say: Speaker, form: str) -> str:
    """Return the central 95 % of base product and alternatives, with their medians."""
    rows = _ranges(computed, say)
    spec = base(FORMS[form], 34 * len(rows), rows)
    y = {"field": "design", "type": "nominal", "sort": {"field": "order"}, "title": None}
    x = {
        "field": "low",
        "type": "quantitative",
        "title": UNIT,
        "scale": {"zero": True},
        "axis": {"tickCount": 4, "format": ".3~g"},
    }
    spec["layer"] = [
        {
            "mark": {"type": "bar", "height": 10, "color": MUTED},
            "encoding": {"y": y, "x": x, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "tick", "thickness": 3, "height": 18, "color": MONEY},
            "encoding": {"y": y, "x": {**x, "field": "median"}},
        },
    ]
    return with_dark_mode(render(spec, say.language))


def _ranges(computed: Computed, say: Speaker) -> list[dict[str, object]]:
    found = computed.spread.distribution
    rows: list[dict[str, object]] = [
        {
            "design": say(_("Base product")),
            "low": found.percentiles[0][1],
            "high": found.percentiles[1][1],
            "median": found.median,
            "order": 0,
        }
    ]
    for number, one in enumerate(computed.spread.compared, 1):
        (_l, low), (_h, high) = one.scores.percentiles
        rows.append(
            {
                "design": shorten(f"{number}. {one.name}", 26),
                "low": low,
                "high": high,
                "median": one.scores.median,
                "order": number,
            }
        )
    return rows
