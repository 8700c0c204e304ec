"""What a phone sends without a line: kept, sent when there is one, from any page; once each."""

import json
import uuid

import pytest

from scp_centre.roles.training.actions import plenary, workshops
from scp_centre.roles.training.models import (
    Evaluation,
    Kind,
    Note,
    Participant,
    Question,
    Vote,
    Workshop,
)
from tests.journeys.test_expert import browser  # noqa: F401
from tests.journeys.test_expert import pytestmark as of_browsers
from tests.journeys.test_workshop import join, phone  # noqa: F401

pytestmark = of_browsers
ZOE = {"name": "Zoe Zander", "organisation": "Mill", "sector": "other"}


@pytest.fixture
def zoe(phone, live_server, sample_centre):  # noqa: F811
    """Zoe's phone, in the sample workshop; she sits in a group."""
    workshop = Workshop.objects.get()
    workshops.start_workshop(workshop, acting_user=sample_centre["trainer"])
    page = phone()
    page.goto(f"{live_server.url}/join/{workshop.code}/")
    page.fill("#id_name", "Zoe Zander")
    page.click("main button:has-text('Join')")
    page.locator("#next-step").wait_for()
    return page


def go(kind, trainer):
    workshop = Workshop.objects.get()
    place = next(s.place for s in workshop.module.sections.all() if s.kind == kind)
    workshops.go_to(workshop, place, acting_user=trainer)
    return workshop


def offline(page, away):
    page.context.set_offline(away)


def until(page, found):
    """Wait until the server has what the phone sends."""
    for _ in range(100):
        if found():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It never arrived.")


def test_question_dots_and_evaluation_wait_for_the_line(zoe, live_server, sample_centre):
    trainer = sample_centre["trainer"]
    workshop = go(Kind.VOTE, trainer)
    base = f"{live_server.url}/room/{workshop.pk}"
    zoe.goto(f"{base}/board/")
    offline(zoe, True)
    card = zoe.locator("li.note-card").first
    card.locator("button:has-text('+')").click()
    card.locator("button:has-text('+')").click()
    assert card.locator(".dots").inner_text() == "●●"
    assert "1" in zoe.inner_text("#dots-left")
    zoe.get_by_text("What you entered is saved on this phone").wait_for()
    assert not Vote.objects.exists()
    offline(zoe, False)
    until(zoe, lambda: Vote.objects.filter(dots=2).count() == 1)

    zoe.goto(f"{base}/")
    offline(zoe, True)
    for text in ("Who pays?", "Since when?"):
        zoe.fill("#question", text)
        zoe.click("button:has-text('Send the question')")
    assert not Question.objects.exists()
    offline(zoe, False)
    until(zoe, lambda: Question.objects.count() == 2)

    go(Kind.EVALUATION, trainer)
    zoe.goto(f"{base}/evaluation/")
    zoe.check("input[name=answer-0][value='4']")
    offline(zoe, True)
    zoe.click("main form[data-kept] button[type=submit]")
    zoe.get_by_text("What you entered is saved on this phone").wait_for()
    offline(zoe, False)
    until(zoe, Evaluation.objects.exists)
    assert Evaluation.objects.get().answers[0] == 4
    zoe.wait_for_timeout(2500)
    assert (Question.objects.count(), Vote.objects.count()) == (2, 1), "each once"


def test_what_the_server_refuses_is_said_and_not_lost(zoe, live_server, sample_centre):
    workshop = go(Kind.VOTE, sample_centre["trainer"])
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/board/")
    offline(zoe, True)
    zoe.locator("li.note-card button:has-text('+')").first.click()
    plenary.open_votes(workshop, False, acting_user=sample_centre["trainer"])
    offline(zoe, False)
    zoe.locator("#kept-refused").get_by_text("The vote is not open.").wait_for()
    assert not Vote.objects.exists()


def test_half_typed_text_is_taken_in_when_the_charts_close_and_said(
    zoe, live_server, sample_centre
):
    workshop = Workshop.objects.get()
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/chart/")
    zoe.locator("form.new-note textarea").nth(1).fill("Half a thought about audi")
    go(Kind.REPORT, sample_centre["trainer"])
    zoe.get_by_text("The flip chart was closed while you were typing.").wait_for()
    note = Note.objects.get(text="Half a thought about audi")
    assert note.late and note.owner == Participant.objects.get(name="Zoe Zander")


@pytest.mark.parametrize("kind", list(Kind))
def test_at_390_pixels_no_tab_is_cut_and_the_next_step_is_seen(
    zoe, live_server, sample_centre, kind
):
    workshop = Workshop.objects.get()
    if not workshop.module.sections.filter(kind=kind).exists():
        pytest.skip("the sample's module has no such section")
    go(kind, sample_centre["trainer"])
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/")
    assert zoe.evaluate("document.scrollingElement.scrollWidth") <= 390
    for tab in zoe.locator("#room-tabs a").all():
        box = tab.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, tab.inner_text()
    step = zoe.locator("#next-step").bounding_box()
    assert step["y"] + step["height"] <= 800, "in sight without scrolling"
    for role in zoe.locator(".role-list dd").all():
        assert role.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), role.inner_text()


def test_one_note_that_cannot_be_read_holds_up_no_other(zoe, live_server, sample_centre):
    """A phone keeps what an older version of the page, or a broken store, left in its queue."""
    workshop, who = Workshop.objects.get(), Participant.objects.get(name="Zoe Zander")
    sheet = who.group.sheets.first().pk
    kept = {"kind": "write", "sheet": sheet, "text": "Cannot be read", "role": None, "base": 0}
    queue = [
        kept | {"id": "no identifier", "note": str(uuid.uuid4())},
        kept | {"id": str(uuid.uuid4()), "note": str(uuid.uuid4()), "text": "Arrives"},
    ]
    shelf = f"chart-{workshop.pk}-{who.pk}-outbox"
    zoe.evaluate("([key, value]) => localStorage.setItem(key, value)", [shelf, json.dumps(queue)])
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/chart/")
    until(zoe, Note.objects.filter(text="Arrives", owner=who).exists)
    zoe.locator("#refused").get_by_text("Cannot be read").wait_for()
    zoe.get_by_text("Everything you wrote is on the chart.").wait_for()
    assert not Note.objects.filter(text="Cannot be read").exists()
