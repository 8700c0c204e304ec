"""The report for outside the house: sums of companies' figures pass disclosure control.

It is the control of the public site's results, with one memory for both: what outsiders know from
a result, or from an earlier report, is compared with what they would learn now.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scp_centre.centre.evidence.models import Use
from scp_centre.centre.evidence.queries import consenting
from scp_centre.centre.public_site.declaration import Total
from scp_centre.centre.public_site.disclosure import (
    TOLD,
    WHY,
    is_told_together,
    reason_against,
    rounded,
)
from scp_centre.centre.public_site.models import PublishedResult, ReportedSum
from scp_centre.centre.year_report.declaration import YearFigure, YearTable
from scp_centre.centre.year_report.gather import Line, YearReport
from scp_centre.centre.year_report.months import Months, year_of
from scp_centre.methods.messages import _

NOT_A_YEAR = _("Sums over companies are given only for a whole calendar year that is over.")
Parts = Mapping[int, float]
Key = tuple[str, int]  # kind or family of a sum, year
LEAST_GROUP = 5  # people


@dataclass(frozen=True, slots=True)
class ShownSum:
    """A sum that a public version shows, with its parts."""

    kind: str
    family: str
    year: int
    unit: str
    value: float
    by_organisation: dict[str, float]


class DisclosureControl:
    """Decides of each sum whether outsiders may know it; remembers what this report shows."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.consenting = set(consenting(Use.RESULTS).values_list("pk", flat=True))
        self.shown: dict[Key, ShownSum] = {}
        self._known: dict[Key, list[dict[str, float]]] = defaultdict(list)
        self._related: dict[Key, list[dict[str, float]]] = defaultdict(list)
        published = PublishedResult.objects.values_list("kind", "kind", "year", "by_organisation")
        reported = ReportedSum.objects.values_list("kind", "family", "year", "by_organisation")
        for kind, family, year, parts in (*published, *reported):
            self._known[kind, year].append(parts)
            self._related[family, year].append(parts)

    def decide(
        self, kind: str, family: str, months: Months, unit: str, parts: Parts
    ) -> tuple[float | None, str]:
        """Return the rounded sum of those who consent, or None and the reason against it."""
        if not months.is_calendar_year or not months.is_over(self.today):
            return None, NOT_A_YEAR
        year = months.first.year
        mine = {str(key): value for key, value in parts.items() if key in self.consenting and value}
        reason = reason_against(mine)
        for known in self._known[kind, year]:
            reason = reason or reason_against(mine, known)
        if not reason and is_told_together(mine, self._related[family, year]):
            reason = TOLD
        if reason:
            return None, WHY[reason]
        value = rounded(sum(mine.values()))
        self.shown[kind, year] = ShownSum(kind, family, year, unit, value, mine)
        self._related[family, year].append(mine)
        return value, ""

    def figure(self, figure: YearFigure, months: Months) -> YearFigure:
        """Return a figure as outsiders may see it; a count says nothing of any company."""
        if figure.parts is None:
            return figure
        kind = figure.result_kind or figure.key
        family = figure.family or kind
        value, reason = self.decide(kind, family, months, figure.unit, figure.parts)
        return replace(figure, value=value, reason=reason, parts={})


def public_version(report: YearReport, today: date) -> tuple[YearReport, list[ShownSum]]:
    """Return what outsiders may see of a report, and the sums that they learn from it."""
    control = DisclosureControl(today)
    before = report.months.before
    lines = {
        key: Line(control.figure(line.now, report.months), control.figure(line.before, before))
        for key, line in report.lines.items()
    }
    shown = replace(
        report,
        lines=lines,
        tables=tuple(
            _without_sums(one) for one in report.tables if _may_be_shown(one, report, today)
        ),
        years=tuple(_years(report, control)),
        is_public=True,
    )
    return shown, list(control.shown.values())


def _years(report: YearReport, control: DisclosureControl) -> Iterator[Total]:
    """Yield the sums of single years that may be shown; a hidden one has no parts."""
    for one in report.years:
        value, _reason = control.decide(
            one.kind, one.kind, year_of(one.year), one.unit, one.by_organisation
        )
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
