"""Contract of `target`: what a plant or a sector has to reach."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, RootModel

from scp_centre.interfaces.contracts.registry import Contract, Strict, Whole
from scp_centre.methods.targets import Target, best_share, contract, converge, update_benchmark
from scp_centre.reference.targets import target_rule


class Contraction(Strict):
    method: Literal["contraction"]
    base_year: Whole = Field(description="year")
    target_year: Whole = Field(description="year")
    base: float = Field(description="any unit a year")
    rate: float = Field(description="share of the base each year: 0.042 for 4.2 %")
    counted_from: Whole | None = Field(
        default=None,
        description="year from which later base years are counted; the standard's when left out",
    )


class Convergence(Strict):
    method: Literal["sda"]
    base_intensity: float = Field(description="of the plant, any unit")
    sector_base: float = Field(description="of the sector in the base year, same unit")
    sector_target: float = Field(description="of the sector in the target year")
    sector_end: float = Field(description="of the sector at the end of its path")
    market_share_ratio: float = Field(default=1.0, description="share base / share target year")


class BestShare(Strict):
    method: Literal["best_share"]
    intensities: list[float] = Field(description="one a plant, any unit")
    outputs: list[float] | None = Field(default=None, description="weights; plants alike if absent")
    share: float = Field(default=0.1, description="best share of plants or output")
    fraction: Literal["part", "whole", "drop"] = Field(
        default="part", description="how the last plant counts"
    )
    base_intensity: float | None = Field(
        default=None, description="of the plant whose target it is"
    )


class Update(Strict):
    method: Literal["benchmark_update"]
    before: float = Field(description="benchmark value at the start")
    best: float = Field(description="average of the best since")


class Input(
    RootModel[
        Annotated[Contraction | Convergence | BestShare | Update, Field(discriminator="method")]
    ]
):
    """One of the four methods."""


class Output(BaseModel):
    target: float = Field(description="unit of the base")
    cut: float = Field(description="share of the base")
    capped: bool
    note: str


def compute(given: Input) -> dict[str, Any]:
    found = _target(given.root)
    return {
        "target": found.target,
        "cut": found.cut,
        "capped": found.capped,
        "note": found.note,
    }


def _target(asked: Contraction | Convergence | BestShare | Update) -> Target:
    match asked:
        case Contraction():
            start = asked.counted_from
            if start is None:
                start = int(target_rule("contraction_counted_from"))
            return contract(
                asked.base, asked.base_year, asked.target_year, asked.rate, counted_from=start
            )
        case Convergence():
            return converge(
                asked.base_intensity,
                asked.sector_base,
                asked.sector_target,
                asked.sector_end,
                asked.market_share_ratio,
            )
        case BestShare():
            best = best_share(
                asked.intensities, asked.outputs, share=asked.share, fraction=asked.fraction
            )
            own = asked.base_intensity
            if own is None:
                return Target(best, 0.0, False, "No plant was given, so there is no cut.")
            if own <= best:
                return Target(own, 0.0, True, "The plant is better already: its own level counts.")
            return Target(best, 1 - best / own, False)
        case Update():
            return update_benchmark(
                asked.before,
                asked.best,
                years_between=target_rule("ets_years_between"),
                years_ahead=target_rule("ets_years_ahead"),
                least=target_rule("ets_least_rate"),
                most=target_rule("ets_most_rate"),
            )


CONTRACT = Contract(
    name="target",
    version="1.0",
    summary="Targets: contraction, sectoral decarbonisation, best share, benchmark update.",
    formula="contraction: base (1 - rate years); sda: d p m + SI(end); docs/methods/targets.md",
    sources=("reference/target_rules; docs/methods/targets.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
