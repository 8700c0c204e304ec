"""What an administrator is told before the public comes, and that each claim is true."""

import json
import os
import smtplib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.backups import LAST_BACKUP
from scp_centre.centre.errors import InstallationError
from scp_centre.centre.installation.addresses import can_be_reached, is_placeholder, public_address
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.jobs.workers import end_worker, show_worker
from scp_centre.centre.readiness import checks as readiness
from scp_centre.centre.readiness.actions import send_test_letter
from scp_centre.centre.registry.actions import change_centre, keep_first_address
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.roles.clearinghouse.actions.followers import follow
from scp_centre.roles.clearinghouse.actions.newsletters import write_newsletter
from scp_centre.roles.clearinghouse.criteria import LETTER
from scp_centre.roles.clearinghouse.models import Follower
from scp_centre.roles.clearinghouse.queries import public_items
from scp_centre.roles.production.actions.reminders import send_reminders
from scp_centre.roles.production.models import Measure
from scp_centre.roles.training.models import Workshop

pytestmark = pytest.mark.django_db


def state_of(key):
    return next(check for check in readiness.list_checks() if check.key == key).state


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("https://centre.verdania.gov", True),
        ("https://[2a00:1450:4001::1]", True),
        ("http://192.168.1.5:8000", False),
        ("http://127.0.0.1:8000", False),
        ("http://[fe80::1]", False),
        ("http://localhost", False),
        ("http://centre", False),
        ("http://centre.local", False),
        ("https://centre.home.arpa", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_which_addresses_people_outside_can_open(address, reachable):
    assert can_be_reached(address) is reachable


def test_the_addresses_of_documents_are_no_addresses():
    assert is_placeholder("https://centre.example.org") and is_placeholder("https://a.example")
    assert not is_placeholder("https://myexample.org")


def test_each_check_that_is_not_ready_says_what_fails_and_what_to_do(sample_centre):
    checks = readiness.list_checks()
    assert {check.key for check in checks} == set(readiness.TITLES)
    for check in checks:
        assert check.fact
        if check.state != readiness.State.READY:
            assert check.until_then and check.cure, check.key


def test_the_address_of_the_settings_is_kept_and_counts_from_then_on(sample_centre, settings):
    settings.PUBLIC_ADDRESS = "https://centre.verdania.gov/"
    assert public_address() == "https://centre.verdania.gov"
    keep_first_address(settings.PUBLIC_ADDRESS)
    settings.PUBLIC_ADDRESS = "https://other.verdania.gov"
    assert public_address() == "https://centre.verdania.gov"
    assert state_of("kept_address") == "advised"
    assert Entry.objects.filter(act="change_centre", person=None).count() == 1


def test_a_changed_address_is_remembered_for_what_was_signed_under_it(sample_centre):
    keep_first_address("https://old.verdania.gov")
    new = {"public_address": "https://new.verdania.gov"}
    change_centre(new, acting_user=sample_centre["admin"])
    centre = Centre.objects.get()
    assert centre.former_addresses == ["https://old.verdania.gov"]


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("", "missing"),
        ("https://192.168.0.7", "missing"),
        ("https://centre.example.org", "missing"),
        ("http://centre.verdania.gov", "missing"),
        ("https://centre.verdania.gov", "ready"),
    ],
)
def test_an_address_is_ready_when_it_is_public_and_encrypted(settings, address, state):
    settings.PUBLIC_ADDRESS = address
    assert state_of("address") == state


def test_the_server_must_answer_to_its_public_name(settings):
    settings.PUBLIC_ADDRESS = "https://centre.verdania.gov"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert state_of("hosts") == "missing"
    settings.ALLOWED_HOSTS = ["centre.verdania.gov"]
    assert state_of("hosts") == "ready"


def test_workers_are_seen_while_they_live(db):
    assert state_of("workers") == "missing"
    show_worker("laptop:1")
    show_worker("laptop:1")
    assert state_of("workers") == "ready"
    end_worker("laptop:1")
    assert state_of("workers") == "missing"


