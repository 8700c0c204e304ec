"""Hosts that want to hold a fetch for ever, fill its memory, or lead it into the own network."""

import gzip
import ipaddress
import itertools
import socket
import threading
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.roles.clearinghouse.public_addresses import is_public
from scp_centre.roles.clearinghouse.remote_fetch import (
    FetchError,
    FetchSizeError,
    FetchTimeError,
    fetch,
)

SECONDS = 0.6
PAUSE = 0.05  # between two bytes of a host that drips: never long enough for a timeout of a read
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class HostileHost:
    """A host that sends what a function yields, byte by byte when it drips."""

    def __init__(self, say, drips):
        self._say, self._drips = say, drips
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.requests = 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self):
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line):
        self.requests += 1
        try:
            line.recv(65536)
            for piece in self._say():
                if not self._drips:
                    line.sendall(piece)
                    continue
                for byte in piece:
                    line.sendall(bytes([byte]))
                    time.sleep(PAUSE)
        except OSError:
            pass
        finally:
            line.close()

    def close(self):
        self._socket.close()


@pytest.fixture
def host(settings):
    made = []

    def begin(say, drips=False):
        made.append(HostileHost(say, drips))
        settings.FETCH_ALSO = [one.place for one in made]
        return f"http://{made[-1].place}/"

    yield begin
    for one in made:
        one.close()


def after(start, drip):
    """Send a beginning at once by dripping only what follows."""
    return lambda: itertools.chain([start], itertools.repeat(drip))


DRIPPED = {
    "status line": lambda: [b"HTTP/1.1 200 " + b"O" * 1000],
    "heads": lambda: [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000],
    "body": lambda: [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000],
    "size of a chunk": lambda: [CHUNKED + b"0" * 1000],
    "extension of a chunk": lambda: [CHUNKED + b"5;" + b"x" * 1000],
    "trailers": lambda: [CHUNKED + b"0\r\n" + b"X: y\r\n" * 300],
    "one 100 after another": lambda: [b"HTTP/1.1 100 Continue\r\n\r\n"] * 100,
}


@pytest.mark.parametrize("where", DRIPPED)
def test_a_host_that_drips_is_left_at_the_deadline(host, where):
    with pytest.raises(FetchTimeError, match="took too long"):
        fetch(host(DRIPPED[where], drips=True), seconds=SECONDS)


def test_a_host_that_says_nothing_is_left(host):
    def wait():
        time.sleep(5)
        return []

    with pytest.raises(FetchTimeError):
        fetch(host(wait), seconds=SECONDS)


def test_the_deadline_is_of_all_redirections_together(host):
    def lead_on():
        time.sleep(SECONDS / 3)  # each answer well within the time of one fetch
        yield b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\n\r\n"

    with pytest.raises(FetchTimeError):
        fetch(host(lead_on), seconds=SECONDS)


