"""What the tests of one's own account share: a browser, signing in, the letters that came."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.test import Client, TestCase

from scp_centre.centre.audit.models import Entry
from tests.conftest import PASSWORD

LOGIN = "/accounts/login/"
EXPERT = "expert@verdania.example"
NEW = "a long river 2031"


class Browser(Client):
    """A visitor of a server: what waits for the end of a request is done at its end."""

    def generic(self, *places, **names):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().generic(*places, **names)


@pytest.fixture(name="client")
def browser():
    return Browser()


def sign_in(client, password=PASSWORD, email=EXPERT, **more):
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def is_in(client):
    return client.get("/account/").status_code == 200


def code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def acts(*names):
    return list(Entry.objects.filter(act__in=names).values_list("act", flat=True))


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
