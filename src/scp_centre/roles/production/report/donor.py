"""The donor report: what a part of the portfolio promised, and how much of it came true."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import xlsxwriter

from scp_centre.centre.registry.models import Person
from scp_centre.centre.wording import Speaker, speaker
from scp_centre.roles.production.models import Measure, Progress, VerifiedSaving
from scp_centre.roles.production.portfolio import (
    DIMENSIONS,
    STAGES,
    UNITS,
    Portfolio,
    Row,
    chosen,
    portfolio,
)
from scp_centre.roles.production.report.blocks import (
    Block,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
)

TITLES = {
    "identified": "Identified",
    "accepted": "Accepted",
    "carried_out": "Carried out",
    "verified": "Verified",
}


def compose_donor_report(
    person: Person, filters: Mapping[str, str], today: date, centre: str, note: str = ""
) -> Report:
    """Return the report of the assessments that fit the filters."""
    say = speaker("en")
    all_ = portfolio(person, filters, "sector")
    named = "; ".join(f"{DIMENSIONS[k][0]}: {v}" for k, v in filters.items() if v)
    return Report(
        language="en",
        title="Results of the centre's assessments",
        subtitle=named or "All assessments",
        company=centre,
        site="",
        place="",
        date=say.date(today),
        author=person.name,
        note=note,
        running_head="Results of the centre's assessments",
        blocks=tuple(_blocks(person, filters, all_, say)),
        words={w: w.capitalize() for w in ("contents", "page", "figure", "table", "source")},
    )


def _blocks(
    person: Person, filters: Mapping[str, str], all_: Portfolio, say: Speaker
) -> list[Block]:
    blocks: list[Block] = [
        Heading("Summary", new_page=True),
        Paragraph(
            f"{all_.assessments} assessments in {all_.companies} companies. Savings are per year, "
            "after running costs. Identified, accepted and carried out are as promised; verified "
            "is what readings proved against an adjusted baseline.",
            "lead",
        ),
    ]
    for total in all_.totals:
        blocks.append(
            KeyFigures(
                tuple(
                    KeyFigure(
                        say.money(total.of(stage, "money"), total.currency),
                        f"{TITLES[stage].lower()} a year",
                        "good" if stage == "verified" else "plain",
                    )
                    for stage in STAGES
                )
            )
        )
    blocks += [stage_table(total, say) for total in all_.totals]
    for dimension in ("sector", "region", "programme"):
        blocks.append(group_table(portfolio(person, filters, dimension), say))
    blocks.append(Heading("What was verified", new_page=True))
    blocks.append(_verified(person, filters, say))
    blocks.append(Heading("What kept the rest from happening", 2))
    blocks.append(Items(_hindrances(person, filters) or ("Nothing was said.",)))
    return blocks


def stage_table(total: Row, say: Speaker) -> Table:
    """Return money, resources and emissions by stage, in one currency."""
    rows = [
        (f"Money, {total.currency}", *(say.number(round(total.of(s, "money")), 1) for s in STAGES))
    ]
    rows += [(unit, *(say.number(total.of(s, q)) for s in STAGES)) for q, unit in UNITS.items()]
    head = ("A year", *TITLES.values())
    return Table(f"From identified to verified, {total.currency}", head, tuple(rows), (1, 2, 3, 4))


def group_table(found: Portfolio, say: Speaker) -> Table:
    """Return the money of each group by stage."""
    title = DIMENSIONS[found.dimension][0]
    rows = tuple(
        (
            r.group,
            str(r.assessments),
            r.currency,
            *(say.number(round(r.of(s, "money")), 1) for s in STAGES),
        )
        for r in found.rows
    )
    head = (title, "Assessments", "Currency", *TITLES.values())
    return Table(f"Money a year by {title.lower()}", head, rows, (1, 3, 4, 5, 6))


def _verified(person: Person, filters: Mapping[str, str], say: Speaker) -> Table:
    rows = tuple(
        (
            str(v.measure.assessment),
            v.measure.name or v.measure.option,
            say.amount(v.avoided, v.unit),
            f"{say.number(v.low)} to {say.number(v.high)}",
            say.money(v.money, v.measure.assessment.currency),
            say.number(v.co2e_t),
            v.verdict,
        )
        for v in VerifiedSaving.objects.filter(
            measure__assessment__in=chosen(person, filters).order_by(), current=True
        ).select_related("measure__assessment")
    )
    head = ("Site", "Option", "A year", "90 % interval", "Money", "t CO2e", "Verdict")
    return Table("Verified savings", head, rows, (2, 3, 4, 5), (26, 14, 14, 14, 14, 8, 10))


def _hindrances(person: Person, filters: Mapping[str, str]) -> tuple[str, ...]:
    found = Measure.objects.filter(
        assessment__in=chosen(person, filters).order_by()
    ).select_related("assessment")
    said = [
        (m, m.progress_reason if m.progress == Progress.GIVEN_UP else m.answer_reason)
        for m in found.exclude(answer_reason="", progress_reason="")
    ]
    return tuple(f"{m.assessment}, {m.name or m.option}: {reason}" for m, reason in said if reason)


def write_donor_xlsx(person: Person, filters: Mapping[str, str]) -> bytes:
    """Return the same figures as a workbook: one sheet for each dimension, one for measures."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        for dimension, (title, _) in DIMENSIONS.items():
            found = portfolio(person, filters, dimension)
            head = [title, "Assessments", "Currency"]
            quantities = ["money", *UNITS]
            head += [
                f"{TITLES[s]}, {UNITS.get(q, 'money')} a year" for s in STAGES for q in quantities
            ]
            page = book.add_worksheet(title)
            page.set_column(0, len(head) - 1, 16)
            page.freeze_panes(1, 1)
            page.write_row(0, 0, head, bold)
            for i, r in enumerate(found.rows, start=1):
                values = [r.of(s, q) for s in STAGES for q in quantities]
                page.write_row(i, 0, [r.group, r.assessments, r.currency, *values])
        _measures_sheet(book, bold, person, filters)
    return buffer.getvalue()


def _measures_sheet(
    book: xlsxwriter.Workbook, bold: object, person: Person, filters: Mapping[str, str]
) -> None:
    page = book.add_worksheet("Measures")
    fields = (
        "assessment__company",
        "assessment__site_name",
        "name",
        "decision",
        "answer",
        "answer_reason",
        "progress",
        "progress_reason",
        "owner",
        "due",
        "carried_out_on",
        "spent",
        "assessment__currency",
        "promised_money",
        "promised_mwh",
        "promised_m3",
        "promised_t",
        "promised_co2e_t",
    )
    page.write_row(0, 0, [f.split("__")[-1].replace("_", " ") for f in fields], bold)
    page.set_column(0, len(fields) - 1, 16)
    page.freeze_panes(1, 3)
    rows = Measure.objects.filter(assessment__in=chosen(person, filters).order_by())
    for i, row in enumerate(rows.values_list(*fields), start=1):
        page.write_row(i, 0, [str(v) if isinstance(v, date) else v for v in row])
