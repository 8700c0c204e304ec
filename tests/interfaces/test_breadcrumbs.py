"""Each page below an entry of the menu says where it stands, by links that open for its reader."""

import re

import pytest

from scp_centre.centre.registry.models import Organisation
from tests.interfaces.hostile import address_of, all_routes, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

pytestmark = pytest.mark.django_db
CRUMBS = re.compile(r'<nav class="crumbs"[^>]*>(.*?)</nav>', re.DOTALL)
LINK = re.compile(r'<a [^>]*href="([^"]+)"')
STEP = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
TABS = '<ul class="tabs">'
# Pages that stand by themselves: public, of an account, of a room, of an installation.
BY_THEMSELVES = re.compile(
    r"^/(?:$|accounts/|account/|pages/|ask/|join/|room/|screen/|search/|set-up/|centre/results|verify/|invitation|"
    r"privacy|offline)"
)


@pytest.fixture
def pages(dairy_things, sample_centre, client):  # noqa: F811
    client.force_login(person_with_every_role(Organisation.objects.get(name="Rivermouth Dairy")))
    read = {}
    for name, kinds in all_routes():
        address = address_of(name, kinds, dairy_things)
        if address.startswith("/accounts/") or BY_THEMSELVES.search(address):
            continue
        answer = client.get(address)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            read[address] = answer.content.decode() if not answer.streaming else ""
    return read


def test_each_page_below_the_menu_says_where_it_stands(pages, client):
    menu = set(LINK.findall(re.search(r'id="main-menu".*?</nav>', pages["/jobs/"], re.DOTALL)[0]))
    lost, doubled, tried = [], [], {}
    for address, html in pages.items():
        if 'id="main-menu"' not in html or address in menu:
            continue
        found = CRUMBS.search(html)
        if found is None and TABS not in html:
            lost.append(address)
        steps = [text.strip() for text in STEP.findall(found[1])] if found else []
        if len(steps) != len(set(steps)):
            doubled.append(address)
        for link in LINK.findall(found[1]) if found else ():
            link = link.replace("&amp;", "&")
            if link not in tried:
                tried[link] = client.get(link).status_code
    assert [link for link, status in tried.items() if status not in (200, 302)] == []
    assert not lost, "\n".join(lost)
    assert not doubled, "\n".join(doubled)
    assert len(tried) > 20
