"""Where everything of a Sankey diagram stands.

Centres stand in columns by process order, and large flows from and to outside stand in the
columns beside them. Small inputs stand above the columns and small outputs below, half a column
away from their centre, so that their labels lie on empty ground. A band over several columns gets
its own place in each of them; a loop runs back in a lane below.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import wrap

from scp_centre.centre.pictures.svg import shorten

NODE, GAP = 12.0, 12.0
SMALLEST = 1.2
LARGE = 0.12  # share of the largest flow from which an outside end stands in a column
NAME, FIGURE, TITLE = 11.0, 10.0, 12.0  # sizes of type
WIDE_OF_LETTER = 0.55  # of the size, on average
LINE = 13.0
LABEL_TALL = 28.0
MARGIN_LEAST, MARGIN_MOST = 70.0, 190.0
EDGE = 4.0
OF_NAMES = 0.22  # share of the width that names right of the last column may take


@dataclass(slots=True)
class Link:
    """One band: from node to node (None: outside), its size, colour and label."""

    source: str | None
    target: str | None
    value: float
    colour: str
    label: str
    back: bool = False
    y0: float = 0.0
    y1: float = 0.0
    lane: float = 0.0
    stops: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """One box. place: column, above, below (small outside ends) or passing (no box, room only).

    lines: its label; side: left or right of the box, or empty for a label above it
    """

    key: str
    label: str
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    tall: float = 0.0
    into: list[Link] = field(default_factory=list)
    out: list[Link] = field(default_factory=list)
    outside: bool = False
    place: str = "column"
    side: str = ""
    lines: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        return max(sum(a.value for a in self.into), sum(a.value for a in self.out))

    @property
    def head(self) -> float:
        """Room above the box for its label."""
        return 0.0 if self.side or not self.lines else LINE * len(self.lines) + 5

    @property
    def pad(self) -> float:
        """Room above and below the box for a label beside it that is taller than the box."""
        return max((LABEL_TALL - self.tall) / 2, 0.0) if self.side else 0.0

    @property
    def centre(self) -> float:
        return self.y + self.tall / 2


Columns = list[list[Node]]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Layout:
    """Nodes and links with their places, and the size of the picture."""

    nodes: list[Node]
    links: list[Link]
    scale: float
    height: float


def lay_out(
    links: list[Link],
    names: dict[str, str],
    *,
    show: Callable[[float], str],
    width: float,
    height: float,
) -> Layout:
    """Place all links and nodes; `names` are the centres in process order."""
    nodes = _nodes(links, names)
    _mark_loops(nodes, list(names))
    _set_layers(links, nodes)
    _set_places(links, nodes)
    columns = _columns(links, nodes)
    _sort_columns(columns)
    margins = _margins(columns, show, width)
    step = (width - sum(margins) - NODE) / max(len(columns) - 1, 1)
    _set_lines(nodes, len(columns), margins, step, show)
    scale = _scale(columns, height)
    for node in [*nodes.values(), *(n for column in columns for n in column)]:
        node.tall = max(node.value * scale, SMALLEST)
    _stack(columns, margins[0], step)
    _place_small(nodes, columns, margins[0], step)
    placed = (node for column in columns for node in column)
    everyone = [*nodes.values(), *(node for node in placed if node.place == "passing")]
    tall = _shift_down(everyone)
    _dock(everyone, scale)
    tall = _lanes([a for a in links if a.back], scale, tall)
    return Layout(list(nodes.values()), links, scale, tall + 10)


def _nodes(links: list[Link], names: dict[str, str]) -> dict[str, Node]:
    used = {end for a in links for end in (a.source, a.target) if end}
    nodes = {key: Node(key, label) for key, label in names.items() if key in used}
    for i, a in enumerate(links):
        if a.source is None:
            a.source = f"in:{i}"
            nodes[a.source] = Node(a.source, a.label, outside=True)
        if a.target is None:
            a.target = f"out:{i}"
            nodes[a.target] = Node(a.target, a.label, outside=True)
        nodes[a.source].out.append(a)
        nodes[a.target].into.append(a)
    return nodes


def _mark_loops(nodes: dict[str, Node], order: list[str]) -> None:
    """Mark the links that close a loop, walking the centres in process order."""
    state: dict[str, int] = {}

    def walk(key: str) -> None:
        state[key] = 1
        for a in nodes[key].out:
            seen = state.get(str(a.target), 0)
            if seen == 1:
                a.back = True
            elif seen == 0:
                walk(str(a.target))
        state[key] = 2

    for key in [*(k for k in order if k in nodes), *nodes]:
        if state.get(key, 0) == 0:
            walk(key)


def _set_layers(links: list[Link], nodes: dict[str, Node]) -> None:
    """Set layers: the longest way from the start; ends outside stand next to their centre."""
    forward = [a for a in links if not a.back]
    for _ in nodes:
        moved = False
        for a in forward:
            source, target = nodes[str(a.source)], nodes[str(a.target)]
            if target.layer < source.layer + 1:
                target.layer, moved = source.layer + 1, True
        if not moved:
            break
    for node in nodes.values():
        if node.outside and node.out:
            node.layer = min(nodes[str(a.target)].layer for a in node.out) - 1
    lowest = min(n.layer for n in nodes.values())
    for node in nodes.values():
        node.layer -= lowest


def _set_places(links: list[Link], nodes: dict[str, Node]) -> None:
    """Decide which ends outside stand in a column: the large ones, and those at either edge."""
    large = LARGE * max(n.value for n in nodes.values())
    last = max(n.layer for n in nodes.values())
    for node in nodes.values():
        if node.outside and node.value < large and 0 < node.layer < last:
            node.place = "above" if node.out else "below"


def _columns(links: list[Link], nodes: dict[str, Node]) -> Columns:
    """Return the columns; a band that crosses one gets a node in it that only keeps room."""
    columns: Columns = [[] for _ in range(max(n.layer for n in nodes.values()) + 1)]
    for node in nodes.values():
        if node.place == "column":
            columns[node.layer].append(node)
    for a in links:
        source, target = nodes[str(a.source)], nodes[str(a.target)]
        if a.back or source.place != "column" or target.place != "column":
            continue
        for layer in range(source.layer + 1, target.layer):
            stop = Node(f"{a.source}>{a.target}>{layer}", "", layer, place="passing")
            stop.into, stop.out = [a], [a]
            a.stops.append(stop)
            columns[layer].append(stop)
    return columns


def _sort_columns(columns: Columns) -> None:
    """Order each column by where its neighbours stand (barycentre), there and back again."""
    rank: dict[int, float] = {}
    placed = (node for column in columns for node in column)
    at = {node.key: node for node in placed if node.place != "passing"}

    def set_ranks(column: list[Node]) -> None:
        rank.update((id(n), i - (len(column) - 1) / 2) for i, n in enumerate(column))

    def middle(node: Node) -> tuple[float, bool]:
        near = [rank[id(n)] for n in _neighbours(node, at)]
        return (sum(near) / len(near) if near else 0.0, node.outside)

    for column in columns:
        set_ranks(column)
    for _ in range(4):
        for column in [*columns, *reversed(columns)]:
            column.sort(key=middle)
            set_ranks(column)


def _neighbours(node: Node, at: dict[str, Node]) -> list[Node]:
    """Return the nodes in columns that a node's bands come from and go to next."""
    found = []
    for a in {id(a): a for a in (*node.into, *node.out)}.values():
        way = [at.get(str(a.source)), *a.stops, at.get(str(a.target))]
        i = next((i for i, n in enumerate(way) if n is node), None)
        if a.back or i is None:
            continue
        found += [n for n in (*way[max(i - 1, 0) : i], *way[i + 1 : i + 2]) if n is not None]
    return found


