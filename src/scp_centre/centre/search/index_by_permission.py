"""The index in memory, shelf by shelf: a question opens only the shelves of its reader.

So nothing of other shelves enters an answer: no document, no count, no rarity of a word, no word
that a misspelt one is taken for.
"""

import threading
import uuid
from collections import OrderedDict
from typing import Any

from django.db import connection
from django.db.models import F

from scp_centre.centre.search.index_in_memory import Shelf, State
from scp_centre.centre.search.memory_index import MemoryIndex, Row, with_changes
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.search_rights import Audience, Reader
from scp_centre.centre.search.sources import MEMBERS, search_acts

MEAN_LENGTH = 40.0  # words of an entry: one for all shelves, whose scores are compared
MOST_CHANGES = 3  # states from which shelves are brought up to date at once
MOST_COMPANIES = 300  # whose own shelves are kept in memory
Counted = tuple[int, uuid.UUID] | None
COUNTED = "SELECT value, token FROM search_searchcounter WHERE id = 1"
READ = ("sequence", "act", "scope", "keys", "counts", "length", "words", "gone")


class AudienceTable:
    """The entries of one audience."""

    def __init__(self, audience: Audience, changes: "Changes") -> None:
        self.audience = audience
        self._changes = changes

    def counted(self) -> Counted:
        return _counted()

    def read(self, sequence__gt: int | None = None, **of: Any) -> list[Row]:
        if sequence__gt is not None:
            rows = self._changes.since(sequence__gt)
            return [row for row in rows if self.audience.has(row["act"], row["scope"])]
        entries = SearchEntry.objects.filter(self.audience.condition(), **of)
        return _rows(entries.filter(sequence__isnull=False))

    def synonyms(self) -> tuple[tuple[str, str], ...]:
        return ()


class Changes:
    """What changed of late, read once for all shelves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Counted, int], list[Row]] = OrderedDict()

    def since(self, value: int) -> list[Row]:
        """Return the entries above a number."""
        key = (_counted(), value)
        with self._lock:
            if key not in self._known:
                self._known[key] = _rows(SearchEntry.objects.filter(sequence__gt=value))
                while len(self._known) > MOST_CHANGES:
                    self._known.popitem(last=False)
            return self._known[key]


class ReaderShelves:
    """All shelves of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes = Changes()
        self._shelves: dict[Audience, MemoryIndex] = {}
        self._of_companies: OrderedDict[Audience, MemoryIndex] = OrderedDict()

    def shelves_for(self, reader: Reader) -> list[Shelf]:
        """Return the shelves that a reader may open, as of this moment."""
        # In this order: what is numbered between the two is on the shelf twice, never missing.
        fresh = _rows(SearchEntry.objects.filter(sequence=None))
        counter = _counted()
        found: list[Shelf] = []
        for audience in reader.audiences:
            state = self._index_of(audience).current(counter) if counter else State()
            mine = [row for row in fresh if audience.has(row["act"], row["scope"])]
            if mine:
                state = with_changes(state, mine, state.value, mean_length=MEAN_LENGTH)
            found += state.shelves
        return found

    def warm(self) -> None:
        """Read the shelves of whoever sees all companies before somebody asks."""
        every = (Audience(act) for act in search_acts() - {MEMBERS})
        self.shelves_for(Reader(tuple(every)))

    def _index_of(self, audience: Audience) -> MemoryIndex:
        with self._lock:
            if audience.scope is None or audience.scope <= 0:
                if audience not in self._shelves:
                    self._shelves[audience] = self._new(audience)
                return self._shelves[audience]
            if audience not in self._of_companies:
                self._of_companies[audience] = self._new(audience)
            self._of_companies.move_to_end(audience)
            while len(self._of_companies) > MOST_COMPANIES:
                self._of_companies.popitem(last=False)
            return self._of_companies[audience]

    def _new(self, audience: Audience) -> MemoryIndex:
        return MemoryIndex(AudienceTable(audience, self._changes), MEAN_LENGTH)


READER_SHELVES = ReaderShelves()


def _counted() -> Counted:
    """Return the number of the last change; at each question, so without the query builder."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        row = cursor.fetchone()
    if row is None:
        return None
    return int(row[0]), row[1] if isinstance(row[1], uuid.UUID) else uuid.UUID(row[1])


def _rows(entries: Any) -> list[Row]:
    rows = entries.order_by("pk").values(*READ, document=F("pk"), kind=F("source"))
    return [
        row | {"facets": {"kind": [row.pop("kind")]}, "vector": None, "words": row["words"].split()}
        for row in rows
    ]
