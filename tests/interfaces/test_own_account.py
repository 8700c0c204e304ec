"""One's own account, each page played whole: pages, signing in, sessions."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Person
from scp_centre.interfaces.web.own_account import attempts
from tests.conftest import PASSWORD
from tests.interfaces.account_pages import EXPERT, LOGIN, Browser, acts, browser, is_in, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db


# Pages of the library that are ours: each is played by a test below.
LIBRARY_PAGES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}


def mounted(resolver=None):
    """Yield every address that is mounted, whoever wrote its page."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from mounted(pattern)


def api_patterns():
    """Return the part of the addresses that is the API's own, tested with it."""
    parts = get_resolver().url_patterns
    return next(p for p in parts if getattr(p, "namespace", "") == "api")


def test_every_mounted_address_is_ours_or_named_here():
    of_others = {
        p.name
        for p in mounted()
        if not getattr(p.callback, "view_class", p.callback).__module__.startswith("scp_centre")
    }
    of_others -= {p.name for p in mounted(api_patterns())} | {"sitemap", "sitemap_part"}
    assert of_others == LIBRARY_PAGES


def test_pages_of_the_library_that_nobody_owns_are_not_there(signed_in):
    client = signed_in("expert")
    for tail in ("signup/", "password/set/", "confirm-email/", "login/code/confirm/", "2fa/trust/"):
        assert client.get(f"/accounts/{tail}").status_code == 404, tail


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_page_of_an_account_stands_in_our_frame(sample_centre, language):
    client = Browser(headers={"accept-language": language})
    Person.objects.update(language=language)
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        text = client.get(reverse(name)).content.decode()
        assert 'id="main"' in text and f'lang="{language}"' in text
    sign_in(client)
    for name in ("account_change_password", "account_email", "mfa_index", "usersessions_list"):
        page = client.get(reverse(name))
        assert page.status_code == 200 and 'class="top"' in page.content.decode(), name


def test_signing_in_and_out_leaves_two_rows(sample_centre, client):
    assert sign_in(client).status_code == 302 and is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert acts("sign_in", "sign_out") == ["sign_out", "sign_in"]
    assert Entry.objects.filter(act="sign_in").first().after == {"network": "127.0.0.1"}


def test_a_lock_never_shuts_out_the_right_person_from_another_address(sample_centre, client):
    for _ in range(6):
        sign_in(client, "wrong", REMOTE_ADDR="198.51.100.7")
    locked = sign_in(client, REMOTE_ADDR="198.51.100.7")
    assert (
        locked.status_code == 422
        and "Too many failed attempts. Wait five minutes, or use the “Forgotten password” link."
        in locked.content.decode()
    )
    assert not is_in(client)
    assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 302 and is_in(client)


def test_a_whole_network_of_ipv6_is_one_guesser(sample_centre, client):
    for i in range(6):
        sign_in(client, "wrong", REMOTE_ADDR=f"2001:db8:7:7::{i}")
    assert "Too many" in sign_in(client, REMOTE_ADDR="2001:db8:7:7:9::1").content.decode()
    assert sign_in(client, REMOTE_ADDR="2001:db8:7:8::1").status_code == 302


def test_letter_case_does_not_pass_the_lock(sample_centre, client):
    for email in (EXPERT, EXPERT.upper(), "Expert@verdania.example", f" {EXPERT} ", EXPERT):
        sign_in(client, "wrong", email)
    assert "Too many" in sign_in(client).content.decode()


def test_an_unknown_address_is_answered_and_locked_as_a_known_one(sample_centre, client):
    known = [sign_in(client, "wrong").content.decode().count("role=") for _ in range(6)]
    unknown = [
        sign_in(client, "wrong", "nobody@verdania.example").content.decode().count("role=")
        for _ in range(6)
    ]
    assert known == unknown


def test_a_network_that_tries_many_accounts_is_refused_and_others_are_not(sample_centre, client):
    for i in range(100):
        sign_in(client, "wrong", f"p{i}@verdania.example", REMOTE_ADDR="198.51.100.7")
    assert sign_in(client, REMOTE_ADDR="198.51.100.7").status_code != 302
    assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_fifty_right_sign_ins_from_one_office_are_no_attack(sample_centre):
    answers = [sign_in(Browser(REMOTE_ADDR="203.0.113.9")).status_code for _ in range(50)]
    assert answers == [302] * 50


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_from_one_office_all_get_in(sample_centre):
    from django.db import connections

    def come(_):
        try:
            return sign_in(Browser(REMOTE_ADDR="203.0.113.9")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(come, range(30))) == [302] * 30


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_pass_the_limit(sample_centre, monkeypatch):
    """45 of 60 parallel guesses were looked at once, where five are the limit."""
    from allauth.account.auth_backends import AuthenticationBackend
    from django.db import connections

    looked_at = []
    check = AuthenticationBackend._authenticate

    def slow(self, request, **credentials):
        looked_at.append(1)
        time.sleep(0.05)  # as hashing takes
        return check(self, request, **credentials)

    monkeypatch.setattr(AuthenticationBackend, "_authenticate", slow)

    def guess(number):
        try:
            sign_in(Client(REMOTE_ADDR="198.51.100.7"), f"wrong {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(16)))
    assert len(looked_at) <= 5


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_waits_too_long_is_told_to_come_again(sample_centre, monkeypatch):
    monkeypatch.setattr(attempts, "PATIENCE", 0.01)
    request = RequestFactory().get("/")  # from 127.0.0.1, as the client below
    with attempts.one_after_another(EXPERT, request):
        page = sign_in(Client()).content.decode()
        assert "Try again in a few seconds" in page
    assert sign_in(Client()).status_code == 302


def test_a_stranger_cannot_fill_the_log(sample_centre, client):
    before = Entry.objects.count()
    for i in range(80):
        sign_in(client, "wrong", f"p{i}@nowhere.example")
    for i in range(80):
        sign_in(client, "wrong", REMOTE_ADDR=f"198.51.{i}.7")
    assert Entry.objects.count() - before <= 5 + 20
    text = str(list(Entry.objects.filter(act="fail_sign_in").values()))
    assert "nowhere.example" not in text and "wrong" not in text


def test_a_password_typed_as_the_address_is_not_kept(sample_centre, client):
    sign_in(client, PASSWORD, "my-secret@pass.word")
    sign_in(client, EXPERT, PASSWORD)
    text = str(list(Entry.objects.values()))
    assert "my-secret" not in text and PASSWORD not in text


def test_sessions_are_listed_and_ended(sample_centre, client):
    other = Browser(headers={"user-agent": "A phone"})
    sign_in(other)
    sign_in(client)
    assert "A phone" in client.get("/accounts/sessions/").content.decode()
    page = client.post("/accounts/sessions/", follow=True).content.decode()
    assert "signed out everywhere else" in page and "A phone" not in page
    assert is_in(client) and not is_in(other)
    assert acts("end_sessions") == ["end_sessions"]


def test_sessions_begun_before_this_version_go_on(sample_centre, client):
    """The number of ended sessions counts only once it is not nought: nobody is signed out."""
    from django.contrib.auth.base_user import AbstractBaseUser

    person = sample_centre["expert"]
    assert person.get_session_auth_hash() == AbstractBaseUser.get_session_auth_hash(person)
