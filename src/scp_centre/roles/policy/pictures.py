"""Pictures of policy: both sides, treemap, embodied flows, trend, causes of change, scenarios."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from scp_centre.centre.pictures.letter_widths import fitted, width_of
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.sankey import Link, sankey
from scp_centre.centre.pictures.svg import document, element, shorten, text, with_dark_mode
from scp_centre.centre.pictures.tokens import (
    EMISSION,
    ENERGY,
    GOOD,
    GROUND,
    LOSS,
    MATERIAL,
    MONEY,
    MUTED,
    SOFT,
    WATER,
)
from scp_centre.centre.pictures.vega_charts import Spec, amounts, base, render
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, p_
from scp_centre.roles.policy.analysis import Study, Trend
from scp_centre.roles.policy.sentences import rounded, say_share
from scp_centre.roles.policy.tables.indicator_titles import indicator_title

COLOURS = {"ghg": EMISSION, "materials": MATERIAL, "water": WATER, "land": GOOD}
SHOWN = {"full": 12, "wide": 12, "narrow": 8}
NAMES = 12.0  # px, of letters on areas
LEAST_LETTERS = 4  # of a name that still says something

NOT_FROM_ZERO = _("The axis does not start at 0")


def colour_of(code: str) -> str:
    """Return the colour of an indicator."""
    return COLOURS.get(code, ENERGY)


def draw_sides(one: Study, k: int, say: Speaker, form: str) -> str:
    """Return bars of the largest sectors, caused by making and by buying."""
    indicator = one.economy.indicators[k]
    largest = np.maximum(one.sides["production"][k], one.sides["consumption"][k])
    ranked = np.argsort(-largest, kind="stable")[: SHOWN[form]].tolist()
    names = {"production": say(_("production-based")), "consumption": say(_("consumption-based"))}
    data = [
        {
            "sector": shorten(one.economy.titles[i], 26),
            "side": names[side],
            "value": float(one.sides[side][k][i]),
            "order": n,
        }
        for n, i in enumerate(ranked)
        for side in names
    ]
    spec = base(FORMS[form], 30 * len(ranked), data)
    spec["mark"] = {"type": "bar"}
    spec["encoding"] = {
        "y": {"field": "sector", "type": "nominal", "sort": {"field": "order"}, "title": None},
        "yOffset": {"field": "side", "sort": list(names.values())},
        "x": {
            "field": "value",
            "type": "quantitative",
            "title": say.unit(indicator.unit),
            "axis": amounts(4),
        },
        "color": {
            "field": "side",
            "type": "nominal",
            "title": None,
            "sort": list(names.values()),
            "legend": {"orient": "top", "columns": 1 if form == "narrow" else 2},
            "scale": {"domain": list(names.values()), "range": [colour_of(indicator.code), MUTED]},
        },
    }
    return with_dark_mode(render(spec, say.language))


def draw_treemap(one: Study, k: int, side: str, say: Speaker, form: str) -> str:
    """Return what each sector or product causes as areas, the smallest joined to "other"."""
    indicator = one.economy.indicators[k]
    values = np.maximum(one.sides[side][k], 0.0)
    # Shares are of the whole, as the sentences say them; what is negative has no area.
    total = float(one.sides[side][k].sum())
    width, height = FORMS[form], 460.0 if form == "narrow" else 380.0
    title = say(indicator.title)
    if not total > 0:
        return document(width, 60, text(16, 34, say(_("No data recorded.")), fill=SOFT), title)
    ranked = np.argsort(-values, kind="stable")
    kept = [int(i) for i in ranked if values[i] > 0.008 * total][:24]
    parts = [(one.economy.titles[i], float(values[i])) for i in kept]
    rest = total - sum(v for _unused, v in parts)
    if rest > 1e-9 * total:
        parts.append((say(_("others")), rest))
    body = []
    for (name, value), box in zip(
        parts, squarify([v for _unused, v in parts], width, height), strict=True
    ):
        body.append(_tile(name, value, total, box, colour_of(indicator.code), say))
    words = "; ".join(f"{n} {say_share(say, v / total)}" for n, v in parts)
    return with_dark_mode(document(width, height, "".join(body), title, words))


def _tile(
    name: str,
    value: float,
    total: float,
    box: tuple[float, float, float, float],
    colour: str,
    say: Speaker,
) -> str:
    x, y, wide, tall = box
    tile = element(
        "rect",
        x=round(x, 1),
        y=round(y, 1),
        width=round(wide, 1),
        height=round(tall, 1),
        fill=colour,
        fill_opacity=round(0.14 + 0.5 * min(value / total, 1.0) ** 0.5, 2),
        stroke=GROUND,
        stroke_width=2,
    )
    shown, room = fitted(name, wide - 10, NAMES), wide - 10
    if len(shown) < LEAST_LETTERS or tall < 20:
        return tile
    tile += text(x + 6, y + 16, shown)
    share = say_share(say, value / total)
    if tall > 36 and width_of(share, NAMES) <= room:
        tile += text(x + 6, y + 31, share)
    return tile


def squarify(
    values: Sequence[float], width: float, height: float
) -> list[tuple[float, float, float, float]]:
    """Return boxes (x, y, width, height) whose areas are as the values, as square as may be.

    values : largest first

    >>> squarify([1, 1], 2, 1)
    [(0.0, 0.0, 1.0, 1.0), (1.0, 0.0, 1.0, 1.0)]
    """
    areas = [v * width * height / sum(values) for v in values]
    boxes: list[tuple[float, float, float, float]] = []
    x = y = 0.0
    start = 0
    while start < len(areas):
        side = min(width, height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(
            areas[start:end], side
        ):
            end += 1
        row = areas[start:end]
        thick = sum(row) / side
        along = 0.0
        for area in row:
            length = area / thick
            if width >= height:
                boxes.append((x, y + along, thick, length))
            else:
                boxes.append((x + along, y, length, thick))
            along += length
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
        start = end
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """Return the least square of a row's boxes: their largest ratio of sides."""
    total = sum(row)
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * min(row)))


