"""Monte Carlo of scores: common draws for all demands, and only what matters drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.dense_runs import simulate_densely
from scp_centre.methods.lifecycle.inventory import Inventory, solve_model
from scp_centre.methods.lifecycle.runs import Kept, Runs
from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel, score_scale
from scp_centre.methods.messages import Message, _

Array = NDArray[np.float64]
Places = NDArray[np.intp]

DENSE = 60  # up to this many processes whole batches of runs are solved at once
MOST_RUNS = 1_000_000
SAFETY = 5.0  # standard deviations that what is left out must stay within the tolerance
THROUGH = 1.0  # processes are kept from this part of the tolerance on
TIGHTER, TRIES = 0.1, 4
FIRST_CHECKS = 4
DRAWN_AT_ONCE = 200_000
PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the runs drew anew, and how far they were from whole solutions.

    largest_error : of the score of any checked run, as a share of the score
    """

    processes: int
    kept_processes: int
    entries: int
    kept_entries: int
    tolerance: float
    checks: int
    largest_error: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """scores : (demand, category, run)"""

    bases: tuple[Inventory, ...]
    scores: Array
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the runs say about a score."""

    mean: float
    median: float
    sd: float
    percentiles: tuple[tuple[float, float], ...]

    @property
    def mean_and_median(self) -> Message:
        """Return the sentence that explains why mean and median differ."""
        return _(
            "A lognormal amount is centred on its median, but its long upper tail raises its "
            "mean. The mean score can therefore be higher than the median and the base value."
        )


def summarise(scores: Array) -> Distribution:
    """Return mean, median, standard deviation and the central 95 % of the runs of a score."""
    low, high = np.percentile(scores, PERCENTILES)
    return Distribution(
        float(scores.mean()),
        float(np.median(scores)),
        float(scores.std(ddof=1)) if len(scores) > 1 else 0.0,
        ((PERCENTILES[0], float(low)), (PERCENTILES[1], float(high))),
    )


def probability_lower(simulation: Simulation, *, category: int = 0) -> float:
    """Return the share of runs in which the first demand scores lower than the second."""
    first, second = simulation.scores[0, category], simulation.scores[1, category]
    return float((first < second).mean())


def simulate(
    uncertain: UncertainModel,
    demands: Sequence[Array],
    *,
    runs: int,
    generator: np.random.Generator,
    tolerance: float = 1e-6,
) -> Simulation:
    """Return the scores of each demand in runs that share their draws.

    Entries and processes that carry too little to move the score by the tolerance keep their base
    value; whole solutions check it while the runs go on, and tighten the choice. Their mean shift
    is added to first order. With a tolerance of 0 every entry is drawn in every run.

    demands : (product,) each

    Raises InvalidValueError for a number of runs outside of 1 to 1,000,000, and where a draw has
    no solution.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise InvalidValueError(
            _("The number of runs cannot be {runs}.", runs=runs),
            where="runs",
            cure=_("Enter a number from 1 to {most}.", most=MOST_RUNS),
        )
    # One thread: vectors this short cost more to share out than to multiply.
    with threadpool_limits(1, "blas"):
        return _simulate(uncertain, demands, runs, generator, tolerance)


def _simulate(
    uncertain: UncertainModel,
    demands: Sequence[Array],
    runs: int,
    generator: np.random.Generator,
    tolerance: float,
) -> Simulation:
    bases = uncertain.at_base(demands)
    links = Links.of(uncertain)
    reached = reached_processes(uncertain, bases)
    if len(reached) <= DENSE:
        scores = simulate_densely(uncertain, links, bases, reached, runs, generator)
        count = len(links.supplier) + len(links.flow)
        whole = Certificate(len(reached), len(reached), count, count, 0.0, 0, 0.0)
        return Simulation(bases, scores, whole)
    return _Simulator(uncertain, links, bases, reached, tolerance).simulate(runs, generator)


