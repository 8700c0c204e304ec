"""The result of a footprint as a workbook: its tables, each figure with unit and source."""

import io

from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.footprints import KIND_TITLES, STAGE_TITLES, SUBSTANCE_TITLES
from scp_centre.methods.messages import _
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.sentences import UNIT, lead, notes, spread_sentence
from scp_centre.roles.products.workbook.cost_pages import Rows, cost_pages
from scp_centre.roles.products.workbook.indicator_pages import indicator_pages


def write_report_book(model: FootprintModel, computed: Computed, language: str) -> bytes:
    """Return the tables of the report as XLSX, in the language of the report."""
    say, out = speaker(language), io.BytesIO()
    with new_book(out) as book:
        for name, head, rows in _pages(model, computed, say):
            _write(book, say(name), [say(one) for one in head], rows)
    return out.getvalue()


def _write(book: Book, name: str, head: list[str], rows: Rows) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#e3efe9", "border": 1})
    page = book.add_worksheet(name[:31])
    page.write_row(0, 0, head, bold)
    for number, row in enumerate(rows, 1):
        page.write_row(number, 0, ["" if cell is None else cell for cell in row])
    page.set_column(0, 0, 44)
    page.set_column(1, len(head), 22)
    page.freeze_panes(1, 1)


def _pages(
    model: FootprintModel, computed: Computed, say: Speaker
) -> list[tuple[str, tuple[str, ...], Rows]]:
    base, spread, about = computed.base, computed.spread, computed.content.about
    facts = [
        (say(_("Product")), str(model)),
        (say(_("Functional unit")), say.unit(computed.content.model.functional_unit)),
        (say(_("Period")), about.period),
        (say(_("Review")), say(model.standing)),
        (say(_("Product carbon footprint")), base.total, UNIT),
        ("", say(lead(computed))),
        ("", say(spread_sentence(spread))),
        *(("", say(one)) for one in notes(computed)),
    ]
    lines = [
        (
            row.line.line.part,
            say(STAGE_TITLES[row.line.line.stage]),
            row.line.factor.name,
            row.amount,
            say.unit(row.line.factor.unit),
            row.value,
            base.share(row.value),
            row.line.line.source,
            row.line.factor.source,
            row.line.factor.region,
            row.line.factor.year or None,
            row.line.factor.licence,
        )
        for row in base.rows
    ]
    compared = [
        (one.name, one.total, one.total - base.total, one.probability_lower)
        for one in spread.compared
    ]
    stages = [(say(STAGE_TITLES[s]), v, base.share(v)) for s, v in base.stages.items()]
    kinds = [(say(title), base.kinds[kind]) for kind, title in KIND_TITLES.items()]
    substances = [
        (say(SUBSTANCE_TITLES.get(s.substance, s.substance)), s.kg, s.value)
        for s in base.substances
    ]
    return [
        (_("Summary"), (_("Item"), _("Value"), _("Unit")), facts),
        (_("Stages"), (_("Stage"), UNIT, _("Share")), stages),
        (_("Types of gases"), (_("Kind"), UNIT), kinds),
        (_("Substances"), (_("Substance"), "kg", UNIT), substances),
        (
            _("Lines"),
            (
                *(_("Part or process"), _("Stage"), _("Background row"), _("Amount"), _("Unit")),
                *(UNIT, _("Share"), _("Source of the amount"), _("Row source")),
                *(_("Region"), _("Year"), _("Licence")),
            ),
            lines,
        ),
        (
            _("Alternatives"),
            (_("Alternative"), UNIT, _("Difference"), _("Probability of a lower footprint")),
            compared,
        ),
        *indicator_pages(computed, say),
        *cost_pages(computed, say),
    ]
