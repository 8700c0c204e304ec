"""The report on the centre's year as a workbook: numbers as numbers, and what each counts."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.centre.translation import Speaker
from scp_centre.centre.year_report.declaration import Stage
from scp_centre.centre.year_report.document import CONTRIBUTION, TITLE, link_of, status_notes
from scp_centre.centre.year_report.gather import YearReport
from scp_centre.centre.year_report.shown_values import (
    contributions_shown,
    months_shown,
    saved_quantities,
    section_title,
)
from scp_centre.methods.messages import _, p_

NAME_SIGNS = 31  # of a sheet
MOST_LINKS = 60_000  # a sheet holds 65,530
LINK_COLOUR = "#1f5f4a"
FORBIDDEN = str.maketrans({sign: " " for sign in "[]:*?/\\'"})


class Sheets:
    """Sheets of a workbook, each with a bold head that stays in sight."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0.##", "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.link = book.add_format({"font_color": LINK_COLOUR, "underline": 1, "valign": "top"})
        self.names: set[str] = set()

    def add(
        self, title: str, head: Iterable[str], rows: Iterable[Iterable[Any]], widths: Iterable[int]
    ) -> Any:
        name = self._free(_short(title.translate(FORBIDDEN)))
        sheet = self.book.add_worksheet(name)
        sheet.write_row(0, 0, list(head), self.bold)
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for i, row in enumerate(rows, start=1):
            for j, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(i, j, value, self.day)
                elif isinstance(value, int | float):
                    sheet.write_number(i, j, value, self.number)
                elif value:
                    sheet.write_string(i, j, str(value), self.wrap)
        return sheet

    def _free(self, name: str) -> str:
        """Return a name that no sheet has yet."""
        found, number = name, 2
        while found.casefold() in self.names:
            found = f"{name[: NAME_SIGNS - 3]} {number}"
            number += 1
        self.names.add(found.casefold())
        return found


def _short(title: str) -> str:
    """Return a title that fits on the tab of a sheet, cut between words."""
    if len(title) <= NAME_SIGNS:
        return title
    return title[: NAME_SIGNS - 1].rsplit(" ", 1)[0] + "…"


def write_workbook(
    report: YearReport, say: Speaker, address: str, *, centre: str, note: str, today: date
) -> bytes:
    """Return the XLSX. address : of the centre, for links; "" where it has none"""
    buffer = BytesIO()
    with new_book(buffer) as book:
        sheets = Sheets(book)
        _about(sheets, report, say, centre=centre, note=note, today=today)
        _figures(sheets, report, say, address)
        _savings(sheets, report, say)
        for table in report.tables:
            head = [say(title) for title in table.head]
            rows = [
                [say(v) if i in table.texts else v for i, v in enumerate(row)] for row in table.rows
            ]
            sheets.add(say(table.title), head, rows, [34] + [16] * (len(head) - 1))
        _years(sheets, report, say)
        _contributions(sheets, report, say)
        if not report.is_public:
            _counted(sheets, report, say, address)
    return buffer.getvalue()


def _about(
    sheets: Sheets, report: YearReport, say: Speaker, *, centre: str, note: str, today: date
) -> None:
    """Add what a reader must know before the figures: whose, of when, for whom."""
    rows = [
        (say(_("Report")), say(TITLE)),
        (say(_("Centre")), centre),
        (say(_("Period")), months_shown(report.months, say)),
        (say(_("Compared with")), months_shown(report.months.before, say)),
        (say(_("Date of the figures")), today),
    ]
    notes = [say(note), *(str(one.text) for one in status_notes(report, say, today))]
    rows += [(say(_("Note")), one) for one in notes if one]
    head = (say(TITLE), months_shown(report.months, say))
    sheets.add(say(_("About this report")), head, rows, (22, 90))


