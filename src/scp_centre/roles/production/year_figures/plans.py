"""What plans promise, and what the options promise that were carried out: neither is measured."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from scp_centre.centre.year_report.declaration import Counted, Section, Stage, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _, p_
from scp_centre.roles.production.models import Measure
from scp_centre.roles.production.portfolio import PLANNED_AS_APPROVED
from scp_centre.roles.production.verified_results import UNITS
from scp_centre.roles.production.year_figures.assessments import (
    Finished,
    carried_out_in,
    counted_measure,
    with_assessment,
)

Parts = dict[int, float]  # organisation -> its part
# kind of a result -> the column of a measure that promises it, see `with_plans`
PROMISES = {
    "energy": "planned_mwh",
    "water": "planned_m3",
    "materials": "planned_t",
    "co2e": "planned_co2e_t",
}
QUANTITIES = {
    "energy": _("Energy"),
    "water": _("Water"),
    "materials": _("Materials"),
    "co2e": _("Greenhouse gas emissions"),
}
MONEY = p_("what is saved", "Money")
STAGE_WORDS = {
    Stage.PROMISED: p_("stage of a saving", "promised"),
    Stage.CARRIED_OUT: p_("stage of a saving", "carried out"),
    Stage.VERIFIED: p_("stage of a saving", "verified"),
}
DEFINITIONS = {
    Stage.PROMISED: _(
        "Annual savings calculated in the plans for the options to do now, in assessments "
        "finished in this period. Options under study, rejected or declined do not count. "
        "These savings are not a result."
    ),
    Stage.CARRIED_OUT: _(
        "Annual savings calculated in the plans for the options carried out in this period. "
        "Companies report that these options have been carried out. Nothing has been measured."
    ),
    Stage.VERIFIED: _(
        "Savings proved by meter readings against an adjusted baseline and approved by a "
        "reviewer. Only measured months count, and only for measurements that ended in this "
        "period."
    ),
}


class Sums(NamedTuple):
    """Sums of one column: by currency, and in each by organisation."""

    column: str
    by_currency: dict[str, Parts]

    def all_currencies(self) -> Parts:
        found: Parts = defaultdict(float)
        for parts in self.by_currency.values():
            for organisation, value in parts.items():
                found[organisation] += value
        return dict(found)


def sums_of(measures: QuerySet[Measure], *columns: str) -> dict[str, Sums]:
    """Return the sums of columns of measures, by currency and organisation; noughts left out."""
    rows = measures.order_by().values_list("assessment__currency", "assessment__site__organisation")
    found: dict[str, Sums] = {c: Sums(c, defaultdict(dict)) for c in columns}
    for currency, organisation, *values in rows.annotate(*map(Sum, columns)):
        for column, value in zip(columns, values, strict=True):
            if value:
                found[column].by_currency[currency][organisation] = value
    return found


def with_plans(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Return measures with what the plan promises of them: as approved, else as it stands."""
    columns = {
        f"planned_{name}": Coalesce(F(f"approved_{name}"), F(f"promised_{name}"))
        for name in ("money", "mwh", "m3", "t", "co2e_t")
    }
    return measures.annotate(**columns)


def plan_figures(months: Months, finished: Finished) -> Iterator[YearFigure]:
    """Yield the savings promised by plans, and by the options that were carried out."""
    found = Measure.objects.filter(PLANNED_AS_APPROVED, assessment__in=finished)
    yield from _savings(Stage.PROMISED, "promised", found)
    yield from _savings(Stage.CARRIED_OUT, "carried_out", carried_out_in(months))


def _savings(stage: Stage, key: str, measures: QuerySet[Measure]) -> Iterator[YearFigure]:
    measures = with_plans(measures)
    sums = sums_of(measures, "planned_money", *PROMISES.values())
    for currency, parts in sorted(sums["planned_money"].by_currency.items()):
        mine = measures.filter(assessment__currency=currency)
        yield saving_figure(stage, key, "money", currency, parts, mine, "planned_money")
    for kind, column in PROMISES.items():
        parts = sums[column].all_currencies()
        yield saving_figure(stage, key, kind, UNITS[kind], parts, measures, column)


def saving_figure(
    stage: Stage,
    key: str,
    kind: str,
    unit: str,
    parts: Parts,
    measures: QuerySet[Measure],
    column: str,
) -> YearFigure:
    """Return a sum of one column of measures as a figure of the table of savings."""
    is_money = kind == "money"
    quantity = MONEY if is_money else QUANTITIES[kind]

    def rows() -> Iterator[Counted]:
        for one in with_assessment(measures.exclude(**{column: 0})):
            day = one.carried_out_on if stage == Stage.CARRIED_OUT else None
            yield counted_measure(one, getattr(one, column), day)

    return YearFigure(
        f"{key}_{kind}" + (f"_{unit.lower()}" if is_money else ""),
        Section.SAVINGS,
        _("{quantity}, {stage}", quantity=quantity, stage=STAGE_WORDS[stage]),
        DEFINITIONS[stage],
        sum(parts.values()),
        unit,
        stage,
        quantity,
        parts,
        family="" if stage == Stage.VERIFIED else f"planned_{kind}_{unit}",
        rows=rows,
    )