def draw_flows(one: Study, k: int, say: Speaker, form: str) -> str:
    """Return where an indicator is caused, through which goods it is bought, and by whom."""
    economy = one.economy
    indicator = economy.indicators[k]
    most = 4 if form == "narrow" else 6
    makers, goods = one.rows(k, "production", most), one.rows(k, "consumption", most)
    total = float(one.sides["production"][k].sum())
    if not total:
        return draw_treemap(one, k, "production", say, form)
    carried, share = one.embodied(k)
    at = {code: i for i, code in enumerate(economy.sectors)}
    some, bought = [at[r.code] for r in makers], [at[r.code] for r in goods]
    n = len(economy.sectors)
    names: dict[str, str] = {}
    links: list[Link] = []
    for i in [*some, None]:
        row = carried[_rows(i, some, n)].sum(axis=0)
        maker = "m-other" if i is None else f"m-{economy.sectors[i]}"
        names[maker] = say(_("other sectors")) if i is None else economy.titles[i]
        used = row * share
        for j in [*bought, None]:
            value = float(used[_rows(j, bought, n)].sum())
            good = "g-other" if j is None else f"g-{economy.sectors[j]}"
            names[good] = say(_("other products")) if j is None else economy.titles[j]
            links.append(Link(maker, good, value, colour_of(indicator.code), ""))
        links.append(Link(maker, "g-abroad", float((row - used).sum()), MUTED, ""))
    names["g-abroad"] = say(_("Exports"))
    kept = [a for a in links if a.value > 0.004 * total]
    weight: dict[str, float] = {}
    for a in kept:
        for end in (str(a.source), str(a.target)):
            weight[end] = weight.get(end, 0.0) + a.value
    ranked = sorted(weight, key=lambda end: (end[0] == "g", -weight[end]))
    ordered = {end: f"{names[end]} {say.percent(round(weight[end] / total, 2))}" for end in ranked}
    picture = sankey(
        kept,
        ordered,
        title=say(indicator.title),
        show=lambda v: rounded(say, v, indicator.unit),
        width=FORMS[form],
        height=360,
        other=say(p_("parts of a sum", "other")),
    )
    return with_dark_mode(picture)


def _rows(i: int | None, named: list[int], n: int) -> list[int]:
    """Return a place as a list, or, for None, all places that have no name."""
    return [i] if i is not None else [j for j in range(n) if j not in named]


def draw_trend(one: Trend, say: Speaker, form: str) -> str:
    """Return GDP and the pressure from both sides against the first year."""
    series = {
        say(_("GDP")): (one.index(one.gdp), MONEY),
        say(_("production-based")): (one.index(one.production), colour_of(one.indicator.code)),
        say(_("consumption-based")): (one.index(one.consumption), MUTED),
    }
    data: list[dict[str, Any]] = [
        {"year": year, "value": value, "series": name}
        for name, (values, _unused) in series.items()
        for year, value in zip(one.years, values, strict=True)
    ]
    spec = base(FORMS[form], 230, data)
    low = min(d["value"] for d in data)
    x = {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "axis": {"values": list(one.years), "format": "d"},
        "scale": {"nice": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": [f"{one.years[0]} = 100", say(NOT_FROM_ZERO)],
        "scale": {"domainMin": min(80, low - 5)},
    }
    colour = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "legend": {"orient": "top", "columns": 1 if form == "narrow" else 3},
        "scale": {"domain": list(series), "range": [c for _unused, c in series.values()]},
    }
    # Lines that run together are told apart by dash and shape, in black and white too.
    same = {"field": "series", "type": "nominal", "title": None, "legend": colour["legend"]}
    dash = same | {"scale": {"domain": list(series), "range": [[1, 0], [8, 3], [2, 3]]}}
    shape = same | {"scale": {"domain": list(series), "range": ["circle", "square", "diamond"]}}
    encoding = {"x": x, "y": y, "color": colour}
    spec["layer"] = [
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": encoding | {"strokeDash": dash}},
        {
            "mark": {"type": "point", "filled": True, "size": 60},
            "encoding": encoding | {"shape": shape},
        },
    ]
    return with_dark_mode(render(spec, say.language))


