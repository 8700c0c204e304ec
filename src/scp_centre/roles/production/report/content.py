"""Compose the report: what it says, in which order. No layout here."""

from collections.abc import Iterator

from scp_centre.centre.wording import Speaker, speaker
from scp_centre.roles.production.assessment.results import Assessment, Notice, OptionResult
from scp_centre.roles.production.pictures import draw
from scp_centre.roles.production.report.annex import annex
from scp_centre.roles.production.report.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
)

NOTICES = {
    "no_factor": "{flow} ({substance}) has no emission factor: its emissions are not counted.",
    "overhead_spread": "{centres} delivers nothing that was recorded: its costs are shared equally "
    "by the production centres.",
    "gap": "The {balance} balance of {centre} is too far open to be a measuring error: part of what "
    "it handles is recorded elsewhere.",
    "no_value": "Nobody put a value on {flow}, which the option {option} saves: its saving counts "
    "as 0.",
}


def compose(result: Assessment, language: str = "en") -> Report:
    """Return the report of an assessment in a language."""
    say = speaker(language)
    factory = result.file.factory
    return Report(
        language=say.language,
        title=say("Cleaner production assessment"),
        subtitle=factory.product,
        company=factory.company,
        site=factory.site,
        place=factory.country,
        date=say.date(factory.assessed_on) if factory.assessed_on else result.assessed.period.key,
        author=factory.expert or "",
        note=factory.note or "",
        running_head=f"{factory.company}, {factory.site}",
        blocks=tuple(_blocks(result, say)),
        words={
            "contents": say("Contents"),
            "page": say("Page"),
            "figure": say("Figure"),
            "table": say("Table"),
            "source": say("Source"),
        },
    )


def notice_text(notice: Notice, say: Speaker) -> str:
    """Return a notice as a sentence."""
    return say(NOTICES[notice.key], **dict(notice.values))


def _blocks(result: Assessment, say: Speaker) -> Iterator[Block]:
    yield from _summary(result, say)
    yield from _flows(result, say)
    yield from _losses(result, say)
    yield from _indicators(result, say)
    yield from _options(result, say)
    yield from _plan(result, say)
    yield from _method(result, say)
    yield from annex(result, say)


def _summary(result: Assessment, say: Speaker) -> Iterator[Block]:
    costs, plan, money = result.assessed.costs, result.plan, result.currency
    yearly = costs.loss * result.annual_factor
    yield Heading(say("Summary"), new_page=True)
    yield Paragraph(
        say(
            "In {period} the site made {output} of {product}. What left it as waste, waste water and "
            "emission had cost {loss}, which is {share} of all costs of material, energy, water and "
            "work.",
            period=result.assessed.period.key,
            output=say.amount(
                result.assessed.performance.output, result.assessed.performance.output_unit
            ),
            product=result.file.factory.product.lower(),
            loss=say.money(costs.loss, money),
            share=say.percent(costs.loss / costs.costs_in if costs.costs_in else None),
        ),
        "lead",
    )
    yield KeyFigures(
        (
            KeyFigure(say.money(yearly, money), say("losses cost a year"), "loss"),
            KeyFigure(say.money(plan.net_saving, money), say("the plan saves a year"), "good"),
            KeyFigure(say.money(plan.investment, money), say("it asks for once")),
            KeyFigure(say.years(plan.payback_years), say("until it is paid back")),
            KeyFigure(say.amount(plan.co2e_t, "t CO2e"), say("emissions avoided a year"), "good"),
        )
    )
    if plan.options:
        yield Heading(say("Decisions asked of the owner"), 2)
        yield Items(tuple(_decision(o, result, say) for o in plan.options[:6]), numbered=True)
    studied = [o for o in result.options if o.entry.decision == "study"]
    if studied:
        yield Paragraph(
            say(
                "To be studied before a decision: {names}.",
                names="; ".join(o.entry.name for o in studied),
            )
        )
    yield from _drawing(result, say, "loss-costs")


