"""Slides as PPTX, out and in: what a trainer shows elsewhere, and what they already have."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

from markdown_it.token import Token
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from scp_centre.centre.documents.markdown import as_tokens, slides_of
from scp_centre.centre.foreign_files import WORKBOOK, FileRefusal, read
from scp_centre.centre.foreign_files.readers.slides import MOST_SLIDES
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module, Section
from scp_centre.roles.training.queries import picture_at

WIDE, HIGH = Inches(13.333), Inches(7.5)
ACCENT, INK, SOFT = (
    RGBColor(0x1F, 0x5F, 0x4A),  # type: ignore[no-untyped-call]
    RGBColor(0x1D, 0x25, 0x23),  # type: ignore[no-untyped-call]
    RGBColor(0x55, 0x62, 0x5D),  # type: ignore[no-untyped-call]
)
FONT = "Calibri"
FOOTER = "Footer"  # name of the shape with the module's title, which does not come back in
LARGEST_DECK = 50 * 1024**2


def write_deck(module: Module) -> bytes:
    """Return the slides of a module, with the trainer's notes under the first of each section."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    deck.core_properties.title, deck.core_properties.language = module.title, module.language
    deck.core_properties.author = ""
    for section in module.sections.all():
        for number, text in enumerate(_texts(section)):
            slide = _slide(deck, text, section)
            if number == 0 and section.notes:
                slide.notes_slide.notes_text_frame.text = section.notes
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _texts(section: Section) -> list[str]:
    texts = slides_of(section.slides)
    if section.task:
        texts.append(f"# {section.title}\n\n{section.task}")
    return texts or [f"# {section.title}"]


def _slide(deck: Any, text: str, section: Section) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[5])  # the layout with a title only
    tokens = as_tokens(text)
    title, rest = _title(tokens, section)
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = (
        Inches(0.7),
        Inches(0.5),
        Inches(11.9),
        Inches(1.2),
    )
    shape.text_frame.text = title
    _style(shape.text_frame.paragraphs[0], 36, ACCENT, bold=True)
    _pictures(slide, rest)
    box = slide.shapes.add_textbox(Inches(0.7), Inches(1.9), Inches(11.9), Inches(4.9))
    box.text_frame.word_wrap = True
    if height := _fill(slide, box.text_frame, rest):
        box.top = Inches(2.1) + height
    foot = slide.shapes.add_textbox(Inches(0.7), Inches(6.95), Inches(11.9), Inches(0.4))
    foot.name = FOOTER
    foot.text_frame.text = section.module.title
    _style(foot.text_frame.paragraphs[0], 11, SOFT)
    return slide


def _pictures(slide: Any, tokens: list[Token]) -> None:
    """Put the module's own pictures on the right half; those that are drawn anew stay words."""
    parts = (part for token in tokens for part in token.children or ())
    addresses = [str(part.attrs.get("src", "")) for part in parts if part.type == "image"]
    found = [picture for picture in map(picture_at, addresses) if picture]
    for picture in found[:1]:
        with picture.file.open("rb") as opened:
            shape = slide.shapes.add_picture(opened, Inches(7), Inches(1.9), height=Inches(4.6))
        if shape.width > Inches(5.6):
            shape.height = int(shape.height * Inches(5.6) / shape.width)
            shape.width = Inches(5.6)
        shape.name = picture.source


def _title(tokens: list[Token], section: Section) -> tuple[str, list[Token]]:
    """Return the heading that a slide begins with, or the section's title, and the rest."""
    if tokens and tokens[0].type == "heading_open":
        return _words(tokens[1]), tokens[3:]
    return section.title, tokens


def _words(inline: Token) -> str:
    return "".join(part.content or "" for part in inline.children or ())


def _style(paragraph: Any, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.name, run.font.color.rgb = Pt(size), FONT, colour
        run.font.bold = bold or run.font.bold


def _fill(slide: Any, frame: Any, tokens: list[Token]) -> int:
    """Write paragraphs and lists into the frame; return the height of a table above them."""
    height = 0
    lists: list[list[int]] = []  # of each open list its next number, 0 for dots
    rows: list[list[str]] = []
    first = True
    for i, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([1 if token.type.startswith("ordered") else 0])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and tokens[i - 1].type in ("th_open", "td_open"):
            rows[-1].append(_words(token))
        elif token.type == "inline":
            paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
            first = False
            _write(paragraph, token, lists)
        elif token.type == "table_close":
            height = _table(slide, [row for row in rows if any(row)])
            rows = []
    return height


def _write(paragraph: Any, inline: Token, lists: list[list[int]]) -> None:
    if lists:
        mark = lists[-1]
        paragraph.level = len(lists) - 1
        paragraph.add_run().text = f"{mark[0]}. " if mark[0] else "• "
        mark[0] += 1 if mark[0] else 0
    bold = italic = False
    for part in inline.children or ():
        bold = {"strong_open": True, "strong_close": False}.get(part.type, bold)
        italic = {"em_open": True, "em_close": False}.get(part.type, italic)
        words = " " if part.type in ("softbreak", "hardbreak") else part.content
        if words:
            run = paragraph.add_run()
            run.text = words
            run.font.bold, run.font.italic = bold, italic
    paragraph.space_after = Pt(10)
    _style(paragraph, 24, INK)


def _table(slide: Any, rows: list[list[str]]) -> int:
    if not rows:
        return 0
    frame = slide.shapes.add_table(
        len(rows), len(rows[0]), Inches(0.7), Inches(2.0), Inches(11.9), Inches(0.6 * len(rows))
    )
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            cell = frame.table.cell(i, j)
            cell.text = text
            _style(cell.text_frame.paragraphs[0], 20, INK)
            cell.fill.background()
    return int(frame.height)


@dataclass(slots=True)
class DeckText:
    """What was read of a deck: the text of a module, and what could not be taken over."""

    text: str
    left_out: list[str] = field(default_factory=list)


def read_deck(file: BinaryIO, key: str, language: str) -> DeckText:
    """Return a deck as the text of a module: titles, paragraphs, bullets, tables, notes.

    A slide of the layout "Section Header" begins a section. Pictures, charts and films are not
    taken over; they are named with their slide.

    Raises TrainingError for what is no PPTX, or too large.
    """
    if (getattr(file, "size", 0) or 0) > LARGEST_DECK:
        raise TrainingError(
            _("The file is larger than 50 MB."),
            where="file",
            cure=_("First reduce the size of the pictures in the file."),
        )
    try:
        deck = read("slides", file.read(), WORKBOOK, footer=FOOTER)
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    title = deck["title"]
    head = [f"key: {key}", f"language: {language}", f"title: {title}", f"summary: {title}"]
    return DeckText("\n".join([*head, *_sections(deck["parts"]), ""]), deck["left_out"])


def _refused(refusal: FileRefusal) -> TrainingError:
    if refusal.kind == "too_many":
        count = refusal.about.get("count", 0)
        return TrainingError(
            _(
                "The number of slides must be between 1 and {_SLIDES}, but it is {count}.",
                count=count,
                _SLIDES=MOST_SLIDES,
            ),
            where="file",
            cure=_("Choose a file within this limit."),
        )
    return TrainingError(
        _("This file is not a readable PPTX presentation."),
        where="file",
        cure=_("Save the presentation as .pptx (not .ppt), then choose it again."),
    )


def _sections(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield f"\n# talk, {max(5, 2 * len(part['slides']))}: {part['heading']}\n\n## Slides"
        yield "\n\n---\n\n".join(part["slides"])
        if part["notes"]:
            yield "\n## Notes\n" + "\n\n".join(part["notes"])
