"""Long work on the embedded database in small pieces, between which others write.

SQLite has one lock for all writers and no queue for it: who waits looks again from time to time,
at most every tenth of a second. Work that takes the lock again at once is always there first, and
the others give up after their time: an import closed the sign-in for everybody.
"""

import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
SHORTEST_PAUSE = 0.12  # seconds: longer than SQLite sleeps between two looks at its lock


def in_small_pieces(values: Sequence[T], size: int, start: int = 0) -> Iterator[Sequence[T]]:
    """Yield so many values at a time; after each piece the others may write for as long.

    The caller writes each piece in a transaction of its own. PostgreSQL lets all write at once.
    """
    for place in range(start, len(values), size):
        begun = time.monotonic()
        yield values[place : place + size]
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(max(time.monotonic() - begun, SHORTEST_PAUSE))
