"""The investment file as a document: what is bought, what it brings, how the loan is served."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import xlsxwriter

from scp_centre.centre.wording import Speaker, speaker
from scp_centre.roles.production.assessment.results import Assessment
from scp_centre.roles.production.followup.financing import Financing
from scp_centre.roles.production.models import InvestmentFile
from scp_centre.roles.production.report.blocks import (
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
)

INPUTS = {
    "annual_saving": "Savings",
    "investment": "Investment",
    "operating_cost": "Running costs",
}


def compose_investment(
    file: InvestmentFile, financing: Financing, result: Assessment, say: Speaker | None = None
) -> Report:
    """Return the document."""
    say = say or speaker("en")
    factory = result.file.factory
    return Report(
        language="en",
        title=file.title,
        subtitle=f"Investment file for {file.bank}",
        company=factory.company,
        site=factory.site,
        place=factory.country,
        date=say.date(file.changed.date()),
        author=str(file.written_by),
        note=factory.note or "",
        running_head=f"{factory.company}, {file.title}",
        blocks=tuple(_blocks(file, financing, result.currency, say)),
        words={w: w.capitalize() for w in ("contents", "page", "figure", "table", "source")},
    )


def _blocks(file: InvestmentFile, f: Financing, money: str, say: Speaker) -> Iterator[Block]:
    whole = f.whole
    yield Heading("Summary", new_page=True)
    yield Paragraph(file.purpose, "lead")
    yield KeyFigures(
        (
            KeyFigure(say.money(whole.investment, money), "investment after subsidy"),
            KeyFigure(say.money(file.loan, money), "loan asked for"),
            KeyFigure(say.money(f.net_saving, money), "saved in the first year", "good"),
            KeyFigure(say.percent(whole.irr), "internal rate of return"),
            KeyFigure(say.amount(f.co2e_t, "t CO2e"), "avoided a year", "good"),
        )
    )
    consent = (
        f"{file.consent_by} consented for the company on {say.date(file.consent_on.date())}."
        if file.consent_by and file.consent_on
        else "The company has not consented yet: this is a draft."
    )
    yield Paragraph(consent, "note")
    yield options_table(f, money, say)
    yield Heading("Technology", 2)
    yield Paragraph(file.technology)
    yield Heading("Suppliers asked", 2)
    yield Paragraph(file.suppliers)
    yield Heading("Cash flow", new_page=True)
    yield worth_table(file, f, money, say)
    yield cash_table(f, money, say)
    yield Heading("What it depends on", 2)
    yield dependence_table(f, money, say)
    yield Heading("Risks", 2)
    yield Paragraph(file.risks)
    yield Heading("Method", 2)
    yield Paragraph(
        f"Savings are counted in sequence, never twice. Net present value at "
        f"{say.percent(f.discount_rate)} a year. Cash flows are after tax and subsidy; the tax "
        "relief of interest is left out. Figures: the assessment of the site, whose derivations "
        "the centre shows on request."
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
        "Together",
        say.number(round(f.whole.investment), 1),
        say.number(round(f.net_saving), 1),
        "",
        say.number(f.co2e_t),
    )
    head = ("Option", f"Investment, {money}", f"Saves, {money} a year", "Payback", "t CO2e a year")
    return Table(
        "What is financed",
        head,
        (*rows, total),
        (1, 2, 3, 4),
        (40, 16, 18, 13, 13),
        bold_last=True,
    )


def worth_table(file: InvestmentFile, f: Financing, money: str, say: Speaker) -> Table:
    """Return the measures of the whole, without and with the loan."""
    whole = f.whole
    rows = [
        ("Net present value", say.money(whole.npv, money)),
        ("Internal rate of return", say.percent(whole.irr)),
        ("Discounted payback", say.years(whole.discounted_payback_years)),
    ]
    if file.loan:
        rows += [
            (
                f"Loan at {say.number(file.loan_rate)} % over {file.loan_years} years",
                say.money(file.loan, money),
            ),
            ("Net present value for the owner, with the loan", say.money(whole.equity_npv, money)),
            ("Lowest cover of the debt service", say.number(whole.lowest_debt_cover)),
        ]
    return Table("What it is worth", ("Measure", "Value"), tuple(rows), (1,), (65, 35))


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
    head = ("Year", "Cash flow", "Interest", "Debt service", "Left to the owner", "Cover")
    return Table(f"Cash flow, {money}", head, rows, (0, 1, 2, 3, 4, 5))


def dependence_table(f: Financing, money: str, say: Speaker) -> Table:
    """Return NPV and the lowest debt cover with each input 20 % lower and higher."""
    rows = tuple(
        (
            INPUTS[name],
            say.number(round(low.npv), 1),
            say.number(round(high.npv), 1),
            say.number(low.lowest_debt_cover),
            say.number(high.lowest_debt_cover),
        )
        for name, low, high in f.sensitivities
    )
    head = (
        "Input",
        f"Net present value, {money}, 20 % lower",
        "20 % higher",
        "Lowest cover, 20 % lower",
        "20 % higher",
    )
    return Table("One input moved in all options", head, rows, (1, 2, 3, 4))


def write_investment_xlsx(file: InvestmentFile, financing: Financing, money: str) -> bytes:
    """Return the file as a workbook with numbers, not texts."""
    whole, buffer = financing.whole, BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        _sheet(
            book,
            "File",
            bold,
            ("What", "Text"),
            [
                (name.capitalize(), getattr(file, name))
                for name in (
                    "title",
                    "bank",
                    "purpose",
                    "technology",
                    "suppliers",
                    "risks",
                    "loan",
                    "loan_rate",
                    "loan_years",
                    "state",
                )
            ],
        )
        _sheet(
            book,
            "Options",
            bold,
            (
                "Option",
                f"Investment, {money}",
                f"Saves, {money} a year",
                "Life, years",
                "t CO2e a year",
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
            "Cash flow",
            bold,
            ("Year", "Cash flow", "Interest", "Debt service", "Left to the owner", "Cover"),
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
            "Sensitivities",
            bold,
            (
                "Input",
                "NPV, 20 % lower",
                "NPV, 20 % higher",
                "Lowest cover, 20 % lower",
                "Lowest cover, 20 % higher",
            ),
            [
                (INPUTS[n], a.npv, b.npv, a.lowest_debt_cover, b.lowest_debt_cover)
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
