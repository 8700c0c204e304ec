"""What is fetched from other hosts, and what is not: never from the own network."""

import threading
import time

import pytest
from django.urls import reverse

from scp_centre.roles.clearinghouse.harvest import feeds, links
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.public_addresses import is_public
from scp_centre.roles.clearinghouse.remote_fetch import FetchError, fetch
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401
from tests.roles.clearinghouse.other_host_fixtures import Elsewhere, elsewhere  # noqa: F401


def quiet(*_):
    pass


def test_a_feed_that_never_ends_is_refused(elsewhere, monkeypatch):  # noqa: F811
    monkeypatch.setattr(feeds, "MOST_BYTES", 300_000)

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"<item>x</item>" * 1000)
        except OSError:
            return

    elsewhere.pages["/endless"] = endless
    with pytest.raises(FetchError, match="larger"):
        feeds.entries(elsewhere.address("/endless"))


def test_a_host_that_drips_is_left(elsewhere):  # noqa: F811
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    elsewhere.pages["/drip"] = drip
    start = time.monotonic()
    with pytest.raises(FetchError):
        fetch(elsewhere.address("/drip"), seconds=0.7)
    assert time.monotonic() - start < 5


def test_an_address_in_any_script(elsewhere):  # noqa: F811
    elsewhere.pages["/eau%20us%C3%A9e"] = (200, {}, b"found")
    assert fetch(elsewhere.address("/eau usée")).content == b"found"
    assert fetch(elsewhere.address("/eau%20us%C3%A9e?q=é")).content == b"found"


def test_a_file_of_two_gigabytes_is_not_begun(elsewhere):  # noqa: F811
    elsewhere.pages["/big.pdf"] = (200, {"Content-Length": str(2 * 1024**3)}, b"%PDF")
    with pytest.raises(FetchError, match="larger"):
        fetch(elsewhere.address("/big.pdf"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http:///",
    ],
)
def test_nothing_is_fetched_from_the_own_network(address):
    with pytest.raises(FetchError):
        fetch(address, seconds=2)


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fc00::1", False),
        ("224.0.0.1", False),
        ("::", False),
    ],
)
def test_which_addresses_are_public(ip, public):
    assert is_public(ip) == public


def test_a_redirection_into_the_own_network_is_refused(elsewhere):  # noqa: F811
    other = Elsewhere()  # not among those allowed
    threading.Thread(target=other.serve_forever, daemon=True).start()
    other.pages["/secret"] = (200, {}, b"secret")
    elsewhere.pages["/go"] = (302, {"Location": other.address("/secret")}, b"")
    with pytest.raises(FetchError, match="private"):
        fetch(elsewhere.address("/go"))
    assert other.asked == []
    other.shutdown()
    other.server_close()
    elsewhere.pages["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(FetchError, match="redirects more than"):
        fetch(elsewhere.address("/round"))


def test_links_that_fail_twice_come_to_the_queue(editor, elsewhere, client):  # noqa: F811
    elsewhere.pages |= {
        "/good": (200, {}, b"x"),
        "/head": lambda h: (405, {}, b"") if h.command == "HEAD" else (200, {}, b"x"),
        "/guarded": (403, {}, b""),
    }
    rows = {
        path: written(editor, f"Item {path}", address=elsewhere.address(path))
        for path in ("/good", "/head", "/guarded", "/gone")
    }
    rows["/private"] = written(editor, "Private", address="http://10.1.2.3/")
    assert links.check_links(quiet) == (5, 2)
    for item in Item.objects.filter(link_failures=1):
        links.check(item)
    client.force_login(editor)
    page = client.get(reverse("clearinghouse_queue"), {"part": "broken"}).content.decode()
    assert "Item /gone" in page and "returned status 404." in page and "Private" in page
    assert "Item /good" not in page and "Item /guarded" not in page and "Item /head" not in page


def test_an_unknown_host_is_said_in_words():
    with pytest.raises(FetchError, match="cannot be found"):
        fetch("http://no-such-host.invalid/")
