"""Options appraised, put in order, combined without double counting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scp_centre.methods.errors import MethodError
from scp_centre.methods.investment import Appraisal, Loan, TariffSaving, Terms, appraise
from scp_centre.methods.messages import _
from scp_centre.methods.mfca.site import SiteCosts
from scp_centre.methods.options import (
    AbatementStep,
    Effect,
    FlowValue,
    Saving,
    abatement_curve,
    apply_in_sequence,
)
from scp_centre.methods.quantity import convert, kind_of
from scp_centre.roles.production.assessment.calculations import CALCULATIONS, run_calculation
from scp_centre.roles.production.assessment.emission_sources import carbon_content
from scp_centre.roles.production.assessment.entries import (
    AssessmentFile,
    Factory,
    OptionEntry,
    Period,
    SavingEntry,
)
from scp_centre.roles.production.assessment.flow_system import BALANCE_OF_UNIT, base_amount
from scp_centre.roles.production.assessment.results import Notice, OptionResult, PeriodResult, Plan
from scp_centre.roles.production.errors import AssessmentError

BASE = {"material": "kg", "energy": "MJ", "water": "m3"}
ORDER = {"do now": 0, "study": 1, "reject": 2}


@dataclass(frozen=True, slots=True)
class Planned:
    """Options in their order, the plan, the curve, and what a reader must know."""

    options: tuple[OptionResult, ...]
    plan: Plan
    curve: tuple[AbatementStep, ...]
    annual_factor: float
    notices: tuple[Notice, ...]


def annual_factor(period: Period) -> float:
    """Return what turns a period's amounts into a year's: 1 for 52 or 53 weeks, else 365 / days."""
    return 1.0 if 360 <= period.days <= 371 else 365 / period.days


def plan_options(file: AssessmentFile, assessed: PeriodResult) -> Planned:
    """Appraise each option alone, rank by NPV, then apply them in that order.

    Options to do now come first; those under study are computed after them; a rejected one is
    shown alone. Savings on one flow multiply, they are never added.
    """
    factor = annual_factor(assessed.period)
    values = flow_values(file, assessed, factor)
    savings = {o.key: _savings(file, o, assessed) for o in file.options}
    rises = _price_rises(file, assessed.period)
    alone = {
        o.key: _appraise(o, file.factory, _effects([o], savings, values)[0], rises)
        for o in file.options
    }
    ordered = sorted(file.options, key=lambda o: (ORDER[o.decision], -alone[o.key].npv, o.key))
    kept = [o for o in ordered if o.decision != "reject"]
    effects = dict(zip((o.key for o in kept), _effects(kept, savings, values), strict=True))
    results = []
    for rank, option in enumerate(ordered, start=1):
        effect = effects.get(option.key) or _effects([option], savings, values)[0]
        appraisal = _appraise(option, file.factory, effect, rises)
        results.append(OptionResult(option, rank, effect, alone[option.key], appraisal))
    curve = abatement_curve(
        (r.entry.key, r.effect.co2e_t, r.appraisal.net_annualised_cost)
        for r in results
        if r.entry.decision != "reject"
    )
    notices = _notices(assessed, savings, values)
    return Planned(tuple(results), _plan(results), curve, factor, notices)


def flow_values(
    file: AssessmentFile, assessed: PeriodResult, factor: float
) -> dict[str, FlowValue]:
    """Return for each flow its yearly amount and what one unit less is worth.

    An input is worth its price; energy made on site what it carries; a loss the material in it
    and its treatment (system cost is not saved by wasting less).
    """
    carbon = carbon_content(assessed.system, file.factory)
    lost = _loss_values(assessed.costs)
    values = {}
    for f in assessed.system.flows:
        if f.key in lost:
            value = lost[f.key]
        elif f.unit_cost is None and f.balance == "energy":
            value = assessed.costs.energy_supply.per_unit(f)
        else:
            value = f.unit_cost or 0.0
        values[f.key] = FlowValue(f.amount * factor, value, carbon.get(f.key, 0.0))
    return values


def _loss_values(costs: SiteCosts) -> dict[str, float]:
    values = {}
    for loss in costs.losses:
        if loss.flow is not None and loss.flow.amount:
            saved = loss.costs.material + loss.costs.waste_management
            values[loss.flow.key] = saved / loss.flow.amount
    return values


def _effects(
    options: Sequence[OptionEntry],
    savings: dict[str, tuple[Saving, ...]],
    values: dict[str, FlowValue],
) -> tuple[Effect, ...]:
    try:
        return apply_in_sequence([(o.key, savings[o.key]) for o in options], values)
    except MethodError as error:
        raise AssessmentError(error.message, where="Savings", cure=error.cure) from None


def _savings(
    file: AssessmentFile, option: OptionEntry, assessed: PeriodResult
) -> tuple[Saving, ...]:
    rows = [s for s in file.savings if s.option == option.key]
    return tuple(_saving(file, option, row, assessed) for row in rows)


def _saving(
    file: AssessmentFile, option: OptionEntry, row: SavingEntry, assessed: PeriodResult
) -> Saving:
    balance = _balance(row, assessed)
    if row.share is not None:
        return Saving(row.flow, share=row.share / 100, value=_value(file, row, balance))
    if row.amount is not None and row.unit:
        amount = _in_base(row.amount, row.unit, balance, row)
        return Saving(row.flow, amount=amount, value=_value(file, row, balance))
    amount, unit = _calculated(file, option)
    return Saving(row.flow, amount=_in_base(amount, unit, balance, row), value=None)


def _balance(row: SavingEntry, assessed: PeriodResult) -> str:
    found = [f.balance for f in assessed.system.flows if f.key == row.flow]
    if not found:
        raise AssessmentError(
            _(
                "The option “{option}” is about the flow “{flow}”, which is not in the period "
                "{key}.",
                option=row.option,
                flow=row.flow,
                key=assessed.period.key,
            ),
            where="Savings",
            cure=_("Enter the flow in that period, too, or name another flow."),
        )
    return found[0]


def _in_base(amount: float, unit: str, balance: str, row: SavingEntry) -> float:
    if BALANCE_OF_UNIT[kind_of(unit)] != balance:
        raise AssessmentError(
            _(
                "The saving of '{option}' on '{flow}' is in {unit}, which does not fit the "
                "{balance} balance of that flow.",
                option=row.option,
                flow=row.flow,
                unit=unit,
                balance=balance,
            ),
            where="Savings",
            cure=_("Enter it in a unit of {balance}, or as a share.", balance=balance),
        )
    return convert(amount, unit, BASE[balance])


def _value(file: AssessmentFile, row: SavingEntry, balance: str) -> float | None:
    """Return the value per base unit when the row gives one: per its unit, else per the flow's."""
    if row.value is None:
        return None
    if row.unit:
        return row.value / convert(1, row.unit, BASE[balance])
    entry = next(f for f in reversed(file.flows) if f.key == row.flow)
    amount = base_amount(replace(entry, amount=1.0), balance)
    return row.value / amount


