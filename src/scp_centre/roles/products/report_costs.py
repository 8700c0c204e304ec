"""Costs and parts at end of life in the report of a footprint; nothing where none were entered."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import Block, Heading, Items, Paragraph, Table, heads
from scp_centre.centre.translation import Speaker
from scp_centre.methods.footprints import (
    CUT_OFF,
    MODULE_TITLES,
    STAGE_TITLES,
    CostSpread,
    CycleResult,
)
from scp_centre.methods.messages import Message, _
from scp_centre.roles.products.cost_sentences import (
    WAY_TITLES,
    compared_cost,
    cost_lead,
    cost_notes,
    cycle_notes,
)
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.sentences import UNIT, figure


def cost_blocks(computed: Computed, say: Speaker) -> Iterator[Block]:
    """Yield the life-cycle cost: by stage, by cost with its source, and of the alternatives."""
    costs = computed.costs
    if costs is None:
        return
    base, currency = costs.base, costs.base.basis.currency
    yield Heading(say(_("Life-cycle cost")), new_page=True)
    yield Paragraph(say(cost_lead(base, computed.content.model.functional_unit)))
    stages = [(say(STAGE_TITLES[s]), _figure(v, say)) for s, v in base.stages.items()]
    stages.append((say(_("Life-cycle cost")), _figure(base.total, say)))
    stages.append((say(_("Without discounting")), _figure(base.undiscounted, say)))
    yield Table(
        say(_("Life-cycle cost by stage")), heads(say, _("Stage"), currency), tuple(stages), (1,)
    )
    yield Table(
        say(_("Costs per functional unit")),
        heads(
            say,
            _("Name of the cost"),
            _("Amount"),
            _("Price per unit"),
            currency,
            _("Source of the price"),
        ),
        tuple(
            (
                row.cost.name,
                say.amount(row.amount, row.cost.unit),
                f"{_figure(row.cost.price, say)} {currency}/{say.unit(row.cost.unit)}",
                _figure(row.value, say),
                row.cost.source,
            )
            for row in base.rows
        ),
        (1, 2, 3),
        (26, 16, 14, 14, 30),
    )
    yield Items(tuple(say(one) for one in cost_notes(costs)))
    yield from _alternatives(costs, say)


def _alternatives(costs: CostSpread, say: Speaker) -> Iterator[Block]:
    if costs.compared:
        yield Heading(say(_("Costs of the alternatives")), level=2)
        yield Items(tuple(say(compared_cost(one, costs.base)) for one in costs.compared))


def cycle_blocks(computed: Computed, say: Speaker) -> Iterator[Block]:
    """Yield each part by the three ways of counting, and the modules of EN 15804."""
    if not computed.cycles:
        return
    yield Heading(say(_("Recycled content and end of life")), new_page=True)
    for one in computed.cycles:
        yield _ways(one, say)
        yield Items(tuple(say(note) for note in cycle_notes(one)))
    modules = computed.modules
    rows = [(say(MODULE_TITLES[key]), _figure(v, say)) for key, v in modules.declared.items()]
    rows.append((say(_("Sum of A to C")), _figure(modules.total, say)))
    if modules.beyond is not None:
        title = say(_("D, beyond the product’s life (not in the sum)"))
        rows.append((title, _figure(modules.beyond, say)))
    yield Table(
        say(_("Footprint by EN 15804 module, cut-off, kg CO₂e")),
        heads(say, _("Module"), UNIT),
        tuple(rows),
        (1,),
    )


def _ways(one: CycleResult, say: Speaker) -> Table:
    base = one.way(CUT_OFF).total
    return Table(
        say(
            _("{part}, {mass} kg per functional unit, kg CO₂e",
              part=one.line.line.part, mass=figure(one.mass))
        ),
        heads(
            say,
            _("Counting method"),
            _("Material"),
            _("Energy"),
            _("Disposal"),
            _("Sum"),
            _("Difference from cut-off"),
        ),
        tuple(
            (
                say(WAY_TITLES[way.way]),
                *(_figure(v, say) for v in (way.material, way.energy, way.disposal, way.total)),
                _figure(way.total - base, say),
            )
            for way in one.ways
        ),
        (1, 2, 3, 4, 5),
    )  # fmt: skip


def _figure(value: float, say: Speaker) -> str:
    return say(Message("{value}", {"value": figure(value)}))