ENDLESS = {
    "100 Continue": itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "heads": itertools.chain([HEAD], itertools.repeat(b"X: y\r\n" * 1000)),
    "one head": itertools.chain([HEAD + b"X: "], itertools.repeat(b"x" * 10_000)),
    "extension of a chunk": itertools.chain([CHUNKED + b"5;"], itertools.repeat(b"x" * 10_000)),
    "trailers": itertools.chain([CHUNKED + b"0\r\n"], itertools.repeat(b"X: y\r\n" * 1000)),
    "body": itertools.chain([HEAD + b"\r\n"], itertools.repeat(b"x" * 10_000)),
    "chunks": itertools.chain([CHUNKED], itertools.repeat(b"1\r\nx\r\n" * 1000)),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_never_ends_is_left_long_before_the_deadline(host, what):
    """Ended by its size, not by time: what arrives is counted before it is read."""
    with pytest.raises(FetchError) as error:
        fetch(host(lambda: ENDLESS[what]), most=100_000, seconds=30)
    assert not isinstance(error.value, FetchTimeError)


def compressed(content, encoding="gzip"):
    heads = f"Content-Encoding: {encoding}\r\nContent-Length: {len(content)}\r\n\r\n"
    return lambda: [HEAD + heads.encode() + content]


def test_a_compressed_bomb_stays_packed(host):
    bomb = gzip.compress(b"0" * 50 * 1024**2)
    assert len(bomb) < 100_000
    with pytest.raises(FetchSizeError):
        fetch(host(compressed(bomb)), most=200_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_compressed_unasked_is_read(host, encoding):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}[encoding]
    assert fetch(host(compressed(pack(b"text " * 50), encoding))).content == b"text " * 50


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 10\r\n\r\nfour",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone",
        b"HTTP/1.1 302 Found\r\nLocation: http://[oops/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe:99999/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    ],
)
def test_an_answer_that_is_none_ends_in_a_sentence(host, answer):
    with pytest.raises(FetchError) as error:
        fetch(host(lambda: [answer]), seconds=5)
    assert error.value.cure and not isinstance(error.value, FetchTimeError)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "[::1]", "169.254.169.254", "[fec0::1]", "[::ffff:10.0.0.1]"]
)
def test_a_redirection_is_checked_like_the_address(host, inside):
    lead = f"HTTP/1.1 302 Found\r\nLocation: http://{inside}/\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(FetchError, match="private"):
        fetch(host(lambda: [lead.encode()]))


@pytest.fixture
def names(monkeypatch):
    """A resolver of names: name -> one list of addresses for each time that it is asked."""
    known, asked, resolve = {}, [], socket.getaddrinfo

    def answer(name, port, *more, **named):
        if name not in known:
            return resolve(name, port, *more, **named)
        asked.append(name)
        return [(2, 1, 6, "", (ip, port)) for ip in known[name].pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    known["asked"] = asked
    return known


def test_a_name_is_looked_up_once_and_connected_to_as_checked(host, names, settings):
    port = host(lambda: [HEAD + b"Content-Length: 2\r\n\r\nok"]).rsplit(":", 1)[1].strip("/")
    names["centre.example"] = [["127.0.0.1"], ["192.0.2.1"]]  # another address the second time
    settings.FETCH_ALSO = [f"centre.example:{port}"]
    assert fetch(f"http://centre.example:{port}/").content == b"ok"
    assert names["asked"] == ["centre.example"]


def test_a_name_with_one_private_address_among_public_ones_is_refused(names):
    names["both.example"] = [["8.8.8.8", "10.0.0.1"]]
    with pytest.raises(FetchError, match="private"):
        fetch("http://both.example/")


def test_a_resolver_that_hangs_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    with pytest.raises(FetchTimeError):
        fetch("http://slow.example/", seconds=SECONDS)


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b:1::8.8.8.8",  # NAT64 of the own network
        "64:ff9b::10.0.0.1",  # NAT64 of a private address
        "::8.8.8.8",  # IPv4-compatible
        "::ffff:8.8.8.8",  # IPv4-mapped
        "::ffff:0:8.8.8.8",  # IPv4-translated
        "2002:808:808::1",  # 6to4
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
        "2606:4700::5efe:10.0.0.1",  # ISATAP of a private address
        "2606:4700::200:5efe:10.0.0.1",
        "fec0::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "100::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "192.88.99.1",
        "192.0.0.8",
        "198.18.0.1",
        "255.255.255.255",
        "240.0.0.1",
    ],
)
def test_addresses_that_lead_elsewhere_than_to_a_public_host(address):
    assert not is_public(address)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_is_public_that_python_does_not_call_global(ip):
    """Ours are fewer than Python's, of whichever release; never more."""
    assert not is_public(str(ip)) or (ip.is_global and not ip.is_multicast)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_as_public_as_alone(ip):
    inside = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(ip))
    assert is_public(str(inside)) == is_public(str(ip))
