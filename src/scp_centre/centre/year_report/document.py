"""The report on the centre's year as a document: what stands in it, in which order."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.translation import Speaker
from scp_centre.centre.year_report.declaration import Section, Stage
from scp_centre.centre.year_report.gather import YearReport
from scp_centre.centre.year_report.pictures import charts_of
from scp_centre.centre.year_report.shown_values import (
    NONE,
    ShownLine,
    contributions_shown,
    headlines,
    line_shown,
    months_shown,
    reasons,
    savings_shown,
    section_title,
    table_shown,
)
from scp_centre.methods.messages import N_, _, p_

TITLE = _("The centre's year")
IN_A_ROW = 4  # key figures
NOT_OVER = N_("This period has not ended yet. The report includes figures up to {day}.")
CONTRIBUTION = _(
    "This chapter shows the centre's contributions to targets of the Sustainable Development "
    "Goals. A contribution is not the national indicator, which only the country's statistical "
    "office can report."
)
STAGE_NOTES = {
    Stage.PROMISED: _("Promised savings are calculated in assessment plans. They are not results."),
    Stage.CARRIED_OUT: _(
        "Savings marked “Carried out” come from options that companies have carried out. The "
        "savings are calculated, not measured."
    ),
    Stage.VERIFIED: _(
        "Verified savings are proved by meter readings and approved by a reviewer. They are "
        "results."
    ),
}
PUBLIC_NOTE = _(
    "Public version: sums of companies' figures include only companies that consent, and are "
    "rounded to two significant figures. Sums that could reveal a single company's figure are "
    "left out."
)
Links = tuple[tuple[int, int, str], ...]


def compose(
    report: YearReport,
    say: Speaker,
    *,
    centre: str,
    country: str,
    note: str,
    today: date,
    address: str,
) -> Report:
    """Return the document in a language. address : of the centre, "" where it has none"""
    title = say(TITLE)
    return Report(
        language=say.language,
        title=title,
        subtitle=say(_("Report on {months}", months=months_shown(report.months, say))),
        company=centre,
        site="",
        place=country,
        date=say.date(today),
        author="",
        note=say(note),
        running_head=f"{centre}, {months_shown(report.months, say)}",
        blocks=tuple(_blocks(report, say, today, address)),
        words=report_words(say),
    )


def figure_address(report: YearReport, key: str) -> str:
    """Return the address of the page that lists what a figure counts."""
    months = report.months
    path = reverse("year_figure", args=[key])
    return f"{path}?first={months.first:%Y-%m}&last={months.last:%Y-%m}"


def link_of(report: YearReport, key: str, address: str) -> str:
    """Return where a figure leads to in a document; "" where its readers may not go.

    address : of the centre, "" where it has none
    """
    if not address or not key:
        return ""
    if not report.is_public:
        return address + figure_address(report, key)
    page = report.lines[key].now.public_page
    return address + reverse(page) if page else ""


def _blocks(report: YearReport, say: Speaker, today: date, address: str) -> Iterator[Block]:
    yield Heading(say(_("Summary")), new_page=True)
    yield from status_notes(report, say, today)
    yield from _key_figures(report, say)
    for section in Section:
        yield from _section(report, section, say, address)
    yield from _contributions(report, say)
    yield from _definitions(report, say)


def status_notes(report: YearReport, say: Speaker, today: date) -> Iterator[Paragraph]:
    """Yield what a reader must know before the figures."""
    if not report.is_over:
        yield Paragraph(say(_(NOT_OVER, day=today)), "lead")
    if report.is_public:
        yield Paragraph(say(PUBLIC_NOTE), "note")


def _key_figures(report: YearReport, say: Speaker) -> Iterator[Block]:
    figures = [
        KeyFigure(line.now, line.title, "good" if line.key.startswith("verified") else "plain")
        for line in headlines(report, say)
    ]
    for i in range(0, len(figures), IN_A_ROW):
        row = figures[i : i + IN_A_ROW]
        yield KeyFigures(tuple(row))


def _section(report: YearReport, section: Section, say: Speaker, address: str) -> Iterator[Block]:
    lines = [line_shown(line, say) for line in report.section(section)]
    tables = [one for one in report.tables if one.section == section and one.rows]
    charts = [one for one in charts_of(report, say) if one.section == section]
    if not (lines or tables):
        return
    yield Heading(section_title(section, say))
    if section == Section.SAVINGS:
        yield Items(tuple(say(note) for note in STAGE_NOTES.values()))
        yield _savings(report, say, address)
        yield from _reasons([one for row in savings_shown(report, say) for one in row.stages], say)
    if lines:
        yield _lines_table(report, section, lines, say, address)
        yield from _reasons(lines, say)
    for chart in charts:
        svg = chart.svg("wide", say.language)
        yield Drawing(chart.name, chart.title, chart.subtitle, svg)
        if chart.table is not None:
            yield chart.table
    for table in tables:
        yield table_shown(table, say)
        if table.note:
            yield Paragraph(say(table.note), "note")


def _lines_table(
    report: YearReport, section: Section, lines: list[ShownLine], say: Speaker, address: str
) -> Table:
    head = heads(say, p_("number", "Figure"), *_months(report, say), _("Change"))
    rows = tuple((one.title, one.now, one.before, one.change) for one in lines)
    links = tuple(
        (i, 1, to)
        for i, one in enumerate(lines)
        if one.now != NONE and (to := link_of(report, one.key, address))
    )
    caption = section_title(section, say)
    return Table(caption, head, rows, (1, 2, 3), (3.0, 1.2, 1.2, 0.9), links=links)


def _months(report: YearReport, say: Speaker) -> tuple[str, str]:
    return months_shown(report.months, say), months_shown(report.months.before, say)


def _savings(report: YearReport, say: Speaker, address: str) -> Table:
    """Return the table of savings: now and before for each stage, and the change of verified."""
    now, before = _months(report, say)
    head = [say(_("Saving"))]
    for stage in Stage:
        head += [f"{say(stage.label)} {now}", before]
    head.append(say(_("Change in verified savings")))
    shown, rows, links = savings_shown(report, say), [], []
    for i, row in enumerate(shown):
        cells = [row.quantity]
        for line in row.stages:
            if line.now != NONE and (to := link_of(report, line.key, address)):
                links.append((i, len(cells), to))
            cells += [line.now, line.before]
        rows.append((*cells, row.verified.change))
    widths = (1.5, 1.3, 1.2, 1.3, 1.2, 1.3, 1.2, 1.0)
    return Table(
        say(_("Savings by stage")),
        tuple(head),
        tuple(rows),
        tuple(range(1, len(head))),
        widths,
        links=tuple(links),
    )


def _reasons(lines: list[ShownLine], say: Speaker) -> Iterator[Block]:
    for sentence in reasons(lines, say):
        yield Paragraph(sentence, "note")


def _contributions(report: YearReport, say: Speaker) -> Iterator[Block]:
    shown = contributions_shown(report, say)
    if not shown:
        return
    yield Heading(say(_("Sustainable Development Goals")))
    yield Paragraph(say(CONTRIBUTION))
    head = heads(
        say,
        _("Target"),
        _("Global indicator"),
        _("The centre's figure"),
        _("How the figure relates to the indicator"),
    )
    rows = tuple(
        (one.target, one.indicator, f"{one.line.title}: {one.line.now}", one.relation)
        for one in shown
    )
    caption = say(_("Contributions, {months}", months=months_shown(report.months, say)))
    links = tuple((i, 1, one.address) for i, one in enumerate(shown))
    yield Table(caption, head, rows, (), (0.6, 2.0, 1.8, 3.2), links=links)
    sources = dict.fromkeys(one.source for one in shown)
    yield Paragraph(say(_("Source: {sources}.", sources="; ".join(sources))), "note")


def _definitions(report: YearReport, say: Speaker) -> Iterator[Block]:
    """Yield what each figure counts, exactly; those of savings once for each stage."""
    yield Heading(say(_("Definitions")))
    rows: dict[str, str] = {}
    for line in report.lines.values():
        title = line.now.stage.label if line.now.stage else line.now.title
        rows[say(title)] = say(line.now.definition)
    head = heads(say, p_("number", "Figure"), _("What the figure counts"))
    yield Table(say(_("What each figure counts")), head, tuple(rows.items()), (), (1.0, 2.6))
