"""One form sent by two requests at the same moment: one act, one answer, on either database."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import ApiToken, Invitation, Programme
from scp_centre.roles.clearinghouse.models import Follower, Item, Newsletter, Source
from scp_centre.roles.policy.models import Instrument
from scp_centre.roles.training.models import Course, Workshop
from tests.interfaces.form_walk import forms_of

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"title": "Sent twice", "name": "Sent twice", "language": "en"}
# who, page, what is filled in, what is made
FORMS = (
    ("admin", "/people/invite/", {"email": "one@away.example", "role": "expert"}, Invitation),
    ("expert", "/account/", {"name": "meters", "scopes": ["read"], "days": "5"}, ApiToken),
    ("information", "/clearinghouse/newsletters/new/", WORDS, Newsletter),
    ("information", "/clearinghouse/sources/", WORDS | {"kind": "file", "address": ""}, Source),
    ("director", "/programmes/", WORDS, Programme),
    ("analyst", "/policy/register/new/", WORDS, Instrument),
    ("trainer", "/training/workshops/new/", WORDS, Workshop),
    ("trainer", "/training/courses/new/", WORDS, Course),
    (
        None,
        "/clearinghouse/follow/",
        {"email": "reader@away.example", "frequency": "weekly"},
        Follower,
    ),
)


def sender(person):
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def at_once(first, address, values):
    """Send a form by two requests of one browser at the same moment; return the answers."""
    second = Client(raise_request_exception=False)
    second.cookies = first.cookies
    gate, answers = threading.Barrier(2), []

    def send(client):
        gate.wait()
        try:
            answers.append(client.post(address, values()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def form_on(client, page, action=None):
    found = forms_of(page, client.get(page).content.decode())
    return next(form for form in found if form.action == (action or page))


def test_two_requests_at_once_do_what_a_form_asks_for_once(sample_centre):
    wrong = []
    for who, page, values, kind in FORMS:
        client = sender(sample_centre.get(who))
        form, before = form_on(client, page), kind.objects.count()
        sent = form.filled("twice") | values
        answers = at_once(client, page, lambda sent=sent: sent)
        made = kind.objects.count() - before
        told = [(answer.status_code, answer.get("Location")) for answer in answers]
        if made != 1 or len(set(told)) != 1 or told[0][0] >= 400:
            wrong.append((page, made, told))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_table_mapped_twice_at_once_is_imported_once(sample_centre):
    client = sender(sample_centre["information"])
    file = SimpleUploadedFile("items.csv", b"title,type\nSteam traps,method\n")
    client.post("/clearinghouse/import/", {"source": "Ours", "file": file})
    page = "/clearinghouse/import/headings/"
    form = next(f for f in forms_of(page, client.get(page).content.decode()) if "type" in f.names())
    answers = at_once(client, page, form.filled)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Job.objects.count() == 1


def test_a_suggestion_sent_twice_at_once_is_one_item(sample_centre):
    client, page = sender(None), "/clearinghouse/suggest/"
    answer = client.post(page, {"pasted": "Steam traps in dyehouses"})
    found = forms_of(page, answer.content.decode())
    form = next(f for f in found if "summary" in f.names())
    before = Item.objects.count()
    values = form.filled("twice") | {"website": [""], "title": ["Steam"], "doi": [""]}
    values |= {"year": ["2024"]}
    values.pop("address", None)
    answers = at_once(client, form.action, lambda: values)
    assert Item.objects.count() - before == 1, [a.status_code for a in answers]
    assert len({(a.status_code, a.get("Location")) for a in answers}) == 1
