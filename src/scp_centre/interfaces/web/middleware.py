"""Errors become pages or JSON here, once; every answer carries its content security policy."""

from collections.abc import Callable
from typing import Any, cast

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from scp_centre.centre.audit.security import record_failure, record_security
from scp_centre.centre.clean_text import clean_text
from scp_centre.centre.errors import CentreError
from scp_centre.centre.limits.tallies import HOUR, count
from scp_centre.centre.pictures.embedded_typeface import with_typeface
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.signed_in_request import is_signed_in
from scp_centre.centre.roles.discovery import roles
from scp_centre.centre.rows import gone, is_gone
from scp_centre.centre.translation import LANGUAGES
from scp_centre.interfaces.api.problems import problem_of
from scp_centre.methods.errors import MethodError

Next = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "connect-src 'self'; manifest-src 'self'"
)
POLICY_HEADER = "Content-Security-Policy"
SEEN_SECONDS = 60
ASKED = "_asked_language"  # of a request, where its address asks for another than its browser
YEAR = 31_536_000  # seconds
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"


class WordsForErrors:
    """Turn the errors of methods and centre into an answer in the user's words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        looked = isinstance(error, ObjectDoesNotExist) and request.method == "POST"
        if looked or is_gone(error):  # between the moment when the page looked and the act
            error = gone()
        if not isinstance(error, CentreError | MethodError):
            return None
        status = error.status if isinstance(error, CentreError) else 422
        if status == 403 and request.user.is_authenticated:
            record_failure("refuse_act", request.user, request, acting_user=request.user)
        if request.path.startswith("/api/"):
            return problem_of(error)
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


class RefusedForms:
    """Answer a page that shows a refused form as what it is: the page notes it (see `refusal`)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_refused = getattr(request, "has_refused_form", False)
        if is_refused and request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response


def keep_language(response: HttpResponse, language: str) -> None:
    """Let the browser remember the language that its reader chose, or came in by."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax"
    )


class PersonsLanguage:
    """Show pages in the language that the person chose; without one, as the browser asks.

    A page that strangers see is shown in the language that its address asks for: /?language=fr.
    Where a stranger's browser asks for another one, the language is kept for the next pages.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        if chosen in LANGUAGES:
            self._speak(request, chosen)
        response = self.get_response(request)
        asked = getattr(request, ASKED, "")
        is_page = response.get("Content-Type", "").startswith("text/html")
        if asked and is_page and not is_signed_in(request):
            keep_language(response, asked)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        """Speak the language of the address, before the page looks whether it was kept."""
        asked = read_word(request.GET, "language")
        is_open = not getattr(view, "login_required", True)
        if not is_open or asked not in LANGUAGES or request.path.startswith("/api/"):
            return
        if translation.get_language() != asked:
            setattr(request, ASKED, asked)
        self._speak(request, asked)

    def _speak(self, request: HttpRequest, language: str) -> None:
        translation.activate(language)
        request.LANGUAGE_CODE = language


class SessionsSeen(UserSessionsMiddleware):
    """Note when a session was last used, at most once a minute: reading a page writes nothing."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and cache.add(f"session-seen:{key}", 1, SEEN_SECONDS):
            return cast(HttpResponse, super().__call__(request))
        return cast(HttpResponse, self.get_response(request))


class DownloadsLogged:
    """Note in the security log which file somebody who is signed in took out of the centre.

    One row for a person, a file and an hour. Files that everybody may have are not noted.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self._is_export(request, response):
            whose = f"{request.user.pk} {request.path}"
            if count("download", whose, HOUR) == 1 and is_signed_in(request):
                file = request.path.strip("/")[:150]
                person = request.user
                record_security("download", person, request, acting_user=person, file=file)
        return response

    def _is_export(self, request: HttpRequest, response: HttpResponse) -> bool:
        if not response.get("Content-Disposition", "").startswith("attachment"):
            return False
        match = request.resolver_match
        if match is None or not getattr(match.func, "login_required", True):
            return False
        # A file for a token is of the API, which is logged by its token.
        if not request.user.is_authenticated:
            return False
        return not any(match.url_name in role.empty_files for role in roles())


class ContentSecurityPolicy:
    """Limit what a page and a picture load; a picture of ours carries its letters with it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        picture = response.get("Content-Type", "").startswith("image/svg")
        if picture and not response.streaming and not response.has_header(POLICY_HEADER):
            response.content = with_typeface(response.content.decode()).encode()
        response.setdefault(POLICY_HEADER, PICTURE_POLICY if picture else POLICY)
        return response
