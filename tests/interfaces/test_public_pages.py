"""How pages travel: HEAD as GET, 304 for what is known, compressed, kept by the right ones."""

import gzip

from django.test import Client
from django.urls import reverse

from scp_centre.interfaces.web.response_caching import TOKEN
from scp_centre.roles.clearinghouse.models import Item
from tests.interfaces.hostile import address_of, all_routes
from tests.interfaces.permission_fixtures import OPEN
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

FILES = ("item_schema", "clearinghouse_feed", "clearinghouse_events", "data_catalogue", "robots")
FILES += ("release_data", "release_curve", "brief_document", "brief_picture", "sitemap")
# Of random padding, of a token masked anew, of the second in which it was asked.
VARYING = {"Content-Length", "Set-Cookie", "Expires"}
SMALL = 20_000  # bytes of a public page on its way


def public_addresses(things):
    return sorted(address_of(name, kinds, things) for name, kinds in all_routes() if name in OPEN)


def other_headers(whole, bare):
    """Return the names of headers in which two answers differ."""
    names = ({*whole.headers} | {*bare.headers}) - VARYING
    return [name for name in names if bare.get(name) != whole.get(name)]


def test_head_is_answered_as_get_without_a_body(dairy_things, signed_in):  # noqa: F811
    for client in (Client(), signed_in("director")):
        for address in public_addresses(dairy_things):
            whole, bare = client.get(address), client.head(address)
            assert bare.status_code == whole.status_code, address
            assert b"".join(bare) == b"", address
            if other_headers(whole, bare):  # an answer that names its second, which has passed
                whole, bare = client.get(address), client.head(address)
            assert not other_headers(whole, bare), address


def test_the_length_that_head_gives_is_that_of_get(sample_centre, client):
    address = reverse("clearinghouse_feed", args=["atom"])
    assert int(client.head(address)["Content-Length"]) == len(client.get(address).content)


def test_what_a_reader_has_is_not_sent_again(dairy_things, client):  # noqa: F811
    """The second visit of each public page costs its headers only."""
    again = 0
    for address in public_addresses(dairy_things):
        client.get(address)  # brings the cookie of the form
        first = client.get(address)
        if first.status_code != 200 or not first.has_header("ETag"):
            continue
        second = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert second.status_code == 304 and second.content == b"", address
        assert second["Cache-Control"] == first["Cache-Control"]
        again += 1
    assert again > 25


def test_each_form_of_each_file_is_not_sent_again(sample_centre, client):
    """Each form, since what writes one may name or order its parts anew each time."""
    forms = {
        "clearinghouse_feed": ("atom", "rss"),
        "data_catalogue_form": ("ttl", "jsonld"),
        "citation": ("bib", "ris", "json", "jsonld"),
    }
    published = Item.objects.filter(standing="published")
    published.update(publisher="A publisher", type="data_set", address="https://data.example/a")
    arguments = {"citation": {"pk": published.first().pk}}
    for name, kinds in forms.items():
        for form in kinds:
            address = reverse(name, kwargs=arguments.get(name, {}) | {"form": form})
            tag = client.get(address)["ETag"]
            assert client.head(address)["ETag"] == tag, address
            again = client.get(address, headers={"If-None-Match": tag})
            assert again.status_code == 304, address


def test_who_refuses_gzip_gets_plain_text(sample_centre, client):
    for refusing in ("gzip;q=0", "br, gzip; q=0.000", "identity, gzip ;q=0"):
        page = client.get(reverse("clearinghouse"), headers={"Accept-Encoding": refusing})
        assert not page.has_header("Content-Encoding") and "Accept-Encoding" in page["Vary"]
    page = client.get(reverse("clearinghouse"), headers={"Accept-Encoding": "gzip;q=0.5, br"})
    assert page["Content-Encoding"] == "gzip"


