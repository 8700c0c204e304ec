"""Count what happens, by whom or to whom, within an hour or a day."""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from scp_centre.centre.limits.models import Tally

MINUTE, HOUR, DAY = 60, 3_600, 86_400
SALT = "scp_centre.limits"
# The first count of a stretch makes the row, or begins again in the one of an earlier stretch.
COUNT = """
INSERT INTO limits_tally (key, number, ends) VALUES (%(key)s, 1, %(ends)s)
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN limits_tally.ends > %(now)s THEN limits_tally.number + 1 ELSE 1 END,
    ends = CASE WHEN limits_tally.ends > %(now)s THEN limits_tally.ends ELSE excluded.ends END
RETURNING number
"""
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
    """Count one more, and return how many there are in the stretch that began with the first.

    One statement on one row: of those who count at the same moment none waits for another's key.
    """
    now = datetime.now(UTC)
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "key": _key(what, who, seconds),
        "now": adapt(now),
        "ends": adapt(now + timedelta(seconds=seconds)),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        ((number,),) = cursor.fetchall()
    return int(number)


def take_back(what: str, who: str, seconds: int) -> None:
    """Count one less: what was counted beforehand did not happen."""
    running = Tally.objects.filter(key=_key(what, who, seconds), ends__gt=datetime.now(UTC))
    running.filter(number__gt=0).update(number=F("number") - 1)


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


def forget_ended(now: datetime) -> int:
    """Remove the counts whose stretch is over; return how many. Rows in use wait for next time."""
    with transaction.atomic():
        ended = Tally.objects.filter(ends__lte=now)
        if connection.features.has_select_for_update_skip_locked:
            keys = ended.select_for_update(skip_locked=True).values_list("pk", flat=True)
            ended = Tally.objects.filter(pk__in=list(keys))
        return ended.delete()[0]


def _key(what: str, who: str, seconds: int) -> str:
    return salted_hmac(SALT, f"{what}\n{who}\n{seconds}", algorithm="sha256").hexdigest()
