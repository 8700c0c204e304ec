"""Whole pages kept in memory for readers who are not signed in: made once, shown to many.

A page is kept for one address, language and version of what it shows; a new version (an item was
published, changed or retired) is asked for at each request, so nothing that was taken back is
shown. What differs from reader to reader, the token of its forms, is put in anew each time.

An address is made by strangers: a page is known by what the view reads from it, never by its text,
and what is kept of it counts like the page itself.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from scp_centre.centre.limits.turns import Turns

P = ParamSpec("P")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+(")')
MOST_BYTES = 32 * 1024**2
LARGEST_KEY = 2_000  # signs of a key; what has a longer one is made each time
OVERHEAD = 1_000  # bytes that each kept page costs beside its content and key
SWEEP_SECONDS = 10.0  # how often the pages whose time is over are dropped
NOT_KEPT = "_is_not_kept"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was made: until when it is shown, its content and its headers."""

    until: float
    content: bytes
    headers: tuple[tuple[str, str], ...]

    def size(self, key: str) -> int:
        """Return about how many bytes it takes to keep it under a key."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.content) + headers + 4 * len(key) + OVERHEAD


class KeptPages:
    """Pages by their key, those that were asked for last; no more than MOST_BYTES together."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._bytes = 0
        self._swept = 0.0
        # Many who ask for a page at once wait for one of them to make it.
        self.turns = Turns()

    @property
    def bytes(self) -> int:
        """How many bytes all kept pages take, with their keys."""
        return self._bytes

    def find(self, key: str) -> KeptPage | None:
        with self._guard:
            page = self._pages.get(key)
            if page is None or page.until < time.monotonic():
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: str, page: KeptPage) -> None:
        with self._guard:
            self._sweep()
            self._forget(key)
            self._pages[key] = page
            self._bytes += page.size(key)
            while self._bytes > MOST_BYTES:
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        with self._guard:
            self._pages.clear()
            self._bytes = 0

    def _sweep(self) -> None:
        now = time.monotonic()
        if now < self._swept + SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, page in self._pages.items() if page.until < now]:
            self._forget(key)

    def _forget(self, key: str) -> None:
        gone = self._pages.pop(key, None)
        self._bytes -= gone.size(key) if gone else 0


KEPT_PAGES = KeptPages()


def keep_for_strangers(
    version: Callable[[], Hashable],
    *,
    names: frozenset[str],
    values: Callable[[HttpRequest], Hashable] = lambda request: (),
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Keep what a view answers to readers who are not signed in.

    version : of all that the page shows, asked for each time
    names : of the values in an address by which pages differ; with any other nothing is kept
    values : returns those values as the view reads them: what it does not know is not among them
    """

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def answer(*args: P.args, **named: P.kwargs) -> HttpResponse:
            request = args[0]
            assert isinstance(request, HttpRequest)  # noqa: S101 -- a view's first argument
            if not _may_be_kept(request, names):
                return view(*args, **named)
            key = _key_of(request, values(request), version())
            if len(key) > LARGEST_KEY:
                return view(*args, **named)
            with KEPT_PAGES.turns.take(key):
                page = KEPT_PAGES.find(key)
                if page is None:
                    made = view(*args, **named)
                    _keep(key, made)
                    return made
            return _shown(page, request)

        return answer

    return decorate


def do_not_keep(response: HttpResponse) -> None:
    """Say that an answer shows what may change without a new version, such as figures."""
    setattr(response, NOT_KEPT, True)


def _may_be_kept(request: HttpRequest, names: frozenset[str]) -> bool:
    return (
        settings.KEEP_PAGES_SECONDS > 0
        and request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and names.issuperset(request.GET)
        and "messages" not in request.COOKIES
    )


def _key_of(request: HttpRequest, values: Hashable, version: Hashable) -> str:
    place = (request.scheme, request.get_host(), request.path)
    return repr((*place, values, get_language(), version))


def _keep(key: str, response: HttpResponse) -> None:
    if response.status_code != 200 or response.streaming or hasattr(response, NOT_KEPT):
        return
    until = time.monotonic() + settings.KEEP_PAGES_SECONDS
    headers = tuple((name, value) for name, value in response.items())
    KEPT_PAGES.keep(key, KeptPage(until, response.content, headers))


def _shown(page: KeptPage, request: HttpRequest) -> HttpResponse:
    """Return a kept page with the reader's own token in its forms."""
    content = page.content
    if TOKEN.search(content):
        content = TOKEN.sub(rb"\g<1>" + get_token(request).encode() + rb"\g<2>", content)
    response = HttpResponse(content)
    for name, value in page.headers:
        response[name] = value
    return response