@dataclass(frozen=True, slots=True)
class ProductScores:
    """What the runs say about one unit of every product: (product,) each."""

    mean: Array
    sd: Array
    runs: int


def simulate_all_products(
    uncertain: UncertainModel,
    *,
    runs: int,
    generator: np.random.Generator,
    category: int = 0,
    tolerance: float = 1e-7,
) -> ProductScores:
    """Return mean and standard deviation of the score of one unit of every product.

    Each run solves the adjoint system once, with every entry drawn.

    tolerance : relative change of every score by the last sweep
    """
    system = uncertain.model.system
    base = solve_model(uncertain.model, np.sign(system.made)[system.process_of])
    links = Links.of(uncertain)
    kept = Kept(np.arange(system.n), np.arange(len(links.supplier)), np.arange(len(links.flow)))
    whole = Runs(uncertain, links, (base,), kept)
    mean, squares = np.zeros(system.n), np.zeros(system.n)
    with threadpool_limits(1, "blas"):
        for run in range(1, runs + 1):
            drawn = whole.enter(*whole.draw(generator, 1))
            price = whole.prices(drawn, 0, category, tolerance)
            off = price - mean
            mean += off / run
            squares += off * (price - mean)
    product = system.product_of[whole.processes]
    found_mean, found_sd = np.empty(system.n), np.empty(system.n)
    found_mean[product] = mean
    found_sd[product] = np.sqrt(squares / max(runs - 1, 1))
    return ProductScores(found_mean, found_sd, runs)


def reached_processes(uncertain: UncertainModel, bases: Sequence[Inventory]) -> Places:
    """Return what any demand sets going, and all processes that a drawn entry may set going."""
    is_reached = np.zeros(uncertain.model.system.n, bool)
    for base in bases:
        is_reached[base.reached] = True
    drawn_from_zero = uncertain.technosphere.value[uncertain.technosphere_spreads.entry] == 0
    if drawn_from_zero.any():
        return np.arange(uncertain.model.system.n)
    return np.flatnonzero(is_reached)


