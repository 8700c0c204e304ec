"""Options appraised, put in order, combined without double counting."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scp_centre.methods.errors import MethodError, UnitError
from scp_centre.methods.flows import Carrier, Flow
from scp_centre.methods.investment import (
    Appraisal,
    Loan,
    Outlay,
    TariffSaving,
    Terms,
    appraise,
)
from scp_centre.methods.messages import _
from scp_centre.methods.mfca.site import SiteCosts, site_costs
from scp_centre.methods.options import (
    AbatementStep,
    Effect,
    FlowValue,
    Saving,
    abatement_curve,
    apply_in_sequence,
)
from scp_centre.roles.production.assessment.calculations import (
    CALCULATIONS,
    Calculation,
    run_calculation,
)
from scp_centre.roles.production.assessment.emission_sources import carbon_content
from scp_centre.roles.production.assessment.entries import (
    AssessmentFile,
    Factory,
    FlowEntry,
    OptionEntry,
    Period,
    SavingEntry,
)
from scp_centre.roles.production.assessment.flow_system import carrier_of, with_variable_costs
from scp_centre.roles.production.assessment.results import Notice, OptionResult, PeriodResult, Plan
from scp_centre.roles.production.assessment.saving_ranges import find_range, find_spread
from scp_centre.roles.production.errors import AssessmentError

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
    shown alone. Shares of one flow are taken of what is left; independent amounts are added.
    """
    factor = annual_factor(assessed.period)
    values = flow_values(file, assessed, factor)
    savings = {
        o.key: _paid_once(_savings(file, o, assessed), values, assessed) for o in file.options
    }
    rises = _price_rises(file, assessed.period)
    outlays = {o.key: _outlays(file, o) for o in file.options}
    alone = {
        o.key: _appraise(o, file.factory, _effects([o], savings, values)[0], rises, outlays[o.key])
        for o in file.options
    }
    ordered = sorted(file.options, key=lambda o: (ORDER[o.decision], -alone[o.key].npv, o.key))
    kept = [o for o in ordered if o.decision != "reject"]
    effects = dict(zip((o.key for o in kept), _effects(kept, savings, values), strict=True))
    results = []
    for rank, option in enumerate(ordered, start=1):
        effect = effects.get(option.key) or _effects([option], savings, values)[0]
        appraisal = _appraise(option, file.factory, effect, rises, outlays[option.key])
        saving = find_range(file, option, effect)
        sure = find_spread(option, appraisal, saving)
        results.append(
            OptionResult(option, rank, effect, alone[option.key], appraisal, sure, saving)
        )
    curve = abatement_curve(
        (r.entry.key, r.effect.co2e_t, r.appraisal.net_annualised_cost)
        for r in results
        if r.entry.decision != "reject"
    )
    notices = (*_notices(assessed, savings, values), *_limits(results, assessed))
    return Planned(tuple(results), _plan(results), curve, factor, notices)


def flow_values(
    file: AssessmentFile, assessed: PeriodResult, factor: float
) -> dict[str, FlowValue]:
    """Return for each flow its yearly amount and what one unit less is worth.

    An input is worth its price; energy made on site what would not be bought for it; a loss the
    material in it and its treatment. Fixed costs are not saved: only the share of a centre's
    system cost that was entered as variable. The value with all fixed costs stands beside it.
    """
    carbon = carbon_content(assessed.system, file.factory)
    variable = site_costs(with_variable_costs(assessed.system, file, assessed.period.key))
    worth = {f.key: _worth(f, variable) for f in assessed.system.flows}
    lost = {x.flow.key: x.costs for x in variable.losses if x.flow}
    return {
        f.key: FlowValue(
            amount=f.amount * factor,
            value=worth[f.key],
            co2e_kg=carbon.get(f.key, 0.0),
            full_value=_worth(f, assessed.costs),
            material_value=lost[f.key].material / f.amount if f.key in lost and f.amount else 0.0,
        )
        for f in assessed.system.flows
    }


def _worth(flow: Flow, costs: SiteCosts) -> float:
    """Return what one base unit less of a flow is worth at these costs.

    Water that is lost takes the heat and the cleaners along that were put into it; a material
    that is lost has passed through machines whose energy is not saved by it.
    """
    for loss in costs.losses:
        if loss.flow is not None and loss.flow.key == flow.key and flow.amount:
            saved = loss.costs.material + loss.costs.waste_management
            if flow.balance == "water":
                saved = loss.costs.total
            return saved / flow.amount
    if flow.unit_cost is None and flow.key in costs.handed_on:
        return costs.energy_supply.per_unit(flow)
    return flow.unit_cost or 0.0


def _effects(
    options: Sequence[OptionEntry],
    savings: dict[str, tuple[Saving, ...]],
    values: dict[str, FlowValue],
) -> tuple[Effect, ...]:
    try:
        return apply_in_sequence([(o.key, savings[o.key]) for o in options], values)
    except MethodError as error:
        raise AssessmentError(error.message, where="Savings", cure=error.cure) from None


def _paid_once(
    savings: tuple[Saving, ...], values: Mapping[str, FlowValue], assessed: PeriodResult
) -> tuple[Saving, ...]:
    """Pay the material of a loss once when the option also saves the input of the same stuff.

    value of the loss = value - material value x (input saved / loss saved, at most 1)
    """
    flows = {f.key: f for f in assessed.system.flows}
    bought: dict[str, float] = defaultdict(float)
    for s in savings:
        if flows[s.flow].enters and flows[s.flow].balance != "energy":
            bought[flows[s.flow].substance] += _amount(s, values)
    paid = []
    for s in savings:
        flow, amount = flows[s.flow], _amount(s, values)
        covered = bought[flow.substance] if flow.is_loss and s.value is None else 0.0
        if covered > 0 and amount > 0:
            share = min(1.0, covered / amount)
            worth = values[s.flow].value - values[s.flow].material_value * share
            paid.append(replace(s, value=worth))
        else:
            paid.append(s)
    return tuple(paid)


