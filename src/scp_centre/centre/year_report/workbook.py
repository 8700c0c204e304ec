"""The report on the centre's year as a workbook: numbers as numbers, and what each counts."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.centre.translation import Speaker
from scp_centre.centre.year_report.declaration import Stage
from scp_centre.centre.year_report.document import CONTRIBUTION, PUBLIC_NOTE, link_of
from scp_centre.centre.year_report.gather import YearReport
from scp_centre.centre.year_report.shown_values import (
    contributions_shown,
    months_shown,
    savings_shown,
    section_title,
)
from scp_centre.methods.messages import _, p_

NAME_SIGNS = 31  # of a sheet
FORBIDDEN = str.maketrans({sign: " " for sign in "[]:*?/\\'"})


class Sheets:
    """Sheets of a workbook, each with a bold head that stays in sight."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0.##", "valign": "top"})
        self.names: set[str] = set()

    def add(
        self, title: str, head: Iterable[str], rows: Iterable[Iterable[Any]], widths: Iterable[int]
    ) -> Any:
        name = self._free(title.translate(FORBIDDEN)[:NAME_SIGNS])
        sheet = self.book.add_worksheet(name)
        sheet.write_row(0, 0, list(head), self.bold)
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for i, row in enumerate(rows, start=1):
            for j, value in enumerate(row):
                if isinstance(value, int | float):
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


def write_workbook(report: YearReport, say: Speaker, address: str) -> bytes:
    """Return the XLSX. address : of the centre, for links; "" where it has none"""
    buffer = BytesIO()
    with new_book(buffer) as book:
        sheets = Sheets(book)
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
        say(_("What it counts")),
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
    link = sheets.book.add_format({"num_format": "#,##0.##", "font_color": "#1f5f4a"})
    for i, (key, line) in enumerate(report.lines.items(), start=1):
        to = link_of(report, key, address)
        if to and line.now.value is not None:
            sheet.write_url(i, 4, to, link, string=" ")
            sheet.write_number(i, 4, line.now.value, link)
    if report.is_public:
        sheet.write_string(len(rows) + 2, 0, say(PUBLIC_NOTE))


def _savings(sheets: Sheets, report: YearReport, say: Speaker) -> None:
    """Add the table of savings; its cells say value and unit, as in the document."""
    now, before = months_shown(report.months, say), months_shown(report.months.before, say)
    head = [say(_("A year"))]
    for stage in Stage:
        head += [f"{say(stage.label)} {now}", f"{say(stage.label)} {before}"]
    rows = [
        (row.quantity, *(cell for line in row.stages for cell in (line.now, line.before)))
        for row in savings_shown(report, say)
    ]
    sheets.add(say(_("Savings by stage")), head, rows, [28] + [18] * 6)


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
        say(_("How they relate")),
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
    rows = (
        (
            say(line.now.title),
            one.title,
            say(one.about),
            one.day.isoformat() if one.day else "",
            one.value,
            line.now.unit,
            address + one.address,
        )
        for line in report.lines.values()
        for one in line.now.rows()
    )
    sheets.add(say(_("What is counted")), head, rows, (34, 44, 34, 12, 14, 10, 50))
