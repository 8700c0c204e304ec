"""What the pages of a room share."""

import uuid
from typing import Any

import segno
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.installation.addresses import public_address
from scp_centre.centre.query_string import parse_whole_number, read_whole_number, read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.roles.training import queries
from scp_centre.roles.training.live_updates import HUB, Stream, as_told, listen
from scp_centre.roles.training.models import Change, Workshop

LOCAL = ("127.0.0.1", "localhost", "[::1]")
MOST_CHANGES = 500  # in one answer
MOST_NUMBER = 2**31 - 1  # that a page sends


def led_workshop(request: SignedInRequest, pk: int, act: str = "see_workshops") -> Workshop:
    """Return a workshop for somebody who may see or lead it."""
    require(request.user, act)
    return get_object_or_404(Workshop.objects.select_related("module", "trainer", "asked"), pk=pk)


def address_of(request: HttpRequest, path: str) -> str:
    """Return an address that phones in the room can reach."""
    base = settings.ROOM_ADDRESS or f"{request.scheme}://{request.get_host()}"
    return base.rstrip("/") + path


def public_address_of(request: HttpRequest, path: str) -> str:
    """Return an address for what is carried out of the room: the centre's public one, if any."""
    if base := public_address():
        return base + path
    return address_of(request, path)


def join_address(request: HttpRequest, workshop: Workshop) -> str:
    """Return the address that the QR code leads to."""
    return address_of(request, reverse("join_code", args=[workshop.code]))


def reachable(request: HttpRequest) -> bool:
    """Return whether phones can reach the address: not the laptop's address of itself."""
    return bool(settings.ROOM_ADDRESS) or request.get_host().rsplit(":", 1)[0] not in LOCAL


def qr(address: str) -> str:
    """Return a QR code as the address of a picture."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2)


def stage_context(workshop: Workshop) -> dict[str, Any]:
    """Return what every page of a room shows of where the workshop is."""
    place = queries.place_of(workshop)
    return {
        "workshop": workshop,
        "section": place.section,
        "slide": as_html(place.text),
        "clock": queries.clock_of(workshop),
        "kind": str(place.section.kind),
    }


def stream_to(
    request: HttpRequest,
    workshop: Workshop,
    group: int | None,
    trainer: bool,
    *,
    holder: str,
    bare: bool = False,
) -> HttpResponseBase:
    """Answer with a stream of changes, or, asked for JSON, with those since a number.

    A screen says the last number that it has (Last-Event-ID, or ?since=).

    holder : whose screen it is    bare : it is told that something changed, and not what
    """
    number = request.headers.get("Last-Event-ID") or read_word(request.GET, "since")
    since = parse_whole_number(number)
    if since is None:
        since = workshop.last_change
    stream = Stream(workshop.pk, group, trainer, since, holder, bare)
    if read_word(request.GET, "as") == "json":
        newer = Change.objects.filter(workshop=workshop, number__gt=since)[:MOST_CHANGES]
        found = list(newer)
        told = [as_told(c, bare) for c in found if stream.may_know(c)]
        return JsonResponse({"last": found[-1].number if found else since, "changes": told})
    if HUB.is_full(stream):
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    answer = StreamingHttpResponse(listen(stream), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # a proxy in front hands each event on at once
    return answer


def sent_uuid(request: HttpRequest, name: str) -> uuid.UUID:
    """Return an identifier that a page sent, or answer 404."""
    try:
        return uuid.UUID(read_word(request.POST, name))
    except ValueError as error:
        raise Http404 from error


def sent_number(request: HttpRequest, name: str, otherwise: int | None = None) -> int:
    """Return a whole number that a page sent, or answer 404."""
    number = read_whole_number(request.POST, name, least=-MOST_NUMBER, most=MOST_NUMBER)
    if number is not None:
        return number
    if otherwise is None:
        raise Http404
    return otherwise
