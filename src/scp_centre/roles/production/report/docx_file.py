"""The report as DOCX: the same blocks, so that the company can work on the text."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from scp_centre.roles.production.report.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigures,
    Paragraph,
    Report,
    Table,
)
from scp_centre.roles.production.report.rasters import png_of

ACCENT, SOFT, LOSS = (
    RGBColor(0x1F, 0x5F, 0x4A),
    RGBColor(0x55, 0x62, 0x5D),
    RGBColor(0xB2, 0x3A, 0x2E),
)
WIDTH = 16.6  # cm between the margins


def write_docx(report: Report) -> bytes:
    """Return the DOCX."""
    document = Document()
    _styles(document)
    _cover(document, report)
    _running_lines(document, report)
    counters = {"figure": 0, "table": 0}
    for block in report.blocks:
        _add(document, block, report, counters)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _styles(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.0)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans", Pt(9.5)
    normal.paragraph_format.space_after = Pt(6)
    for level, size in ((1, 18), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Noto Sans", Pt(size), True
        style.font.color.rgb = ACCENT if level == 1 else RGBColor(0x1D, 0x25, 0x23)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")


def _cover(document: Any, report: Report) -> None:
    for text, size, bold, colour in (
        (report.title, 14, False, ACCENT),
        (report.company, 30, True, ACCENT),
        (f"{report.site}, {report.place}", 15, False, None),
        (report.subtitle, 12, False, None),
        (" · ".join(p for p in (report.date, report.author) if p), 11, False, SOFT),
        (report.note, 10, False, LOSS),
    ):
        if text:
            _run(document.add_paragraph(), text, size=size, bold=bold, colour=colour)


def _running_lines(document: Any, report: Report) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    _run(head, f"{report.running_head}    {report.date}", size=8, colour=SOFT)
    foot = section.footer.paragraphs[0]
    _run(foot, f"{report.title}    {report.words['page']} ", size=8, colour=SOFT)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = foot.add_run()
        run.font.size = Pt(8)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _add(document: Any, block: Block, report: Report, counters: dict[str, int]) -> None:
    match block:
        case Heading():
            if block.new_page:
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            document.add_heading(block.text, level=block.level)
        case Paragraph():
            size = {"lead": 11.5, "note": 8.5}.get(block.style, 9.5)
            colour = SOFT if block.style == "note" else None
            _run(document.add_paragraph(), block.text, size=size, colour=colour)
        case KeyFigures():
            _key_figures(document, block)
        case Items():
            for item in block.items:
                style = "List Number" if block.numbered else "List Bullet"
                document.add_paragraph(item, style=style)
        case Table():
            counters["table"] += 1
            caption = f"{report.words['table']} {counters['table']}: {block.caption}"
            _table(document, block, caption)
        case Drawing():
            counters["figure"] += 1
            title = f"{report.words['figure']} {counters['figure']}: {block.title}"
            _run(document.add_paragraph(), title, size=8.5, bold=True, keep=True)
            _run(document.add_paragraph(), block.subtitle, size=8, colour=SOFT, keep=True)
            document.add_picture(BytesIO(png_of(block.svg)), width=Cm(WIDTH))


def _run(
    paragraph: Any,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: RGBColor | None = None,
    keep: bool = False,
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if colour is not None:
        run.font.color.rgb = colour
    paragraph.paragraph_format.keep_with_next = keep


def _key_figures(document: Any, block: KeyFigures) -> None:
    table = document.add_table(rows=2, cols=len(block.figures))
    for i, figure in enumerate(block.figures):
        colour = {"loss": LOSS, "good": ACCENT}.get(figure.tone)
        _run(table.cell(0, i).paragraphs[0], figure.value, size=13, bold=True, colour=colour)
        _run(table.cell(1, i).paragraphs[0], figure.label, size=8, colour=SOFT)


def _table(document: Any, block: Table, caption: str) -> None:
    _run(document.add_paragraph(), caption, size=8.5, bold=True, keep=True)
    table = document.add_table(rows=1, cols=len(block.head))
    table.style = "Table Grid"
    widths = block.widths or (1.6, *(1.0,) * (len(block.head) - 1))
    share = WIDTH / sum(widths)
    rows = [block.head, *block.rows]
    for _ in block.rows:
        table.add_row()
    for i, row in enumerate(rows):
        cells = table.rows[i].cells
        for j, text in enumerate(row):
            cells[j].width = Cm(widths[j] * share)
            paragraph = cells[j].paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            bold = i == 0 or (block.bold_last and i == len(rows) - 1)
            _run(paragraph, text, size=7.5, bold=bold)
            if j in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat_head(table)
    document.add_paragraph()


def _repeat_head(table: Any) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