def test_a_changed_item_is_sent_again(sample_centre, client):
    item = Item.objects.filter(standing="published").first()
    for address in (reverse("item", args=[item.pk]), reverse("clearinghouse_feed", args=["rss"])):
        client.get(address)
        tag = client.get(address)["ETag"]
        text = item.texts.first()
        text.title += " corrected"
        text.save()
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200 and b"corrected" in answer.content


def test_a_page_with_another_readers_token_is_sent_again(sample_centre):
    """An ETag fits one CSRF cookie: a copy from elsewhere would hold a form that is refused."""
    address = reverse("clearinghouse")
    one, other = Client(), Client()
    one.get(address), other.get(address)
    tag = one.get(address)["ETag"]
    assert one.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert other.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_kept_copy_of_a_form_still_works(sample_centre):
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("clearinghouse"))
    page = client.get(reverse("clearinghouse"))
    token = TOKEN.search(page.content)[0].decode().split('value="')[1].strip('"')
    client.get(reverse("clearinghouse"), headers={"If-None-Match": page["ETag"]})
    sent = {"language": "fr", "next": "/clearinghouse/", "csrfmiddlewaretoken": token}
    assert client.post(reverse("language"), sent).status_code == 302


def test_files_say_when_they_changed(sample_centre, client):
    for name in ("clearinghouse_events", "data_catalogue"):
        answer = client.get(reverse(name))
        since = {"If-Modified-Since": answer["Last-Modified"]}
        assert client.get(reverse(name), headers=since).status_code == 304


def test_who_may_keep_what(dairy_things, client, signed_in):  # noqa: F811
    things = dairy_things
    kinds = dict(all_routes())
    for name in FILES:
        answer = client.get(address_of(name, kinds[name], things))
        assert "private" not in answer["Cache-Control"], name
    assert client.get(reverse("clearinghouse"))["Cache-Control"] == "private, no-cache"
    signed = signed_in("expert")
    for name, converters in all_routes():
        if name.startswith(("account_", "mfa_", "usersessions_")):
            continue
        answer = signed.get(address_of(name, converters, things))
        kept = answer["Cache-Control"]
        files = ("module_picture", "status_list", "suspension_list", "centre_mark", "centre_style")
        immutable = name in files  # the same for everybody
        assert immutable or "private" in kept or "no-store" in kept or "no-cache" in kept, name
        if answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
            assert "no-store" in kept, (name, kept)


def test_pages_differ_by_language_and_reader(sample_centre, client):
    varies = client.get(reverse("clearinghouse"))["Vary"]
    assert "Accept-Language" in varies and "Cookie" in varies


def test_texts_are_compressed_and_streams_are_not(sample_centre, signed_in, dairy_things):  # noqa: F811
    client = signed_in("trainer")
    packed = {"Accept-Encoding": "gzip"}
    page = client.get(reverse("clearinghouse"), headers=packed)
    assert page["Content-Encoding"] == "gzip" and "Accept-Encoding" in page["Vary"]
    assert b"<html" in gzip.decompress(page.content)
    stream = client.get(
        reverse("workshop_stream", kwargs=dairy_things["workshop_stream"]), headers=packed
    )
    assert stream.streaming and not stream.has_header("Content-Encoding")
    stream.close()


def test_a_public_page_is_small_on_its_way(sample_centre, client):
    item = Item.objects.filter(standing="published").first()
    for address in (reverse("clearinghouse"), reverse("item", args=[item.pk])):
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert len(page.content) < SMALL, address


def test_robots_read_what_is_public_and_find_the_site_map(sample_centre, client):
    from urllib.robotparser import RobotFileParser

    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    item = Item.objects.filter(standing="published").first()
    for path in (reverse("item", args=[item.pk]), reverse("published_briefs")):
        assert parser.can_fetch("anybot", f"http://testserver{path}"), path
    for path in ("/assessments/1/", "/people/", "/accounts/login/", "/training/"):
        assert not parser.can_fetch("anybot", f"http://testserver{path}"), path
