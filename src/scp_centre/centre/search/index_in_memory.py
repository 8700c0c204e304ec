"""Documents in memory, ready to be searched: a great shelf, and a small one of what came later."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.search.facets import Facets, Mask
from scp_centre.methods.retrieval import Index, Weighed
from scp_centre.methods.retrieval.analysis import plain


@dataclass(slots=True)
class Shelf:
    """Some documents: their index, their facets, and which of them are still valid.

    documents : their keys in the table that they come from    published : seconds since 1970
    words : their words, without accents and ascending, where the rows give them
    spelt : number of letters -> such words, as they are written
    """

    documents: NDArray[np.int64]
    index: Index
    facets: Facets
    published: NDArray[np.int64]
    vectors: NDArray[np.float32] | None
    alive: Mask
    place: dict[int, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    spelt: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, rows: Sequence[dict[str, Any]], mean_length: float | None = None, width: int = 0
    ) -> "Shelf":
        """Return the shelf of rows of the index.

        width : of the vectors of other shelves; a row whose vector is still to come has zeros
        """
        weighed = [
            Weighed(
                np.frombuffer(row["keys"], np.uint64),
                np.frombuffer(row["counts"], np.float32),
                row["length"],
            )
            for row in rows
        ]
        documents = np.fromiter((row["document"] for row in rows), np.int64, len(rows))
        words: set[str] = set().union(*(row.get("words", ()) for row in rows))
        at = (int(row["facets"].get("_at", ["0"])[0]) for row in rows)
        return cls(
            documents,
            Index(weighed, mean_length=mean_length),
            Facets([{n: c for n, c in row["facets"].items() if n != "_at"} for row in rows]),
            np.fromiter(at, np.int64, len(rows)),
            _vectors(rows, width),
            np.ones(len(rows), bool),
            {int(pk): n for n, pk in enumerate(documents)},
            sorted({plain(word) for word in words}),
            _by_length(words),
        )

    def without(self, gone: set[int]) -> "Shelf":
        """Return the shelf with some documents no longer valid."""
        places = [self.place[pk] for pk in gone if pk in self.place]
        if not places:
            return self
        alive = self.alive.copy()
        alive[places] = False
        return replace(self, alive=alive)

    def frequency(self, key: int) -> int:
        """Return in how many valid documents a term stands."""
        return int(np.count_nonzero(self.alive[self.index.postings(key)[0]]))

    def allowed(self, filters: Mapping[str, set[str]], but: str = "") -> Mask:
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
        return [s for s in (self.main, self.late) if len(s.documents)]


def beside(state: State, row: dict[str, Any]) -> State:
    """Return a state with one document more, or another form of it; the other stays as it is."""
    main = state.main.without({row["document"]})
    rows = [*(r for r in state.rows if r["document"] != row["document"]), row]
    late = Shelf.of(rows, main.index.mean_length if len(main.documents) else None, width_of(main))
    return replace(state, main=main, late=late)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(words):
        found.setdefault(len(word), []).append(word)
    return found


def width_of(shelf: Shelf) -> int:
    return 0 if shelf.vectors is None else shelf.vectors.shape[1]


def _vectors(rows: Sequence[dict[str, Any]], width: int) -> NDArray[np.float32] | None:
    """Return the vectors, zeros for a document that has none yet; None where none has one."""
    made = {
        n: np.frombuffer(row["vector"], np.float16) for n, row in enumerate(rows) if row["vector"]
    }
    width = width or max((len(vector) for vector in made.values()), default=0)
    if not rows or not width:
        return None
    found = np.zeros((len(rows), width), np.float32)
    for place, vector in made.items():
        if len(vector) == width:  # not that of another model
            found[place] = vector
    return found