def _decision(option: OptionResult, result: Assessment, say: Speaker) -> str:
    money = result.currency
    saving = option.effect.money - (option.entry.operating_cost or 0.0)
    text = say(
        "{name}: {investment} once, {saving} a year, paid back after {payback}.",
        name=option.entry.name,
        investment=say.money(option.appraisal.terms.own_investment, money),
        saving=say.money(saving, money),
        payback=say.years(option.appraisal.simple_payback_years),
    )
    if option.entry.responsible or option.entry.due:
        text += " " + say(
            "{who}, by {when}.",
            who=option.entry.responsible or "–",
            when=say.date(option.entry.due),
        )
    return text


def _drawing(result: Assessment, say: Speaker, name: str) -> Iterator[Block]:
    picture = draw(name, result, say)
    yield Drawing(name, picture.title, picture.subtitle, picture.svg)


BALANCE_UNITS = {"material": (1000.0, "t"), "energy": (1000.0, "GJ"), "water": (1.0, "m3")}


def _flows(result: Assessment, say: Speaker) -> Iterator[Block]:
    yield Heading(say("What flows through the site"), new_page=True)
    names = {"material": say("Material"), "energy": say("Energy"), "water": say("Water")}
    for balance, name in names.items():
        if not result.assessed.system.of_balance(balance):
            continue
        yield Heading(name, 2)
        yield from _drawing(result, say, f"sankey-{balance}")
        yield balance_table(result, balance, say)
    for notice in result.notices:
        yield Paragraph(notice_text(notice, say), "note")


def balance_table(result: Assessment, balance: str, say: Speaker) -> Table:
    """Return inputs, outputs and closing error by centre."""
    divisor, unit = BALANCE_UNITS[balance]
    states = {"closed": say("closed"), "open": say("open"), "one-sided": say("one side recorded")}
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
        say("Centre"),
        say("In, {unit}", unit=unit),
        say("Out, {unit}", unit=unit),
        say("Stock"),
        say("Error, {unit}", unit=unit),
        say("Error, %"),
        say("State"),
    )
    caption = say("Balance of each centre, {unit}", unit=unit)
    return Table(caption, head, rows, (1, 2, 3, 4, 5), (24, 12, 12, 9, 12, 10, 21))


def _losses(result: Assessment, say: Speaker) -> Iterator[Block]:
    costs, money = result.assessed.costs, result.currency
    yield Heading(say("What the losses truly cost"), new_page=True)
    yield Paragraph(
        say(
            "Waste costs more than its disposal: it carries the material that was bought, the energy and "
            "the work that went into it. Material flow cost accounting (ISO 14051) follows these costs "
            "through every centre."
        )
    )
    yield from _drawing(result, say, "sankey-cost")
    yield loss_table(result, say)
    yield Paragraph(
        say(
            "Costs put in {costs_in} = products {product} + losses {loss} + stock {stock}.",
            costs_in=say.money(costs.costs_in, money),
            product=say.money(costs.product.total, money),
            loss=say.money(costs.loss, money),
            stock=say.money(costs.stock, money),
        ),
        "note",
    )


def loss_table(result: Assessment, say: Speaker) -> Table:
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
    picture_rows.append((say("All losses"), "", "", "", "", "", say.number(round(total), 1)))
    head = (
        say("Loss"),
        say("Centre"),
        say("Material"),
        say("Energy"),
        say("System"),
        say("Waste"),
        say("Total"),
    )
    caption = say("Cost of losses, {unit}", unit=money)
    return Table(
        caption,
        head,
        tuple(picture_rows),
        (2, 3, 4, 5, 6),
        (25, 19, 12, 11, 11, 10, 12),
        bold_last=True,
    )


def _indicators(result: Assessment, say: Speaker) -> Iterator[Block]:
    yield Heading(say("Indicators and greenhouse gases"), new_page=True)
    if result.changes:
        yield from _drawing(result, say, "indicators")
    picture = draw("indicators", result, say) if result.changes else None
    if picture:
        yield Table(
            say("RECP indicators (UNIDO-UNEP primer, 2010)"),
            picture.head,
            picture.rows,
            (2, 3, 4),
            (24, 16, 14, 14, 14, 18),
        )
    yield absolute_table(result, say)
    yield emissions_table(result, say)
    factory = result.file.factory
    text = say(
        "Warming potentials over 100 years: IPCC {set}. Carbon dioxide of biogenic fuels, "
        "reported apart: {biogenic}.",
        set=factory.gwp_set,
        biogenic=say.amount(result.assessed.emissions.biogenic_co2_kg / 1000, "t"),
    )
    yield Paragraph(text, "note")


