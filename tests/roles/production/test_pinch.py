"""Pinch targets on a page: the four streams of the textbooks, and what is asked back."""

import xml.etree.ElementTree as ET

import pytest

from scp_centre.centre.translation import speaker
from scp_centre.methods.utilities.pinch import Stream, composite_curve, target_utilities
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.pictures.composite_curves import draw_composite_curves, ticks
from scp_centre.roles.production.pinch_form import PinchForm

FOUR = (
    Stream("1", 20, 135, 2),
    Stream("2", 170, 60, 3),
    Stream("3", 80, 140, 4),
    Stream("4", 150, 30, 1.5),
)


def asked(streams=FOUR, **more):
    """Return what the form sends for these streams."""
    sent = {}
    for n, s in enumerate(streams, start=1):
        sent |= {f"name-{n}": s.name, f"supply-{n}": str(s.supply), f"target-{n}": str(s.target)}
        sent[f"flow-{n}"] = str(s.heat_capacity_flow)
    return sent | more


def test_the_composite_curves_of_the_textbook_example():
    """Hot: 1.5, 4.5 and 3 kW/K; cold from the cooling of 60 kW: 2, 6 and 4 kW/K."""
    hot = composite_curve(FOUR, is_hot=True)
    cold = composite_curve(FOUR, is_hot=False, start=60)
    assert hot == ((0, 30), (45, 60), (450, 150), (510, 170))
    assert cold == ((60, 20), (180, 80), (510, 135), (530, 140))
    targets = target_utilities(FOUR, 10)
    assert cold[-1][0] - hot[-1][0] == targets.heating == 20
    assert targets.recovered == 450


def test_the_curves_are_ten_kelvin_apart_at_the_pinch():
    """The hot pinch of 90 °C lies above the cold one of 80 °C, at the same heat of 180 kW."""
    targets = target_utilities(FOUR, 10)
    assert (targets.hot_pinch, targets.cold_pinch) == (90, 80)
    at_hot_pinch = 45 + (90 - 60) * 4.5
    assert (
        at_hot_pinch == dict((t, h) for h, t in composite_curve(FOUR, is_hot=False, start=60))[80]
    )


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [(0, 530, [0, 200, 400, 600]), (20, 170, [0, 50, 100, 150, 200]), (5, 5, [5, 5.2])],
)
def test_ticks_are_round_and_hold_the_range(low, high, wanted):
    assert ticks(low, high) == pytest.approx(wanted)


def test_the_drawing_has_a_name_and_both_curves():
    targets = target_utilities(FOUR, 10)
    hot = composite_curve(FOUR, is_hot=True)
    cold = composite_curve(FOUR, is_hot=False, start=targets.cooling)
    root = ET.fromstring(draw_composite_curves(hot, cold, targets, speaker("en")))
    assert root.get("aria-label").startswith("Composite curves: at least 20")
    assert {p.get("class") for p in root.findall("polyline")} == {"hot-curve", "cold-curve"}


def test_a_row_that_was_begun_is_finished_or_emptied():
    form = PinchForm(asked(**{"target-2": ""}))
    assert not form.is_valid()
    assert list(form.errors) == ["target-2"]


def test_two_rows_more_than_are_filled_are_shown():
    assert len(PinchForm(asked(FOUR * 2)).rows()) == 10
    assert len(PinchForm().rows()) == 6


@pytest.mark.django_db
def test_the_page_says_targets_and_refuses_in_words(signed_in, sample_centre):
    pk = Assessment.objects.get(company="Rivermouth Dairy").pk
    page = signed_in("expert").get(f"/assessments/{pk}/pinch/", asked())
    text = page.content.decode()
    assert page.status_code == 200
    assert "20 kW" in text and "60 kW" in text and "90 °C" in text
    only_hot = signed_in("expert").get(f"/assessments/{pk}/pinch/", asked(FOUR[1:2]))
    assert only_hot.status_code == 422
    assert "at least one hot stream and one cold stream" in only_hot.content.decode()
