"""What the production role did in some months, for the report on the centre's year."""

from collections.abc import Iterator

from scp_centre.centre.year_report.declaration import YearFigure, YearTable
from scp_centre.centre.year_report.months import Months
from scp_centre.roles.production.year_figures.assessments import (
    assessment_figures,
    finished_in,
    measure_figures,
    sector_table,
)
from scp_centre.roles.production.year_figures.investments import investment_figures
from scp_centre.roles.production.year_figures.plans import plan_figures
from scp_centre.roles.production.year_figures.programmes import programme_table
from scp_centre.roles.production.year_figures.verified import (
    verified_figures,
    verified_in,
    verified_years,
    waiting_figure,
)

__all__ = ["figures_of", "tables_of", "verified_years"]


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield assessments, options, investments and savings by their stage."""
    finished = finished_in(months)
    yield from assessment_figures(months, finished)
    yield from measure_figures(months, finished)
    yield from plan_figures(months, finished)
    yield from verified_figures(verified_in(months))
    yield waiting_figure(months)
    yield from investment_figures(months)


def tables_of(months: Months) -> Iterator[YearTable]:
    """Yield assessments by sector, and all of them by programme and donor."""
    finished = finished_in(months)
    yield sector_table(months, finished)
    yield programme_table(months, finished, verified_in(months))
