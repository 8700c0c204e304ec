"""Gather what all roles report on some months, with the months before beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from scp_centre.centre.public_site.declaration import Total
from scp_centre.centre.roles.discovery import offered
from scp_centre.centre.year_report.declaration import (
    Counted,
    Section,
    YearFigure,
    YearTable,
    nothing_counted,
)
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _

YEARS_CHARTED = 5
Figures = dict[str, YearFigure]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the months, and the same of the months before."""

    now: YearFigure
    before: YearFigure


@dataclass(frozen=True, slots=True)
class YearReport:
    """All that is reported. lines : by the key of their figure, in the order of the roles

    years : verified savings of single years, for the chart
    is_over : all its months are    is_public : sums passed disclosure control
    """

    months: Months
    lines: Mapping[str, Line]
    tables: tuple[YearTable, ...]
    years: tuple[Total, ...]
    is_over: bool
    is_public: bool = False

    def section(self, section: Section) -> list[Line]:
        """Return the lines of a chapter; those of the table of savings stand there."""
        return [
            line
            for line in self.lines.values()
            if line.now.section == section and line.now.stage is None
        ]


def gather(months: Months, today: date) -> YearReport:
    """Return the report as the director sees it."""
    now, before = gather_figures(months), gather_figures(months.before)
    keys = [*now, *(key for key in before if key not in now)]
    lines = {
        key: Line(now.get(key) or _none_of(before[key]), before.get(key) or _none_of(now[key]))
        for key in keys
    }
    last = months.last.year
    return YearReport(
        months,
        lines,
        tuple(_tables(months)),
        tuple(_verified_years(last - YEARS_CHARTED + 1, last)),
        months.is_over(today),
    )


def gather_figures(months: Months) -> Figures:
    """Return the figures of all roles by key, the people that all reached first."""
    found: Figures = {}
    for app, module in offered("year_figures"):
        for figure in module.figures_of(months):
            if figure.key in found:
                raise ValueError(f"{app.name} reports {figure.key}, which another role does too")
            found[figure.key] = figure
    reached = [one for one in found.values() if one.reaches_people]
    return {"people_reached": _people(reached), **found}


def _people(figures: list[YearFigure]) -> YearFigure:
    def rows() -> Iterator[Counted]:
        return chain.from_iterable(one.rows() for one in figures)

    return YearFigure(
        "people_reached",
        Section.PEOPLE,
        _("People reached"),
        _(
            "People in workshops and courses. Anyone who attended two of them is counted twice. "
            "Readers of newsletters and of the public site are not counted."
        ),
        sum(one.value or 0.0 for one in figures),
        rows=rows,
        headline=True,
    )


def _none_of(figure: YearFigure) -> YearFigure:
    """Return the figure of months in which there is nothing of its kind, such as a currency."""
    parts: dict[int, float] | None = None if figure.parts is None else {}
    return replace(figure, value=0.0, parts=parts, rows=nothing_counted)


def _tables(months: Months) -> Iterator[YearTable]:
    for _unused, module in offered("year_figures"):
        if hasattr(module, "tables_of"):
            yield from module.tables_of(months)


def _verified_years(first: int, last: int) -> Iterator[Total]:
    for _unused, module in offered("year_figures"):
        if hasattr(module, "verified_years"):
            yield from module.verified_years(first, last)
