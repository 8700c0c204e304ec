"""The e-mail address of an account: what a typo, a stranger and a second click leave as it was."""

import re

import pytest
from django.core import mail

from scp_centre.centre.limits.letters import may_write
from scp_centre.centre.registry.models import AddressChange, Person
from tests.conftest import PASSWORD
from tests.interfaces.account_pages import EXPERT, Browser, acts, browser, link_in, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db


def ask_for(client, email, password=PASSWORD):
    return client.post("/accounts/email/", {"email": email, "password": password}, follow=True)


def test_the_old_address_holds_until_the_new_one_is_confirmed(sample_centre, client):
    sign_in(client)
    page = ask_for(client, "Marin@new.example").content.decode()
    assert "marin@new.example" in page and "current address" in page
    assert Person.objects.filter(email=EXPERT).exists()
    to_new, to_old = mail.outbox
    assert to_new.to == ["marin@new.example"] and to_old.to == [EXPERT]
    assert "keeps this address until" in to_old.body
    assert sign_in(Browser()).status_code == 302, "the old one still signs in"
    link = link_in(to_new)
    assert "marin@new.example" in Browser().get(link).content.decode()
    assert Person.objects.filter(email=EXPERT).exists(), "looking at the page changes nothing"
    Browser().post(link)
    assert sign_in(Browser()).status_code == 422
    assert sign_in(Browser(), email="marin@new.example").status_code == 302
    assert mail.outbox[-1].to == [EXPERT] and "was changed" in mail.outbox[-1].body
    assert Browser().get(link).status_code == 404, "the link serves once"
    assert Browser().post(link).status_code == 422
    assert acts("request_address_change", "change_address") == [
        "change_address",
        "request_address_change",
    ]


def test_two_people_may_mistype_and_nothing_is_lost(sample_centre):
    for who in ("expert", "reviewer"):
        client = Browser()
        sign_in(client, email=f"{who}@verdania.example")
        assert ask_for(client, "no address at all").status_code == 422
        assert ask_for(client, f"{who}@verdanai.example").status_code == 200
        client.post("/accounts/email/", {})
        client.post("/accounts/email/", {"action_remove": "1", "email": f"{who}@verdania.example"})
        assert sign_in(Browser(), email=f"{who}@verdania.example").status_code == 302


def test_an_address_that_somebody_has_is_answered_alike(sample_centre, client):
    sign_in(client)
    taken = ask_for(client, "reviewer@verdania.example").content.decode()
    letter = mail.outbox[0]
    assert letter.to == ["reviewer@verdania.example"] and "http" not in letter.body
    free = ask_for(client, "free@verdania.example").content.decode()

    def plain(text):
        text = re.sub(r'value="[\w-]{60,}"', "", text)
        return re.sub(r"\w+@verdania.example|\d\d:\d\d", "", text)

    assert plain(taken) == plain(free)


def test_a_change_can_be_cancelled_and_an_earlier_link_is_worthless(sample_centre, client):
    sign_in(client)
    ask_for(client, "first@new.example")
    first = link_in(mail.outbox[0])
    ask_for(client, "second@new.example")
    assert Browser().get(first).status_code == 404
    client.post("/accounts/email/cancel/")
    assert not AddressChange.objects.exists()
    assert Browser().post(link_in(mail.outbox[2])).status_code == 422
    assert Person.objects.filter(email=EXPERT).exists()


def test_an_address_taken_meanwhile_stays_with_whoever_has_it(sample_centre, client):
    sign_in(client)
    ask_for(client, "wanted@new.example")
    Person.objects.filter(email="reviewer@verdania.example").update(email="wanted@new.example")
    assert Browser().post(link_in(mail.outbox[0])).status_code == 422
    assert Person.objects.filter(email=EXPERT).exists()


def test_a_change_needs_the_password(sample_centre, client):
    sign_in(client)
    assert "not your current password" in ask_for(client, "a@b.example", "wrong").content.decode()
    assert mail.outbox == [] and not AddressChange.objects.exists()


def test_a_mail_server_that_is_away_changes_nothing_and_is_said(sample_centre, client, settings):
    sign_in(client)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = ask_for(client, "a@b.example").content.decode()
    assert "could not be sent" in page and not AddressChange.objects.exists()


def test_one_mailbox_gets_three_requests_a_day_from_all_accounts(sample_centre):
    sent = [f"victim+{i}@elsewhere.example" for i in range(6)]
    for who, email in zip(("expert", "reviewer", "director") * 2, sent, strict=True):
        client = Browser()
        sign_in(client, email=f"{who}@verdania.example")
        page = ask_for(client, email).content.decode()
    assert "several e-mails today" in page
    assert len([m for m in mail.outbox if "victim" in m.to[0]]) == 3


def test_a_change_that_waits_survives_a_letter_that_may_not_go(sample_centre, client, settings):
    sign_in(client)
    ask_for(client, "first@new.example")
    link = link_in(mail.outbox[0])
    while may_write("address_change", "second@new.example"):
        pass
    assert "several e-mails today" in ask_for(client, "second@new.example").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "could not be sent" in ask_for(client, "third@new.example").content.decode()
    assert Browser().get(link).status_code == 200
    assert AddressChange.objects.get().email == "first@new.example"


def test_without_a_mail_server_no_letter_is_claimed(sample_centre, client, settings):
    sign_in(client)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "so it cannot send e-mails" in client.get("/accounts/email/").content.decode()
    page = ask_for(client, "a@b.example").content.decode()
    assert "has no mail server. Your address" in page and "on its way" not in page
    assert not AddressChange.objects.exists()


def test_the_second_of_two_clicks_tells_nobody_anything(sample_centre, client):
    sign_in(client)
    ask_for(client, "marin@new.example")
    link = link_in(mail.outbox[0])
    Browser().post(link)
    sent = len(mail.outbox)
    assert Browser().post(link).status_code == 422
    assert len(mail.outbox) == sent and "marin@new.example" not in mail.outbox[-1].to
