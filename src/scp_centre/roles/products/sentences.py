"""Sentences on a footprint, for the page and the report."""

from collections.abc import Iterator

from scp_centre.methods.footprints import (
    BURNING,
    RECYCLING,
    STAGE_TITLES,
    TOTAL,
    Compared,
    Factor,
    FootprintResult,
    SpreadResult,
    has_single_gases,
    is_summed,
)
from scp_centre.methods.messages import Message, Number, Within, _, n_
from scp_centre.roles.products.content import Boundary
from scp_centre.roles.products.footprint_computation import Computed

UNIT = "kg CO₂e"
FIRST_DRIVERS = 3


def figure(value: float) -> Number:
    """Return a footprint with three significant digits.

    >>> str(figure(0.123456)), str(figure(1234.5)), str(figure(12.345))
    ('0.123', '1,234', '12.3')
    """
    if value == 0:
        return Number(0.0, ",.0f")
    places = 0
    while abs(value) * 10**places < 100 and places < 8:
        places += 1
    return Number(value, f",.{places}f")


def share(value: float) -> Number:
    """Return a share as a number of per cent."""
    return Number(100 * value, ",.0f")


def lead(computed: Computed) -> Message:
    """Return what the footprint is, and where most of it arises."""
    base, content = computed.base, computed.content
    stage, value = max(base.stages.items(), key=lambda one: one[1])
    words = {
        "unit": content.model.functional_unit,
        "total": figure(base.total),
        "stage": Within(STAGE_TITLES[stage]),
        "share": share(base.share(value)),
    }
    if content.about.boundary is Boundary.GATE:
        return _(
            "{unit} causes {total} kg CO₂e from raw materials to the factory gate. The stage with "
            "the largest share is {stage} ({share} %).",
            **words,
        )
    return _(
        "{unit} causes {total} kg CO₂e over its full life cycle. The stage with the largest share "
        "is {stage} ({share} %).",
        **words,
    )


def hot_spot(base: FootprintResult) -> Message:
    """Return which line causes most."""
    row = base.rows[0]
    return _(
        "{part} alone causes {share} % of the footprint ({name}).",
        part=row.line.line.part,
        share=share(base.share(row.value)),
        name=row.line.factor.name,
    )


def spread_sentence(spread: SpreadResult) -> Message:
    """Return between what the footprint lies, and its median and mean."""
    found = spread.distribution
    (_low, low), (_high, high) = found.percentiles
    return _(
        "In 95 of 100 runs, the footprint is between {low} and {high} kg CO₂e. The median is "
        "{median} and the mean is {mean} kg CO₂e.",
        low=figure(low),
        high=figure(high),
        median=figure(found.median),
        mean=figure(found.mean),
    )


def driver_sentences(computed: Computed) -> list[Message]:
    """Return which inputs to know better first, with what each does to the variance."""
    names = {line.key: line.part for line in computed.content.model.lines}
    rows = {f.key: f.name for row in computed.base.rows for f, _share in row.line.mix()}
    found = []
    for one in computed.spread.drivers[:FIRST_DRIVERS]:
        words = {"alone": share(one.share), "whole": share(one.total)}
        if one.line:
            sentence = _(
                "The amount of {name} causes {alone} % of the variance ({whole} % with "
                "interactions).",
                name=names[one.line],
                **words,
            )
        else:
            sentence = _(
                "The background row {name} causes {alone} % of the variance ({whole} % with "
                "interactions).",
                name=rows[one.factor],
                **words,
            )
        found.append(sentence)
    return found


def compared_sentence(one: Compared, base_total: float) -> Message:
    """Return how an alternative compares with the base product."""
    change = one.total - base_total
    words = {
        "name": one.name,
        "difference": figure(abs(change)),
        "percent": Number(100 * abs(change) / base_total if base_total else 0.0, ",.1f"),
        "chance": share(one.probability_lower),
    }
    if change < 0:
        return _(
            "{name} saves {difference} kg CO₂e ({percent} %). Its footprint is lower than that of "
            "the base product in {chance} % of the runs.",
            **words,
        )
    if change > 0:
        return _(
            "{name} adds {difference} kg CO₂e ({percent} %). Its footprint is lower than that of "
            "the base product in {chance} % of the runs.",
            **words,
        )
    return _("{name} has the same footprint as the base product.", name=one.name)


