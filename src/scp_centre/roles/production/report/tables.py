"""The tables of the report and of the pages, each made in one place."""

from scp_centre.centre.documents.blocks import Table
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, p_
from scp_centre.roles.production.assessment.published_ranges import compare_with_sector
from scp_centre.roles.production.assessment.results import AssessmentResult

BALANCE_UNITS = {"material": (1000.0, "t"), "energy": (1000.0, "GJ"), "water": (1.0, "m3")}
ABSOLUTE = (
    (_("output"), ""),
    ("energy", "MJ"),
    (_("materials"), "t"),
    (_("water"), "m3"),
    (_("carbon"), "t CO2e"),
    (_("wastewater"), "m3"),
    (_("waste"), "t"),
)


def balance_table(result: AssessmentResult, balance: str, say: Speaker) -> Table:
    """Return inputs, outputs and closing error by centre."""
    divisor, unit = BALANCE_UNITS[balance]
    states = {
        "closed": say(p_("balance", "closed")),
        "open": say(p_("balance", "open")),
        "one-sided": say(_("only one side recorded")),
    }
    rows = tuple(
        (
            result.centre_name(b.centre),
            say.number(b.inputs / divisor, 4),
            say.number(b.outputs / divisor, 4),
            say.number(b.stock_change / divisor, 4),
            say.number(b.closing_error / divisor, 3) if b.state != "one-sided" else "–",
            say.percent((b.closing_percent or 0) / 100) if b.state != "one-sided" else "–",
            states[b.state],
        )
        for b in result.assessed.balances[balance]
    )
    head = (
        say(_("Centre")),
        say(_("In, {unit}", unit=unit)),
        say(_("Out, {unit}", unit=unit)),
        say(_("Stock")),
        say(_("Error, {unit}", unit=unit)),
        say(_("Error, %")),
        say(_("State")),
    )
    caption = say(_("Balance by centre, {unit}", unit=unit))
    return Table(caption, head, rows, (1, 2, 3, 4, 5), (24, 12, 12, 9, 12, 10, 21))


def loss_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return all losses with their four cost categories, dearest first."""
    money = result.currency
    picture_rows = [
        (
            loss.flow.name if loss.flow else say(loss.reason),
            result.centre_name(loss.centre),
            *(
                say.number(round(v), 1)
                for v in (
                    loss.costs.material,
                    loss.costs.energy,
                    loss.costs.system,
                    loss.costs.waste_management,
                    loss.costs.total,
                )
            ),
        )
        for loss in result.assessed.costs.losses
    ]
    total = result.assessed.costs.loss
    picture_rows.append((say(_("All losses")), "", "", "", "", "", say.number(round(total), 1)))
    head = (
        say(_("Loss")),
        say(_("Centre")),
        say(_("Material")),
        say(_("Energy")),
        say(_("System")),
        say(_("Waste")),
        say(_("Total")),
    )
    caption = say(_("Cost of losses, {unit}", unit=money))
    return Table(
        caption,
        head,
        tuple(picture_rows),
        (2, 3, 4, 5, 6),
        (25, 19, 12, 11, 11, 10, 12),
        bold_last=True,
    )


def absolute_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return the absolute figures of every period."""
    labels = {
        "output": say(_("Product output")),
        "energy": say(_("Energy use")),
        "materials": say(_("Materials use")),
        "water": say(_("Water use")),
        "carbon": say(_("Greenhouse gases, scopes 1 and 2")),
        "wastewater": say(_("Wastewater")),
        "waste": say(_("Solid waste")),
    }
    rows = tuple(
        (
            labels[key],
            say.unit(unit or result.file.factory.output_unit),
            *(say.number(getattr(p.performance, key), 4) for p in result.periods),
        )
        for key, unit in ABSOLUTE
    )
    head = (say(_("Quantity")), say(_("Unit")), *(p.period.key for p in result.periods))
    numeric = tuple(range(2, 2 + len(result.periods)))
    return Table(say(_("Absolute figures by period")), head, rows, numeric)


