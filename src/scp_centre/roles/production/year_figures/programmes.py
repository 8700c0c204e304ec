"""What came of each programme and donor: assessments, and savings by their stage."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from scp_centre.centre.year_report.declaration import Section, YearTable
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Assessment, Measure
from scp_centre.roles.production.portfolio import PLANNED_AS_APPROVED
from scp_centre.roles.production.year_figures.assessments import (
    Finished,
    begun_in,
    carried_out_in,
)
from scp_centre.roles.production.year_figures.plans import with_plans
from scp_centre.roles.production.year_figures.verified import ProvedSaving

NONE = _("no programme")
Key = tuple[str, str, str]  # programme, donor, currency
PLACE = ("programme__name", "programme__donor", "currency")


@dataclass(slots=True)
class Row:
    """One programme in one currency; money a year."""

    begun: int = 0
    finished: int = 0
    promised: float = 0.0
    carried_out: float = 0.0
    verified: float = 0.0


def programme_table(months: Months, finished: Finished, proved: list[ProvedSaving]) -> YearTable:
    """Return a row for each programme and currency that anything happened in."""
    rows: dict[Key, Row] = defaultdict(Row)
    for place in begun_in(months).order_by().values_list(*PLACE):
        rows[_key(place)].begun += 1
    for place in Assessment.objects.filter(pk__in=finished).values_list(*PLACE):
        rows[_key(place)].finished += 1
    found = Measure.objects.filter(PLANNED_AS_APPROVED, assessment__in=finished)
    for key, value in _money(found):
        rows[key].promised = value
    for key, value in _money(carried_out_in(months)):
        rows[key].carried_out = value
    for one in proved:
        programme = one.saved.measure.assessment.programme
        place = (programme.name, programme.donor) if programme else (None, None)
        rows[_key((*place, one.currency))].verified += one.money or 0.0
    ordered = sorted(rows.items(), key=lambda row: (row[0][0] == "", row[0]))
    return YearTable(
        "by_programme",
        Section.ASSESSMENTS,
        _("By programme and donor"),
        (
            _("Programme"),
            _("Donor"),
            _("Started"),
            _("Finished"),
            _("Currency"),
            _("Promised, money per year"),
            _("Carried out, money per year"),
            _("Verified, money"),
        ),
        tuple(
            (
                name or NONE,
                donor,
                row.begun,
                row.finished,
                currency,
                row.promised,
                row.carried_out,
                row.verified,
            )
            for (name, donor, currency), row in ordered
        ),
        confidential=(4, 5, 6, 7),
        texts=(0, 1, 4),
        note=_(
            "Promised savings, and savings from options carried out, are calculated in the plan. "
            "Only verified savings are measured."
        ),
    )


def _key(place: tuple[str | None, ...]) -> Key:
    name, donor, currency = (part or "" for part in place)
    return name, donor, currency


def _money(measures: QuerySet[Measure]) -> list[tuple[Key, float]]:
    places = [f"assessment__{path}" for path in PLACE]
    rows = with_plans(measures).order_by().values_list(*places).annotate(money=Sum("planned_money"))
    return [(_key(tuple(place)), money or 0.0) for *place, money in rows]
