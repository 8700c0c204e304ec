"""What the pages of this role share."""

from django.core.cache import cache
from django.http import HttpRequest

from scp_centre.centre.errors import ClearinghouseError

HOUR = 3600


def slow_down(request: HttpRequest, what: str, most: int) -> None:
    """Refuse what comes too often from one network within an hour."""
    key = f"{what}-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > most:
        raise ClearinghouseError(
            "This came very often from your network within an hour.",
            cure="Try again later, or write to the centre.",
        )
