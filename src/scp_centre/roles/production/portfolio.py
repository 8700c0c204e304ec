"""The portfolio: what all assessments together promise, and how much of it came true.

Sums are taken by the database over measures and verified savings; currencies are never mixed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import Number, _, n_
from scp_centre.roles.production.models import (
    Answer,
    Assessment,
    Measure,
    Progress,
)
from scp_centre.roles.production.queries import (
    assessments_for,
    reviewed_savings,
    unreviewed_savings,
)

# name of a dimension -> (title, field of an Assessment)
DIMENSIONS = {
    "sector": (_("Sector"), "sector"),
    "phase": (_("Phase"), "phase"),
    "region": (_("Region"), "site__region"),
    "expert": (_("Expert"), "lead__name"),
    "programme": (_("Programme"), "programme__name"),
    "currency": (_("Currency"), "currency"),
}
NOT_SAID = _("not given")
STAGES = ("identified", "accepted", "carried_out", "verified")
TITLES = {
    "identified": _("Identified"),
    "accepted": _("Accepted"),
    "carried_out": _("Carried out"),
    "verified": _("Verified"),
}
QUANTITIES = ("money", "mwh", "m3", "t", "co2e_t")
UNITS = {"mwh": "MWh", "m3": "m3", "t": "t", "co2e_t": "t CO2e"}

IN_PLAY = Q(in_workbook=True) & ~Q(decision="reject")
PLANNED = Q(in_workbook=True, decision="do now") & ~Q(answer=Answer.DECLINED)
# The same as the reviewer approved it; of an assessment that nobody approved yet, as it stands.
_OF_ANY_APPROVED = Exists(
    Measure.objects.filter(assessment=OuterRef("assessment")).exclude(approved_decision="")
)
IN_PLAY_AS_APPROVED = (IN_PLAY & ~_OF_ANY_APPROVED) | Q(approved_decision__in=("do now", "study"))
PLANNED_AS_APPROVED = (PLANNED & ~_OF_ANY_APPROVED) | (
    Q(approved_decision="do now") & ~Q(answer=Answer.DECLINED)
)
STAGE_OF_MEASURE = {
    "identified": IN_PLAY,
    "accepted": Q(answer=Answer.ACCEPTED) | Q(progress=Progress.CARRIED_OUT),
    "carried_out": Q(progress=Progress.CARRIED_OUT),
}


@dataclass(slots=True)
class Row:
    """One group in one currency: stage -> quantity -> sum a year; None: hidden from outsiders."""

    group: str
    currency: str
    assessments: int = 0
    sums: dict[str, dict[str, float | None]] = field(
        default_factory=lambda: {s: dict.fromkeys(QUANTITIES, 0.0) for s in STAGES}
    )

    def of(self, stage: str, quantity: str) -> float:
        return self.sums[stage][quantity] or 0.0

    def shown(self, stage: str, quantity: str) -> float | None:
        """Return a sum, money in whole units of its currency; None where it is hidden."""
        value = self.sums[stage][quantity]
        return round(value) if value is not None and quantity == "money" else value

    @staticmethod
    def named(group: object) -> str:
        """Return what a group is called."""
        return str(group or NOT_SAID)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Proved savings in one currency that no reviewer has approved: they are in no sum."""

    currency: str
    count: int
    money: float

    @property
    def sentence(self) -> str:
        return n_(
            "{count} verified saving worth {money} {currency} has not been reviewed yet and is "
            "not in the total.",
            "{count} verified savings worth {money} {currency} in total have not been reviewed "
            "yet and are not in the total.",
            self.count,
            money=Number(self.money, ",.0f"),
            currency=self.currency,
        )


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Rows by group, totals by currency, and the number of companies and assessments.

    waiting : what is proved and not yet reviewed, by currency
    """

    dimension: str
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    companies: int
    assessments: int
    waiting: tuple[Waiting, ...] = ()


def chosen(person: Person, filters: Mapping[str, str]) -> QuerySet[Assessment]:
    """Return the assessments that a person may see and that fit the filters."""
    found = assessments_for(person)
    for name, (_unused, path) in DIMENSIONS.items():
        value = filters.get(name)
        if value == NOT_SAID:
            found = found.filter(Q(**{path: ""}) | Q(**{f"{path}__isnull": True}))
        elif value:
            found = found.filter(**{path: value})
    return found


def portfolio(person: Person, filters: Mapping[str, str], dimension: str = "sector") -> Portfolio:
    """Return the sums of the portfolio by one dimension."""
    return portfolio_of(chosen(person, filters), dimension)


def portfolio_of(assessments: QuerySet[Assessment], dimension: str) -> Portfolio:
    """Return the sums of some assessments by one dimension."""
    rows = rows_of(assessments, DIMENSIONS[dimension][1])
    totals: dict[str, Row] = {}
    for row in rows:
        total = totals.setdefault(row.currency, Row(_("Total"), row.currency))
        total.assessments += row.assessments
        for stage in STAGES:
            for quantity in QUANTITIES:
                total.sums[stage][quantity] = total.of(stage, quantity) + row.of(stage, quantity)
    counts = assessments.aggregate(
        companies=Count("site__organisation", distinct=True), assessments=Count("pk")
    )
    return Portfolio(
        dimension,
        tuple(sorted(rows, key=lambda r: -r.of("identified", "money"))),
        tuple(sorted(totals.values(), key=lambda r: -r.assessments)),
        counts["companies"],
        counts["assessments"],
        _waiting(assessments),
    )


def _waiting(assessments: QuerySet[Assessment]) -> tuple[Waiting, ...]:
    rows = unreviewed_savings(assessments).order_by().values_list("measure__assessment__currency")
    counted = rows.annotate(n=Count("pk"), money=_total("money")).order_by("-n")
    return tuple(Waiting(*row) for row in counted)


def behind(assessments: QuerySet[Assessment], pks: Iterable[int]) -> dict[int, Row]:
    """Return the sums of single assessments, by their keys."""
    rows = rows_of(assessments.filter(pk__in=list(pks)), "pk")
    return {int(row.group): row for row in rows}


def rows_of(assessments: QuerySet[Assessment], path: str) -> list[Row]:
    """Return the sums of some assessments by what stands at a path, and by currency."""
    rows: dict[tuple[str, str], Row] = {}

    def row(group: object, currency: str) -> Row:
        key = (Row.named(group), currency)
        return rows.setdefault(key, Row(*key))

    grouped = assessments.order_by().values_list(path, "currency").annotate(n=Count("pk"))
    for group, currency, n in grouped:
        row(group, currency).assessments = n
    measures: Iterable[Any] = (
        Measure.objects.filter(assessment__in=assessments.order_by())
        .order_by()
        .values(group=F(f"assessment__{path}"), currency=F("assessment__currency"))
        .annotate(
            **{
                f"{stage}_{q}": _total(f"promised_{q}", condition)
                for stage, condition in STAGE_OF_MEASURE.items()
                for q in QUANTITIES
            }
        )
    )
    for found in measures:
        into = row(found["group"], found["currency"])
        for stage in STAGE_OF_MEASURE:
            for q in QUANTITIES:
                into.sums[stage][q] = found[f"{stage}_{q}"]
    proved: Iterable[Any] = (
        reviewed_savings(assessments)
        .filter(verdict="proved")
        .order_by()
        .values(
            group=F(f"measure__assessment__{path}"),
            currency=F("measure__assessment__currency"),
        )
        .annotate(**{f"sum_{q}": _total(q) for q in QUANTITIES})
    )
    for found in proved:
        into = row(found["group"], found["currency"])
        for q in QUANTITIES:
            into.sums["verified"][q] = found[f"sum_{q}"]
    return list(rows.values())


def verified_by_year(
    assessments: QuerySet[Assessment],
) -> Iterator[tuple[int, int, str, dict[str, float]]]:
    """Yield organisation, year, currency and the proved sums of its verifications of that year."""
    of = "measure__assessment__"
    by = (f"{of}site__organisation", "reporting_end__year", f"{of}currency")
    proved = reviewed_savings(assessments).filter(verdict="proved").order_by().values_list(*by)
    for organisation, year, currency, *sums in proved.annotate(
        **{f"sum_{q}": _total(q) for q in QUANTITIES}
    ):
        yield organisation, year, currency, dict(zip(QUANTITIES, sums, strict=True))


def _total(name: str, condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum(name, filter=condition), Value(0.0), output_field=FloatField())


def choices(person: Person) -> dict[str, list[str]]:
    """Return for each dimension the values that occur, for the filters of the page."""
    found = assessments_for(person).order_by()
    first, *others = (
        found.annotate(of=Value(name), value=Cast(path, CharField()))
        .values_list("of", "value")
        .distinct()
        for name, (_unused, path) in DIMENSIONS.items()
    )
    values: dict[str, set[str]] = {name: set() for name in DIMENSIONS}
    for name, value in first.union(*others):
        if value:
            values[name].add(value)
    return {name: sorted(of) for name, of in values.items()}
