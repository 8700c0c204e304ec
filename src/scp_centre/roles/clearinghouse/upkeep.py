"""What the clearinghouse role does without anybody asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from scp_centre.centre.jobs.models import Job
from scp_centre.centre.roles import Delivery, Upkeep
from scp_centre.roles.clearinghouse.actions.followers import forget_unconfirmed, send_digests
from scp_centre.roles.clearinghouse.actions.sources import (
    ask_harvest,
    ask_link_check,
    due_sources,
    keeper,
)
from scp_centre.roles.clearinghouse.actions.suggestions import tell_suggesters
from scp_centre.roles.clearinghouse.search.index_writer import add_missing_vectors
from scp_centre.roles.clearinghouse.search.memory_index import current


def deliver(now: datetime, base: str) -> Delivery:
    """Send the letters that are due, harvest the sources that are due, look at links."""
    letters = send_digests(now, base) + tell_suggesters(now, base) if base else 0
    return Delivery(letters, _queue_harvests(now))


def _queue_harvests(now: datetime) -> int:
    person = keeper()
    if person is None:
        return 0
    recent = Job.objects.filter(created__gt=now - timedelta(days=1))
    queued = 0
    for source in due_sources():
        if not recent.filter(kind="clearinghouse_harvest", payload__source=source.pk).exists():
            ask_harvest(source, acting_user=person)
            queued += 1
    if settings.WATCH_LINKS and not recent.filter(kind="clearinghouse_links").exists():
        ask_link_check(acting_user=person)
        queued += 1
    return queued


def tidy(now: datetime) -> Iterator[str]:
    """Forget requests for news that nobody confirmed; complete the search."""
    yield f"{forget_unconfirmed(now)} unconfirmed requests for news removed."
    yield f"{add_missing_vectors()} items completed in the search."


def warm() -> None:
    """Read the index before somebody asks: a large one takes seconds."""
    current()


UPKEEP = Upkeep(tidy=tidy, deliver=deliver, warm=warm)
