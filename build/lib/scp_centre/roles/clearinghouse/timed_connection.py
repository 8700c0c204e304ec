"""A connection of HTTP that has one deadline and one size for all that is read from it.

A timeout of a socket counts from one read to the next, so a host that sends a byte a second keeps
it for ever: in the status line, the heads, the sizes of chunks, the trailers or an endless row of
"100 Continue". Here each read waits only for what is left until the deadline, and what arrives is
counted before `http.client` looks at it.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

HEADS = 256 * 1024  # bytes of heads, chunk sizes and trailers, beside the content
PIECE = 16 * 1024


class DeadlineError(OSError):
    """The time for the whole of a fetch is over."""


class TooMuchError(OSError):
    """More bytes came than a fetch may read."""


class Deadline:
    """A moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise DeadlineError when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise DeadlineError
        return left


class _Incoming(io.RawIOBase):
    """What a socket receives, until the deadline and up to a size."""

    def __init__(self, line: socket.socket, deadline: Deadline, most: int) -> None:
        self._line = line
        self._deadline = deadline
        self._most = most
        self._received = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._line.settimeout(self._deadline.left())
        try:
            count = self._line.recv_into(buffer)
        except TimeoutError:
            raise DeadlineError from None
        self._received += count
        if self._received > self._most:
            raise TooMuchError
        return count


class _Line:
    """The part of a socket that `http.client` uses."""

    def __init__(self, line: socket.socket, deadline: Deadline, most: int) -> None:
        self._line = line
        self._deadline = deadline
        self._incoming = _Incoming(line, deadline, most)

    def sendall(self, data: bytes) -> None:
        self._line.settimeout(self._deadline.left())
        try:
            self._line.sendall(data)
        except TimeoutError:
            raise DeadlineError from None

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._incoming, PIECE)

    def close(self) -> None:
        """Leave the socket open: `http.client` closes before the answer is read to its end."""


@contextmanager
def open_connection(
    scheme: str, host: str, addresses: list[str], port: int, deadline: Deadline, most: int
) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to the first of a host's addresses that answers; close it at the end.

    addresses : numbers, checked already; the name of the host is not looked up again
    most : bytes of content that may be read
    """
    line = _connect(addresses, port, deadline)
    try:
        if scheme == "https":
            line = _encrypt(line, host, deadline)
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = 443 if scheme == "https" else 80  # for the right Host
        connection.sock = _Line(line, deadline, most + HEADS)  # type: ignore[assignment]
        yield connection
    finally:
        line.close()


def _encrypt(line: socket.socket, host: str, deadline: Deadline) -> ssl.SSLSocket:
    line.settimeout(deadline.left())  # Python counts it for the handshake as a whole
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except TimeoutError:
        raise DeadlineError from None


def _connect(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; each has a fair part of the time left."""
    last = OSError()
    for place, address in enumerate(addresses):
        part = deadline.left() / (len(addresses) - place)
        try:
            return socket.create_connection((address, port), timeout=part)
        except OSError as error:
            last = error
    deadline.left()
    raise last


def look_up(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the addresses of a host, looked up in a thread: a resolver knows no deadline."""
    found: list[list[Any]] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    _wait_for(ask, deadline)
    if failed:
        raise failed[0]
    return list(dict.fromkeys(str(entry[4][0]) for entry in found[0]))


def _wait_for(work: Callable[[], None], deadline: Deadline) -> None:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise DeadlineError
