"""Rows of a verification for table and picture: its periods, or months where there are many."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from scp_centre.roles.production.followup.saving_verification import Span, Verification

MOST_ROWS = 60  # readings shown one by one; more are added up by month


class PeriodRow(NamedTuple):
    """Use of one period, or of a month of shorter ones."""

    span: Span
    expected: float
    measured: float

    @property
    def avoided(self) -> float:
        return self.expected - self.measured


def reporting_rows(part: Verification) -> list[PeriodRow]:
    """Return the reporting periods; those in which the plant stood still are left out."""
    saving = part.saving
    rows = zip(part.spans, saving.expected.tolist(), saving.measured.tolist(), strict=True)
    counted = [row for i, row in enumerate(rows) if i not in saving.set_aside]
    return _rows(counted, len(part.spans))


def all_rows(part: Verification) -> list[PeriodRow]:
    """Return baseline and reporting periods, with what the baseline says of each."""
    expected = [*part.baseline.fitted.tolist(), *part.saving.expected.tolist()]
    spans = [*part.baseline_spans, *part.spans]
    measured = [part.use.readings[span] for span in spans]
    return _rows(zip(spans, expected, measured, strict=True), len(spans))


def _rows(rows: Iterable[Sequence[object]], count: int) -> list[PeriodRow]:
    each = [PeriodRow(*row) for row in rows]  # type: ignore[arg-type]
    if count <= MOST_ROWS:
        return each
    months: dict[date, PeriodRow] = {}
    for row in each:
        month = row.span[0].replace(day=1)
        before = months.get(month)
        if before is None:
            months[month] = row
        else:
            months[month] = PeriodRow(
                (before.span[0], row.span[1]),
                before.expected + row.expected,
                before.measured + row.measured,
            )
    return list(months.values())
