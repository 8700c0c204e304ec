"""The composite curves of hot and cold streams, drawn for a phone and wide enough for a desk."""

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil, floor, log10

from scp_centre.centre.pictures.svg import element
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.methods.utilities.pinch import PinchTargets

WIDTH, HEIGHT = 360.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 34.0, 40.0
TICKS = 5
Curve = Sequence[tuple[float, float]]


def draw_composite_curves(hot: Curve, cold: Curve, targets: PinchTargets, say: Speaker) -> str:
    """Return temperature over heat: where the curves lie above each other, heat is recovered.

    hot, cold : (heat kW, temperature °C)
    """
    points = (*hot, *cold)
    heats, degrees = ticks(0.0, max(h for h, _t in points)), ticks(*_ends(t for _h, t in points))

    def place(heat: float, temperature: float) -> tuple[float, float]:
        share = (heat - heats[0]) / (heats[-1] - heats[0])
        height = (temperature - degrees[0]) / (degrees[-1] - degrees[0])
        x = LEFT + share * (WIDTH - LEFT - RIGHT)
        return x, HEIGHT - BOTTOM - height * (HEIGHT - TOP - BOTTOM)

    title = say(
        _(
            "Composite curves: at least {heating} of heating and {cooling} of cooling",
            heating=say.amount(targets.heating, "kW"),
            cooling=say.amount(targets.cooling, "kW"),
        )
    )
    parts = [element("title", escape(title))]
    for heat in heats:
        x, y = place(heat, degrees[0])
        parts += [
            element("line", class_="grid", x1=x, y1=TOP, x2=x, y2=y),
            _text(x, y + 15, say.number(heat, 4), "middle"),
        ]
    for temperature in degrees:
        x, y = place(heats[0], temperature)
        parts += [
            element("line", class_="grid", x1=x, y1=y, x2=WIDTH - RIGHT, y2=y),
            _text(x - 5, y + 4, say.number(temperature, 4), "end"),
        ]
    for kind, curve in (("hot-curve", hot), ("cold-curve", cold)):
        path = " ".join("{:.1f},{:.1f}".format(*place(*point)) for point in curve)
        parts.append(element("polyline", class_=kind, points=path))
    parts += [
        _text(WIDTH / 2 + LEFT / 2, HEIGHT - 6, say(_("Heat, kW")), "middle"),
        _text(LEFT, 12, say(_("Temperature, °C")), "start"),
        element("line", class_="hot-curve", x1=150, y1=20, x2=168, y2=20),
        _text(172, 24, say(_("hot streams")), "start"),
        element("line", class_="cold-curve", x1=254, y1=20, x2=272, y2=20),
        _text(276, 24, say(_("cold streams")), "start"),
    ]
    return element(
        "svg",
        "".join(parts),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=title,
        direction="ltr",
    )


def ticks(low: float, high: float) -> list[float]:
    """Return about five round numbers that hold a range.

    >>> ticks(0, 530)
    [0.0, 200.0, 400.0, 600.0]
    """
    span = (high - low) or 1.0
    power = 10.0 ** floor(log10(span / TICKS))
    step = next(m * power for m in (1, 2, 5, 10) if span <= TICKS * m * power)
    first, last = floor(low / step), ceil(high / step)
    return [n * step for n in range(first, max(last, first + 1) + 1)]


def _ends(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    return min(found), max(found)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return element("text", escape(words), x=round(x, 1), y=round(y, 1), text_anchor=anchor)
