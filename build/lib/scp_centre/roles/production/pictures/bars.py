"""The narrow picture of flows, for a phone: by centre, what comes in and what goes out."""

from collections.abc import Callable

from scp_centre.centre.pictures.sankey import Link
from scp_centre.centre.pictures.svg import document, element, shorten, text
from scp_centre.centre.pictures.tokens import LINE, SOFT

ROW, MOST = 34, 7


def flow_bars(
    links: list[Link],
    names: dict[str, str],
    *,
    title: str,
    show: Callable[[float], str],
    words: tuple[str, str, str],
    width: float = 360,
) -> str:
    """Return bars by centre on one scale. words: "in", "out", "other"."""
    into, out, other = words
    largest = max((a.value for a in links), default=1.0)
    y, body = 10.0, []
    for key, name in names.items():
        sides = [
            (into, [a for a in links if a.target == key]),
            (out, [a for a in links if a.source == key]),
        ]
        if not any(side for _, side in sides):
            continue
        body.append(text(12, y + 16, shorten(name, 40), font_size=15, font_weight=600))
        y += 26
        for word, side in sides:
            for a in _largest(side, other):
                wide = max(2.0, (width - 24) * a.value / largest)
                body.append(text(12, y + 12, f"{word}  {shorten(a.label, 30)}", font_size=12))
                body.append(
                    text(
                        width - 12,
                        y + 12,
                        show(a.value),
                        font_size=12,
                        text_anchor="end",
                        fill=SOFT,
                    )
                )
                body.append(
                    element("rect", x=12, y=y + 17, width=round(wide, 1), height=9, fill=a.colour)
                )
                y += ROW
        body.append(element("line", x1=12, x2=width - 12, y1=y + 2, y2=y + 2, stroke=LINE))
        y += 14
    return document(width, max(y, 40), "".join(body), title)


def _largest(side: list[Link], other: str) -> list[Link]:
    ranked = sorted(side, key=lambda a: -a.value)
    rest = ranked[MOST:]
    if not rest:
        return ranked
    total = sum(a.value for a in rest)
    return [*ranked[:MOST], Link(None, None, total, rest[0].colour, f"{len(rest)} × {other}")]
