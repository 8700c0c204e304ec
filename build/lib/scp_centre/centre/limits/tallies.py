"""Count what happens, by whom or to whom, within an hour or a day."""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from scp_centre.centre.limits.models import Tally

MINUTE, HOUR, DAY = 60, 3_600, 86_400
SALT = "scp_centre.limits"
SUBNET_6 = 64  # a subscriber of IPv6 has at least this network, and all addresses of it


def network_of(request: HttpRequest | None) -> str:
    """Return the network that a request comes from: an IPv4 address, or the /64 of an IPv6 one."""
    text = str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a socket of this machine
        return text[:45]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, SUBNET_6), strict=False))
    return str(address)


def count(what: str, who: str, seconds: int) -> int:
    """Count one more, and return how many there are in the stretch that began with the first."""
    key, now = _key(what, who, seconds), datetime.now(UTC)
    mine = Tally.objects.filter(key=key)
    with transaction.atomic():
        if not mine.filter(ends__gt=now).update(number=F("number") + 1):
            _begin(key, now, now + timedelta(seconds=seconds))
            mine.update(number=F("number") + 1)
        return int(mine.values_list("number", flat=True).get())


def counted(what: str, who: str, seconds: int) -> int:
    """Return how many were counted in the stretch that runs."""
    running = Tally.objects.filter(key=_key(what, who, seconds), ends__gt=datetime.now(UTC))
    return running.values_list("number", flat=True).first() or 0


def forget(what: str, who: str, seconds: int) -> None:
    """Begin again at nought."""
    Tally.objects.filter(key=_key(what, who, seconds)).delete()


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more of a kind from the network of a request; return whether it is too many."""
    return count(what, network_of(request), HOUR) > most


def _begin(key: str, now: datetime, ends: datetime) -> None:
    """Begin a stretch at nought; of two processes that come at once only one does."""
    Tally.objects.filter(key=key, ends__lte=now).update(number=0, ends=ends)
    Tally.objects.bulk_create([Tally(key=key, ends=ends)], ignore_conflicts=True)
    # What ended goes whenever something new begins, so the table holds little more than a day.
    Tally.objects.filter(ends__lte=now).delete()


def _key(what: str, who: str, seconds: int) -> str:
    return salted_hmac(SALT, f"{what}\n{who}\n{seconds}", algorithm="sha256").hexdigest()
