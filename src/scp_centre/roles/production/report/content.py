"""Compose the report: what it says, in which order. No layout here."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

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
from scp_centre.methods.messages import Message, _
from scp_centre.roles.production.assessment.results import AssessmentResult, OptionResult
from scp_centre.roles.production.pictures import draw
from scp_centre.roles.production.report.annex import annex
from scp_centre.roles.production.report.cautions import Edition, day_of, open_balances
from scp_centre.roles.production.report.notices import notice_text
from scp_centre.roles.production.report.option_tables import safety_table
from scp_centre.roles.production.report.saving_ranges import plan_range_said, report_ranges
from scp_centre.roles.production.report.tables import (
    absolute_table,
    balance_table,
    emissions_table,
    loss_table,
    options_table,
    sector_table,
    suggestions_table,
)

NO_OUTCOMES: Mapping[str, Message] = MappingProxyType(
    {}
)  # of an assessment that nobody followed up


def compose(
    result: AssessmentResult,
    language: str = "en",
    outcomes: Mapping[str, Message] = NO_OUTCOMES,
    edition: Edition | None = None,
) -> Report:
    """Return the report of an assessment in a language.

    outcomes : key of an option -> what became of it since the assessment, where that is settled
    edition : which revision it is, of an assessment that a centre keeps
    """
    say = speaker(language)
    factory = result.file.factory
    return Report(
        language=say.language,
        title=say(_("Cleaner production assessment")),
        subtitle=factory.product,
        company=factory.company,
        site=factory.site,
        place=factory.country,
        date=day_of(result, edition, say),
        author=factory.expert or "",
        note=factory.note or "",
        running_head=f"{factory.company}, {factory.site}",
        blocks=tuple(_blocks(result, outcomes, say)),
        words=report_words(say),
    )


def _blocks(
    result: AssessmentResult, outcomes: Mapping[str, Message], say: Speaker
) -> Iterator[Block]:
    yield from _summary(result, outcomes, say)
    yield from _flows(result, say)
    yield from _losses(result, say)
    yield from _indicators(result, say)
    yield from _options(result, say)
    yield from _plan(result, say)
    yield from _method(result, say)
    yield from annex(result, say)


def _summary(
    result: AssessmentResult, outcomes: Mapping[str, Message], say: Speaker
) -> Iterator[Block]:
    plan, money = result.plan, result.currency
    yield Heading(say(_("Summary")), new_page=True)
    yield Paragraph(say(_lead(result, say)), "lead")
    yield KeyFigures(
        (
            _costs_of_a_year(result, say),
            KeyFigure(
                say.money(plan.net_saving, money), say(_("annual saving from the plan")), "good"
            ),
            KeyFigure(say.money(plan.investment, money), say(_("one-off investment"))),
            KeyFigure(say.years(plan.payback_years), say(_("payback"))),
            KeyFigure(
                say.amount(plan.co2e_t, "t CO2e"), say(_("emissions avoided per year")), "good"
            ),
        )
    )
    if doubt := open_balances(result, say):
        yield Paragraph(doubt)
    if plan.options:
        yield Heading(say(_("Recommended options")), 2)
        decisions = (_decision(o, result, outcomes.get(o.entry.key), say) for o in plan.options)
        yield Items(tuple(decisions), numbered=True)
        yield Paragraph(
            say(
                _(
                    "In total, an investment of {investment} saves {saving} a year.",
                    investment=say.money(plan.investment, money),
                    saving=say.money(plan.net_saving, money),
                )
            )
        )
        if said := plan_range_said(plan, money, say):
            yield Paragraph(" ".join(said))
    studied = [o for o in result.options if o.entry.decision == "study"]
    if studied:
        yield Paragraph(
            say(
                _(
                    "Study before deciding: {names}.",
                    names="; ".join(o.entry.name for o in studied),
                )
            )
        )
    yield from _drawing(result, say, "loss-costs")


def _costs_of_a_year(result: AssessmentResult, say: Speaker) -> KeyFigure:
    """Return what losses cost; of a site without recorded material, what goes in."""
    costs, factor = result.assessed.costs, result.annual_factor
    if costs.not_split:
        return KeyFigure(
            say.money(costs.costs_in * factor, result.currency), say(_("total costs per year"))
        )
    loss = say.money(costs.loss * factor, result.currency)
    return KeyFigure(loss, say(_("cost of losses per year")), "loss")


def _lead(result: AssessmentResult, say: Speaker) -> str:
    costs, performance = result.assessed.costs, result.assessed.performance
    made = {
        "period": result.assessed.period.key,
        "output": say.amount(performance.output, performance.output_unit),
        "product": result.file.factory.product.lower(),
    }
    if costs.not_split:
        return _(
            "In {period}, the site made {output} of {product}. Energy, water and labour cost "
            "{cost}. No materials are recorded, so the cost of losses cannot be calculated.",
            cost=say.money(costs.costs_in, result.currency),
            **made,
        )
    return _(
        "In {period}, the site made {output} of {product}. Waste, wastewater and emissions cost "
        "{loss}, which is {share} of all costs of material, energy, water and labour.",
        loss=say.money(costs.loss, result.currency),
        share=say.percent(costs.loss / costs.costs_in if costs.costs_in else None),
        **made,
    )


def _decision(
    option: OptionResult, result: AssessmentResult, outcome: Message | None, say: Speaker
) -> str:
    money = result.currency
    payback = option.appraisal.simple_payback_years
    figures = {
        "name": option.entry.name,
        "investment": say.money(option.appraisal.terms.own_investment, money),
        "saving": say.money(option.net_saving, money),
    }
    if payback is None:
        said = _(
            "{name}: invest {investment} once and save {saving} a year. The investment does not "
            "pay for itself.",
            **figures,
        )
    else:
        said = _(
            "{name}: invest {investment} once and save {saving} a year. The investment pays for "
            "itself after {payback}.",
            payback=say.years(payback),
            **figures,
        )
    text = say(said)
    if outcome is not None:
        return f"{text} {say(outcome)}"
    if option.entry.responsible or option.entry.due:
        text += " " + say(
            _(
                "{who}, by {when}.",
                who=option.entry.responsible or "–",
                when=say.date(option.entry.due),
            )
        )
    return text


def _drawing(result: AssessmentResult, say: Speaker, name: str) -> Iterator[Block]:
    picture = draw(name, result, say)
    yield Drawing(name, picture.title, picture.subtitle, picture.svg)


def _flows(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Flows through the site")), new_page=True)
    names = {"material": say(_("Material")), "energy": say(_("Energy")), "water": say(_("Water"))}
    for balance, name in names.items():
        if not result.assessed.system.of_balance(balance):
            continue
        yield Heading(name, 2)
        yield from _drawing(result, say, f"sankey-{balance}")
        yield balance_table(result, balance, say)
    for notice in result.notices:
        yield Paragraph(notice_text(notice, say), "note")


def cost_sum(result: AssessmentResult, say: Speaker) -> str:
    """Return the sum of the costs entered, as a message."""
    costs, money = result.assessed.costs, result.currency
    if costs.not_split:
        return _(
            "Costs entered: {costs_in}. No materials are recorded, so the share that is lost "
            "cannot be calculated.",
            costs_in=say.money(costs.costs_in, money),
        )
    return _(
        "Costs entered {costs_in} = products {product} + losses {loss} + stock {stock}.",
        costs_in=say.money(costs.costs_in, money),
        product=say.money(costs.product.total, money),
        loss=say.money(costs.loss, money),
        stock=say.money(costs.stock, money),
    )


def _losses(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("What losses really cost")), new_page=True)
    yield Paragraph(
        say(
            _(
                "Waste costs more than just its disposal. Its cost includes the material that was "
                "bought and the energy and work that went into it. Material flow cost accounting "
                "(ISO 14051) tracks these costs through every centre."
            )
        )
    )
    yield from _drawing(result, say, "sankey-cost")
    yield loss_table(result, say)
    yield Paragraph(say(cost_sum(result, say)), "note")


def _indicators(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Indicators and greenhouse gases")), new_page=True)
    if result.changes:
        yield from _drawing(result, say, "indicators")
    picture = draw("indicators", result, say) if result.changes else None
    if picture:
        yield Table(
            say(_("RECP indicators (UNIDO-UNEP primer, 2010)")),
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
        _(
            "Global warming potentials over 100 years: IPCC {set}. Carbon dioxide from biogenic "
            "fuels, reported separately: {biogenic}.",
            set=factory.gwp_set,
            biogenic=say.amount(result.assessed.emissions.biogenic_co2_kg / 1000, "t"),
        )
    )
    yield Paragraph(text, "note")


def _options(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Options")), new_page=True)
    if not result.options:
        yield Paragraph(say(_("No options have been entered yet.")))
    else:
        yield Paragraph(
            say(
                _(
                    "Each option is appraised on its own and ranked by net present value. The "
                    "saving of each option is then counted after the higher-ranked options, so no "
                    "saving is counted twice."
                )
            )
        )
        yield options_table(result, say)
        yield from _fixed_costs(result, say)
        yield from _drawing(result, say, "savings")
        yield from report_ranges(result, say)
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
                    _(
                        "Rejected: {reasons}",
                        reasons="; ".join(f"{o.entry.name} ({o.entry.reason})" for o in rejected),
                    )
                ),
                "note",
            )
    if result.suggestions:
        yield Heading(say(_("Other options to consider")), 2)
        yield Paragraph(
            say(
                _(
                    "These options come from the catalogue because they reduce what costs most "
                    "here. The ranges were published for other sites and are not a guarantee."
                )
            )
        )
        yield suggestions_table(result, say)


def _fixed_costs(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    """Show beside the avoidable saving what the same amounts carry in fixed costs."""
    for o in result.options:
        if o.entry.decision != "reject" and o.effect.money_full > o.effect.money * 1.005 + 0.5:
            yield Paragraph(
                say(
                    _(
                        "{option} avoids purchases of {saving} a year. At full cost, the saving "
                        "would be {full} a year, including fixed costs that are not saved.",
                        option=o.entry.name,
                        saving=say.money(o.effect.money, result.currency),
                        full=say.money(o.effect.money_full, result.currency),
                    )
                ),
                "note",
            )


def _plan(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Action plan")), new_page=True)
    if not result.plan.options:
        yield Paragraph(say(_("No options have been chosen yet.")))
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
        say(_("Option")),
        say(_("Action to take")),
        say(_("Responsible")),
        say(_("Due")),
        say(_("Investment, {unit}", unit=result.currency)),
    )
    yield Table(say(_("Who does what by when")), head, rows, (4,), (22, 36, 16, 14, 12))
    saved = tuple(
        (
            f.name,
            say.amount(*f.as_entered(f.amount * result.annual_factor), 4),
            say.amount(*f.as_entered(amount), 3),
            say.percent(amount / (f.amount * result.annual_factor) if f.amount else None),
        )
        for f in result.assessed.system.flows
        if (amount := result.plan.saved.get(f.key, 0.0))
    )
    saved_head = (say(_("Flow")), say(_("Today, per year")), say(_("Saved")), say(_("Share")))
    yield Table(say(_("Savings from the plan for each flow")), saved_head, saved, (1, 2, 3))
    yield Paragraph(
        say(
            _(
                "Read the meters for these flows each month and compare them with the figures "
                "above at the same output. This comparison proves the saving."
            )
        )
    )


def _method(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    factory = result.file.factory
    yield Heading(say(_("Method, factors and sources")), new_page=True)
    yield Items(
        (
            say(
                _(
                    "Balances: inputs = outputs + stock change in each centre, to within {share}.",
                    share=say.percent((factory.tolerance or 5.0) / 100),
                )
            ),
            say(
                _(
                    "Reconciliation: least squares weighted by the uncertainty entered. It only "
                    "proposes corrections and does not change any of the figures entered."
                )
            ),
            say(
                _(
                    "Cost of losses: material flow cost accounting, ISO 14051. Energy and water "
                    "made on site are valued at the cost of the centre that supplies them. A "
                    "by-product that is sold is valued at its price."
                )
            ),
            say(_("Indicators: UNIDO-UNEP enterprise-level indicators (2010).")),
            say(_("Greenhouse gases: IPCC 2006 Guidelines, volume 2; scopes 1 and 2.")),
            say(
                _(
                    "Options: net present value at {rate} a year, simple payback before tax, "
                    "savings counted in sequence. Avoiding a loss saves both the material in it "
                    "and its treatment.",
                    rate=say.percent(factory.discount_rate / 100),
                )
            ),
            say(
                _(
                    "All amounts are in {year} {currency}.",
                    currency=factory.currency,
                    year=factory.price_year,
                )
            ),
        )
    )
    yield Heading(say(_("Sources of factors")), 2)
    yield Items(result.sources)
    cited = sorted(
        {
            f"{s.source}. {s.source_url}"
            for s in result.suggestions[:10]
            if s.source and s.saving_low is not None
        }
    )
    if cited:
        yield Heading(say(_("Sources of published ranges")), 2)
        yield Items(tuple(cited))
