"""The portfolio for readers outside the house: each sum passes the gate, the others are dashes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.gate import Figure
from scp_centre.centre.disclosure.rules import WHY, rounded
from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.portfolio import (
    DIMENSIONS,
    QUANTITIES,
    STAGES,
    TITLES,
    Portfolio,
    Row,
    chosen,
    portfolio_of,
    rows_of,
    verified_by_year,
)

PLACE = "donor report"
SHOWN_BY = ("sector", "region", "programme")
TOTAL = "total"
VERIFIED = "verified"
# quantity -> what it is in the classes of the ledger, as the report on the year calls it
CLASSES = {"mwh": "energy", "m3": "water", "t": "materials", "co2e_t": "co2e"}
PLANNED = {"mwh": "energy_MWh", "m3": "water_m³", "t": "materials_t", "co2e_t": "co2e_t CO₂e"}
UNITS = {"mwh": "MWh", "m3": "m3", "t": "t", "co2e_t": "t"}

Cells = Mapping[tuple[str, int], float]
Place = tuple[str, str, str, str, str]  # dimension, group, currency, stage, quantity


@dataclass(frozen=True, slots=True)
class PublicPortfolio:
    """Portfolios by dimension, in which a sum that is hidden is None, and the reasons, each once.

    Totals are those of each portfolio. Groups and currencies of which nothing may be shown are left
    out: that they are there tells of who is in them.
    """

    by_dimension: Mapping[str, Portfolio]
    reasons: tuple[str, ...]


def public_portfolio(person: Person, filters: Mapping[str, str]) -> PublicPortfolio:
    """Return what may be shown of the companies that consent; enter it in the ledger first."""
    agreed = consenting(Use.RESULTS)
    mine = chosen(person, filters).filter(site__organisation__in=agreed)
    found = {dimension: portfolio_of(mine, dimension) for dimension in SHOWN_BY}
    asked = dict(_figures(mine, found, filters))
    reasons = dict(zip(asked, disclose(list(asked.values())), strict=True))
    shown = {place: asked[place].value for place, reason in reasons.items() if not reason}
    return PublicPortfolio(
        {d: _shown(portfolio, d, shown) for d, portfolio in found.items()},
        tuple(dict.fromkeys(WHY[reason] for reason in reasons.values() if reason)),
    )


def _figures(
    assessments: QuerySet[Assessment], found: Mapping[str, Portfolio], filters: Mapping[str, str]
) -> Iterator[tuple[Place, Figure]]:
    """Yield each sum that the report would show: totals of all quantities, money of each group."""
    named = "; ".join(value for _name, value in sorted(filters.items()) if value)
    yield from _of_group(assessments, (TOTAL, ""), QUANTITIES, named)
    for dimension, portfolio in found.items():
        for group in dict.fromkeys(row.group for row in portfolio.rows):
            members = assessments.filter(pk__in=_members(assessments, dimension, group))
            yield from _of_group(members, (dimension, group), ("money",), named)


def _members(assessments: QuerySet[Assessment], dimension: str, group: str) -> list[int]:
    path = DIMENSIONS[dimension][1]
    rows = assessments.order_by().values_list("pk", path)
    return [pk for pk, value in rows if Row.named(value) == group]


def _of_group(
    assessments: QuerySet[Assessment],
    of: tuple[str, str],
    quantities: Iterable[str],
    filters: str,
) -> Iterator[tuple[Place, Figure]]:
    cells: dict[tuple[str, str, str], dict[tuple[str, int], float]] = defaultdict(dict)
    for row in rows_of(assessments, "site__organisation"):
        for stage in STAGES:
            for quantity in quantities:
                if stage != VERIFIED and (value := row.of(stage, quantity)):
                    cells[row.currency, stage, quantity][row.group, 0] = value
    for organisation, year, currency, sums in verified_by_year(assessments):
        for quantity in quantities:
            if sums[quantity]:
                cells[currency, VERIFIED, quantity][str(organisation), year] = sums[quantity]
    for (currency, stage, quantity), parts in cells.items():
        place = (*of, currency, stage, quantity)
        words = [word for word in (filters, *place) if word]
        value = rounded(sum(parts.values()))
        figure_class = _class(stage, quantity, currency)
        unit = UNITS.get(quantity, currency)
        title = _(
            "Portfolio, {group}: {stage}", group=of[1] or _("All assessments"), stage=TITLES[stage]
        )
        name = " · ".join(words)[:160]
        yield place, Figure(PLACE, name, figure_class, unit, parts, value, 0.0, title=title)


def _class(stage: str, quantity: str, currency: str) -> str:
    if stage == VERIFIED:
        return CLASSES.get(quantity, f"verified_money_{currency.lower()}")
    return f"planned_{PLANNED.get(quantity, f'money_{currency}')}"


def _shown(found: Portfolio, dimension: str, shown: Mapping[Place, float]) -> Portfolio:
    """Return a portfolio with the sums that may be shown, without what nothing is shown of."""
    rows = [_row(row, (dimension, row.group), shown) for row in found.rows]
    totals = [_row(row, (TOTAL, ""), shown) for row in found.totals]
    return replace(
        found,
        rows=tuple(row for row in rows if row is not None),
        totals=tuple(row for row in totals if row is not None),
        waiting=(),
    )


def _row(row: Row, of: tuple[str, str], shown: Mapping[Place, float]) -> Row | None:
    sums = {
        stage: {q: shown.get((*of, row.currency, stage, q)) for q in QUANTITIES} for stage in STAGES
    }
    if all(value is None for of_stage in sums.values() for value in of_stage.values()):
        return None
    return Row(row.group, row.currency, row.assessments, sums)
