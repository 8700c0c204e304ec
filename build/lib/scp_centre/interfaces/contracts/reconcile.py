"""Contract of `reconcile`."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.flows import reconcile


class Stream(Strict):
    id: str
    source: str | None = Field(alias="from", description="node it leaves; null is the outside")
    target: str | None = Field(alias="to", description="node it enters; null is the outside")
    value: float = Field(description="measured amount, 0 or more; one unit for all streams")
    sd: float = Field(description="standard deviation, same unit; 0 holds the stream fixed")
    name: str | None = None


class Input(Strict):
    nodes: list[str]
    streams: list[Stream]
    stock_changes: dict[str, float] = Field(
        default={}, description="what each node keeps, same unit; 0 where not given"
    )


class StreamOut(BaseModel):
    id: str
    value: float
    adjusted: float
    correction: float


class Output(BaseModel):
    streams: list[StreamOut]
    imbalance: dict[str, float] = Field(description="inputs - outputs before, by node")
    chi_square: float = Field(description="sum of (correction / sd)^2")
    degrees_of_freedom: int
    at_zero: list[str] = Field(description="streams held at 0, which would have turned negative")


def compute(given: Input) -> dict[str, Any]:
    result = reconcile(
        given.nodes,
        [s.id for s in given.streams],
        [s.source for s in given.streams],
        [s.target for s in given.streams],
        [s.value for s in given.streams],
        [s.sd for s in given.streams],
        stock_changes=given.stock_changes,
    )
    rows = zip(
        result.ids,
        result.values.tolist(),
        result.adjusted.tolist(),
        result.corrections.tolist(),
        strict=True,
    )
    return {
        "streams": [dict(zip(StreamOut.model_fields, row, strict=True)) for row in rows],
        "imbalance": result.imbalance,
        "chi_square": result.chi_square,
        "degrees_of_freedom": result.degrees_of_freedom,
        "at_zero": list(result.at_zero),
    }


CONTRACT = Contract(
    name="reconcile",
    version="1.0",
    summary="Smallest corrections of measured flows that close all balances at once.",
    formula="min sum ((x - v) / sd)^2 with M x = stock change and x >= 0",
    sources=("Weighted least-squares data reconciliation; see docs/methods/flows.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
