"""What lists of results show of the items, kept in memory as long as no item changes.

Every new question lists ten of the same few thousand items; two queries for them cost as much as
the search itself.
"""

import threading
from dataclasses import dataclass, field

from scp_centre.centre.search.index_in_memory import State
from scp_centre.roles.clearinghouse.queries import Listed, listed
from scp_centre.roles.clearinghouse.search.memory_index import current

MOST_KEPT = 5_000  # items, some 5 kB each


@dataclass(slots=True)
class _Kept:
    """The rows of one state of the index; every change of an item makes another state."""

    state: State
    rows: dict[int, Listed] = field(default_factory=dict)


_guard = threading.Lock()
_kept = _Kept(State())


def listed_items(pks: tuple[int, ...]) -> list[Listed]:
    """Return items in the order of their keys, with no more than lists of results show."""
    global _kept
    state = current()  # before the rows are read: they may be newer than it, never older
    with _guard:
        if _kept.state is not state:
            _kept = _Kept(state)
        kept = _kept.rows
        here = {pk: kept[pk] for pk in pks if pk in kept}
    fresh = {row.pk: row for row in listed(tuple(pk for pk in pks if pk not in here))}
    with _guard:
        if len(kept) + len(fresh) > MOST_KEPT:
            kept.clear()
        kept |= fresh
    here |= fresh
    return [here[pk] for pk in pks if pk in here]
