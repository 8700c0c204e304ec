"""The index of the public items in memory; see centre/search/memory_index.py."""

import uuid
from typing import Any

from django.db import connection
from django.db.models import F

from scp_centre.centre.search.index_in_memory import State
from scp_centre.centre.search.memory_index import MemoryIndex
from scp_centre.roles.clearinghouse.models import Entry, Synonyms


class ItemTable:
    """What the search holds of the items."""

    def counted(self) -> tuple[int, uuid.UUID] | None:
        """Return where the counter stands; for each question, so without the query builder."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT value, token FROM clearinghouse_counter WHERE name = 'search'")
            row = cursor.fetchone()
        if row is None:
            return None
        return int(row[0]), row[1] if isinstance(row[1], uuid.UUID) else uuid.UUID(row[1])

    def read(self, **of: Any) -> list[dict[str, Any]]:
        names = ("sequence", "keys", "counts", "length", "facets", "vector", "gone")
        rows = Entry.objects.filter(**of).order_by("pk")
        return list(rows.values(*names, document=F("item_id")))

    def synonyms(self) -> tuple[tuple[str, str], ...]:
        return tuple(Synonyms.objects.values_list("language", "words"))


TABLE = ItemTable()
INDEX = MemoryIndex(TABLE)


def current() -> State:
    """Return the shelves of the items as of the last change that is committed."""
    return INDEX.current()


def index_version() -> tuple[int, uuid.UUID] | None:
    """Return which version of the items is public; each publishing, change or retiring has one."""
    return TABLE.counted()
