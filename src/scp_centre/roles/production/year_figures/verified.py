"""Savings that meters proved and a reviewer approved, in the months in which their period ended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.evidence.queries import approved_figures
from scp_centre.centre.public_site.declaration import Total
from scp_centre.centre.year_report.declaration import Counted, Section, Stage, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Assessment, VerifiedSaving
from scp_centre.roles.production.queries import unreviewed_savings
from scp_centre.roles.production.verified_results import (
    MEASURED,
    RESULT_TITLES,
    UNITS,
    in_unit_of,
    kinds_of_flows,
)
from scp_centre.roles.production.year_figures.plans import (
    DEFINITIONS,
    MONEY,
    QUANTITIES,
    STAGE_WORDS,
    Parts,
)

PROVED = "proved"
INDICATORS = ("verified_saving", "verified_money", "verified_co2e")


@dataclass(frozen=True, slots=True)
class ProvedSaving:
    """A proved saving with its approved figures in the ledger: indicator -> figure.

    resource : the kind of flow that its meter counts
    """

    saved: VerifiedSaving
    figures: dict[str, Observation]
    resource: str

    @property
    def organisation(self) -> int:
        return self.saved.measure.assessment.site.organisation_id

    @property
    def currency(self) -> str:
        return self.saved.measure.assessment.currency

    @property
    def money(self) -> float | None:
        figure = self.figures.get("verified_money")
        return figure.value if figure else None

    def amount(self, kind: str) -> tuple[float, Observation] | None:
        """Return how much of a kind was saved, with the figure that says so."""
        figure = self.figures.get(MEASURED[kind][0])
        value = in_unit_of(figure, kind, self.resource) if figure else None
        return None if figure is None or value is None else (value, figure)


def verified_in(months: Months) -> list[ProvedSaving]:
    """Return the last verification of each measure whose period ended in some months.

    A later one, of a period that ended after them, takes nothing away from these months. Left out
    is what was not proved, and what no reviewer approved.
    """
    return _proved(months.first, months.last, yearly=False)


def _proved(first: date, last: date, *, yearly: bool) -> list[ProvedSaving]:
    """Return the last verification of each measure, or of each measure in each year."""
    rows = VerifiedSaving.objects.filter(reporting_end__range=(first, last))
    rows = rows.select_related(
        "measure__assessment__site", "measure__assessment__programme", "meter"
    ).order_by("-created", "-pk")
    latest: dict[tuple[int, int], VerifiedSaving] = {}
    for one in rows:
        latest.setdefault((one.measure_id, one.reporting_end.year if yearly else 0), one)
    proved = [one for one in latest.values() if one.verdict == PROVED]
    approved = _approved_figures(first, last)
    flows = kinds_of_flows(one.meter for one in proved)
    return [
        ProvedSaving(one, figures, flows.get((one.meter.site_id, one.meter.flow), ""))
        for one in proved
        if (figures := approved.get((one.origin, one.reporting_end)))
    ]


def _approved_figures(
    first: date, last: date
) -> dict[tuple[str, date | None], dict[str, Observation]]:
    """Return the figures of verifications that a reviewer approved, by origin and last day.

    A verification of a later period withdraws the earlier figure: it stays what it was then.
    """
    rows = approved_figures("verification:", INDICATORS, first, last)
    found: dict[tuple[str, date | None], dict[str, Observation]] = defaultdict(dict)
    for figure in rows.order_by("pk"):
        found[figure.origin, figure.period_end][figure.indicator] = figure
    return found


def verified_figures(proved: list[ProvedSaving]) -> Iterator[YearFigure]:
    """Yield the verified savings: money by currency, then energy, water, materials, emissions."""
    for currency in sorted({one.currency for one in proved if one.money is not None}):
        mine = [one for one in proved if one.currency == currency]
        rows = [(one, value, one.figures["verified_money"]) for one, value in _money(mine)]
        yield _figure("money", currency, rows)
    for kind in MEASURED:
        amounts = [(one, *found) for one in proved if (found := one.amount(kind))]
        yield _figure(kind, UNITS[kind], amounts)
    yield YearFigure(
        "savings_verified",
        Section.SAVINGS,
        _("Savings verified"),
        _("Measures with a saving that was proved by readings and approved by a reviewer."),
        len(proved),
        headline=True,
        rows=lambda: (_counted(one, 1.0, next(iter(one.figures.values()))) for one in proved),
    )


def waiting_figure(months: Months) -> YearFigure:
    """Return how many proved savings no reviewer has approved: they are in no sum above."""
    mine = unreviewed_savings(Assessment.objects.all()).filter(
        reporting_end__range=(months.first, months.last)
    )
    return YearFigure(
        "savings_waiting",
        Section.SAVINGS,
        _("Savings not yet reviewed"),
        _(
            "Savings proved by readings but not yet approved by a reviewer. No total includes "
            "these savings."
        ),
        mine.count(),
        rows=lambda: (
            Counted(
                saved.measure.name or saved.measure.option,
                reverse("follow_up", args=[saved.measure.assessment_id]),
                1.0,
                saved.reporting_end,
                saved.measure.assessment.company,
            )
            for saved in mine.select_related("measure__assessment")
        ),
    )


def _money(proved: Iterable[ProvedSaving]) -> Iterator[tuple[ProvedSaving, float]]:
    for one in proved:
        if one.money is not None:
            yield one, one.money


def _figure(
    kind: str, unit: str, rows: list[tuple[ProvedSaving, float, Observation]]
) -> YearFigure:
    is_money = kind == "money"
    quantity = MONEY if is_money else QUANTITIES[kind]
    parts: Parts = defaultdict(float)
    for one, value, _unused in rows:
        parts[one.organisation] += value
    return YearFigure(
        f"verified_{kind}" + (f"_{unit.lower()}" if is_money else ""),
        Section.SAVINGS,
        _("{quantity}, {stage}", quantity=quantity, stage=STAGE_WORDS[Stage.VERIFIED]),
        DEFINITIONS[Stage.VERIFIED],
        sum(parts.values()),
        unit,
        Stage.VERIFIED,
        quantity,
        dict(parts),
        result_kind="" if is_money else kind,
        rows=lambda: (_counted(*row) for row in rows),
        headline=is_money or kind == "co2e",
    )


def _counted(one: ProvedSaving, value: float, figure: Observation) -> Counted:
    """Return a verified saving with the page of its figure in the ledger."""
    measure = one.saved.measure
    return Counted(
        measure.name or measure.option,
        reverse("figure", args=[figure.pk]),
        value,
        one.saved.reporting_end,
        measure.assessment.company,
    )


def verified_years(first: int, last: int) -> Iterator[Total]:
    """Yield the verified energy and emissions of each year, for the chart."""
    sums: dict[tuple[str, int], Parts] = defaultdict(lambda: defaultdict(float))
    for one in _proved(date(first, 1, 1), date(last, 12, 31), yearly=True):
        for kind in ("energy", "co2e"):
            if found := one.amount(kind):
                sums[kind, one.saved.reporting_end.year][one.organisation] += found[0]
    for kind in ("energy", "co2e"):
        for year in range(first, last + 1):
            parts = dict(sums[kind, year])
            yield Total(kind, RESULT_TITLES[kind], year, UNITS[kind], parts)
