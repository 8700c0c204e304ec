"""What is paid over the life of a product: costs, the money they are in, changes of them."""

from dataclasses import dataclass

from scp_centre.methods.footprints.stages import Stage


@dataclass(frozen=True, slots=True)
class CostBasis:
    """The money that all costs of a model are in, and how they are discounted.

    currency : three letters    year : of the prices
    rate : real discount rate a year, 0.05 for 5 %
    years : that one item is in use; 0 where it is used up within a year
    """

    currency: str
    year: int
    rate: float
    years: int


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost. A price below 0 is an income, such as the sale of scrap.

    price : money / unit    low, high : between which it lies; None where it is certain
    line : key of the line whose amount is paid for; then stage and amount are those of the line
    amount : number or formula of parameters, of one item
    per_use : the amount is of one functional unit, as always in the stage of use
    """

    key: str
    name: str
    price: float
    unit: str
    source: str
    line: str = ""
    stage: Stage | None = None
    amount: float | str = 0.0
    per_use: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def is_range(self) -> bool:
        """Return whether its price is uncertain."""
        return self.low is not None and self.high is not None and self.low < self.high


@dataclass(frozen=True, slots=True)
class CostChange:
    """What differs of one cost in an alternative; None stays as in the base product.

    low, high : of the new price; a new price without them is certain
    """

    cost: str
    price: float | None = None
    amount: float | str | None = None
    low: float | None = None
    high: float | None = None
    removed: bool = False