ABSOLUTE = (
    ("output", ""),
    ("energy", "MJ"),
    ("materials", "t"),
    ("water", "m3"),
    ("carbon", "t CO2e"),
    ("wastewater", "m3"),
    ("waste", "t"),
)


def absolute_table(result: Assessment, say: Speaker) -> Table:
    """Return the absolute figures of every period."""
    labels = {
        "output": say("Product output"),
        "energy": say("Energy use"),
        "materials": say("Materials use"),
        "water": say("Water use"),
        "carbon": say("Greenhouse gases, scopes 1 and 2"),
        "wastewater": say("Waste water"),
        "waste": say("Solid waste"),
    }
    rows = tuple(
        (
            labels[key],
            unit or result.file.factory.output_unit,
            *(say.number(getattr(p.performance, key), 4) for p in result.periods),
        )
        for key, unit in ABSOLUTE
    )
    head = (say("Figure"), say("Unit"), *(p.period.key for p in result.periods))
    numeric = tuple(range(2, 2 + len(result.periods)))
    return Table(say("Absolute figures by period"), head, rows, numeric)


def emissions_table(result: Assessment, say: Speaker) -> Table:
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
    rows = (*rows, (say("Together"), "", "", "", "", say.number(total)))
    head = (say("Activity"), say("Scope"), "CO2, t", "CH4, kg", "N2O, kg", "CO2e, t")
    return Table(
        say("Greenhouse gases, {period}", period=result.assessed.period.key),
        head,
        rows,
        (2, 3, 4, 5),
        (40, 10, 13, 12, 12, 13),
        bold_last=True,
    )


def _options(result: Assessment, say: Speaker) -> Iterator[Block]:
    yield Heading(say("Options"), new_page=True)
    if not result.options:
        yield Paragraph(say("No option has been entered yet."))
    else:
        yield Paragraph(
            say(
                "Each option is appraised alone, ranked by its net present value, and then counted after "
                "those before it: savings on one flow are never added twice."
            )
        )
        yield options_table(result, say)
        yield from _drawing(result, say, "savings")
        if result.curve:
            yield from _drawing(result, say, "abatement")
            picture = draw("abatement", result, say)
            yield Table(picture.subtitle, picture.head, picture.rows, (2, 3), (6, 54, 20, 20))
        rejected = [o for o in result.options if o.entry.decision == "reject"]
        if rejected:
            yield Paragraph(
                say(
                    "Rejected: {reasons}",
                    reasons="; ".join(f"{o.entry.name} ({o.entry.reason})" for o in rejected),
                ),
                "note",
            )
    if result.suggestions:
        yield Heading(say("Further options to look at"), 2)
        yield Paragraph(
            say(
                "From the catalogue, because they attack what costs most here. Ranges are "
                "as published; none of them is a promise for this site."
            )
        )
        yield suggestions_table(result, say)


def options_table(result: Assessment, say: Speaker) -> Table:
    """Return rank, economics and emissions of every option."""
    decisions = {"do now": say("do now"), "study": say("study"), "reject": say("reject")}
    rows = tuple(
        (
            str(o.rank),
            o.entry.name,
            decisions[o.entry.decision],
            say.number(o.appraisal.terms.own_investment, 1),
            say.number(round(o.effect.money - (o.entry.operating_cost or 0.0)), 1),
            say.years(o.appraisal.simple_payback_years),
            say.number(round(o.appraisal.npv), 1),
            say.percent(o.appraisal.irr),
            say.number(o.effect.co2e_t),
        )
        for o in result.options
    )
    money = result.currency
    head = (
        "",
        say("Option"),
        say("Decision"),
        say("Investment, {unit}", unit=money),
        say("Saves, {unit} a year", unit=money),
        say("Payback"),
        say("Net present value, {unit}", unit=money),
        say("Return"),
        say("t CO2e a year"),
    )
    return Table(
        say("Options in the order of their net present value"),
        head,
        rows,
        (3, 4, 5, 6, 7, 8),
        (4, 28, 9, 11, 11, 10, 11, 8, 8),
    )


