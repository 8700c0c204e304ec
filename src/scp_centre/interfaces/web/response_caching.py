"""How pages travel: kept by whom, asked for again, compressed, without a body for HEAD.

Pages of who is signed in are kept by nobody. Pages for everybody are kept by the reader's own
browser and asked for again with their ETag: each holds the reader's own CSRF token. Files for
everybody (centre/public_files.py) may be kept by any cache.

Whole pages that this server keeps for strangers: centre/kept_pages.py.
"""

import re
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import parse_http_date_safe

from scp_centre.centre.kept_pages import TOKEN

Next = Callable[[HttpRequest], HttpResponseBase]
KEPT_BY_NOBODY = "private, no-store"
ASKED_AGAIN = "private, no-cache"
# Not documents of offices, whose names hold "xml" too.
TEXT_KINDS = re.compile(
    r"text/(?!event-stream)|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image/svg"
    r"|application/(?:vc|x-(?:bibtex|research-info-systems))\b"
)
REFUSED = re.compile(r"\bgzip\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)


def is_stranger(request: HttpRequest) -> bool:
    """Return whether nobody is signed in."""
    return not request.user.is_authenticated


def without_token(content: bytes) -> bytes:
    """Return a page without its CSRF token, which is masked differently in each answer.

    >>> without_token(b'<input name="csrfmiddlewaretoken" value="aB3">')
    b'<input name="csrfmiddlewaretoken" value="">'
    """
    return TOKEN.sub(rb"\1\2", content)


def fingerprint(request: HttpRequest, response: HttpResponse) -> str:
    """Return the ETag of an answer.

    A page that the reader has already is as good as a new one while its token fits the cookie;
    so the secret of the cookie is part of it. Weak: compression changes the bytes.
    """
    content = without_token(response.content)
    secret = request.META.get("CSRF_COOKIE", "") if content != response.content else ""
    kind = response.get("Content-Type", "")
    digest = salted_hmac("etag", content + f"\n{secret}\n{kind}".encode(), algorithm="sha256")
    return f'W/"{digest.hexdigest()[:32]}"'


class Revalidation:
    """Say who may keep an answer; answer 304 where the reader has it already."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kept = ASKED_AGAIN if is_stranger(request) else KEPT_BY_NOBODY
        response.headers.setdefault("Cache-Control", kept)
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        # Documents hold the second at which they were made: no two are the same bytes.
        is_text = TEXT_KINDS.match(response.get("Content-Type", ""))
        if is_text and not response.streaming and "no-store" not in response["Cache-Control"]:
            page = cast(HttpResponse, response)
            page.headers.setdefault("ETag", fingerprint(request, page))
        changed = response.get("Last-Modified")
        return cast(
            HttpResponseBase,
            get_conditional_response(
                request,
                etag=response.get("ETag"),
                last_modified=parse_http_date_safe(changed) if changed else None,
                response=cast(HttpResponse, response),
            ),
        )


class Compression(GZipMiddleware):
    """Compress texts; never a stream, which would wait for its end, nor what is packed already.

    Django adds up to 100 random bytes to each answer, and masks CSRF tokens anew in each, so that
    the length says nothing of a secret beside what somebody typed (BREACH, "Heal the Breach").
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not TEXT_KINDS.match(response.get("Content-Type", "")):
            return response
        if REFUSED.search(request.headers.get("Accept-Encoding", "")):  # Django reads no weights
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, cast(HttpResponse, response))


class HeadersOnly:
    """Answer HEAD as GET, without the body; a stream is not begun."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()  # its source is closed with the answer
            return response
        page = cast(HttpResponse, response)
        length = page.get("Content-Length", str(len(page.content)))
        page.content = b""
        if page.has_header("Content-Encoding"):
            del page["Content-Length"]  # padded with random bytes: GET has another one
        else:
            page["Content-Length"] = length
        return page