def draw_parts(one: Trend, say: Speaker, form: str) -> str:
    """Return what changed a pressure between two years, cause by cause."""
    assert one.parts is not None
    words = {
        "intensity": say(_("change in pressure per unit of output")),
        "technology": say(_("input structure of sectors")),
        "mix of demand": say(_("mix of purchases")),
        "volume of demand": say(_("volume of purchases")),
    }
    parts = [(words[c], e) for c, e in zip(one.parts.causes, one.parts.effects, strict=True)] + [
        (say(_("total change")), one.parts.change)
    ]
    return bars(parts, one.indicator.unit, say, form)


def bars(parts: Sequence[tuple[str, float]], unit: str, say: Speaker, form: str) -> str:
    """Return bars to both sides of zero: less is green, more is brick."""
    most = 20 if form == "narrow" else 40
    data = [
        {
            "name": "\n".join(wrap(name, most)),
            "value": value,
            "order": n,
            "less": value < 0,
        }
        for n, (name, value) in enumerate(parts)
    ]
    lines = max(str(row["name"]).count("\n") for row in data)
    spec: Spec = base(FORMS[form], (26 + 12 * lines) * len(data), data)
    spec["mark"] = {"type": "bar"}
    spec["encoding"] = {
        "y": {
            "field": "name",
            "type": "nominal",
            "sort": {"field": "order"},
            "title": None,
            "axis": {"labelExpr": "split(datum.label, '\\n')"},
        },
        "x": {
            "field": "value",
            "type": "quantitative",
            "title": say.unit(unit),
            "axis": amounts(4),
        },
        "color": {
            "field": "less",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": [True, False], "range": [GOOD, LOSS]},
        },
    }
    return with_dark_mode(render(spec, say.language))


def draw_scenarios(
    results: Sequence[tuple[str, dict[str, Any]]], place: int, say: Speaker, form: str
) -> str:
    """Return one indicator over the years: the baseline and each scenario, with its range."""
    code, name, unit = results[0][1]["indicators"][place]
    data = [
        {"year": y["year"], "value": y["production"][place], "series": shorten(title, 40)}
        for title, result in results
        for y in result["years"]
    ]
    still = say(_("baseline"))
    data += [
        {"year": y["year"], "value": y["base_production"][place], "series": still}
        for y in results[0][1]["years"]
    ]
    names = [still, *(shorten(title, 40) for title, _unused in results)]
    palette = [MONEY, GOOD, ENERGY, WATER, MATERIAL, EMISSION, LOSS]
    years = sorted({d["year"] for d in data})
    spec = base(FORMS[form], 240, data)
    x = {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "axis": {"format": "d", "tickCount": min(6, len(years))},
        "scale": {"nice": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": _axis_title(
            f"{say(indicator_title(code, name))}, {say.unit(unit)}", data, results, place, say
        ),
        "scale": {"zero": False},
        "axis": amounts(5),
    }
    colour = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "legend": {"orient": "top", "columns": 1 if form == "narrow" else 2},
        "scale": {"domain": names, "range": palette[: len(names)]},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "strokeWidth": 2, "point": len(years) < 4},
            "encoding": {"x": x, "y": y, "color": colour},
        }
    ]
    ends = [_range(title, result, place) for title, result in results if result["low"] is not None]
    if ends:
        layers.append(
            {
                "data": {"values": ends},
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.6},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "low"},
                    "y2": {"field": "high"},
                    "color": colour,
                },
            }
        )
    spec["layer"] = layers
    return with_dark_mode(render(spec, say.language))


def _axis_title(
    said: str,
    data: Sequence[dict[str, Any]],
    results: Sequence[tuple[str, dict[str, Any]]],
    place: int,
    say: Speaker,
) -> list[str]:
    """Return what an axis counts, and that it does not start at zero where it does not."""
    ranges = [_range(title, result, place) for title, result in results if result["low"]]
    values = [d["value"] for d in data] + [r[end] for r in ranges for end in ("low", "high")]
    starts_at_zero = min(values) <= 0 <= max(values)
    return [said] if starts_at_zero else [said, say(NOT_FROM_ZERO)]


def _range(title: str, result: dict[str, Any], place: int) -> dict[str, Any]:
    last = result["years"][-1]
    before = last["base_production"][place]
    return {
        "year": last["year"],
        "series": shorten(title, 40),
        "low": before + result["low"][place],
        "high": before + result["high"][place],
    }
