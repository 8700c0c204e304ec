"""What an assessment yields. Frozen values that know their units; page and report render them."""

from dataclasses import dataclass, field

from scp_centre.methods.explanation import Figure
from scp_centre.methods.flows import CentreBalance, FlowSystem, Reconciliation
from scp_centre.methods.greenhouse import Emissions
from scp_centre.methods.indicators import Change, Performance
from scp_centre.methods.investment import Appraisal, Spread
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
class OptionResult:
    """One option: alone, and as part of the plan after the options ranked before it."""

    entry: OptionEntry
    rank: int
    effect: Effect
    alone: Appraisal
    appraisal: Appraisal
    spread: Spread | None = None

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
    """The options to do now, together. Money per year in the currency of the workbook."""

    options: tuple[OptionResult, ...]
    investment: float
    annual_saving: float
    running_cost: float
    npv: float
    co2e_t: float
    saved: dict[str, float]

    @property
    def net_saving(self) -> float:
        return self.annual_saving - self.running_cost

    @property
    def payback_years(self) -> float | None:
        return self.investment / self.net_saving if self.net_saving > 0 else None


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
