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
from scp_centre.centre.public_site.disclosure import WHY, reason_against, rounded
from scp_centre.centre.public_site.models import PublishedResult, ReportedSum
from scp_centre.centre.year_report.declaration import YearFigure, YearTable
from scp_centre.centre.year_report.gather import Line, YearReport
from scp_centre.centre.year_report.months import Months, year_of
from scp_centre.methods.messages import _

NOT_A_YEAR = _("Sums over companies are given only for a whole calendar year that is over.")
Parts = Mapping[int, float]
Key = tuple[str, int]  # kind of a sum, year


@dataclass(frozen=True, slots=True)
class ShownSum:
    """A sum that a public version shows, with its parts."""

    kind: str
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
        for model in (PublishedResult, ReportedSum):
            for kind, year, parts in model.objects.values_list("kind", "year", "by_organisation"):
                self._known[kind, year].append(parts)

    def decide(
        self, kind: str, months: Months, unit: str, parts: Parts
    ) -> tuple[float | None, str]:
        """Return the rounded sum of those who consent, or None and the reason against it."""
        if not months.is_calendar_year or not months.is_over(self.today):
            return None, NOT_A_YEAR
        year = months.first.year
        mine = {str(key): value for key, value in parts.items() if key in self.consenting}
        reason = reason_against(mine)
        for known in self._known[kind, year]:
            reason = reason or reason_against(mine, known)
        if reason:
            return None, WHY[reason]
        value = rounded(sum(mine.values()))
        self.shown[kind, year] = ShownSum(kind, year, unit, value, mine)
        return value, ""

    def figure(self, figure: YearFigure, months: Months) -> YearFigure:
        """Return a figure as outsiders may see it; a count says nothing of any company."""
        if figure.parts is None:
            return figure
        kind = figure.result_kind or figure.key
        value, reason = self.decide(kind, months, figure.unit, figure.parts)
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
        tables=tuple(map(_without_sums, report.tables)),
        years=tuple(_years(report, control)),
        is_public=True,
    )
    return shown, list(control.shown.values())


def _years(report: YearReport, control: DisclosureControl) -> Iterator[Total]:
    """Yield the sums of single years that may be shown; a hidden one has no parts."""
    for one in report.years:
        value, _reason = control.decide(one.kind, year_of(one.year), one.unit, one.by_organisation)
        yield replace(one, by_organisation={} if value is None else {0: value})


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
