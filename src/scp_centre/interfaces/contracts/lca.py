"""Contract of `lca`: the footprint of a demand, its contributions and its spread."""

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AliasChoices, BaseModel, Field

from scp_centre.interfaces.contracts.registry import (
    MOST_ENTRIES,
    Contract,
    Name,
    Place,
    QualityScore,
    Runs,
    Seed,
    Strict,
    Whole,
)
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    Distribution,
    Entries,
    Inventory,
    Kind,
    Simulation,
    Spread,
    UncertainModel,
    pedigree_sigma,
    probability_lower,
    read_entries,
    read_spreads,
    require_places,
    screen,
    simulate,
    sobol_indices,
    summarise,
)
from scp_centre.reference.pedigree_factors import pedigree_factors

MOST_PROCESSES, MOST_CATEGORIES = 100_000, 200
DEFAULT_RUNS = 1_000

Places = Annotated[list[Place], Field(max_length=MOST_ENTRIES)]
Values = Annotated[list[float], Field(max_length=MOST_ENTRIES)]
Demand = Annotated[dict[Name, float], Field(min_length=1, max_length=MOST_PROCESSES)]


class Technosphere(Strict):
    n: Whole = Field(ge=1, le=MOST_PROCESSES, description="processes, as many as products")
    row: Places = Field(description="product of each entry, from 0")
    col: Places = Field(description="process of each entry, from 0")
    value: Values = Field(
        description="amount per run; outputs positive, inputs negative; duplicates are added"
    )


class Biosphere(Strict):
    m: Whole = Field(ge=1, le=MOST_ENTRIES, description="flows to and from nature")
    row: Places = Field(description="flow of each entry, from 0")
    col: Places = Field(description="process of each entry, from 0")
    value: Values = Field(description="amount per run; duplicates are added")


class Pedigree(Strict):
    scores: Annotated[list[QualityScore], Field(min_length=5, max_length=5)] = Field(
        description="1 to 5: reliability, completeness, time, place, technology"
    )
    basic: float = Field(ge=1, le=100, description="basic uncertainty factor, such as 1.05")
    factors: Literal[2005, 2013] = Field(description="which published set of factors")


class SpreadIn(Strict):
    kind: Literal["lognormal", "normal", "triangular", "uniform"]
    sigma: float | None = Field(
        default=None,
        validation_alias=AliasChoices("sigma", "sd"),
        description="standard deviation: of the logarithm (lognormal), of the amount (normal)",
    )
    minimum: float | None = Field(
        default=None,
        validation_alias=AliasChoices("minimum", "min"),
        description="lower bound (triangular, uniform)",
    )
    maximum: float | None = Field(
        default=None,
        validation_alias=AliasChoices("maximum", "max"),
        description="upper bound (triangular, uniform)",
    )
    centre: Literal["median", "mean"] = Field(
        default="median", description="what the amount of a lognormal is"
    )
    pedigree: Pedigree | None = Field(default=None, description="gives sigma where it is missing")


SpreadList = Annotated[list[SpreadIn | None], Field(max_length=MOST_ENTRIES)]


class Uncertainty(Strict):
    technosphere: SpreadList | None = Field(default=None, description="one for each entry, or null")
    biosphere: SpreadList | None = Field(default=None, description="one for each entry, or null")


class Input(Strict):
    technosphere: Technosphere
    biosphere: Biosphere
    characterisation: (
        Values | Annotated[dict[Name, Values], Field(min_length=1, max_length=MOST_CATEGORIES)]
    ) = Field(description="impact per unit of each flow; for several categories, by name")
    demand: Demand = Field(description="amount by product, from 0")
    uncertainty: Uncertainty | None = None
    runs: Runs | None = Field(
        default=None, description="Monte Carlo runs; 1,000 if data are uncertain"
    )
    seed: Seed = Field(default=1)
    compare: Demand | None = Field(default=None, description="another demand, with the same draws")
    screen: Whole = Field(
        default=0, ge=0, le=1_000, description="how many of the most decisive uncertain entries"
    )
    sobol: Whole = Field(
        default=0,
        ge=0,
        le=100,
        description="for how many of these Sobol indices are computed, from `runs` pairs of draws",
    )


class DistributionOut(BaseModel):
    mean: float
    median: float
    sd: float
    percentiles: dict[str, float]


class Note(BaseModel):
    matrix: str
    entry: int = Field(description="place in the lists of the matrix, from 0")
    message: str


