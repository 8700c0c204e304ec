"""The HTTP server: waitress, with limits on what one visitor may hold.

- A request has a deadline: so long for its head, then so long for its body, by the body's size. A
  byte now and then keeps no connection open.
- One address holds so many connections at most; behind a proxy that is the proxy's to count.
- A body that its page would not take is refused before it is read, and none is read when the disk
  is nearly full.
- Streams of rooms, passwords and methods wait in lanes of their own, so that none of them keeps
  the pages waiting. A lane whose queue is full answers 503 at once.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from typing import Any, cast

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error

from scp_centre.interfaces.web.body_limits import LARGEST, largest_body

HEAD_SECONDS = 20.0  # for the head of a request
BODY_SECONDS = 30.0  # for its body, and a second more for each SLOWEST bytes
SLOWEST = 8 * 1024  # bytes a second: a slow line in the country
IDLE_SECONDS = 60  # that a connection may wait between two requests
LOOK_SECONDS = 5  # how often deadlines are looked at
CONNECTIONS = 1_000
CONNECTIONS_OF_ADDRESS = 400  # a training of a hundred phones behind one address
LONGEST_ADDRESS = 8 * 1024  # bytes, as other servers allow
RESERVE = 200 * 1024**2  # bytes of disk that bodies leave to the database
WAITING_PAGES, WAITING_STREAMS, WAITING_PASSWORDS, WAITING_METHODS = 200, 20, 60, 6

STREAM = re.compile(r"/(training/workshops|room)/\d+/stream/")
AS_JSON = "as=json"  # asked of a stream for what is new, answered at once
PASSWORDS = ("/accounts/", "/account/", "/invitations/", "/set-up/")
METHODS = ("/api/v1/compute/", "/api/compute/")


class Refusal(Error):
    """An answer without a page: an error in a sentence, of plain text."""

    def __init__(self, code: int, reason: str, body: str) -> None:
        super().__init__(body)
        self.code, self.reason = code, reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        if self.code == 503:
            headers.append(("Retry-After", "10"))
        return f"{self.code} {self.reason}", headers, f"{self.body}\n".encode()


def too_long_address() -> Refusal:
    return Refusal(414, "URI Too Long", "This address is too long. Search for fewer things.")


def too_large(most: int) -> Refusal:
    said = f"At most {max(most // 1024**2, 1)} MB can be sent to this page. Send a smaller file."
    return Refusal(413, "Content Too Large", said)


def nearly_full() -> Refusal:
    said = "The centre has no room for files at the moment. Try again later, or tell the centre."
    return Refusal(507, "Insufficient Storage", said)


def busy() -> Refusal:
    said = "Very many people ask at this moment. Try again in a few seconds."
    return Refusal(503, "Service Unavailable", said)


def has_room() -> bool:
    """Return whether the disk that bodies are written to has more than the reserve."""
    return shutil.disk_usage(tempfile.gettempdir()).free > RESERVE


class Request(HTTPRequestParser):
    """A request that is refused by its head, before its body is read."""

    most_bytes = 0
    error: Error | None

    def received(self, data: bytes) -> int:
        had_head = self.headers_finished
        consumed = cast(int, super().received(data))
        if self.error is None and self.headers_finished and not self.empty:
            refusal = self._refuse_body() if had_head else self._refuse_head()
            if refusal is not None:
                self.error = refusal
                self.completed, self.expect_continue = True, False
        return consumed

    def _refuse_head(self) -> Refusal | None:
        if len(self.request_uri) > LONGEST_ADDRESS:
            return too_long_address()
        if self.body_rcv is None:
            return None
        self.most_bytes = largest_body(self.path)
        if self.content_length > self.most_bytes:
            return too_large(self.most_bytes)
        on_disk = self.chunked or self.content_length > self.adj.inbuf_overflow
        return nearly_full() if on_disk and not has_room() else None

    def _refuse_body(self) -> Refusal | None:
        """Return what is wrong with a body whose length nobody said before."""
        return too_large(self.most_bytes) if self.body_bytes_received > self.most_bytes else None


class Channel(HTTPChannel):
    """A connection that notes since when its present request comes in."""

    parser_class = Request
    begun = 0.0

    def received(self, data: bytes) -> bool:
        before = self.request
        took = cast(bool, super().received(data))
        if self.request is not None and self.request is not before:
            self.begun = time.time()
        return took

    def is_late(self, now: float) -> bool:
        """Return whether the request that comes in should be complete by now."""
        request = self.request
        if request is None:
            return False
        deadline = self.begun + HEAD_SECONDS
        if request.headers_finished:
            size = max(request.content_length, request.body_bytes_received)
            deadline += BODY_SECONDS + size / SLOWEST
        return now > deadline

    def is_stuck(self, now: float) -> bool:
        """Return whether an answer waits for a visitor who takes nothing of it."""
        return bool(self.total_outbufs_len > 0 and now > self.last_activity + IDLE_SECONDS)


class Server(TcpWSGIServer):
    """A listening socket that closes what is late, and lets one address in so often only."""

    channel_class = Channel

    def accept(self) -> Any:
        accepted = super().accept()
        if accepted is None or self._is_welcome(accepted[1][0]):
            return accepted
        accepted[0].close()
        return None

    def _is_welcome(self, address: str) -> bool:
        if self.adj.trusted_proxy in (address, "*"):
            return True
        held: int = sum(channel.addr[0] == address for channel in self.active_channels.values())
        return held < CONNECTIONS_OF_ADDRESS

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_late(now) or channel.is_stuck(now):
                channel.will_close = True


def lane_of(request: HTTPRequestParser) -> str:
    """Return in which lane a request waits."""
    if request.error:
        return "refusals"
    if STREAM.fullmatch(request.path) and AS_JSON not in request.query:
        return "streams"
    if request.command == "POST" and request.path.startswith(PASSWORDS):
        return "passwords"
    if request.command == "POST" and request.path.startswith(METHODS):
        return "methods"
    return "pages"


class Lane(ThreadedTaskDispatcher):
    """Threads for requests of one kind, and how many may wait for them."""

    def __init__(self, threads: int, most_waiting: int) -> None:
        super().__init__()
        self.most_waiting = most_waiting
        self.set_thread_count(threads)

    @property
    def is_full(self) -> bool:
        return len(self.queue) >= self.most_waiting


class Lanes:
    """What waitress asks for threads: it hands a request to the lane of its kind."""

    def __init__(self, pages: int, streams: int) -> None:
        # Checking a password takes a core for a while: pages keep one, where there are several.
        passwords = max((os.cpu_count() or 1) - 1, 1)
        self._lanes = {
            "pages": Lane(pages, WAITING_PAGES),
            "streams": Lane(max(streams, 1), WAITING_STREAMS),
            "passwords": Lane(passwords, WAITING_PASSWORDS),
            "methods": Lane(2, WAITING_METHODS),
            "refusals": Lane(1, CONNECTIONS),
        }

    def add_task(self, channel: Channel) -> None:
        request = channel.requests[0]
        if self._lanes[lane_of(request)].is_full:
            request.error = busy()
        self._lanes[lane_of(request)].add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        ends = time.time() + timeout
        for lane in self._lanes.values():
            lane.set_thread_count(0)
        rests = [
            lane.shutdown(cancel_pending, max(ends - time.time(), 0))
            for lane in self._lanes.values()
        ]
        return any(rests)


def create_server(
    application: Callable[..., Any], options: dict[str, object], *, pages: int, streams: int
) -> Server | MultiSocketServer:
    """Return a server that listens, to be run; raise OSError where the port is taken.

    options : waitress's own adjustments    pages, streams : threads for each
    """
    own = {
        "threads": pages,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": LOOK_SECONDS,
        "max_request_body_size": LARGEST + 1,
        "asyncore_use_poll": True,
        "ident": "scp-centre",
        "clear_untrusted_proxy_headers": True,
    }
    adjustments = Adjustments(**(own | options))
    lanes = Lanes(pages, streams)
    sockets: dict[int, Any] = {}
    servers = [
        Server(application, sockets, dispatcher=lanes, adj=adjustments, sockinfo=place)
        for place in adjustments.listen
    ]
    if len(servers) == 1:
        return servers[0]
    places = [(server.effective_host, server.effective_port) for server in servers]
    return MultiSocketServer(sockets, adjustments, places, lanes, servers[-1].log_info)
