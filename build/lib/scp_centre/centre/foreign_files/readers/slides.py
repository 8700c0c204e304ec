"""The texts of a PPTX: titles, paragraphs, bullets, tables and notes, as Markdown."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.refusals import FileRefusal

LARGEST_UNPACKED = 1024**3
LARGEST_XML = 100 * 1024**2  # of the parts that are parsed; pictures stay packed
LARGEST_RATIO = 200
MOST_SLIDES = 500


def read(content: bytes, *, footer: str) -> Iterator[dict[str, Any]]:
    """Yield {"title", "left_out", "parts": [{"heading", "slides", "notes"}]}.

    footer : name of the shapes that are passed over
    A slide of the layout "Section Header" begins a part. Pictures, charts and films are left out
    and named with their slide.
    """
    _check_package(content)
    from pptx import Presentation

    deck = Presentation(io.BytesIO(content))
    if not 0 < len(deck.slides) <= MOST_SLIDES:
        raise FileRefusal("too_many", count=len(deck.slides))
    title = _line(deck.core_properties.title or _title_of(deck.slides[0]) or "Slides")
    parts: list[dict[str, Any]] = []
    left_out: list[str] = []
    for number, slide in enumerate(deck.slides, 1):
        if not parts or "section" in slide.slide_layout.name.lower():
            heading = _line(_title_of(slide)) or title
            parts.append({"heading": heading, "slides": [], "notes": []})
        parts[-1]["slides"].append("\n".join(_markdown(slide, number, footer, left_out)))
        if slide.has_notes_slide and (said := slide.notes_slide.notes_text_frame.text.strip()):
            parts[-1]["notes"].append(_escaped(said))
    yield {"title": title, "parts": parts, "left_out": left_out}


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileRefusal("unreadable", "no PPTX") from None
    texts = [p for p in parts if p.filename.lower().endswith((".xml", ".rels"))]
    bombs = [p for p in parts if p.file_size > LARGEST_RATIO * max(p.compress_size, 1)]
    unpacked = sum(part.file_size for part in parts)
    if (
        unpacked > LARGEST_UNPACKED
        or sum(part.file_size for part in texts) > LARGEST_XML
        or sum(part.file_size for part in bombs) > LARGEST_XML // 10
    ):
        raise FileRefusal("too_large", size=unpacked)


def _line(text: str) -> str:
    return " ".join(text.split())


def _title_of(slide: Any) -> str:
    shape = slide.shapes.title
    return shape.text_frame.text if shape is not None else ""


def _markdown(slide: Any, number: int, footer: str, left_out: list[str]) -> Iterator[str]:
    from pptx.enum.shapes import PP_PLACEHOLDER

    if title := _line(_title_of(slide)):
        yield f"# {_escaped(title)}"
    title_shape = slide.shapes.title
    for shape in slide.shapes:
        if title_shape is not None and shape.shape_id == title_shape.shape_id:
            continue
        if shape.name == footer:
            continue
        if shape.is_placeholder and shape.placeholder_format.type in (
            PP_PLACEHOLDER.SLIDE_NUMBER,
            PP_PLACEHOLDER.FOOTER,
            PP_PLACEHOLDER.DATE,
        ):
            continue
        if shape.has_text_frame:
            yield from _paragraphs(shape.text_frame)
        elif getattr(shape, "has_table", False):
            yield from _rows(shape.table)
        else:
            left_out.append(f"slide {number}: {shape.name}")


def _paragraphs(frame: Any) -> Iterator[str]:
    listed = False
    for paragraph in frame.paragraphs:
        text = _line(paragraph.text)
        if not text:
            continue
        bullet = text.lstrip("•–").strip()
        in_list = len(frame.paragraphs) > 1
        if in_list and not listed:
            yield ""
        listed = in_list
        indent = "  " * (paragraph.level or 0)
        numbered = text.split(".", 1)[0].isdigit() and "." in text
        if in_list:
            yield f"{indent}{_escaped(text) if numbered else '- ' + _escaped(bullet)}"
        else:
            yield f"\n{_escaped(text)}"


def _rows(table: Any) -> Iterator[str]:
    yield ""
    for i, row in enumerate(table.rows):
        yield "| " + " | ".join(_line(cell.text).replace("|", "/") for cell in row.cells) + " |"
        if i == 0:
            yield "|" + "---|" * len(row.cells)


def _escaped(text: str) -> str:
    """Return a text in which no line reads as a mark of a module."""
    lines = (f"\\{line}" if line.startswith(("#", "---")) else line for line in text.splitlines())
    return "\n".join(lines)
