"""The figures that a footprint hands on to the ledger, each with formula, inputs and sources."""

from collections.abc import Iterator

from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.footprints import (
    STAGE_TITLES,
    TO_GATE,
    TOTAL,
    FootprintResult,
    RowResult,
    Stage,
)
from scp_centre.methods.messages import _
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.footprint_computation import Computed

UNIT = "kg CO2e"
FORMULA = _("sum over all lines of amount × emissions of the background row")
MEMBERS = {stage: f"footprint_{stage.name.lower()}" for stage in Stage}


def figures_of(computed: Computed) -> tuple[Figure, ...]:
    """Return the footprint of one functional unit: its total, to the gate, and by stage."""
    base, content = computed.base, computed.content
    return (
        _figure("footprint_total", _("Product carbon footprint"), base.total, base.rows, content),
        _figure(
            "footprint_to_gate",
            _("Product carbon footprint, to the factory gate"),
            base.to_gate[TOTAL],
            [row for row in base.rows if row.line.line.stage in TO_GATE],
            content,
        ),
        *_of_stages(base, content),
    )


def _of_stages(base: FootprintResult, content: Content) -> Iterator[Figure]:
    for stage, value in base.stages.items():
        rows = [row for row in base.rows if row.line.line.stage is stage]
        name = _("Product carbon footprint: {stage}", stage=STAGE_TITLES[stage])
        yield _figure(MEMBERS[stage], name, value, rows, content)


def _figure(
    key: str,
    name: str,
    value: float,
    rows: list[RowResult] | tuple[RowResult, ...],
    content: Content,
) -> Figure:
    sources = dict.fromkeys(factor.source for row in rows for factor, _s in row.line.mix())
    inputs = tuple(
        Given(
            f"{row.line.line.part}: {row.line.factor.name}",
            row.value,
            UNIT,
            row.line.line.source,
        )
        for row in rows
    )
    return Figure(
        key,
        name,
        value,
        UNIT,
        content.about.period,
        content.model.functional_unit[:60],
        Explanation(FORMULA, inputs, tuple(sources)),
    )


def sources_in_ledger(content: Content) -> set[int]:
    """Return the numbers of the figures of the ledger that lines were taken from."""
    taken = [line.evidence for line in content.model.lines if line.evidence is not None]
    losses = {one.losses_figure for one in taken if one.losses_figure}
    return {one.figure for one in taken} | {one.output_figure for one in taken} | losses
