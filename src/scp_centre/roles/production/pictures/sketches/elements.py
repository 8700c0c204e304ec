"""What sketches are drawn from: boxes, pipes, machines, liquids, flames, marks.

Coordinates are those of a sheet 360 wide and 190 high. Colours are classes of sketches.css.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, cos, sin

from scp_centre.centre.pictures.svg import element
from scp_centre.methods.messages import Message

WIDTH, HEIGHT = 360.0, 190.0
ARROW = 7.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """Equipment that calculations share.

    shapes : elements, drawn in this order    words : (x, y, name of a part), centred at x
    places : name of a place -> where its quantity is read
    """

    shapes: tuple[str, ...]
    words: tuple[tuple[float, float, Message], ...]
    places: Mapping[str, Point]


def box(x: float, y: float, width: float, height: float, kind: str = "body") -> str:
    """Return a vessel, a wall or a machine with straight sides.

    kind : body, hot, water, layer or glass
    """
    return element("rect", class_=kind, x=x, y=y, width=width, height=height, rx=3)


def machine(x: float, y: float, radius: float = 22) -> str:
    """Return what turns: a compressor, a pump, a fan, a motor."""
    return element("circle", class_="body", cx=x, cy=y, r=radius)


def pump(x: float, y: float, radius: float = 22) -> str:
    """Return a pump or fan: a circle with a triangle that points where it conveys, to the right."""
    top, bottom = (x + radius * 0.1, y - radius), (x + radius * 0.1, y + radius)
    return machine(x, y, radius) + line(top, (x + radius, y), bottom)


def line(*points: Point, kind: str = "pipe") -> str:
    """Return a line without an arrow.    kind : pipe, wire, heat or thin"""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return element("polyline", class_=kind, points=path)


def flow(*points: Point, kind: str = "pipe") -> str:
    """Return a line with an arrow at its end: where something flows."""
    (x0, y0), (x, y) = points[-2:]
    angle = atan2(y - y0, x - x0)
    sides = [
        (x - ARROW * cos(angle + turn), y - ARROW * sin(angle + turn)) for turn in (0.45, -0.45)
    ]
    corners = " ".join(f"{px:.1f},{py:.1f}" for px, py in ((x, y), *sides))
    return line(*points, kind=kind) + element("polygon", class_=f"{kind}-end", points=corners)


def flame(x: float, y: float) -> str:
    """Return a flame that stands on (x, y)."""
    path = f"M{x} {y} c-9 -4 -9 -13 -2 -20 c1 5 4 5 4 0 c8 7 8 16 -2 20 z"
    return element("path", class_="flame", d=path)


def open_tank(x: float, y: float, width: float, height: float) -> str:
    """Return a tank without a lid, four fifths full."""
    level = y + height / 5
    liquid = box(x, level, width, height * 4 / 5, "water")
    sides = line((x, y), (x, y + height), (x + width, y + height), (x + width, y), kind="wall")
    return liquid + sides


def valve(x: float, y: float) -> str:
    """Return a valve in a pipe that runs to the right."""
    path = f"M{x - 11} {y - 8} l22 16 v-16 l-22 16 z"
    return element("path", class_="body", d=path)


def clock(x: float, y: float) -> str:
    """Return a clock: hours a year."""
    hands = line((x, y - 6), (x, y), (x + 4, y + 3), kind="thin")
    return element("circle", class_="body", cx=x, cy=y, r=10) + hands


def spray(x: float, y: float) -> str:
    """Return three jets that leave a point downwards."""
    return "".join(line((x, y), (x + turn, y + 14), kind="thin") for turn in (-8, 0, 8))


def mark(x: float, y: float, number: str) -> str:
    """Return a numbered mark: here a quantity is read."""
    half = 10 + 4.5 * (len(number) - 1)
    plate = element("rect", x=x - half, y=y - 10, width=2 * half, height=20, rx=10)
    label = element("text", number, x=x, y=y + 4.5, text_anchor="middle")
    return element("g", plate + label, class_="mark")