class _Simulator:
    """Runs with kept entries beside whole runs that check them."""

    def __init__(
        self,
        uncertain: UncertainModel,
        links: Links,
        bases: tuple[Inventory, ...],
        reached: Places,
        tolerance: float,
    ) -> None:
        self._uncertain, self._links, self._bases = uncertain, links, bases
        self._tolerance = tolerance
        is_reached = np.zeros(uncertain.model.system.n, bool)
        is_reached[reached] = True
        self._everything = Kept(
            reached,
            np.flatnonzero(is_reached[links.consumer]),
            np.flatnonzero(is_reached[links.process]),
        )
        self._derivatives = [
            [links.derivatives(uncertain, base, category) for category in range(len(base.impacts))]
            for base in bases
        ]
        self._scales = np.array(
            [[score_scale(b, category) for category in range(len(b.impacts))] for b in bases]
        )
        self._whole: Runs | None = None

    def simulate(self, runs: int, generator: np.random.Generator) -> Simulation:
        tightening = 1.0
        for _try in range(TRIES):
            if self._tolerance <= 0:
                break
            kept = self._choose(tightening)
            done = self._attempt(kept, runs, generator)
            if done is not None:
                return done
            tightening *= TIGHTER
        self._tolerance = 0.0
        done = self._attempt(self._everything, runs, generator)
        assert done is not None  # whole runs have nothing to be checked against
        return done

    def _choose(self, tightening: float) -> Kept:
        """Return what is drawn: all but the entries that together move the score too little."""
        share = tightening * self._tolerance
        of_links = self._carried([d[0] for one in self._derivatives for d in one], "technosphere")
        of_flows = self._carried([d[1] for one in self._derivatives for d in one], "biosphere")
        carried = np.concatenate([of_links, of_flows])
        ascending = np.sort(carried)
        together = SAFETY * np.sqrt(np.cumsum(ascending**2))
        left_out = int(np.searchsorted(together, share / 2))
        threshold = ascending[left_out - 1] if left_out else -1.0
        links, flows = np.flatnonzero(of_links > threshold), np.flatnonzero(of_flows > threshold)
        through = self._through() > THROUGH * share
        through[self._links.consumer[links]] = True
        through[self._links.process[flows]] = True
        return Kept(np.flatnonzero(through), links, flows)

    def _carried(self, derivatives: Sequence[Array], part: str) -> Array:
        """Return the standard deviation of the score by each entry, as the largest share of any."""
        deviation = getattr(self._links, part).deviation()
        scales = self._scales.ravel()
        shares = [
            np.abs(d) * deviation / scale for d, scale in zip(derivatives, scales, strict=True)
        ]
        largest: Array = np.max(shares, axis=0)
        return largest

    def _through(self) -> Array:
        """Return the largest share of any score that runs through each process."""
        system = self._uncertain.model.system
        shares = [
            np.abs(base.prices[:, system.product_of] * base.supply * system.made) / scale[:, None]
            for base, scale in zip(self._bases, self._scales, strict=True)
        ]
        largest: Array = np.max(np.concatenate(shares), axis=0)
        return largest

    def _shift(self, kept: Kept) -> Array:
        """Return how far the mean of what keeps its base value moves each score, to first order."""
        links, flows = self._links, self._links.biosphere
        off_links = links.technosphere.mean() - links.base_technosphere(self._uncertain)
        off_flows = flows.mean() - links.base_biosphere(self._uncertain)
        off_links[kept.links] = 0.0
        off_flows[kept.flows] = 0.0
        return np.array(
            [[d[0] @ off_links + d[1] @ off_flows for d in one] for one in self._derivatives]
        )

    def _attempt(self, kept: Kept, runs: int, generator: np.random.Generator) -> Simulation | None:
        """Return the runs; None when a check finds the kept entries too few."""
        draws, checks = generator.spawn(2)
        solver = Runs(self._uncertain, self._links, self._bases, kept)
        shift = self._shift(kept)
        is_checked = self._tolerance > 0
        settled = self._tolerance / 20 if is_checked else 1e-10
        size = len(kept.links) + len(kept.flows)
        batch = max(1, DRAWN_AT_ONCE // max(size, 1))
        scores = np.empty((len(self._bases), len(self._scales[0]), runs))
        largest, checked, due = 0.0, 0, FIRST_CHECKS
        for start in range(0, runs, batch):
            count = min(batch, runs - start)
            drawn = solver.enter(*solver.draw(draws, count))
            for run in range(count):
                scores[:, :, start + run] = solver.score(drawn, run, settled) + shift
            while is_checked and checked < due:
                largest = max(largest, self._error(kept, solver, shift, checks))
                checked += 1
                if largest > self._tolerance:
                    return None
            due = FIRST_CHECKS + int(np.log2(1 + (start + count) / 64))
        certificate = Certificate(
            len(self._everything.processes),
            len(kept.processes),
            len(self._everything.links) + len(self._everything.flows),
            size,
            self._tolerance,
            checked,
            largest,
        )
        return Simulation(self._bases, scores, certificate)

    def _error(
        self, kept: Kept, solver: Runs, shift: Array, generator: np.random.Generator
    ) -> float:
        """Return how far the score of one run is from that of its whole solution."""
        if self._whole is None:
            self._whole = Runs(self._uncertain, self._links, self._bases, self._everything)
        of_links, of_flows = self._whole.draw(generator, 1)
        exact = self._whole.score(self._whole.enter(of_links, of_flows), 0, 1e-12)
        links = np.searchsorted(self._everything.links, kept.links)
        flows = np.searchsorted(self._everything.flows, kept.flows)
        settled = self._tolerance / 20
        drawn = solver.enter(of_links[:, links], of_flows[:, flows])
        near = solver.score(drawn, 0, settled) + shift
        return float((np.abs(near - exact) / self._scales).max())