def _calculated(file: AssessmentFile, option: OptionEntry) -> tuple[float, str]:
    rows = [m for m in file.measurements if m.option == option.key]
    names = {m.calculation for m in rows}
    if len(names) != 1:
        raise AssessmentError(
            _(
                "The option '{key}' has {many} calculations in Measurements.",
                key=option.key,
                many=len(names),
            )
            if names
            else _("The option '{key}' has no calculation in Measurements.", key=option.key),
            where="Measurements",
            cure=_("Use one calculation for an option, the same in all its rows."),
        )
    name = names.pop()
    try:
        saved = run_calculation(name, {m.parameter: (m.value, m.unit) for m in rows})
    except MethodError as error:
        raise AssessmentError(
            _("Option '{key}': {message}", key=option.key, message=error.message),
            where="Measurements",
            cure=error.cure,
        ) from None
    return saved, CALCULATIONS[name].unit


def _price_rises(file: AssessmentFile, period: Period) -> dict[str, float]:
    """Return the yearly growth of each flow's tariff, as a share; 0 where none was entered."""
    return {f.key: (f.price_rise or 0.0) / 100 for f in file.flows if f.period == period.key}


def _appraise(
    option: OptionEntry, factory: Factory, effect: Effect, rises: dict[str, float]
) -> Appraisal:
    tariffs = tuple(
        TariffSaving(
            money, rises[flow] if option.escalation is None else option.escalation / 100, flow
        )
        for flow, money in effect.money_by_flow.items()
    )
    loan = None
    if option.loan:
        loan = Loan(option.loan, (option.loan_rate or 0.0) / 100, option.loan_years or option.years)
    terms = Terms(
        investment=option.investment,
        annual_saving=effect.money,
        tariffs=tariffs,
        years=option.years,
        discount_rate=factory.discount_rate / 100,
        operating_cost=option.operating_cost or 0.0,
        subsidy=option.subsidy or 0.0,
        tax_rate=(factory.tax_rate or 0.0) / 100,
        loan=loan,
        salvage=option.salvage or 0.0,
        depreciation_years=option.depreciation_years,
        annual_co2e_t=effect.co2e_t or None,
    )
    return appraise(terms)


def _plan(results: list[OptionResult]) -> Plan:
    chosen = tuple(r for r in results if r.chosen)
    saved: dict[str, float] = {}
    for r in chosen:
        for flow, amount in r.effect.saved.items():
            saved[flow] = saved.get(flow, 0.0) + amount
    return Plan(
        options=chosen,
        investment=sum(r.appraisal.terms.own_investment for r in chosen),
        annual_saving=sum(r.effect.money for r in chosen),
        running_cost=sum(r.entry.operating_cost or 0.0 for r in chosen),
        npv=sum(r.appraisal.npv for r in chosen),
        co2e_t=sum(r.effect.co2e_t for r in chosen),
        saved=saved,
    )


def _notices(
    assessed: PeriodResult, savings: dict[str, tuple[Saving, ...]], values: dict[str, FlowValue]
) -> tuple[Notice, ...]:
    """Say which options attack a flow that nobody put a value on."""
    names = {f.key: f.name for f in assessed.system.flows}
    found = []
    for option, rows in savings.items():
        for s in rows:
            if s.value is None and values[s.flow].value == 0:
                found.append(Notice("no_value", (("option", option), ("flow", names[s.flow]))))
    return tuple(found)
