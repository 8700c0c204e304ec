"""Fetch from other hosts, never from this network: addresses are checked where they lead.

The address of a host is looked up once, refused when it is not public, and connected to as looked
up, so that a name cannot lead elsewhere between the look and the connection. Each redirection is
checked the same way. Size and time have an end, for the whole of a fetch with all redirections.
"""

import http.client
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.public_addresses import is_public
from scp_centre.roles.clearinghouse.timed_connection import (
    Deadline,
    DeadlineError,
    TooMuchError,
    look_up,
    open_connection,
)

MOST_BYTES = 10 * 1024**2
MOST_SECONDS = 30.0
MOST_REDIRECTS = 5
PIECE = 64 * 1024
PORTS = (80, 443, 8000, 8080, 8443)
AGENT = "scp-centre (clearinghouse of a cleaner production centre)"
SAFE = "/%:@!$&'()*+,;=~?-._[]"  # what stays as it is in a path or question
REDIRECTS = (301, 302, 303, 307, 308)
# Asked for plain, some servers compress all the same; the window finds out gzip or zlib.
COMPRESSED = {"gzip": zlib.MAX_WBITS | 32, "x-gzip": zlib.MAX_WBITS | 32, "deflate": zlib.MAX_WBITS}


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


class FetchTimeError(FetchError):
    """A fetch that was not done by its deadline."""


class FetchSizeError(FetchError):
    """A fetch that brought more than it may."""


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
    deadline = Deadline(seconds)
    for _unused in range(MOST_REDIRECTS + 1):
        answer = _fetch_once(address, method, most, deadline, accept)
        onward = answer.heads.get("location", "")
        if answer.status not in REDIRECTS or not onward:
            return answer
        address = _joined(address, onward)
    raise FetchError(
        _(
            "{address} redirects more than {_REDIRECTS} times.",
            address=address,
            _REDIRECTS=MOST_REDIRECTS,
        ),
        where=address,
        cure=_("Enter the final address."),
    )


def _joined(address: str, onward: str) -> str:
    try:
        return urljoin(address, onward)
    except ValueError:  # brackets that hold no IPv6 address
        raise _no_address(onward) from None


def _no_address(address: str) -> FetchError:
    return FetchError(
        _("{address} is not a web address.", address=address[:200]),
        where=address[:200],
        cure=_("Start the address with https://."),
    )


def _fetch_once(address: str, method: str, most: int, deadline: Deadline, accept: str) -> Fetched:
    """Ask one address, whose redirection is not followed."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _no_address(address) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(address)
    target = quote(parts.path or "/", safe=SAFE)
    if parts.query:
        target += "?" + quote(parts.query, safe=SAFE)
    heads = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
    try:
        addresses = _public_addresses(parts.hostname, port, address, deadline)
        line = open_connection(parts.scheme, parts.hostname, addresses, port, deadline, most)
        with line as connection:
            connection.request(method, target, headers=heads)
            answer = connection.getresponse()
            content = _read(answer, most) if method != "HEAD" else b""
    except DeadlineError:
        raise FetchTimeError(
            _("{address} took too long to respond.", address=address),
            where=address,
            cure=_("Try again later."),
        ) from None
    except TooMuchError:
        limit = _size(most)
        raise FetchSizeError(
            _("{address} is larger than {limit}.", address=address, limit=limit),
            where=address,
            cure=_("Download the file yourself, then use only the part that you need."),
        ) from None
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchError(
            _(
                "{address} did not respond: {value2}.",
                address=address,
                value2=error or type(error).__name__,
            ),
            where=address,
            cure=_("Try again later, or correct the address."),
        ) from None
    names = {name.lower(): value for name, value in answer.getheaders()}
    return Fetched(address, answer.status, names, content)


def _size(most: int) -> str:
    return f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} kB"


def _public_addresses(host: str, port: int, address: str, deadline: Deadline) -> list[str]:
    """Return the addresses of a host on the public net; raise FetchError for any other."""
    try:
        addresses = look_up(host, port, deadline)
    except DeadlineError:
        raise
    except (OSError, UnicodeError):
        raise FetchError(
            _("The host {host} cannot be found.", host=host),
            where=address,
            cure=_("Correct the address."),
        ) from None
    allowed = f"{host}:{port}" in settings.FETCH_ALSO
    if not allowed and (port not in PORTS or not all(is_public(ip) for ip in addresses)):
        raise FetchError(
            _(
                "{address} leads to a private network. Nothing can be fetched from there.",
                address=address,
            ),
            where=address,
            cure=_("Enter a public web address."),
        )
    return addresses


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Return the content, unpacked where a server has compressed it; at most `most` bytes."""
    if (answer.length or 0) > most:
        raise TooMuchError
    window = COMPRESSED.get((answer.getheader("Content-Encoding") or "").strip().lower())
    unpacked = zlib.decompressobj(window) if window else None
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(PIECE):
        if unpacked is not None:
            piece = _unpack(unpacked, piece, most - size)
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise TooMuchError
    if answer.length:  # read1 ends quietly where a line breaks off
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(pieces)


def _unpack(unpacked: "zlib._Decompress", piece: bytes, left: int) -> bytes:
    """Unpack one piece, never further than the size that is left: a bomb stays packed."""
    try:
        return unpacked.decompress(piece, left + 1)
    except zlib.error:
        raise http.client.HTTPException("its compressed content is broken") from None
