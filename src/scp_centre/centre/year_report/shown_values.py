"""The figures of a report as page and documents show them: each is written once, here."""

from dataclasses import dataclass

from babel.dates import format_date

from scp_centre.centre.documents.blocks import Table
from scp_centre.centre.translation import Speaker
from scp_centre.centre.year_report.declaration import Section, Stage, YearFigure, YearTable
from scp_centre.centre.year_report.gather import Line, YearReport
from scp_centre.centre.year_report.months import Months
from scp_centre.centre.year_report.sdg import contributions
from scp_centre.methods.messages import _

NONE = "–"
FROM_NOTHING = _(
    "The value for the previous period was 0, so a percentage change cannot be calculated."
)


DASH_FROM_NOTHING = _(
    "Where the value for the previous period was 0, a percentage change cannot be calculated, and "
    "the table shows a dash."
)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is written.

    key : of its figure, "" for none    reason : why there is a dash for a value
    change_reason : why there is one for its change, where both values are there
    """

    key: str
    title: str
    definition: str
    now: str
    before: str
    change: str
    reason: str
    change_reason: str = ""


@dataclass(frozen=True, slots=True)
class ShownSaving:
    """A row of the table of savings: one quantity, and its line by stage."""

    quantity: str
    promised: ShownLine
    carried_out: ShownLine
    verified: ShownLine

    @property
    def stages(self) -> tuple[ShownLine, ShownLine, ShownLine]:
        return self.promised, self.carried_out, self.verified


def months_shown(months: Months, say: Speaker) -> str:
    """Return how months are called: 2026, or Jan 2026 – Jun 2026."""
    if months.is_calendar_year:
        return str(months.first.year)
    first, last = (format_date(d, "MMM y", locale=say.locale) for d in (months.first, months.last))
    return first if months.count == 1 else f"{first} – {last}"


def value_shown(figure: YearFigure, say: Speaker) -> str:
    """Return a value with its unit; a dash where there is none."""
    if figure.value is None:
        return NONE
    if not figure.unit:
        return say.number(round(figure.value), 1)
    digits = 1 if figure.unit.isupper() and len(figure.unit) == 3 else 3
    value = round(figure.value) if digits == 1 else figure.value
    return say.amount(value, figure.unit, digits)


def line_shown(line: Line, say: Speaker) -> ShownLine:
    return ShownLine(
        line.now.key,
        say(line.now.title),
        say(line.now.definition),
        value_shown(line.now, say),
        value_shown(line.before, say),
        change_shown(line, say),
        say(line.now.reason) if line.now.value is None else "",
        say(FROM_NOTHING) if _began_with_nothing(line) else "",
    )


def _began_with_nothing(line: Line) -> bool:
    return bool(line.now.unit and line.now.value and line.before.value == 0)


def change_shown(line: Line, say: Speaker) -> str:
    """Return what a count changed by, and a sum by how many per cent; a dash from nothing."""
    now, before = line.now.value, line.before.value
    if now is None or before is None:
        return NONE
    if not line.now.unit:
        change = round(now - before)
        return ("+" if change > 0 else "") + say.number(change, 1)
    if not before:
        return NONE if now else say.percent(0.0)
    return say.percent(round((now - before) / abs(before), 3), sign=True)


@dataclass(frozen=True, slots=True)
class SavedQuantity:
    """A row of the table of savings: what was saved, in which unit, and its line by stage."""

    quantity: str
    unit: str
    lines: dict[Stage, Line]

    @property
    def is_hidden(self) -> bool:
        return all(
            one.now.value is None and one.before.value is None for one in self.lines.values()
        )


def saved_quantities(report: YearReport) -> list[SavedQuantity]:
    """Return the rows of the table of savings, money first."""
    rows: dict[tuple[str, str], SavedQuantity] = {}
    for line in report.lines.values():
        if line.now.stage is not None:
            key = (line.now.quantity, line.now.unit)
            row = rows.setdefault(key, SavedQuantity(*key, {}))
            row.lines[line.now.stage] = line
    ordered = sorted(rows.values(), key=lambda row: not _is_currency(row.unit))
    if report.is_public:  # that there are sums of a currency tells of who has them
        ordered = [row for row in ordered if not (row.is_hidden and _is_currency(row.unit))]
    return ordered


def savings_shown(report: YearReport, say: Speaker) -> list[ShownSaving]:
    """Return the table of savings: a row for each quantity, a column for each stage."""
    return [
        ShownSaving(
            say(row.quantity),
            *(_stage_shown(row.lines, stage, row.unit, report, say) for stage in Stage),
        )
        for row in saved_quantities(report)
    ]


def _is_currency(unit: str) -> bool:
    return unit.isupper() and len(unit) == 3


def _stage_shown(
    lines: dict[Stage, Line], stage: Stage, unit: str, report: YearReport, say: Speaker
) -> ShownLine:
    """Return a cell; where nothing of this unit reached a stage, that is a nought.

    Outsiders get no nought that disclosure control has not seen.
    """
    if line := lines.get(stage):
        return line_shown(line, say)
    nought = NONE if report.is_public else say.amount(0.0, unit, 1)
    return ShownLine("", "", "", nought, nought, NONE, "")


def headlines(report: YearReport, say: Speaker) -> list[ShownLine]:
    """Return what stands at the top; sums of nothing are left out there."""
    lines = [line for line in report.lines.values() if line.now.headline]
    return [line_shown(line, say) for line in lines if not line.now.unit or line.now.value]


def reasons(lines: list[ShownLine], say: Speaker) -> list[str]:
    """Return why there are dashes: each reason once, as a sentence with the figures it is about.

    Why a change is a dash is said without them: the value of the previous period shows it.
    """
    by_reason: dict[str, list[str]] = {}
    for line in lines:
        if line.reason:
            by_reason.setdefault(line.reason, []).append(line.title)
    said = [
        say(
            _(
                "{reason} This applies to the following figures: {figures}.",
                reason=reason,
                figures="; ".join(titles),
            )
        )
        for reason, titles in by_reason.items()
    ]
    if any(line.change_reason and not line.reason for line in lines):
        said.append(say(DASH_FROM_NOTHING))
    return said


def section_title(section: Section, say: Speaker) -> str:
    return say(section.label)


def table_shown(table: YearTable, say: Speaker) -> Table:
    """Return a table in parts as pages and documents show it."""
    head = tuple(say(title) for title in table.head)
    rows = tuple(
        tuple(_cell(value, i in table.texts, say) for i, value in enumerate(row))
        for row in table.rows
    )
    numeric = tuple(i for i in range(len(head)) if i not in table.texts)
    return Table(say(table.title), head, rows, numeric)


def _cell(value: object, is_text: bool, say: Speaker) -> str:
    if is_text:
        text = say(value if value is not None else "")
        return text[:1].upper() + text[1:]
    return say.number(round(value), 1) if isinstance(value, int | float) else NONE


def years_table(report: YearReport, say: Speaker) -> Table:
    """Return the data of the chart: verified savings of single years."""
    kinds = list(dict.fromkeys((one.kind, one.title, one.unit) for one in report.years))
    years = sorted({one.year for one in report.years})
    values = {(one.kind, one.year): one for one in report.years}
    head = (say(_("Year")), *(f"{say(title)}, {say.unit(unit)}" for _kind, title, unit in kinds))
    rows = []
    for year in years:
        cells = [str(year)]
        for kind, _title, _unit in kinds:
            parts = values[kind, year].by_organisation
            hidden = report.is_public and not parts
            cells.append(NONE if hidden else say.number(sum(parts.values())))
        rows.append(tuple(cells))
    numeric = tuple(range(1, len(head)))
    return Table(say(_("Verified savings by year")), head, tuple(rows), numeric)


@dataclass(frozen=True, slots=True)
class ShownContribution:
    """What a figure contributes to a target, as it is written."""

    target: str
    indicator: str
    line: ShownLine
    relation: str
    source: str
    address: str


def contributions_shown(report: YearReport, say: Speaker) -> list[ShownContribution]:
    """Return the contributions to the Sustainable Development Goals."""
    figures = {key: line.now for key, line in report.lines.items()}
    return [
        ShownContribution(
            one.target,
            f"{one.indicator} {say(one.name)}",
            line_shown(report.lines[one.figure_key], say),
            say(one.relation),
            f"{one.source}, {one.year}",
            one.address,
        )
        for one in contributions(figures)
    ]
