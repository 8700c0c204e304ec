"""Contract of `mfca`."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.mfca import CostCentre, CostFlow, allocate_costs


class Centre(Strict):
    id: str
    energy_cost: float = Field(default=0, description="currency")
    system_cost: float = Field(default=0, description="currency")
    waste_management_cost: float = Field(default=0, description="currency")
    product_share: float | None = Field(
        default=None, description="share of energy and system cost that is not lost, if known"
    )
    name: str | None = None


class Flow(Strict):
    source: str | None = Field(alias="from", description="centre it leaves; null is the outside")
    target: str | None = Field(alias="to", description="centre it enters; null is the outside")
    material: str
    mass: float = Field(description="kg, or any one unit for all")
    cost: float | None = Field(default=None, description="currency; inputs from outside only")
    kind: str | None = Field(
        default=None, description="product, recycled, loss or stock; not for inputs"
    )
    name: str | None = None


class Input(Strict):
    centres: list[Centre]
    flows: list[Flow]


class CostsOut(BaseModel):
    material: float
    energy: float
    system: float
    waste_management: float
    total: float


class CentreOut(BaseModel):
    id: str
    product: CostsOut = Field(description="leaves to the outside or to other centres")
    loss: CostsOut
    stock: CostsOut


class Total(BaseModel):
    product: float
    loss: float
    stock: float
    all: float
    costs_in: float


class Output(BaseModel):
    centres: list[CentreOut]
    total: Total
    loss_costs: CostsOut
    product_costs: CostsOut


def compute(given: Input) -> dict[str, Any]:
    result = allocate_costs(
        [CostCentre(**c.model_dump(exclude={"name"})) for c in given.centres],
        [_flow(i, f) for i, f in enumerate(given.flows)],
    )
    return {
        "centres": [
            {
                "id": c.id,
                "product": c.product.as_dict(),
                "loss": c.loss.as_dict(),
                "stock": c.stock.as_dict(),
            }
            for c in result.centres
        ],
        "total": {
            "product": result.product,
            "loss": result.loss,
            "stock": result.stock,
            "all": result.total,
            "costs_in": result.costs_in,
        },
        "loss_costs": result.loss_costs.as_dict(),
        "product_costs": result.product_costs.as_dict(),
    }


def _flow(position: int, flow: Flow) -> CostFlow:
    where = f"flows.{position}"
    kind = flow.kind or ("input" if flow.source is None else None)
    if kind is None:
        raise MissingValueError(
            f"The flow {position} ({flow.material}) leaves {flow.source!r} without a kind.",
            where=where,
            cure="Say product, recycled, loss or stock.",
        )
    return CostFlow(flow.source, flow.target, flow.material, flow.mass, kind, flow.cost, where)


CONTRACT = Contract(
    name="mfca",
    version="1.0",
    summary="Material flow cost accounting: what products and losses cost, loops included.",
    formula="c_jk = b_jk + sum_i s_ijk c_ik for each output j and cost category k",
    sources=("ISO 14051:2011; see docs/methods/mfca.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
