"""Whatever is sent twice counts once: a double click, a lost line, the page opened again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import URLPattern
from django.utils import timezone

from scp_centre.roles.recognition.actions import complaints, criteria_drafts
from scp_centre.roles.recognition.models import Complaint
from scp_centre.roles.recognition.urls import urlpatterns
from tests import database_rows
from tests.interfaces.form_walk import TOKEN, forms_of
from tests.interfaces.hostile import address_of, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401
from tests.roles.recognition.applications import dairy
from tests.roles.recognition.posts import CASES, World, received

pytestmark = pytest.mark.django_db
NOTHING_KEPT = {"check_wording", "check_credential"}  # they answer, and save nothing


def rows():
    """Return all that the role and its signatures have saved."""
    names = [
        n for n in sorted(database_rows.tables()) if n.startswith(("recognition_", "signing_"))
    ]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def form_of(client, post):
    """Return what a browser sends: the form as the page holds it, filled in."""
    page = post.page or post.address
    found = forms_of(page, client.get(page).content.decode())
    form = next(f for f in found if f.action == post.address)
    return form.as_shown() | post.values


def sent(client, post, values):
    for one in post.values.values():
        if hasattr(one, "seek"):
            one.seek(0)
    return client.post(post.address, values)


@pytest.mark.parametrize("name", CASES)
def test_what_is_sent_again_counts_once(name, sample_centre):
    """The same form again, then the same words in a form that the browser fetched anew."""
    post = CASES[name](World(sample_centre))
    client = Client()
    if post.person is not None:
        client.force_login(post.person)
    values, before = form_of(client, post), rows()
    first = sent(client, post, values)
    assert first.status_code == 302, first.content.decode()
    once = rows()
    assert once != before
    again = sent(client, post, values)
    assert (again.status_code, again.url) == (302, first.url)
    assert rows() == once, "a double click"
    anew = values | {TOKEN: [get_token(RequestFactory().get("/"))]}
    sent(client, post, anew)
    assert rows() == once, "the page opened again"


def test_every_address_that_takes_a_post_is_walked(dairy_things, sample_centre, client):  # noqa: F811
    client.force_login(person_with_every_role(dairy()))
    client.raise_request_exception = False
    taking = set()
    for route in urlpatterns:
        assert isinstance(route, URLPattern)
        groups = dict.fromkeys(route.pattern.regex.groupindex) | dict(route.pattern.converters)
        if client.options(address_of(route.name, groups, dairy_things)).status_code != 405:
            continue
        allow = client.put(address_of(route.name, groups, dairy_things))
        assert allow.status_code == 405
        if "POST" in allow["Allow"]:
            taking.add(route.name)
    assert taking == set(CASES) | NOTHING_KEPT


def test_the_same_words_much_later_are_another_complaint(sample_centre):
    world = World(sample_centre)
    first = received(world)
    values = (first.licence, first.text, first.place)
    assert complaints.receive_complaint(*values) == first
    Complaint.objects.update(received=timezone.now() - timedelta(hours=2))
    later = complaints.receive_complaint(*values)
    assert later != first and later.secret != first.secret


def test_two_measures_of_one_title_differ_in_something(sample_centre):
    world = World(sample_centre)
    _base, content = world.draft()
    for name, unit in (("water", "l"), ("water_2", "l"), ("water_3", "m3")):
        measure = {"title": "Water", "kind": "number", "unit": unit}
        criteria_drafts.keep_measure(world.scheme, name, measure, acting_user=world.officer)
    kept = world.scheme.versions.first().content["measures"]
    assert set(kept) - set(content["measures"]) == {"water", "water_3"}
