"""What was entered, as entered: one record per row of the workbook, units and all.

Field names are the keys of workbook/schema.toml; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    company: str
    site: str
    country: str
    sector: str
    product: str
    output_unit: str
    currency: str
    price_year: int
    gwp_set: str
    discount_rate: float
    isic: str | None = None
    electricity_factor: float | None = None
    electricity_factor_source: str | None = None
    tax_rate: float | None = None
    tolerance: float | None = None
    expert: str | None = None
    assessed_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    key: str
    start: date
    end: date
    output: float

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    key: str
    name: str
    equipment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    period: str
    centre: str
    system_cost: float | None = None
    waste_management_cost: float | None = None
    variable_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEntry:
    period: str
    key: str
    name: str
    kind: str
    substance: str
    amount: float
    unit: str
    quality: str
    source: str | None = None
    target: str | None = None
    uncertainty: float | None = None
    price: float | None = None
    price_rise: float | None = None
    energy_content: float | None = None
    steam_pressure: float | None = None
    feedwater: float | None = None
    heating_value: str | None = None
    balance: str | None = None
    recycled: bool | None = None
    measured_on: date | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    period: str
    centre: str
    balance: str
    amount: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionEntry:
    key: str
    name: str
    kind: str
    investment: float
    years: int
    decision: str
    catalogue: str | None = None
    description: str | None = None
    operating_cost: float | None = None
    escalation: float | None = None
    subsidy: float | None = None
    loan: float | None = None
    loan_rate: float | None = None
    loan_years: int | None = None
    salvage: float | None = None
    depreciation_years: int | None = None
    reason: str | None = None
    responsible: str | None = None
    due: date | None = None
    replaced: float | None = None
    other_saving: float | None = None
    other_saving_basis: str | None = None
    renewal: float | None = None
    renewal_years: int | None = None
    saving_range: float | None = None
    investment_range: float | None = None
    book_value: float | None = None
    book_years: int | None = None
    sale: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlayEntry:
    option: str
    year: int
    amount: float
    what: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingEntry:
    option: str
    flow: str
    share: float | None = None
    amount: float | None = None
    unit: str | None = None
    value: float | None = None
    basis: str | None = None
    interacts: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    option: str
    calculation: str
    parameter: str
    value: float
    unit: str | None = None
    uncertainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFile:
    """All records of one workbook."""

    factory: Factory
    periods: tuple[Period, ...] = ()
    centres: tuple[Centre, ...] = ()
    costs: tuple[Cost, ...] = ()
    flows: tuple[FlowEntry, ...] = ()
    stocks: tuple[Stock, ...] = ()
    options: tuple[OptionEntry, ...] = ()
    outlays: tuple[OutlayEntry, ...] = ()
    savings: tuple[SavingEntry, ...] = ()
    measurements: tuple[Measurement, ...] = ()

    @property
    def assessed_period(self) -> Period:
        """The latest period: options are appraised on it."""
        return max(self.periods, key=lambda p: p.end)

    @property
    def baseline(self) -> Period | None:
        """The period before the assessed one, if there is one."""
        earlier = [p for p in self.periods if p.end < self.assessed_period.end]
        return max(earlier, key=lambda p: p.end) if earlier else None

    @property
    def title(self) -> str:
        return f"{self.factory.company}, {self.factory.site}"


RECORDS = {
    "factory": Factory,
    "periods": Period,
    "centres": Centre,
    "costs": Cost,
    "flows": FlowEntry,
    "stocks": Stock,
    "options": OptionEntry,
    "outlays": OutlayEntry,
    "savings": SavingEntry,
    "measurements": Measurement,
}
