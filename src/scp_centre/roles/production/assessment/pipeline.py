"""The assessment, step by step in the order of its folders: balances, costs, gases, options."""

from dataclasses import replace

from scp_centre.methods.flows import (
    BALANCES,
    CentreBalance,
    FlowSystem,
    Reconciliation,
    balance_centres,
    reconcile,
)
from scp_centre.methods.greenhouse import emissions
from scp_centre.methods.indicators import Change, Performance, compare
from scp_centre.methods.mfca.site import site_costs
from scp_centre.reference import fuels, gwp_set
from scp_centre.roles.production.assessment.emission_sources import activities
from scp_centre.roles.production.assessment.entries import AssessmentFile, Period
from scp_centre.roles.production.assessment.figures import make_figures
from scp_centre.roles.production.assessment.flow_system import flow_system
from scp_centre.roles.production.assessment.option_matches import suggest
from scp_centre.roles.production.assessment.option_plan import plan_options
from scp_centre.roles.production.assessment.plausibility import implausible
from scp_centre.roles.production.assessment.published_ranges import compare_with_sector
from scp_centre.roles.production.assessment.results import AssessmentResult, Notice, PeriodResult

DEFAULT_TOLERANCE = 5.0  # per cent; the sheet Factory says so
BILLED_GROSS = ("MMBtu", "Btu", "therm", "kWh", "MWh", "GWh")  # units of bills for fuel
HOPELESS = 30.0  # per cent: beyond it a balance is a gap in the records, not a measuring error


def assess(file: AssessmentFile) -> AssessmentResult:
    """Return the whole assessment of one workbook. No files, no clock, no database."""
    periods = tuple(assess_period(file, p) for p in sorted(file.periods, key=lambda p: p.start))
    assessed = max(periods, key=lambda p: p.period.end)
    planned = plan_options(file, assessed)
    result = AssessmentResult(
        file=file,
        periods=periods,
        changes=_changes(periods),
        options=planned.options,
        plan=planned.plan,
        curve=planned.curve,
        suggestions=suggest(file, assessed),
        annual_factor=planned.annual_factor,
        notices=(*assessed.notices, *planned.notices),
        sources=_sources(file, assessed),
    )
    odd = implausible(file, periods, compare_with_sector(result))
    return replace(result, figures=make_figures(result), notices=(*odd, *result.notices))


def assess_period(file: AssessmentFile, period: Period) -> PeriodResult:
    """Return balances, reconciliation, costs, emissions and performance of one period."""
    factory = file.factory
    system = flow_system(file, period.key)
    tolerance = (factory.tolerance or DEFAULT_TOLERANCE) / 100
    costs = site_costs(system)
    gases, skipped = activities(system, factory)
    released = emissions(gases, gwp_set(factory.gwp_set))
    balances = {b: balance_centres(system, b, tolerance=tolerance) for b in BALANCES}
    notices = [
        *skipped,
        *(Notice("overhead_spread", (("centres", c),)) for c in costs.notes),
        *_gaps(file, balances),
        *_unsaid_heating_values(file, period),
    ]
    return PeriodResult(
        period=period,
        system=system,
        balances=balances,
        reconciliations={b: r for b in BALANCES if (r := reconcile_balance(system, b))},
        costs=costs,
        emissions=released,
        performance=_performance(file, period, system, released.co2e_kg if gases else None),
        notices=tuple(notices),
    )


def _unsaid_heating_values(file: AssessmentFile, period: Period) -> list[Notice]:
    """Ask for the calorific value of fuels that are billed by energy, where it is not said."""
    found = []
    for f in file.flows:
        fuel = fuels().get(f.substance)
        if f.period != period.key or f.heating_value or f.unit not in BILLED_GROSS or not fuel:
            continue
        if fuel.net_per_gross:
            percent = f"{100 * (1 / fuel.net_per_gross - 1):.0f}"
            values = (("flow", f.name), ("unit", f.unit), ("percent", percent))
            found.append(Notice("heating_value", values))
    return found


def _gaps(file: AssessmentFile, balances: dict[str, tuple[CentreBalance, ...]]) -> list[Notice]:
    """Return the balances that are too far open to be reconciled."""
    names = {c.key: c.name for c in file.centres}
    return [
        Notice("gap", (("balance", balance), ("centre", names[row.centre])))
        for balance, rows in balances.items()
        for row in rows
        if row.state == "open" and abs(row.closing_percent or 0.0) > HOPELESS
    ]


def reconcile_balance(system: FlowSystem, balance: str) -> Reconciliation | None:
    """Return the smallest corrections that close one balance, over the centres that can close.

    Centres with only inputs or only outputs recorded (typical of energy) are left open, and so
    are those whose error is no error of measurement (solids that come with waste water).
    """
    flows = system.of_balance(balance)
    inside = [
        b.centre
        for b in balance_centres(system, balance)
        if b.state != "one-sided" and abs(b.closing_percent or 0.0) <= HOPELESS
    ]
    touching = [f for f in flows if f.source in inside or f.target in inside]
    if not inside:
        return None
    return reconcile(
        inside,
        [f.key for f in touching],
        [f.source if f.source in inside else None for f in touching],
        [f.target if f.target in inside else None for f in touching],
        [f.amount for f in touching],
        [max(f.uncertainty, 1e-4) * f.amount for f in touching],
        stock_changes={c: system.stock_changes.get((c, balance), 0.0) for c in inside},
    )


def _performance(
    file: AssessmentFile, period: Period, system: FlowSystem, co2e_kg: float | None
) -> Performance:
    def total(balance: str, kinds: tuple[str, ...], *, entering: bool) -> float | None:
        there = [f for f in system.of_balance(balance) if f.kind in kinds]
        if not there:
            return None
        return sum(f.amount for f in there if (f.enters if entering else f.leaves))

    materials = total("material", ("material",), entering=True)
    waste = total("material", ("waste",), entering=False)
    return Performance(
        period=period.key,
        output=period.output,
        output_unit=file.factory.output_unit,
        energy=total("energy", ("energy",), entering=True),
        materials=None if materials is None else materials / 1000,
        water=total("water", ("water",), entering=True),
        carbon=None if co2e_kg is None else co2e_kg / 1000,
        wastewater=total("water", ("effluent",), entering=False),
        waste=None if waste is None else waste / 1000,
    )


def _changes(periods: tuple[PeriodResult, ...]) -> tuple[Change, ...]:
    """Compare the last two periods; nothing when there is only one."""
    if len(periods) < 2:
        return ()
    return compare(periods[-2].performance, periods[-1].performance)


def _sources(file: AssessmentFile, assessed: PeriodResult) -> tuple[str, ...]:
    """Return the sources of all reference figures that entered the result."""
    used = {fuels()[f.substance].source for f in assessed.system.flows if f.substance in fuels()}
    sources = [*sorted(used), gwp_set(file.factory.gwp_set).source]
    if file.factory.electricity_factor is not None:
        sources.append(
            f"{file.factory.electricity_factor:g} kg CO2e/kWh: "
            f"{file.factory.electricity_factor_source}"
        )
    return tuple(sources)
