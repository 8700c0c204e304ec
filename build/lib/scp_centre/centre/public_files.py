"""Files for everybody: feeds, catalogues, pictures and tables that were released."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

P = ParamSpec("P")
# Kept by anybody, asked for again each time: what is withdrawn is gone at once.
ASKED_AGAIN = "public, no-cache"


def public_file(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Say that any cache may keep what a view answers, for each of the answer's languages.

    For what is the same whoever asks, in the language that they ask for. An answer that says
    itself how it may be kept stays as it is.
    """

    @wraps(view)
    def answer(*args: P.args, **named: P.kwargs) -> HttpResponse:
        response = view(*args, **named)
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101 -- a view's first argument
        if response.status_code == 200 and not request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", ASKED_AGAIN)
        return response

    return answer


def set_last_modified(response: HttpResponse, moment: datetime | None) -> None:
    """Say when an answer last changed, where that is known."""
    if moment is not None:
        response["Last-Modified"] = http_date(moment.timestamp())
