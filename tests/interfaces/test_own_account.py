"""One's own account, each page played whole: what a stranger, a typo and a crowd leave as it was."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import AddressChange, Person
from scp_centre.centre.registry.tokens import make_token
from scp_centre.interfaces.web.own_account import attempts
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
EXPERT = "expert@verdania.example"
NEW = "a long river 2031"
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


def sign_in(client, password=PASSWORD, email=EXPERT, **more):
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def is_in(client):
    return client.get("/account/").status_code == 200


def code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def acts(*names):
    return list(Entry.objects.filter(act__in=names).values_list("act", flat=True))


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
    client = Client(headers={"accept-language": language})
    Person.objects.update(language=language)
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        text = client.get(reverse(name)).content.decode()
        assert 'id="main"' in text and f'lang="{language}"' in text
    sign_in(client)
    for name in ("account_change_password", "account_email", "mfa_index", "usersessions_list"):
        page = client.get(reverse(name))
        assert page.status_code == 200 and 'class="top"' in page.content.decode(), name


# Signing in


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
    assert locked.status_code == 200 and "Too many wrong attempts" in locked.content.decode()
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
    answers = [sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code for _ in range(50)]
    assert answers == [302] * 50


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_from_one_office_all_get_in(sample_centre):
    from django.db import connections

    def come(_):
        try:
            return sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code
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


# Passwords


def test_a_changed_password_ends_other_sessions_and_names_tokens(sample_centre, client):
    other = Client()
    sign_in(other)
    sign_in(client)
    make_token("meter bridge", ["read"], 5, acting_user=sample_centre["expert"])
    page = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        follow=True,
    ).content.decode()
    assert "Your password is changed" in page and "meter bridge" in page
    assert is_in(client) and not is_in(other)
    assert acts("change_password") == ["change_password"]
    letter = mail.outbox[-1]
    assert letter.to == [EXPERT] and "password of your account was changed" in letter.body
    assert "meter bridge" in letter.body and NEW not in letter.body
    client.post("/account/tokens/withdraw/")
    assert not sample_centre["expert"].tokens.exists()
    assert "withdraw_token" in acts("withdraw_token")


@pytest.mark.parametrize(
    "password", ["short one", EXPERT, "A. Marin A. Marin", "Password2026!!", "aaaaaaaaaaaaaa"]
)
def test_a_weak_password_changes_nothing(sample_centre, client, password):
    sign_in(client)
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", given)
    assert page.status_code == 200 and "errorlist" in page.content.decode()
    assert Person.objects.get(email=EXPERT).check_password(PASSWORD)


def test_who_finds_an_open_session_cannot_try_passwords(sample_centre, client):
    sign_in(client)
    for _ in range(6):
        page = client.post(
            "/accounts/password/change/",
            {"oldpassword": "wrong", "password1": NEW, "password2": NEW},
        )
    assert "Too many" in page.content.decode()


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def test_a_forgotten_password_is_set_by_the_link_and_once_only(sample_centre, client):
    elsewhere = Client()
    sign_in(elsewhere)
    asked = client.post("/accounts/password/reset/", {"email": EXPERT.upper()}, follow=True)
    assert "an e-mail with a link is on its way" in asked.content.decode()
    link = link_in(mail.outbox[-1])
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address and "Set a new password" in form.content.decode()
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert "too short" in weak.content.decode()
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is set" in done.content.decode()
    assert not is_in(elsewhere) and not is_in(client)
    assert sign_in(client, NEW).status_code == 302
    again = Client().get(link, follow=True).content.decode()
    assert "This link is no longer valid" in again
    assert acts("ask_password_reset", "reset_password") == ["reset_password", "ask_password_reset"]
    assert "by e-mail" in mail.outbox[-1].body
    assert not EmailAddress.objects.exists(), "no second address that could sign in"


def test_a_forgotten_password_says_nothing_of_who_has_an_account(sample_centre, client):
    def ask(email):
        page = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        return re.sub(r'value="[\w-]{60,}"', "", page.content.decode())  # the form's own token

    assert ask(EXPERT) == ask("stranger@elsewhere.example")
    assert [m.to for m in mail.outbox] == [[EXPERT]]


def test_one_mailbox_gets_three_letters_an_hour(sample_centre, client):
    for i in range(10):
        client.post("/accounts/password/reset/", {"email": EXPERT}, REMOTE_ADDR=f"198.51.100.{i}")
    assert len(mail.outbox) == 3


def test_a_second_factor_is_asked_for_after_a_new_password_too(sample_centre, client):
    TOTP.activate(sample_centre["expert"], generate_totp_secret())
    client.post("/accounts/password/reset/", {"email": EXPERT})
    address = client.get(link_in(mail.outbox[-1]), follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})
    assert "2fa" in sign_in(client, NEW).url and not is_in(client)


# Address


def ask_for(client, email, password=PASSWORD):
    return client.post("/accounts/email/", {"email": email, "password": password}, follow=True)


def test_the_old_address_holds_until_the_new_one_is_confirmed(sample_centre, client):
    sign_in(client)
    page = ask_for(client, "Marin@new.example").content.decode()
    assert "marin@new.example" in page and "current address" in page
    assert Person.objects.filter(email=EXPERT).exists()
    to_new, to_old = mail.outbox
    assert to_new.to == ["marin@new.example"] and to_old.to == [EXPERT]
    assert "stays yours until" in to_old.body
    assert sign_in(Client()).status_code == 302, "the old one still signs in"
    link = link_in(to_new)
    assert "marin@new.example" in Client().get(link).content.decode()
    assert Person.objects.filter(email=EXPERT).exists(), "looking at the page changes nothing"
    Client().post(link)
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), email="marin@new.example").status_code == 302
    assert mail.outbox[-1].to == [EXPERT] and "was changed" in mail.outbox[-1].body
    assert Client().get(link).status_code == 404, "the link serves once"
    assert Client().post(link).status_code == 422
    assert acts("request_address_change", "change_address") == [
        "change_address",
        "request_address_change",
    ]


def test_two_people_may_mistype_and_nothing_is_lost(sample_centre):
    for who in ("expert", "reviewer"):
        client = Client()
        sign_in(client, email=f"{who}@verdania.example")
        assert ask_for(client, "no address at all").status_code == 422
        assert ask_for(client, f"{who}@verdanai.example").status_code == 200
        client.post("/accounts/email/", {})
        client.post("/accounts/email/", {"action_remove": "1", "email": f"{who}@verdania.example"})
        assert sign_in(Client(), email=f"{who}@verdania.example").status_code == 302


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
    assert Client().get(first).status_code == 404
    client.post("/accounts/email/cancel/")
    assert not AddressChange.objects.exists()
    assert Client().post(link_in(mail.outbox[2])).status_code == 422
    assert Person.objects.filter(email=EXPERT).exists()


def test_an_address_taken_meanwhile_stays_with_whoever_has_it(sample_centre, client):
    sign_in(client)
    ask_for(client, "wanted@new.example")
    Person.objects.filter(email="reviewer@verdania.example").update(email="wanted@new.example")
    assert Client().post(link_in(mail.outbox[0])).status_code == 422
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
        client = Client()
        sign_in(client, email=f"{who}@verdania.example")
        page = ask_for(client, email).content.decode()
    assert "several e-mails today" in page
    assert len([m for m in mail.outbox if "victim" in m.to[0]]) == 3


# Second factor


def switch_on(client):
    """Switch the second factor on as a person does; return its key."""
    asked = client.get("/accounts/2fa/totp/activate/")
    there = client.post(asked.url, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    page = client.get(there.url).content.decode()
    secret = re.search(r"<code><bdi>(\w+)", page)[1]
    return secret, client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_set_used_and_taken_away(sample_centre, client):
    other = Client()
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

    again = Client()
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
    assert sign_in(Client()).url == "/"
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
    assert page.status_code == 200 and "Confirm that it is you" in page.content.decode()
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
    assert sign_in(Client()).url == "/"
    assert "administrator switched off" in mail.outbox[-1].body
    assert acts("reset_second_factor") == ["reset_second_factor"]
    assert client.post(f"/people/{person.pk}/second-factor/").status_code == 422


def test_a_closed_account_is_told_so(sample_centre, client):
    Person.objects.filter(email=EXPERT).update(is_active=False)
    page = client.post(LOGIN, {"login": EXPERT, "password": PASSWORD}, follow=True)
    assert "This account is closed" in page.content.decode() and not is_in(client)


# Sessions


def test_sessions_are_listed_and_ended(sample_centre, client):
    other = Client(headers={"user-agent": "A phone"})
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
