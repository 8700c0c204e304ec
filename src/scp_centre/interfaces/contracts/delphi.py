"""Contract of `delphi`: estimates of experts in rounds."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Amounts, Contract, Strict
from scp_centre.methods.deliberation import summarise_rounds
from scp_centre.methods.messages import _

NAMED = 10  # experts that a warning lists


class Input(Strict):
    rounds: Annotated[list[Amounts], Field(max_length=100)] = Field(
        description="of each round the estimate of each expert, all in one unit"
    )


class Round(BaseModel):
    median: float
    quartiles: list[float] = Field(description="lower and upper, by linear interpolation")
    n: int
    outer: list[str] = Field(description="experts whose estimates lie beyond the quartiles")


class Output(BaseModel):
    rounds: list[Round]
    convergence: float | None = Field(
        description="1 - width between the quartiles of the last round / of the first; null where "
        "the first has none"
    )
    moved: float | None = Field(
        description="how far the last median moved, in widths of the round before"
    )
    warnings: list[str] = Field(
        description="rounds that other experts answered than the one before"
    )


def compute(given: Input) -> dict[str, Any]:
    found = summarise_rounds(given.rounds)
    return {
        "rounds": [
            {
                "median": one.median,
                "quartiles": list(one.quartiles),
                "n": one.n,
                "outer": list(one.outer),
            }
            for one in found.rounds
        ],
        "convergence": found.convergence,
        "moved": found.moved,
        "warnings": [_said(*one) for one in found.changed],
    }


def _said(number: int, new: Sequence[str], gone: Sequence[str]) -> str:
    """Return that others answered a round, by name, for whoever reads the answer."""
    return _(
        "The experts who answered round {number} differ from those who answered round {before}. "
        "New: {new}. No longer taking part: {gone}. The convergence may be due to this change.",
        number=number,
        before=number - 1,
        new=_names(new),
        gone=_names(gone),
    )


def _names(experts: Sequence[str]) -> list[str]:
    return [*experts[:NAMED], "…"] if len(experts) > NAMED else [*experts] or ["–"]


CONTRACT = Contract(
    name="delphi",
    version="1.0",
    summary="Median, quartiles and convergence of estimates of experts in rounds.",
    formula="convergence = 1 - (Q3 - Q1 of the last round) / (Q3 - Q1 of the first)",
    sources=("docs/methods/deliberation.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
