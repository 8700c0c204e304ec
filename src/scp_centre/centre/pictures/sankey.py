"""The Sankey diagram: layers in process order, loops drawn back below, no label on another."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from scp_centre.centre.pictures.sankey_layout import (
    FIGURE,
    LINE,
    NAME,
    NODE,
    SMALLEST,
    TITLE,
    WIDE_OF_LETTER,
    Box,
    Layout,
    Link,
    Node,
    lay_out,
    meet,
)
from scp_centre.centre.pictures.svg import document, element, text
from scp_centre.centre.pictures.tokens import CENTRE, INK, SOFT

__all__ = ["Link", "sankey"]

Show = Callable[[float], str]
LINED = 26.0  # a band at least this thick carries its label inside


def sankey(
    links: list[Link],
    names: dict[str, str],
    *,
    title: str,
    show: Show,
    width: float = 960,
    height: float = 270,
    other: str = "other",
) -> str:
    """Return the diagram of `links` between the centres in `names` (in process order).

    Flows to or from the outside below 1 % of the largest are grouped by centre into `other`.
    `show(value)` writes a figure with its unit.
    """
    links = _group_thin([a for a in links if a.value > 0], other)
    if not links:
        return document(width, 60, text(16, 34, title, fill=SOFT), title)
    words = "; ".join(
        f"{names.get(a.source or '', '')} → {names.get(a.target or '', '')}: {a.label} "
        f"{show(a.value)}"
        for a in links
    )
    placed = lay_out(links, names, show=show, width=width, height=height)
    at = {n.key: n for n in placed.nodes}
    labels = _Labels()
    drawn = [_node(n, labels) for n in placed.nodes]
    body = [_band(a, at, placed.scale) for a in sorted(links, key=lambda a: -a.value)]
    body += [box for box, _ in drawn]
    body += [label for _, label in drawn]
    body += [_band_label(a, at, placed, show, labels) for a in links]
    return document(width, placed.height, "".join(body), title, words)


def _group_thin(links: list[Link], other: str) -> list[Link]:
    """Put flows of the same centre and colour below 1 % of the largest together as `other`."""
    largest = max((a.value for a in links), default=0.0)
    kept, thin = [], defaultdict(list)
    for a in links:
        if (a.source is None or a.target is None) and a.value < 0.01 * largest:
            thin[(a.source, a.target, a.colour)].append(a)
        else:
            kept.append(a)
    for (source, target, colour), group in thin.items():
        if len(group) == 1:
            kept += group
        else:
            total = sum(a.value for a in group)
            kept.append(Link(source, target, total, colour, f"{len(group)} × {other}"))
    return kept


class _Labels:
    """The labels that stand already: another one is drawn only where none is."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []

    def add(self, x: float, y: float, words: str, size: float, anchor: str = "start") -> None:
        self.boxes.append(_box(x, y, words, size, anchor))

    def free(self, box: Box) -> bool:
        return not any(meet(box, other) for other in self.boxes)


def _box(x: float, y: float, words: str, size: float, anchor: str) -> Box:
    wide = WIDE_OF_LETTER * size * len(words)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return (left, y - size, wide, size * 1.25)


def _letters(node: Node, *, is_figure: bool) -> tuple[float, dict[str, Any]]:
    """Return size and style of a line of a label: a centre's name, a flow's name, its figure."""
    if not node.outside:
        return TITLE, {"font_weight": 600}
    return (FIGURE, {"fill": SOFT}) if is_figure else (NAME, {"fill": INK})


def _node(node: Node, labels: _Labels) -> tuple[str, str]:
    """Return the box of a node and its label: name and figure beside it, or above it."""
    link = (node.into or node.out)[0]
    box = element(
        "rect",
        x=round(node.x, 1),
        y=round(node.y, 1),
        width=NODE,
        height=round(node.tall, 1),
        fill=link.colour if node.outside else CENTRE,
        rx=1.5,
    )
    x = {"left": node.x - 5, "right": node.x + NODE + 5}.get(node.side, node.x)
    y = node.centre - 2 if node.side else node.y - 6 - LINE * (len(node.lines) - 1)
    anchor = "end" if node.side == "left" else "start"
    label = ""
    for i, words in enumerate(node.lines):
        size, style = _letters(node, is_figure=i > 0)
        labels.add(x, y + i * LINE, words, size, anchor)
        label += text(
            x, y + i * LINE, words, font_size=size, text_anchor=anchor, halo=True, **style
        )
    return box, label


