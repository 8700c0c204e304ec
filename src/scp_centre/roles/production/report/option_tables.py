"""Tables about single options: what they save, cash flow, what their value depends on."""

from scp_centre.centre.documents.blocks import Table
from scp_centre.centre.translation import Speaker
from scp_centre.methods.investment import sensitivities, switching_value
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.assessment.results import AssessmentResult, OptionResult
from scp_centre.roles.production.report.saving_ranges import range_said


def option_parts(result: AssessmentResult, option: OptionResult, say: Speaker) -> list[Table]:
    """Return all tables of one option, for its page."""
    tables = [saving_table(result, option, say)]
    if readings := reading_table(result, option, say):
        tables.append(readings)
    return [
        *tables,
        worth_table(result, option, say),
        dependence_table(result, option, say),
        cash_flow_table(result, option, say),
    ]


def saving_table(result: AssessmentResult, option: OptionResult, say: Speaker) -> Table:
    """Return what the option saves of each flow: after those before it, and alone."""
    flows = {f.key: f for f in result.assessed.system.flows}
    basis = {s.flow: s.basis or "" for s in result.file.savings if s.option == option.entry.key}
    rows = tuple(
        (
            flows[key].name,
            say.amount(*flows[key].as_entered(amount), 4),
            say.amount(*flows[key].as_entered(option.effect.alone[key]), 4),
            say.money(option.effect.money_by_flow.get(key, 0.0), result.currency),
            basis.get(key, ""),
        )
        for key, amount in option.effect.saved.items()
    )
    head = (
        say(_("Flow")),
        say(_("Annual saving, after higher-ranked options")),
        say(_("Saving of the option alone")),
        say(_("Annual value")),
        say(_("Basis")),
    )
    return Table(say(_("What the option saves")), head, rows, (1, 2, 3), (26, 20, 16, 14, 24))


def reading_table(result: AssessmentResult, option: OptionResult, say: Speaker) -> Table | None:
    """Return the readings and the formula of the option's calculation, if it has one."""
    readings = [m for m in result.file.measurements if m.option == option.entry.key]
    if not readings:
        return None
    calculation = CALCULATIONS[readings[0].calculation]
    parameters = {p.key: p for p in calculation.parameters}
    rows = tuple(
        (
            say(parameters[m.parameter].help),
            say.amount(m.value, _shown_unit(m.unit or parameters[m.parameter].unit), 4),
        )
        for m in readings
    )
    title = f"{say(calculation.title)}: {say(calculation.formula)}. {calculation.source}"
    return Table(title, (say(_("Reading")), say(_("Value"))), rows, (1,), (70, 30))


def _shown_unit(unit: str) -> str:
    """Return a unit as it is written behind a number: a pure number has none."""
    return "" if unit == "1" else unit


def worth_table(result: AssessmentResult, option: OptionResult, say: Speaker) -> Table:
    """Return every measure of what the option is worth."""
    a, money = option.appraisal, result.currency
    rows = [
        (say(_("Investment after subsidy")), say.money(a.terms.own_investment, money)),
        *_further_rows(option, money, say),
        (
            say(_("First-year saving, after running costs")),
            say.money(option.net_saving, money),
        ),
        (
            say(_("At full cost, including fixed costs that are not saved")),
            say.money(option.effect.money_full, money),
        ),
        (say(_("Life")), say.years(float(a.terms.years))),
        (say(_("Simple payback, before tax")), say.years(a.simple_payback_years)),
        (say(_("Discounted payback")), say.years(a.discounted_payback_years)),
        (
            say(_("Net present value at {rate} a year", rate=say.percent(a.terms.discount_rate))),
            say.money(a.npv, money),
        ),
        (say(_("Internal rate of return")), say.percent(a.irr)),
        (say(_("Benefit-cost ratio")), say.number(a.benefit_cost_ratio)),
        (say(_("Annualised cost, before savings")), say.money(a.annualised_cost, money)),
    ]
    rows += _range_rows(option, money, say)
    if a.cost_per_t_co2e is not None:
        rows.append((say(_("Cost per t CO₂e avoided")), say.money(a.cost_per_t_co2e, money)))
    if a.terms.loan:
        rows += [
            (
                say(_("Net present value for the owner, with the loan")),
                say.money(a.equity_npv, money),
            ),
            (say(_("Lowest debt service cover ratio (DSCR)")), say.number(a.lowest_debt_cover)),
        ]
    return Table(say(_("Profitability")), (say(_("Measure")), say(_("Value"))), tuple(rows), (1,))


