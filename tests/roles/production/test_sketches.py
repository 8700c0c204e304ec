"""Sketches of what is measured: each calculation has one, with its readings, legible everywhere."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from scp_centre.centre.translation import LANGUAGES, speaker
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.pictures.sketches import SKETCHES, draw_sketch
from scp_centre.roles.production.pictures.sketches.elements import HEIGHT, WIDTH
from scp_centre.roles.production.pictures.sketches.reading_places import CLOCK

LETTER, ABOVE, BELOW = 6.0, 9.5, 2.5  # size of a word of 11.5 px around its base line


def boxes(svg):
    """Return (words, marks) of a sketch as (name, left, top, right, bottom)."""
    root = ET.fromstring(svg)
    words, marks = [], []
    for word in root.findall("text"):
        x, y = float(word.get("x")), float(word.get("y"))
        half = LETTER * len(word.text) / 2
        words.append((word.text, x - half, y - ABOVE, x + half, y + BELOW))
    for group in root.iter("g"):
        plate = group.find("rect")
        x, y, width, height = (float(plate.get(k)) for k in ("x", "y", "width", "height"))
        marks.append((group.find("text").text, x, y, x + width, y + height))
    return words, marks


def overlap(one, other):
    _a, left, top, right, bottom = one
    _b, left_2, top_2, right_2, bottom_2 = other
    return (
        min(right, right_2) - max(left, left_2) > 1 and min(bottom, bottom_2) - max(top, top_2) > 1
    )


def test_every_calculation_has_a_sketch_with_its_own_readings():
    assert set(SKETCHES) == set(CALCULATIONS)
    for key, (scene, places) in SKETCHES.items():
        parameters = {p.key for p in CALCULATIONS[key].parameters}
        assert set(places) <= parameters, key
        assert set(places.values()) <= {*scene.places, CLOCK}, key
        assert len(places) >= len(parameters) / 2, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CALCULATIONS)
def test_marks_and_words_do_not_cover_each_other(key, language):
    sketch = draw_sketch(CALCULATIONS[key], speaker(language))
    words, marks = boxes(sketch.svg)
    clashes = [
        (one[0], other[0])
        for one, other in combinations([*words, *marks], 2)
        if overlap(one, other)
    ]
    outside = [
        name
        for name, left, top, right, bottom in [*words, *marks]
        if left < 0 or top < 0 or right > WIDTH or bottom > HEIGHT
    ]
    assert clashes == []
    assert outside == []


def test_the_numbers_lead_to_the_fields_of_the_form():
    calculation = CALCULATIONS["photovoltaic"]
    sketch = draw_sketch(calculation, speaker("en"))
    assert [number for number, _key, _words in sketch.numbered] == list(range(1, 15))
    assert sketch.numbered[0] == (1, "peak_power", "Peak power of the array")
    assert ">3–14<" in sketch.svg  # twelve months are read at one place


def test_a_sketch_has_a_name_and_takes_the_colours_of_the_page():
    sketch = draw_sketch(CALCULATIONS["air_pressure"], speaker("fr"))
    root = ET.fromstring(sketch.svg)
    assert root.get("role") == "img"
    assert root.find("title").text == root.get("aria-label")
    assert "air comprimé" in root.get("aria-label")
    assert not re.search(r"#[0-9a-f]{3,6}|style=", sketch.svg)
