"""Contract of `scenario`: an instrument simulated on a nation's table."""

from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.io_accounts import matrix
from scp_centre.interfaces.contracts.registry import (
    Contract,
    Matrix,
    Name,
    Names,
    Row,
    Seed,
    Strict,
    Whole,
    Year,
)
from scp_centre.methods.errors import LabelMismatchError
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.scenarios import (
    ACCOUNTING,
    DRAWS,
    EFFECTS,
    Category,
    Combustion,
    Economy,
    Engine,
    Indicator,
    Run,
    Scenario,
    plain_balance,
)
from scp_centre.methods.scenarios import Year as YearOfRun
from scp_centre.methods.scenarios.instruments import require_each_once


class CategoryOf(Strict):
    code: Name
    title: Name = ""
    kind: Literal["household", "government", "investment", "export", "import"] = Field(
        description="who buys; imports that compete stand here with a minus"
    )


class IndicatorOf(Strict):
    code: Name
    title: Name = ""
    unit: Name


class FuelOf(Strict):
    product: Name = Field(description="code of the sector that sells it")
    by_sector: Matrix = Field(
        description="indicators x n, what burning it causes: part of F, 0 where none is bought"
    )
    by_buyer: Matrix | None = Field(
        default=None, description="indicators x categories; part of F_Y"
    )


class Table(Strict):
    name: Name = ""
    year: Year
    money: Name = Field(description="unit of every flow, such as million EUR")
    sectors: Names = Field(description="codes of the n sectors")
    titles: Names | None = None
    categories: list[CategoryOf] = Field(max_length=1_000)
    indicators: list[IndicatorOf] = Field(max_length=10_000)
    Z: Matrix = Field(description="n x n, money; row delivers to column")
    Y: Matrix = Field(description="n x categories, money")
    V: Row = Field(description="n, money; value added")
    F: Matrix = Field(description="indicators x n, each in its unit")
    F_Y: Matrix | None = Field(
        default=None, description="indicators x categories, caused by final demand itself"
    )
    fuels: list[FuelOf] | None = Field(
        default=None,
        max_length=1_000,
        description="products that are burnt; none: causes follow output",
    )
    accounting: Names | None = Field(
        default=None,
        description="codes of sectors that only balance the accounts, like scrap; none: those of "
        "the Bureau of Economic Analysis",
    )

    def economy(self) -> Economy:
        """Return the economy; raise LabelMismatchError where a block does not fit its names."""
        return Economy(
            name=self.name,
            year=self.year,
            money=self.money,
            sectors=tuple(self.sectors),
            titles=tuple(self.titles or self.sectors),
            categories=tuple(Category(c.code, c.title or c.code, c.kind) for c in self.categories),
            indicators=tuple(Indicator(i.code, i.title or i.code, i.unit) for i in self.indicators),
            Z=matrix(self.Z, "Z"),
            Y=matrix(self.Y, "Y"),
            V=np.array(self.V, float),
            F=matrix(self.F, "F"),
            F_Y=np.zeros((0, 0)) if self.F_Y is None else matrix(self.F_Y, "F_Y"),
            combustion=self.combustion(),
            accounting=ACCOUNTING if self.accounting is None else frozenset(self.accounting),
        )

    def combustion(self) -> Combustion | None:
        """Return which products are fuels; raise UnknownLabelError, LabelMismatchError."""
        if not self.fuels:
            return None
        for one in self.fuels:
            require_known(one.product, self.sectors, what="sector", where="fuels")
        require_unique([one.product for one in self.fuels], what="fuels")
        none = np.zeros((len(self.indicators), len(self.categories)))
        by_sector = [matrix(one.by_sector, "by_sector") for one in self.fuels]
        by_buyer = [
            none if one.by_buyer is None else matrix(one.by_buyer, "by_buyer") for one in self.fuels
        ]
        for name, blocks in (("by_sector", by_sector), ("by_buyer", by_buyer)):
            require_one_shape(blocks, name)
        places = tuple(self.sectors.index(one.product) for one in self.fuels)
        return Combustion(places, np.stack(by_sector, axis=1), np.stack(by_buyer, axis=1))


def require_one_shape(blocks: list[np.ndarray[Any, Any]], name: str) -> None:
    """Raise LabelMismatchError where the blocks of two fuels differ in size."""
    if len({block.shape for block in blocks}) > 1:
        raise LabelMismatchError(
            f"{name} has another size for one fuel than for another.",
            where="fuels",
            cure="Give each fuel one row for each indicator, one column for each sector or buyer.",
        )


class Input(Strict):
    table: Table
    scenario: Scenario
    draws: Whole = Field(default=DRAWS, ge=1, le=100_000, description="of the stated ranges")
    seed: Seed = Field(default=1, description="of the random numbers, so that it can be repeated")


class Change(BaseModel):
    indicator: str
    unit: str
    production: float = Field(description="in the scenario, with what final demand causes itself")
    base_production: float
    consumption: float
    base_consumption: float
    structure: float = Field(description="change from recipes, intensities, shares of imports")
    substitution: float = Field(description="change from purchases that instruments move or stop")
    response: float = Field(description="change from buyers who answer prices")
    rebound: float = Field(
        description="change from money spent again: the four are the change of production"
    )


