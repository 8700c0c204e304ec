"""The daily work around an assessment, each person in a browser of their own."""

import pytest

from tests.conftest import PASSWORD
from tests.journeys.test_expert import browser  # noqa: F401
from tests.journeys.test_expert import pytestmark as of_browsers

pytestmark = [*of_browsers, pytest.mark.postgresql]

ADDRESS = "/assessments/{pk}/"


@pytest.fixture
def open_as(browser, live_server, sample_centre):  # noqa: F811
    """Return a page on which somebody is signed in."""
    contexts = []

    def sign_in(name):
        context = browser.new_context(viewport={"width": 1100, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("#id_login", f"{name}@verdania.example")
        page.fill("#id_password", PASSWORD)
        page.click("main button")
        page.wait_for_load_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_from_the_companys_answer_to_the_directors_portfolio(open_as, live_server):
    from scp_centre.roles.production.models import Assessment

    dairy = Assessment.objects.get(company="Rivermouth Dairy")
    base = f"{live_server.url}/assessments/{dairy.pk}"

    company = open_as("company")
    company.goto(f"{base}/options/rinse/")
    company.check("text=Accept")
    company.click("text=Save the answer")
    company.fill("#id_comment-text", "The tank comes in May.")
    company.click("main button:has-text('Comment')")
    assert "The tank comes in May." in company.inner_text("main")
    company.goto(f"{live_server.url}/companies/{dairy.site.organisation_id}/")
    company.click("text=Give consent to case study")
    assert "given" in company.inner_text("main")

    expert = open_as("expert")
    expert.goto(f"{base}/review/")
    expert.click("text=Submit to the reviewer")

    reviewer = open_as("reviewer")
    reviewer.goto(f"{base}/review/")
    reviewer.fill("[aria-label='Remark on Water use, 2025']", "Which meter?")
    reviewer.click("text=Send back with remarks")
    assert "sent back" in reviewer.inner_text("main")

    expert.reload()
    expert.fill("input[name=answer]", "W2 to W5, each read on the last day.")
    expert.click("text=Answer the remark")
    expert.click("text=Submit to the reviewer")

    reviewer.reload()
    reviewer.click("text=Approve all figures")
    assert "approved" in reviewer.inner_text("main")
    reviewer.goto(f"{base}/options/leaks/verify/")
    reviewer.click("text=Approve the figures")

    expert.goto(f"{base}/options/leaks/verify/")
    expert.click("text=Calculate the result")
    assert "MWh avoided: proved" in expert.inner_text("main")
    wide = "i => i.decode().then(() => i.naturalWidth)"
    assert expert.locator("figure img").evaluate(wide) > 0

    director = open_as("director")
    director.goto(f"{live_server.url}/portfolio/?by=expert")
    text = director.inner_text("main")
    assert "A. Marin" in text and "1,832" in text  # measured, not projected to a year
    director.click("text=Rivermouth Dairy, Rivermouth plant")
    director.click("main td a:has-text('1,832')")
    director.click("text=Verified saving, Repair compressed-air leaks")
    assert "reviewed" in director.inner_text("main")


def test_two_experts_see_each_others_changes(open_as, live_server):
    from scp_centre.roles.production.models import Assessment

    dairy = Assessment.objects.get(company="Rivermouth Dairy")
    data = f"{live_server.url}/assessments/{dairy.pk}/data/flows/"
    theirs, mine = open_as("company"), open_as("expert")
    mine.goto(data)
    theirs.goto(f"{data}20/")
    mine.get_by_text("Also on this page: R. Costa").wait_for(timeout=60_000)
    assert theirs.input_value("#id_name") == "Natural gas"
    theirs.fill("#id_amount", "9512")
    theirs.click("text=Save the row")
    mine.get_by_text("9,512").wait_for(timeout=60_000)  # the list came up to date by itself
    assert "R. Costa" in mine.inner_text("#news")


def test_a_form_that_somebody_fills_in_is_left_alone_and_the_conflict_shown(open_as, live_server):
    from scp_centre.roles.production.models import Assessment, Flow

    dairy = Assessment.objects.get(company="Rivermouth Dairy")
    row = f"{live_server.url}/assessments/{dairy.pk}/data/flows/20/"
    theirs, mine = open_as("company"), open_as("expert")
    mine.goto(row)
    mine.fill("#id_amount", "9600")
    theirs.goto(row)
    theirs.fill("#id_amount", "9512")
    theirs.click("text=Save the row")
    mine.get_by_text("Show the current values").wait_for(timeout=60_000)
    assert mine.input_value("#id_amount") == "9600"
    mine.click("text=Save the row")
    shown = mine.inner_text("[role=alert]")
    assert "9,512" in shown and "9,600" in shown
    mine.click("text=Save the row")
    mine.get_by_text("Row saved.").wait_for()
    assert Flow.objects.get(assessment=dairy, key="gas", period="2025").amount == 9600
