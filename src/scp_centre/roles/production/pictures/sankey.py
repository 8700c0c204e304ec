"""The Sankey diagram: layers in process order, loops drawn back below, no label on another."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from scp_centre.roles.production.pictures.svg import document, element, shorten, text
from scp_centre.roles.production.pictures.tokens import CENTRE, INK, SOFT

NODE, SLOT, HEAD = 12, 30, 18
SMALLEST = 1.2
LABEL = 30


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


@dataclass(slots=True)
class Node:
    """One box: a centre, or the end of a flow outside the site."""

    key: str
    label: str
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    into: list[Link] = field(default_factory=list)
    out: list[Link] = field(default_factory=list)
    outside: bool = False

    @property
    def value(self) -> float:
        return max(sum(a.value for a in self.into), sum(a.value for a in self.out))


def sankey(
    links: list[Link],
    names: dict[str, str],
    *,
    title: str,
    show: Callable[[float], str],
    width: float = 960,
    height: float = 460,
    other: str = "other",
) -> str:
    """Return the diagram of `links` between the centres in `names` (in process order).

    Flows to or from the outside below 1 % of the largest node are grouped by centre into
    `other`. `show(value)` writes a figure with its unit.
    """
    links = _group_thin([a for a in links if a.value > 0], other)
    if not links:
        return document(width, 60, text(16, 34, title, fill=SOFT), title)
    nodes = _nodes(links, names)
    _mark_loops(links, nodes, list(names))
    layers = _layers(links, nodes)
    loops = [a for a in links if a.back]
    scale, height = _place(layers, width, height, loops)
    body = [_band(a, nodes, scale, height, i) for i, a in enumerate(links)]
    body += [_box(n, scale, show) for n in nodes.values()]
    words = "; ".join(
        f"{names.get(a.source or '', '')} → {names.get(a.target or '', '')}: {a.label} "
        f"{show(a.value)}"
        for a in links
    )
    return document(width, height, "".join(body), title, words)


def _group_thin(links: list[Link], other: str) -> list[Link]:
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


def _mark_loops(links: list[Link], nodes: dict[str, Node], order: list[str]) -> None:
    """Mark the links that close a loop, walking the centres in process order."""
    state: dict[str, int] = {}

    def walk(key: str) -> None:
        state[key] = 1
        for a in nodes[key].out:
            if a.back:
                continue
            seen = state.get(str(a.target), 0)
            if seen == 1:
                a.back = True
            elif seen == 0:
                walk(str(a.target))
        state[key] = 2

    for key in [*(k for k in order if k in nodes), *nodes]:
        if state.get(key, 0) == 0:
            walk(key)


def _layers(links: list[Link], nodes: dict[str, Node]) -> dict[int, list[Node]]:
    """Return nodes by layer: the longest way from the start; outside ends stand beside centres."""
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
    layers: dict[int, list[Node]] = defaultdict(list)
    for node in nodes.values():
        node.layer -= lowest
        layers[node.layer].append(node)
    for _ in range(6):
        _sort_layers(layers, nodes)
    return dict(sorted(layers.items()))


def _sort_layers(layers: dict[int, list[Node]], nodes: dict[str, Node]) -> None:
    """Order each layer by where its neighbours stand (barycentre), losses downward."""
    rank = {n.key: i for layer in layers.values() for i, n in enumerate(layer)}

    def middle(node: Node) -> tuple[float, int]:
        near = [rank[str(a.source)] for a in node.into if not a.back]
        near += [rank[str(a.target)] for a in node.out if not a.back]
        return (sum(near) / len(near) if near else 0.0, 0 if not node.outside else 1)

    for layer in layers.values():
        layer.sort(key=middle)


def _place(
    layers: dict[int, list[Node]], width: float, height: float, loops: list[Link]
) -> tuple[float, float]:
    """Give every node its place and every band its ends; return pixels per unit and height."""
    slots = max(sum(_slot(n) + HEAD for n in layer) for layer in layers.values())
    largest = max(sum(n.value for n in layer) for layer in layers.values())
    room = max(height - 40, 60.0)
    scale = max(room - slots, room * 0.35) / largest
    step = (width - 2 * 8 - NODE - 120) / max(len(layers) - 1, 1)
    tallest = 0.0
    for i, layer in layers.items():
        y = 20.0
        for node in layer:
            node.x = 8 + i * step
            y += 0 if node.outside else HEAD
            node.y = y
            y += max(node.value * scale, SMALLEST) + _slot(node)
        tallest = max(tallest, y)
    for i, layer in layers.items():
        used = max(n.y + n.value * scale + _slot(n) for n in layer)
        shift = (tallest - used) / 2 if i else 0.0
        for node in layer:
            node.y += shift
    for layer in layers.values():
        for node in layer:
            _dock(node, scale, layers)
    return scale, tallest + 12 + sum(a.value * scale + 10 for a in loops)


def _slot(node: Node) -> float:
    return SLOT if node.outside else SLOT - 6


def _dock(node: Node, scale: float, layers: dict[int, list[Node]]) -> None:
    at = {n.key: (n.layer, n.y) for layer in layers.values() for n in layer}
    y = node.y
    for a in sorted(node.into, key=lambda a: (a.back, at[str(a.source)][1])):
        a.y1 = y + a.value * scale / 2
        y += a.value * scale
    y = node.y
    for a in sorted(node.out, key=lambda a: (a.back, at[str(a.target)][1])):
        a.y0 = y + a.value * scale / 2
        y += a.value * scale


def _band(a: Link, nodes: dict[str, Node], scale: float, height: float, number: int) -> str:
    x0, x1 = nodes[str(a.source)].x + NODE, nodes[str(a.target)].x
    thick = max(a.value * scale, SMALLEST)
    if a.back:
        low = height - 10 - thick / 2 - 3 * (number % 4)
        reach = 34
        path = (
            f"M{x0:.1f},{a.y0:.1f}C{x0 + reach:.1f},{a.y0:.1f} {x0 + reach:.1f},{low:.1f} "
            f"{x0:.1f},{low:.1f}L{x1:.1f},{low:.1f}C{x1 - reach:.1f},{low:.1f} "
            f"{x1 - reach:.1f},{a.y1:.1f} {x1:.1f},{a.y1:.1f}"
        )
    else:
        bend = (x1 - x0) * 0.5
        path = (
            f"M{x0:.1f},{a.y0:.1f}C{x0 + bend:.1f},{a.y0:.1f} "
            f"{x1 - bend:.1f},{a.y1:.1f} {x1:.1f},{a.y1:.1f}"
        )
    return element(
        "path",
        d=path,
        fill="none",
        stroke=a.colour,
        stroke_width=round(thick, 2),
        stroke_opacity=0.55,
    )


def _box(node: Node, scale: float, show: Callable[[float], str]) -> str:
    tall = max(node.value * scale, SMALLEST)
    link = (node.into or node.out)[0]
    colour = link.colour if node.outside else CENTRE
    box = element(
        "rect",
        x=round(node.x, 1),
        y=round(node.y, 1),
        width=NODE,
        height=round(tall, 1),
        fill=colour,
        rx=1.5,
    )
    figure = show(node.value)
    if node.outside:
        x, y = node.x + NODE + 5, node.y + min(tall / 2, 10) + 4
        label = text(x, y, shorten(node.label, LABEL), font_size=11, halo=True)
        return box + label + text(x, y + 12, figure, font_size=10, fill=SOFT, halo=True)
    label = text(
        node.x,
        node.y - 5,
        shorten(node.label, LABEL),
        font_size=12,
        font_weight=600,
        fill=INK,
        halo=True,
    )
    return box + label
