"""The investment file as a document: what is bought, what it brings, how the loan is served."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from scp_centre.centre.documents.blocks import (
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.followup.investment_figures import Financing
from scp_centre.roles.production.models import InvestmentFile

WORDS = {
    "title": _("Title"),
    "bank": _("For whom"),
    "purpose": _("Purpose"),
    "technology": _("Technology"),
    "suppliers": _("Suppliers contacted"),
    "risks": _("Risks and how they are managed"),
    "loan": _("Loan requested"),
    "loan_rate": _("Loan interest rate, % per year"),
    "loan_years": _("Loan term, years"),
    "state": _("State"),
}
INPUTS = {
    "annual_saving": _("Savings"),
    "investment": _("Investment"),
    "operating_cost": _("Running costs"),
}


def compose_investment(
    file: InvestmentFile, financing: Financing, result: AssessmentResult, language: str = "en"
) -> Report:
    """Return the document."""
    say = speaker(language)
    factory = result.file.factory
    return Report(
        language=language,
        title=file.title,
        subtitle=say(_("Investment file for {bank}", bank=file.bank)),
        company=factory.company,
        site=factory.site,
        place=factory.country,
        date=say.date(file.changed.date()),
        author=str(file.written_by),
        note=factory.note or "",
        running_head=f"{factory.company}, {file.title}",
        blocks=tuple(_blocks(file, financing, result.currency, say)),
        words=report_words(say),
    )


def _blocks(file: InvestmentFile, f: Financing, money: str, say: Speaker) -> Iterator[Block]:
    whole = f.whole
    yield Heading(say(_("Summary")), new_page=True)
    yield Paragraph(file.purpose, "lead")
    yield KeyFigures(
        (
            KeyFigure(say.money(whole.investment, money), say(_("investment after subsidy"))),
            KeyFigure(say.money(file.loan, money), say(_("loan requested"))),
            KeyFigure(say.money(f.net_saving, money), say(_("saved in the first year")), "good"),
            KeyFigure(say.percent(whole.irr), say(_("internal rate of return"))),
            KeyFigure(say.amount(f.co2e_t, "t CO2e"), say(_("avoided per year")), "good"),
        )
    )
    consent = (
        say(
            _(
                "{person} gave consent for the company on {day}.",
                person=file.consent_by,
                day=say.date(file.consent_on.date()),
            )
        )
        if file.consent_by and file.consent_on
        else say(_("The company has not consented yet, so this file is a draft."))
    )
    yield Paragraph(consent, "note")
    yield options_table(f, money, say)
    yield Heading(say(_("Technology")), 2)
    yield Paragraph(file.technology)
    yield Heading(say(_("Suppliers contacted")), 2)
    yield Paragraph(file.suppliers)
    yield Heading(say(_("Cash flow")), new_page=True)
    yield worth_table(file, f, money, say)
    yield cash_table(f, money, say)
    yield Heading(say(_("Sensitivity analysis")), 2)
    yield dependence_table(f, money, say)
    yield Heading(say(_("Risks")), 2)
    yield Paragraph(file.risks)
    yield Heading(say(_("Method")), 2)
    yield Paragraph(
        say(
            _(
                "Savings are counted in sequence, never twice. Net present value is calculated at "
                "{rate} a year. Cash flows are after tax and subsidy. Tax relief on interest is "
                "not included. The figures come from the site's assessment. On request, the "
                "centre shows how the figures were derived.",
                rate=say.percent(f.discount_rate),
            )
        )
    )


def options_table(f: Financing, money: str, say: Speaker) -> Table:
    """Return what is financed, option by option."""
    rows = tuple(
        (
            o.entry.name,
            say.number(round(o.appraisal.terms.own_investment), 1),
            say.number(round(o.net_saving), 1),
            say.years(o.appraisal.simple_payback_years),
            say.number(o.effect.co2e_t),
        )
        for o in f.options
    )
    total = (
        say(_("Total")),
        say.number(round(f.whole.investment), 1),
        say.number(round(f.net_saving), 1),
        "",
        say.number(f.co2e_t),
    )
    head = (*_option_heads(say, money), *heads(say, _("Payback"), _("t CO₂e a year")))
    return Table(
        say(_("What is financed")),
        head,
        (*rows, total),
        (1, 2, 3, 4),
        (40, 16, 18, 13, 13),
        bold_last=True,
    )


def _option_heads(say: Speaker, money: str) -> tuple[str, str, str]:
    return (
        say(_("Option")),
        say(_("Investment, {unit}", unit=money)),
        say(_("Saving per year, {unit}", unit=money)),
    )


def worth_table(file: InvestmentFile, f: Financing, money: str, say: Speaker) -> Table:
    """Return the measures of the whole, without and with the loan."""
    whole = f.whole
    rows = [
        (say(_("Net present value")), say.money(whole.npv, money)),
        (say(_("Internal rate of return")), say.percent(whole.irr)),
        (say(_("Discounted payback")), say.years(whole.discounted_payback_years)),
    ]
    if file.loan:
        rows += [
            (
                say(
                    n_(
                        "Loan at {rate} % over {count} year",
                        "Loan at {rate} % over {count} years",
                        file.loan_years or 0,
                        rate=say.number(file.loan_rate),
                    )
                ),
                say.money(file.loan, money),
            ),
            (
                say(_("Net present value for the owner, with the loan")),
                say.money(whole.equity_npv, money),
            ),
            (say(_("Lowest debt service cover ratio (DSCR)")), say.number(whole.lowest_debt_cover)),
        ]
    return Table(
        say(_("Profitability")),
        heads(say, _("Measure"), _("Value")),
        tuple(rows),
        (1,),
        (65, 35),
    )


def cash_table(f: Financing, money: str, say: Speaker) -> Table:
    """Return the cash flow of each year under the terms of the loan."""
    whole = f.whole
    rows = tuple(
        (
            str(t),
            say.number(round(c), 1),
            say.number(round(i), 1),
            say.number(round(s), 1),
            say.number(round(e), 1),
            say.number(cover) if cover is not None else "–",
        )
        for t, (c, i, s, e, cover) in enumerate(
            zip(
                whole.cash_flow,
                whole.interest,
                whole.debt_service,
                whole.equity_flow,
                whole.debt_cover,
                strict=True,
            )
        )
    )
    return Table(
        say(_("Cash flow, {unit}", unit=money)), _cash_heads(say), rows, (0, 1, 2, 3, 4, 5)
    )


def _cash_heads(say: Speaker) -> tuple[str, ...]:
    return heads(
        say,
        _("Year"),
        _("Cash flow"),
        _("Interest"),
        _("Debt service"),
        _("Remaining for the owner"),
        _("Cover ratio"),
    )


def dependence_table(f: Financing, money: str, say: Speaker) -> Table:
    """Return NPV and the lowest debt cover with each input 20 % lower and higher."""
    rows = tuple(
        (
            say(INPUTS[name]),
            say.number(round(low.npv), 1),
            say.number(round(high.npv), 1),
            say.number(low.lowest_debt_cover),
            say.number(high.lowest_debt_cover),
        )
        for name, low, high in f.sensitivities
    )
    head = (
        say(_("Input")),
        say(_("Net present value, {unit}, with this input 20 % lower", unit=money)),
        say(_("With this input 20 % higher")),
        say(_("Lowest cover ratio, with this input 20 % lower")),
        say(_("With this input 20 % higher")),
    )
    return Table(say(_("One input changed in all options")), head, rows, (1, 2, 3, 4))


def write_investment_xlsx(
    file: InvestmentFile, financing: Financing, money: str, language: str = "en"
) -> bytes:
    """Return the file as a workbook with numbers, not texts."""
    say, whole, buffer = speaker(language), financing.whole, BytesIO()
    with new_book(buffer) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        _sheet(
            book,
            say(_("File")),
            bold,
            heads(say, _("Item"), _("Text")),
            [(say(title), getattr(file, name)) for name, title in WORDS.items()],
        )
        _sheet(
            book,
            say(_("Options")),
            bold,
            (
                *_option_heads(say, money),
                *heads(say, _("Life, years"), _("t CO₂e a year")),
            ),
            [
                (
                    o.entry.name,
                    o.appraisal.terms.own_investment,
                    o.net_saving,
                    o.appraisal.terms.years,
                    o.effect.co2e_t,
                )
                for o in financing.options
            ],
        )
        _sheet(
            book,
            say(_("Cash flow")),
            bold,
            _cash_heads(say),
            list(
                zip(
                    range(len(whole.cash_flow)),
                    whole.cash_flow,
                    whole.interest,
                    whole.debt_service,
                    whole.equity_flow,
                    whole.debt_cover,
                    strict=True,
                )
            ),
        )
        _sheet(
            book,
            say(_("Sensitivities")),
            bold,
            heads(
                say,
                _("Input"),
                _("Net present value, with this input 20 % lower"),
                _("Net present value, with this input 20 % higher"),
                _("Lowest cover ratio, with this input 20 % lower"),
                _("Lowest cover ratio, with this input 20 % higher"),
            ),
            [
                (say(INPUTS[n]), a.npv, b.npv, a.lowest_debt_cover, b.lowest_debt_cover)
                for n, a, b in financing.sensitivities
            ],
        )
    return buffer.getvalue()


def _sheet(
    book: Any, name: str, bold: Any, head: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    page = book.add_worksheet(name)
    page.write_row(0, 0, head, bold)
    page.set_column(0, max(len(head) - 1, 1), 24)
    for i, row in enumerate(rows, start=1):
        page.write_row(i, 0, row)
