"""No page shows a key of the code: sand_reclaim is Sand reclaim to whoever reads it."""

import re
from html.parser import HTMLParser

import pytest

from scp_centre.centre.registry.models import Organisation
from tests.interfaces.hostile import address_of, all_routes, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

pytestmark = pytest.mark.django_db
KEY = re.compile(r"(?<![\w./@-])[a-z]+(?:_[a-z0-9]+)+(?![\w/@-]|\.\w)")
# Rows as a company entered them, with the keys that it gave them.
OF_THE_COMPANY = re.compile(r"^/assessments/\d+/data/")
MACHINES = {"code", "pre", "script", "style", "textarea", "kbd", "samp"}  # what programs read
NOTHING = re.compile(
    r"(?<![\w])(?:nan|None(?! \w)|inf|NaN|Infinity)(?![\w])|\bnever\b(?=\s*until)|\b1 months\b"
)


class Texts(HTMLParser):
    """The texts that a person reads on a page."""

    def __init__(self):
        super().__init__()
        self.texts, self.within = [], []

    def handle_starttag(self, tag, attrs):
        if tag in MACHINES:
            self.within.append(tag)

    def handle_endtag(self, tag):
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.texts.append(data)


def texts_of(html):
    reader = Texts()
    reader.feed(html)
    return reader.texts


@pytest.fixture
def pages(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    read = {}
    for name, kinds in all_routes():
        address = address_of(name, kinds, dairy_things)
        if address.startswith("/accounts/logout"):
            continue
        answer = client.get(address)
        is_page = answer["Content-Type"].startswith("text/html") if answer.headers else False
        if answer.status_code == 200 and is_page and not answer.streaming:
            read[address] = texts_of(answer.content.decode())
    return read


def test_no_page_shows_a_key_or_a_figure_that_is_none(pages):
    wrong = []
    for address, texts in pages.items():
        for text in texts:
            keys = [] if OF_THE_COMPANY.search(address) else KEY.finditer(text)
            wrong += [(address, m[0], text.strip()[:80]) for m in keys]
            wrong += [(address, m[0], text.strip()[:80]) for m in NOTHING.finditer(text)]
    assert not wrong, "\n".join(map(str, wrong))
    assert len(pages) > 80
