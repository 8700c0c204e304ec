"""Each page that strangers see speaks the language that its address asks for."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from scp_centre.roles.clearinghouse.criteria import criteria_of, filters_of
from scp_centre.roles.clearinghouse.models import Item, Standing

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
BY_LINK = {"workshop_join"}
MORE = ("/clearinghouse/?page=2", "/search/?q=water", "/clearinghouse/?q=water&type=method")


def open_pages(resolver=None, namespace=""):
    """Yield the addresses of pages that are open to strangers and name no single thing."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            within = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from open_pages(pattern, within)
        elif isinstance(pattern, URLPattern) and pattern.name:
            is_open = not getattr(pattern.callback, "login_required", True)
            if is_open and not pattern.pattern.regex.groupindex and "api" not in namespace:
                yield reverse(namespace + pattern.name)


def things():
    """Yield addresses of single things that strangers see."""
    for pk in Item.objects.filter(standing=Standing.PUBLISHED).values_list("pk", flat=True)[:3]:
        yield reverse("item", args=[pk])


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_open_page_speaks_the_language_of_its_address(sample_centre, language, settings):
    settings.KEEP_PAGES_SECONDS = 60
    spoken = []
    for address in [*open_pages(), *MORE, *things()]:
        joint = "&" if "?" in address else "?"
        Client(headers=ENGLISH).get(address)  # kept in English first
        page = Client(headers=ENGLISH).get(f"{address}{joint}language={language}")
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        assert f'<html lang="{language}"' in page.content.decode(), address
        spoken.append(address)
    assert {"/", "/clearinghouse/", "/search/", *MORE} <= set(spoken) and len(spoken) > 20, spoken


def test_the_language_of_items_is_asked_for_by_a_name_of_its_own(sample_centre):
    page = Client(headers=ENGLISH).get("/clearinghouse/?written_in=fr").content.decode()
    assert '<html lang="en"' in page and 'href="?"' in page, "the filter can be taken off"
    assert "written_in=fr&amp;" in page
    every = Client(headers=ENGLISH).get("/clearinghouse/search.json").json()["count"]
    some = Client(headers=ENGLISH).get("/clearinghouse/search.json?written_in=fr").json()
    french = Client(headers=ENGLISH).get("/clearinghouse/search.json?language=fr").json()
    assert 0 < some["count"] < every == french["count"]
    assert {one["language"] for one in french["items"]} & {"fr"}


def test_a_saved_search_keeps_its_language_of_items():
    for saved in ({"language": ["fr"]}, {"written_in": ["fr"]}):
        assert filters_of(saved) == {"language": {"fr"}}
    assert criteria_of("", {"language": {"fr"}}) == "written_in=fr"
