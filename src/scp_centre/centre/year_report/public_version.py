"""The report for outside the house: sums of companies' figures pass the one gate.

What outsiders know from a result of the public site, from an earlier report or from any other
place stands in the ledger, with which each sum is compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scp_centre.centre.disclosure.gate import Figure, Gate
from scp_centre.centre.disclosure.rules import WHY
from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.public_site.declaration import Total
from scp_centre.centre.public_site.queries import figure_of_sum
from scp_centre.centre.year_report.declaration import YearFigure, YearTable
from scp_centre.centre.year_report.gather import Line, YearReport
from scp_centre.centre.year_report.months import Months, year_of
from scp_centre.methods.messages import _

PLACE = "year report"
NOT_A_YEAR = _("Sums of companies' figures are shown only for calendar years that have ended.")
LEAST_GROUP = 5  # people


@dataclass(frozen=True, slots=True)
class Decided:
    """A sum of the report: the figure that was decided of, and the reason that hides it."""

    figure: Figure
    reason: str


class SumsOfReport:
    """Collects the sums of a report, has the gate decide of all, and gives what may be shown."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.consenting = set(consenting(Use.RESULTS).values_list("pk", flat=True))
        self._figures: dict[str, Figure] = {}
        self._reasons: dict[str, str] = {}

    def add(
        self, kind: str, family: str, title: str, months: Months, unit: str,
        parts: Mapping[int, float],
    ) -> None:  # fmt: skip
        """Take in the sum of those who consent, of a calendar year that is over."""
        if self._is_year(months):
            mine = {str(key): value for key, value in parts.items() if key in self.consenting}
            total = Total(kind, title, months.first.year, unit)
            figure = figure_of_sum(PLACE, family, total, mine)
            self._figures.setdefault(figure.name, figure)

    def decide(self) -> list[Decided]:
        """Have the gate decide of all sums together; return each with its reason."""
        figures = list(self._figures.values())
        reasons = Gate().decide(figures)
        self._reasons = dict(zip(self._figures, reasons, strict=True))
        return [Decided(figure, self._reasons[figure.name]) for figure in figures]

    def shown(self, kind: str, months: Months) -> tuple[float | None, str]:
        """Return the rounded sum, or None and the reason against it."""
        if not self._is_year(months):
            return None, NOT_A_YEAR
        name = f"{kind} {months.first.year}"
        if reason := self._reasons[name]:
            return None, WHY[reason]
        return self._figures[name].value, ""

    def _is_year(self, months: Months) -> bool:
        return months.is_calendar_year and months.is_over(self.today)


def public_version(report: YearReport, today: date) -> tuple[YearReport, list[Decided]]:
    """Return what outsiders may see of a report, and what was decided of each of its sums."""
    sums, before = SumsOfReport(today), report.months.before
    for line in report.lines.values():
        for figure, months in ((line.now, report.months), (line.before, before)):
            if figure.parts is not None:
                kind = _kind(figure)
                family = figure.family or kind
                sums.add(kind, family, figure.title, months, figure.unit, figure.parts)
    for one in report.years:
        sums.add(one.kind, one.kind, one.title, year_of(one.year), one.unit, one.by_organisation)
    decided = sums.decide()
    lines = {
        key: Line(
            _figure(line.now, report.months, sums),
            _figure(line.before, before, sums),
        )
        for key, line in report.lines.items()
    }
    shown = replace(
        report,
        lines=lines,
        tables=tuple(
            _without_sums(one) for one in report.tables if _may_be_shown(one, report, today)
        ),
        years=tuple(_years(report, sums)),
        is_public=True,
    )
    return shown, decided


def _kind(figure: YearFigure) -> str:
    return figure.result_kind or figure.key


def _figure(figure: YearFigure, months: Months, sums: SumsOfReport) -> YearFigure:
    """Return a figure as outsiders may see it; a count says nothing of any company."""
    if figure.parts is None:
        return figure
    value, reason = sums.shown(_kind(figure), months)
    return replace(figure, value=value, reason=reason, parts={})


def _years(report: YearReport, sums: SumsOfReport) -> Iterator[Total]:
    """Yield the sums of single years that may be shown; a hidden one has no parts."""
    for one in report.years:
        value, _reason = sums.shown(one.kind, year_of(one.year))
        yield replace(one, by_organisation={} if value is None else {0: value})


def _may_be_shown(table: YearTable, report: YearReport, today: date) -> bool:
    """Return whether a table shows no group of people so small that each of them is told."""
    if not table.of_people:
        return True
    is_year = report.months.is_calendar_year and report.months.is_over(today)
    sizes = [cell for row in table.rows for cell in row if isinstance(cell, int | float)]
    return is_year and all(size == 0 or size >= LEAST_GROUP for size in sizes)


def _without_sums(table: YearTable) -> YearTable:
    """Return a table without the columns that hold sums of few companies."""
    kept = [i for i in range(len(table.head)) if i not in table.confidential]
    return replace(
        table,
        head=tuple(table.head[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
        confidential=(),
        texts=tuple(kept.index(i) for i in table.texts if i in kept),
        note="" if table.confidential else table.note,
    )
