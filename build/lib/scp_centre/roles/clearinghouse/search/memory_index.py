"""The index in memory of one process: read at the first question, then kept up to date."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from scp_centre.methods.retrieval import Index, Weighed
from scp_centre.roles.clearinghouse.models import Entry, Synonyms
from scp_centre.roles.clearinghouse.search.facets import Facets, Mask

FEWEST_LATE = 2_000  # newer entries than the shelf, before it is built anew


@dataclass(slots=True)
class Shelf:
    """Some documents: their index, their facets, and which of them are still valid."""

    items: NDArray[np.int64]
    index: Index
    facets: Facets
    published: NDArray[np.int64]
    vectors: NDArray[np.float32] | None
    alive: Mask
    place: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]], mean_length: float | None = None) -> "Shelf":
        documents = [
            Weighed(
                np.frombuffer(row["keys"], np.uint64),
                np.frombuffer(row["counts"], np.float32),
                row["length"],
            )
            for row in rows
        ]
        items = np.fromiter((row["item_id"] for row in rows), np.int64, len(rows))
        at = (int(row["facets"].get("_at", ["0"])[0]) for row in rows)
        return cls(
            items,
            Index(documents, mean_length=mean_length),
            Facets([{n: c for n, c in row["facets"].items() if n != "_at"} for row in rows]),
            np.fromiter(at, np.int64, len(rows)),
            _vectors(rows),
            np.ones(len(rows), bool),
            {int(pk): n for n, pk in enumerate(items)},
        )

    def without(self, gone: set[int]) -> "Shelf":
        """Return the shelf with some items no longer valid."""
        places = [self.place[pk] for pk in gone if pk in self.place]
        if not places:
            return self
        alive = self.alive.copy()
        alive[places] = False
        return replace(self, alive=alive)

    def allowed(self, filters: dict[str, set[str]], but: str = "") -> Mask:
        """Return the valid documents that pass all filters, or all but one."""
        mask = self.alive
        for name, wanted in filters.items():
            if name == but:
                continue
            mask = mask & self.facets.having(name, wanted)
        return mask


@dataclass(frozen=True, slots=True)
class State:
    """What is known at a moment: the great shelf, and a small one of what came later."""

    token: uuid.UUID | None = None
    value: int = 0
    main: Shelf = field(default_factory=lambda: Shelf.of([]))
    late: Shelf = field(default_factory=lambda: Shelf.of([]))
    rows: tuple[dict[str, Any], ...] = ()  # of the small shelf
    synonyms: tuple[tuple[str, str], ...] = ()  # language, words divided by commas

    @property
    def shelves(self) -> list[Shelf]:
        return [s for s in (self.main, self.late) if len(s.items)]


def beside(state: State, row: dict[str, Any]) -> State:
    """Return a state with one item more, or another form of it; the state of all stays as it is."""
    main = state.main.without({row["item_id"]})
    rows = [*(r for r in state.rows if r["item_id"] != row["item_id"]), row]
    late = Shelf.of(rows, main.index.mean_length if len(main.items) else None)
    return replace(state, main=main, late=late)


_lock = threading.Lock()
_state: State | None = None
_renewing: threading.Thread | None = None


def current() -> State:
    """Return the shelves as of the last change that is committed."""
    global _state
    counter = _counted()
    if counter is None:
        return State()
    known = _state
    if known is not None and (known.value, known.token) == counter:
        return known
    with _lock:
        known = _state or State()
        if (known.value, known.token) != counter:
            known = _brought_up(known, *counter)
            _state = known
        return known


def index_version() -> tuple[int, uuid.UUID] | None:
    """Return which version of the items is public; each publishing, change or retiring has one."""
    return _counted()


def _counted() -> tuple[int, uuid.UUID] | None:
    """Return where the counter stands; asked at each question, so without the query builder."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, token FROM clearinghouse_counter WHERE name = 'search'")
        row = cursor.fetchone()
    if row is None:
        return None
    return int(row[0]), row[1] if isinstance(row[1], uuid.UUID) else uuid.UUID(row[1])


def _synonyms() -> tuple[tuple[str, str], ...]:
    return tuple(Synonyms.objects.values_list("language", "words"))


def _brought_up(known: State, value: int, token: uuid.UUID) -> State:
    if known.token != token or known.value > value:
        return _all(value, token)
    changed = _read(sequence__gt=known.value)
    touched = {row["item_id"] for row in changed}
    rows = [r for r in known.rows if r["item_id"] not in touched]
    rows += [r for r in changed if not r["gone"]]
    full = len(rows) > max(FEWEST_LATE, len(known.main.items) // 20)
    if full and connection.in_atomic_block:  # where no other connection sees what is new
        return _all(value, token)
    if full:
        _renew_aside()
    main = known.main.without(touched)
    late = Shelf.of(rows, main.index.mean_length if len(main.items) else None)
    reached = max([value, *(row["sequence"] for row in changed)])
    return State(token, reached, main, late, tuple(rows), _synonyms())


def _renew_aside() -> None:
    """Build the great shelf anew beside the answers, which go on with the small one meanwhile."""
    global _renewing
    if _renewing is None or not _renewing.is_alive():
        _renewing = threading.Thread(target=_renew, daemon=True)
        _renewing.start()


def _renew() -> None:
    global _state
    try:
        counter = _counted()
        fresh = _all(*counter) if counter else State()
        with _lock:
            _state = fresh  # what came while it was built is read at the next question
    finally:
        connection.close()


def _all(value: int, token: uuid.UUID) -> State:
    rows = _read(gone=False)
    reached = max([value, *(row["sequence"] for row in rows)])
    return State(token, reached, Shelf.of(rows), synonyms=_synonyms())


def _read(**of: Any) -> list[dict[str, Any]]:
    names = ("item_id", "sequence", "keys", "counts", "length", "facets", "vector", "gone")
    return list(Entry.objects.filter(**of).order_by("pk").values(*names))


def _vectors(rows: Sequence[dict[str, Any]]) -> NDArray[np.float32] | None:
    """Return the vectors, where all documents have one."""
    if not rows or any(row["vector"] is None for row in rows):
        return None
    return np.stack([np.frombuffer(row["vector"], np.float16) for row in rows]).astype(np.float32)