def suggestions_table(result: Assessment, say: Speaker) -> Table:
    """Return the first suggestions of the catalogue with range and source."""
    rows = []
    for s in result.suggestions[:10]:
        if s.saving_low is None:
            published = say("no published range found")
        else:
            low, high = say.number(s.saving_low), say.number(s.saving_high)
            span = f"{low}–{high} %" if s.saving_high not in (None, s.saving_low) else f"{low} %"
            published = say("{span} of {what}", span=span, what=s.saving_of)
        source = f" [{s.source}]" if s.source and s.saving_low is not None else ""
        rows.append(
            (
                s.title,
                say(
                    "{flow}, {centre}: {cost}, {share} of all costs",
                    flow=s.flow,
                    centre=s.centre,
                    cost=say.money(s.flow_cost, result.currency),
                    share=s.reason,
                ),
                published + source,
                s.check,
            )
        )
    head = (say("Option"), say("Why here"), say("Published saving"), say("Check on site"))
    return Table(say("Options of the catalogue that fit"), head, tuple(rows), (), (20, 26, 30, 24))


def _plan(result: Assessment, say: Speaker) -> Iterator[Block]:
    yield Heading(say("Action plan"), new_page=True)
    if not result.plan.options:
        yield Paragraph(say("No option is chosen yet."))
        return
    rows = tuple(
        (
            o.entry.name,
            o.entry.description or "",
            o.entry.responsible or "–",
            say.date(o.entry.due),
            say.number(o.appraisal.terms.own_investment, 1),
        )
        for o in sorted(result.plan.options, key=lambda o: (o.entry.due is None, o.entry.due))
    )
    head = (
        say("Option"),
        say("What is done"),
        say("Responsible"),
        say("Due"),
        say("Investment, {unit}", unit=result.currency),
    )
    yield Table(say("Who does what by when"), head, rows, (4,), (22, 36, 16, 14, 12))
    saved = tuple(
        (
            f.name,
            say.amount(f.amount * result.annual_factor, f.unit, 4),
            say.amount(amount, f.unit, 3),
            say.percent(amount / (f.amount * result.annual_factor) if f.amount else None),
        )
        for f in result.assessed.system.flows
        if (amount := result.plan.saved.get(f.key, 0.0))
    )
    head = (say("Flow"), say("Today, a year"), say("Saved"), say("Share"))
    yield Table(say("What the plan saves of each flow"), head, saved, (1, 2, 3))
    yield Paragraph(
        say(
            "Read the meters of these flows each month and compare them with the figures "
            "above at the same output: that is how the saving is proved."
        )
    )


def _method(result: Assessment, say: Speaker) -> Iterator[Block]:
    factory = result.file.factory
    yield Heading(say("Method, factors and sources"), new_page=True)
    yield Items(
        (
            say(
                "Balances: inputs = outputs + stock change in each centre; closed within {share}.",
                share=say.percent((factory.tolerance or 5.0) / 100),
            ),
            say(
                "Reconciliation: least squares weighted by the uncertainty entered; it proposes, it "
                "changes no entered figure."
            ),
            say(
                "Cost of losses: material flow cost accounting, ISO 14051. Energy and water made on site "
                "carry the cost of the centre that delivers them. A by-product that is sold carries its "
                "price."
            ),
            say("Indicators: UNIDO-UNEP enterprise-level indicators (2010)."),
            say("Greenhouse gases: IPCC 2006 Guidelines, volume 2; scopes 1 and 2."),
            say(
                "Options: net present value at {rate} a year, simple payback before tax, savings in "
                "sequence; a loss that is avoided saves the material in it and its treatment.",
                rate=say.percent(factory.discount_rate / 100),
            ),
            say(
                "All money is {currency} of {year}.",
                currency=factory.currency,
                year=factory.price_year,
            ),
        )
    )
    yield Heading(say("Sources of factors"), 2)
    yield Items(result.sources)
    cited = sorted(
        {
            f"{s.source}. {s.source_url}"
            for s in result.suggestions[:10]
            if s.source and s.saving_low is not None
        }
    )
    if cited:
        yield Heading(say("Sources of published ranges"), 2)
        yield Items(tuple(cited))
