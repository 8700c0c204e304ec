"""The expert's journey in a real browser, at laptop and phone width; accessibility by axe-core."""

import os
import shutil

import pytest

from scp_centre.roles.production.workbook import write_workbook
from tests.conftest import PASSWORD

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and "SCP_SKIP_NOTHING" not in os.environ,
        reason="chromium is not installed: apt-get install chromium",
    ),
    pytest.mark.django_db(transaction=True),
]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs an event loop


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=[1280, 390], ids=["laptop", "phone"])
def page(request, browser, live_server, sample_centre):
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, accept_downloads=True
    )
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(f"{live_server.url}/accounts/login/")
    opened.fill("#id_login", "expert@verdania.example")
    opened.fill("#id_password", PASSWORD)
    opened.click("main button")
    opened.wait_for_selector("h1:has-text('Your work')")
    opened.goto(f"{live_server.url}/assessments/")
    yield opened
    context.close()


def test_from_the_workbook_to_the_report(page, live_server, tmp_path, dairy_file):
    """Upload a broken workbook, read the mistakes, upload the good one, choose, take the report."""
    broken, good = tmp_path / "broken.xlsx", tmp_path / "good.xlsx"
    broken.write_bytes(b"not a workbook")
    good.write_bytes(write_workbook(dairy_file))
    page.click("text=Import a workbook")
    page.set_input_files("#id_workbook", broken)
    page.click("text=Check and import")
    assert "Nothing was imported because" in page.inner_text("[role=alert]")
    page.set_input_files("#id_workbook", good)
    page.click("text=Check and import")
    page.wait_for_selector("text=has been imported as revision 2")
    for tab in ("Flows and balances", "Cost of losses", "Indicators", "Options"):
        page.click(f"nav[aria-label=Assessment] >> text={tab}")
        page.wait_for_selector("img", state="attached")
    page.select_option("select[name=decision-pushout]", "study")
    page.click("text=Update the plan")
    page.wait_for_selector("text=51,500 EUR once")
    page.click("nav[aria-label=Assessment] >> text=Report")
    page.click("text=Create the report")
    page.wait_for_selector("text=Ready:", timeout=30_000)
    with page.expect_download() as download:
        page.click("text=Download PDF")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_sign_in_page_is_accessible_and_refuses_a_wrong_password(
    browser, live_server, sample_centre
):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    assert Axe().run(page).response["violations"] == []
    page.fill("#id_login", "expert@verdania.example")
    page.fill("#id_password", "wrong")
    page.click("main button")
    assert "is wrong" in page.inner_text("main")
    page.close()


def test_the_keyboard_reaches_everything(page, live_server):
    """The first stop is the skip link; tabs and form follow in reading order."""
    page.goto(f"{live_server.url}/assessments/import/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        )
    assert seen.index("id_workbook") < seen.index("Check and import")
