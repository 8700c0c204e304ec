"""Errors become pages or JSON here, once; every answer carries its content security policy."""

from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from scp_centre.centre.errors import CentreError, NotPermittedError
from scp_centre.centre.query_string import clean_text
from scp_centre.centre.registry.models import Person
from scp_centre.centre.wording import LANGUAGES
from scp_centre.interfaces.api.problems import problem_of
from scp_centre.methods.errors import MethodError

Next = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "connect-src 'self'; manifest-src 'self'"
)
SEEN_SECONDS = 60
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class WordsForErrors:
    """Turn the errors of methods and centre into an answer in the user's words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, CentreError | MethodError):
            return None
        if request.path.startswith("/api/"):
            return problem_of(error)
        status = 403 if isinstance(error, NotPermittedError) else 422
        return render(request, "error.html", {"error": error, "status": status}, status=status)


class PlainAddresses:
    """Find nothing at an address with control characters: a database refuses to look for them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if clean_text(request.path) != request.path:
            raise Http404
        return self.get_response(request)


class FirstRun:
    """Lead the first visitor of an empty installation from the sign-in to the set-up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == reverse("account_login") and not Person.objects.exists():
            return redirect("set_up")
        return self.get_response(request)


class PersonsLanguage:
    """Show pages in the language that the person chose; without one, as the browser asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        if chosen in LANGUAGES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


class SessionsSeen(UserSessionsMiddleware):
    """Note when a session was last used, at most once a minute: reading a page writes nothing."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and cache.add(f"session-seen:{key}", 1, SEEN_SECONDS):
            return super().__call__(request)
        return self.get_response(request)


class ContentSecurityPolicy:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        picture = response.get("Content-Type", "").startswith("image/svg")
        response.setdefault("Content-Security-Policy", PICTURE_POLICY if picture else POLICY)
        return response
