"""The report as DOCX: the same blocks, so that the company can work on the text."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigures,
    Paragraph,
    Photograph,
    Report,
    Table,
)
from scp_centre.centre.documents.rasters import png_of
from scp_centre.centre.translation import RIGHT_TO_LEFT

ACCENT, SOFT, LOSS = (
    RGBColor(0x1F, 0x5F, 0x4A),
    RGBColor(0x55, 0x62, 0x5D),
    RGBColor(0xB2, 0x3A, 0x2E),
)
WIDTH, TALLEST = 16.6, 10.5  # cm: between the margins, and of a picture
SHORT = 16  # a table of so many rows stays on one page
PALE = "F2F5F1"


def write_docx(report: Report) -> bytes:
    """Return the DOCX."""
    document = Document()
    _properties(document, report)
    _styles(document)
    _cover(document, report)
    _running_lines(document, report)
    counters = {"figure": 0, "table": 0}
    for block in report.blocks:
        _add(document, block, report, counters)
    if report.language in RIGHT_TO_LEFT:
        _turn(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# What follows a property in its parent, by the order of the standard (ISO/IEC 29500, part 1).
AFTER_BIDI: tuple[str, ...] = (
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
)
AFTER_BIDI += ("w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
AFTER_VISUAL: tuple[str, ...] = (
    "w:tblStyleRowBandSize",
    "w:tblStyleColBandSize",
    "w:tblW",
    "w:jc",
    "w:tblInd",
)
AFTER_VISUAL += ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _turn(document: Any) -> None:
    """Let all paragraphs, runs and tables go from right to left."""
    section = document.sections[0]
    for part in (document.element.body, section.header._element, section.footer._element):
        for paragraph in part.iter(qn("w:p")):
            _turn_on(paragraph.get_or_add_pPr(), "w:bidi", AFTER_BIDI)
        for run in part.iter(qn("w:r")):
            properties = run.get_or_add_rPr()
            _turn_on(properties, "w:rtl", AFTER_RTL)
            # Letters of Arabic have a size and a weight of their own.
            for own, plain in (("w:szCs", "w:sz"), ("w:bCs", "w:b")):
                found = properties.find(qn(plain))
                if found is not None and properties.find(qn(own)) is None:
                    copy = OxmlElement(own)
                    for name, value in found.attrib.items():
                        copy.set(name, value)
                    found.addnext(copy)
        for table in part.iter(qn("w:tbl")):
            _turn_on(table.tblPr, "w:bidiVisual", AFTER_VISUAL)


def _turn_on(properties: Any, name: str, successors: tuple[str, ...]) -> None:
    """Set a property that is on by being there, at its place."""
    if properties.find(qn(name)) is None:
        properties.insert_element_before(OxmlElement(name), *successors)


def _properties(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.title = f"{report.title}: {report.company}, {report.site}"
    properties.author, properties.language = report.author, report.language
    properties.comments = ""  # the library's own template fills this


def _styles(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.0)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(9.5)
    normal.paragraph_format.space_after = Pt(6)
    for level, size in ((1, 18), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = ACCENT if level == 1 else RGBColor(0x1D, 0x25, 0x23)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")


def _cover(document: Any, report: Report) -> None:
    for text, size, bold, colour in (
        (report.title, 14, False, ACCENT),
        (report.company, 30, True, ACCENT),
        (", ".join(w for w in (report.site, report.place) if w), 15, False, None),
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
            heading = document.add_heading(block.text, level=block.level)
            heading.paragraph_format.page_break_before = block.new_page
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
        case Photograph():
            _run(document.add_paragraph(), block.title, size=8.5, bold=True, keep=True)
            _picture(document, block.jpeg, block.title)
        case Drawing():
            counters["figure"] += 1
            title = f"{report.words['figure']} {counters['figure']}: {block.title}"
            _run(document.add_paragraph(), title, size=8.5, bold=True, keep=True)
            _run(document.add_paragraph(), block.subtitle, size=8, colour=SOFT, keep=True)
            _picture(document, png_of(block.svg), f"{block.title}. {block.subtitle}")


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


def _picture(document: Any, content: bytes, words: str) -> None:
    """Add a picture as wide as the page, or as high as TALLEST, with its text for those who
    cannot see it.
    """
    picture = document.add_picture(BytesIO(content), width=Cm(WIDTH))
    if picture.height > Cm(TALLEST):
        picture.width = int(picture.width * Cm(TALLEST) / picture.height)
        picture.height = Cm(TALLEST)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture._inline.docPr.set("descr", words)


def _key_figures(document: Any, block: KeyFigures) -> None:
    table = document.add_table(rows=2, cols=len(block.figures))
    _set_widths(table, (1.0,) * len(block.figures))
    for i, figure in enumerate(block.figures):
        colour = {"loss": LOSS, "good": ACCENT}.get(figure.tone)
        value, label = table.cell(0, i).paragraphs[0], table.cell(1, i).paragraphs[0]
        _run(value, figure.value, size=12, bold=True, colour=colour)
        value.paragraph_format.space_before, value.paragraph_format.space_after = Pt(6), Pt(0)
        _run(label, figure.label, size=8, colour=SOFT)
        for row in (0, 1):
            _shade(table.cell(row, i), PALE)


def _table(document: Any, block: Table, caption: str) -> None:
    _run(document.add_paragraph(), caption, size=8.5, bold=True, keep=True)
    rows = [block.head, *block.rows]
    table = document.add_table(rows=len(rows), cols=len(block.head))
    _set_widths(table, block.widths or (1.6, *(1.0,) * (len(block.head) - 1)))
    links = {(i, j): address for i, j, address in block.links}
    together = len(rows) <= SHORT
    for i, row in enumerate(rows):
        cells = table.rows[i].cells
        bold = i == 0 or (block.bold_last and i == len(rows) - 1)
        for j, text in enumerate(row):
            paragraph = cells[j].paragraphs[0]
            colour = SOFT if i == 0 else None
            if (i - 1, j) in links:
                colour = ACCENT
            keep = together and i < len(rows) - 1
            _run(paragraph, text, size=7.5, bold=bold, colour=colour, keep=keep)
            if i > 0 and (i - 1, j) in links:
                _link(paragraph, links[i - 1, j])
            paragraph.paragraph_format.space_before = Pt(1.5)
            paragraph.paragraph_format.space_after = Pt(1.5)
            if j in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if i == 0:
                _shade(cells[j], PALE)
            _line_below(cells[j], "1D2523" if i == 0 else "D5DBD4", 6 if i == 0 else 4)
        _mark(table.rows[i]._tr.get_or_add_trPr(), "w:cantSplit")
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    document.add_paragraph()


def _link(paragraph: Any, address: str) -> None:
    """Let the text of a paragraph lead to an address."""
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    for run in list(paragraph.runs):
        link.append(run._r)
    paragraph._p.append(link)


def _set_widths(table: Any, widths: tuple[float, ...]) -> None:
    """Fix the columns' widths: writers differ in which of the three places they read."""
    table.autofit = False
    share = WIDTH / sum(widths)
    for j, width in enumerate(widths):
        table.columns[j].width = Cm(width * share)
        for cell in table.columns[j].cells:
            cell.width = Cm(width * share)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "70")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _line_below(cell: Any, colour: str, eighths: int) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = cell._tc.get_or_add_tcPr()
    shade = properties.find(qn("w:shd"))  # the standard wants borders before the shade
    if shade is None:
        properties.append(borders)
    else:
        shade.addprevious(borders)


def _mark(properties: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    properties.append(mark)
