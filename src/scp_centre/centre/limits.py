"""How often something may come from one network within an hour, without an account."""

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more of a kind from the network of a request; return whether it is too many."""
    key = f"{what}-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR)
    return bool(cache.incr(key) > most)
