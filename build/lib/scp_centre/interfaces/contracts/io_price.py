"""Contract of `io-price`: what taxes do to the price of every product."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.io_accounts import matrix
from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.inputoutput import solve_prices


class Input(Strict):
    A: list[list[float]] = Field(description="n x n, 1; input per unit of output")
    value_added: list[float] = Field(description="n, 1; value added per unit of output")
    tax: list[float] | None = Field(
        default=None, description="n, 1; tax per unit of output, below 0 a subsidy"
    )


class Output(BaseModel):
    price: list[float] = Field(description="n, 1; price against 1, every cost passed on")


def compute(given: Input) -> dict[str, Any]:
    return {"price": solve_prices(matrix(given.A, "A"), given.value_added, given.tax).tolist()}


CONTRACT = Contract(
    name="io-price",
    version="1.0",
    summary="Prices after a tax or subsidy, passed on from sector to sector.",
    formula="p = p A + v + t",
    sources=("docs/methods/inputoutput.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
