"""Which workers are at work: each shows a sign of life four times a minute."""

import contextlib
from datetime import timedelta

from django.db import Error
from django.utils import timezone

from scp_centre.centre.jobs.models import Worker

SILENT_AFTER = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(days=1)


def show_worker(name: str) -> None:
    """Note that a worker lives; forget those that have been silent for a day."""
    now = timezone.now()
    Worker.objects.update_or_create(name=name, defaults={"seen": now})
    Worker.objects.filter(seen__lt=now - FORGOTTEN_AFTER).delete()


def end_worker(name: str) -> None:
    """Note that a worker stopped in order."""
    with contextlib.suppress(Error):  # it stops because the database does
        Worker.objects.filter(name=name).delete()


def working() -> int:
    """Return how many workers showed a sign of life within a minute."""
    return Worker.objects.filter(seen__gt=timezone.now() - SILENT_AFTER).count()
