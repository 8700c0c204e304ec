"""Sentences on costs and on parts at end of life, for page, report and command line."""

from collections.abc import Iterator

from scp_centre.methods.footprints import (
    STAGE_TITLES,
    ComparedCost,
    CostResult,
    CostSpread,
    CycleResult,
)
from scp_centre.methods.messages import Message, Number, Within, _, n_
from scp_centre.roles.products.sentences import figure, share

WAY_TITLES = {
    "circular footprint formula": _("Circular footprint formula"),
    "cut-off": _("Cut-off (used in the footprint)"),
    "substitution": _("Substitution"),
}


def cost_lead(base: CostResult, unit: str) -> Message:
    """Return what one functional unit costs, and where most of it arises."""
    words = {
        "unit": unit,
        "total": figure(base.total),
        "currency": base.basis.currency,
        "year": str(base.basis.year),
    }
    stages = base.stages
    if not stages or base.total <= 0 or min(stages.values()) < 0:
        return _("{unit} costs {total} {currency} over its life, in prices of {year}.", **words)
    stage, value = max(stages.items(), key=lambda one: one[1])
    return _(
        "{unit} costs {total} {currency} over its life, in prices of {year}. The stage with the "
        "largest share is {stage} ({share} %).",
        **words,
        share=share(value / base.total),
        stage=Within(STAGE_TITLES[stage]),
    )


def cost_notes(costs: CostSpread) -> Iterator[Message]:
    """Yield how costs were discounted, and between what they lie."""
    base = costs.base
    currency = base.basis.currency
    if base.years == 0:
        yield _("The costs are not discounted because an item is used up within a year.")
    else:
        yield n_(
            "Costs before use are paid at the start. Costs in use are paid in equal parts over "
            "{count} year. End-of-life costs are paid at the end of that year. The real discount "
            "rate is {rate} % a year.",
            "Costs before use are paid at the start. Costs in use are paid in equal parts over "
            "{count} years. End-of-life costs are paid at the end of the last year. The real "
            "discount rate is {rate} % a year.",
            base.years,
            rate=Number(100 * base.basis.rate, ",g"),
        )
    if costs.distribution is not None:
        (_l, low), (_h, high) = costs.distribution.percentiles
        yield _(
            "In 95 of 100 runs, the cost is between {low} and {high} {currency}.",
            low=figure(low),
            high=figure(high),
            currency=currency,
        )


def compared_cost(one: ComparedCost, base: CostResult) -> Message:
    """Return how the cost of an alternative compares with that of the base product."""
    words = {
        "name": one.name,
        "difference": figure(abs(one.difference)),
        "currency": base.basis.currency,
    }
    if abs(one.difference) <= 1e-12 * abs(base.total):
        return _("{name} costs the same as the base product.", name=one.name)
    if one.probability_cheaper is None:
        if one.difference < 0:
            return _("{name} costs {difference} {currency} less.", **words)
        return _("{name} costs {difference} {currency} more.", **words)
    words["chance"] = share(one.probability_cheaper)
    if one.difference < 0:
        return _(
            "{name} costs {difference} {currency} less. It is cheaper than the base product in "
            "{chance} % of the runs.",
            **words,
        )
    return _(
        "{name} costs {difference} {currency} more. It is cheaper than the base product in "
        "{chance} % of the runs.",
        **words,
    )


def cycle_sentence(one: CycleResult) -> Message:
    """Return a part by the three ways of counting."""
    formula, cut_off, substitution = one.ways
    return _(
        "{part} causes {cut_off} kg CO₂e with the cut-off method, {formula} kg with the circular "
        "footprint formula and {substitution} kg with substitution.",
        part=one.line.line.part,
        cut_off=figure(cut_off.total),
        formula=figure(formula.total),
        substitution=figure(substitution.total),
    )


def cycle_notes(one: CycleResult) -> Iterator[Message]:
    """Yield what a reader has to know of a part: the factors chosen, and where lines differ."""
    cycle = one.cycle
    yield _(
        "R1 = {r1} %, R2 = {r2} %, R3 = {r3} %, A = {a}, Qsin/Qp = {q_in}, Qsout/Qp = {q_out}. "
        "Source: {source}",
        r1=Number(100 * cycle.recycled_content, ",g"),
        r2=Number(100 * cycle.recycled_after, ",g"),
        r3=Number(100 * cycle.energy_after, ",g"),
        a=Number(cycle.burden_share, ",g"),
        q_in=Number(cycle.quality_in, ",g"),
        q_out=Number(cycle.quality_out, ",g"),
        source=cycle.source,
    )
    if cycle.energy_after:
        yield _(
            "B = {b}, LHV = {lhv} MJ/kg, efficiencies: {heat} for heat, {power} for electricity.",
            b=Number(cycle.energy_burden_share or 0.0, ",g"),
            lhv=Number(cycle.heating_value or 0.0, ",g"),
            heat=Number(cycle.heat_efficiency or 0.0, ",g"),
            power=Number(cycle.power_efficiency or 0.0, ",g"),
        )
        yield from _burning_notes(one)
    yield from contradictions(one)


def _burning_notes(one: CycleResult) -> Iterator[Message]:
    """Yield where the emissions of burning come from; without them no energy is credited."""
    cycle, row = one.cycle, one.recovery
    assert row is not None
    if cycle.burning is None:
        yield _(
            "{name} is a row of your own. It must include combustion emissions, because energy is "
            "credited.",
            name=row.name,
        )
        return
    yield _(
        "Combustion emissions of {burning} kg CO₂e per kg have been added to {name}. Source: "
        "{source}",
        burning=Number(cycle.burning, ",g"),
        name=row.name,
        source=cycle.burning_source,
    )
    if one.burnt:
        yield _(
            "The cut-off footprint and modules A to C do not include the {burnt} kg CO₂e per "
            "functional unit from combustion. Module D credits the energy.",
            burnt=figure(one.burnt),
        )


def contradictions(one: CycleResult) -> Iterator[Message]:
    """Yield what cannot both be right; a model that has such is not submitted, nor approved."""
    if not one.agrees:
        yield _(
            "{part}: the line counts {line} % recycled material, but the formula counts {formula} "
            "%. Correct the line or the formula before you submit the model.",
            part=one.line.line.part,
            line=Number(100 * one.line.line.recycled, ",g"),
            formula=Number(100 * one.cycle.recycled_content, ",g"),
        )
