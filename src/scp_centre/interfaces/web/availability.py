"""Answers while the database is away: every page says so with 503, and claims nothing else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from scp_centre.centre.installation.database import AWAY, database_answers
from scp_centre.centre.journal import log
from scp_centre.centre.translation import RIGHT_TO_LEFT, current_speaker
from scp_centre.interfaces.api.problems import problem

RETRY_SECONDS = "60"
BUSY = "database is locked"  # another process has written for longer than one waits


class HealthFirst:
    """Answer /health whatever name was asked for, encrypted or not: machines ask, not people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/health":
            return self.get_response(request)
        answer = health(request)
        answer["Cache-Control"] = "no-store"
        return answer


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the server and its database answer; nothing else."""
    if database_answers():
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("database away", status=503, content_type="text/plain")


def database_is_away(error: BaseException) -> bool:
    """Return whether an error is that of a database that is absent or busy, and no fault of ours.

    SQLite raises the same for a wrong statement; then the database answers a simple one.
    """
    if not isinstance(error, AWAY):
        return False
    return BUSY in str(error) or not database_answers()


def say_away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Answer without asking the database for anything: no session, no person, no menu."""
    log(f"The database does not answer: {str(error).strip() or type(error).__name__}")
    if request.path.startswith("/api/"):
        answer = problem(503, "The database does not answer.")
    else:
        language = current_speaker().language
        context = {
            "LANGUAGE_CODE": language,
            "LANGUAGE_BIDI": language in RIGHT_TO_LEFT,
            "was_sent": request.method not in ("GET", "HEAD"),
        }
        with translation.override(language):
            answer = HttpResponse(render_to_string("away.html", context), status=503)
    answer["Retry-After"] = RETRY_SECONDS
    answer["Cache-Control"] = "no-store"
    return answer
