"""Every page by the URL table: axe-core finds nothing, and it fits its width.

A new address is covered the day it appears. Phone and laptop, light and dark, to the left and to
the right.
"""

import pytest

from tests.interfaces.test_permissions import addresses, dairy_things  # noqa: F401
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401

ROLES = ("expert", "company", "director", "admin", "reviewer", "statistician", "association")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_ALLAUTH = ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/")
FEWEST = 40  # pages: fewer would mean that the walk has lost its way


def pages_of(context, base, things):
    """Yield the addresses that answer this person with a page."""
    from django.urls import reverse

    names = [n for n, _ in addresses() if not n.startswith("api:")]
    for address in (*(reverse(n, kwargs=things.get(n)) for n in names), *OF_ALLAUTH):
        answer = context.request.get(base + address, max_redirects=0)
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            yield address


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en"), (390, "dark", "ar"), (390, "light", "es")],
)
def test_every_page_is_accessible_and_fits_its_width(
    open_as,  # noqa: F811
    live_server,
    dairy_things,  # noqa: F811
    width,
    scheme,
    language,
):
    from axe_playwright_python.sync_playwright import Axe

    from scp_centre.centre.registry.models import Person

    Person.objects.update(language=language)
    seen, wrong = set(), []
    for role in ROLES:
        page = open_as(role)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for address in pages_of(page.context, live_server.url, dairy_things):
            if address in seen:
                continue
            seen.add(address)
            page.goto(live_server.url + address)
            options = {"runOnly": {"type": "tag", "values": RULES}}
            for found in Axe().run(page, options=options).response["violations"]:
                wrong.append((address, found["id"], found["nodes"][0]["html"][:160]))
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                wrong.append((address, "wider than the screen", wide))
    assert wrong == []
    assert len(seen) >= FEWEST
