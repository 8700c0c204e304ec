"""Contract of `symbiosis`: the plan of exchanges that is worth most, and the proof that it is."""

from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import MOST_ROWS, Contract, Matrix, Row, Strict
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _, n_
from scp_centre.methods.symbiosis import (
    LARGEST,
    Exchanges,
    Terms,
    no_terms,
    per_exchange,
    plan_against_loss,
    plan_exchanges,
    plan_with_terms,
    price_ladder,
    read_exchanges,
    solve_tree,
)

MOST_CELLS, MOST_IN_PROGRAM, MOST_RUNGS_OF = 25_000_000, 50_000, 1_000
MOST_PLANTS = 50
ODD_RATIO = 500.0  # of all supplies to all demands, near the thousand of kilograms for tonnes
Open = Annotated[list[float | None], Field(max_length=MOST_ROWS)]


class Plant(Strict):
    capacity: float = Field(ge=0, le=LARGEST, description="tonnes")
    opening_cost: float = Field(
        default=0.0, ge=0, le=LARGEST, description="money, if anything goes through it"
    )
    treatment_per_tonne: float = Field(default=0.0, ge=-LARGEST, le=LARGEST, description="money")
    transport_from: Row = Field(description="money per tonne from each offer")
    transport_to: Row = Field(description="money per tonne to each need")


class Input(Strict):
    supply: Row = Field(min_length=1, description="tonnes of each offer")
    demand: Row = Field(min_length=1, description="tonnes of each need")
    value_per_tonne: float | Matrix = Field(description="money; one number, or by offer and need")
    transport_per_tonne: Annotated[list[Open], Field(max_length=MOST_ROWS)] = Field(
        description="money, by offer and need; null where the exchange is not possible"
    )
    treatment_per_tonne: float | Matrix = Field(default=0.0, description="money")
    fixed_cost: float | Matrix = Field(default=0.0, description="money of each exchange that is")
    minimum_load: float | Matrix = Field(default=0.0, description="tonnes, or nothing at all")
    capacity: float | Matrix | None = Field(
        default=None, description="tonnes of each exchange at most"
    )
    one_partner: bool = Field(default=False, description="each offer and need has one at most")
    plants: list[Plant] = Field(
        default_factory=list,
        max_length=MOST_PLANTS,
        description="treatment plants that exchanges may go through instead of directly",
    )
    seconds: float = Field(
        default=30.0, gt=0, le=600, description="that the search of whole choices may take"
    )
    robust: bool = Field(default=False, description="a plan for the loss of any partner as well")
    ladder: bool = Field(default=False, description="at which gain each exchange ends")


class Prices(BaseModel):
    supply: list[float] = Field(description="money that one tonne more of an offer is worth")
    demand: list[float] = Field(description="money that one tonne more of a need is worth")


class PlantUsed(BaseModel):
    opened: bool
    tonnes: float
    price: float = Field(description="money that one tonne more of capacity is worth")


class Robust(BaseModel):
    flows: list[list[float]]
    net_value: float = Field(description="while all partners stay")
    guaranteed: float = Field(description="after the loss of whichever partner costs most")


class Step(BaseModel):
    gain: float = Field(description="money per tonne, below which only these tonnes stay")
    tonnes: float


class Ladder(BaseModel):
    offer: int
    need: int
    gain: float = Field(description="money per tonne today")
    rungs: list[Step] = Field(description="the last has 0 tonnes: there the exchange ends")


class Output(BaseModel):
    flows: list[list[float]] = Field(description="tonnes by offer and need")
    net_value: float
    prices: Prices
    bound: float = Field(description="no plan is worth more")
    gap: float = Field(description="(bound - net value) / the larger of the two")
    violation: float = Field(description="the most that a gain exceeds the prices of its ends")
    proved: bool = Field(
        description="the bound is reached to a billionth, with further terms to a millionth; "
        "false: the gap says how far a better plan could be"
    )
    plants: list[PlantUsed]
    robust: Robust | None
    ladder: list[Ladder] | None
    notes: list[str]


