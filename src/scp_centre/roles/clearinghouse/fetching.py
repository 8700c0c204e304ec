"""Fetch from other hosts, never from this network: addresses are checked where they lead.

The address of a host is looked up once, refused when it is not public, and connected to as looked
up, so that a name cannot lead elsewhere between the look and the connection. Each redirection is
checked the same way. Size and time have an end.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from scp_centre.centre.errors import ClearinghouseError

MOST_BYTES = 10 * 1024**2
MOST_SECONDS = 30.0
MOST_REDIRECTS = 5
PIECE = 64 * 1024
PORTS = (80, 443, 8000, 8080, 8443)
AGENT = "scp-centre (clearinghouse of a cleaner production centre)"
SAFE = "/%:@!$&'()*+,;=~?-._[]"  # what stays as it is in a path or question
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: address after all redirections, status, heads in lower case, content."""

    address: str
    status: int
    heads: Mapping[str, str]
    content: bytes

    @property
    def kind(self) -> str:
        return self.heads.get("content-type", "").split(";")[0].strip().lower()


class FetchError(ClearinghouseError):
    """An address that cannot be fetched, or may not be."""

    code = "fetch"


def fetch(
    address: str,
    *,
    method: str = "GET",
    most: int = MOST_BYTES,
    seconds: float = MOST_SECONDS,
    accept: str = "*/*",
) -> Fetched:
    """Return what an address of the public web gives.

    Raises FetchError for an address that leads into a private network, for what is larger than
    `most` bytes or slower than `seconds`, and for a host that does not answer.
    """
    until = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        found = _once(address, method, most, until, accept)
        onward = found.heads.get("location", "")
        if found.status not in REDIRECTS or not onward:
            return found
        address = urljoin(address, onward)
    raise FetchError(
        f"{address} leads on more than {MOST_REDIRECTS} times.",
        where=address,
        cure="Give the address that it ends at.",
    )


def _once(address: str, method: str, most: int, until: float, accept: str) -> Fetched:
    parts = urlsplit(address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(
            f"{address[:200]} is no address of the web.",
            where=address[:200],
            cure="Begin it with https://.",
        )
    ip = _public(parts.hostname, port, address)
    connection = _connection(parts.scheme, parts.hostname, ip, port, _left(until, address))
    target = quote(parts.path or "/", safe=SAFE) + (
        "?" + quote(parts.query, safe=SAFE) if parts.query else ""
    )
    heads = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
    try:
        connection.request(method, target, headers=heads)
        answer = connection.getresponse()
        content = _read(answer, connection, most, until, address) if method != "HEAD" else b""
        names = {k.lower(): v for k, v in answer.getheaders()}
        return Fetched(address, answer.status, names, content)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise FetchError(
            f"{address} did not answer: {error or type(error).__name__}.",
            where=address,
            cure="Try again later, or correct the address.",
        ) from None
    finally:
        connection.close()


def _public(host: str, port: int, address: str) -> str:
    """Return the address of a host on the public net; raise FetchError for any other."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(
            f"The host {host} is not known.", where=address, cure="Correct the address."
        ) from None
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    allowed = f"{host}:{port}" in settings.FETCH_ALSO
    if not allowed and (port not in PORTS or not all(_is_public(ip) for ip in addresses)):
        raise FetchError(
            f"{address} leads into a private network; nothing is fetched from there.",
            where=address,
            cure="Give an address of the public web.",
        )
    return addresses[0]


def _is_public(text: str) -> bool:
    """Return whether an address is of the public net, also one written inside an IPv6 address."""
    ip = ipaddress.ip_address(text)
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return inside.is_global and not inside.is_multicast
    return ip.is_global and not ip.is_multicast


def _connection(
    scheme: str, host: str, ip: str, port: int, seconds: float
) -> http.client.HTTPConnection:
    """Return a connection to the address that was checked, under the name of the host."""
    made: http.client.HTTPConnection
    if scheme == "https":
        made = http.client.HTTPSConnection(
            host, port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(host, port, timeout=seconds)

    def to_checked(_: tuple[str, int], timeout: float, source: object = None) -> socket.socket:
        return socket.create_connection((ip, port), timeout)

    made._create_connection = to_checked  # type: ignore[attr-defined]
    return made


def _read(
    answer: http.client.HTTPResponse,
    connection: http.client.HTTPConnection,
    most: int,
    until: float,
    address: str,
) -> bytes:
    said = answer.getheader("Content-Length") or ""
    pieces: list[bytes] = []
    size = int(said) if said.isdigit() else 0
    if size <= most:
        size = 0
        while piece := answer.read1(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                break
            left = _left(until, address)
            if connection.sock is not None:
                connection.sock.settimeout(left)
    if size > most:
        raise FetchError(
            f"{address} is larger than {most // 1024**2} MB.",
            where=address,
            cure="Download it yourself and give the part that matters.",
        )
    return b"".join(pieces)


def _left(until: float, address: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise FetchError(f"{address} took too long.", where=address, cure="Try again later.")
    return left
