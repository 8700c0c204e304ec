"""Compose the report: what it says, in which order. No layout here."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    report_words,
)
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.roles.production.assessment.results import Assessment, Notice, OptionResult
from scp_centre.roles.production.pictures import draw
from scp_centre.roles.production.report.annex import annex
from scp_centre.roles.production.report.option_tables import safety_table
from scp_centre.roles.production.report.tables import (
    absolute_table,
    balance_table,
    emissions_table,
    loss_table,
    options_table,
    sector_table,
    suggestions_table,
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
        words=report_words(say),
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
    text = say(
        "{name}: {investment} once, {saving} a year, paid back after {payback}.",
        name=option.entry.name,
        investment=say.money(option.appraisal.terms.own_investment, money),
        saving=say.money(option.net_saving, money),
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
    if sector := sector_table(result, say):
        yield sector
    yield emissions_table(result, say)
    factory = result.file.factory
    text = say(
        "Warming potentials over 100 years: IPCC {set}. Carbon dioxide of biogenic fuels, "
        "reported apart: {biogenic}.",
        set=factory.gwp_set,
        biogenic=say.amount(result.assessed.emissions.biogenic_co2_kg / 1000, "t"),
    )
    yield Paragraph(text, "note")


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
        if result.plan.options:
            yield safety_table(result, say)
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
