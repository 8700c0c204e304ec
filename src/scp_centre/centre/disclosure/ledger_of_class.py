"""Build the ledger of a family of classes: which unknowns of companies its facts are sums of.

A company's figure of a class and year may stand in several facts with several values: what it
promised and what it carried out, a saving and the same after one more. Sorted, v1 < v2 < …, they
are sums of the unknowns v1, v2 - v1, …, each of which nobody else may find. What is known of the
ratio of a company's figures in two classes stands as facts between them, see `linked_classes`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from scp_centre.centre.disclosure.linked_classes import (
    NO_YEAR,
    Cell,
    HolderOf,
    bounds_between,
)
from scp_centre.methods.disclosure import Fact, Ledger, Unknown

SAME = 1e-9  # of a figure, by which two computations of it may differ
MOST_VALUES = 12  # of one company and year, among which sums of two others are looked for
NAMED = "name:"  # begins a contributor that is known by its name only

Steps = dict[tuple[str, Cell], list[float]]  # (class, cell) -> figures, the smallest first


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the ledger needs it: the sum of weight x value over cells."""

    name: str
    figure_class: str
    values: Mapping[Cell, float]
    weight: float
    value: float
    half: float


def build_ledger(facts: Sequence[Shown], holder_of: HolderOf) -> Ledger:
    """Return the facts of linked classes as sums over the unknowns of companies."""
    facts = [_by_organisation(fact, facts, holder_of) for fact in facts]
    steps = _steps(facts)
    unknowns: dict[str, Unknown] = {}
    sums: set[frozenset[str]] = set()
    known: list[Fact] = []
    for (of_class, cell), values in steps.items():
        before = 0.0
        names = [_key(of_class, cell, value) for value in values]
        for name, value in zip(names, values, strict=True):
            # Whoever knows that figures are savings knows that they are not negative.
            least = 0.0 if values[0] >= 0 else -np.inf
            unknowns[name] = Unknown(value - before, holder_of(cell[0]), least)
            before = value
        ends = combinations(range(len(names) + 1), 2)
        sums |= {frozenset(names[i:j]) for i, j in ends if j - i > 1}
        known += _equalities(names, values)
    rows = []
    for number, fact in enumerate(facts):
        weights: dict[str, float] = {}
        of_holder: dict[str, set[str]] = defaultdict(set)
        for cell, value in fact.values.items():
            for name in _up_to(fact.figure_class, cell, value, steps):
                weights[name] = weights.get(name, 0.0) + fact.weight
                of_holder[holder_of(cell[0])].add(name)
        sums |= {frozenset(names) for names in of_holder.values() if len(names) > 1}
        rows.append(Fact(f"{number} {fact.name}", weights, fact.value, fact.half))
    known += _of_ratios(steps, holder_of)
    return Ledger(unknowns, [*rows, *known], sorted(sums, key=sorted))


def keys_of(fact: Shown, facts: Sequence[Shown], holder_of: HolderOf) -> set[str]:
    """Return the unknowns that a fact of the ledger of `facts` speaks of."""
    steps = _steps([_by_organisation(one, facts, holder_of) for one in facts])
    own = _by_organisation(fact, facts, holder_of)
    return {
        key
        for cell, value in own.values.items()
        for key in _up_to(own.figure_class, cell, value, steps)
    }


def _by_organisation(fact: Shown, facts: Iterable[Shown], holder_of: HolderOf) -> Shown:
    """Return a fact with each part that is known by a name, or of no year, as what it is.

    It is the figure of the same class and value that the same holder has in a year.
    """
    if not any(_is_vague(cell) for cell in fact.values):
        return fact
    known = [
        (cell, value)
        for other in facts
        if other.figure_class == fact.figure_class
        for cell, value in other.values.items()
        if not _is_vague(cell)
    ]
    found: dict[Cell, float] = {}
    for cell, value in fact.values.items():
        alike = cell
        if _is_vague(cell):
            mine = holder_of(cell[0])
            matches = (c for c, v in known if _is_same(v, value) and holder_of(c[0]) == mine)
            alike = next((c for c in matches if c not in found), cell)
        found[alike] = value
    return replace(fact, values=found)


def _is_vague(cell: Cell) -> bool:
    return cell[0].startswith(NAMED) or cell[1] == NO_YEAR


def _steps(facts: Iterable[Shown]) -> Steps:
    """Return the values of each class, company and year, each once, the smallest first."""
    values: dict[tuple[str, Cell], list[float]] = defaultdict(list)
    for fact in facts:
        for cell, value in fact.values.items():
            values[fact.figure_class, cell].append(value)
    found: Steps = {}
    for of_cell, every in values.items():
        kept: list[float] = []
        for value in sorted(every):
            if not kept or not _is_same(kept[-1], value):
                kept.append(value)
        found[of_cell] = kept
    return found


def _up_to(figure_class: str, cell: Cell, value: float, steps: Steps) -> Iterator[str]:
    for step in steps[figure_class, cell]:
        yield _key(figure_class, cell, step)
        if _is_same(step, value):
            return


def _of_ratios(steps: Steps, holder_of: HolderOf) -> Iterator[Fact]:
    """Yield what is known of the ratios of figures, as facts of which the least alone is known."""
    for bound in bounds_between(steps, holder_of):
        weights: dict[str, float] = {}
        for figure_class, cell, value, weight in bound.figures:
            for name in _up_to(figure_class, cell, value, steps):
                weights[name] = weights.get(name, 0.0) + weight
        yield Fact(bound.name, weights, 0.0, is_least=True)


def _equalities(names: Sequence[str], values: Sequence[float]) -> Iterator[Fact]:
    """Yield what a value that is the sum of two others tells: the whole, and its two parts."""
    if len(values) > MOST_VALUES:
        return
    for i, j in combinations(range(len(values)), 2):
        for k in range(j + 1, len(values)):
            if _is_same(values[i] + values[j], values[k]):
                weights = dict.fromkeys(names[: i + 1], 1.0)
                for name in names[j + 1 : k + 1]:
                    weights[name] = weights.get(name, 0.0) - 1.0
                yield Fact(f"parts of {names[k]}", weights, 0.0, 0.0)


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _key(figure_class: str, cell: Cell, value: float) -> str:
    return f"{figure_class}\n{cell[0]}\n{cell[1]}\n{value:.9g}"