def test_a_backup_grows_old(settings, tmp_path):
    settings.DATA = tmp_path
    assert state_of("backup") == "missing"
    for days, state in ((1, "ready"), (30, "advised")):
        made = datetime.now(UTC) - timedelta(days=days)
        (tmp_path / LAST_BACKUP).write_text(json.dumps({"made": made.isoformat()}))
        assert state_of("backup") == state


def test_data_that_others_can_read_are_named(settings, tmp_path):
    settings.DATA = tmp_path
    tmp_path.chmod(0o700)
    assert state_of("private_files") == "ready"
    tmp_path.chmod(0o755)
    assert state_of("private_files") == "missing"


def test_without_a_mail_server_nothing_is_sent_and_nothing_claims_so(settings, signed_in):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert state_of("mail") == "missing"
    client = signed_in("admin")
    page = client.get(reverse("centre_ready")).content.decode()
    assert "No e-mail can be sent" in page and "Send a test e-mail" not in page
    with pytest.raises(InstallationError, match="no mail server"):
        send_test_letter(acting_user=Person.objects.get(email__startswith="admin@"))


def test_a_test_letter_is_sent_and_noted(settings, signed_in):
    settings.DEFAULT_FROM_EMAIL = "centre@ncpc.verdania.gov"
    assert state_of("mail") == "advised"
    page = signed_in("admin").post(reverse("test_letter"), follow=True).content.decode()
    assert "accepted an e-mail to admin@verdania.example" in page
    assert [letter.to for letter in mail.outbox] == [["admin@verdania.example"]]
    assert state_of("mail") == "ready"


class RefusingBackend(BaseEmailBackend):
    """A mail server that does not take this sender."""

    def send_messages(self, messages):
        raise smtplib.SMTPSenderRefused(550, b"not one of ours", "centre@ncpc.verdania.gov")


def test_a_refused_test_letter_is_told_as_refused(settings, signed_in):
    settings.DEFAULT_FROM_EMAIL = "centre@ncpc.verdania.gov"
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    page = signed_in("admin").post(reverse("test_letter"), follow=True).content.decode()
    assert "refused the e-mail" in page and "not one of ours" in page
    assert state_of("mail") == "missing"


def test_only_an_administrator_sees_the_page(signed_in):
    for who in ("expert", "company", "director"):
        assert signed_in(who).get(reverse("centre_ready")).status_code == 403


def test_an_address_of_the_own_network_is_not_accepted_as_public(signed_in):
    client = signed_in("admin")
    page = client.get(reverse("centre_settings"))
    values = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    values["public_address"] = "http://192.168.1.5:8000"
    answer = client.post(reverse("centre_settings"), values)
    assert answer.status_code == 422 and "its own network" in answer.content.decode()
    values["public_address"] = "https://ncpc.verdania.gov/"
    assert client.post(reverse("centre_settings"), values).status_code == 302
    assert public_address() == "https://ncpc.verdania.gov"


def test_the_data_folder_of_the_tests_is_private(settings):
    assert Path(settings.DATA).stat().st_mode & 0o077 == 0 or os.name == "nt"


NOTE = "so it cannot send e-mails"


