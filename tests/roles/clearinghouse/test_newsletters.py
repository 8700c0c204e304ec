"""News: followers confirm, get what fits once, end it with one click; newsletters."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Person
from scp_centre.interfaces.cli.deliver import deliver
from scp_centre.roles.clearinghouse.actions import newsletters
from scp_centre.roles.clearinghouse.actions.followers import follow, send_digests
from scp_centre.roles.clearinghouse.models import Follower, Item, Newsletter
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401

BASE = "https://centre.example"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def asks(client, on_commit, criteria="topic=water", frequency="at once"):
    form = {"email": "Reader@Example.org", "criteria": criteria, "frequency": frequency}
    with on_commit(execute=True):
        answer = client.post("/clearinghouse/follow/", form)
    assert answer.status_code == 200
    return Follower.objects.get(email="reader@example.org")


def test_from_the_form_to_the_inbox_and_out_again(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    follower = asks(client, django_capture_on_commit_callbacks)
    (question,) = mail.outbox
    link = re.search(r"http://testserver(\S+)", question.body).group(1)
    written(editor, "Too early", topics=["water"])
    assert send_digests(timezone.now(), BASE) == 0  # nobody has confirmed yet
    assert Follower.objects.get().confirmed is None and client.get(link).status_code == 200
    assert Follower.objects.get().confirmed is None  # a mail program that looks ahead confirms not
    client.post(link)
    item = written(editor, "Rain <water> tank", "Collects & keeps.", topics=["water"])
    written(editor, "Furnace", topics=["heat"])
    assert send_digests(timezone.now(), BASE) == 1
    assert send_digests(timezone.now(), BASE) == 0  # each item once
    letter = mail.outbox[-1]
    assert letter.to == ["reader@example.org"] and "Water" in letter.subject
    assert "Rain <water> tank" in letter.body and "Too early" not in letter.body
    assert f"{BASE}/clearinghouse/{item.pk}/" in letter.body and "Furnace" not in letter.body
    html = letter.alternatives[0][0]
    assert "Rain &lt;water&gt; tank" in html and "<img" not in html and "Collects &amp;" in html
    end = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = Client(enforce_csrf_checks=True)  # a mail program has no token of ours
    path = end.removeprefix(BASE)
    assert strict.get(path).status_code == 200 and Follower.objects.exists()
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not Follower.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert follower.secret not in client.get("/clearinghouse/").content.decode()


def test_weekly_and_monthly_wait(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    follower = asks(client, django_capture_on_commit_callbacks, "q=tank", "weekly")
    client.post(f"/clearinghouse/follow/{follower.secret}/")
    written(editor, "Rain tank")
    now = timezone.now()
    assert send_digests(now + timedelta(days=6), BASE) == 0
    assert send_digests(now + timedelta(days=7, minutes=1), BASE) == 1
    Follower.objects.update(frequency="monthly", last_sent=now)
    written(editor, "Second tank")
    assert send_digests(now + timedelta(days=29), BASE) == 0
    assert send_digests(now + timedelta(days=31), BASE) == 1


def test_a_letter_speaks_the_readers_language(editor, client):  # noqa: F811
    follow("lecteur@example.org", "topic=water", "Eau", "at once", "fr")
    Follower.objects.update(confirmed=timezone.now())
    french = {"fr": {"title": "Citerne", "summary": "Eau de pluie."}}
    written(editor, "Tank", "Rain.", topics=["water"], others=french)
    send_digests(timezone.now(), BASE)
    letter = mail.outbox[-1]
    assert "Citerne" in letter.body and "Eau de pluie." in letter.body
    assert 'lang="fr"' in letter.alternatives[0][0]


def test_asking_twice_is_one_following(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    asks(client, django_capture_on_commit_callbacks, "sector=13&topic=water")
    asks(client, django_capture_on_commit_callbacks, "topic=water&sector=13&page=7&x=1", "monthly")
    follower = Follower.objects.get()
    assert follower.criteria == "topic=water&sector=13" and follower.frequency == "monthly"
    assert follower.title == "Water, Textiles"


def test_nobody_changes_or_learns_what_somebody_else_gets(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    follower = asks(client, django_capture_on_commit_callbacks, "topic=water", "weekly")
    first = client.post(
        "/clearinghouse/follow/",
        {"email": "reader@example.org", "criteria": "topic=water", "frequency": "weekly"},
    ).content
    client.post(f"/clearinghouse/follow/{follower.secret}/")
    form = {"email": "reader@example.org", "criteria": "topic=water", "frequency": "at once"}
    again = client.post("/clearinghouse/follow/", form).content
    assert Follower.objects.get().frequency == "weekly"
    assert (b"only one of these e-mails a day" in first) and (
        b"only one of these e-mails a day" in again
    )


def test_a_letter_that_fails_is_sent_later(editor, settings):  # noqa: F811
    follow("r@example.org", "", "everything", "at once", "en")
    Follower.objects.update(confirmed=timezone.now())
    written(editor, "Tank")
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    assert send_digests(timezone.now(), BASE) == 0
    settings.EMAIL_BACKEND = backend
    assert send_digests(timezone.now(), BASE) == 1


def test_nobody_is_flooded(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    for _ in range(20):
        asks(client, django_capture_on_commit_callbacks)
    form = {"email": "reader@example.org", "criteria": "", "frequency": "weekly"}
    assert client.post("/clearinghouse/follow/", form).status_code == 422
    form["email"] = "x@y.example\nBcc: z@y.example"
    cache.clear()
    assert client.post("/clearinghouse/follow/", form).status_code == 422


def test_the_worker_delivers(editor, settings):  # noqa: F811
    settings.PUBLIC_ADDRESS, settings.WATCH_LINKS = BASE, False
    follow("r@example.org", "", "everything", "at once", "en")
    Follower.objects.update(confirmed=timezone.now())
    written(editor, "Tank")
    assert deliver() == (1, 0)


def test_a_newsletter_in_ten_minutes(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    first, second = written(editor, "Tank"), written(editor, "Pump", "Turns slower.")
    follow("r@example.org", newsletters.LETTER, "The newsletter", "monthly", "en")
    Follower.objects.update(confirmed=timezone.now())
    client.force_login(editor)
    form = {
        "title": "November",
        "language": "en",
        "opening": "Dear readers",
        "item": [first.pk, second.pk],
        f"place_{first.pk}": "2",
        f"place_{second.pk}": "1",
        f"word_{first.pk}": "Our favourite.",
    }
    answer = client.post("/clearinghouse/newsletters/new/", form)
    page = client.get(answer.url).content.decode()
    assert page.index("Pump") < page.index("Tank") and "Our favourite." in page
    letter = Newsletter.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/clearinghouse/newsletters/{letter.pk}/send/")
    assert "The e-mail has reached 1 of 1." in client.get(answer.url).content.decode()
    sent = mail.outbox[-1]
    assert sent.subject == "November" and "Our favourite." in sent.body
    assert "List-Unsubscribe" in sent.extra_headers
    again = client.post(f"/clearinghouse/newsletters/{letter.pk}/send/")
    assert again.status_code == 422 and len(mail.outbox) == 1
    assert send_digests(timezone.now() + timedelta(days=60), BASE) == 0  # no digest beside
    stranger = Person.objects.create_user("x@y.example", "a quiet river 41", name="X")
    with pytest.raises(NotPermittedError):
        newsletters.send_newsletter(letter, base=BASE, acting_user=stranger)


def test_the_newsletter_is_followed_from_its_own_page(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    page = client.get("/clearinghouse/follow/").content.decode()
    assert 'value="newsletter"' in page
    follower = asks(client, django_capture_on_commit_callbacks, "newsletter", "monthly")
    assert (follower.criteria, follower.title) == ("newsletter", "The newsletter")


def test_what_was_published_long_ago_is_no_news(editor):  # noqa: F811
    old = written(editor, "Old tank")
    Item.objects.filter(pk=old.pk).update(published=timezone.now() - timedelta(days=90))
    follow("r@example.org", "", "everything", "weekly", "en")
    Follower.objects.update(confirmed=timezone.now(), last_sent=None)
    assert send_digests(timezone.now(), BASE) == 0


def test_without_a_mail_server_no_e_mail_is_promised(client, settings, sample_centre):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    form = {"email": "r@away.example", "frequency": "weekly", "criteria": "q=steam"}
    for person in (None, sample_centre["expert"]):
        if person:
            client.force_login(person)
            form["email"] = person.email
        said = client.post("/clearinghouse/follow/", form).content.decode()
        assert "no mail server" in said
        assert (
            "Open the link in the e-mail" not in said
            and "You will receive news by e-mail. Each e-mail contains an unsubscribe link."
            not in said
        )
