"""What an assessment yields. Frozen values that know their units; page and report render them."""

from dataclasses import dataclass, field
from math import hypot

from scp_centre.methods.explanation import Figure
from scp_centre.methods.flows import CentreBalance, FlowSystem, Reconciliation
from scp_centre.methods.greenhouse import Emissions
from scp_centre.methods.indicators import Change, Performance
from scp_centre.methods.investment import Appraisal, Spread, simple_payback
from scp_centre.methods.mfca.site import SiteCosts
from scp_centre.methods.options import AbatementStep, Effect
from scp_centre.roles.production.assessment.entries import AssessmentFile, OptionEntry, Period


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader must know: a key of the message file, and what fills its gaps."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """Balances, costs and emissions of one period."""

    period: Period
    system: FlowSystem
    balances: dict[str, tuple[CentreBalance, ...]]
    reconciliations: dict[str, Reconciliation]
    costs: SiteCosts
    emissions: Emissions
    performance: Performance
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class SavingRange:
    """Where a saving that is an estimate lies in nine of ten cases. Nothing of it is measured.

    half : currency/year   half of the range    share : 1   of the saving before running costs
    is_calculated : from the uncertainty of readings; otherwise entered for the option
    """

    half: float
    share: float
    is_calculated: bool


@dataclass(frozen=True, slots=True)
class OptionResult:
    """One option: alone, and as part of the plan after the options ranked before it."""

    entry: OptionEntry
    rank: int
    effect: Effect
    alone: Appraisal
    appraisal: Appraisal
    spread: Spread | None = None
    saving_range: SavingRange | None = None

    @property
    def net_saving_range(self) -> tuple[float, float] | None:
        """Where the saving of a year after running costs lies; None where nobody can say."""
        if self.saving_range is None:
            return None
        return self.net_saving - self.saving_range.half, self.net_saving + self.saving_range.half

    @property
    def chosen(self) -> bool:
        return self.entry.decision == "do now"

    @property
    def net_saving(self) -> float:
        """Money saved a year after those ranked before it, less the running cost."""
        return self.gross_saving - (self.entry.operating_cost or 0.0)

    @property
    def gross_saving(self) -> float:
        """The same before the running cost: flows saved, and labour, maintenance, charges."""
        return self.effect.money + (self.entry.other_saving or 0.0)

    @property
    def net_saving_alone(self) -> float:
        other = (self.entry.other_saving or 0.0) - (self.entry.operating_cost or 0.0)
        return self.effect.money_alone + other


@dataclass(frozen=True, slots=True)
class Plan:
    """The options to do now, together. Money per year in the currency of the workbook.

    investment : what has to be financed    to_pay_back : what savings have to pay back: less what
        would be bought anyway and what old equipment is sold for, with later investments
    """

    options: tuple[OptionResult, ...]
    investment: float
    annual_saving: float
    running_cost: float
    npv: float
    co2e_t: float
    saved: dict[str, float]
    to_pay_back: float
    later_investment: float = 0.0

    @property
    def net_saving(self) -> float:
        return self.annual_saving - self.running_cost

    @property
    def payback_years(self) -> float | None:
        return self._payback(self.net_saving)

    @property
    def with_range(self) -> int:
        """How many options have a range."""
        return sum(o.saving_range is not None for o in self.options)

    @property
    def net_saving_range(self) -> tuple[float, float] | None:
        """Where the saving lies in nine of ten cases, if the options err independently.

        half² = sum over the options of half_k²; one without a range adds nothing to it
        """
        halves = [o.saving_range.half for o in self.options if o.saving_range]
        half = hypot(*halves)
        return (self.net_saving - half, self.net_saving + half) if halves else None

    @property
    def payback_range(self) -> tuple[float | None, float | None] | None:
        """The payback at the highest and at the lowest saving; None: does not pay back."""
        if self.net_saving_range is None:
            return None
        low, high = self.net_saving_range
        return self._payback(high), self._payback(low)

    def _payback(self, saving: float) -> float | None:
        return simple_payback(self.to_pay_back, saving)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A generic option of the catalogue that attacks a loss of this factory, and why."""

    key: str
    title: str
    kind: str
    centre: str
    flow: str
    flow_cost: float
    share: float  # of all costs
    saving_low: float | None
    saving_high: float | None
    saving_of: str
    whole: bool
    payback: str
    source: str
    source_url: str
    check: str
    conditions: str


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """Everything that follows from one workbook."""

    file: AssessmentFile
    periods: tuple[PeriodResult, ...]
    changes: tuple[Change, ...]
    options: tuple[OptionResult, ...]
    plan: Plan
    curve: tuple[AbatementStep, ...]
    suggestions: tuple[Suggestion, ...]
    annual_factor: float
    notices: tuple[Notice, ...]
    sources: tuple[str, ...]
    figures: tuple[Figure, ...] = field(default=())

    @property
    def assessed(self) -> PeriodResult:
        """The result of the latest period."""
        return max(self.periods, key=lambda p: p.period.end)

    @property
    def currency(self) -> str:
        return self.file.factory.currency

    def centre_name(self, key: str | None) -> str:
        names = {c.key: c.name for c in self.file.centres}
        return names.get(key or "", key or "")
