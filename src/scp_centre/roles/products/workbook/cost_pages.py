"""Costs and parts at end of life as sheets of the report; none where none were entered."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.footprints import MODULE_TITLES, STAGE_TITLES, CostSpread
from scp_centre.methods.messages import _
from scp_centre.roles.products.cost_sentences import WAY_TITLES, cost_notes, cycle_notes
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.sentences import UNIT

Rows = Iterable[Sequence[Any]]
Page = tuple[str, tuple[str, ...], Rows]


def cost_pages(computed: Computed, say: Speaker) -> Iterator[Page]:
    """Yield sheets as (name, headings, rows)."""
    if computed.costs is not None:
        yield from _costs(computed.costs, say)
    if computed.cycles:
        yield from _cycles(computed, say)


def _costs(costs: CostSpread, say: Speaker) -> Iterator[Page]:
    base, currency = costs.base, costs.base.basis.currency
    rows: list[Sequence[Any]] = [
        (
            row.cost.name,
            say(STAGE_TITLES[row.stage]),
            *(row.amount, say.unit(row.cost.unit), row.cost.price, row.cost.low, row.cost.high),
            *(row.paid, row.value, row.cost.source),
        )
        for row in base.rows
    ]
    total = [None] * 6
    rows.append((say(_("Life-cycle cost")), *total, base.undiscounted, base.total))
    rows += [(say(note),) for note in cost_notes(costs)]
    heads = (_("Name of the cost"), _("Stage"), _("Amount"), _("Unit"), _("Price per unit"))
    money = (_("Lowest price"), _("Highest price"), _("Without discounting"), currency)
    yield _("Life-cycle cost"), (*heads, *money, _("Source of the price")), rows
    if costs.compared:
        compared = [
            (one.name, one.result.total, one.difference, one.probability_cheaper, one.result.years)
            for one in costs.compared
        ]
        titles = (_("Alternative"), currency, _("Difference"), _("Probability of being cheaper"))
        yield _("Costs of the alternatives"), (*titles, _("Years in use")), compared


def _cycles(computed: Computed, say: Speaker) -> Iterator[Page]:
    rows: list[Sequence[Any]] = []
    for one in computed.cycles:
        part = one.line.line.part
        for way in one.ways:
            values = (way.material, way.energy, way.disposal, way.total)
            rows.append((part, say(WAY_TITLES[way.way]), *values))
        rows += [(say(note),) for note in cycle_notes(one)]
    heads = (_("Part or process"), _("Counting method"), _("Material"), _("Energy"))
    yield _("End of life"), (*heads, _("Disposal"), UNIT), rows
    modules = computed.modules
    of_modules = [(say(MODULE_TITLES[key]), value) for key, value in modules.declared.items()]
    of_modules.append((say(_("Sum of A to C")), modules.total))
    if modules.beyond is not None:
        title = say(_("D, beyond the product’s life (not in the sum)"))
        of_modules.append((title, modules.beyond))
    yield _("EN 15804 modules"), (_("Module"), UNIT), of_modules