def compute(given: Input) -> dict[str, Any]:
    exchanges, terms = _exchanges(given)
    plain = not (terms.has_lumps or given.plants or given.capacity is not None)
    answer = _plain(given, exchanges) if plain else _with_terms(given, exchanges, terms)
    return answer | {
        "robust": _robust(given, exchanges) if given.robust else None,
        "ladder": _ladder(exchanges) if given.ladder and plain else None,
        "notes": _notes(given, exchanges, plain),
    }


def _plain(given: Input, exchanges: Exchanges) -> dict[str, Any]:
    plan = plan_exchanges(exchanges)
    return {
        "flows": _table(exchanges, plan.tonnes),
        "net_value": plan.value,
        "prices": {"supply": plan.supply_price.tolist(), "demand": plan.demand_price.tolist()},
        "bound": plan.bound,
        "gap": plan.gap,
        "violation": plan.violation,
        "proved": plan.is_proved,
        "plants": [],
    }


def _with_terms(given: Input, exchanges: Exchanges, terms: Terms) -> dict[str, Any]:
    _limit(len(exchanges.gain))
    plan = plan_with_terms(exchanges, terms, seconds=given.seconds)
    via = terms.plant >= 0
    through = np.bincount(terms.plant[via], plan.tonnes[via], len(given.plants))
    return {
        "flows": _table(exchanges, plan.tonnes),
        "net_value": plan.value,
        "prices": {"supply": plan.supply_price.tolist(), "demand": plan.demand_price.tolist()},
        "bound": plan.bound,
        "gap": plan.gap,
        "violation": 0.0,
        "proved": plan.is_proved,
        "plants": [
            {"opened": bool(opened), "tonnes": float(tonnes), "price": float(price)}
            for opened, tonnes, price in zip(plan.opened, through, plan.plant_price, strict=True)
        ],
    }


def _exchanges(given: Input) -> tuple[Exchanges, Terms]:
    """Return the exchanges, those by plants behind the direct ones, and their terms."""
    n, m = len(given.supply), len(given.demand)
    if n * m > MOST_CELLS:
        raise InvalidValueError(
            _(
                "There are too many pairs of offers and needs ({count}).",
                count=Number(n * m),
            ),
            where="supply",
            cure=_("Plan regions one by one, or call plan_exchanges in Python with a sparse list."),
        )
    value = _by_pair(given.value_per_tonne, n, m, "value_per_tonne")
    treatment = _by_pair(given.treatment_per_tonne, n, m, "treatment_per_tonne")
    gain = value - treatment - _by_pair(given.transport_per_tonne, n, m, "transport_per_tonne")
    offer, need = np.nonzero(~np.isnan(gain))
    parts: list[tuple[NDArray[Any], ...]] = [
        (offer, need, gain[offer, need], np.full(len(offer), -1))
    ]
    for place, plant in enumerate(given.plants):
        there = _list_of(plant.transport_from, n, f"plants.{place}.transport_from")
        back = _list_of(plant.transport_to, m, f"plants.{place}.transport_to")
        worth = value - plant.treatment_per_tonne - there[:, None] - back[None, :]
        ends = np.nonzero(~np.isnan(worth))
        parts.append((*ends, worth[ends], np.full(len(ends[0]), place)))
    all_offers, all_needs, gains, plants = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    exchanges = read_exchanges(given.supply, given.demand, all_offers, all_needs, gains, plants)
    terms = replace(
        no_terms(exchanges),
        fixed_cost=per_exchange(given.fixed_cost, exchanges, "fixed_cost"),
        minimum_load=per_exchange(given.minimum_load, exchanges, "minimum_load"),
        plant=plants,
        capacity=np.array([plant.capacity for plant in given.plants]),
        opening_cost=np.array([plant.opening_cost for plant in given.plants]),
        one_partner=given.one_partner,
    )
    if given.capacity is not None:
        terms = replace(terms, most=per_exchange(given.capacity, exchanges, "capacity"))
    return exchanges, terms


