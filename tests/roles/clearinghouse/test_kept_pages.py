"""Pages kept for readers who are not signed in: the same page, never one that was taken back."""

import re
import threading

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from scp_centre.centre import kept_pages
from scp_centre.centre.kept_pages import KEPT_PAGES, KeptPage, KeptPages, keep_for_strangers
from scp_centre.roles.clearinghouse.actions import items as actions
from scp_centre.roles.clearinghouse.actions.sources import keep_source
from scp_centre.roles.clearinghouse.models import Item
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def kept(settings):
    settings.KEEP_PAGES_SECONDS = 60
    KEPT_PAGES.clear()
    yield KEPT_PAGES
    KEPT_PAGES.clear()


def page_of(item, client=None, **more):
    return (client or Client()).get(reverse("item", args=[item.pk]), **more)


def test_the_second_reader_gets_the_page_without_its_being_made(
    editor,  # noqa: F811
    kept,
    django_assert_max_num_queries,
):
    item = written(editor, "Steam traps")
    first = page_of(item)
    with django_assert_max_num_queries(1):
        second = page_of(item)
    assert TOKEN.sub("", first.content.decode()) == TOKEN.sub("", second.content.decode())
    assert second["Link"] == first["Link"]


def test_each_reader_has_a_token_of_their_own_that_works(editor, kept):  # noqa: F811
    written(editor, "Steam traps")
    Client().get("/clearinghouse/")
    reader = Client(enforce_csrf_checks=True)
    (token,) = set(TOKEN.findall(reader.get("/clearinghouse/").content.decode()))
    form = {"csrfmiddlewaretoken": token, "email": "r@away.example", "frequency": "weekly"}
    assert reader.post("/clearinghouse/follow/", form).status_code != 403
    other = Client(enforce_csrf_checks=True)
    assert other.post("/clearinghouse/follow/", form).status_code == 403


def test_a_page_without_a_form_of_ones_own_sets_no_cookie(editor, kept):  # noqa: F811
    item = written(editor, "Steam traps")
    reader = Client(enforce_csrf_checks=True)
    assert not TOKEN.findall(page_of(item, reader).content.decode())
    assert not reader.cookies
    form = {"language": "fr", "next": "/clearinghouse/"}
    assert reader.post("/language/", form).status_code == 302


def test_what_was_retired_is_gone_at_once(editor, kept):  # noqa: F811
    item = written(editor, "Steam traps")
    assert page_of(item).status_code == 200
    actions.retire(item, "It was wrong.", acting_user=editor)
    assert page_of(item).status_code == 410
    assert "Steam traps" not in Client().get("/clearinghouse/").content.decode()


def test_a_change_is_seen_at_once(editor, kept):  # noqa: F811
    item = written(editor, "Steam traps")
    page_of(item)
    said = {"en": {"title": "Steam traps, mended", "summary": "New."}}
    actions.write_item({"type": "method"}, said, acting_user=editor, item=item)
    assert "mended" in page_of(item).content.decode()


def test_a_source_of_another_name_is_seen_at_once(editor, kept):  # noqa: F811
    values = {"kind": "file", "set_spec": "", "every_days": 0, "publish_at_once": False}
    source = keep_source(values | {"title": "Old name"}, acting_user=editor)
    Item.objects.filter(pk=written(editor, "Steam traps").pk).update(source=source)
    addresses = ("/clearinghouse/", "/clearinghouse/?q=steam")
    assert all("Old name" in Client().get(a).content.decode() for a in addresses)
    keep_source(values | {"title": "New name"}, acting_user=editor, source=source)
    assert all("New name" in Client().get(a).content.decode() for a in addresses)


def test_languages_are_apart(editor, kept):  # noqa: F811
    item = written(editor, "Steam traps")
    english = page_of(item, headers={"Accept-Language": "en"}).content.decode()
    french = page_of(item, headers={"Accept-Language": "fr"}).content.decode()
    assert 'lang="en"' in english and 'lang="fr"' in french


def test_who_is_signed_in_gets_nothing_kept_and_nothing_of_theirs_is(editor, kept, client):  # noqa: F811
    item = written(editor, "Steam traps")
    client.force_login(editor)
    assert "Sign out" in page_of(item, client).content.decode()
    assert "Sign out" not in page_of(item).content.decode()
    assert "Sign out" in page_of(item, client).content.decode()


def test_values_that_no_page_differs_by_fill_no_memory(editor, kept):  # noqa: F811
    item = written(editor, "Steam traps")
    for number in range(3):
        assert page_of(item, data={"x": number}).status_code == 200
        assert Client().get("/clearinghouse/", {"q": f"steam {number}"}).status_code == 200
    assert len(kept._pages) == 0


def test_what_strangers_write_into_an_address_fills_no_memory(editor, kept):  # noqa: F811
    written(editor, "Steam traps")
    for number in range(3):
        page = Client().get("/clearinghouse/", {"type": f"{number}" + "\U0001f600" * 1_500})
        assert page.status_code == 400  # no filter that it knows
    assert len(kept._pages) == 0


def test_pages_take_no_more_than_their_share_of_memory(monkeypatch):
    monkeypatch.setattr(kept_pages, "OVERHEAD", 0)
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 100)
    pages = KeptPages()
    for number in range(5):
        pages.keep(str(number), KeptPage(1e12, b"x" * 40, ()))
    assert list(pages._pages) == ["3", "4"] and pages.bytes == 88
    pages.keep("4", KeptPage(1e12, b"y", ()))
    assert pages.bytes == 49 and pages.find("3") is not None


def test_keys_and_headers_count_like_content(monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 20_000)
    pages = KeptPages()
    for number in range(50):
        pages.keep(str(number) * 500, KeptPage(1e12, b"x", (("Link", "y" * 500),)))
    assert len(pages._pages) < 10 and 0 < pages.bytes <= 20_000


def test_pages_whose_time_is_over_are_dropped(monkeypatch):
    monkeypatch.setattr(kept_pages, "SWEEP_SECONDS", 0)
    pages = KeptPages()
    pages.keep("old", KeptPage(0.0, b"x", ()))
    pages.keep("new", KeptPage(1e12, b"x", ()))
    assert list(pages._pages) == ["new"]


def test_nothing_is_left_of_pages_that_were_made(kept):
    for number in range(3):
        with kept.turns.take(str(number)):
            assert len(kept.turns) == 1
    assert len(kept.turns) == 0


def test_a_page_that_many_ask_for_at_once_is_made_once(kept):
    made, go_on = [], threading.Event()

    @keep_for_strangers(lambda: 1, names=frozenset())
    def view(request):
        made.append(1)
        go_on.wait(10)
        return HttpResponse("the page")

    answers = []

    def ask():
        answers.append(view(RequestFactory().get("/x/")).content)

    readers = [threading.Thread(target=ask) for _ in range(5)]
    for reader in readers:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join()
    assert len(made) == 1 and answers == [b"the page"] * 5


def test_an_error_is_not_kept(kept):
    answers = iter([HttpResponse(status=503), HttpResponse("well")])

    @keep_for_strangers(lambda: 1, names=frozenset())
    def view(request):
        return next(answers)

    asked = RequestFactory().get("/x/")
    assert [view(asked).status_code, view(asked).status_code] == [503, 200]
