"""The donor report: what a part of the portfolio promised, and how much of it came true."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from django.db.models import QuerySet

from scp_centre.centre.documents.blocks import (
    Block,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.models import Assessment, Measure, Progress
from scp_centre.roles.production.portfolio import (
    DIMENSIONS,
    STAGES,
    TITLES,
    UNITS,
    Portfolio,
    Row,
    chosen,
    portfolio,
)
from scp_centre.roles.production.public_portfolio import PublicPortfolio, public_portfolio
from scp_centre.roles.production.queries import reviewed_savings


def compose_donor_report(
    person: Person,
    filters: Mapping[str, str],
    today: date,
    centre: str,
    note: str = "",
    language: str = "en",
    *,
    is_public: bool = False,
) -> Report:
    """Return the report of the assessments that fit the filters.

    is_public : for readers outside the house; its sums pass the gate, and no company is named
    """
    say = speaker(language)
    if is_public:
        blocks = _public_blocks(public_portfolio(person, filters), say)
    else:
        blocks = _blocks(person, filters, portfolio(person, filters, "sector"), say)
    named = "; ".join(f"{say(DIMENSIONS[k][0])}: {say(v)}" for k, v in filters.items() if v)
    return Report(
        language=language,
        title=say(_("Results of the centre's assessments")),
        subtitle=named or say(_("All assessments")),
        company=centre,
        site="",
        place="",
        date=say.date(today),
        author=person.name,
        note=say(note),
        running_head=say(_("Results of the centre's assessments")),
        blocks=tuple(blocks),
        words=report_words(say),
    )


def _blocks(
    person: Person, filters: Mapping[str, str], all_: Portfolio, say: Speaker
) -> list[Block]:
    blocks = _summary(all_, say)
    blocks += [stage_table(total, say) for total in all_.totals]
    for dimension in ("sector", "region", "programme"):
        blocks.append(group_table(portfolio(person, filters, dimension), say))
    blocks.append(Heading(say(_("What was verified")), new_page=True))
    blocks.append(Paragraph(say(_("The totals include only verified savings."))))
    blocks += [Paragraph(say(waiting.sentence)) for waiting in all_.waiting]
    blocks.append(_verified(person, filters, say))
    blocks.append(Heading(say(_("Obstacles to the other measures")), 2))
    blocks.append(Items(_hindrances(person, filters) or (say(_("No comment.")),)))
    return blocks


def _public_blocks(found: PublicPortfolio, say: Speaker) -> list[Block]:
    """Return the report for outside: sums of companies that consent, and why others are dashes."""
    all_ = found.by_dimension["sector"]
    blocks = _summary(all_, say)
    blocks.append(
        Paragraph(
            say(
                _(
                    "This version is for readers outside the centre. It includes only companies "
                    "that have given consent, and rounds each sum to two significant digits. A "
                    "dash means that a sum is zero or could reveal a company's figures."
                )
            )
        )
    )
    blocks += [stage_table(total, say) for total in all_.totals]
    blocks += [group_table(portfolio, say) for portfolio in found.by_dimension.values()]
    if found.reasons:
        blocks.append(Heading(say(_("Why sums are hidden")), 2))
        blocks.append(Items(tuple(say(reason) for reason in found.reasons)))
    return blocks


def _summary(all_: Portfolio, say: Speaker) -> list[Block]:
    blocks: list[Block] = [
        Heading(say(_("Summary")), new_page=True),
        Paragraph(
            say(
                _(
                    "{assessments} in {companies}. Savings are per year, after running costs. "
                    "Identified, accepted and carried out savings are promised savings. Verified "
                    "savings were confirmed by readings against an adjusted baseline and approved "
                    "by a reviewer. Verified savings count only what was measured, over one year "
                    "at most, and include no projections.",
                    assessments=n_("{count} assessment", "{count} assessments", all_.assessments),
                    companies=n_("{count} company", "{count} companies", all_.companies),
                )
            ),
            "lead",
        ),
    ]
    for total in all_.totals:
        blocks.append(
            KeyFigures(
                tuple(
                    KeyFigure(
                        say.money(total.shown(stage, "money"), total.currency),
                        say(_("{stage} per year", stage=say(TITLES[stage]).lower())),
                        "good" if stage == "verified" else "plain",
                    )
                    for stage in STAGES
                )
            )
        )
    return blocks


def stage_table(total: Row, say: Speaker) -> Table:
    """Return money, resources and emissions by stage, in one currency."""
    rows = [
        (
            say(_("Money, {currency}", currency=total.currency)),
            *(say.number(total.shown(s, "money"), 1) for s in STAGES),
        )
    ]
    rows += [
        (say.unit(unit), *(say.number(total.shown(s, q)) for s in STAGES))
        for q, unit in UNITS.items()
    ]
    head = (say(_("Saving")), *_stages(say))
    return Table(
        say(_("From identified to verified, {currency}", currency=total.currency)),
        head,
        tuple(rows),
        (1, 2, 3, 4),
    )


def group_table(found: Portfolio, say: Speaker) -> Table:
    """Return the money of each group by stage."""
    title = say(DIMENSIONS[found.dimension][0])
    rows = tuple(
        (
            say(r.group),
            str(r.assessments),
            r.currency,
            *(say.number(r.shown(s, "money"), 1) for s in STAGES),
        )
        for r in found.rows
    )
    head = (title, *heads(say, _("Assessments"), _("Currency")), *_stages(say))
    return Table(
        say(_("Money per year by {dimension}", dimension=say(title).lower())),
        head,
        rows,
        (1, 3, 4, 5, 6),
    )


def _stages(say: Speaker) -> tuple[str, ...]:
    return tuple(say(title) for title in TITLES.values())


def _verified(person: Person, filters: Mapping[str, str], say: Speaker) -> Table:
    rows = tuple(
        (
            str(v.measure.assessment),
            v.measure.name or v.measure.option,
            say.amount(v.avoided, v.unit),
            say(_("{low} to {high}", low=say.number(v.low), high=say.number(v.high))),
            str(v.days),
            say.money(v.money, v.measure.assessment.currency),
            say.number(v.co2e_t),
            say(v.verdict),
        )
        for v in reviewed_savings(chosen(person, filters)).select_related("measure__assessment")
    )
    head = heads(
        say,
        _("Site"),
        _("Option"),
        _("Measured"),
        _("90 % interval"),
        _("Days"),
        _("Money"),
        _("t CO₂e"),
        _("Verdict"),
    )
    return Table(
        say(_("Verified savings")), head, rows, (2, 3, 4, 5, 6), (24, 14, 13, 14, 7, 13, 7, 8)
    )


def _hindrances(person: Person, filters: Mapping[str, str]) -> tuple[str, ...]:
    found = Measure.objects.filter(
        assessment__in=chosen(person, filters).order_by()
    ).select_related("assessment")
    said = [
        (m, m.progress_reason if m.progress == Progress.GIVEN_UP else m.answer_reason)
        for m in found.exclude(answer_reason="", progress_reason="")
    ]
    return tuple(f"{m.assessment}, {m.name or m.option}: {reason}" for m, reason in said if reason)


def write_donor_xlsx(person: Person, filters: Mapping[str, str], language: str = "en") -> bytes:
    """Return the same figures as a workbook: one sheet for each dimension, one for measures."""
    say, buffer = speaker(language), BytesIO()
    with new_book(buffer) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        for dimension, (title, _unused) in DIMENSIONS.items():
            found = portfolio(person, filters, dimension)
            head = [say(title), *heads(say, _("Assessments"), _("Currency"))]
            quantities = ["money", *UNITS]
            head += [
                say(
                    _(
                        "{stage}, {unit} per year",
                        stage=say(TITLES[s]),
                        unit=UNITS.get(q) or say(_("money")),
                    )
                )
                for s in STAGES
                for q in quantities
            ]
            page = book.add_worksheet(say(title)[:31])
            page.set_column(0, len(head) - 1, 16)
            page.freeze_panes(1, 1)
            page.write_row(0, 0, head, bold)
            for i, r in enumerate(found.rows, start=1):
                values = [r.of(s, q) for s in STAGES for q in quantities]
                page.write_row(i, 0, [say(r.group), r.assessments, r.currency, *values])
        _measures_sheet(book, bold, chosen(person, filters), say)
    return buffer.getvalue()


MEASURE_HEADS = {
    "assessment__company": _("Company"),
    "assessment__site_name": _("Site"),
    "name": _("Option"),
    "decision": _("Decision"),
    "answer": _("Answer"),
    "answer_reason": _("Reason for the answer"),
    "progress": _("Progress"),
    "progress_reason": _("Obstacle to the measure"),
    "owner": _("Responsible"),
    "due": _("Due"),
    "carried_out_on": _("Carried out on"),
    "spent": _("Money spent"),
    "assessment__currency": _("Currency"),
    "promised_money": _("Promised, money per year"),
    "promised_mwh": _("Promised, MWh per year"),
    "promised_m3": _("Promised, m³ per year"),
    "promised_t": _("Promised, t per year"),
    "promised_co2e_t": _("Promised, t CO₂e per year"),
}


def _measures_sheet(
    book: Book, bold: object, assessments: QuerySet[Assessment], say: Speaker
) -> None:
    page = book.add_worksheet(say(_("Measures")))
    page.write_row(0, 0, [say(head) for head in MEASURE_HEADS.values()], bold)
    page.set_column(0, len(MEASURE_HEADS) - 1, 16)
    page.freeze_panes(1, 3)
    rows = Measure.objects.filter(assessment__in=assessments.order_by())
    words = [name in ("decision", "answer", "progress") for name in MEASURE_HEADS]
    for i, row in enumerate(rows.values_list(*MEASURE_HEADS), start=1):
        plain = [str(v) if isinstance(v, date) else v for v in row]
        page.write_row(i, 0, [say(v) if w else v for v, w in zip(plain, words, strict=True)])
