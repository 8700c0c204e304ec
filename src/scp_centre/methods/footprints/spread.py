"""How uncertain a footprint is, and how likely an alternative is lower: with common draws."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.footprints.entries import Design, Factor, ProductModel, resolve
from scp_centre.methods.footprints.impacts import co2e_of
from scp_centre.methods.footprints.variance import Driver, variance_by_input
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle.simulation import Distribution, summarise
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
MOST_RUNS = 100_000
OF_LINE, OF_ROW, OF_PRICE = 1, 2, 3  # kinds of inputs, each with its own random numbers


@dataclass(frozen=True, slots=True)
class Compared:
    """An alternative beside the base product, with the same draws.

    scores : kg CO2e of the alternative    difference : alternative less base
    probability_lower : share of the runs
    """

    name: str
    total: float
    scores: Distribution
    difference: Distribution
    probability_lower: float


@dataclass(frozen=True, slots=True)
class SpreadResult:
    """The runs of a base product. drivers : what to know better first"""

    runs: int
    seed: int
    distribution: Distribution
    drivers: tuple[Driver, ...]
    compared: tuple[Compared, ...]


def sigma_of(relative: float) -> float:
    """Return sigma of a lognormal from a relative standard uncertainty:  sqrt(ln(1 + u²)).

    >>> round(sigma_of(0.1), 5)
    0.09975
    """
    return math.sqrt(math.log1p(relative**2))


def simulate_footprint(
    model: ProductModel,
    factors: Mapping[str, Factor],
    gwp: GwpSet,
    *,
    runs: int,
    seed: int,
) -> SpreadResult:
    """Return the spread of the base product, and each alternative compared with it.

    h = Σ_l Σ_j m_l W_lj k_j

    m : of the amount of each line, k : of each background row, both lognormal around 1 (median)
    W : (line, row)  kg CO2e of the base values

    All designs share m and k: the same line and the same row are drawn once a run. Each has a
    sequence of its own, by the seed and its key, so that the runs of a design depend on that design
    only and stay as they are when an alternative or a line is added.

    Raises InvalidValueError for a number of runs outside of 2 to 100,000, and as `resolve` does.
    """
    if not 2 <= runs <= MOST_RUNS:
        raise InvalidValueError(
            _("The number of runs cannot be {runs}.", runs=runs),
            where="runs",
            cure=_("Enter a number from 2 to {most}.", most=MOST_RUNS),
        )
    designs = [resolve(model, factors)]
    designs += [resolve(model, factors, one) for one in model.alternatives]
    table = _Table.of(designs)
    _lines, m = draw_amounts(designs, seed, runs)
    k = _lognormal(seed, OF_ROW, table.factors, table.factor_sigma, runs)
    weights = [table.weights(design, gwp) for design in designs]
    scores = [((m @ W) * k).sum(axis=1) for W in weights]
    compared = tuple(
        Compared(
            design.name,
            float(W.sum()),
            summarise(score),
            summarise(score - scores[0]),
            float((score < scores[0]).mean()),
        )
        for design, W, score in zip(designs[1:], weights[1:], scores[1:], strict=True)
    )
    return SpreadResult(runs, seed, summarise(scores[0]), table.drivers(weights[0]), compared)


def draw_amounts(
    designs: Sequence[Design], seed: int, runs: int
) -> tuple[Mapping[str, int], Array]:
    """Return the place of each line, and m: (run, line) by which its amount is multiplied."""
    table = _Table.of(designs)
    return table.lines, _lognormal(seed, OF_LINE, table.lines, table.line_sigma, runs)


def generator_of(seed: int, kind: int, key: str) -> np.random.Generator:
    """Return the random numbers of one input: the same for a key, whatever else is drawn."""
    return np.random.default_rng([seed, kind, *key.encode()])


def _lognormal(seed: int, kind: int, keys: Iterable[str], sigma: Array, runs: int) -> Array:
    """Return (run, key) around 1; ones where nothing is uncertain."""
    drawn = np.ones((runs, len(sigma)))
    for place, key in enumerate(keys):
        if sigma[place]:
            normal = generator_of(seed, kind, key).standard_normal(runs)
            drawn[:, place] = np.exp(normal * sigma[place])
    return drawn


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines and rows of all designs, each once, with the spread of each."""

    lines: dict[str, int]
    factors: dict[str, int]
    line_sigma: Array
    factor_sigma: Array

    @classmethod
    def of(cls, designs: Sequence[Design]) -> "_Table":
        lines: dict[str, float] = {}
        rows: dict[str, float] = {}
        for design in designs:
            for one in design.lines:
                lines.setdefault(one.line.key, sigma_of(one.line.spread))
                rows |= {factor.key: factor.sigma for factor, _share in one.mix()}
        return cls(
            {key: place for place, key in enumerate(lines)},
            {key: place for place, key in enumerate(rows)},
            np.array(list(lines.values()), float),
            np.array(list(rows.values()), float),
        )

    def weights(self, design: Design, gwp: GwpSet) -> Array:
        """Return W of a design: (line, row)  kg CO2e per functional unit."""
        W = np.zeros((len(self.lines), len(self.factors)))
        for one in design.lines:
            amount = design.per_functional_unit(one)
            for factor, share in one.mix():
                place = self.lines[one.line.key], self.factors[factor.key]
                W[place] += amount * share * co2e_of(factor, gwp)
        return W

    def drivers(self, W: Array) -> tuple[Driver, ...]:
        """Return what moves the score, largest first."""
        lines, factors = tuple(self.lines), tuple(self.factors)
        return variance_by_input(W, self.line_sigma, self.factor_sigma, lines, factors)
