"""Suggestions: a question back, its answer, and what became of it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from scp_centre.roles.clearinghouse.actions.items import publish, retire
from scp_centre.roles.clearinghouse.actions.suggestions import (
    ask_back,
    suggest,
    tell_suggesters,
)
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Item, Question
from tests.roles.clearinghouse.clearinghouse_fixtures import editor  # noqa: F401

BASE = "https://centre.example"


def test_an_editor_asks_back_and_tells_what_became_of_it(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    cache.clear()
    given = {"title": "Rain tank", "summary": "Collects.", "type": "technology", "language": "en"}
    client.post("/clearinghouse/suggest/", given | {"suggested_by": "no address"})
    assert not Item.objects.exists()  # what is no address is said at once
    client.cookies["django_language"] = "fr"
    client.post("/clearinghouse/suggest/", given | {"suggested_by": "amina@example.org"})
    del client.cookies["django_language"]
    item = Item.objects.get()
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/clearinghouse/{item.pk}/ask/", {"text": "How large is it?"})
    (letter,) = mail.outbox
    assert letter.to == ["amina@example.org"] and "How large is it?" in letter.body
    assert "Vous avez proposé" in letter.body  # in the language that it was suggested in
    page = re.search(r"http://testserver(\S+)", letter.body).group(1)
    assert "no answer yet" in client.get("/clearinghouse/queue/?part=suggested").content.decode()
    client.logout()
    assert "How large is it?" in client.get(page).content.decode()
    assert client.post(page, {"answer": " "}).status_code == 422
    client.post(page, {"answer": "Five cubic metres"})
    client.post(page, {"answer": "Another word"})  # once
    assert Question.objects.get().answer == "Five cubic metres"
    assert "Five cubic metres" in client.get(page).content.decode()
    client.force_login(editor)
    assert "Five cubic metres" in client.get(f"/clearinghouse/{item.pk}/edit/").content.decode()
    assert "answered" in client.get("/clearinghouse/queue/?part=suggested").content.decode()
    assert tell_suggesters(timezone.now(), BASE) == 0
    publish([item], acting_user=editor)
    assert tell_suggesters(timezone.now(), BASE) == 1
    assert tell_suggesters(timezone.now(), BASE) == 0
    assert f"{BASE}/clearinghouse/{item.pk}/" in mail.outbox[-1].body


def test_a_refused_suggestion_comes_with_the_reason(editor, settings):  # noqa: F811
    item = suggest({"type": "method"}, {"title": "Old"}, "b@example.org", acting_user=None)
    with pytest.raises(ClearinghouseError, match="did not leave an e-mail address"):
        bare = suggest({"type": "method"}, {"title": "Bare"}, "", acting_user=None)
        ask_back(bare, "Why?", base="", acting_user=editor)
    with pytest.raises(ClearinghouseError, match="question is empty"):
        ask_back(item, " ", base="", acting_user=editor)
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    with pytest.raises(ClearinghouseError, match="mail server"):
        ask_back(item, "How large?", base="", acting_user=editor)
    assert not Question.objects.exists()  # what was not sent is not kept
    retire(item, "It is here already.", acting_user=editor)
    assert tell_suggesters(timezone.now(), BASE) == 0
    settings.EMAIL_BACKEND = backend
    assert tell_suggesters(timezone.now(), BASE) == 1
    assert "It is here already." in mail.outbox[-1].body


@pytest.mark.parametrize("page", ["/clearinghouse/suggest/", "/clearinghouse/new/"])
def test_what_is_wrong_with_a_file_stands_at_the_file(editor, client, page):  # noqa: F811
    cache.clear()
    client.force_login(editor)
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 cut off")
    answer = client.post(page, {"pasted": "", "file": file})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    answer = client.post(page, {"pasted": "@article{cut off, title={"})
    assert set(answer.context["form"].errors) == {"pasted"}
