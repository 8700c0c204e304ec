"""Sobol indices of a life-cycle system: the variance of a score by entry, with interactions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.runs import Kept, Runs
from scp_centre.methods.lifecycle.screening import ScreenedEntry, screen
from scp_centre.methods.lifecycle.simulation import reached_processes
from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
MOST_SOLUTIONS = 1_000_000
LEAST_RUNS = 16
RESAMPLES = 200
TWO_SIDED = (2.5, 97.5)
SETTLED = 1e-10  # of the score, as a share


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """What one uncertain entry does to the variance of a score.

    first : share of the variance by this entry alone    total : with all its interactions
    *_interval : the central 95 % of both, by resampling the runs
    """

    entry: ScreenedEntry
    first: float
    first_interval: tuple[float, float]
    total: float
    total_interval: tuple[float, float]


def sobol_indices(
    uncertain: UncertainModel,
    demand: object,
    *,
    top: int,
    runs: int,
    generator: np.random.Generator,
    category: int = 0,
) -> tuple[SobolIndex, ...]:
    """Return the indices of the entries that the screening puts first, largest total first.

    A, B : two independent sets of draws of every uncertain entry; A with i from B, for each entry i

    first = mean f(B) (f(A with i from B) - f(A)) / Var f
    total = mean (f(A) - f(A with i from B))² / (2 Var f)

    demand : (product,)    top : entries    runs : draws of A, and of B

    Source: Saltelli et al., Comput. Phys. Commun. 181 (2010) 259-270, table 2 (b) and (f).

    Raises InvalidValueError for fewer than 16 runs, for more than 1,000,000 solutions,
    runs (top + 2), and where a draw has no solution.
    """
    if runs < LEAST_RUNS or top < 1 or runs * (top + 2) > MOST_SOLUTIONS:
        raise InvalidValueError(
            _(
                "Sobol indices cannot be calculated. Runs: {runs}, entries: {top}.",
                runs=runs,
                top=top,
            ),
            where="sobol",
            cure=_(
                "Use at least {least} runs. The number of runs multiplied by (entries + 2) "
                "must be at most {most}.",
                least=LEAST_RUNS,
                most=MOST_SOLUTIONS,
            ),
        )
    chosen = screen(uncertain, demand, top=top, category=category)
    if not chosen:
        return ()
    with threadpool_limits(1, "blas"):
        return _Sampling(uncertain, demand, category).indices(chosen, runs, generator)


class _Sampling:
    """Scores of whole systems in which every uncertain entry is drawn."""

    def __init__(self, uncertain: UncertainModel, demand: object, category: int) -> None:
        bases = uncertain.at_base([np.asarray(demand, float)])
        links = Links.of(uncertain)
        reached = reached_processes(uncertain, bases)
        is_reached = np.zeros(uncertain.model.system.n, bool)
        is_reached[reached] = True
        self._kept = Kept(
            reached,
            np.flatnonzero(is_reached[links.consumer]),
            np.flatnonzero(is_reached[links.process]),
        )
        self._entry_of_link = links.technosphere.entry[self._kept.links]
        self._entry_of_flow = links.biosphere.entry[self._kept.flows]
        self._runs = Runs(uncertain, links, bases, self._kept)
        self._category = category

    def indices(
        self, chosen: tuple[ScreenedEntry, ...], runs: int, generator: np.random.Generator
    ) -> tuple[SobolIndex, ...]:
        changed = np.empty((len(chosen), runs))
        f_A, f_B = np.empty(runs), np.empty(runs)
        columns = [self._column(one) for one in chosen]
        for run in range(runs):  # one at a time: a large system has as many entries as memory holds
            A, B = self._runs.draw(generator, 1), self._runs.draw(generator, 1)
            f_A[run], f_B[run] = self._score(A), self._score(B)
            for at, (part, column) in enumerate(columns):
                kept = A[part][0, column]
                A[part][0, column] = B[part][0, column]
                changed[at, run] = self._score(A)
                A[part][0, column] = kept
        samples = generator.integers(runs, size=(RESAMPLES, runs))
        found = [
            _index(one, f_A, f_B, row, samples) for one, row in zip(chosen, changed, strict=True)
        ]
        return tuple(sorted(found, key=lambda one: -one.total))

    def _column(self, one: ScreenedEntry) -> tuple[int, int]:
        """Return where an entry stands among the draws: links 0 or flows 1, and its place."""
        part = 0 if one.matrix == "technosphere" else 1
        entries = (self._entry_of_link, self._entry_of_flow)[part]
        return part, int(np.flatnonzero(entries == one.entry)[0])

    def _score(self, drawn: tuple[Array, Array]) -> float:
        entered = self._runs.enter(*drawn)
        return float(self._runs.score(entered, 0, SETTLED)[0, self._category])


def _index(
    entry: ScreenedEntry, f_A: Array, f_B: Array, changed: Array, samples: NDArray[np.intp]
) -> SobolIndex:
    first, total = _estimates(f_A, f_B, changed)
    drawn = [_estimates(f_A[rows], f_B[rows], changed[rows]) for rows in samples]
    low, high = np.percentile(np.array(drawn), TWO_SIDED, axis=0)
    return SobolIndex(
        entry,
        first,
        (float(low[0]), float(high[0])),
        total,
        (float(low[1]), float(high[1])),
    )


def _estimates(f_A: Array, f_B: Array, changed: Array) -> tuple[float, float]:
    both = np.concatenate([f_A, f_B])
    variance = float(both.var())
    if not variance:
        return 0.0, 0.0
    # Taken from the mean, so that a large score does not drown its variance.
    first = float(((f_B - both.mean()) * (changed - f_A)).mean()) / variance
    total = float(((f_A - changed) ** 2).mean()) / (2 * variance)
    return first, total
