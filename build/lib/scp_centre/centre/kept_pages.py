"""Whole pages kept in memory for readers who are not signed in: made once, shown to many.

A page is kept for one address, language and version of what it shows; a new version (an item was
published, changed or retired) is asked for at each request, so nothing that was taken back is
shown. What differs from reader to reader, the token of its forms, is put in anew each time.
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

P = ParamSpec("P")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+(")')
MOST_BYTES = 32 * 1024**2
NOT_KEPT = "_is_not_kept"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was made: until when it is shown, its content and its headers."""

    until: float
    content: bytes
    headers: tuple[tuple[str, str], ...]


class KeptPages:
    """Pages by their key, those that were asked for last; no more than MOST_BYTES together."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, threading.Lock] = {}

    def find(self, key: Hashable) -> KeptPage | None:
        with self._guard:
            page = self._pages.get(key)
            if page is None or page.until < time.monotonic():
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: KeptPage) -> None:
        with self._guard:
            self._forget(key)
            self._pages[key] = page
            self._bytes += len(page.content)
            while self._bytes > MOST_BYTES:
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        with self._guard:
            self._pages.clear()
            self._bytes = 0

    def making(self, key: Hashable) -> threading.Lock:
        """Return the lock of who makes a page: many who ask for it at once wait for one of them."""
        with self._guard:
            if len(self._making) > 1_000:  # those of pages that are long made
                self._making = {k: lock for k, lock in self._making.items() if lock.locked()}
            return self._making.setdefault(key, threading.Lock())

    def _forget(self, key: Hashable) -> None:
        gone = self._pages.pop(key, None)
        self._bytes -= len(gone.content) if gone else 0


KEPT_PAGES = KeptPages()


def keep_for_strangers(
    version: Callable[[], Hashable], *, names: frozenset[str]
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Keep what a view answers to readers who are not signed in.

    version : of all that the page shows, asked for each time
    names : of the values in an address by which pages differ; with any other nothing is kept
    """

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def answer(*args: P.args, **named: P.kwargs) -> HttpResponse:
            request = args[0]
            assert isinstance(request, HttpRequest)  # noqa: S101 -- a view's first argument
            if not _may_be_kept(request, names):
                return view(*args, **named)
            key = _key_of(request, version())
            with KEPT_PAGES.making(key):
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


def _key_of(request: HttpRequest, version: Hashable) -> Hashable:
    values = tuple(sorted((name, tuple(texts)) for name, texts in request.GET.lists()))
    place = (request.scheme, request.get_host(), request.path)
    return (*place, values, get_language(), version)


def _keep(key: Hashable, response: HttpResponse) -> None:
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
