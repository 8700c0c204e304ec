"""Draw a chain of evidence: columns of boxes from what was read to what was made of it.

Wide, the columns stand side by side and each link is a line; on a phone they stand one above the
other, and one arrow leads from column to column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.pictures.svg import document, element, shorten, text, with_dark_mode
from scp_centre.centre.pictures.tokens import GOOD, GROUND, INK, LINE, LOSS, MUTED, SOFT

WIDE, NARROW = 1140.0, 320.0
WIDEST_BOX, BOX_HIGH = 260.0, 78.0
GAP_WIDE, GAP_HIGH = 40.0, 12.0
HEAD = 30.0  # above a column, for its title
LETTER, BOLD_LETTER = 6.2, 7.2  # width of a letter, on average


@dataclass(frozen=True, slots=True)
class Box:
    """One thing of the chain.

    above : whose it is    strong : value and unit, of a figure    mark : what is wrong with it
    here : the figure that the page is about    address : its page, "" where it has none
    """

    key: str
    name: str
    above: str = ""
    strong: str = ""
    address: str = ""
    mark: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Boxes of one step. more : how many there are beside them, in words"""

    title: str
    boxes: tuple[Box, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box where it is drawn."""

    box: Box
    x: float
    y: float
    width: float


Links = Sequence[tuple[str, str]]


def draw_chain(columns: Sequence[Column], links: Links, title: str, form: str) -> str:
    """Return the picture as SVG; form is wide or narrow."""
    drawn = _wide(columns, links) if form == "wide" else _narrow(columns)
    width, height, body = drawn
    told = "; ".join(f"{c.title}: {', '.join(b.name for b in c.boxes)}" for c in columns)
    return with_dark_mode(document(width, height, body, title, told))


def _wide(columns: Sequence[Column], links: Links) -> tuple[float, float, str]:
    tallest, box = max(_height(c) for c in columns), _box_width(len(columns))
    lefts = [2 + i * (box + GAP_WIDE) for i in range(len(columns))]
    placed = {p.box.key: p for p in _places(columns, lefts, box, tallest)}
    lines = "".join(_line(placed[a], placed[b]) for a, b in links if a in placed and b in placed)
    letters = int(box / BOLD_LETTER)
    heads = "".join(
        text(x, 16, shorten(c.title, letters), fill=SOFT, font_weight=600)
        for x, c in zip(lefts, columns, strict=True)
    )
    boxes = "".join(_box(p) for p in placed.values())
    more = "".join(_more(c, x, _top(c, tallest)) for x, c in zip(lefts, columns, strict=True))
    return lefts[-1] + box + 2, HEAD + tallest + 8, heads + lines + boxes + more


def _box_width(columns: int) -> float:
    """Return how wide boxes are when so many columns fill the page."""
    return min(WIDEST_BOX, (WIDE - 4 - (columns - 1) * GAP_WIDE) / columns)


def _height(column: Column) -> float:
    boxes = len(column.boxes) * (BOX_HIGH + GAP_HIGH)
    return boxes + (18 if column.more else 0)


def _top(column: Column, tallest: float) -> float:
    """Return where the boxes of a column begin, so that short ones stand in the middle."""
    return HEAD + (tallest - _height(column)) / 2


def _places(
    columns: Sequence[Column], lefts: Sequence[float], width: float, tallest: float
) -> Iterator[Placed]:
    for x, column in zip(lefts, columns, strict=True):
        y = _top(column, tallest)
        for box in column.boxes:
            yield Placed(box, x, y, width)
            y += BOX_HIGH + GAP_HIGH


def _line(one: Placed, other: Placed) -> str:
    """Return a curve from the right side of a box to the left side of another."""
    x, y = one.x + one.width, one.y + BOX_HIGH / 2
    to_x, to_y = other.x, other.y + BOX_HIGH / 2
    bend = max(18.0, (to_x - x) / 2)
    path = f"M{x:.0f},{y:.0f} C{x + bend:.0f},{y:.0f} {to_x - bend:.0f},{to_y:.0f} "
    path += f"{to_x:.0f},{to_y:.0f}"
    return element("path", d=path, fill="none", stroke=MUTED, stroke_width=1.6)


def _box(placed: Placed) -> str:
    """Return a box with three lines of text, as a link where there is a page."""
    box, x, y = placed.box, placed.x, placed.y
    letters, bold = int((placed.width - 18) / LETTER), int((placed.width - 18) / BOLD_LETTER)
    edge = INK if box.here else LINE
    if box.mark:
        edge = LOSS
    thick = 2.5 if box.here or box.mark else 1
    frame = element(
        "rect",
        x=round(x, 1),
        y=round(y, 1),
        width=placed.width,
        height=BOX_HIGH,
        rx=6,
        fill=GROUND,
        stroke=edge,
        stroke_width=thick,
    )
    first, second = _two_lines(box.name, bold)
    heavy, colour = {"font_weight": 600}, LOSS if box.mark else GOOD
    rows: list[tuple[int, str, dict[str, Any]]] = [
        (16, shorten(box.above, letters), {"fill": SOFT, "font_size": 11}),
        (33, first, heavy),
        (48, second, heavy),
        (66, shorten(box.mark or box.strong, bold), heavy | {"fill": colour}),
    ]
    words = "".join(text(x + 9, y + down, said, **style) for down, said, style in rows if said)
    whole = element("title", _escaped(box)) + frame + words
    return element("a", whole, href=box.address) if box.address else element("g", whole)


def _escaped(box: Box) -> str:
    said = " · ".join(part for part in (box.above, box.name, box.strong, box.mark) if part)
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _two_lines(words: str, letters: int) -> tuple[str, str]:
    """Return a name on two lines, broken between words where it can be."""
    if len(words) <= letters:
        return words, ""
    cut = words.rfind(" ", 0, letters + 1)
    cut = cut if cut > letters // 3 else letters
    return words[:cut].rstrip(), shorten(words[cut:].strip(), letters)


def _more(column: Column, x: float, top: float) -> str:
    if not column.more:
        return ""
    y = top + len(column.boxes) * (BOX_HIGH + GAP_HIGH) + 8
    return text(x + 9, y, column.more, fill=SOFT, font_size=11)


def _narrow(columns: Sequence[Column]) -> tuple[float, float, str]:
    y, parts = 0.0, []
    for i, column in enumerate(columns):
        parts.append(text(2, y + 16, shorten(column.title, 48), fill=SOFT, font_weight=600))
        y += 24
        for box in column.boxes:
            parts.append(_box(Placed(box, 2, y, NARROW - 4)))
            y += BOX_HIGH + 8
        if column.more:
            parts.append(text(11, y + 8, column.more, fill=SOFT, font_size=11))
            y += 20
        if i + 1 < len(columns):
            parts.append(_arrow(y))
            y += 34
    return NARROW, y + 6, "".join(parts)


def _arrow(y: float) -> str:
    """Return an arrow downwards in the middle."""
    x = NARROW / 2
    path = f"M{x:.0f},{y + 2:.0f} v18 m-6,-6 l6,7 l6,-7"
    return element("path", d=path, fill="none", stroke=MUTED, stroke_width=2)