def sector_table(result: AssessmentResult, say: Speaker) -> Table | None:
    """Return the site's specific consumptions beside published ranges, where there are any."""
    labels = {
        "energy": say(_("Energy use")),
        "water": say(_("Water use")),
        "wastewater": say(_("Wastewater")),
    }
    rows = tuple(
        (
            labels[c.pressure],
            say.amount(c.value, c.unit),
            f"{say.number(c.low)}–{say.amount(c.high, c.unit)}",
            say(_("within the range")) if c.inside else say(_("outside the range")),
            f"{c.source} ({c.of}). {c.address}",
        )
        for c in compare_with_sector(result)
    )
    head = (
        say(_("Quantity")),
        say(_("This site")),
        say(_("Published range")),
        say(_("State")),
        say(_("Source")),
    )
    caption = say(_("Comparison with published figures for the sector, per unit of product"))
    return Table(caption, head, rows, (1, 2), (14, 14, 16, 10, 46)) if rows else None


def emissions_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return the emissions of each activity, in tonnes."""
    rows = tuple(
        (
            a.name,
            str(a.scope),
            say.number(a.co2_kg / 1000),
            say.number(a.ch4_kg, 3),
            say.number(a.n2o_kg, 3),
            say.number(a.co2e_kg / 1000),
        )
        for a in result.assessed.emissions.by_activity
    )
    total = result.assessed.emissions.co2e_kg / 1000
    rows = (*rows, (say(_("Total")), "", "", "", "", say.number(total)))
    head = (say(_("Activity")), say(_("Scope")), "CO₂, t", "CH₄, kg", "N₂O, kg", "CO₂e, t")
    return Table(
        say(_("Greenhouse gases, {period}", period=result.assessed.period.key)),
        head,
        rows,
        (2, 3, 4, 5),
        (40, 10, 13, 12, 12, 13),
        bold_last=True,
    )


def options_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return rank, economics and emissions of every option."""
    decisions = {"do now": say(_("do now")), "study": say(_("study")), "reject": say(_("reject"))}
    rows = tuple(
        (
            str(o.rank),
            o.entry.name,
            decisions[o.entry.decision],
            say.number(o.appraisal.terms.own_investment, 1),
            say.number(round(o.net_saving), 1),
            say.years(o.appraisal.simple_payback_years),
            say.number(round(o.alone.npv), 1),
            say.number(round(o.appraisal.npv), 1),
            say.percent(o.appraisal.irr),
            say.number(o.effect.co2e_t),
        )
        for o in result.options
    )
    money = result.currency
    head = (
        "",
        say(_("Option")),
        say(_("Decision")),
        say(_("Investment, {unit}", unit=money)),
        say(_("Saving per year, {unit}", unit=money)),
        say(_("Payback")),
        say(_("Net present value of the option alone, {unit}", unit=money)),
        say(_("After the higher-ranked options")),
        say(_("Internal rate of return")),
        say(_("t CO₂e a year")),
    )
    return Table(
        say(_("Options to do now, then options to study, each group ranked by net present value")),
        head,
        rows,
        (3, 4, 5, 6, 7, 8, 9),
        (4, 24, 8, 11, 11, 9, 10, 10, 7, 6),
    )


def suggestions_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return the first suggestions of the catalogue with range and source."""
    rows = []
    for s in result.suggestions[:10]:
        if s.saving_low is None:
            published = say(_("no published range found"))
        else:
            low, high = say.number(s.saving_low), say.number(s.saving_high)
            span = f"{low}–{high} %" if s.saving_high not in (None, s.saving_low) else f"{low} %"
            published = say(_("{span} of {what}", span=span, what=say(s.saving_of)))
        source = f" [{s.source}]" if s.source and s.saving_low is not None else ""
        rows.append(
            (
                say(s.title),
                say(
                    _(
                        "{flow}, {centre}: {cost}, {share} of all costs",
                        flow=s.flow,
                        centre=s.centre,
                        cost=say.money(s.flow_cost, result.currency),
                        share=say.percent(s.share),
                    )
                ),
                published + source,
                say(s.check),
            )
        )
    head = (
        say(_("Option")),
        say(_("Why the option fits")),
        say(_("Published saving")),
        say(_("Check on site")),
    )
    return Table(
        say(_("Suitable options from the catalogue")), head, tuple(rows), (), (20, 26, 30, 24)
    )
