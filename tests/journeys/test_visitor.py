"""A visitor asks for an assessment on the public site, and an expert makes it a company."""

import pytest

from scp_centre.centre.registry.models import Organisation
from tests.journeys.test_accessible import problems
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401  the same browser


@pytest.fixture
def visitor(browser, live_server, sample_centre):  # noqa: F811
    """A page on a phone on which nobody is signed in."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def test_from_the_front_page_to_a_company(visitor, open_as, live_server):  # noqa: F811
    visitor.goto(live_server.url)
    assert "less material, energy and water" in visitor.inner_text("h1")
    box = visitor.locator("h1").bounding_box()
    assert box["y"] < 400  # the title is in sight on a phone
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
    assert visitor.context.cookies() == []

    visitor.click("main a.button")
    visitor.fill("#id_company", "Hilltop Mill")
    visitor.select_option("#id_sector", "food and beverage")
    visitor.fill("#id_place", "Hilltop")
    visitor.fill("#id_person", "A. Stone")
    visitor.fill("#id_about", "Our power bill has doubled.")
    visitor.click("text=Send the request")
    assert "Enter an e-mail address or a telephone number." in visitor.inner_text("main")
    assert visitor.input_value("#id_about") == "Our power bill has doubled."
    visitor.fill("#id_telephone", "+000 5")
    visitor.click("text=Send the request")
    assert "What happens next" in visitor.inner_text("main")

    expert = open_as("expert")
    expert.goto(f"{live_server.url}/requests/")
    expert.click("text=Hilltop Mill")
    assert "Our power bill has doubled." in expert.inner_text("main")
    expert.click("button:has-text('Create a company from this request')")
    assert "Hilltop Mill" in expert.inner_text("h1")
    assert "A. Stone" in expert.inner_text("main")
    company = Organisation.objects.get(name="Hilltop Mill")
    assert company.contacts.get().telephone == "+000 5"


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(390, "dark", "ar"), (1280, "light", "fr"), (1280, "light", "es"), (1024, "light", "es")],
)
def test_what_visitors_see_is_accessible_and_fits_its_width(
    browser,  # noqa: F811
    live_server,
    sample_centre,
    width,
    scheme,
    language,
):
    from scp_centre.centre.public_site.models import SitePage

    word = "Verdania-" * 30
    SitePage.objects.filter(key="about", language=language).update(text=f"# {word}\n\n{word}")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong = []
    for address in ("/", "/ask/", "/ask/sent/", "/pages/about/", "/pages/privacy/"):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.lang") == language
        wrong += problems(page, address)
    context.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_header_is_one_row_on_a_desk(
    browser,  # noqa: F811
    open_as,  # noqa: F811
    live_server,
    sample_centre,
    language,
):
    """Of a visitor, and of the people with the fullest menus."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=language)
    visitor = context.new_page()
    visitor.goto(live_server.url)
    seen = {"a visitor": visitor}
    for name in ("expert", "director"):
        sample_centre[name].language = language
        sample_centre[name].save(update_fields=["language"])
        seen[name] = open_as(name)
        seen[name].set_viewport_size({"width": 1280, "height": 800})
        seen[name].goto(live_server.url)
    rows = "nav li > a, nav > ul > li > details > summary, .sign-in"
    for name, page in seen.items():
        assert page.evaluate("document.documentElement.lang") == language
        tops = (
            page.locator("header.top")
            .locator(rows)
            .evaluate_all(
                "all => all.filter(e => e.offsetParent && !e.closest('details ul'))"
                ".map(e => e.getBoundingClientRect()).map(b => b.top + b.height / 2)"
            )
        )
        assert len(tops) > 3 and max(tops) - min(tops) < 12, (name, tops)
    context.close()
