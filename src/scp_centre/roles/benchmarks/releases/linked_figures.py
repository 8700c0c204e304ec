"""Figures of one plant that add up, as electricity + fuel = energy: all know that they do.

Energy and carbon of a plant do not add up, but their ratio lies between emission factors.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import inf

from scp_centre.centre.disclosure.linked_classes import known_ratios
from scp_centre.methods.disclosure import Fact, Unknown, holder_key
from scp_centre.roles.benchmarks.scores.plants import Given

CLOSE = 0.01  # of a sum, by which its parts may miss it: each survey rounds by itself
MOST = 6  # figures of one plant among which sums are sought
OF_LINKED = "\nlinked"  # ends the names of plants of a release of another figure, as of carbon
RATIO = "ratio"  # of the content of such a release: between what its figure over this one's lies


class LinkedFigures:
    """Collects the unknowns of each plant over several benchmarks, and says what links them."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._linked: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._ratio = (0.0, inf)

    def add(
        self,
        plants: Sequence[Given],
        keys: Mapping[str, str],
        ratio: tuple[float, float] | None = None,
    ) -> None:
        """Take in the plants of a release.

        keys : plant -> its unknown    ratio : of a release of another figure, as of carbon
        """
        if ratio is not None:
            self._ratio = ratio
        of_figure = self._keys if ratio is None else self._linked
        for p in plants:
            known = of_figure[holder_key(p.holder), holder_key(p.name.removesuffix(OF_LINKED))]
            if keys[p.name] not in known:
                known.append(keys[p.name])

    def facts(self, unknowns: Mapping[str, Unknown]) -> Iterator[Fact]:
        """Yield each sum of figures of a plant that is another figure of it, as nearly as it is.

        Then each bound of one figure by another, whose ratio is known.
        """
        for keys in (*self._keys.values(), *self._linked.values()):
            if 2 < len(keys) <= MOST:
                yield from _sums({key: unknowns[key].value for key in keys})
        yield from self._by_ratio(unknowns)

    def _by_ratio(self, unknowns: Mapping[str, Unknown]) -> Iterator[Fact]:
        """Yield low x figure <= linked figure <= high x figure of each plant, where it holds."""
        pairs = [
            (key, other, unknowns[other].value / unknowns[key].value)
            for plant in self._linked.keys() & self._keys.keys()
            for key, other in _together(self._keys[plant], self._linked[plant], unknowns)
        ]
        ratios = [(unknowns[key].holder, ratio) for key, _other, ratio in pairs]
        for (key, other, _unused), (low, high) in zip(
            pairs, known_ratios(ratios, self._ratio), strict=True
        ):
            if low is not None:
                yield Fact(f"least of {other}", {other: 1.0, key: -low}, 0.0, is_least=True)
            if high is not None:
                yield Fact(f"most of {other}", {key: high, other: -1.0}, 0.0, is_least=True)


def _together(
    keys: Sequence[str], others: Sequence[str], unknowns: Mapping[str, Unknown]
) -> Iterator[tuple[str, str]]:
    for key, other in product(keys, others):
        if unknowns[key].value > 0 and unknowns[other].value > 0:
            yield key, other


def _sums(values: Mapping[str, float]) -> Iterator[Fact]:
    for whole, total in values.items():
        parts = [key for key in values if key != whole]
        for count in range(2, len(parts) + 1):
            for chosen in combinations(parts, count):
                miss = abs(sum(values[key] for key in chosen) - total)
                if miss <= CLOSE * total:
                    weights = {whole: 1.0} | dict.fromkeys(chosen, -1.0)
                    yield Fact(f"parts of {whole}", weights, 0.0, miss)
