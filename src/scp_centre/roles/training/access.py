"""Who a phone is in a room, and how often somebody may guess a code."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from scp_centre.centre.limits.tallies import count, counted, network_of
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.attendance import check_in_by_acting
from scp_centre.roles.training.actions.people import digest_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.room_limits import (
    CODE_SECONDS,
    OPERATIONS_A_MINUTE,
    SCREEN_HOURS,
    WRONG_CODES,
)

COOKIE_DAYS = 120
# Counted apart: who mistypes one kind of code can still type the other.
JOIN_CODE, SCREEN_CODE = "wrong code of a room", "wrong code of a projector"
CURES = {
    JOIN_CODE: _("The code is on the projector. You can scan it instead of typing it."),
    SCREEN_CODE: _("The trainer can read out the code from the console."),
}
View = Callable[..., HttpResponseBase]


def cookie_of(workshop: Workshop) -> str:
    """Return the name of the cookie that holds the key of a phone."""
    return f"room-{workshop.pk}"


def remember(response: HttpResponse, request: HttpRequest, workshop: Workshop, key: str) -> None:
    """Let a phone keep its key; no script can read it."""
    response.set_cookie(
        cookie_of(workshop),
        key,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def participant_of(request: HttpRequest, workshop: Workshop) -> Participant | None:
    """Return whose phone this is, by its key."""
    key = request.COOKIES.get(cookie_of(workshop), "")
    if not key:
        return None
    return (
        Participant.objects.select_related("group", "workshop__module", "workshop__asked")
        .filter(workshop=workshop, digest=digest_of(key))
        .first()
    )


def in_the_room(view: View) -> View:
    """Let only participants of the workshop in, as `who`; lead others to the page for joining."""

    @wraps(view)
    def led(request: HttpRequest, pk: int, **values: Any) -> HttpResponseBase:
        workshop = get_object_or_404(Workshop, pk=pk)
        who = participant_of(request, workshop)
        if who is None:
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"error": "join"}, status=401)
            return redirect("join")
        if request.method == "POST" and who.checked_in is None:
            with transaction.atomic():  # the act and what it says of who is there are one
                check_in_by_acting(who)
                return view(request, who, **values)
        return view(request, who, **values)

    guarded: View = login_not_required(led)
    return guarded


def screen_cookie_of(workshop: Workshop) -> str:
    """Return the name of the cookie that holds the key of a projector without an account."""
    return f"screen-{workshop.pk}"


def remember_screen(
    response: HttpResponse, request: HttpRequest, workshop: Workshop, key: str
) -> None:
    """Let a projector keep its key, until its browser is closed or its time is over."""
    response.set_cookie(
        screen_cookie_of(workshop),
        key,
        max_age=SCREEN_HOURS * 3_600,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def is_screen_of(request: HttpRequest, workshop: Workshop) -> bool:
    """Return whether this is a projector that was let in by a code, and is not over."""
    key = screen_key(request, workshop)
    known = workshop.screens.filter(digest=digest_of(key), until__gt=timezone.now())
    return bool(key) and not workshop.ended and known.exists()


def screen_key(request: HttpRequest, workshop: Workshop) -> str:
    """Return the key of a projector that was let in before; "" for any other device."""
    return request.COOKIES.get(screen_cookie_of(workshop), "")


def require_few_guesses(request: HttpRequest, kind: str) -> None:
    """Raise TrainingError for an address that has typed too many wrong codes of a kind of late."""
    if counted(kind, network_of(request), CODE_SECONDS) >= WRONG_CODES:
        raise TrainingError(
            _("Too many wrong codes. Wait {minutes} min.", minutes=CODE_SECONDS // 60),
            where="code",
            cure=CURES[kind],
        )


def count_wrong_code(request: HttpRequest, kind: str) -> None:
    """Note that an address typed a code of a kind that does not exist."""
    count(kind, network_of(request), CODE_SECONDS)


def _count(key: str, seconds: int, by: int = 1) -> int:
    """Return how much was counted under a key within the seconds since the first."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key, by)
    except ValueError:  # it ran out between the two
        cache.add(key, by, seconds)
        return by


def too_many_operations(who: Participant, operations: int) -> bool:
    """Return whether a phone asks for more in a minute than a person writes."""
    return _count(f"operations:{who.pk}", 60, operations) > OPERATIONS_A_MINUTE
