"""The ledger of what has been published: linear facts about contributors, and who was told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from scp_centre.methods.errors import LabelMismatchError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
HAIR = 1e-9  # of a figure: its own rounding as a number
SOLVED = 1e-6  # of a fact: how exactly a linear program keeps it


@dataclass(frozen=True, slots=True)
class Unknown:
    """One figure that nobody else may find: that of a plant in a year.

    holder : the company or holding it belongs to, which knows it
    least, most : between which everybody knows it to lie
    """

    value: float
    holder: str
    least: float = 0.0
    most: float = np.inf


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure: value - half <= sum of weight x unknown <= value + half.

    weights : unknown -> weight    told_to : the holder that alone reads it; "" everybody
    table   : facts of one table do not overlap, as the regions of a release
    is_least : 0 <= sum alone is known, as that emissions are at least a factor x energy; its value
        and half are 0
    """

    name: str
    weights: Mapping[str, float]
    value: float
    half: float = 0.0
    told_to: str = ""
    table: str = ""
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """Unknowns by their key, and every fact that has been or is to be published.

    sums : keys of the unknowns that belong together as one figure of one holder
    """

    unknowns: Mapping[str, Unknown]
    facts: Sequence[Fact]
    sums: Sequence[frozenset[str]] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        for fact in self.facts:
            for key in fact.weights.keys() - self.unknowns.keys():
                raise LabelMismatchError(
                    _(
                        "“{fact}” refers to {key}, which has not been entered.",
                        fact=fact.name,
                        key=key,
                    ),
                    where=fact.name,
                    cure=_("Enter {key} first.", key=key),
                )


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts as rows over unknowns: low <= A (u - true) <= high, 0 always within.

    size : (fact,) sum of |weight x true|    is_least : (fact,) as of `Fact`
    """

    A: csr_array
    low: Array
    high: Array
    size: Array
    is_least: NDArray[np.bool_]

    def of_shares(self, true: Array) -> Array:
        """Return (fact, unknown): rows over changes as shares; a world in which all are 0 fits.

        A ratio that is kept is within its bounds. So the row of a bound says that both sides
        change by the same share: what is taken off is weighed so that it sums up to the rest.
        """
        rows: Array = self.A.toarray() * true
        bounds = rows[self.is_least]
        above, below = np.maximum(bounds, 0).sum(axis=1), np.maximum(-bounds, 0).sum(axis=1)
        weigh = np.where(below > 0, above / np.where(below > 0, below, 1.0), 1.0)
        rows[self.is_least] = np.where(bounds < 0, bounds * weigh[:, None], bounds)
        return rows

    def fits(self, changes: Array) -> NDArray[np.bool_]:
        """Return (world, fact): whether a fact allows a change of the unknowns.

        changes : (world, unknown)
        """
        moved = (self.A @ changes.T).T
        room = SOLVED * self.size
        fitting: NDArray[np.bool_] = (moved >= self.low - room) & (moved <= self.high + room)
        return fitting


def rows_of(facts: Iterable[Fact], names: Sequence[str], true: Array) -> Rows:
    """Return facts as rows over the unknowns named, in their order."""
    facts = list(facts)
    place = {name: i for i, name in enumerate(names)}
    row, column, weight = [], [], []
    for i, fact in enumerate(facts):
        for key, w in fact.weights.items():
            if w:
                row.append(i)
                column.append(place[key])
                weight.append(w)
    A = csr_array(coo_array((weight, (row, column)), shape=(len(facts), len(names))))
    now = A @ true if facts else np.zeros(0)
    value = np.array([f.value for f in facts], float)
    half = np.array([f.half for f in facts], float) + HAIR * np.abs(value)
    # What was rounded or perturbed holds the truth; where it does not, the truth is its end.
    low, high = np.minimum(value - half - now, 0.0), np.maximum(value + half - now, 0.0)
    is_least = np.array([f.is_least for f in facts], bool)
    high[is_least] = np.inf
    return Rows(A, low, high, abs(A) @ np.abs(true) if facts else np.zeros(0), is_least)
