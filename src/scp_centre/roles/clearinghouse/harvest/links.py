"""Watch links: an address that fails twice in a row comes to the editor's queue."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.remote_fetch import fetch

EVERY = timedelta(days=14)
AGAIN = timedelta(days=1)  # after a failure
SECONDS = 15.0
MOST = 2_000
MOST_BYTES = 64 * 1024
NO_HEAD = (403, 405, 501)  # what servers say who answer no HEAD


def check_links(progress: Callable[[int, int, str], None], most: int = MOST) -> tuple[int, int]:
    """Check the links that are due; return how many there were and how many failed."""
    now = timezone.now()
    due = Q(link_checked=None) | Q(link_checked__lte=now - EVERY)
    due |= Q(link_failures__gt=0, link_checked__lte=now - AGAIN)
    items = list(queries.public_items().exclude(address="").filter(due)[:most])
    failed = 0
    for place, item in enumerate(items, 1):
        progress(place, len(items), item.address[:100])
        failed += not check(item)
    return len(items), failed


def check(item: Item) -> bool:
    """Check the link of one item, and note what it said; return whether it answered."""
    state, said = _answer(item.address)
    good = state != "broken"
    Item.objects.filter(pk=item.pk).update(
        link_state=state,
        link_said=said,
        link_checked=timezone.now(),
        link_failures=0 if good else item.link_failures + 1,
    )
    return good


def _answer(address: str) -> tuple[str, str]:
    try:
        found = fetch(address, method="HEAD", seconds=SECONDS)
        if found.status in NO_HEAD:
            found = fetch(address, seconds=SECONDS, most=100 * MOST_BYTES)
    except ClearinghouseError as error:
        return "broken", error.message
    if found.status in (401, 403, 429):
        return "guarded", f"{found.status}"
    if found.status >= 400:
        return "broken", _("The address returned status {status}.", status=found.status)
    return ("moved", found.address) if found.address != address else ("good", f"{found.status}")
