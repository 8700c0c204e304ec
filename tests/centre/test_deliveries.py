"""A letter to many breaks off and goes on: each reader gets it, one at most twice."""

import smtplib
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from scp_centre.centre.deliveries.models import Delivery
from scp_centre.centre.deliveries.once_per_reader import (
    address_letter,
    send_once,
    send_waiting,
    tally_of,
)
from scp_centre.centre.jobs.actions import resume_jobs
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.clearinghouse.actions import newsletters
from scp_centre.roles.clearinghouse.actions.followers import follow, send_digests
from scp_centre.roles.clearinghouse.models import Follower, Item, Newsletter
from scp_centre.roles.production.actions.reminders import send_reminders
from scp_centre.roles.production.models import Measure
from scp_centre.roles.training.actions.invitations import invite_people
from scp_centre.roles.training.models import Workshop

pytestmark = pytest.mark.django_db
BASE = "https://centre.example"
HERE = f"{__name__}."
READERS = 12


class KilledError(BaseException):
    """The process ends here: nothing of ours catches it."""


class KilledAfterFive(EmailBackend):
    """A mail server that has taken the fifth letter when the process is killed."""

    def send_messages(self, messages):
        sent = super().send_messages(messages)
        if len(mail.outbox) == 5:
            raise KilledError
        return sent


class RefusesOne(EmailBackend):
    def send_messages(self, messages):
        if "r3@" in messages[0].to[0]:
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
        return super().send_messages(messages)


class AwayAfterFive(EmailBackend):
    def send_messages(self, messages):
        if len(mail.outbox) >= 5:
            raise smtplib.SMTPServerDisconnected("gone")
        return super().send_messages(messages)


def each_got():
    return Counter(message.to[0] for message in mail.outbox)


def kill(work):
    with suppress(KilledError):  # the queue of the tests notes it itself
        work()
    assert len(mail.outbox) == 5


@pytest.fixture
def letter(sample_centre):
    """A newsletter with twelve readers."""
    for number in range(READERS):
        follow(f"r{number}@away.example", newsletters.LETTER, "N", "monthly", "en")
    Follower.objects.update(confirmed=timezone.now())
    item = Item.objects.filter(standing="published").first()
    values = {"title": "November", "language": "en", "opening": "", "entries": [(item.pk, "")]}
    return newsletters.write_newsletter(values, acting_user=sample_centre["information"])


def start(letter, person):
    return newsletters.send_newsletter(letter, base=BASE, acting_user=person)


def test_a_newsletter_cut_by_a_kill_goes_on_where_it_was(
    letter, sample_centre, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = HERE + "KilledAfterFive"
    with django_capture_on_commit_callbacks() as callbacks:
        start(letter, sample_centre["information"])
    kill(callbacks[0])
    job = Job.objects.get()
    assert job.state == State.RUNNING and newsletters.job_of(letter) == job
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert resume_jobs(stale_seconds=-1) == 1
    got = each_got()
    assert len(got) == READERS and sorted(got.values())[-2:] == [1, 2], "one at most twice"
    assert Newsletter.objects.get().sent_to == READERS
    assert not Delivery.objects.exclude(address="").exists(), "no address is kept"


def test_a_newsletter_waits_for_a_mail_server_that_went_away(
    letter, signed_in, settings, django_capture_on_commit_callbacks
):
    client, address = signed_in("information"), f"/clearinghouse/newsletters/{letter.pk}/"
    settings.EMAIL_BACKEND = HERE + "AwayAfterFive"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}send/")
    page = client.get(address).content.decode()
    assert Job.objects.get().state == State.FAILED
    assert (
        f"The e-mail has reached 5 of {READERS}." in page
        and "Send to the remaining 7 readers" in page
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}send/").status_code == 302
    assert set(each_got().values()) == {1} and len(each_got()) == READERS
    assert client.post(f"{address}send/").status_code == 422


def test_an_address_that_is_refused_keeps_nobody_back(
    letter, signed_in, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = HERE + "RefusesOne"
    client, address = signed_in("information"), f"/clearinghouse/newsletters/{letter.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}send/")
    assert len(each_got()) == READERS - 1
    page = client.get(address).content.decode()
    assert "The mail server refused 1 address" in page and "who wait" not in page


def test_who_ended_following_meanwhile_gets_none(
    letter, sample_centre, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        start(letter, sample_centre["information"])
    Follower.objects.filter(email="r4@away.example").delete()
    callbacks[0]()
    assert "r4@away.example" not in each_got() and len(each_got()) == READERS - 1


def test_invitations_cut_by_a_kill_go_on(
    sample_centre, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = HERE + "KilledAfterFive"
    people = [f"p{number}@away.example" for number in range(READERS)]
    with django_capture_on_commit_callbacks() as callbacks:
        invite_people(Workshop.objects.get(), people, BASE, acting_user=sample_centre["trainer"])
    kill(callbacks[0])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    resume_jobs(stale_seconds=-1)
    got = each_got()
    assert set(got) == set(people) and sum(got.values()) == READERS + 1


def test_digests_cut_by_a_kill_are_sent_by_a_later_round(sample_centre, settings):
    for number in range(READERS):
        follow(f"r{number}@away.example", "", "everything", "at once", "en")
    Follower.objects.update(confirmed=timezone.now(), last_sent=None, created=OLD)
    Item.objects.filter(standing="published").update(published=timezone.now())
    settings.EMAIL_BACKEND = HERE + "KilledAfterFive"
    kill(lambda: send_digests(timezone.now(), BASE))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_digests(timezone.now(), BASE)
    assert len(mail.outbox) == READERS, "the claimed one waits, the others got theirs"
    Delivery.objects.update(claimed=OLD)
    send_digests(timezone.now(), BASE)
    got = each_got()
    assert len(got) == READERS and sum(got.values()) == READERS + 1


OLD = timezone.now() - timedelta(days=3)


def test_reminders_reach_everybody_although_one_address_is_refused(sample_centre, settings):
    Measure.objects.update(
        answer="accepted", progress="planned", due=timezone.localdate(), reminded_on=None
    )
    settings.EMAIL_BACKEND = HERE + "AwayAfterFive"
    today = timezone.localdate()
    first = send_reminders(today)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    second = send_reminders(today)
    assert first + second == len(mail.outbox) > 0
    assert send_reminders(today) == 0


def test_two_rounds_at_once_send_a_letter_once():
    address_letter("letter 1", ["a@away.example", "A@Away.example"])
    assert tally_of("letter 1")["total"] == 1
    message = mail.EmailMessage("Subject", "Text", to=["a@away.example"])
    Delivery.objects.update(claimed=timezone.now())
    assert not send_once("letter 1", "a@away.example", lambda: message), "another round has it"
    send_waiting("letter 1", lambda _: message, since=timezone.now())
    send_waiting("letter 1", lambda _: message, since=timezone.now())
    assert not send_once("letter 1", "a@away.example", lambda: message)
    assert len(mail.outbox) == 1
