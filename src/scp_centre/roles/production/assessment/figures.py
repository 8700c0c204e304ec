"""The figures that an assessment hands on, each with formula, inputs and sources."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.methods.messages import _

if TYPE_CHECKING:
    from scp_centre.roles.production.assessment.results import AssessmentResult, PeriodResult

ABSOLUTE = (
    ("energy", _("Energy use"), "MJ", _("sum of all energy entering the site")),
    ("materials", _("Materials use"), "t", _("sum of all materials entering the site")),
    ("water", _("Water use"), "m3", _("sum of all water entering the site")),
    (
        "carbon",
        _("Greenhouse gas emissions, scopes 1 and 2"),
        "t CO2e",
        _("sum of activity × factor"),
    ),
    ("wastewater", _("Wastewater"), "m3", _("sum of all effluent leaving the site")),
    ("waste", _("Solid waste"), "t", _("sum of all waste leaving the site")),
)
RATIO_NAMES = {
    "energy": _("Energy productivity"),
    "materials": _("Materials productivity"),
    "water": _("Water productivity"),
    "carbon": _("Greenhouse gas emissions per unit of output"),
    "wastewater": _("Wastewater per unit of output"),
    "waste": _("Solid waste per unit of output"),
}
LOSS_SHARES = {
    "energy": _("Losses as a share of energy costs"),
    "material": _("Losses as a share of material costs"),
}
PLAN_NAMES = {
    "plan_investment": _("Investment required by the plan"),
    "plan_saving": _("Saving from the plan, after running costs"),
    "plan_npv": _("Net present value of the plan"),
    "plan_co2e": _("Emissions avoided by the plan"),
}


def make_figures(result: "AssessmentResult") -> tuple[Figure, ...]:
    """Return all figures of an assessment, those of each period first."""
    figures = [figure for period in result.periods for figure in _of_period(result, period)]
    return (*figures, *_of_plan(result))


def _of_period(result: "AssessmentResult", period: "PeriodResult") -> Iterator[Figure]:
    factory, p = result.file.factory, period.performance
    yield Figure(
        "output",
        _("Product output, {product}", product=factory.product),
        p.output,
        p.output_unit,
        p.period,
        explanation=Explanation(_("as entered"), (), ("Sheet Periods, column Product output",)),
    )
    for key, name, unit, formula in ABSOLUTE:
        value = getattr(p, key)
        if value is not None:
            explanation = Explanation(formula, _inputs(period, key), _sources(result, key))
            yield Figure(key, name, value, unit, p.period, explanation=explanation)
            yield _ratio(result, period, key, name)
    yield from _costs(result, period)


def _ratio(result: "AssessmentResult", period: "PeriodResult", key: str, name: str) -> Figure:
    p = period.performance
    productive = key in ("energy", "materials", "water")
    value = p.ratio(key) or 0.0
    return Figure(
        f"{key}_productivity" if productive else f"{key}_intensity",
        RATIO_NAMES[key],
        value,
        p.ratio_unit(key),
        p.period,
        explanation=Explanation(
            _("product output ÷ resource used") if productive else _("pressure ÷ product output"),
            (
                Given(_("Product output"), p.output, p.output_unit, _("Sheet Periods"), "output"),
                Given(name, getattr(p, key), _unit(key), figure=key),
            ),
            ("UNIDO-UNEP (2010), Enterprise-Level Indicators: a primer",),
        ),
    )


def _unit(key: str) -> str:
    return next(unit for k, _unused, unit, _unused in ABSOLUTE if k == key)


def _inputs(period: "PeriodResult", key: str) -> tuple[Given, ...]:
    if key == "carbon":
        return tuple(Given(a.name, a.co2e_kg, "kg CO2e") for a in period.emissions.by_activity)
    balance, kind, entering = {
        "energy": ("energy", "energy", True),
        "materials": ("material", "material", True),
        "water": ("water", "water", True),
        "wastewater": ("water", "effluent", False),
        "waste": ("material", "waste", False),
    }[key]
    return tuple(
        Given(f.name, f.amount, f.unit, f"{f.entered}, {f.quality}. {f.origin}".strip())
        for f in period.system.of_balance(balance)
        if f.kind == kind and (f.enters if entering else f.leaves)
    )


def _sources(result: "AssessmentResult", key: str) -> tuple[str, ...]:
    return result.sources if key == "carbon" else ("Workbook, sheet Flows",)


def _costs(result: "AssessmentResult", period: "PeriodResult") -> Iterator[Figure]:
    costs, money = period.costs, _money(result)
    yield Figure(
        "loss_cost",
        _("True cost of losses"),
        costs.loss,
        money,
        period.period.key,
        explanation=Explanation(
            _("sum of material, energy, system and waste management costs over all losses"),
            tuple(
                Given(
                    loss.flow.name if loss.flow else loss.reason,
                    loss.costs.total,
                    money,
                    result.centre_name(loss.centre),
                )
                for loss in costs.losses
            ),
            ("ISO 14051:2011",),
        ),
    )
    share = costs.loss / costs.costs_in * 100 if costs.costs_in else 0.0
    yield Figure(
        "loss_share",
        _("Losses as a share of all costs"),
        share,
        "%",
        period.period.key,
        explanation=Explanation(
            _("true cost of losses ÷ all costs entered"),
            (
                Given(_("True cost of losses"), costs.loss, money, figure="loss_cost"),
                Given(_("Costs"), costs.costs_in, money),
            ),
            ("ISO 14051:2011",),
        ),
    )
    for category, name in LOSS_SHARES.items():
        yield from _loss_share(result, period, category, name)


def _loss_share(
    result: "AssessmentResult", period: "PeriodResult", category: str, name: str
) -> Iterator[Figure]:
    """Yield the share of one category of costs that losses carry, where there are such costs."""
    costs, money = period.costs, _money(result)
    lost = sum(getattr(loss.costs, category) for loss in costs.losses)
    kept = getattr(costs.product, category)
    if lost + kept <= 0:
        return
    yield Figure(
        f"loss_share_{category}",
        name,
        100 * lost / (lost + kept),
        "%",
        period.period.key,
        explanation=Explanation(
            _("cost allocated to losses ÷ cost allocated to products and losses"),
            (
                Given(_("Cost allocated to losses"), lost, money),
                Given(_("Cost allocated to products"), kept, money),
            ),
            ("ISO 14051:2011",),
        ),
    )


def _of_plan(result: "AssessmentResult") -> Iterator[Figure]:
    plan, money, period = result.plan, _money(result), result.assessed.period.key
    parts = {
        "plan_investment": [o.appraisal.terms.own_investment for o in plan.options],
        "plan_saving": [o.net_saving for o in plan.options],
        "plan_npv": [o.appraisal.npv for o in plan.options],
        "plan_co2e": [o.effect.co2e_t for o in plan.options],
    }
    rows = (
        ("plan_investment", plan.investment, money),
        ("plan_saving", plan.net_saving, f"{money}/year"),
        ("plan_npv", plan.npv, money),
        ("plan_co2e", plan.co2e_t, "t CO2e/year"),
    )
    for key, value, unit in rows:
        inputs = tuple(
            Given(o.entry.name, part, unit, _("counted after higher-ranked options"))
            for o, part in zip(plan.options, parts[key], strict=True)
        )
        explanation = Explanation(
            _("sum of the options to do now, each counted after higher-ranked options"),
            inputs,
            ("Workbook, sheets Options and Savings",),
        )
        yield Figure(key, PLAN_NAMES[key], value, unit, period, explanation=explanation)


def _money(result: "AssessmentResult") -> str:
    return f"{result.currency} of {result.file.factory.price_year}"