def _further_rows(option: OptionResult, money: str, say: Speaker) -> list[tuple[str, str]]:
    """Return what would be bought anyway, renewals and other savings, where there are any."""
    terms, entry = option.appraisal.terms, option.entry
    rows = []
    if terms.replaced:
        rows.append((say(_("Replacement that is due anyway")), say.money(terms.replaced, money)))
        extra = say.money(terms.extra_investment, money)
        rows.append((say(_("Extra investment, to be paid back")), extra))
    if terms.renewals:
        label = n_(
            "Renewal, every {count} year", "Renewal, every {count} years", terms.renewal_years or 1
        )
        rows.append((say(label), say.money(terms.renewal, money)))
    for outlay in terms.outlays:
        label = _("Investment in year {year}", year=outlay.year)
        if outlay.name:
            label = _("Investment in year {year}: {what}", year=outlay.year, what=outlay.name)
        rows.append((say(label), say.money(outlay.amount, money)))
    if terms.book_value:
        label = n_(
            "Book value written off in year 1, with {count} year of depreciation left",
            "Book value written off in year 1, with {count} years of depreciation left",
            terms.book_years or 1,
        )
        rows.append((say(label), say.money(terms.book_value, money)))
    if terms.sale:
        rows.append((say(_("Sale of replaced equipment")), say.money(terms.sale, money)))
    if entry.other_saving:
        label = _("Other annual savings: {basis}", basis=entry.other_saving_basis or "")
        rows.append((say(label), say.money(entry.other_saving, money)))
    return rows


def _range_rows(option: OptionResult, money: str, say: Speaker) -> list[tuple[str, str]]:
    """Return the range of payback and net present value, where an uncertainty was entered."""
    saving = range_said(option, money, say)
    rows = [(say(_("Estimated first-year saving in nine out of ten cases")), saving)]
    found = option.spread
    if found is None:
        return rows if saving else []
    first, _middle, last = found.payback
    low, _unused, high = found.npv
    interval = _("{low} to {high}", low=say.years(first), high=say.years(last))
    worth = _("{low} to {high}", low=say.money(low, money), high=say.money(high, money))
    return [
        *(rows if saving else []),
        (say(_("Simple payback in nine out of ten cases")), say(interval)),
        (say(_("Net present value in nine out of ten cases")), say(worth)),
        (say(_("Share of cases in which the option pays off")), say.percent(found.gains)),
    ]


def dependence_table(result: AssessmentResult, option: OptionResult, say: Speaker) -> Table:
    """Return the net present value with each input 20 % lower and higher, and where it is 0."""
    terms, money = option.appraisal.terms, result.currency
    labels = {
        "investment": say(_("Investment")),
        "annual_saving": say(_("Annual saving")),
        "operating_cost": say(_("Running cost")),
        "discount_rate": say(_("Discount rate")),
        "years": say(_("Life")),
    }
    rows = []
    for name, low, high in sensitivities(terms):
        linear = name in ("investment", "annual_saving", "operating_cost")
        zero = switching_value(terms, name) if linear else None
        if name == "discount_rate":
            shown = say.percent(option.appraisal.irr)
        elif name == "years":
            shown = say.years(option.appraisal.discounted_payback_years)
        else:
            shown = say.money(zero, money)
        rows.append((labels[name], say.money(low, money), say.money(high, money), shown))
    head = (
        say(_("Input")),
        say(_("Net present value, with this input 20 % lower")),
        say(_("Net present value, with this input 20 % higher")),
        say(_("Value at which net present value is 0")),
    )
    return Table(say(_("What the option's value depends on")), head, tuple(rows), (1, 2, 3))


def cash_flow_table(result: AssessmentResult, option: OptionResult, say: Speaker) -> Table:
    """Return the cash flow of each year, its present value and their running sum."""
    a = option.appraisal
    rows, total = [], 0.0
    for year, flow in enumerate(a.cash_flow):
        present = flow / (1 + a.terms.discount_rate) ** year
        total += present
        rows.append(
            (str(year), *(say.number(round(v), 1) for v in (flow, present, total)))
            + ((say.number(round(a.equity_flow[year]), 1),) if a.terms.loan else ())
        )
    head: tuple[str, ...] = (
        say(_("Year")),
        say(_("Cash flow")),
        say(_("Present value")),
        say(_("Sum of present values")),
    )
    if a.terms.loan:
        head += (say(_("Owner's cash flow, with the loan")),)
    caption = say(_("Cash flow after tax and subsidy, {unit}", unit=result.currency))
    return Table(caption, head, tuple(rows), tuple(range(1, len(head))))


def safety_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return how much worse things may be before an option of the plan loses money."""
    rows = tuple(
        (
            o.entry.name,
            say.number(round(o.appraisal.npv), 1),
            *(say.number(round(v), 1) for v in _worse(o)),
            say.percent(_may_fall(o)),
        )
        for o in result.plan.options
    )
    money = result.currency
    head = (
        say(_("Option")),
        say(_("Net present value, {unit}", unit=money)),
        say(_("with savings 20 % lower")),
        say(_("with investment 20 % higher")),
        say(_("Acceptable fall in savings")),
    )
    return Table(
        say(_("How robust the options are")), head, rows, (1, 2, 3, 4), (36, 16, 16, 16, 16)
    )


def _worse(option: OptionResult) -> tuple[float, float]:
    by_input = {name: (low, high) for name, low, high in sensitivities(option.appraisal.terms)}
    npv = option.appraisal.npv
    return by_input.get("annual_saving", (npv, npv))[0], by_input.get("investment", (npv, npv))[1]


def _may_fall(option: OptionResult) -> float | None:
    """Return the share by which the saving may fall until the net present value is 0."""
    terms = option.appraisal.terms
    zero = switching_value(terms, "annual_saving")
    if zero is None or terms.annual_saving <= 0 or option.appraisal.npv < 0:
        return None
    return 1 - zero / terms.annual_saving
