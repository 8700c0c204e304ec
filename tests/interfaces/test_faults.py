"""Unexpected errors: a number for who met them, a traceback without data for who mends them."""

import logging

import pytest
from django.db import InterfaceError, OperationalError, transaction
from django.test import Client

from scp_centre.centre.faults import fault_log
from scp_centre.centre.faults.fault_log import forget_old_faults, record_fault
from scp_centre.centre.faults.models import Fault
from scp_centre.centre.faults.tracebacks import trace
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Organisation, Person

pytestmark = pytest.mark.django_db
SECRET = "Rivermouth Dairy lost 4711 kg"


@pytest.fixture
def guest():
    return Client(raise_request_exception=False)


@pytest.fixture
def broken_page(monkeypatch):
    """Break what several pages call, as a fault of ours would, with somebody's data in hand."""

    def jobs_for(person):
        text = f"{SECRET} of {person.email}"
        raise RuntimeError(text) from ValueError(text)

    monkeypatch.setattr("scp_centre.interfaces.web.views.jobs_for", jobs_for)


def raised(error):
    try:
        raise error
    except Exception as caught:
        return caught


def test_the_number_on_the_page_finds_the_traceback(sample_centre, guest, broken_page, caplog):
    guest.force_login(sample_centre["expert"])
    with caplog.at_level(logging.ERROR, "scp_centre.faults"):
        page = guest.get(f"/jobs/?page={SECRET}")
    assert page.status_code == 500
    fault = Fault.objects.get()
    number = fault.numbers[0][0]
    assert number in page.content.decode()
    assert fault.place == "/jobs/" and fault.method == "GET"
    assert fault.kind == "ValueError → RuntimeError"
    assert "in jobs\n" in fault.traceback and "views.py" in fault.traceback
    everything = caplog.text + str(Fault.objects.values().get())
    assert number in caplog.text and "Traceback" not in page.content.decode()
    assert "4711" not in everything and "verdania.example" not in everything

    guest.force_login(sample_centre["admin"])
    found = guest.get("/faults/", {"number": number.lower()}).content.decode()
    assert "RuntimeError" in found and number in found
    assert (
        "There is no error with this number"
        in guest.get("/faults/?number=0000-0000").content.decode()
    )


def test_the_same_fault_is_counted_not_added(sample_centre, guest, broken_page):
    guest.force_login(sample_centre["expert"])
    for _ in range(fault_log.MOST_NUMBERS + 3):
        guest.get("/jobs/")
    fault = Fault.objects.get()
    assert fault.count == fault_log.MOST_NUMBERS + 3
    assert len(fault.numbers) == fault_log.MOST_NUMBERS


def test_a_page_that_was_sent_something_claims_nothing(sample_centre, guest, monkeypatch):
    monkeypatch.setattr("scp_centre.interfaces.web.views.choose_language", lambda *_, **__: 1 / 0)
    guest.force_login(sample_centre["expert"])
    text = guest.post("/language/", {"language": "fr"}).content.decode()
    assert "may not have been saved" in text and "is safe" not in text


def test_the_api_answers_in_its_own_form(sample_centre, guest, monkeypatch):
    def fail(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("scp_centre.interfaces.api.routes.figures_for", fail)
    guest.force_login(sample_centre["expert"])
    answer = guest.get("/api/v1/figures")
    assert answer.status_code == 500 and answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == 500 and body["instance"] == Fault.objects.get().numbers[0][0]
    assert SECRET not in answer.content.decode()
    assert Fault.objects.get().place == "/api/v1/figures"


def test_a_fault_in_a_job_is_told_with_its_number(sample_centre, monkeypatch):
    from scp_centre.centre.jobs.actions import WORKERS, run_job

    def work(job, progress):
        raise RuntimeError(SECRET)

    monkeypatch.setitem(WORKERS, "broken", work)
    job = Job.objects.create(kind="broken", title="A job", owner=sample_centre["expert"])
    run_job.func(str(job.pk))
    job.refresh_from_db()
    fault = Fault.objects.get(place="job broken")
    assert job.state == "failed" and fault.numbers[0][0] in job.message
    assert SECRET not in job.message + fault.traceback


def test_it_is_kept_when_the_work_was_rolled_back(sample_centre, guest, monkeypatch):
    def fail(person):
        with transaction.atomic():
            Organisation.objects.create(name="Half done", country="X", sector="other")
            raise RuntimeError

    monkeypatch.setattr("scp_centre.interfaces.web.views.jobs_for", fail)
    guest.force_login(sample_centre["expert"])
    assert guest.get("/jobs/").status_code == 500
    assert Fault.objects.count() == 1
    assert not Organisation.objects.filter(name="Half done").exists()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_what_a_database_raises_that_answers_is_kept(kind):
    """A deadlock, a statement that is wrong on SQLite, a full disk: no database is away."""
    number = record_fault(raised(kind(SECRET)), place="/jobs/", method="GET")
    fault = Fault.objects.get()
    assert fault.numbers[0][0] == number and SECRET not in fault.traceback


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_leaves_the_word_on_standard_error(caplog, monkeypatch, kind):
    monkeypatch.setattr(fault_log, "database_answers", lambda: False)
    with caplog.at_level(logging.ERROR, "scp_centre.faults"):
        number = record_fault(raised(kind(SECRET)), place="/jobs/", method="GET")
    assert number in caplog.text and SECRET not in caplog.text
    assert not Fault.objects.exists()


def test_noting_never_fails_within_a_broken_transaction(caplog):
    with transaction.atomic():
        transaction.set_rollback(True)
        number = record_fault(raised(RuntimeError(SECRET)), place="/jobs/")
        assert number and "could not be kept" in caplog.text


def test_a_page_whose_very_frame_is_broken_still_says_the_number(guest, monkeypatch):
    def fail(request):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("scp_centre.interfaces.web.context.current_speaker", fail, raising=True)
    monkeypatch.setattr("scp_centre.interfaces.web.faults.plain_words", lambda: {})
    answer = guest.get("/accounts/login/", follow=True)
    text = answer.content.decode()
    assert answer.status_code == 500 and Fault.objects.first().numbers[0][0] in text


def test_so_many_kinds_are_kept_and_the_silent_ones_go(monkeypatch):
    monkeypatch.setattr(fault_log, "MOST_FAULTS", 5)
    for i in range(9):
        record_fault(raised(RuntimeError()), place=f"/page-{i}/")
    assert [f.place for f in Fault.objects.all()] == [f"/page-{i}/" for i in (8, 7, 6, 5, 4)]


def test_old_faults_are_forgotten():
    from datetime import timedelta

    from django.utils import timezone

    record_fault(raised(RuntimeError()), place="/jobs/")
    assert forget_old_faults(timezone.now() + timedelta(days=89)) == 0
    assert forget_old_faults(timezone.now() + timedelta(days=91)) == 1


def test_a_traceback_names_code_and_no_values():
    def read(name):
        return {}[name]

    with pytest.raises(KeyError) as caught:
        read(SECRET)
    text = trace(caught.value)
    assert "in read" in text and "return {}[name]" in text and "KeyError" in text
    assert SECRET not in text and "/home" not in text


def test_only_an_administrator_sees_faults(signed_in):
    for who, status in (("admin", 200), ("director", 403), ("expert", 403), ("company", 403)):
        assert signed_in(who).get("/faults/").status_code == status, who


def test_an_administrator_sees_the_way_there(signed_in):
    assert 'href="/faults/"' in signed_in("admin").get("/people/").content.decode()
    assert Person.objects.exists()
