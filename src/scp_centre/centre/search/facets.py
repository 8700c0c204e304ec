"""Which documents of a shelf have which codes, counted for any choice of documents."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Words = NDArray[np.uint64]
WORD = 64  # documents in a word of bits


def packed(mask: Mask) -> Words:
    """Return a mask as bits, in whole words.

    >>> packed(np.array([True, False, True])).tolist()
    [160]
    """
    found = np.zeros(-(-len(mask) // WORD) * (WORD // 8), np.uint8)
    found[: -(-len(mask) // 8)] = np.packbits(mask)
    return found.view(np.uint64)


class Facets:
    """The codes of all facets of some documents; immutable once made.

    A code of many documents is a row of bits, of which a choice keeps some: counting them takes a
    sixty-fourth of looking at each document. Documents of the rarer codes are listed instead.

    codes : (facet, code), ascending
    """

    def __init__(self, rows: Sequence[Mapping[str, Iterable[str]]]):
        self.size = len(rows)
        self._numbers: dict[str, tuple[list[str], NDArray[np.int16]]] = {}
        pairs: dict[tuple[str, str], list[int]] = {}
        for document, row in enumerate(rows):
            for facet, codes in row.items():
                for code in codes:
                    pairs.setdefault((facet, code), []).append(document)
        self.codes = sorted(pairs)
        listed = [np.array(pairs[pair], np.int64) for pair in self.codes]
        self._starts = np.cumsum([0, *map(len, listed)])
        self._documents = np.concatenate([*listed, np.zeros(0, np.int64)])
        often = [n for n, some in enumerate(listed) if len(some) * WORD > self.size]
        self._often = np.array(often, np.int64)
        self._bits = np.array([packed(self._mask_of(n)) for n in often], np.uint64)
        rare = np.setdiff1d(np.arange(len(listed)), self._often)
        self._rare_codes = np.repeat(rare, [len(listed[n]) for n in rare])
        self._rare_documents = np.concatenate([*(listed[n] for n in rare), np.zeros(0, np.int64)])

    def _mask_of(self, *codes: int) -> Mask:
        mask = np.zeros(self.size, bool)
        for n in codes:
            mask[self._documents[self._starts[n] : self._starts[n + 1]]] = True
        return mask

    def _span(self, facet: str) -> tuple[int, int]:
        """Return where the codes of a facet begin and end."""
        inside = [n for n, (name, _) in enumerate(self.codes) if name == facet]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def having(self, facet: str, wanted: set[str]) -> Mask:
        """Return which documents have any of the codes of a facet."""
        return self._mask_of(
            *(n for n, (name, code) in enumerate(self.codes) if name == facet and code in wanted)
        )

    def numbers(self, facet: str) -> tuple[list[str], NDArray[np.int16]]:
        """Return the codes of a facet of which each document has one, and which one it has.

        Computed once. -1 stands for a document that has none.
        """
        if facet not in self._numbers:
            first, last = self._span(facet)
            found = np.full(self.size, -1, np.int16)
            for n in range(first, last):
                found[self._documents[self._starts[n] : self._starts[n + 1]]] = n - first
            self._numbers[facet] = [code for _, code in self.codes[first:last]], found
        return self._numbers[facet]

    def counts(self, mask: Mask, only: str = "") -> dict[str, dict[str, int]]:
        """Return facet -> code -> how many of the documents of a mask have it, where any has.

        only : one facet, of all
        """
        first, last = self._span(only) if only else (0, len(self.codes))
        counted = np.zeros(len(self.codes), np.int64)
        often = slice(*np.searchsorted(self._often, (first, last)))
        if often.stop > often.start:
            chosen = np.bitwise_count(self._bits[often] & packed(mask))
            counted[self._often[often]] = chosen.sum(axis=1, dtype=np.uint32)
        rare = slice(*np.searchsorted(self._rare_codes, (first, last)))
        codes = self._rare_codes[rare][mask[self._rare_documents[rare]]]
        counted += np.bincount(codes, minlength=len(counted))
        found: dict[str, dict[str, int]] = {}
        for n in np.flatnonzero(counted):
            facet, code = self.codes[n]
            found.setdefault(facet, {})[code] = int(counted[n])
        return found
