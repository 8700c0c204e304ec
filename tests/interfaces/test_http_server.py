"""The server lets nobody hold it: deadlines, connections of an address, bodies, lanes."""

import inspect
import re
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from scp_centre.interfaces.cli import http_server
from scp_centre.interfaces.cli.http_server import create_server, lane_of
from scp_centre.interfaces.web import body_limits

ROOT = Path(__file__).parents[2]
PATIENCE = 20  # seconds that a test waits for what comes at once on an idle machine


def slow_page(environ, start_response):
    """Answer; at /hold or in a lane of its own wait until the test lets go."""
    if environ["PATH_INFO"] != "/health":
        environ["test.go_on"].wait(PATIENCE)
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


@contextmanager
def serving(pages=2, streams=2, **options):
    go_on = threading.Event()

    def application(environ, start_response):
        return slow_page(environ | {"test.go_on": go_on}, start_response)

    server = create_server(
        application,
        {"host": "127.0.0.1", "port": 0, "asyncore_loop_timeout": 0.05} | options,
        pages=pages,
        streams=streams,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Visitors(int(server.effective_port), go_on)
    finally:
        go_on.set()
        server.task_dispatcher.shutdown(timeout=1)
        server.asyncore.close_all(server._map)
        thread.join(PATIENCE)


class Visitors:
    """Who opens connections to the server; `go_on` lets the held pages answer."""

    def __init__(self, port, go_on):
        self.port, self.go_on = port, go_on

    def open(self, sent=b""):
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        line.sendall(sent)
        return line

    def ask(self, path="/health", method="GET", heads=""):
        with self.open(head(path, method, heads)) as line:
            return answer(line)


def head(path="/health", method="GET", heads=""):
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{heads}\r\n".encode()


def answer(line):
    """Return the status of the answer; 0 where the line was closed without one."""
    content = b""
    try:
        while part := line.recv(65536):
            content += part
    except ConnectionResetError:
        pass
    return int(content.split()[1]) if content else 0


def test_a_head_that_comes_byte_by_byte_has_a_deadline(monkeypatch):
    monkeypatch.setattr(http_server, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(http_server, "LOOK_SECONDS", 0.05)
    with serving() as visitors, visitors.open(b"GET / HTTP/1.1\r\nX: ") as line:
        line.settimeout(0.1)
        for _ in range(200):
            try:
                line.sendall(b"a")
                if line.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            pytest.fail("The connection is open still.")
        assert visitors.ask() == 200


def test_a_body_that_comes_byte_by_byte_has_a_deadline_by_its_size(monkeypatch):
    monkeypatch.setattr(http_server, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(http_server, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(http_server, "LOOK_SECONDS", 0.05)
    with serving() as visitors:
        with visitors.open(head("/health", "POST", "Content-Length: 9\r\n")) as line:
            line.sendall(b"a")
            assert answer(line) == 0
        assert visitors.ask() == 200


def test_a_large_body_gets_more_time_than_a_small_one():
    class Line(http_server.Channel):
        def __init__(self, size):
            self.begun = 1_000.0
            self.request = http_server.Request(None)
            self.request.headers_finished, self.request.content_length = True, size

    limit = http_server.HEAD_SECONDS + http_server.BODY_SECONDS
    assert Line(10).is_late(1_001 + limit) and not Line(10**6).is_late(1_001 + limit)
    assert Line(10**6).is_late(1_001 + limit + 10**6 / http_server.SLOWEST)


def test_one_address_holds_so_many_connections(monkeypatch):
    monkeypatch.setattr(http_server, "CONNECTIONS_OF_ADDRESS", 3)
    with serving() as visitors:
        lines = [visitors.open() for _ in range(4)]
        assert lines[3].recv(1) == b""
        for line in lines:
            line.close()
        until = time.monotonic() + PATIENCE
        while visitors.ask() != 200:  # the server notes that they have gone
            assert time.monotonic() < until


def test_the_proxy_may_hold_any_number(monkeypatch):
    monkeypatch.setattr(http_server, "CONNECTIONS_OF_ADDRESS", 1)
    proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for"}}
    with serving(**proxy) as visitors:
        lines = [visitors.open() for _ in range(3)]
        assert visitors.ask() == 200
        for line in lines:
            line.close()


def test_an_address_of_endless_length_is_refused():
    with serving() as visitors:
        assert visitors.ask("/health?type=" + "a" * 9_000) == 414
        assert visitors.ask("/health?type=" + "a" * 7_000) == 200


def test_a_body_is_refused_before_it_is_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    with serving() as visitors:
        assert visitors.ask("/accounts/login/", "POST", "Content-Length: 1001\r\n") == 413
        assert visitors.ask("/nowhere/", "POST", "Content-Length: 9999999999\r\n") == 413
        expect = "Content-Length: 1001\r\nExpect: 100-continue\r\n"
        assert visitors.ask("/accounts/login/", "POST", expect) == 413
        with visitors.open(head("/health", "POST", "Transfer-Encoding: chunked\r\n")) as line:
            for _ in range(11):
                line.sendall(b"64\r\n" + b"a" * 100 + b"\r\n")
            assert answer(line) == 413
        with visitors.open(head("/health", "POST", "Content-Length: 1000\r\n")) as line:
            line.sendall(b"a" * 1000)
            assert answer(line) == 200


def test_a_page_that_takes_a_file_takes_its_size_and_no_more():
    largest = body_limits.FILES["suggest"] + body_limits.FORM
    assert body_limits.largest_body(reverse("suggest")) == largest
    with serving() as visitors:
        said = f"Content-Length: {largest + 1}\r\n"
        assert visitors.ask(reverse("suggest"), "POST", said) == 413


def test_nothing_is_written_to_a_disk_that_is_nearly_full(monkeypatch):
    monkeypatch.setattr(http_server, "RESERVE", 10**18)
    with serving() as visitors:
        large = "Content-Length: 1000000\r\n"
        assert visitors.ask("/accounts/login/", "POST", large) == 507
        assert visitors.ask() == 200, "what needs no disk goes on"


def test_every_page_that_takes_a_file_has_its_limit():
    """And none has one that takes no file: the table follows the views."""
    takes = {
        pattern.name
        for pattern in all_patterns(get_resolver())
        if "request.FILES" in source_of(pattern.callback)
    }
    # The readings page hands request.FILES to its forms in a function beside it.
    assert takes | {"readings"} == set(body_limits.FILES)


def all_patterns(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from all_patterns(pattern)
        else:
            yield pattern


def source_of(view):
    try:
        return inspect.getsource(inspect.unwrap(view))
    except (TypeError, OSError):
        return ""


@pytest.mark.parametrize(
    "path, method, lane",
    [
        (reverse("workshop_stream", args=[1]), "GET", "streams"),
        (reverse("room_stream", args=[1]), "GET", "streams"),
        (reverse("room_stream", args=[1]) + "?since=1&as=json", "GET", "pages"),
        (reverse("account_login"), "POST", "passwords"),
        (reverse("account_login"), "GET", "pages"),
        (reverse("account_change_password"), "POST", "passwords"),
        (reverse("account_reset_password_from_key", args=["1", "x"]), "POST", "passwords"),
        (reverse("account_reauthenticate"), "POST", "passwords"),
        (reverse("account_email"), "POST", "passwords"),
        (reverse("remove_account"), "POST", "passwords"),
        (reverse("invitation", args=["x"]), "POST", "passwords"),
        (reverse("set_up"), "POST", "passwords"),
        (reverse("compute", args=["dea"]), "POST", "methods"),
        (reverse("api:compute", args=["dea"]), "POST", "methods"),
        (reverse("clearinghouse"), "GET", "pages"),
    ],
)
def test_each_request_waits_in_its_lane(path, method, lane):
    request = http_server.Request(http_server.Adjustments())
    request.received(head(path, method))
    assert lane_of(request) == lane


@pytest.mark.parametrize(
    "held, method",
    [("/room/1/stream/", "GET"), ("/accounts/login/", "POST"), ("/api/v1/compute/dea", "POST")],
)
def test_a_lane_that_is_held_keeps_no_page_waiting_and_says_so_when_full(monkeypatch, held, method):
    for name in ("WAITING_STREAMS", "WAITING_PASSWORDS", "WAITING_METHODS"):
        monkeypatch.setattr(http_server, name, 1)
    with serving() as visitors:
        lines = [visitors.open(head(held, method)) for _ in range(20)]
        assert visitors.ask() == 200
        visitors.go_on.set()
        answers = [answer(line) for line in lines]
        for line in lines:
            line.close()
    assert 503 in answers and 200 in answers and set(answers) == {200, 503}


NUMBERS = {"floor_entry": [1], "readings": [1], "benchmark": ["cement"]}
NUMBERS |= {
    "import_footprint": [1],
    "upload_scenario": [1],
    "add_module_picture": [1],
    "room_add_photo": [1],
}


@pytest.mark.parametrize("name", ["nginx.conf", "nginx.compose.conf"])
def test_the_proxy_lets_through_what_each_page_takes(name):
    written = (ROOT / "deploy" / name).read_text("utf-8")
    assert "client_max_body_size 2m;" in written
    sizes = re.findall(r"location (=|~) (\S+) \{[^}]*?client_max_body_size (\d+)m;", written)
    for file, most in body_limits.FILES.items():
        path = reverse(file, args=NUMBERS.get(file, []))
        fits = [
            int(size)
            for how, place, size in sizes
            if (place == path if how == "=" else re.search(place, path))
        ]
        assert max(fits, default=2) * 1024**2 >= most + body_limits.FORM, path
