"""Sentences on a footprint, for the page and the report."""

from collections.abc import Iterator

from scp_centre.methods.footprints import (
    STAGE_TITLES,
    TOTAL,
    Compared,
    FootprintResult,
    SpreadResult,
)
from scp_centre.methods.messages import Message, Number, Within, _
from scp_centre.roles.products.content import Boundary
from scp_centre.roles.products.footprint_computation import Computed

UNIT = "kg CO₂e"


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
            "{unit} causes {total} kg CO₂e from raw materials to the factory gate. The largest "
            "part, {share} %, comes from: {stage}.",
            **words,
        )
    return _(
        "{unit} causes {total} kg CO₂e over its whole life. The largest part, {share} %, comes "
        "from: {stage}.",
        **words,
    )


def hot_spot(base: FootprintResult) -> Message:
    """Return which line causes most."""
    row = base.rows[0]
    return _(
        "{part} alone causes {share} % ({name}).",
        part=row.line.line.part,
        share=share(base.share(row.value)),
        name=row.line.factor.name,
    )


def spread_sentence(spread: SpreadResult) -> Message:
    """Return between what the footprint lies, and its median and mean."""
    found = spread.distribution
    (_low, low), (_high, high) = found.percentiles
    return _(
        "In 95 of 100 runs the footprint lies between {low} and {high} kg CO₂e. Its median is "
        "{median} and its mean {mean} kg CO₂e.",
        low=figure(low),
        high=figure(high),
        median=figure(found.median),
        mean=figure(found.mean),
    )


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
            "{name} saves {difference} kg CO₂e ({percent} %). It is lower than the base product "
            "in {chance} % of the runs.",
            **words,
        )
    if change > 0:
        return _(
            "{name} adds {difference} kg CO₂e ({percent} %). It is lower than the base product in "
            "{chance} % of the runs.",
            **words,
        )
    return _("{name} has the same footprint as the base product.", name=one.name)


def notes(computed: Computed) -> Iterator[Message]:
    """Yield what a reader has to know of how the footprint was computed."""
    base, content = computed.base, computed.content
    yield _(
        "Greenhouse gases over 100 years, by the factors of: {sets}. Sums that a source publishes "
        "keep the factors of that source.",
        sets=", ".join(base.gwp_sets) or content.model.gwp_set,
    )
    yield _(
        "Recycled material and waste are counted by the cut-off rule: recycled material comes "
        "with the impact of recycling only, and recycling after use earns no credit."
    )
    yield _("Offsets are not part of the footprint.")
    if base.kinds["biogenic CO2"]:
        yield _(
            "Carbon dioxide from biomass ({kg} kg) is not included in any total.",
            kg=figure(base.kinds["biogenic CO2"]),
        )
    if not base.to_gate[TOTAL]:
        yield _("No emissions arise before the factory gate.")