def _figures(sheets: Sheets, report: YearReport, say: Speaker, address: str) -> None:
    now, before = months_shown(report.months, say), months_shown(report.months.before, say)
    head = [
        say(_("Chapter")),
        say(p_("number", "Figure")),
        say(_("Stage")),
        say(_("Unit")),
        now,
        before,
        say(_("Why there is no value")),
        say(_("What the figure counts")),
    ]
    rows = [
        (
            section_title(one.now.section, say),
            say(one.now.title),
            say(one.now.stage.label) if one.now.stage else "",
            one.now.unit,
            one.now.value,
            one.before.value,
            say(one.now.reason) if one.now.value is None else "",
            say(one.now.definition),
        )
        for one in report.lines.values()
    ]
    sheet = sheets.add(say(_("Figures")), head, rows, (22, 34, 14, 10, 14, 14, 40, 70))
    link = sheets.book.add_format({"num_format": "#,##0.##", "font_color": LINK_COLOUR})
    for i, (key, line) in enumerate(report.lines.items(), start=1):
        to = link_of(report, key, address)
        if to and line.now.value is not None:
            sheet.write_url(i, 4, to, link, string=" ")
            sheet.write_number(i, 4, line.now.value, link)


def _savings(sheets: Sheets, report: YearReport, say: Speaker) -> None:
    """Add the table of savings, a column for each stage and period."""
    now, before = months_shown(report.months, say), months_shown(report.months.before, say)
    head = [say(_("Saving")), say(_("Unit"))]
    for stage in Stage:
        head += [f"{say(stage.label)} {now}", f"{say(stage.label)} {before}"]
    rows = []
    for row in saved_quantities(report):
        cells: list[Any] = [say(row.quantity), say.unit(row.unit)]
        for stage in Stage:
            line = row.lines.get(stage)
            # Outsiders get no nought that disclosure control has not seen.
            nothing = None if report.is_public else 0.0
            cells += [line.now.value, line.before.value] if line else [nothing, nothing]
        rows.append(cells)
    sheets.add(say(_("Savings by stage")), head, rows, [28, 10] + [18] * 6)


def _years(sheets: Sheets, report: YearReport, say: Speaker) -> None:
    head = [say(_("Year")), say(p_("number", "Figure")), say(_("Unit")), say(_("Verified"))]
    rows = [
        (
            one.year,
            say(one.title),
            one.unit,
            None
            if report.is_public and not one.by_organisation
            else sum(one.by_organisation.values()),
        )
        for one in report.years
    ]
    sheets.add(say(_("Verified savings by year")), head, rows, (10, 34, 12, 16))


def _contributions(sheets: Sheets, report: YearReport, say: Speaker) -> None:
    head = [
        say(_("Target")),
        say(_("Global indicator")),
        say(_("The centre's figure")),
        months_shown(report.months, say),
        say(_("How the figure relates to the indicator")),
        say(_("Source")),
    ]
    rows: list[tuple[str, ...]] = [
        (
            one.target,
            one.indicator,
            one.line.title,
            one.line.now,
            one.relation,
            f"{one.source}, {one.address}",
        )
        for one in contributions_shown(report, say)
    ]
    rows.append((say(CONTRIBUTION),))
    sheets.add(say(_("Sustainable Development Goals")), head, rows, (10, 44, 34, 16, 70, 60))


def _counted(sheets: Sheets, report: YearReport, say: Speaker, address: str) -> None:
    """Add a row for each thing that a figure counts: the trace of the whole report."""
    head = [
        say(p_("number", "Figure")),
        say(_("What is counted")),
        say(_("About")),
        say(_("Day")),
        say(_("Value")),
        say(_("Unit")),
        say(_("Address")),
    ]
    rows = [
        (
            say(line.now.title),
            one.title,
            say(one.about),
            one.day,
            one.value,
            line.now.unit,
            address + one.address,
        )
        for line in report.lines.values()
        for one in line.now.rows()
    ]
    sheet = sheets.add(say(_("What is counted")), head, rows, (34, 44, 34, 12, 14, 10, 50))
    for i, row in enumerate(rows[:MOST_LINKS] if address else (), start=1):
        sheet.write_url(i, 6, str(row[6]), sheets.link)
