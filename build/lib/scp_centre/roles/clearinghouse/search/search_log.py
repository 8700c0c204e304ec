"""What people search, counted; of who asked nothing is kept.

A question waits a moment in memory, so that those who search do not wait for each other's writes.
"""

import atexit
import contextlib
import threading
import time
from datetime import date

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

MOST_WAITING = 500
LONGEST = 200  # characters of a question
_lock = threading.Lock()
_waiting: dict[tuple[date, str, str], tuple[int, int]] = {}  # day, text, language -> times, found
_written = 0.0


def note(question: str, language: str, found: int) -> None:
    """Count a question and how much it found."""
    _add((timezone.localdate(), question.lower()[:LONGEST], language), 1, found)
    due = time.monotonic() - _written >= settings.SEARCH_COUNT_SECONDS
    if due or len(_waiting) >= MOST_WAITING:
        write()


def _add(key: tuple[date, str, str], times: int, found: int) -> None:
    with _lock:
        _waiting[key] = (_waiting.get(key, (0, 0))[0] + times, found)


def write() -> None:
    """Write what waits; a database that is busy gets it later, and nobody's search fails for it."""
    global _written
    with _lock:
        rows = dict(_waiting)
        _waiting.clear()
        _written = time.monotonic()
    if not rows:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO clearinghouse_asked (day, text, language, times, found) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (day, text, language) DO UPDATE SET "
                "times = clearinghouse_asked.times + excluded.times, found = excluded.found",
                [(*key, *counted) for key, counted in rows.items()],
            )
    except DatabaseError:
        for key, (times, found) in rows.items():
            _add(key, times, found)


@atexit.register
def _at_the_end() -> None:
    with contextlib.suppress(DatabaseError):
        write()