def notes(computed: Computed) -> Iterator[Message]:
    """Yield what a reader has to know of how the footprint was computed."""
    base, content = computed.base, computed.content
    yield from characterisation_notes(base, content.model.gwp_set)
    yield _(
        "Recycled material and waste are counted using the cut-off rule. Recycled material "
        "carries only the impact of recycling. Recycling after use earns no credit."
    )
    losses = losses_sentence(base)
    if losses is not None:
        yield losses
    yield from _left_out_notes((base, *computed.alternatives))
    yield _("Offsets are not part of the footprint.")
    if base.kinds["biogenic CO2"]:
        yield _(
            "Carbon dioxide from biomass ({kg} kg) is not included in any total.",
            kg=figure(base.kinds["biogenic CO2"]),
        )
    if not base.to_gate[TOTAL]:
        yield _("No emissions occur before the factory gate.")


def characterisation_notes(base: FootprintResult, chosen: str) -> Iterator[Message]:
    """Yield by which IPCC set the single gases were weighted, and which sums keep another one."""
    rows = _rows_of((base,))
    single = [row for row in rows if has_single_gases(row)]
    if single:
        yield n_(
            "Greenhouse gases over 100 years. {count} background row lists individual gases, "
            "which are weighted by the IPCC set of this model: {set}.",
            "Greenhouse gases over 100 years. {count} background rows list individual gases, "
            "which are weighted by the IPCC set of this model: {set}.",
            len(single),
            set=chosen,
        )
    else:
        yield _(
            "Greenhouse gases over 100 years. The IPCC set of this model is {set}. The set has no "
            "effect, because no background row of this model lists individual gases.",
            set=chosen,
        )
    summed = [row for row in rows if is_summed(row)]
    for gwp in sorted({row.gwp_set for row in summed}):
        names = [row.name for row in summed if row.gwp_set == gwp]
        if gwp:
            yield n_(
                "{count} background row is published in kg CO₂e according to {set} and cannot be "
                "converted: {names}.",
                "{count} background rows are published in kg CO₂e according to {set} and cannot "
                "be converted: {names}.",
                len(names),
                set=gwp,
                names=names,
            )
        else:
            yield n_(
                "{count} background row is in kg CO₂e according to an IPCC set that its source "
                "does not state: {names}.",
                "{count} background rows are in kg CO₂e according to an IPCC set that their "
                "sources do not state: {names}.",
                len(names),
                names=names,
            )


def losses_sentence(base: FootprintResult) -> Message | None:
    """Return what losses carry by material flow cost accounting; None where nobody asked."""
    if base.in_losses is None:
        return None
    lines = [row.line.line.evidence for row in base.rows]
    return n_(
        "Under material flow cost accounting (ISO 14051), site losses account for {losses} kg "
        "CO₂e ({share} %) and the product itself for {product} kg CO₂e. This split was requested "
        "for {count} line. All other lines count as product.",
        "Under material flow cost accounting (ISO 14051), site losses account for {losses} kg "
        "CO₂e ({share} %) and the product itself for {product} kg CO₂e. This split was requested "
        "for {count} lines. All other lines count as product.",
        sum(one is not None and one.losses is not None for one in lines),
        losses=figure(base.in_losses),
        share=share(base.share(base.in_losses)),
        product=figure(base.total - base.in_losses),
    )


def _left_out_notes(results: tuple[FootprintResult, ...]) -> Iterator[Message]:
    rows = _rows_of(results)
    burnt = [row.name for row in rows if row.leaves_out == BURNING]
    if burnt:
        yield _(
            "Combustion emissions are not included in this footprint because the source "
            "attributes them to the energy produced: {names}.",
            names=burnt,
        )
    recycled = [row.name for row in rows if row.leaves_out == RECYCLING]
    if recycled:
        yield _(
            "Recycling emissions are not included in this footprint because the source attributes "
            "them to the recycled material: {names}.",
            names=recycled,
        )


def _rows_of(results: tuple[FootprintResult, ...]) -> list[Factor]:
    """Return the background rows behind some results, each once."""
    lines = [row.line for one in results for row in one.rows]
    found = {factor.key: factor for line in lines for factor, _share in line.mix()}
    return list(found.values())


LEFT_OUT = {
    BURNING: _("The row includes only delivery to the plant. Combustion emissions are excluded."),
    RECYCLING: _("The row includes only delivery to the plant. Recycling emissions are excluded."),
}
