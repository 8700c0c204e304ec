"""Contract of `reconcile`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import (
    MOST_ROWS,
    Amounts,
    Contract,
    Name,
    Names,
    Strict,
)
from scp_centre.methods.flows import reconcile


class Stream(Strict):
    id: Name
    source: Name | None = Field(alias="from", description="node it leaves; null is the outside")
    target: Name | None = Field(alias="to", description="node it enters; null is the outside")
    value: float | None = Field(
        default=None,
        description="measured amount, 0 or more, one unit for all; null was not measured",
    )
    sd: float = Field(
        default=0, description="standard deviation, same unit; 0 holds the stream fixed"
    )
    name: Name | None = None


class Input(Strict):
    nodes: Names
    streams: list[Stream] = Field(max_length=MOST_ROWS)
    stock_changes: Amounts = Field(
        default={}, description="what each node keeps, same unit; 0 where not given"
    )


class StreamOut(BaseModel):
    id: str
    value: float | None
    adjusted: float | None = Field(description="null where the balances do not determine it")
    correction: float | None
    test: float | None = Field(description="|correction| / its standard deviation")


class GrossError(BaseModel):
    chi_square_limit: float | None = Field(description="95 % of random errors stay below it")
    global_test: bool = Field(description="true when chi_square is beyond its limit")
    test_limit: float | None = Field(description="limit of the largest test, 95 %")
    suspect: str | None = Field(description="stream to look at first, beyond its limit")


class Output(BaseModel):
    streams: list[StreamOut]
    imbalance: dict[str, float] = Field(description="inputs - outputs before, by node")
    chi_square: float = Field(description="sum of (correction / sd)^2")
    degrees_of_freedom: int
    at_zero: list[str] = Field(description="streams held at 0, which would have turned negative")
    unmeasured: list[str]
    undetermined: list[str] = Field(description="unmeasured streams that nothing determines")
    gross_errors: GrossError


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
        _numbers(result.values),
        _numbers(result.adjusted),
        _numbers(result.corrections),
        _numbers(result.tests),
        strict=True,
    )
    limit = result.critical_chi_square()
    return {
        "streams": [dict(zip(StreamOut.model_fields, row, strict=True)) for row in rows],
        "imbalance": result.imbalance,
        "chi_square": result.chi_square,
        "degrees_of_freedom": result.degrees_of_freedom,
        "at_zero": list(result.at_zero),
        "unmeasured": list(result.unmeasured),
        "undetermined": list(result.undetermined),
        "gross_errors": {
            "chi_square_limit": limit,
            "global_test": limit is not None and result.chi_square > limit,
            "test_limit": result.critical_test(),
            "suspect": result.suspect,
        },
    }


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(v) else float(v) for v in values]


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
