"""The factory floor in a real browser whose line goes away and returns."""

import pytest

from tests.journeys.line_fixtures import Line
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401


@pytest.fixture
def site(sample_centre):
    from scp_centre.roles.production.models import Assessment

    return Assessment.objects.get(company="Rivermouth Dairy").site


@pytest.fixture
def line(live_server):
    opened = Line(live_server.url)
    yield opened
    opened.close()


def on_the_floor(page, line, site):
    """Open the floor page through the line, kept by the worker for when the line is cut."""
    page.goto(f"{line.url}/sites/{site.pk}/floor/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # now through the worker, which keeps it
    page.wait_for_load_state("networkidle")


def line_returns(page, line):
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")  # what a browser says of its own line


def enter(page, value):
    page.fill("#reading-start", "2019-01-01")
    page.fill("#reading-end", "2019-01-31")
    page.select_option("#reading-meter", "natural_gas")
    page.fill("#reading-value", value)
    page.click("text=Save the reading")


def values():
    from scp_centre.roles.production.models import Reading

    return [r.value for r in Reading.objects.filter(start="2019-01-01", current=True)]


def test_kept_without_a_line_over_a_reload_and_sent_when_it_returns(open_as, line, site):  # noqa: F811
    page = open_as("expert")
    on_the_floor(page, line, site)
    line.cut()
    enter(page, "701.5")
    page.fill("#note-text", "Steam plume at valve 7.")
    page.click("text=Save the note")
    page.get_by_text("not sent yet: 2").wait_for()
    page.reload()
    page.get_by_text("not sent yet: 2").wait_for()
    assert "Steam plume at valve 7." in page.inner_text("#waiting") and values() == []
    line_returns(page, line)
    page.get_by_text("Sent: 2.").wait_for()
    assert values() == [701.5]
    page.reload()
    assert "Steam plume at valve 7." in page.inner_text(".cards")


def test_an_answer_that_is_lost_on_the_way_makes_no_second_reading(open_as, line, site):  # noqa: F811
    from scp_centre.roles.production.models import Reading

    page = open_as("expert")
    on_the_floor(page, line, site)
    line.answers = False  # the entry arrives, the word that it did does not
    enter(page, "701.5")
    page.get_by_text("not sent yet: 1").wait_for()
    assert values() == [701.5]
    line_returns(page, line)
    page.get_by_text("Sent: 1.").wait_for()
    assert Reading.objects.filter(start="2019-01-01").count() == 1


def test_two_devices_disagree_and_nothing_is_lost(open_as, live_server, site):  # noqa: F811
    address = f"{live_server.url}/sites/{site.pk}/floor/"
    theirs, mine = open_as("company"), open_as("expert")
    theirs.goto(address)
    enter(theirs, "690")
    theirs.get_by_text("Sent: 1.").wait_for()
    mine.goto(address)
    enter(mine, "701.5")
    mine.get_by_text("R. Costa, Rivermouth Dairy entered 690 GJ").wait_for()
    assert values() == [690]
    mine.reload()
    mine.click("text=Keep my value")
    mine.get_by_text("Sent: 1.").wait_for()
    assert values() == [701.5]


def test_a_flow_entered_without_a_line_reaches_the_assessment(open_as, line, site):  # noqa: F811
    from scp_centre.roles.production.models import Flow

    page = open_as("expert")
    on_the_floor(page, line, site)
    line.cut()
    page.fill("#flow-name", "Drain at the separator")
    page.select_option("#flow-kind", "effluent")
    page.fill("#flow-substance", "water")
    page.select_option("#flow-period", "2025")
    page.select_option("#flow-source", "reception")
    page.fill("#flow-amount", "120.5")
    page.select_option("#flow-unit", "m3")
    page.select_option("#flow-quality", "estimated")
    page.click("text=Save the flow")
    page.get_by_text("Drain at the separator: 120.5 m³").wait_for()
    line_returns(page, line)
    page.get_by_text("Sent: 1.").wait_for()
    assert Flow.objects.get(name="Drain at the separator").amount == 120.5
