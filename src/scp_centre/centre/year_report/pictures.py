"""Charts of the centre's year: verified savings by year, assessments by sector."""

from dataclasses import dataclass, replace
from typing import Any

from scp_centre.centre.documents.blocks import Table
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.tokens import GOOD, INK, MONEY
from scp_centre.centre.pictures.vega_charts import base, render
from scp_centre.centre.translation import Speaker
from scp_centre.centre.year_report.declaration import Section, YearTable
from scp_centre.centre.year_report.gather import YearReport
from scp_centre.centre.year_report.shown_values import table_shown, years_table
from scp_centre.methods.messages import _

TALL, BAND = 150, 30  # px: of columns, of a bar


@dataclass(frozen=True, slots=True)
class YearChart:
    """A chart with its data; bars lie, columns stand. values : label -> number, as it is shown"""

    name: str
    section: Section
    title: str
    subtitle: str
    values: tuple[tuple[str, float, str], ...]
    table: Table | None
    lies: bool = False

    def svg(self, form: str, language: str) -> str:
        draw = _lying if self.lies else _standing
        return render(draw(self, FORMS[form]), language)


def charts_of(report: YearReport, say: Speaker) -> list[YearChart]:
    """Return the charts that have something to show."""
    charts = [*_years(report, say), *(_bars(one, say) for one in report.tables if one.charted)]
    return [one for one in charts if any(value for _label, value, _shown in one.values)]


def _years(report: YearReport, say: Speaker) -> list[YearChart]:
    kinds = list(dict.fromkeys((one.kind, one.title, one.unit) for one in report.years))
    found = []
    for kind, title, unit in kinds:
        rows = [one for one in report.years if one.kind == kind]
        sums = [(str(one.year), sum(one.by_organisation.values())) for one in rows]
        if not any(value for _year, value in sums):
            continue
        values = tuple((year, value, say.number(value)) for year, value in sums)
        subtitle = say(
            _("Verified savings, {unit}, by the year in which verification ended", unit=unit)
        )
        found.append(YearChart(kind, Section.SAVINGS, say(title), subtitle, values, None))
    if found:  # one table below the last, of all of them
        found[-1] = replace(found[-1], table=years_table(report, say))
    return found


def _bars(table: YearTable, say: Speaker) -> YearChart:
    shown = table_shown(table, say)
    column = next(i for i in range(len(table.head)) if i not in table.texts)
    values = tuple(
        (text[0], float(row[column] or 0), text[column])
        for row, text in zip(table.rows, shown.rows, strict=True)
    )
    name = table.key.replace("_", "-")
    return YearChart(
        name, table.section, shown.caption, shown.head[column], values, None, lies=True
    )


def _rows(chart: YearChart) -> list[dict[str, Any]]:
    return [
        {"label": label, "value": value, "shown": shown if value else ""}
        for label, value, shown in chart.values
    ]


def _standing(chart: YearChart, width: float) -> dict[str, Any]:
    """Return columns, one for each year."""
    spec = base(width, TALL, _rows(chart))
    x = {
        "field": "label",
        "type": "ordinal",
        "title": None,
        "axis": {"labelAngle": 0},
        "scale": {"paddingInner": 0.5},
    }
    y = {"field": "value", "type": "quantitative", "title": None, "axis": {"tickCount": 4}}
    spec["encoding"] = {"x": x, "y": y}
    text = {"type": "text", "baseline": "bottom", "dy": -3, "color": INK}
    spec["layer"] = [
        {"mark": {"type": "bar", "color": GOOD}},
        {"mark": text, "encoding": {"text": {"field": "shown"}}},
    ]
    return spec


def _lying(chart: YearChart, width: float) -> dict[str, Any]:
    """Return bars with their labels above them, so that a narrow chart has room for both."""
    names = [label for label, _value, _shown in chart.values]
    narrow = width == FORMS["narrow"]
    spec = base(width, (BAND + 14 if narrow else BAND) * max(len(names), 1), _rows(chart))
    y: dict[str, Any] = {"field": "label", "type": "nominal", "sort": names, "title": None}
    y["axis"] = None if narrow else {"ticks": False, "domain": False}
    # Bars count things: no part of one is ticked.
    most = max((value for _label, value, _shown in chart.values), default=1.0)
    x = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, most * 1.1]},
        "axis": None,
    }
    spec["encoding"] = {"y": y, "x": x}
    shift = {"yOffset": 7} if narrow else {}
    spec["layer"] = [
        {"mark": {"type": "bar", "height": 16, "color": MONEY, **shift}},
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": 7 if narrow else 0},
            "encoding": {"text": {"field": "shown"}},
        },
    ]
    if narrow:
        spec["layer"].append(
            {
                "mark": {"type": "text", "align": "left", "dy": -11, "color": INK},
                "encoding": {"x": {"value": 0}, "text": {"field": "label"}},
            }
        )
    return spec