class Burnt(BaseModel):
    product: str
    indicator: str
    base: float = Field(description="what burning it causes in the baseline")
    value: float = Field(description="the same in the scenario")


class Buyer(BaseModel):
    code: str
    paid: float = Field(description="more for what is bought")
    received: float = Field(description="of the revenue")
    contributed: float = Field(description="for programmes")
    bought: float = Field(description="more than before, at base prices; below 0 less")
    saved: float = Field(description="received - paid - bought - contributed; below 0 from savings")


class Payments(BaseModel):
    """Who pays and receives, money.

    paid + programmes_paid = revenue - lowered + inputs + charged; received = returned
    """

    buyers: list[Buyer]
    revenue: float
    returned: float = Field(description="to households")
    lowered: float = Field(description="used for lower taxes on value added")
    kept: float = Field(description="by government")
    inputs: float = Field(description="what producers pay more for changed inputs")
    charged: float = Field(description="what producers pay for programmes and pass on in prices")
    cost: float = Field(description="of programmes: charged, and contributed by buyers")
    programmes_paid: float = Field(description="what programmes pay more for what they buy")
    programmes_bought: float = Field(description="what programmes buy, at base prices")
    unspent: float = Field(description="of the cost, as the scenario names no goods for it")


class YearOf(BaseModel):
    year: int
    changes: list[Change]
    value_added: list[float] = Field(description="n, money; change by sector")
    price: list[float] = Field(description="n, 1")
    extra_cost: dict[str, float] = Field(description="buyer -> money that dearer goods cost")
    revenue: float = Field(description="money that taxes bring")
    balance: Payments
    costs: dict[str, float] = Field(description="bearer -> money of programmes")
    burnt: list[Burnt] = Field(description="what burning each fuel causes; empty without fuels")


class Interval(BaseModel):
    indicator: str
    low: float = Field(description="5th percentile of the change of production, last year")
    high: float = Field(description="95th percentile")


class Output(BaseModel):
    years: list[YearOf]
    intervals: list[Interval] | None = Field(description="null where nothing has a range")


def compute(given: Input) -> dict[str, Any]:
    require_each_once(given.scenario)
    return answer(
        Engine(given.table.economy()).run(given.scenario, draws=given.draws, seed=given.seed)
    )


def answer(run: Run) -> dict[str, Any]:
    """Return a run as plain values: what the command line, the API and a brief show."""
    economy = run.economy
    years = []
    for year in run.years:
        rows = zip(
            economy.indicators,
            (year.production.sum(axis=1) + year.direct).tolist(),
            (year.base_production.sum(axis=1) + year.base_direct).tolist(),
            (year.consumption.sum(axis=1) + year.direct).tolist(),
            (year.base_consumption.sum(axis=1) + year.base_direct).tolist(),
            *(getattr(year.effects, name).tolist() for name in EFFECTS),
            strict=True,
        )
        names = ("production", "base_production", "consumption", "base_consumption", *EFFECTS)
        years.append(
            {
                "year": year.year,
                "changes": [
                    {"indicator": i.code, "unit": i.unit, **dict(zip(names, row, strict=True))}
                    for i, *row in rows
                ],
                "value_added": (year.value_added - year.base_value_added).tolist(),
                "price": year.prices.tolist(),
                "extra_cost": dict(
                    zip((c.code for c in economy.categories), year.extra_cost.tolist(), strict=True)
                ),
                "revenue": year.revenue,
                "balance": plain_balance(year.balance, economy),
                "costs": year.costs,
                "burnt": _burnt(economy, year),
            }
        )
    intervals = None
    if run.low is not None and run.high is not None:
        ends = zip(economy.indicators, run.low.tolist(), run.high.tolist(), strict=True)
        intervals = [{"indicator": i.code, "low": a, "high": b} for i, a, b in ends]
    return {"years": years, "intervals": intervals}


def _burnt(economy: Economy, year: YearOfRun) -> list[dict[str, Any]]:
    places = economy.combustion.fuels if economy.combustion else ()
    return [
        {
            "product": economy.sectors[place],
            "indicator": indicator.code,
            "base": float(year.base_by_fuel[k, f]),
            "value": float(year.by_fuel[k, f]),
        }
        for f, place in enumerate(places)
        for k, indicator in enumerate(economy.indicators)
        if year.base_by_fuel[k, f] or year.by_fuel[k, f]
    ]


CONTRACT = Contract(
    name="scenario",
    version="1.3",
    summary="Policy instruments simulated on a national table, year by year, with their range.",
    formula="A' = A + D E^T, updated by Woodbury's identity; p = p A' + v + t; y' = y p^e (1 + d), "
    "with d such that budgets are kept and what is returned is what was collected; "
    "S = P + sum of G A of the fuels burnt",
    sources=("docs/methods/scenarios.md; docs/methods/inputoutput.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
