"""Contract of `io-price`: what taxes do to the price of every product."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.io_accounts import matrix, require_as_many
from scp_centre.interfaces.contracts.registry import Contract, Matrix, Names, Row, Strict
from scp_centre.methods.inputoutput import solve_prices


class Input(Strict):
    A: Matrix = Field(description="n x n, 1; input per unit of output")
    value_added: Row = Field(description="n, 1; value added per unit of output")
    tax: Row | None = Field(
        default=None, description="n, 1; tax per unit of output, below 0 a subsidy"
    )
    sectors: Names | None = Field(default=None, description="names of the n sectors")


class Output(BaseModel):
    price: list[float] = Field(description="n, 1; price against 1, every cost passed on")


def compute(given: Input) -> dict[str, Any]:
    A = matrix(given.A, "A")
    require_as_many(given.sectors, len(A), "sectors")
    prices = solve_prices(A, given.value_added, given.tax, names=given.sectors)
    return {"price": prices.tolist()}


CONTRACT = Contract(
    name="io-price",
    version="1.1",
    summary="Prices after a tax or subsidy, passed on from sector to sector.",
    formula="p = p A + v + t",
    sources=("docs/methods/inputoutput.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
