"""Where the labels of a picture stand: their boxes, measured with the typeface that is shipped."""

import re
from dataclasses import dataclass
from math import cos, radians, sin
from xml.etree import ElementTree

from scp_centre.centre.pictures.letter_widths import width_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"[-+]?[\d.]+(?:e-?\d+)?"
STEP = re.compile(r"(\w+)\(([^)]*)\)")
ASCENT, DESCENT = 0.72, 0.2  # of the height of letters, above and below the line they stand on
TOUCH = 1.0  # pixels that two boxes may share


@dataclass(frozen=True)
class Label:
    """A text and the box that it fills, in pixels of the picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > TOUCH and down > TOUCH


def _times(a, b):
    return (
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    )


def _matrix(transform):
    made = (1, 0, 0, 1, 0, 0)
    for name, inner in STEP.findall(transform or ""):
        n = [float(v) for v in re.findall(NUMBER, inner)]
        if name == "translate":
            step = (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
        elif name == "scale":
            step = (n[0], 0, 0, n[-1], 0, 0)
        elif name == "rotate":
            turn = radians(n[0])
            step = (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)
            if len(n) == 3:
                there, back = (1, 0, 0, 1, n[1], n[2]), (1, 0, 0, 1, -n[1], -n[2])
                step = _times(_times(there, step), back)
        else:
            raise ValueError(f"no such step is known: {name}")
        made = _times(made, step)
    return made


def _pixels(value, usual=0.0):
    return float(str(value).removesuffix("px")) if value not in (None, "") else usual


def _label(node, matrix, inherited):
    about = inherited | node.attrib
    spans = [one for one in node.iter(f"{SVG}tspan") if one is not node]
    size = _pixels(about.get("font-size"), 16.0)
    for span in spans or [node]:
        text = "".join(span.itertext()).strip()
        if not text:
            continue
        own = about | span.attrib
        x = _pixels(own.get("x")) + _pixels(own.get("dx"))
        y = _pixels(own.get("y")) + _pixels(own.get("dy"))
        wide = width_of(text, _pixels(own.get("font-size"), size))
        left = x - {"middle": wide / 2, "end": wide}.get(own.get("text-anchor"), 0.0)
        corners = [
            (left + across, y + down)
            for across in (0.0, wide)
            for down in (-ASCENT * size, DESCENT * size)
        ]
        placed = [
            (
                matrix[0] * a + matrix[2] * b + matrix[4],
                matrix[1] * a + matrix[3] * b + matrix[5],
            )
            for a, b in corners
        ]
        xs, ys = [p[0] for p in placed], [p[1] for p in placed]
        yield Label(text, min(xs), min(ys), max(xs), max(ys))


def labels_of(picture):
    """Return size of a picture and all its labels that are seen."""
    root = ElementTree.fromstring(picture)
    found = []

    def walk(node, matrix, inherited):
        matrix = _times(matrix, _matrix(node.get("transform")))
        kept = {k: v for k, v in node.attrib.items() if k in ("font-size", "text-anchor")}
        if "0" in (node.get("opacity"), node.get("fill-opacity")):
            return
        if node.tag == f"{SVG}text":
            found.extend(_label(node, matrix, inherited))
            return
        for child in node:
            walk(child, matrix, inherited | kept)

    walk(root, (1, 0, 0, 1, 0, 0), {})
    box = [float(v) for v in root.get("viewBox", "").split()]
    size = (box[2], box[3]) if box else (_pixels(root.get("width")), _pixels(root.get("height")))
    return size, found


def collisions(picture):
    """Return what is wrong with the labels of a picture: those that meet, and those cut off."""
    (width, height), labels = labels_of(picture)
    wrong = [
        f"“{one.text}” meets “{other.text}”"
        for n, one in enumerate(labels)
        for other in labels[n + 1 :]
        if one.meets(other)
    ]
    for one in labels:
        if (
            one.left < -TOUCH
            or one.right > width + TOUCH
            or one.top < -2
            or one.bottom > height + 2
        ):
            wrong.append(
                f"“{one.text}” is cut off: {one.left:.0f} to {one.right:.0f} of {width:.0f}"
            )
    return wrong
