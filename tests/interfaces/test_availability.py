"""While the database is away every page says so, and none claims that something was saved."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.postgresql
ROOT = Path(__file__).parents[2]
PAGES = ("/", "/clearinghouse/", "/benchmarks/published/", "/accounts/login/", "/people/", "/oai")


def refuse(*_):
    raise OperationalError("could not connect to server: Connection refused")


@pytest.fixture
def away(signed_in):
    """A signed-in person whose next questions to the database are refused."""
    client = signed_in("expert")
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        yield client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_says_so_with_503(away, page, language):
    away.cookies["django_language"] = language
    answer = away.get(page)
    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    text = answer.content.decode()
    assert f'lang="{language}"' in text and "is safe" not in text
    if language == "en":
        assert (
            "database is not responding" in text
            and (
                "The form you just submitted was probably not saved. Go back to the form, and "
                "check it before you submit it again."
            )
            not in text
        )


def test_a_form_that_was_sent_is_not_said_to_be_saved(away):
    answer = away.post("/clearinghouse/suggest/", {"pasted": "https://a.example"})
    assert answer.status_code == 503
    assert "probably not saved" in answer.content.decode()


def test_the_api_answers_in_its_own_form(away):
    answer = away.get("/api/v1/items")
    assert answer.status_code == 503 and answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 503


@pytest.mark.django_db
def test_health_tells_whether_the_database_answers():
    client = Client()
    assert client.get(reverse("health")).content == b"ok"
    with connection.execute_wrapper(refuse):
        answer = client.get(reverse("health"))
    assert answer.status_code == 503 and b"away" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["elsewhere.example", "a,b", "127.0.0.1:1:2"])
def test_health_is_answered_whatever_name_is_asked_for(settings, host):
    settings.ALLOWED_HOSTS = ["centre.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health", HTTP_HOST=host).content == b"ok"


@pytest.mark.django_db
def test_a_name_that_the_server_does_not_have_is_told_with_the_cure(settings):
    settings.ALLOWED_HOSTS = ["centre.example"]
    answer = Client().get("/clearinghouse/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400 and "SCP_HOSTS" in answer.content.decode()


@pytest.mark.parametrize(
    "hosts", ["centre.example", "centre.example,other.example", ".example.org"]
)
def test_the_check_of_the_containers_is_answered(hosts, live_server):
    """The command of deploy/compose.yaml, word for word but for the port."""
    text = (ROOT / "deploy/compose.yaml").read_text("utf-8")
    (command,) = re.findall(r'"python3", "-c", "(import os, urllib[^\n]*)"\]', text)
    code = command.replace("http://127.0.0.1:8000", live_server.url)
    subprocess.run([sys.executable, "-c", code], check=True, env={"SCP_HOSTS": hosts})