def test_no_page_promises_an_e_mail_that_does_not_leave(settings, sample_centre, client):
    """Which pages need the note is walked by tests/house/test_letters.py; here it is shown."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert NOTE in client.get("/accounts/password/reset/").content.decode()
    assert NOTE in client.get("/clearinghouse/follow/").content.decode()
    form = {"email": "a@b.example", "criteria": "q=steam", "frequency": "weekly"}
    assert NOTE in client.post("/clearinghouse/follow/", form).content.decode()
    client.force_login(sample_centre["expert"])
    assert NOTE in client.get("/assessments/1/knowledge/").content.decode()
    page = client.post("/assessments/1/knowledge/follow/", follow=True).content.decode()
    assert (
        "Once a week, we will e-mail you new items that match this assessment." not in page
        and "once this centre has a mail server" in page
    )


def test_a_follower_is_told_when_the_letter_was_refused_and_may_ask_again(
    settings, sample_centre, client
):
    form = {"email": "a@b.example", "criteria": "q=steam", "frequency": "weekly"}
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    for _ in range(2):
        page = client.post("/clearinghouse/follow/", form)
        assert page.status_code == 200 and "could not be sent" in page.content.decode()
        assert (
            "Open the link in the e-mail sent to this address today, and choose what you "
            "want to follow. Each address receives only one of these e-mails a day."
        ) not in page.content.decode()
    settings.EMAIL_BACKEND = backend
    assert (
        "Open the link in the e-mail sent to this address today, and choose what you "
        "want to follow. Each address receives only one of these e-mails a day."
    ) in client.post("/clearinghouse/follow/", form).content.decode()
    assert [letter.to for letter in mail.outbox] == [["a@b.example"]]


def test_invitations_to_a_workshop_count_what_the_mail_server_took(
    settings, signed_in, django_capture_on_commit_callbacks
):
    client, backend = signed_in("trainer"), settings.EMAIL_BACKEND
    address = reverse("invite_to_workshop", args=[Workshop.objects.get().pk])
    people = {"addresses": "a@b.example\nc@d.example"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert client.post(address, people).status_code == 422
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, people, follow=True).content.decode()
    assert "Invitations being sent: 2" in page and "Invitations sent" not in page
    job = Job.objects.get(kind="training_invitations")
    assert (
        job.state == State.FAILED
        and "The mail server is not accepting e-mails at the moment." in job.message
    )
    assert len(mail.outbox) == 0
    settings.EMAIL_BACKEND = backend
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("retry_job", args=[job.pk]))
    assert len(mail.outbox) == 2, "what was refused is sent when somebody does the job again"
    job.refresh_from_db()
    assert job.message == "Sent: 2. Refused: 0."


def test_a_newsletter_that_nobody_got_is_not_sent(
    settings, sample_centre, client, django_capture_on_commit_callbacks
):
    editor, item = sample_centre["information"], public_items()[0]
    values = {"title": "News", "language": "en", "opening": "", "entries": [(item.pk, "")]}
    letter = write_newsletter(values, acting_user=editor)
    follow("r@b.example", LETTER, "The newsletter", "monthly", "en")
    Follower.objects.update(confirmed=datetime.now(UTC))
    client.force_login(editor)
    backend = settings.EMAIL_BACKEND
    address = reverse("send_newsletter", args=[letter.pk])
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert client.post(address).status_code == 422
    letter.refresh_from_db()
    assert letter.sent is None
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    page = client.get(reverse("newsletter", args=[letter.pk])).content.decode()
    assert "The e-mail has reached 0 of 1." in page and "sent 2" not in page
    settings.EMAIL_BACKEND = backend
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    page = client.get(reverse("newsletter", args=[letter.pk])).content.decode()
    assert "The e-mail has reached 1 of 1." in page and len(mail.outbox) == 1


def test_reminders_that_were_refused_wait_and_none_goes_twice(settings, sample_centre):
    day, backend = date(2030, 1, 1), settings.EMAIL_BACKEND
    Measure.objects.update(answer="accepted", progress="planned", due=day, in_workbook=True)
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    assert send_reminders(day) == 0 and not Measure.objects.filter(reminded_on=day).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert send_reminders(day) == 0
    settings.EMAIL_BACKEND = backend
    sent = send_reminders(day)
    assert sent == len(mail.outbox) > 0
    assert send_reminders(day) == 0


def test_an_invitation_says_what_became_of_its_letter(settings, signed_in):
    form = {"email": "x@y.example", "role": "expert", "organisation": ""}
    client = signed_in("admin")
    assert "was sent by e-mail" in client.post(reverse("invite"), form).content.decode()
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    form["email"] = "z@y.example"
    page = client.post(reverse("invite"), form).content.decode()
    assert "refused the e-mail" in page and "was sent" not in page and "/invitations/" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    form["email"] = "v@y.example"
    assert "no e-mail was sent" in client.post(reverse("invite"), form).content.decode()
    people = client.get(reverse("people")).content.decode()
    assert people.count("no e-mail sent") == 2
