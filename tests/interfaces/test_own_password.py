"""Passwords: changed, forgotten, set anew; what a stranger learns and can do by that."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.actions import keep_first_address
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.tokens import make_token
from tests.conftest import PASSWORD
from tests.interfaces.account_pages import (  # noqa: F401
    EXPERT,
    NEW,
    Browser,
    acts,
    browser,
    is_in,
    link_in,
    sign_in,
)

pytestmark = pytest.mark.django_db
SESSION_SAVES = 2  # Django saves a session, and its row of our list, in a transaction of its own


def test_a_changed_password_ends_other_sessions_and_names_tokens(sample_centre, client):
    other = Browser()
    sign_in(other)
    sign_in(client)
    make_token("meter bridge", ["read"], 5, acting_user=sample_centre["expert"])
    page = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        follow=True,
    ).content.decode()
    assert "Your password has been changed" in page and "meter bridge" in page
    assert is_in(client) and not is_in(other)
    assert acts("change_password") == ["change_password"]
    letter = mail.outbox[-1]
    assert letter.to == [EXPERT] and "Your account password was changed." in letter.body
    assert "meter bridge" in letter.body and NEW not in letter.body
    client.post("/account/tokens/withdraw/")
    assert not sample_centre["expert"].tokens.exists()
    assert "withdraw_token" in acts("withdraw_token")


@pytest.mark.parametrize(
    "password",
    [
        *("short one", EXPERT, "A. Marin A. Marin", "Password2026!!", "aaaaaaaaaaaaaa"),
        # What is common among people who do not write English, and on their keyboards.
        *("contraseña123", "Contraseña2026!", "Bienvenue2026", "motdepasse-2026", "Invierno2026!"),
        *("Summer2026!!!!", "azertyuiop12", "zaq12wsxcde3", "Février-2026!"),
    ],
)
def test_a_weak_password_changes_nothing(sample_centre, client, password):
    sign_in(client)
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", given)
    assert page.status_code == 422 and "errorlist" in page.content.decode()
    assert Person.objects.get(email=EXPERT).check_password(PASSWORD)


def test_who_finds_an_open_session_cannot_try_passwords(sample_centre, client):
    sign_in(client)
    for _ in range(6):
        page = client.post(
            "/accounts/password/change/",
            {"oldpassword": "wrong", "password1": NEW, "password2": NEW},
        )
    assert "Too many" in page.content.decode()


def test_a_forgotten_password_is_set_by_the_link_and_once_only(sample_centre, client):
    elsewhere = Browser()
    sign_in(elsewhere)
    asked = client.post("/accounts/password/reset/", {"email": EXPERT.upper()}, follow=True)
    assert "an e-mail with a link is on its way" in asked.content.decode()
    link = link_in(mail.outbox[-1])
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address and "Set a new password" in form.content.decode()
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert "12 characters or more" in weak.content.decode()
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password has been set" in done.content.decode()
    assert not is_in(elsewhere) and not is_in(client)
    assert sign_in(client, NEW).status_code == 302
    again = Browser().get(link, follow=True).content.decode()
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


def test_links_in_letters_carry_the_kept_address_whatever_host_was_asked(
    sample_centre, client, settings
):
    keep_first_address("https://kept.verdania.gov")
    settings.PUBLIC_ADDRESS = "https://other.verdania.gov"
    client.post("/accounts/password/reset/", {"email": EXPERT}, headers={"host": "evil.example"})
    assert "https://kept.verdania.gov/accounts/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body
    sign_in(client)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", given, headers={"host": "evil.example"})
    assert "https://kept.verdania.gov/accounts/" in mail.outbox[1].body


def written_by_asking(client, email):
    """Return the tables that a request reads and writes, one a statement."""
    seen = []

    def note(execute, sql, params, many, context):
        seen.append(" ".join(re.findall(r'(?:FROM|INTO|UPDATE) "?(\w+)"?', sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.post("/accounts/password/reset/", {"email": email})
    return [name for name in seen if name]


def test_a_page_does_the_same_for_an_address_that_nobody_has(sample_centre, client, settings):
    """It counts and queues; who has the address is looked up by the worker alone."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    known, unknown = (written_by_asking(client, e) for e in (EXPERT, "nobody@elsewhere.example"))
    assert known == unknown
    assert "registry_person" not in known and "audit_entry" not in known
    assert any("django_tasks" in name for name in known)


def test_a_stranger_cannot_fill_the_log_with_forgotten_passwords(sample_centre, client):
    before = Entry.objects.count()
    for i in range(40):
        client.post("/accounts/password/reset/", {"email": EXPERT}, REMOTE_ADDR=f"198.51.{i}.7")
    assert Entry.objects.count() - before == 3, "one for each letter that went"
    for i in range(20):
        client.post("/accounts/password/reset/", {"email": f"p{i}@nowhere.example"})
    assert Entry.objects.count() - before <= 3 + 5


def test_no_letter_is_claimed_where_none_leaves(sample_centre, client, settings):
    asked = {"email": EXPERT}
    page = client.post("/accounts/password/reset/", asked, follow=True).content.decode()
    assert "on its way" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.post("/accounts/password/reset/", asked, follow=True).content.decode()
    assert "on its way" not in page and "No e-mail was sent" in page


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_reset_password_from_key",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
    ],
)
def test_a_page_that_is_only_looked_at_takes_no_lock(sample_centre, client, name):
    """On the embedded database a transaction begins with the lock of all writes."""
    values = {"uidb36": "1", "key": "abc-def"} if name.endswith("from_key") else {}
    sign_in(client)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(name, kwargs=values))
    opened = [q["sql"] for q in queries if q["sql"].startswith("SAVEPOINT")]
    assert len(opened) <= SESSION_SAVES
