"""The second factor: switched on, used, lost, switched off."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.tokens import make_token
from tests.conftest import PASSWORD
from tests.interfaces.account_pages import (  # noqa: F401
    EXPERT,
    LOGIN,
    Browser,
    acts,
    browser,
    code,
    is_in,
    sign_in,
)

pytestmark = pytest.mark.django_db


def switch_on(client):
    """Switch the second factor on as a person does; return its key."""
    asked = client.get("/accounts/2fa/totp/activate/")
    there = client.post(asked.url, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    page = client.get(there.url).content.decode()
    secret = re.search(r"<code><bdi>(\w+)", page)[1]
    return secret, client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_set_used_and_taken_away(sample_centre, client):
    other = Browser()
    sign_in(other)
    sign_in(client)
    make_token("meter bridge", ["read"], 5, acting_user=sample_centre["expert"])
    secret, page = switch_on(client)
    text = page.content.decode()
    assert "The second factor is on" in text and "meter bridge" in text
    codes = re.findall(r"<li><code><bdi>(\w+)", text)
    assert len(codes) == 10 and "10 codes are unused" in text
    assert is_in(client) and not is_in(other), "other sessions end"
    assert codes[0] in client.get("/accounts/2fa/recovery-codes/download/").content.decode()

    again = Browser()
    assert "2fa" in sign_in(again).url and not is_in(again)
    wrong = again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "The code is wrong" in wrong.content.decode()
    again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert is_in(again)

    fresh = client.post("/accounts/2fa/recovery-codes/generate/", follow=True).content.decode()
    assert "10 codes are unused" in fresh and codes[1] not in fresh
    assert not is_in(again)
    off = client.post("/accounts/2fa/totp/deactivate/", follow=True).content.decode()
    assert "The second factor is off" in off
    assert not Authenticator.objects.exists()
    assert sign_in(Browser()).url == "/"
    logged = set(acts("add_second_factor", "remove_second_factor", "renew_recovery_codes"))
    assert len(logged) == 3
    assert acts("fail_second_factor", "use_recovery_code") == [
        "use_recovery_code",
        "fail_second_factor",
    ]
    assert any("switched off" in m.body for m in mail.outbox)


def test_wrong_codes_are_limited_and_the_person_is_told(sample_centre, client):
    TOTP.activate(sample_centre["expert"], generate_totp_secret())
    sign_in(client)
    for _ in range(6):
        page = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Too many attempts" in page.content.decode()
    (letter,) = mail.outbox
    assert letter.to == [EXPERT] and "knows your password" in letter.body


def test_a_session_proves_who_it_is_before_a_second_factor(sample_centre, client):
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.status_code == 302 and "/accounts/reauthenticate/" in asked.url
    page = client.post(asked.url, {"password": "wrong"})
    assert page.status_code == 422 and "Confirm that it is you" in page.content.decode()
    back = client.post(asked.url, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    assert back.status_code == 302 and "totp/activate" in back.url
    TOTP.activate(sample_centre["expert"], generate_totp_secret())
    assert client.get("/accounts/2fa/reauthenticate/").status_code == 200


def test_a_lost_phone_is_helped_by_the_administrator_alone(sample_centre, client):
    person = sample_centre["expert"]
    TOTP.activate(person, generate_totp_secret())
    for who, status in (("director", 403), ("company", 404), ("admin", 302)):
        client.force_login(sample_centre[who])
        answer = client.post(f"/people/{person.pk}/second-factor/")
        assert answer.status_code == status, who
    assert sign_in(Browser()).url == "/"
    assert "administrator switched off" in mail.outbox[-1].body
    assert acts("reset_second_factor") == ["reset_second_factor"]
    assert client.post(f"/people/{person.pk}/second-factor/").status_code == 422


def test_a_closed_account_is_told_so(sample_centre, client):
    Person.objects.filter(email=EXPERT).update(is_active=False)
    page = client.post(LOGIN, {"login": EXPERT, "password": PASSWORD}, follow=True)
    assert "This account is closed" in page.content.decode() and not is_in(client)


def test_each_page_of_the_second_factor_is_refused_halfway(sample_centre):
    """Posted within the transaction of a test, so that tests/refusals.py rehearses each.

    The library announces what it did after the commit, which does not come here.
    """
    client, again = Client(), Client()
    sign_in(client)
    switch_on(client)
    client.post("/accounts/2fa/recovery-codes/generate/")
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code><bdi>(\w+)", page)
    sign_in(again)
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert is_in(again)
    asked = again.post("/accounts/2fa/reauthenticate/", {"code": codes[1], "next": "/account/"})
    assert asked.status_code == 302
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
