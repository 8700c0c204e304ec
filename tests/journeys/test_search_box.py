"""The search box: "/" goes there, suggestions come while one types, keys and readers follow."""

import pytest

from tests.journeys.test_accessible import problems
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401  the same browser


@pytest.fixture
def expert(open_as, live_server):  # noqa: F811
    page = open_as("expert")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/assessments/")
    return page


def test_from_any_page_to_a_company_by_the_keyboard(expert, live_server):
    expert.keyboard.press("/")
    assert expert.evaluate("document.activeElement.id") == "top-search"
    expert.keyboard.type("riverm")
    expert.wait_for_selector("#top-suggestions [role=option]")
    box = expert.locator("#top-search")
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"
    assert expert.locator("#top-suggestions [role=option]").count() <= 8
    assert "suggestion" in expert.inner_text("#top-suggestions-said")
    expert.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert expert.inner_text(f"#{active} bdi") == "Rivermouth Dairy"
    assert problems(expert, expert.url) == []
    expert.keyboard.press("Enter")
    expert.wait_for_url("**/companies/*/")
    assert "Rivermouth Dairy" in expert.inner_text("h1")


def test_escape_closes_and_enter_shows_all(expert):
    expert.keyboard.press("/")
    expert.keyboard.type("rivermuoth")
    expert.wait_for_selector("#top-suggestions [role=option]")
    expert.keyboard.press("Escape")
    assert expert.locator("#top-suggestions").is_hidden()
    assert expert.input_value("#top-search") == "rivermuoth"
    expert.keyboard.press("Enter")
    expert.wait_for_url("**/search/?q=rivermuoth")
    assert "Showing results for “rivermouth”." in expert.inner_text("main")
    assert expert.locator("mark").count() > 0
    assert problems(expert, expert.url) == []


def test_a_slash_that_is_typed_into_a_field_stays_there(expert, live_server):
    expert.goto(f"{live_server.url}/search/?q=water")
    expert.click("#search-words")
    expert.keyboard.type("/")
    assert "/" in expert.input_value("#search-words")


def test_on_a_phone_a_link_leads_to_the_search(expert, live_server):
    expert.set_viewport_size({"width": 390, "height": 844})
    assert expert.locator("#top-search").is_hidden()
    expert.click(".search-link")
    expert.wait_for_url("**/search/")
    expert.fill("#search-words", "burner")
    expert.keyboard.press("Enter")
    expert.wait_for_url("**/search/?q=burner")
    assert "Options and measures" in expert.inner_text("main")
    assert expert.evaluate("document.documentElement.scrollWidth") <= 390
    assert expert.locator("h1").bounding_box()["y"] < 400
    assert problems(expert, expert.url) == []
