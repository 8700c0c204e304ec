"""What a form sends is the same in every language: only what people read is translated."""

from html.parser import HTMLParser

import pytest

from scp_centre.centre.registry.models import Organisation, Person
from tests.interfaces.hostile import page_addresses, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

pytestmark = pytest.mark.django_db
FIXED = {"hidden", "radio", "checkbox", "submit"}
OF_EACH_PAGE = {"csrfmiddlewaretoken", "language", "next"}


class Values(HTMLParser):
    """The values of a page that its reader picks or passes on: (field, value)."""

    def __init__(self):
        super().__init__()
        self.found, self.select, self.option = set(), "", None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select not in OF_EACH_PAGE:
            self.found.add((self.select, attrs.get("value", "no value")))
        elif self.is_passed_on(tag, name, attrs):
            self.found.add((name, attrs.get("value") or ""))

    def is_passed_on(self, tag, name, attrs):
        """How a number is written is sent with it; each note that is begun has its own name."""
        fixed = tag == "button" or (tag == "input" and attrs.get("type") in FIXED)
        return fixed and name not in OF_EACH_PAGE and not name.endswith(("-language", "id"))


def values_of(html):
    reader = Values()
    reader.feed(html)
    return reader.found


def test_each_page_sends_the_same_in_every_language(dairy_things, sample_centre, client):  # noqa: F811
    person = person_with_every_role(Organisation.objects.get(name="Rivermouth Dairy"))
    client.force_login(person)
    addresses = page_addresses(dairy_things)
    sent = {}
    for language in ("en", "fr", "ar"):
        Person.objects.filter(pk=person.pk).update(language=language)
        for address in addresses:
            if address.startswith("/accounts/"):
                continue
            if language != "en" and not sent.get(address, {}).get("en"):
                continue  # a file, or a page on which nobody sends anything
            page = client.get(address)
            kind = page.get("Content-Type", "") if page.status_code == 200 else ""
            if kind.startswith("text/html") and not page.streaming:
                found = values_of(page.content.decode())
                sent.setdefault(address, {})[language] = found
    wrong = [
        (address, language, sorted(values ^ by_language["en"])[:4])
        for address, by_language in sent.items()
        for language, values in by_language.items()
        if values != by_language.get("en")
    ]
    assert not wrong, "\n".join(map(str, wrong))
    assert sum(bool(found.get("en")) for found in sent.values()) > 50