class CertificateOut(BaseModel):
    processes: int = Field(description="that the demand sets going")
    kept_processes: int = Field(description="solved in every run; the others keep their base value")
    entries: int = Field(description="uncertain")
    kept_entries: int = Field(description="drawn in every run")
    tolerance: float = Field(description="of the score, as a share")
    checks: int = Field(description="runs that were solved whole beside")
    largest_error: float = Field(description="of the score in these runs, as a share")


class Screened(BaseModel):
    matrix: str
    entry: int
    row: int
    col: int
    share: float = Field(description="of the variance of the score, to first order")


class SobolOut(BaseModel):
    matrix: str
    entry: int
    row: int
    col: int
    first: float = Field(description="share of the variance of the score by this entry alone")
    first_interval: tuple[float, float] = Field(description="central 95 %, by resampling")
    total: float = Field(description="the same with all interactions of the entry")
    total_interval: tuple[float, float] = Field(description="central 95 %, by resampling")


ByCategory = dict[str, list[float]]


class Output(BaseModel):
    supply: list[float] = Field(description="n, runs of each process")
    inventory: list[float] = Field(description="m, flow units; taken from nature as written")
    score: float | dict[str, float] = Field(description="impact, by category if several")
    contributions: list[float] | ByCategory = Field(description="n, impact of each process itself")
    upstream: list[float | None] | dict[str, list[float | None]] = Field(
        description="n, impact of each process with all that it needs, loops counted once; null in "
        "a loop of more than 2,000 processes"
    )
    unit_scores: list[float] | ByCategory = Field(description="n, impact per unit of each product")
    distribution: DistributionOut | dict[str, DistributionOut] | None = None
    mean_and_median: str | None = Field(default=None, description="why mean and median differ")
    compare: dict[str, Any] | None = Field(default=None, description="score of the other demand")
    probability_lower: float | dict[str, float] | None = Field(
        default=None, description="share of runs in which the demand scores lower than compare"
    )
    certificate: CertificateOut | None = None
    notes: list[Note] | None = Field(default=None, description="spreads read otherwise than given")
    screening: list[Screened] | dict[str, list[Screened]] | None = None
    sobol: list[SobolOut] | dict[str, list[SobolOut]] | None = None


def compute(given: Input) -> dict[str, Any]:
    uncertain, names, notes = _read(given)
    demands = [_demand(given.demand, given.technosphere.n, "demand")]
    if given.compare is not None:
        demands.append(_demand(given.compare, given.technosphere.n, "compare"))
    runs = given.runs or (DEFAULT_RUNS if given.uncertainty is not None else None)
    simulation = None
    if runs:
        generator = np.random.default_rng(given.seed)
        simulation = simulate(uncertain, demands, runs=runs, generator=generator)
        bases = simulation.bases
    else:
        bases = uncertain.at_base(demands)
    answer = _about(bases[0], names)
    if given.compare is not None:
        answer["compare"] = {"score": _by(names, [float(v) for v in bases[1].impacts])}
        answer["probability_lower"] = _probability(bases, simulation, names)
    if simulation is not None:
        answer |= _spread(simulation, names) | {"notes": notes}
    if given.screen:
        screened = [
            [
                {key: getattr(one, key) for key in Screened.model_fields}
                for one in screen(uncertain, demands[0], top=given.screen, category=category)
            ]
            for category in range(len(uncertain.model.C))
        ]
        answer["screening"] = _by(names, screened)
    if given.sobol:
        answer["sobol"] = _sobol(uncertain, demands[0], given, runs or DEFAULT_RUNS, names)
    return answer


def _sobol(
    uncertain: UncertainModel,
    demand: np.ndarray[Any, np.dtype[np.float64]],
    given: Input,
    runs: int,
    names: list[str] | None,
) -> Any:
    """Return the Sobol indices by category, each with draws of its own seed."""
    by_category = []
    for category in range(len(uncertain.model.C)):
        generator = np.random.default_rng([given.seed, category])
        found = sobol_indices(
            uncertain, demand, top=given.sobol, runs=runs, generator=generator, category=category
        )
        by_category.append(
            [
                {key: getattr(one.entry, key) for key in ("matrix", "entry", "row", "col")}
                | {
                    "first": one.first,
                    "first_interval": one.first_interval,
                    "total": one.total,
                    "total_interval": one.total_interval,
                }
                for one in found
            ]
        )
    return _by(names, by_category)


