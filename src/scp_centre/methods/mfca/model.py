"""Values of material flow cost accounting: cost centres, flows that carry cost, results."""

from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _, sentences

CATEGORIES = ("material", "energy", "system", "waste_management")
FLOW_KINDS = ("input", "product", "recycled", "loss", "stock")


@dataclass(frozen=True, slots=True)
class Costs:
    """Money in the four categories of ISO 14051, in one currency."""

    material: float = 0.0
    energy: float = 0.0
    system: float = 0.0
    waste_management: float = 0.0

    @property
    def total(self) -> float:
        return self.material + self.energy + self.system + self.waste_management

    def __add__(self, other: "Costs") -> "Costs":
        return Costs(*(getattr(self, c) + getattr(other, c) for c in CATEGORIES))

    def __sub__(self, other: "Costs") -> "Costs":
        return Costs(*(getattr(self, c) - getattr(other, c) for c in CATEGORIES))

    def times(self, share: float) -> "Costs":
        return Costs(*(getattr(self, c) * share for c in CATEGORIES))

    def as_dict(self) -> dict[str, float]:
        return {c: getattr(self, c) for c in CATEGORIES} | {"total": self.total}


COSTS = {  # of a centre, as errors call them
    "energy_cost": _("Check the centre's energy cost."),
    "system_cost": _("Check the centre's system cost."),
    "waste_management_cost": _("Check the centre's waste management cost."),
    "handed_waste_cost": _("Check the waste management cost passed on to the centre."),
}


@dataclass(frozen=True, slots=True)
class CostCentre:
    """A quantity centre with the costs that arise in it (material costs come with flows).

    product_share : share of energy and system cost that belongs to what is not lost, when a
    better key than mass is known; None lets them follow the mass of the outputs.
    handed_waste_cost : waste management of supporting centres that is handed on to this one; it
    follows the mass of the outputs, like what a product carries along
    """

    id: str
    energy_cost: float = 0.0
    system_cost: float = 0.0
    waste_management_cost: float = 0.0
    product_share: float | None = None
    handed_waste_cost: float = 0.0

    def __post_init__(self) -> None:
        for name, what in COSTS.items():
            if getattr(self, name) < 0:
                raise InvalidValueError(
                    _("Centre '{id}' has a negative cost.", id=self.id),
                    where=self.id,
                    cure=sentences(what, _("Enter the cost as a positive number.")),
                )
        if self.product_share is not None and not 0 <= self.product_share <= 1:
            raise InvalidValueError(
                _(
                    "The product share of centre '{id}' is {product_share}.",
                    id=self.id,
                    product_share=Number(self.product_share, "g"),
                ),
                where=self.id,
                cure=_("Enter a product share between 0 and 1."),
            )


@dataclass(frozen=True, slots=True)
class CostFlow:
    """A flow of mass that carries cost. Costs are given for inputs and computed for the rest.

    market_value : currency   an output that carries just this material cost and no other (a
    by-product that is sold); the rest of the cost stays with the remaining outputs
    """

    source: str | None
    target: str | None
    material: str
    mass: float
    kind: str
    cost: float | None = None
    key: str = ""
    market_value: float | None = None

    def __post_init__(self) -> None:
        name = self.key or f"{self.source} -> {self.target} ({self.material})"
        require_known(self.kind, FLOW_KINDS, what="kind of flow", where=name)
        if self.source is None and self.target is None:
            raise InvalidValueError(
                _("The flow '{name}' starts and ends outside the site.", name=name),
                where=name,
                cure=_("Specify the centre that the flow enters or leaves."),
            )
        if self.mass < 0:
            raise InvalidValueError(
                _(
                    "The flow {name} has a negative mass: {mass}.",
                    name=name,
                    mass=Number(self.mass, "g"),
                ),
                where=name,
                cure=_("If material left the centre, enter it as an output."),
            )
        if (self.source is None) != (self.kind == "input"):
            raise InvalidValueError(
                _("The type '{kind}' is not valid for the flow {name}.", name=name, kind=self.kind),
                where=name,
                cure=_(
                    "A flow from outside is an input. A flow that leaves a centre is a product, "
                    "recycled material, a loss or stock."
                ),
            )
        if self.kind == "input" and self.cost is None:
            raise MissingValueError(
                _("The input {name} has no cost.", name=name),
                where=name,
                cure=_("Enter the cost of the input, or 0 if the input is free."),
            )


@dataclass(frozen=True, slots=True)
class CentreCosts:
    """What leaves one centre as product (or recycled), as loss, and into stock."""

    id: str
    product: Costs
    loss: Costs
    stock: Costs


@dataclass(frozen=True, slots=True)
class MfcaResult:
    """Costs by centre and flow. costs_in = product + loss + stock, to rounding."""

    centres: tuple[CentreCosts, ...]
    flows: tuple[tuple[CostFlow, Costs], ...]
    product: float
    loss: float
    stock: float
    costs_in: float
    product_costs: Costs
    loss_costs: Costs

    @property
    def total(self) -> float:
        return self.product + self.loss + self.stock