def _amount(saving: Saving, values: Mapping[str, FlowValue]) -> float:
    if saving.amount is not None:
        return saving.amount
    return (saving.share or 0.0) * values[saving.flow].amount


def _savings(
    file: AssessmentFile, option: OptionEntry, assessed: PeriodResult
) -> tuple[Saving, ...]:
    rows = [s for s in file.savings if s.option == option.key]
    return tuple(_saving(file, option, row, assessed) for row in rows)


def _saving(
    file: AssessmentFile, option: OptionEntry, row: SavingEntry, assessed: PeriodResult
) -> Saving:
    entry = _saved_flow(file, row, assessed)
    carrier = carrier_of(entry)
    worth = _value(row, entry, carrier)
    if row.share is not None:
        interacts = row.interacts is not False
        return Saving(row.flow, share=row.share / 100, value=worth, interacts=interacts)
    interacts = bool(row.interacts)
    if row.amount is not None and row.unit:
        amount, unit = row.amount, row.unit
    else:
        amount, calculation = _calculated(file, option)
        unit = calculation.unit
        interacts = calculation.of_what_is_left if row.interacts is None else row.interacts
    saved = _in_base(amount, unit, carrier, row)
    return Saving(row.flow, amount=saved, value=worth, interacts=interacts)


def _saved_flow(file: AssessmentFile, row: SavingEntry, assessed: PeriodResult) -> FlowEntry:
    """Return the flow that a saving is about, as it was entered in the assessed period."""
    period = assessed.period.key
    for entry in file.flows:
        if entry.key == row.flow and entry.period == period:
            return entry
    raise AssessmentError(
        _(
            "The option “{option}” acts on the flow “{flow}”, which has not been entered for the "
            "period {key}.",
            option=row.option,
            flow=row.flow,
            key=period,
        ),
        where="Savings",
        cure=_("Enter the flow for that period too, or choose another flow."),
    )


def _in_base(amount: float, unit: str, carrier: Carrier, row: SavingEntry) -> float:
    try:
        return carrier.to_base(amount, unit)
    except UnitError as error:
        raise AssessmentError(
            _("Option '{key}': {message}", key=row.option, message=error.message),
            where="Savings",
            cure=error.cure,
        ) from None


def _value(row: SavingEntry, entry: FlowEntry, carrier: Carrier) -> float | None:
    """Return the value per base unit when the row gives one: per its unit, else per the flow's."""
    if row.value is None:
        return None
    return row.value / _in_base(1.0, row.unit or entry.unit, carrier, row)


def _calculated(file: AssessmentFile, option: OptionEntry) -> tuple[float, Calculation]:
    rows = [m for m in file.measurements if m.option == option.key]
    names = {m.calculation for m in rows}
    if len(names) != 1:
        raise AssessmentError(
            _(
                "In Measurements, the option '{key}' has more than one calculation: {many}.",
                key=option.key,
                many=len(names),
            )
            if names
            else _("The option '{key}' has no calculation in Measurements.", key=option.key),
            where="Measurements",
            cure=_("Use the same calculation in all rows of an option."),
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
    return saved, CALCULATIONS[name]


def _price_rises(file: AssessmentFile, period: Period) -> dict[str, float]:
    """Return the yearly growth of each flow's tariff, as a share; 0 where none was entered."""
    return {f.key: (f.price_rise or 0.0) / 100 for f in file.flows if f.period == period.key}


def _outlays(file: AssessmentFile, option: OptionEntry) -> tuple[Outlay, ...]:
    """Return what an option costs in later years, the earliest first."""
    rows = sorted((o for o in file.outlays if o.option == option.key), key=lambda o: o.year)
    return tuple(Outlay(row.amount, row.year, row.what or "") for row in rows)


def _appraise(
    option: OptionEntry,
    factory: Factory,
    effect: Effect,
    rises: dict[str, float],
    outlays: tuple[Outlay, ...],
) -> Appraisal:
    tariffs = tuple(
        TariffSaving(
            money, rises[flow] if option.escalation is None else option.escalation / 100, flow
        )
        for flow, money in effect.money_by_flow.items()
    )
    if option.other_saving:
        tariffs = (*tariffs, TariffSaving(option.other_saving, 0.0, "other"))
    loan = None
    if option.loan:
        loan = Loan(option.loan, (option.loan_rate or 0.0) / 100, option.loan_years or option.years)
    terms = Terms(
        investment=option.investment,
        annual_saving=effect.money + (option.other_saving or 0.0),
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
        replaced=option.replaced or 0.0,
        renewal=option.renewal or 0.0,
        renewal_years=option.renewal_years,
        outlays=outlays,
        book_value=option.book_value or 0.0,
        book_years=option.book_years,
        sale=option.sale or 0.0,
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
        later_investment=sum(r.appraisal.terms.later_investment for r in chosen),
        to_pay_back=sum(
            r.appraisal.terms.net_investment + r.appraisal.terms.later_investment for r in chosen
        ),
        annual_saving=sum(r.gross_saving for r in chosen),
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


def _limits(results: list[OptionResult], assessed: PeriodResult) -> tuple[Notice, ...]:
    """Say which options save an amount of a flow of which less was left."""
    names = {f.key: f.name for f in assessed.system.flows}
    return tuple(
        Notice("limited", (("option", r.entry.name), ("flow", names[key])))
        for r in results
        for key in r.effect.limited
    )
