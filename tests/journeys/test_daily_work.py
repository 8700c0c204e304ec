"""The daily work around an assessment, each person in a browser of their own."""

import pytest

from tests.conftest import PASSWORD
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401  the same browser

ADDRESS = "/assessments/{pk}/"


@pytest.fixture
def open_as(browser, live_server, sample_centre):  # noqa: F811
    """Return a page on which somebody is signed in."""
    contexts = []

    def sign_in(name):
        context = browser.new_context(viewport={"width": 1100, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
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
    company.click("text=Keep the answer")
    company.fill("#id_comment-text", "The tank comes in May.")
    company.click("main button:has-text('Comment')")
    assert "The tank comes in May." in company.inner_text("main")
    company.goto(f"{live_server.url}/companies/{dairy.site.organisation_id}/")
    company.click("text=Give consent to benchmark")
    assert "given" in company.inner_text("main")

    expert = open_as("expert")
    expert.goto(f"{base}/review/")
    expert.click("text=Send to the reviewer")

    reviewer = open_as("reviewer")
    reviewer.goto(f"{base}/review/")
    reviewer.fill("[aria-label='Remark on Water use, 2025']", "Which meter?")
    reviewer.click("text=Send back with the remarks")
    assert "sent back" in reviewer.inner_text("main")

    expert.reload()
    expert.fill("input[name=answer]", "W2 to W5, each read on the last day.")
    expert.click("text=Answer the remark")
    expert.click("text=Send to the reviewer")

    reviewer.reload()
    reviewer.click("text=Approve all figures")
    assert "approved" in reviewer.inner_text("main")
    reviewer.goto(f"{base}/options/leaks/verify/")
    reviewer.click("text=Approve the figures")

    expert.goto(f"{base}/options/leaks/verify/")
    expert.click("text=Compute")
    assert "MWh avoided: proved" in expert.inner_text("main")
    wide = "i => i.decode().then(() => i.naturalWidth)"
    assert expert.locator("figure img").evaluate(wide) > 0

    director = open_as("director")
    director.goto(f"{live_server.url}/portfolio/?by=expert")
    text = director.inner_text("main")
    assert "A. Marin" in text and "8,958" in text
    director.click("text=Rivermouth Dairy, Rivermouth plant")
    director.click("text=2,449")
    director.click("text=Verified saving, Repair compressed-air leaks")
    assert "reviewed" in director.inner_text("main")