def _by_pair(value: Any, n: int, m: int, where: str) -> NDArray[np.float64]:
    """Return a table by offer and need; null becomes NaN."""
    if isinstance(value, list):
        if len(value) != n or any(len(row) != m for row in value):
            raise InvalidValueError(
                _(
                    "{where} does not match the offers and needs. Offers: {rows}. Needs: "
                    "{columns}.",
                    where=where,
                    rows=Number(n),
                    columns=Number(m),
                ),
                where=where,
                cure=_("Give one list for each offer, with one number for each need."),
            )
        return np.array(
            [[np.nan if one is None else one for one in row] for row in value], float
        ).reshape(n, m)
    return np.broadcast_to(float(value), (n, m))


def _list_of(values: list[float], count: int, where: str) -> NDArray[np.float64]:
    if len(values) != count:
        raise InvalidValueError(
            _("{where} has the wrong length.", where=where),
            where=where,
            cure=_("Give one number for each offer or each need."),
        )
    return np.array(values)


def _table(exchanges: Exchanges, tonnes: NDArray[np.float64]) -> list[list[float]]:
    """Return tonnes by offer and need, whichever way they go."""
    table = np.zeros(exchanges.shape)
    np.add.at(table, (exchanges.offer, exchanges.need), tonnes)
    rows: list[list[float]] = table.tolist()
    return rows


def _limit(count: int) -> None:
    if count > MOST_IN_PROGRAM:
        raise InvalidValueError(
            _("There are too many exchanges ({count}) for these terms.", count=Number(count)),
            where="transport_per_tonne",
            cure=_("Enter null to leave out exchanges over too great a distance."),
        )


def _robust(given: Input, exchanges: Exchanges) -> dict[str, Any]:
    _limit(len(exchanges.gain))
    plan = plan_against_loss(exchanges)
    return {
        "flows": _table(exchanges, plan.tonnes),
        "net_value": plan.value,
        "guaranteed": plan.guaranteed,
    }


def _ladder(exchanges: Exchanges) -> list[dict[str, Any]]:
    """Return the ladder of each exchange of the plan, the largest first and not too many."""
    solved = solve_tree(exchanges)
    flows = solved.flows()
    used = np.flatnonzero(flows > 0)
    used = used[np.argsort(-flows[used], kind="stable")][:MOST_RUNGS_OF]
    return [
        {
            "offer": int(exchanges.offer[solved.kept[place]]),
            "need": int(exchanges.need[solved.kept[place]]),
            "gain": float(exchanges.gain[solved.kept[place]]),
            "rungs": [
                {"gain": rung.gain, "tonnes": rung.tonnes} for rung in price_ladder(solved, place)
            ],
        }
        for place in sorted(used.tolist())
    ]


def _notes(given: Input, exchanges: Exchanges, plain: bool) -> list[str]:
    """Return what a person should look at: needs that nobody can meet, kilograms for tonnes."""
    notes: list[str] = []
    worthwhile = exchanges.gain > 0
    served = np.isin(np.arange(len(given.demand)), exchanges.need[worthwhile])
    alone = int((~served & (np.array(given.demand) > 0)).sum())
    if alone:
        notes.append(
            n_(
                "{count} need has no exchange that is worth the cost.",
                "{count} needs have no exchange that is worth the cost.",
                alone,
            )
        )
    totals = sum(given.supply), sum(given.demand)
    if min(totals) > 0 and max(totals) / min(totals) > ODD_RATIO:
        notes.append(
            _(
                "Supplies and demands differ greatly in size. Check whether kilograms and tonnes "
                "are correct."
            )
        )
    if given.ladder and not plain:
        notes.append(_("The price ladder is calculated only for plans without further terms."))
    return [str(note) for note in notes]


CONTRACT = Contract(
    name="symbiosis",
    version="1.0",
    summary="The plan of exchanges of residues that is worth most, with its prices and bound.",
    formula="max sum (value - transport - treatment) x, x within supply and demand; bound = "
    "supply y + demand z with y + z >= gain on all exchanges",
    sources=("docs/methods/symbiosis.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
