"""Complaints: anybody's, read by a secret address, answered, and never told to the holder."""

import re

import pytest
from django.test import Client

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Membership
from scp_centre.centre.registry.permissions import COMPANY
from scp_centre.roles.recognition.actions import complaints as actions
from scp_centre.roles.recognition.company_files import files_of
from scp_centre.roles.recognition.errors import IndependenceError, RecognitionError
from scp_centre.roles.recognition.home_tasks import tasks_for
from scp_centre.roles.recognition.models import Check, Complaint, Licence
from scp_centre.roles.recognition.views import complaints as pages
from tests.roles.recognition.applications import dairy

pytestmark = pytest.mark.django_db
WORDS = "The bottle says returnable, but no shop takes it back."


@pytest.fixture
def licence(sample_centre):
    return Licence.objects.filter(state="valid", application__organisation=dairy()).first()


@pytest.fixture
def officer(sample_centre):
    client = Client()
    client.force_login(sample_centre["label"])
    return client


def page_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def complain(licence, text=WORDS, **values):
    return Client().post(f"/complaints/new/{licence.number}/", {"text": text} | values)


def test_a_buyer_complains_from_the_scan_and_reads_the_answer(licence, officer, client):
    scan = page_of(client.get(f"/r/{licence.number}/", follow=True))
    assert f'href="/complaints/new/{licence.number}/"' in scan
    assert f'href="/complaints/new/{licence.number}/"' in page_of(
        client.get(f"/register/{licence.number}/")
    )
    sent = complain(licence, place="Shop at the harbour")
    assert sent.status_code == 302 and sent.url.startswith("/complaints/")
    state = client.get(sent.url)
    assert ">received<" in page_of(state).replace("> ", ">").replace(" <", "<")
    assert state["Cache-Control"] == "no-store" and WORDS in page_of(state)
    found = Complaint.objects.get()
    desk = page_of(officer.get("/recognition/complaints/"))
    assert f"/recognition/complaints/{found.pk}/" in desk
    page = page_of(officer.get(f"/recognition/complaints/{found.pk}/"))
    assert WORDS in page and "Shop at the harbour" in page
    values = {"outcome": "upheld", "answer": "The shops take it back again."}
    assert officer.post(f"/recognition/complaints/{found.pk}/", values).status_code == 302
    assert "The shops take it back again." in page_of(client.get(sent.url))
    history = page_of(client.get(f"/register/{licence.number}/"))
    assert "1 complaint was upheld." in history and "harbour" not in history
    again = officer.post(f"/recognition/complaints/{found.pk}/", values)
    assert again.status_code == 422 and "already been answered" in page_of(again)


def test_neither_name_nor_network_is_kept(licence):
    complain(licence)
    entry = Entry.objects.filter(act="receive_complaint").get()
    assert entry.person is None and entry.organisation is None and entry.after == {}
    kept = {field.name for field in Complaint._meta.get_fields()}
    assert not kept & {"name", "email", "network", "address", "language"}


def test_the_holder_learns_neither_who_nor_what(licence, officer, sample_centre):
    complain(licence)
    found = Complaint.objects.get()
    values = {"task": "The return of bottles in shops is checked.", "due": "2099-01-31"}
    answer = officer.post(f"/recognition/complaints/{found.pk}/check/", values)
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == "being examined"
    check = Check.objects.get()
    holder = Client()
    holder.force_login(sample_centre["company"])
    for address in (
        f"/recognition/applications/{licence.application_id}/",
        f"/recognition/checks/{check.pk}/",
        "/recognition/",
        "/",
        f"/register/{licence.number}/",
    ):
        page = page_of(holder.get(address))
        assert "no shop takes it back" not in page and "complaint was" not in page, address
    assert "information from outside" in page_of(holder.get(f"/recognition/checks/{check.pk}/"))
    for address in ("/recognition/complaints/", f"/recognition/complaints/{found.pk}/"):
        assert holder.get(address).status_code == 403
    files = dict(files_of(dairy()))
    assert all(b"no shop takes it back" not in content for content in files.values())
    assert not Entry.objects.filter(act__contains="complaint", organisation=dairy()).exists()


def test_what_waits_is_among_the_officers_tasks(licence, sample_centre):
    complain(licence)
    found = Complaint.objects.get()
    groups = {str(g.title): g for g in tasks_for(sample_centre["label"], found.due)}
    assert [task.name for task in groups["Complaints to answer"].tasks] == [licence.about]
    others = {str(g.title) for g in tasks_for(sample_centre["director"], found.due)}
    assert "Complaints to answer" not in others


def test_programs_and_floods_are_stopped(licence, monkeypatch):
    assert complain(licence, website="http://spam.example").url == f"/register/{licence.number}/"
    assert not Complaint.objects.exists()
    monkeypatch.setattr(pages, "MOST_OF_NETWORK", 2)
    said = ("It leaks.", "It smells.", "It broke.")
    assert [complain(licence, text).status_code for text in said] == [302, 302, 429]
    assert Complaint.objects.count() == 2
    monkeypatch.setattr(pages, "MOST_OF_NETWORK", 100)
    monkeypatch.setattr(pages, "MOST_OF_LICENCE", 2)
    answer = complain(licence)
    assert answer.status_code == 429 and "Try again tomorrow" in page_of(answer)
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    with pytest.raises(RecognitionError, match="still unanswered"):
        actions.receive_complaint(licence, WORDS, "")


@pytest.mark.parametrize("text", ["", "  ", "x" * 3001, "a\0b"])
def test_what_is_empty_or_too_long_is_refused(licence, text):
    assert complain(licence, text).status_code == 422 and not Complaint.objects.exists()


def test_who_is_bound_to_the_holder_does_not_answer(licence, sample_centre):
    complain(licence)
    officer = sample_centre["label"]
    Membership.objects.create(person=officer, role=COMPANY, organisation=dairy())
    with pytest.raises(IndependenceError, match="is a member of"):
        actions.answer_complaint(
            Complaint.objects.get(), "upheld", "It is true.", acting_user=officer
        )


def test_only_a_label_officer_answers(licence, sample_centre):
    complain(licence)
    found = Complaint.objects.get()
    for name in ("director", "company", "reviewer"):
        with pytest.raises(NotPermittedError):
            actions.answer_complaint(found, "upheld", "It is.", acting_user=sample_centre[name])
    with pytest.raises(RecognitionError, match="outcome is missing"):
        actions.answer_complaint(found, "received", "It is.", acting_user=sample_centre["label"])


def test_a_wrong_secret_leads_nowhere(client, sample_centre):
    assert client.get("/complaints/not-a-secret/").status_code == 404
    assert client.get("/complaints/new/VGL-1999-9999/").status_code == 404
