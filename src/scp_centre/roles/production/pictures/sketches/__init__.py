"""A sketch beside the form of a calculation: where each of its readings is taken."""

from collections import defaultdict
from dataclasses import dataclass
from html import escape

from scp_centre.centre.pictures.svg import element
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.calculations import Calculation, Parameter
from scp_centre.roles.production.pictures.sketches.elements import (
    HEIGHT,
    WIDTH,
    Scene,
    clock,
    mark,
)
from scp_centre.roles.production.pictures.sketches.reading_places import CLOCK, SKETCHES

__all__ = ["SKETCHES", "Sketch", "draw_sketch"]

CLOCK_PLACE = (16.0, 172.0)
STEP = 23.0  # between two marks at one place
MOST_MARKS = 5  # at one place; more become one mark, "3–14"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing and what its numbers mean.

    numbered : (number, key of the reading, its words as the form has them)
    others : words of the readings that are not taken at the equipment
    """

    svg: str
    numbered: tuple[tuple[int, str, str], ...]
    others: tuple[str, ...]


def draw_sketch(calculation: Calculation, say: Speaker) -> Sketch:
    """Return the sketch of a calculation, its readings numbered in the order of the form."""
    scene, places = SKETCHES[calculation.key]
    read = [p for p in calculation.parameters if p.key in places]
    numbered = tuple((n, p.key, _words(p, say)) for n, p in enumerate(read, start=1))
    at: dict[str, list[int]] = defaultdict(list)
    for number, key, _unused in numbered:
        at[places[key]].append(number)
    title = say(
        _("Sketch: where the readings for “{title}” are taken", title=say(calculation.title))
    )
    parts = (
        element("title", escape(title)),
        *scene.shapes,
        *(_word(x, y, say(name)) for x, y, name in scene.words),
        *(_marks(scene, place, numbers) for place, numbers in at.items()),
    )
    svg = element(
        "svg",
        "".join(parts),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=title,
    )
    others = tuple(_words(p, say) for p in calculation.parameters if p.key not in places)
    return Sketch(svg, numbered, others)


def _words(parameter: Parameter, say: Speaker) -> str:
    """Return the words of the form's field."""
    return say(parameter.help).rstrip(".")


def _word(x: float, y: float, name: str) -> str:
    return element("text", escape(name), class_="part", x=x, y=y, text_anchor="middle")


def _marks(scene: Scene, place: str, numbers: list[int]) -> str:
    """Return the marks at a place, side by side and centred on it; the clock is drawn here."""
    if place == CLOCK:
        x, y = CLOCK_PLACE
        return clock(x, y) + "".join(
            mark(x + 25 + STEP * i, y, str(number)) for i, number in enumerate(numbers)
        )
    x, y = scene.places[place]
    if len(numbers) > MOST_MARKS:
        return mark(x, y, f"{numbers[0]}–{numbers[-1]}")
    left = x - STEP * (len(numbers) - 1) / 2
    return "".join(mark(left + STEP * i, y, str(number)) for i, number in enumerate(numbers))
