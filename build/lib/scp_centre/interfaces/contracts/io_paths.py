"""Contract of `io-paths`: the supply chains that carry an account."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.io_accounts import matrix
from scp_centre.interfaces.contracts.registry import Contract, Strict, Whole
from scp_centre.methods.inputoutput import find_paths


class Input(Strict):
    A: list[list[float]] = Field(description="n x n, 1; input per unit of output")
    s: list[float] = Field(description="n, stressor per money of output")
    y: list[float] = Field(description="n, money; final demand")
    top: Whole = Field(default=10, ge=1, le=100_000, description="chains wanted")
    cut_off: float = Field(default=0.0, ge=0, description="stressor; smaller chains are left out")


class Path(BaseModel):
    sectors: list[int] = Field(
        description="places from 0, from the producer of the stressor to the final good"
    )
    value: float = Field(description="stressor that this chain and no other carries")


class Output(BaseModel):
    paths: list[Path]
    covered: float = Field(description="1, share of the total")
    total: float = Field(description="stressor, all chains")
    bound: float = Field(description="stressor, no other chain carries more")


def compute(given: Input) -> dict[str, Any]:
    found = find_paths(matrix(given.A, "A"), given.s, given.y, top=given.top, cut_off=given.cut_off)
    return {
        "paths": [{"sectors": list(c.sectors), "value": c.value} for c in found.chains],
        "covered": found.covered,
        "total": found.total,
        "bound": float(found.bound),
    }


CONTRACT = Contract(
    name="io-paths",
    version="1.0",
    summary="Structural path analysis: the largest supply chains, exactly.",
    formula="s_i a_ij ... y_f, best first, bounded by (I - A)^T m = s",
    sources=("docs/methods/inputoutput.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
