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
    key = (timezone.localdate(), question.lower()[:LONGEST], language)
    with _lock:
        times, _ = _waiting.get(key, (0, 0))
        _waiting[key] = (times + 1, found)
        due = time.monotonic() - _written >= settings.SEARCH_COUNT_SECONDS
        due = due or len(_waiting) >= MOST_WAITING
    if due:
        write()


def write() -> None:
    """Write what waits."""
    global _written
    with _lock:
        rows = [(*key, *counted) for key, counted in _waiting.items()]
        _waiting.clear()
        _written = time.monotonic()
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO clearinghouse_asked (day, text, language, times, found) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (day, text, language) DO UPDATE SET "
                "times = clearinghouse_asked.times + excluded.times, found = excluded.found",
                rows,
            )


@atexit.register
def _at_the_end() -> None:
    if _waiting:
        with contextlib.suppress(DatabaseError):
            write()
