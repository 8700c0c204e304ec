"""An index in memory of one process: read at the first question, then kept up to date."""

import threading
import uuid
from typing import Any, Protocol

from django.db import connection

from scp_centre.centre.search.index_in_memory import Shelf, State, width_of

FEWEST_LATE = 2_000  # newer entries than the shelf, before it is built again
Row = dict[str, Any]


class Table(Protocol):
    """The table that an index is read from; every change of it has a higher number."""

    def counted(self) -> tuple[int, uuid.UUID] | None:
        """Return the number of the last change, and the token of this database."""

    def read(self, **of: Any) -> list[Row]:
        """Return rows, each with its document, sequence, and whether it is gone."""

    def synonyms(self) -> tuple[tuple[str, str], ...]:
        """Return language and words that mean the same, divided by commas."""


class MemoryIndex:
    """The shelves of one table, the same for all threads of a process.

    mean_length : of documents, where it is not to be that of this table's
    """

    def __init__(self, table: Table, mean_length: float | None = None) -> None:
        self._table = table
        self._mean_length = mean_length
        self._lock = threading.Lock()
        self._state: State | None = None
        self.renewing: threading.Thread | None = None

    def current(self, counter: tuple[int, uuid.UUID] | None = None) -> State:
        """Return the shelves as of the last change that is committed.

        counter : where it stands, for whoever has just asked
        """
        counter = counter or self._table.counted()
        if counter is None:
            return State()
        known = self._state
        if known is not None and (known.value, known.token) == counter:
            return known
        with self._lock:
            known = self._state or State()
            if (known.value, known.token) != counter:
                known = self._brought_up(known, *counter)
                self._state = known
            return known

    def _brought_up(self, known: State, value: int, token: uuid.UUID) -> State:
        if known.token != token or known.value > value:
            return self._all(value, token)
        changed = self._table.read(sequence__gt=known.value)
        synonyms = self._table.synonyms()
        state = with_changes(known, changed, value, synonyms, self._mean_length)
        full = len(state.rows) > max(FEWEST_LATE, len(known.main.documents) // 20)
        if full and connection.in_atomic_block:  # where no other connection sees what is new
            return self._all(value, token)
        if full:
            self._renew_aside()
        return state

    def _renew_aside(self) -> None:
        """Build the great shelf beside the answers, which go on with the small one meanwhile."""
        if self.renewing is None or not self.renewing.is_alive():
            self.renewing = threading.Thread(target=self._renew, daemon=True)
            self.renewing.start()

    def _renew(self) -> None:
        try:
            counter = self._table.counted()
            fresh = self._all(*counter) if counter else State()
            with self._lock:
                self._state = fresh  # what came while it was built is read at the next question
        finally:
            connection.close()

    def _all(self, value: int, token: uuid.UUID) -> State:
        rows = self._table.read(gone=False)
        reached = max([value, *(row["sequence"] for row in rows)])
        return State(
            token, reached, Shelf.of(rows, self._mean_length), synonyms=self._table.synonyms()
        )


def with_changes(
    known: State,
    changed: list[Row],
    value: int,
    synonyms: tuple[tuple[str, str], ...] = (),
    mean_length: float | None = None,
) -> State:
    """Return a state with changed rows on its small shelf, and nowhere as they were before.

    mean_length : of documents, where there is no great shelf to take it from
    """
    touched = {row["document"] for row in changed}
    rows = [r for r in known.rows if r["document"] not in touched]
    rows += [r for r in changed if not r["gone"]]
    main = known.main.without(touched)
    if len(main.documents):
        mean_length = main.index.mean_length
    late = Shelf.of(rows, mean_length, width_of(main))
    reached = max([value, *(row["sequence"] or 0 for row in changed)])
    return State(known.token, reached, main, late, tuple(rows), synonyms)