def letters(room: float, size: float) -> int:
    """Return how many letters of a size fit into `room`."""
    return max(int(room / (WIDE_OF_LETTER * size)), 6)


def _margins(columns: Columns, show: Callable[[float], str], width: float) -> tuple[float, float]:
    """Return the room that the labels left of the first and right of the last column need.

    The name of a centre begins at its box: to the left it needs none.
    """

    def needed(column: list[Node]) -> float:
        outside = [node for node in column if node.outside]
        words = [word for node in outside for word in (node.label, show(node.value))]
        wide = 10 + WIDE_OF_LETTER * NAME * max(map(len, words), default=0)
        return min(max(wide, MARGIN_LEAST), MARGIN_MOST)

    names = [len(node.label) for node in columns[-1] if not node.outside]
    named = min(WIDE_OF_LETTER * TITLE * max(names, default=0), OF_NAMES * width)
    left = needed(columns[0]) if any(node.outside for node in columns[0]) else EDGE
    return left, max(needed(columns[-1]), named)


def _set_lines(
    nodes: dict[str, Node],
    columns: int,
    margins: tuple[float, float],
    step: float,
    show: Callable[[float], str],
) -> None:
    """Break each label into lines that fit beside or above its box."""
    for node in nodes.values():
        if not node.outside:
            last = node.layer == columns - 1
            room = margins[1] + NODE if last else step - 8
            node.lines = wrapped(node.label, letters(room, TITLE))
            continue
        if node.place == "above" or (node.place == "column" and node.layer == 0):
            node.side = "left"
            room = margins[0] if node.place == "column" else _label_wide(step)
        elif node.place == "below" or node.layer == columns - 1:
            node.side = "right"
            room = margins[1] if node.place == "column" else _label_wide(step)
        else:
            room = step - 4
        node.lines = (shorten(node.label, letters(room - 6, NAME)), show(node.value))


