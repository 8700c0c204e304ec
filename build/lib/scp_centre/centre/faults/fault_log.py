"""Note a fault: always on standard error, and in the database where that can be reached.

Noting a fault never raises: the answer to whoever met it must not break a second time.
"""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from scp_centre import __version__
from scp_centre.centre.faults.models import Fault
from scp_centre.centre.faults.tracebacks import causes_of, kinds_of, trace

LOG = logging.getLogger("scp_centre.faults")
MOST_FAULTS = 200  # kinds; the one that was silent longest goes first
MOST_NUMBERS = 20  # of one kind
KEEP_DAYS = 90
AWAY = (OperationalError, InterfaceError)


def record_fault(error: BaseException, *, place: str, method: str = "") -> str:
    """Note an error that nobody foresaw; return its number for the page that is shown."""
    number = new_number()
    steps, kind = trace(error), kinds_of(error)
    LOG.error("Fault %s at %s %s: %s\n%s", number, method, place, kind, steps)
    if not any(isinstance(one, AWAY) for one in causes_of(error)):  # it would be waited for again
        _store(number, steps, kind, place, method)
    return number


def new_number() -> str:
    """Return a number that a person can read out on the phone: 7F3A-91C2."""
    text = secrets.token_hex(4).upper()
    return f"{text[:4]}-{text[4:]}"


def _store(number: str, steps: str, kind: str, place: str, method: str) -> None:
    try:
        with transaction.atomic():
            _count(number, steps, kind, place, method)
    except DatabaseError as error:  # what happened stands on standard error
        LOG.error("Fault %s could not be kept: %s", number, kinds_of(error))


def _count(number: str, steps: str, kind: str, place: str, method: str) -> None:
    now = timezone.now()
    digest = hashlib.sha256(f"{method} {place}\n{steps}".encode()).hexdigest()
    known = Fault.objects.select_for_update().filter(fingerprint=digest).first()
    if known is None:
        values = {"place": place[:300], "method": method[:10], "kind": kind, "traceback": steps}
        moments = {"first": now, "last": now, "version": __version__}
        known, new = Fault.objects.get_or_create(
            fingerprint=digest,
            defaults=values | moments | {"numbers": [[number, now.isoformat()]]},
        )
        if new:
            _leave_out_oldest()
            return
    numbers = [[number, now.isoformat()], *known.numbers][:MOST_NUMBERS]
    Fault.objects.filter(pk=known.pk).update(
        count=F("count") + 1, numbers=numbers, last=now, version=__version__
    )


def _leave_out_oldest() -> None:
    kept = Fault.objects.values_list("pk", flat=True)[:MOST_FAULTS]
    Fault.objects.exclude(pk__in=list(kept)).delete()


def forget_old_faults(now: datetime) -> int:
    """Remove faults that have not happened for three months; return how many."""
    old = Fault.objects.filter(last__lt=now - timedelta(days=KEEP_DAYS))
    return old.delete()[0]
