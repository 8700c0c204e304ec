"""A centre on its first day: each page says that there is nothing yet, and what to do first."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from scp_centre.centre.registry.models import Centre, Organisation
from tests.interfaces.hostile import all_routes, person_with_every_role

pytestmark = pytest.mark.django_db
EMPTY_TABLE = re.compile(r"<tbody[^>]*>\s*</tbody>")
SELECT = re.compile(r"<select\b([^>]*)>(.*?)</select>", re.DOTALL)


@pytest.fixture
def first_day():
    """Return a client of somebody with every role in a centre that holds one company."""
    Centre.objects.update_or_create(pk=1, defaults={"name": "New Centre", "country": "Verdania"})
    client = Client()
    client.force_login(person_with_every_role(Organisation.objects.create(name="First Mill")))
    return client


def pages(client):
    """Yield (address, text) of every page that needs no thing to be about."""
    for name, kinds in all_routes():
        if kinds or name.startswith("api:") or "accounts" in reverse(name):
            continue
        answer = client.get(reverse(name))
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            yield reverse(name), answer.content.decode()


def dead_selects(text):
    """Return the names of required choices that offer nothing and do not say why."""
    return [
        re.search(r'name="(\w+)"', attributes)[1]
        for attributes, options in SELECT.findall(text)
        if "required" in attributes
        and not re.search(r'<option value="[^"]', options)
        and "aria-describedby" not in attributes
    ]


def test_no_page_of_an_empty_centre_shows_a_bare_table_or_a_dead_choice(first_day):
    seen, bare = 0, []
    for address, text in pages(first_day):
        seen += 1
        if EMPTY_TABLE.search(text):
            bare.append((address, "table without rows"))
        bare += [(address, name) for name in dead_selects(text)]
    assert bare == []
    assert seen > 45


def test_an_empty_collection_is_not_called_a_failed_search(first_day):
    said = first_day.get("/clearinghouse/").content.decode()
    assert "no items yet" in said and "No results" not in said
    assert "No results" in first_day.get("/clearinghouse/?q=steam").content.decode()
