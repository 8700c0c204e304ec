"""Figures of one plant that add up, as electricity + fuel = energy: all know that they do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from scp_centre.methods.disclosure import Fact, Unknown, holder_key
from scp_centre.roles.benchmarks.scores.plants import Given

CLOSE = 0.01  # of a sum, by which its parts may miss it: each survey rounds by itself
MOST = 6  # figures of one plant among which sums are sought


class LinkedFigures:
    """Collects the unknowns of each plant over several benchmarks, and says which add up."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, plants: Sequence[Given], keys: Mapping[str, str]) -> None:
        """Take in the plants of a release. keys : plant -> its unknown"""
        for p in plants:
            known = self._keys[holder_key(p.holder), holder_key(p.name)]
            if keys[p.name] not in known:
                known.append(keys[p.name])

    def facts(self, unknowns: Mapping[str, Unknown]) -> Iterator[Fact]:
        """Yield each sum of figures of a plant that is another figure of it, as nearly as it is."""
        for keys in self._keys.values():
            if 2 < len(keys) <= MOST:
                yield from _sums({key: unknowns[key].value for key in keys})


def _sums(values: Mapping[str, float]) -> Iterator[Fact]:
    for whole, total in values.items():
        parts = [key for key in values if key != whole]
        for count in range(2, len(parts) + 1):
            for chosen in combinations(parts, count):
                miss = abs(sum(values[key] for key in chosen) - total)
                if miss <= CLOSE * total:
                    weights = {whole: 1.0} | dict.fromkeys(chosen, -1.0)
                    yield Fact(f"parts of {whole}", weights, 0.0, miss)