def _band(a: Link, at: dict[str, Node], scale: float) -> str:
    x0, x1 = at[str(a.source)].x + NODE, at[str(a.target)].x
    thick = max(a.value * scale, SMALLEST)
    ends = _ends(a, x0, x1)
    if not a.back and _crosses_itself(ends, thick):
        return element("path", d=_ribbon(ends, thick), fill=a.colour, fill_opacity=0.55)
    return element(
        "path",
        d=_loop(a, x0, x1) if a.back else f"M{x0:.1f},{a.y0:.1f}{_curves(ends)}",
        fill="none",
        stroke=a.colour,
        stroke_width=round(thick, 2),
        stroke_opacity=0.55,
    )


def _crosses_itself(ends: list[tuple[float, float]], thick: float) -> bool:
    """Return whether a stroke would be thicker than its sharpest bend allows.

    The radius at the ends of a curve is 1.5 bend² / rise.
    """
    for (ax, ay), (bx, by) in zip(ends[::2], ends[1::2], strict=True):
        bend, rise = (bx - ax) / 2, abs(by - ay)
        if thick / 2 * rise > 1.5 * bend * bend:
            return True
    return False


def _ribbon(ends: list[tuple[float, float]], thick: float) -> str:
    """Return the outline of a band: its upper edge forward, its lower edge back."""
    upper = [(x, y - thick / 2) for x, y in ends]
    lower = [(x, y + thick / 2) for x, y in reversed(ends)]
    start, turn = upper[0], lower[0]
    return (
        f"M{start[0]:.1f},{start[1]:.1f}{_curves(upper)}"
        f"L{turn[0]:.1f},{turn[1]:.1f}{_curves(lower)}Z"
    )


def _ends(a: Link, x0: float, x1: float) -> list[tuple[float, float]]:
    """Return where each curve of the way begins and ends, through the places kept for it."""
    ends = [(x0, a.y0)]
    for stop in a.stops:
        ends += [(stop.x, stop.centre), (stop.x + NODE, stop.centre)]
    return [*ends, (x1, a.y1)]


def _curves(ends: list[tuple[float, float]]) -> str:
    """Return a curve between each two ends, and a straight line from there to the next two."""
    path = ""
    for i in range(0, len(ends), 2):
        (ax, ay), (bx, by) = ends[i], ends[i + 1]
        bend = (bx - ax) / 2
        path += f"L{ax:.1f},{ay:.1f}" if i else ""
        path += f"C{ax + bend:.1f},{ay:.1f} {bx - bend:.1f},{by:.1f} {bx:.1f},{by:.1f}"
    return path


def _loop(a: Link, x0: float, x1: float) -> str:
    """Return the path back: down into its lane, along it, and up again."""
    low, reach = a.lane, 30
    return (
        f"M{x0:.1f},{a.y0:.1f}C{x0 + reach:.1f},{a.y0:.1f} {x0 + reach:.1f},{low:.1f} "
        f"{x0:.1f},{low:.1f}L{x1:.1f},{low:.1f}C{x1 - reach:.1f},{low:.1f} "
        f"{x1 - reach:.1f},{a.y1:.1f} {x1:.1f},{a.y1:.1f}"
    )


def _band_label(a: Link, at: dict[str, Node], placed: Layout, show: Show, labels: _Labels) -> str:
    """Return the label of a band between two centres, where there is room for one."""
    source, target = at[str(a.source)], at[str(a.target)]
    if source.outside or target.outside or not a.label:
        return ""
    thick = max(a.value * placed.scale, SMALLEST)
    if a.back:
        words = f"{a.label}, {show(a.value)}"
        x, y = (source.x + target.x + NODE) / 2, a.lane - thick / 2 - 4
        return _write([(words, NAME, y)], x, labels)
    first = a.stops[0] if a.stops else target
    wide = first.x - source.x - NODE - 14
    name, figure = a.label, show(a.value)
    if max(len(name) * NAME, len(figure) * FIGURE) * WIDE_OF_LETTER > wide:
        return ""
    x = (source.x + NODE + first.x) / 2
    y = (a.y0 + (first.centre if a.stops else a.y1)) / 2
    if thick >= LINED:
        return _write([(name, NAME, y - 1), (figure, FIGURE, y + 11)], x, labels)
    return _write([(f"{name}, {figure}", FIGURE, y - thick / 2 - 4)], x, labels, most=wide)


def _write(
    lines: list[tuple[str, float, float]], x: float, labels: _Labels, most: float = 1e9
) -> str:
    """Write centred lines if each fits into `most` and none stands on another label."""
    boxes = [_box(x, y, words, size, "middle") for words, size, y in lines]
    if any(box[2] > most or not labels.free(box) for box in boxes):
        return ""
    labels.boxes += boxes
    return "".join(
        text(x, y, words, font_size=size, text_anchor="middle", halo=len(lines) == 1)
        for words, size, y in lines
    )