def _label_wide(step: float) -> float:
    """Return the room for a label between columns that stand `step` apart."""
    return min(max(0.85 * step, 126.0), 190.0)


def wrapped(words: str, most: int) -> tuple[str, ...]:
    """Break words into at most two lines of `most` letters; what is left over is cut."""
    first, *rest = wrap(words, most, break_long_words=False) or [""]
    lines = (first, " ".join(rest)) if rest else (first,)
    return tuple(shorten(line, most) for line in lines)


def _scale(columns: Columns, height: float) -> float:
    """Return pixels per unit, so that the tallest column fits."""
    fits = []
    for column in columns:
        room = height - sum(n.head + GAP + (LABEL_TALL / 2 if n.side else 0) for n in column)
        total = sum(n.value for n in column)
        if total:
            fits.append(max(room, height * 0.35) / total)
    return min(fits)


def _stack(columns: Columns, left: float, step: float) -> None:
    """Stack each column around one middle line."""
    for i, column in enumerate(columns):
        tall = sum(n.head + n.tall + 2 * n.pad + GAP for n in column) - GAP
        y = -tall / 2
        for node in column:
            node.x = left + i * step
            node.y = y + node.head + node.pad
            y += node.head + node.tall + 2 * node.pad + GAP


def _place_small(nodes: dict[str, Node], columns: Columns, start: float, step: float) -> None:
    """Place small ends above and below, each as near as the labels already there allow."""
    top = [min((n.y - n.head for n in c), default=0.0) for c in columns]
    bottom = [max((n.y + n.tall for n in c), default=0.0) for c in columns]
    taken: list[Box] = [
        (n.x, n.y - n.head, WIDE_OF_LETTER * TITLE * max(map(len, n.lines)), n.head)
        for n in nodes.values()
        if n.head
    ]
    wide = NODE + _label_wide(step)
    for side in ("above", "below"):
        small = [n for n in nodes.values() if n.place == side]
        for node in sorted(small, key=lambda n: (n.layer, -n.value)):
            room = max(node.tall, LABEL_TALL) + 4
            if side == "above":
                beside = node.layer + 1
                node.x = start + (beside - 0.55) * step
                left = node.x + NODE - wide
                y = min(top[node.layer], top[beside]) - 6 - room
                move = -6.0
            else:
                beside = node.layer - 1
                node.x = start + (beside + 0.5) * step
                left, y = node.x, max(bottom[node.layer], bottom[beside]) + 10
                move = 6.0
            while any(meet((left, y, wide, room), box) for box in taken):
                y += move
            taken.append((left, y, wide, room))
            node.y = y + (room - node.tall) / 2


def meet(a: Box, b: Box) -> bool:
    """Return whether two boxes (left, top, width, height) share ground."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _shift_down(nodes: list[Node]) -> float:
    """Move everything so that the highest thing is at the top; return the height used."""
    lift = 8 - min(n.y - n.head - n.pad for n in nodes)
    for node in nodes:
        node.y += lift
    return max(n.y + n.tall + n.pad for n in nodes) + 8


def _dock(nodes: list[Node], scale: float) -> None:
    """Give every band its ends on its boxes, in the order of where it comes from and goes to."""
    at = {n.key: n for n in nodes}

    def before(a: Link) -> tuple[bool, float]:
        return a.back, (a.stops[-1] if a.stops else at[str(a.source)]).centre

    def after(a: Link) -> tuple[bool, float]:
        return a.back, (a.stops[0] if a.stops else at[str(a.target)]).centre

    for node in nodes:
        if node.place == "passing":
            continue
        y = node.y
        for a in sorted(node.into, key=before):
            a.y1 = y + a.value * scale / 2
            y += a.value * scale
        y = node.y
        for a in sorted(node.out, key=after):
            a.y0 = y + a.value * scale / 2
            y += a.value * scale


def _lanes(loops: list[Link], scale: float, tall: float) -> float:
    """Give each loop its lane below everything, with room for its label; return the height."""
    for a in loops:
        thick = max(a.value * scale, SMALLEST)
        a.lane = tall + 16 + thick / 2
        tall += thick + 20
    return tall
