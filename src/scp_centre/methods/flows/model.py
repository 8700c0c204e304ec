"""Quantity centres (ISO 14051) and the flows between them, for one site and one period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.messages import Number, _

KINDS = (
    "material",
    "energy",
    "water",
    "product",
    "by-product",
    "waste",
    "effluent",
    "emission",
)
LOSS_KINDS = ("waste", "effluent", "emission")
BALANCES = ("material", "energy", "water")
BASE_UNIT = {"material": "kg", "energy": "MJ", "water": "m3"}


@dataclass(frozen=True, slots=True)
class QuantityCentre:
    """A process step in which quantities are balanced and costs are split."""

    id: str
    name: str
    equipment: tuple[str, ...] = ()
    system_cost: float = 0.0
    waste_management_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow in one period. `source` or `target` None is the world outside the site.

    amount : kg, MJ or m3, as `balance` says (BASE_UNIT)
    uncertainty : relative standard uncertainty, 0.02 for 2 %
    unit_cost : currency per base unit; None where nobody knows it
    entered_amount, entered_unit : the amount as it was entered, for whoever reads the flow
    """

    key: str
    name: str
    kind: str
    balance: str
    substance: str
    source: str | None
    target: str | None
    amount: float
    uncertainty: float = 0.05
    unit_cost: float | None = None
    quality: str = "estimated"
    entered: str = ""
    origin: str = ""
    recycled: bool = False
    entered_amount: float | None = None
    entered_unit: str = ""

    def __post_init__(self) -> None:
        require_known(self.kind, KINDS, what="kind of flow", where=self.key)
        require_known(self.balance, BALANCES, what="balance", where=self.key)
        if self.amount < 0:
            raise InvalidValueError(
                _(
                    "The flow '{key}' has a negative amount: {amount} {unit}.",
                    key=self.key,
                    amount=Number(self.amount, "g"),
                    unit=self.unit,
                ),
                where=self.key,
                cure=_("If material left the site, enter it as an output with a positive amount."),
            )
        if self.source is None and self.target is None:
            raise MissingValueError(
                _("The flow '{key}' starts and ends outside the site.", key=self.key),
                where=self.key,
                cure=_("Specify the quantity centre that the flow enters or leaves."),
            )

    @property
    def unit(self) -> str:
        return BASE_UNIT[self.balance]

    def as_entered(self, amount: float) -> tuple[float, str]:
        """Return an amount of this flow, base unit, in the unit in which the flow was entered."""
        if not self.amount or self.entered_amount is None:
            return amount, self.unit
        return amount / self.amount * self.entered_amount, self.entered_unit

    @property
    def cost(self) -> float:
        """Cost of the whole flow; 0 where no unit cost is known."""
        return self.amount * (self.unit_cost or 0.0)

    @property
    def is_loss(self) -> bool:
        return self.kind in LOSS_KINDS

    @property
    def enters(self) -> bool:
        """True when it comes onto the site from outside."""
        return self.source is None

    @property
    def leaves(self) -> bool:
        """True when it goes off the site."""
        return self.target is None


@dataclass(frozen=True, slots=True)
class FlowSystem:
    """All quantity centres and flows of one site in one period; stocks are changes, by centre."""

    centres: tuple[QuantityCentre, ...]
    flows: tuple[Flow, ...]
    stock_changes: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [centre.id for centre in self.centres]
        require_unique(ids, what="quantity centre")
        require_unique((flow.key for flow in self.flows), what="flow")
        for flow in self.flows:
            for end in (flow.source, flow.target):
                if end is not None:
                    require_known(end, ids, what="quantity centre", where=flow.key)

    def of_balance(self, balance: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.balance == balance)

    def into(self, centre: str, balance: str) -> Iterator[Flow]:
        return (f for f in self.of_balance(balance) if f.target == centre)

    def out_of(self, centre: str, balance: str) -> Iterator[Flow]:
        return (f for f in self.of_balance(balance) if f.source == centre)

    def flow(self, key: str) -> Flow:
        require_known(key, (f.key for f in self.flows), what="flow")
        return next(f for f in self.flows if f.key == key)

    def total(self, balance: str, *, kinds: Iterable[str] = KINDS, entering: bool) -> float:
        """Return what enters (or leaves) the site in one balance, in its base unit."""
        chosen = tuple(kinds)
        return sum(
            f.amount
            for f in self.of_balance(balance)
            if f.kind in chosen and (f.enters if entering else f.leaves)
        )