def _read(given: Input) -> tuple[UncertainModel, list[str] | None, list[dict[str, Any]]]:
    """Return the model, the names of several categories, and notes on spreads."""
    n, m = given.technosphere.n, given.biosphere.m
    technosphere = _entries(given.technosphere, (n, n), "technosphere")
    biosphere = _entries(given.biosphere, (m, n), "biosphere")
    written = given.characterisation
    names = list(written) if isinstance(written, dict) else None
    rows = list(written.values()) if isinstance(written, dict) else [written]
    for place, row in enumerate(rows):
        if len(row) != m:
            name = f"characterisation.{names[place]}" if names else "characterisation"
            raise InvalidValueError(
                f"{name} has {len(row)} factors, and the biosphere has {m} flows.",
                where=name,
                cure="Give one factor for each flow, 0 where it has no impact.",
            )
    notes: list[dict[str, Any]] = []
    spreads = {}
    for name, entries in (("technosphere", technosphere), ("biosphere", biosphere)):
        listed = getattr(given.uncertainty, name, None)
        values = [None] * len(entries.value) if listed is None else [_spread_of(s) for s in listed]
        spreads[name], found = read_spreads(entries.value, values, name=name)
        notes += [{"matrix": name, "entry": f.entry, "message": str(f.message)} for f in found]
    uncertain = UncertainModel.of(
        technosphere,
        biosphere,
        np.array(rows, float),
        spreads["technosphere"],
        spreads["biosphere"],
    )
    return uncertain, names, notes


def _entries(given: Technosphere | Biosphere, shape: tuple[int, int], name: str) -> Entries:
    return read_entries(
        shape,
        np.array(given.row, np.intp),
        np.array(given.col, np.intp),
        given.value,
        name=name,
    )


def _spread_of(given: SpreadIn | None) -> Spread | None:
    if given is None:
        return None
    sigma = given.sigma
    if sigma is None and given.pedigree is not None:
        factors = pedigree_factors(given.pedigree.factors)
        sigma = pedigree_sigma(given.pedigree.scores, factors, given.pedigree.basic)
    return Spread(Kind(given.kind), sigma, given.minimum, given.maximum, given.centre == "mean")


def _demand(given: dict[str, float], n: int, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    demand = np.zeros(n)
    for key, amount in given.items():
        if not (key.isascii() and key.isdigit()) or key != (key.lstrip("0") or "0"):
            raise InvalidValueError(
                f"{name} names the product {key!r}: products are numbered from 0.",
                where=f"{name}.{key}",
                cure='Write the row of the product, such as "0".',
            )
        require_places([int(key[:20])], n, name)
        demand[int(key)] += amount
    return demand


def _about(base: Inventory, names: list[str] | None) -> dict[str, Any]:
    upstream = [[None if math.isnan(v) else v for v in row] for row in base.upstream().tolist()]
    return {
        "supply": base.supply.tolist(),
        "inventory": base.flows.tolist(),
        "score": _by(names, [float(v) for v in base.impacts]),
        "contributions": _by(names, base.direct.tolist()),
        "upstream": _by(names, upstream),
        "unit_scores": _by(names, base.prices.tolist()),
    }


def _spread(simulation: Simulation, names: list[str] | None) -> dict[str, Any]:
    found = [summarise(scores) for scores in simulation.scores[0]]
    certificate = simulation.certificate
    return {
        "distribution": _by(names, [_distribution(one) for one in found]),
        "mean_and_median": str(found[0].mean_and_median),
        "certificate": {key: getattr(certificate, key) for key in CertificateOut.model_fields},
    }


def _distribution(found: Distribution) -> dict[str, Any]:
    return {
        "mean": found.mean,
        "median": found.median,
        "sd": found.sd,
        "percentiles": {f"{share:g}": value for share, value in found.percentiles},
    }


def _probability(
    bases: tuple[Inventory, ...], simulation: Simulation | None, names: list[str] | None
) -> Any:
    if simulation is None:  # certain data: every run would be the base
        lower = (bases[0].impacts < bases[1].impacts).astype(float).tolist()
        return _by(names, lower)
    categories = range(len(bases[0].impacts))
    return _by(names, [probability_lower(simulation, category=c) for c in categories])


def _by(names: list[str] | None, values: list[Any]) -> Any:
    """Return the one value, or the values by category where there are names."""
    return values[0] if names is None else dict(zip(names, values, strict=True))


CONTRACT = Contract(
    name="lca",
    version="1.0",
    summary="Footprint of a demand: supply, inventory, score, contributions and spread.",
    formula="A s = f; g = B s; h = c g; upstream = lambda s / (A^-1)_jj with A^T lambda = B^T c",
    sources=("Heijungs and Suh (2002); docs/methods/lifecycle.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
