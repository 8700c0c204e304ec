"""All exchanges in one table, for the coordinator: status, what was moved, what it saved.

Planned, moved and reviewed are apart: what was moved counts at the planned amounts per tonne, and
of it only what a reviewer approved at both sites is called reviewed. What is not known stays so.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.evidence.queries import reviewed_figures
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, p_
from scp_centre.roles.network.models import Exchange, Movement
from scp_centre.roles.network.savings import Line, Savings, compute_savings

SIDES = ("offer", "need")
Cell = str | float | None


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """moved, reviewed : tonnes so far

    saving, co2e : net, in money and kg: planned a year, then of what was moved
    reviewed_saving, reviewed_co2e : of what was reviewed
    """

    exchange: Exchange
    moved: float
    reviewed: float
    saving: Line
    co2e: Line
    reviewed_saving: float | None
    reviewed_co2e: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over rows.

    unknown, unknown_co2e : exchanges that moved something whose saving or CO2e is not known, and so
    in no sum
    """

    exchanges: int
    moved: float
    reviewed: float
    saving: float
    reviewed_saving: float
    unknown: int
    co2e: float
    reviewed_co2e: float
    unknown_co2e: int


def overview_rows(exchanges: Sequence[Exchange]) -> list[OverviewRow]:
    """Return exchanges with what each moved and saved; three queries for all of them."""
    keys = [one.pk for one in exchanges]
    approved = _approved()
    moved: dict[int, float] = dict.fromkeys(keys, 0.0)
    reviewed: dict[int, float] = dict.fromkeys(keys, 0.0)
    for movement in Movement.objects.filter(exchange__in=keys):
        moved[movement.exchange_id] += movement.tonnes
        if all((f"exchange:{movement.exchange_id}:{s}", str(movement)) in approved for s in SIDES):
            reviewed[movement.exchange_id] += movement.tonnes
    return [_row(one, moved[one.pk], reviewed[one.pk]) for one in exchanges]


def _approved() -> set[tuple[str, str]]:
    """Return origin and period of the figures of exchanges that a reviewer approved."""
    found: set[tuple[str, str]] = set()
    for side in SIDES:
        figures = reviewed_figures(f"residue_{side}", "exchange:")
        found |= set(figures.values_list("origin", "period"))
    return found


def _row(exchange: Exchange, moved: float, reviewed: float) -> OverviewRow:
    savings, proved = compute_savings(exchange, moved), compute_savings(exchange, reviewed)
    return OverviewRow(
        exchange,
        moved,
        reviewed,
        _net(savings)[0],
        _net(savings)[1],
        _net(proved)[0].moved,
        _net(proved)[1].moved,
    )


def _net(savings: Savings) -> tuple[Line, Line]:
    """Return the sums of money and of CO2e, the last line of each."""
    return savings.money[-1], savings.co2e[-1]


def total_of(rows: Iterable[OverviewRow]) -> Totals:
    """Return the sums over rows; what is not known is counted beside, never as 0."""
    some = list(rows)
    return Totals(
        len(some),
        sum(row.moved for row in some),
        sum(row.reviewed for row in some),
        sum(row.saving.moved or 0.0 for row in some),
        sum(row.reviewed_saving or 0.0 for row in some),
        sum(row.saving.moved is None and row.moved > 0 for row in some),
        sum(row.co2e.moved or 0.0 for row in some),
        sum(row.reviewed_co2e or 0.0 for row in some),
        sum(row.co2e.moved is None and row.moved > 0 for row in some),
    )


def _headings(currency: str) -> list[str]:
    return [
        p_("noun", "Exchange"),
        _("Status"),
        p_("residue", "Offer"),
        _("Site of the offer"),
        p_("residue", "Need"),
        _("Site of the need"),
        _("Planned, t a year"),
        _("Moved so far, t"),
        _("Of it reviewed, t"),
        _("Net saving planned, {currency} a year", currency=currency),
        _("Net saving of what was moved, {currency}", currency=currency),
        _("Net saving of what was reviewed, {currency}", currency=currency),
        _("Net CO₂e avoided of what was moved, kg"),
        _("Net CO₂e avoided of what was reviewed, kg"),
    ]


def _cells(rows: Iterable[OverviewRow]) -> Iterator[list[Cell]]:
    say = current_speaker()
    for row in rows:
        one = row.exchange
        yield [
            one.pk,
            say(one.state),
            one.offer.material,
            str(one.offer_site),
            one.need.material,
            str(one.need_site),
            one.tonnes,
            row.moved,
            row.reviewed,
            row.saving.planned,
            row.saving.moved,
            row.reviewed_saving,
            row.co2e.moved,
            row.reviewed_co2e,
        ]


def overview_csv(rows: Iterable[OverviewRow], currency: str) -> bytes:
    """Return the table as CSV; what is not known is an empty cell."""
    say = current_speaker()
    head = [say(heading) for heading in _headings(currency)]
    return csv_bytes(head, (["" if c is None else c for c in cells] for cells in _cells(rows)))


def overview_book(rows: Iterable[OverviewRow], currency: str) -> bytes:
    """Return the table as a workbook of one sheet; what is not known is an empty cell."""
    say = current_speaker()
    target = io.BytesIO()
    with new_book(target) as book:
        sheet: Any = book.add_worksheet(say(_("Exchanges"))[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(_headings(currency)) - 1, 18)
        for column, heading in enumerate(_headings(currency)):
            sheet.write_string(0, column, say(heading), bold)
        for line, cells in enumerate(_cells(rows), 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
    return target.getvalue()
